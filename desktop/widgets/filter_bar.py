"""Which predictions are shown, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop import icons, theme, words
from desktop.item_models.prediction_table import (
    OUTCOMES,
    SORT_KEYS,
    Change,
    Outcome,
    PredictionFilter,
    SortKey,
)
from desktop.widgets import basic
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.range_button import RangeButton
from desktop.widgets.segments import Segments

_ANY = -2


class FilterBar(basic.Translated):
    """The controls that make a :class:`PredictionFilter`; they combine.

    The field ``text`` is not in the bar: its owner puts it where there is room.

    Signals:
        changed: the filter, when the user or :meth:`set_filter` changed it.
        sort_changed: the key of the order.
        issues_wanted: suspicious labels are to be reviewed; answer with :meth:`set_issues`.
    """

    changed = Signal(object)
    sort_changed = Signal(str)
    issues_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_bar")
        self._filter = PredictionFilter()
        self._threshold = 0.0
        self._counts: Mapping[Outcome, int] = {}
        self._compact = False
        self.outcome = Segments(OUTCOMES)
        self.predicted, self.true = self._class_box("filter_predicted"), self._class_box("filter_true")
        self.confidence = RangeButton()
        self.text = QLineEdit()
        self.text.setObjectName("filter_text")
        self.text.setClearButtonEnabled(True)
        self.text.setFixedWidth(136)
        self._search = QAction(self)
        theme.notifier().changed.connect(self._draw_search)
        self._draw_search()
        self.text.addAction(self._search, QLineEdit.ActionPosition.LeadingPosition)
        self.sort = QComboBox()
        self.sort.setObjectName("filter_sort")
        self.sort.setProperty("among", "buttons")
        # As wide as its words are now, not as they were in the language it was first shown in.
        self.sort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for key in SORT_KEYS:
            self.sort.addItem("", key)
        self.suspicious = basic.button(checkable=True, name="filter_suspicious")
        self._issues: frozenset[str] | None = None
        self._learned = False
        self.reset = basic.button("link", name="filter_reset")
        # It keeps its place when hidden, where a line has room: a filter must not push the pictures down.
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        flow = FlowLayout(self, gap=basic.GAP.small)
        self._rest = (self.predicted, self.true, self.confidence, self.suspicious)
        self._parts = (self.outcome, self.sort, *self._rest, self.reset)
        for part in self._parts:
            flow.addWidget(part)

    def _connect(self) -> None:
        self.outcome.chosen.connect(self._edited)
        for box in (self.predicted, self.true):
            box.activated.connect(self._edited)
        self.confidence.range_changed.connect(self._edited)
        self.text.textChanged.connect(self._edited)
        self.sort.currentIndexChanged.connect(self._sorted)
        self.reset.clicked.connect(self.clear)
        self.suspicious.clicked.connect(self._suspicious_clicked)

    def full_height(self, width: int) -> int:
        """What the bar takes at ``width`` while it is not compact."""
        sizes = [part.sizeHint() for part in self._parts]
        lines, x, gap = 1, 0, basic.GAP.small
        for size in sizes:
            if x and x + size.width() > width:
                lines, x = lines + 1, 0
            x += size.width() + gap
        return lines * (max(size.height() for size in sizes) + gap) - gap

    def set_compact(self, on: bool) -> None:
        """Take one line, with outcome and order alone; a filter set before holds on, as the link tells."""
        if on != self._compact:
            self._compact = on
            for part in self._rest:
                part.setVisible(not on)
            self._fit()

    def _fit(self) -> None:
        """In one line the order gives way where it would break it."""
        taken = [self.outcome, self.sort] + ([] if self.reset.isHidden() else [self.reset])
        wanted = sum(part.sizeHint().width() for part in taken) + basic.GAP.small * (len(taken) - 1)
        self.sort.setVisible(not self._compact or wanted <= self.contentsRect().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's."""
        super().resizeEvent(event)
        self._fit()

    def _class_box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setProperty("among", "buttons")
        box.setMaxVisibleItems(20)
        box.setMinimumContentsLength(10)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem("", _ANY)
        return box

    @Slot()
    def _draw_search(self) -> None:
        self._search.setIcon(icons.icon("search", "muted"))

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._name_outcomes()
        self.predicted.setItemText(0, self.tr("predicted: any"))
        self.true.setItemText(0, self.tr("true: any"))
        basic.name_it(self.predicted, self.tr("Show pictures predicted to be of this class"))
        basic.name_it(self.true, self.tr("Show pictures truly of this class"))
        self.confidence.retranslate()
        self._name_suspicious()
        self.text.setPlaceholderText(self.tr("File name"))
        basic.name_it(self.text, self.tr("Show files whose name contains this"))
        basic.name_it(self.sort, self.tr("Order of the pictures"))
        for at, (name, tip) in enumerate(zip(self._sort_names(), self._sort_tips(), strict=True)):
            self.sort.setItemText(at, name)
            self.sort.setItemData(at, tip, Qt.ItemDataRole.ToolTipRole)
        self.reset.setText(self.tr("Show all"))
        self._mark_active()

    def _sort_names(self) -> tuple[str, ...]:
        return (
            self.tr("Worst first"),
            self.tr("Least sure"),
            self.tr("Most sure"),
            self.tr("Highest loss"),
            self.tr("Closest call"),
            self.tr("By class"),
            self.tr("By name"),
        )

    def _sort_tips(self) -> tuple[str, ...]:
        return (
            self.tr("The most confidently wrong first, then the least sure of the right ones"),
            self.tr("Lowest confidence first"),
            self.tr("Highest confidence first"),
            self.tr("Highest cross-entropy against the label first"),
            self.tr("Smallest difference between the best two classes first"),
            self.tr("By true class, then by predicted class"),
            self.tr("By file name"),
        )

    def _name_outcomes(self) -> None:
        named: dict[Outcome, tuple[str, str]] = {
            "all": (self.tr("All"), self.tr("Every picture")),
            "right": (self.tr("Right"), self.tr("Predicted as labelled")),
            "wrong": (self.tr("Wrong"), self.tr("Predicted otherwise than labelled")),
            "unsure": (
                self.tr("Not sure"),
                self.tr("Confidence under {0}").format(words.percent(self._threshold))
                if self._threshold > 0
                else self.tr("No threshold is set: the model answers every picture"),
            ),
        }
        for key, (name, tip) in named.items():
            count = self._counts.get(key)
            self.outcome.name(key, name if count is None else f"{name}  {count:,}", tip)
        self.outcome.set_value(self._filter.outcome)
        self._fit()

    # ---- for the panel

    @property
    def filter(self) -> PredictionFilter:
        """What is asked for now."""
        return self._filter

    @property
    def sort_key(self) -> SortKey:
        """The order asked for now."""
        return SORT_KEYS[self.sort.currentIndex()]

    def set_sort(self, key: SortKey) -> None:
        """Ask for another order."""
        self.sort.setCurrentIndex(SORT_KEYS.index(key))

    def set_classes(self, names: Sequence[str]) -> None:
        """Offer these classes; a class chosen by name stays chosen, and one that is gone becomes "any"."""
        former = [self.predicted.itemText(row) for row in range(1, self.predicted.count())]
        index = {name: label for label, name in enumerate(names)}

        def kept(label: int | None) -> int | None:
            if label is None or label < 0:  # any, or the pictures without a label
                return label
            return index.get(former[label]) if label < len(former) else None

        for box in (self.predicted, self.true):
            with QSignalBlocker(box):
                while box.count() > 1:
                    box.removeItem(1)
                for label, name in enumerate(names):
                    box.addItem(name, label)
        wanted = self._filter
        self.set_filter(replace(wanted, predicted=kept(wanted.predicted), true=kept(wanted.true)))

    def set_counts(self, counts: Mapping[Outcome, int]) -> None:
        """Show how many pictures each outcome would bring."""
        self._counts = counts
        self._name_outcomes()

    def set_issues(self, ids: frozenset[str]) -> None:
        """Show the pictures whose label the model disagrees with, asked for by :attr:`issues_wanted`."""
        self._issues = ids
        self._name_suspicious()
        self.set_filter(PredictionFilter(ids=ids))

    def forget_issues(self) -> None:
        """Other predictions are shown: what was suspicious is not known any more."""
        reviewing = self.reviewing
        self._issues = None
        self._name_suspicious()
        if reviewing:
            self.clear()

    def forget_ids(self) -> None:
        """Pictures of another fold or run are shown: those picked one by one are not among them."""
        self.set_filter(replace(self._filter, ids=None))

    @property
    def reviewing(self) -> bool:
        """Whether suspicious labels are being gone through."""
        return self._issues is not None and self._filter.ids == self._issues

    def set_learned(self, learned: bool) -> None:
        """Whether the model has learned the pictures shown: it then agrees with labels right or wrong."""
        self._learned = learned
        self.suspicious.setEnabled(not learned)
        self._name_suspicious()

    def _name_suspicious(self) -> None:
        text = self.tr("Suspicious labels")
        self.suspicious.setText(text if self._issues is None else f"{text}  {len(self._issues):,}")
        tip = self.tr(
            "Labels that the model clearly disagrees with. Review them with single keys: C when the label"
            " is right, a number for another class, X to leave the picture out."
        )
        if self._learned:
            tip = self.tr(
                "The model has learned these pictures with the labels that they have, so it cannot tell which"
                " are suspicious. Look at pictures that were held out."
            )
        self.suspicious.setToolTip(tip)

    @Slot()
    def _suspicious_clicked(self) -> None:
        if self.suspicious.isChecked():
            self.issues_wanted.emit()
        else:
            self.clear()

    def set_filter(self, wanted: PredictionFilter) -> None:
        """Show ``wanted`` in the controls and ask for it."""
        wanted = replace(wanted, unsure_below=self._threshold)
        former, self._filter = self._filter, wanted
        blockers = [QSignalBlocker(part) for part in (self.outcome, self.predicted, self.true, self.text)]
        self.outcome.set_value(wanted.outcome)
        for box, label in ((self.predicted, wanted.predicted), (self.true, wanted.true)):
            box.setCurrentIndex(0 if label is None else box.findData(label))
        self.confidence.set_range(wanted.low, wanted.high)
        if self.text.text() != wanted.text:
            self.text.setText(wanted.text)
        del blockers
        self.suspicious.setChecked(self.reviewing)
        self._mark_active()
        if wanted != former:
            self.changed.emit(wanted)

    @Slot()
    def clear(self) -> None:
        """Ask for every picture."""
        self.set_filter(PredictionFilter())

    @Slot(str)
    def set_change(self, change: Change) -> None:
        """Ask for pictures that another run has otherwise; the other conditions stay."""
        self.set_filter(replace(self._filter, change=change))

    def set_threshold(self, threshold: float) -> None:
        """The confidence under which answers count as "not sure", 0 to 1; holds for every filter."""
        self._threshold = threshold
        self.set_filter(self._filter)
        self._name_outcomes()

    def _mark_active(self) -> None:
        self.reset.setVisible(self._filter != PredictionFilter(unsure_below=self._threshold))
        self._fit()

    @Slot()
    def _edited(self) -> None:
        predicted, true = self.predicted.currentData(), self.true.currentData()
        outcome = self.outcome.value()
        self.set_filter(
            replace(
                self._filter,
                outcome=next(key for key in OUTCOMES if key == outcome),
                predicted=None if predicted == _ANY else predicted,
                true=None if true == _ANY else true,
                low=self.confidence.histogram.low,
                high=self.confidence.histogram.high,
                text=self.text.text().strip(),
            )
        )

    @Slot()
    def _sorted(self) -> None:
        self.sort_changed.emit(self.sort_key)
