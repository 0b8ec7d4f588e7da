"""The gallery's first line: which fold, how good, how large, and the side pane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from desktop import icons
from desktop.widgets import basic
from desktop.widgets.grid_view import MAX_SIDE, MIN_SIDE
from desktop.widgets.segments import Segments
from engine.evaluation.metrics import Evaluation

FOLDS = ("validation", "test", "train")

_LONGEST_SLIDER, _SHORTEST_SLIDER = 110, 56
"""Of the size of the thumbnails, in device-independent pixels: it gives way to the figures."""

_LONGEST_SEARCH, _SHORTEST_SEARCH = 136, 88


class GalleryHeader(basic.Translated):
    """Fold, accuracy with its interval, thumbnail size, side pane.

    Signals:
        fold_chosen: ``validation``, ``test`` or ``train``.
        side_chosen: thumbnail side in pixels.
        figures_toggled: whether the side pane shows.
    """

    fold_chosen = Signal(str)
    side_chosen = Signal(int)
    figures_toggled = Signal(bool)

    def __init__(self, search: QWidget, parent: QWidget | None = None) -> None:
        """``search``: the field for part of a file name."""
        super().__init__(parent)
        self._evaluation: Evaluation | None = None
        self._fold = ""
        self._sample_epoch = 0
        self._solved = self._crossed = False
        self.folds = Segments(FOLDS)
        self.folds.chosen.connect(self.fold_chosen)
        self._accuracy = basic.label(kind="title")
        self._accuracy.setObjectName("gallery_accuracy")
        self._interval = basic.label(kind="muted")
        self._caveat = basic.Elided("caption")
        self._caveat.setObjectName("gallery_caveat")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("thumbnail_size")
        self.slider.setRange(MIN_SIDE, MAX_SIDE)
        self.slider.setSingleStep(16)
        self.slider.setPageStep(64)
        self.slider.setFixedWidth(_LONGEST_SLIDER)
        self.slider.valueChanged.connect(self.side_chosen)
        small, large = basic.label(), basic.label()
        icons.attach(small, "image", "muted", 12)
        icons.attach(large, "image", "muted", 18)
        self.figures = basic.button("quiet", "matrix", checkable=True, name="show_figures")
        self.figures.toggled.connect(self.figures_toggled)
        self._words, self._search = QWidget(), search
        column = basic.column(self._line(self._accuracy, self._interval), self._caveat, gap=0)
        self._words.setLayout(column)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.medium)
        layout.addWidget(self.folds)
        layout.addWidget(self._words, 1)
        self._sizes = QWidget()
        self._sizes.setLayout(basic.row(small, self.slider, large, gap=basic.GAP.tiny))
        layout.addWidget(search)
        layout.addWidget(self._sizes)
        layout.addWidget(self.figures)
        # Narrower than all parts together: some then give way, see _fit.
        self.setMinimumWidth(420)
        self.retranslate()

    def _line(self, *parts: QWidget) -> QWidget:
        line = QWidget()
        line.setLayout(basic.row(*parts, None))
        return line

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: some parts give way where it is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave the figures whole: the slider gives way (Ctrl and the wheel remain), then the interval.

        Where even that is too wide the search gets short and the last button has no words.
        """
        least = self._least()
        self._words.setMinimumWidth(least)
        room = self.contentsRect().width() - least - 2 * basic.GAP.medium
        if not self.folds.isHidden():
            names = self.folds.sizeHint().width()
            self.folds.setMinimumWidth(names)
            room -= names + basic.GAP.medium
        words = self.tr("Figures")
        self.figures.setText(words)
        if room < self.figures.sizeHint().width() + _SHORTEST_SEARCH:
            self.figures.setText("")
        room -= self.figures.sizeHint().width()
        search = min(max(room, _SHORTEST_SEARCH), _LONGEST_SEARCH)
        self._search.setFixedWidth(search)
        free = room - search + least
        accuracy = interval = 0
        if self._evaluation is not None:
            accuracy = self._accuracy.sizeHint().width()
            interval = self._interval.sizeHint().width() + basic.GAP.small
        ends = self._sizes.sizeHint().width() - self.slider.minimumWidth() + basic.GAP.medium
        line = accuracy + interval
        whole = self._caveat.fontMetrics().horizontalAdvance(self._what_it_means()) + 2
        if free - ends - _SHORTEST_SLIDER >= max(line, whole):
            line = max(line, whole)
        room = free - line - ends
        self._sizes.setVisible(room >= _SHORTEST_SLIDER)
        self.slider.setFixedWidth(min(max(room, _SHORTEST_SLIDER), _LONGEST_SLIDER))
        self._interval.setVisible(self._evaluation is not None and free >= accuracy + interval)
        if not self._sizes.isHidden():
            free -= ends + self.slider.minimumWidth()
        self._say_what_fits(free)

    def _least(self) -> int:
        """The width of what is always shown whole: how many are right, and between which bounds."""
        if self._evaluation is None:
            return 120
        bounds = self._caveat.fontMetrics().horizontalAdvance(self._bounds()) + 2
        return max(120, bounds, self._accuracy.sizeHint().width())

    def _bounds(self) -> str:
        assert self._evaluation is not None
        low, high = self._evaluation.accuracy_interval
        return self.tr("{low:.1f} to {high:.1f} %").format(low=low * 100, high=high * 100)

    def _say_what_fits(self, width: int) -> None:
        """Below the accuracy: a sentence, where it is too long a word, and the bounds come first."""
        if self._evaluation is None:
            return
        whole, word = self._what_it_means(), self._in_a_word()
        if self._interval.isHidden():
            offered = (f"{self._bounds()} · {word}", self._bounds())
        else:
            offered = (whole, word)
        measure = self._caveat.fontMetrics().horizontalAdvance
        self._caveat.setText(next((text for text in offered if measure(text) + 2 <= width), offered[-1]))
        self._caveat.setAccessibleName(whole)
        self._words.setToolTip(whole)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._name_validation()
        self.folds.name("test", self.tr("Test"), self.tr("Used for nothing but this result"))
        self._name_training()
        basic.name_it(self.slider, self.tr("Size of the thumbnails"))
        self.figures.setAccessibleName(self.tr("Figures"))
        self.figures.setToolTip(self.tr("Confusion matrix and figures of each class"))
        self._write()

    def _name_validation(self) -> None:
        if self._solved:
            hint = self.tr("Held out of training; nothing was chosen on it")
        else:
            hint = self.tr("Held out of training; the best epoch was chosen on it")
        self.folds.name("validation", self.tr("Validation"), hint)

    def _name_training(self) -> None:
        if self._crossed:
            hint = self.tr("Each by a live head that has not seen it: cross-validation")
        else:
            hint = self.tr("The model has learned these: no measure of how good it is")
        self.folds.name("train", self.tr("Training"), hint)

    def show_folds(self, folds: Sequence[str], chosen: str) -> None:
        """Offer these folds."""
        for fold in FOLDS:
            self.folds.button(fold).setVisible(fold in folds)
        self.folds.setVisible(len(folds) > 1)
        self.folds.set_value(chosen)
        self._fit()

    def show_pending(self, fold: str) -> None:
        """The figures of ``fold`` are being computed: show none, least of all another fold's."""
        self._fold, self._evaluation = fold, None
        for label in (self._accuracy, self._interval):
            label.hide()
        self._caveat.clear()
        self._words.setToolTip("")

    @property
    def shows_sample(self) -> bool:
        """Whether the pictures are a few of a run that goes on."""
        return self._sample_epoch > 0

    def set_sample(self, epoch: int) -> None:
        """The pictures are a few that show how a run gets on after ``epoch``; 0 when they are not."""
        self._sample_epoch = epoch

    def set_solved(self, solved: bool) -> None:
        """Whether the head was solved directly, so that validation chose no epoch."""
        self._solved = solved
        self._name_validation()

    def set_crossed(self, crossed: bool) -> None:
        """Whether each picture of the fold shown is predicted by a live head that has not seen it."""
        self._crossed = crossed
        self._name_training()

    def show_evaluation(self, fold: str, evaluation: Evaluation | None) -> None:
        """Show how good the predictions of ``fold`` are; None where nothing is labelled."""
        self._fold, self._evaluation = fold, evaluation
        self._write()

    def _write(self) -> None:
        evaluation = self._evaluation
        self._accuracy.setVisible(evaluation is not None)
        if evaluation is None:
            self._fit()
            self._caveat.setText(self.tr("These pictures have no labels.") if self._fold else "")
            self._words.setToolTip("")
            return
        low, high = evaluation.accuracy_interval
        right = round(evaluation.accuracy * evaluation.count)
        self._accuracy.setText(self.tr("{share:.1f} % right").format(share=evaluation.accuracy * 100))
        self._interval.setText(
            self.tr("{low:.1f} to {high:.1f} %  ·  {right} of {count}").format(
                low=low * 100, high=high * 100, right=f"{right:,}", count=f"{evaluation.count:,}"
            )
        )
        interval = self.tr("95 % confidence interval (Wilson)")
        self._interval.setToolTip(interval)
        self._accuracy.setToolTip(f"{self._interval.text()}\n{interval}")
        self._fit()

    def _what_it_means(self) -> str:
        if self._sample_epoch:
            text = self.tr("Epoch {0}: a sample of validation; the run goes on")
            return text.format(self._sample_epoch)
        if self._fold == "validation" and self._solved:
            return self.tr("Validation: held out, and the head was solved without it")
        if self._fold == "validation":
            return self.tr("Validation: optimistic, the best epoch was chosen on it")
        if self._fold == "train" and self._crossed:
            return self.tr("Training: each picture by a live head that has not seen it")
        if self._fold == "train":
            return self.tr("Training: the model has learned these pictures")
        return self.tr("Test: pictures used for nothing else")

    def _in_a_word(self) -> str:
        if self._sample_epoch:
            return self.tr("a sample")
        if self._fold == "validation" and not self._solved:
            return self.tr("optimistic")
        learned = self._fold == "train" and not self._crossed
        return self.tr("learned already") if learned else self.tr("held out")
