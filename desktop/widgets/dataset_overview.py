"""The left side of the data set panel: source, classes, division, findings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets import basic
from desktop.widgets.class_bars import ROW, ClassBars
from desktop.widgets.findings_list import FindingsList
from desktop.widgets.fold_editor import FoldEditor
from desktop.widgets.open_menu import OpenMenu

_FEWEST = 2
"""Classes that are shown however little room there is."""


class DatasetOverview(basic.Translated):
    """What the data set is.

    The column scrolls as a whole. So that it seldom has to, only as many classes are shown as fit, and
    the fields of the division fold; both open on demand.

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
        self.more = basic.button("link", name="all_classes")
        self._all = False
        self.more.clicked.connect(self._toggle_all)
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
        self._inner = QWidget()
        self._inner.setProperty("plain", "true")
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(gap.large, gap.medium, gap.large, gap.medium)
        column.setSpacing(gap.medium)
        column.addLayout(head)
        column.addWidget(self._reading)
        column.addLayout(basic.row(self._classes_heading, self.more, None, self.label))
        column.addWidget(self.bars)
        column.addWidget(self.details)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self._inner.installEventFilter(self)
        self._scroll.viewport().installEventFilter(self)
        self.bars.listed.connect(self._fit)
        self.bars.row_wanted.connect(self._show_class)
        self.folds.opened.connect(self._show_folds)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: other room, or other parts in it."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    @Slot()
    def _fit(self) -> None:
        """Show what fits: the fields of the division first, then more classes."""
        room = self._scroll.viewport().height()
        pushed = self.findings.contentsMargins().top()
        beside = self._height() - pushed - self.bars.height()
        least = min(self.bars.count, _FEWEST) * ROW
        fields = 0 if self.folds.folded else self.folds.fields_height()
        below = self.findings.sizeHint().height() - pushed + 2 * basic.GAP.medium
        shown = self._shown()
        self.folds.set_tight(beside - fields - below + self.folds.fields_height() + least > room)
        self._changed_since(shown)
        fitting = max(_FEWEST, (room - (self._height() - pushed - self.bars.height())) // ROW)
        self.bars.set_rows(self.bars.count if self._all else fitting)
        self.more.setVisible(self.bars.count > fitting)
        self._name_more()
        self._changed_since(shown)
        self._push_findings(room)
        self._changed_since(shown)

    def _shown(self) -> tuple[int, ...]:
        """What fitting changes."""
        pushed = self.findings.contentsMargins().top()
        return self.folds.folded, self.more.isHidden(), self.bars.height(), pushed

    def _changed_since(self, shown: tuple[int, ...]) -> None:
        """Measure anew, if fitting changed anything.

        Only then: it asks for a layout, which has this fitted again, which would never end.
        """
        layout = self._inner.layout()
        if layout is not None and self._shown() != shown:
            layout.invalidate()

    def _push_findings(self, room: int) -> None:
        """Let the edge of the column not cut the heading of the findings: it is seen whole or scrolled to."""
        pushed = self.findings.contentsMargins().top()
        top = self._height() - basic.GAP.medium - self.findings.sizeHint().height()
        cut = top < room < top + self.findings.head_height() + basic.GAP.small
        wanted = room - top if cut and not self.details.isHidden() else 0
        if wanted != pushed:
            self.findings.setContentsMargins(0, wanted, 0, 0)

    def _height(self) -> int:
        """What the column asks for."""
        layout = self._inner.layout()
        assert layout is not None
        width = self._scroll.viewport().width()
        return (
            layout.totalHeightForWidth(width)
            if layout.hasHeightForWidth()
            else layout.totalSizeHint().height()
        )

    def _name_more(self) -> None:
        text = self.tr("Fewer") if self._all else self.tr("All {n}").format(n=f"{self.bars.count:,}")
        self.more.setText(text)

    @Slot()
    def _toggle_all(self) -> None:
        self._all = not self._all
        self._fit()

    @Slot(int)
    def _show_class(self, label: int) -> None:
        if label >= self.bars.rows:
            self._all = True
            self._fit()
        QTimer.singleShot(0, self, lambda: self._bring(self.bars, label * ROW, ROW))

    @Slot()
    def _show_folds(self) -> None:
        QTimer.singleShot(0, self, lambda: self._bring(self.folds, 0, self.folds.height()))

    def _bring(self, part: QWidget, top: int, height: int) -> None:
        """Scroll a piece of ``part`` into view."""
        at = part.mapTo(self._inner, QPoint(0, top))
        for y in (at.y() + height, at.y()):
            self._scroll.ensureVisible(0, y, 0, 0)

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
        self._name_more()
        self.more.setToolTip(self.tr("Show every class, or as many as there is room for"))
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
