"""The left side of the data set panel: source, classes, division, findings."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets import basic
from desktop.widgets.class_bars import ClassBars
from desktop.widgets.findings_list import FindingsList
from desktop.widgets.fold_editor import FoldEditor
from desktop.widgets.open_menu import OpenMenu


class DatasetOverview(basic.Translated):
    """What the data set is.

    Signals:
        open_requested: a source.
        cancel_requested: stop reading.
        label_requested: pictures are to be labelled by key.
    """

    open_requested = Signal(str)
    cancel_requested = Signal()
    label_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dataset_overview")
        self.bars, self.folds, self.findings = ClassBars(), FoldEditor(), FindingsList()
        self._title, self._about = basic.Elided("title"), basic.label(kind="caption")
        self._title.setObjectName("dataset_title")
        self._about.setObjectName("dataset_about")
        self.open = basic.button(icon="folder", name="dataset_open")
        self.menu = OpenMenu(self)
        self.menu.chosen.connect(self.open_requested)
        self.open.clicked.connect(self._open_menu)
        self._progress, self._doing = QProgressBar(), basic.label(kind="caption")
        self._progress.setTextVisible(False)
        self._cancel = basic.button("link", name="dataset_cancel")
        self._cancel.clicked.connect(self.cancel_requested)
        self._classes_heading = basic.label(kind="section")
        self.label = basic.button("link", "tag", name="dataset_label")
        self.label.clicked.connect(self.label_requested)
        self._lay_out()
        self.show_reading(None)
        self.retranslate()

    def _lay_out(self) -> None:
        gap = basic.GAP
        head = basic.row(basic.grows(self._texts()), self.open)
        head.setStretch(0, 1)
        self._reading = QWidget()
        reading = basic.column(gap=gap.tiny)
        reading.addLayout(basic.row(self._doing, None, self._cancel))
        reading.addWidget(self._progress)
        self._reading.setLayout(reading)
        self.details = QWidget()
        lower = basic.column(basic.line(), self.folds, basic.line(), self.findings, gap=gap.medium)
        self.details.setLayout(lower)
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(gap.large, gap.medium, gap.large, gap.medium)
        column.setSpacing(gap.medium)
        column.addLayout(head)
        column.addWidget(self._reading)
        column.addLayout(basic.row(self._classes_heading, None, self.label))
        column.addWidget(self.bars, 1000)
        column.addWidget(self.details)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _texts(self) -> QWidget:
        texts = QWidget()
        texts.setLayout(basic.column(self._title, self._about, gap=0))
        return texts

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.open.setText(self.tr("Open…"))
        self.open.setToolTip(self.tr("Open other pictures"))
        self.menu.retranslate()
        self._cancel.setText(self.tr("Cancel"))
        self._classes_heading.setText(self.tr("Classes"))
        self.label.setText(self.tr("Label…"))
        self.label.setToolTip(self.tr("Label pictures by key, with a head that learns along"))
        self.bars.setAccessibleName(self.tr("Classes and their pictures in each fold"))

    def show_source(self, title: str, about: str, tip: str = "") -> None:
        """Name the data set and say what is in it."""
        self._title.setText(title)
        self._title.setToolTip(tip)
        self._about.setText(about)

    def show_reading(self, text: str | None, done: int = 0, total: int = 0) -> None:
        """Say how far reading is; None when it is over."""
        self._reading.setVisible(text is not None)
        self._doing.setText(text or "")
        self._progress.setRange(0, total)
        self._progress.setValue(done)

    @Slot()
    def _open_menu(self) -> None:
        self.menu.popup(self.open.mapToGlobal(QPoint(0, self.open.height() + 2)))
