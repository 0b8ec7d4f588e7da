"""Finding a learning rate: one button, its curve, and one click to take what it suggests."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop import engine_words
from desktop.widgets import basic
from desktop.widgets.disclosure import Disclosure
from engine.config import ModelConfig, RunConfig, TrainConfig

if TYPE_CHECKING:
    from desktop.widgets.rate_plot import RatePlot
    from engine.training.lr_finder import RateCurve

_HEIGHT = 150


class RateFinder(basic.Translated):
    """Closed at first; knows nothing of who computes.

    Signals:
        wanted: start the test with the settings of now.
        cancelled: give it up.
        taken: the suggested rate, to be used.
    """

    wanted = Signal()
    cancelled = Signal()
    taken = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rate_finder")
        self._curve: RateCurve | None = None
        self._asked: tuple[ModelConfig, TrainConfig] | None = None
        self._busy = self._usable = False
        self.plot: RatePlot | None = None
        self.disclosure = Disclosure("rate_finder_disclosure")
        self.note = basic.label(kind="caption", wrap=True)
        self._failure = ""
        self.error = basic.label(kind="error", wrap=True)
        self.error.hide()
        self.search = basic.button(name="find_rate_button")
        self.take = basic.button(name="take_rate_button")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.hide()
        self._place = QVBoxLayout()
        inside = QVBoxLayout(self.disclosure.body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(basic.GAP.small)
        for part in (self.note, self.error, self.progress):
            inside.addWidget(part)
        inside.addLayout(self._place)
        inside.addLayout(basic.row(self.search, self.take, None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.disclosure)
        self.search.clicked.connect(self._on_find)
        self.take.clicked.connect(self._on_take)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.disclosure.button.setText(self.tr("Find a learning rate"))
        self.progress.setAccessibleName(self.tr("Finding a learning rate"))
        self._write()

    @property
    def curve(self) -> RateCurve | None:
        """What is shown."""
        return self._curve

    def set_busy(self, busy: bool) -> None:
        """Whether the test goes on."""
        self._busy = busy
        self.progress.setVisible(busy)
        self.progress.setRange(0, 0)
        if busy:
            self.error.hide()
        self._write()

    def set_usable(self, usable: bool) -> None:
        """Whether a test can be started; one that goes on can be given up all the same."""
        self._usable = usable
        self._write()

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        """Steps done; 0 of 0 while it gets ready."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    @Slot(str, str)
    def show_failure(self, message: str, hint: str) -> None:
        """Say why there is no curve."""
        self._failure = f"{message} {hint}".strip()
        self._write()
        self.error.show()

    def show_curve(self, curve: RateCurve | None) -> None:
        """Draw what was found; None forgets it."""
        self._curve = curve
        if curve is not None:
            if self.plot is None:
                from desktop.widgets.rate_plot import RatePlot

                self.plot = RatePlot()
                self.plot.setObjectName("rate_plot")
                self.plot.setFixedHeight(_HEIGHT)
                self._place.addWidget(self.plot)
            self.plot.setAccessibleName(self.tr("Loss against learning rate"))
            self.plot.show_curve(curve.rates, curve.losses, curve.smoothed, curve.suggestion)
        if self.plot is not None:
            self.plot.setVisible(curve is not None)
        self._write()

    def found_for(self, config: RunConfig) -> None:
        """A test of these settings begins."""
        self._asked = _deciding(config)

    def forget_if_of_other(self, config: RunConfig) -> None:
        """Give up what was, or is being, found where ``config`` would have another good rate."""
        if self._asked is None or self._asked == _deciding(config):
            return
        self._asked = None
        self.show_curve(None)
        if self._busy:
            self.cancelled.emit()

    def _write(self) -> None:
        found = self._curve
        text = self.tr(
            "Tries a few steps at growing rates. The loss falls fastest near a good rate; far above it, "
            "it explodes."
        )
        if found is not None and found.suggestion is None:
            text = self.tr(
                "The loss never fell clearly: the rate matters little here, or the labels tell nothing yet."
            )
        elif found is not None:
            text = self.tr("The loss falls fastest at a rate of about {0}.").format(f"{found.suggestion:g}")
        self.note.setText(text)
        self.error.setText(engine_words.said(self._failure))
        self.search.setText(self.tr("Cancel") if self._busy else self.tr("Find"))
        self.search.setEnabled(self._busy or self._usable)
        suggestion = None if found is None or self._busy else found.suggestion
        self.take.setVisible(suggestion is not None)
        if suggestion is not None:
            self.take.setText(self.tr("Use {0}").format(f"{suggestion:g}"))

    @Slot()
    def _on_find(self) -> None:
        if self._busy:
            self.cancelled.emit()
        else:
            self.wanted.emit()

    @Slot()
    def _on_take(self) -> None:
        if self._curve is not None and self._curve.suggestion is not None:
            self.taken.emit(self._curve.suggestion)


def _deciding(config: RunConfig) -> tuple[ModelConfig, TrainConfig]:
    """The settings of a run that a good rate depends on."""
    train = dataclasses.replace(config.train, lr=0.0, recipe="", epochs=1, patience=0)
    return config.model, train
