"""The picture that the next key labels, large, with what is proposed for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop.item_models.full_image import load_full
from desktop.tasks import Task
from desktop.widgets import basic
from desktop.widgets.picture_canvas import PictureCanvas


class LabelledPicture(basic.Translated):
    """One picture decoded off the main thread, and two lines below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("labelled_picture")
        self._path = ""
        self._task: Task | None = None
        self.canvas = PictureCanvas()
        self.title = basic.label(kind="title", wrap=True)
        self.title.setObjectName("labelled_title")
        self._file = basic.Elided("caption")
        for part in (self.title, self._file):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = basic.column(gap=basic.GAP.small)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.title)
        column.addWidget(self._file)
        self.setLayout(column)
        self.setMinimumWidth(260)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.canvas.setAccessibleName(self.tr("The picture that the next key labels"))

    def show_picture(self, path: str, title: str, file: str) -> None:
        """Show a file; the same one again only gets other words. An empty path shows none."""
        self.title.setText(title)
        self._file.setText(file)
        if path == self._path:
            return
        self._path = path
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if not path:
            self.canvas.set_image(None)
            return
        self._task = task = Task.start(lambda _progress, _cancelled: load_full(Path(path)), self)
        task.done.connect(self._arrived)
        task.failed.connect(self._failed)

    @Slot(object)
    def _arrived(self, loaded: tuple[QImage, int, int]) -> None:
        if self.sender() is self._task:
            self.canvas.set_image(loaded[0])

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        if self.sender() is self._task:
            self.canvas.set_message(f"{message}\n{hint}".strip())
