"""Below a grid of pictures: how many there are, and what can be done with the selected ones."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import words
from desktop.item_models.label_actions import LabelActions
from desktop.widgets import basic
from desktop.widgets.label_bar import LabelBar
from desktop.widgets.thumbnail_grid import ThumbnailGrid


class PicturesFoot(basic.Translated):
    """The count, and the buttons of ``labels``; the grid has them as its context menu, too."""

    def __init__(self, grid: ThumbnailGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._shown = self._selected = 0
        self.labels = LabelBar()
        self._count = basic.label(kind="caption")
        frame, gap = basic.frame("foot"), basic.GAP
        line = basic.row(self._count, self.labels, gap=gap.large, margins=(gap.large, 4, gap.medium, 4))
        line.setStretch(1, 1)
        frame.setLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._on_context_menu)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        text = words.pictures(self._shown)
        if self._selected:
            text = self.tr("{shown}, {n} selected").format(shown=text, n=f"{self._selected:,}")
        self._count.setText(text)

    def tell(self, shown: int, actions: LabelActions, *, opened: bool = False) -> None:
        """Say how many pictures are shown and selected, and offer what ``actions`` can do with them.

        With ``opened`` that is the one picture looked at in full size, whatever the grid has selected.
        """
        selected = len(self._grid.selected_rows())
        self._shown, self._selected = shown, 0 if opened else selected
        self.retranslate()
        count = 1 if opened else selected
        self.labels.set_state(count if actions.session else 0, actions.undo_text, actions.redo_text)

    @Slot(QPoint)
    def _on_context_menu(self, point: QPoint) -> None:
        if self._grid.selected_rows() and self.labels.isEnabled():
            self.labels.context_menu().popup(self._grid.viewport().mapToGlobal(point))
