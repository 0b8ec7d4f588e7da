"""Which columns of a table hold the paths and the labels, where they cannot be told or were told wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desktop.tasks import Task
from desktop.widgets import basic


class ColumnChooser(basic.Translated):
    """Hidden until :meth:`ask`.

    Signals:
        chosen: source, column of the paths, column of the labels.
    """

    chosen = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("column_chooser")
        self._source = ""
        self._wanted = ("", "")
        self._image_label, self._label_label = basic.label(kind="caption"), basic.label(kind="caption")
        self.image, self.label = QComboBox(), QComboBox()
        self.image.setObjectName("image_column")
        self.label.setObjectName("label_column")
        self._image_label.setBuddy(self.image)
        self._label_label.setBuddy(self.label)
        self.use = basic.button("primary", name="columns_use")
        self.use.clicked.connect(self._use)
        self._cancel = basic.button("quiet", name="columns_cancel")
        self._cancel.clicked.connect(self.hide)
        self.image.currentIndexChanged.connect(self._enable)
        self.label.currentIndexChanged.connect(self._enable)
        box = basic.frame("card", self)
        grid = QGridLayout(box)
        gap = basic.GAP
        grid.setContentsMargins(gap.medium, gap.small, gap.medium, gap.small)
        grid.setHorizontalSpacing(gap.small)
        grid.setVerticalSpacing(gap.tiny)
        grid.addWidget(self._image_label, 0, 0)
        grid.addWidget(self._label_label, 0, 1)
        for at, choice in enumerate((self.image, self.label)):
            choice.setMinimumContentsLength(8)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            grid.addWidget(choice, 1, at)
            grid.setColumnStretch(at, 1)
        grid.addLayout(basic.row(None, self.use, self._cancel), 2, 0, 1, 2)
        whole = basic.column(box)
        whole.setContentsMargins(0, gap.small, 0, 0)
        self.setLayout(whole)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._image_label.setText(self.tr("Paths in"))
        self._label_label.setText(self.tr("Classes in"))
        self.use.setText(self.tr("Read"))
        self._cancel.setText(self.tr("Cancel"))
        basic.name_it(self.image, self.tr("The column that holds the pictures' paths"))
        basic.name_it(self.label, self.tr("The column that holds the classes"))

    def ask(self, source: str, image: str = "", label: str = "") -> None:
        """Show the columns of the table ``source``, once they are read; those named are chosen."""
        self._source, self._wanted = source, (image, label)

        def work(_progress: object, _cancelled: object) -> Sequence[str]:
            from engine.data import csv_source

            return csv_source.column_names(Path(source).expanduser())

        Task.start(work, self).done.connect(self._read)

    @Slot(object)
    def _read(self, names: Sequence[str]) -> None:
        for box, wanted, fallback in ((self.image, self._wanted[0], 0), (self.label, self._wanted[1], 1)):
            box.clear()
            box.addItems(list(names))
            at = box.findText(wanted) if wanted else fallback
            box.setCurrentIndex(min(max(at, 0), len(names) - 1))
        self._enable()
        self.show()
        self.image.setFocus()

    @Slot()
    def _enable(self) -> None:
        self.use.setEnabled(self.image.currentIndex() != self.label.currentIndex())

    @Slot()
    def _use(self) -> None:
        self.hide()
        self.chosen.emit(self._source, self.image.currentText(), self.label.currentText())
