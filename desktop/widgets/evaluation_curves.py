"""Curves over all thresholds, and the threshold under which the model answers "not sure"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QSlider, QVBoxLayout, QWidget

from desktop import engine_words, words
from desktop.item_models.curve_figures import (
    CurveFigures,
    Source,
    figures_of,
    precision_recall_of_class,
    roc_of_class,
)
from desktop.tasks import Task
from desktop.widgets import basic, curve_words
from desktop.widgets.segments import Segments
from engine.evaluation.curves import Answering, PrecisionRecallCurve, RocCurve, answering
from engine.evaluation.decision import Decision

if TYPE_CHECKING:
    from desktop.widgets.share_plot import SharePlot

Kind = Literal["coverage", "calibration", "roc", "precision"]
KINDS: tuple[Kind, ...] = ("coverage", "calibration", "roc", "precision")

STEPS = 1000
"""Of the slider: tenths of a percent, since most thresholds of use lie close to 100 %."""
_REST_MS = 400
"""Milliseconds after which a threshold that is not moved any more is kept."""


class EvaluationCurves(basic.Translated):
    """Accuracy against coverage, calibration, ROC and precision-recall. Computed when looked at.

    Signals:
        threshold_moved: the threshold while the user moves it, 0 to 1.
        decided: a :class:`RunFolder`, and the :class:`Decision` to be kept with it.
        drawn: the curve asked for is on screen.
    """

    threshold_moved = Signal(float)
    decided = Signal(object, object)
    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluation_curves")
        self.plot: SharePlot | None = None
        self._source: Source | None = None
        self._figures: CurveFigures | None = None
        self._decision = Decision()
        self._stale = True
        self._task: Task | None = None
        self.kinds = Segments(KINDS)
        self.kinds.set_value("coverage")
        self.classes = QComboBox()
        self.classes.setObjectName("curve_class")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("not_sure_threshold")
        self.slider.setRange(0, STEPS)
        self._under, self._value = basic.label(kind="muted"), basic.label()
        self._value.setMinimumWidth(self._value.fontMetrics().horizontalAdvance("100.0 %") + 4)
        self.temperature = basic.button(name="use_temperature")
        self.note = basic.label(kind="caption", wrap=True)
        self.note.setObjectName("curve_note")
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self._sliding = QWidget()
        sliding = basic.row(self._under, self.slider, self._value)
        sliding.setStretch(1, 1)
        self._sliding.setLayout(sliding)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(basic.GAP.small)
        self._body.addLayout(basic.row(self.kinds, None))
        self._body.addWidget(self.classes)
        self._body.addWidget(self._sliding)
        self._body.addWidget(self.note)
        self._body.addLayout(basic.row(self.temperature, None))

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._show_kind)
        self.classes.activated.connect(self._refresh)
        self.slider.valueChanged.connect(self._on_slider)
        self.slider.sliderReleased.connect(self._keep)
        self._rest.timeout.connect(self._keep)
        self.temperature.clicked.connect(self._on_temperature)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.kinds.name(
            "coverage", self.tr("Not sure"), self.tr("Accuracy against the share of pictures answered")
        )
        self.kinds.name(
            "calibration", self.tr("Calibration"), self.tr("Whether the confidences mean what they say")
        )
        self.kinds.name("roc", self.tr("ROC"), self.tr("Hits against false alarms, class by class"))
        self.kinds.name("precision", self.tr("Precision"), self.tr("Precision against recall"))
        self._under.setText(self.tr("Not sure under"))
        basic.name_it(
            self.slider,
            self.tr("Answers with less confidence count as “not sure”: here, in use, and in exports"),
        )
        basic.name_it(self.classes, self.tr("The class whose curve is shown"))
        self._show_value()
        self._show_kind()

    # ---- what is shown

    @property
    def kind(self) -> Kind:
        """The curve looked at."""
        return cast(Kind, self.kinds.value())

    def set_source(self, source: Source | None) -> None:
        """Show curves of other pictures, or of the same ones with other labels."""
        self._keep()
        before = self._source
        if source is not None and before is not None and before.run.path == source.run.path:
            # Read while the user moved it: the hand knows better than the file.
            kept = replace(source.decision, threshold=self._decision.threshold)
            source = replace(source, decision=kept)
        self._source = source
        if source is None:
            self._figures = None
            return
        self._show_decision(source.decision)
        names = source.fold.table.classes
        if before is None or before.fold.table.classes != names:
            self.classes.clear()
            self.classes.addItems(list(names))
        if before is None or before.fold.table.fold != source.fold.table.fold:
            self._figures = None
        self._stale = True
        if self.isVisible():
            self._refresh()

    def show_kind(self, kind: Kind) -> None:
        """Look at another curve."""
        self.kinds.set_value(kind)
        self._show_kind()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: compute what is looked at now."""
        super().showEvent(event)
        if self.plot is None:
            from desktop.widgets.share_plot import SharePlot

            self.plot = SharePlot()
            self.plot.picked.connect(self._on_picked)
            self._body.insertWidget(1, self.plot, 1)
        if self._stale:
            self._refresh()

    @Slot()
    def _show_kind(self) -> None:
        kind = self.kind
        self._sliding.setVisible(kind == "coverage")
        self.classes.setVisible(kind in ("roc", "precision"))
        self._offer_temperature()
        if self.isVisible():
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Compute the curve looked at, in the background; the one before stays until it is there."""
        source, kind, label = self._source, self.kind, max(0, self.classes.currentIndex())
        if self._task is not None:
            self._task.cancel()
        if source is None:
            return
        self._stale = False
        known = self._figures if self._figures is not None and self._figures.source is source else None

        def work(_progress: object, _cancelled: object) -> object:
            if kind == "roc":
                return roc_of_class(source, label)
            if kind == "precision":
                return precision_recall_of_class(source, label)
            return known or figures_of(source)

        self._task = Task.start(work, self)
        self._task.done.connect(self._on_computed)
        self._task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_computed(self, found: object) -> None:
        if self.sender() is not self._task or self.plot is None or self._source is None:
            return
        source, name = self._source, self.classes.currentText()
        if found is None:
            self.plot.draw(())
            self.plot.mark(None)
            self.note.setText(self.tr("These pictures have no labels."))
        elif isinstance(found, RocCurve):
            curve_words.draw_roc(self.plot, found)
            self.note.setText(curve_words.of_roc(found, name, source))
        elif isinstance(found, PrecisionRecallCurve):
            curve_words.draw_precision(self.plot, found)
            self.note.setText(curve_words.of_precision(found, name, source))
        elif isinstance(found, CurveFigures):
            self._figures = found
            if self.kind == "coverage":
                curve_words.draw_coverage(self.plot, found)
                self._show_answering()
            else:
                curve_words.draw_calibration(self.plot, found)
                self.note.setText(curve_words.of_calibration(found))
                self._name_temperature(found)
        self.drawn.emit()

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self.note.setText(engine_words.said(f"{message} {hint}".strip()))

    # ---- the threshold

    @property
    def decision(self) -> Decision:
        """Threshold and temperature shown."""
        return self._decision

    def answering(self) -> Answering | None:
        """What the threshold shown does to the pictures shown; None before they are known."""
        figures = self._figures
        if figures is None:
            return None
        return answering(figures.confidence, figures.right, self._decision.threshold)

    def _show_decision(self, decision: Decision) -> None:
        self._decision = decision
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(decision.threshold * STEPS))
        self._show_value()

    @Slot(int)
    def _on_slider(self, value: int) -> None:
        self._decision = replace(self._decision, threshold=value / STEPS)
        self._show_value()
        self._show_answering()
        self._rest.start()
        self.threshold_moved.emit(self._decision.threshold)

    @Slot(float)
    def _on_picked(self, coverage: float) -> None:
        """The threshold that answers the share of pictures the user pointed at."""
        if self.kind == "coverage" and self._figures is not None:
            curve = self._figures.coverage
            nearest = int(np.abs(curve.coverage - coverage).argmin())
            self.slider.setValue(int(curve.thresholds[nearest] * STEPS))

    @Slot()
    def _keep(self) -> None:
        """Keep the threshold with the run, if it is another one."""
        self._rest.stop()
        if self._source is not None and self._decision != self._source.decision:
            self._source = replace(self._source, decision=self._decision)
            if self._figures is not None:
                self._figures = replace(self._figures, source=self._source)
            self.decided.emit(self._source.run, self._decision)

    def _show_value(self) -> None:
        self._value.setText(words.percent(self._decision.threshold))

    def _show_answering(self) -> None:
        found = self.answering()
        if found is None or self.kind != "coverage" or self._figures is None:
            return
        self.note.setText(curve_words.of_coverage(found, self._figures.source))
        if self.plot is not None:
            self.plot.mark(None if found.accuracy is None else (found.coverage, found.accuracy))

    # ---- the temperature

    def _name_temperature(self, figures: CurveFigures) -> None:
        fitted, used = figures.fitted, self._decision.temperature
        self.temperature.setEnabled(fitted is not None or used != 1.0)
        self._offer_temperature()
        if used != 1.0:
            self.temperature.setText(self.tr("Confidences as trained"))
        elif fitted is not None:
            text = self.tr("Use the temperature {0}")
            self.temperature.setText(text.format(f"{fitted.temperature:.2f}"))
        else:
            self.temperature.setText(self.tr("Use a temperature"))
        self.temperature.setToolTip(
            self.tr(
                "Divides the model's outputs so that its confidences fit what it gets right; no label"
                " changes. Kept with the run and carried by exports."
            )
        )

    def _offer_temperature(self) -> None:
        """Only where there is one to use, or one in use to be taken back."""
        none = self._figures is not None and self._figures.unfitted and self._decision.temperature == 1.0
        self.temperature.setVisible(self.kind == "calibration" and not none)

    @Slot()
    def _on_temperature(self) -> None:
        fitted = self._figures.fitted if self._figures is not None else None
        wanted = 1.0 if self._decision.temperature != 1.0 or fitted is None else fitted.temperature
        self._decision = replace(self._decision, temperature=wanted)
        self._keep()
