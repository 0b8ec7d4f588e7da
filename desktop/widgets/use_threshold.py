"""The confidence under which answers count as "not sure": the model's own, until the user sets another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.labeller import Labeller
from desktop.widgets.answers_view import AnswersView
from desktop.widgets.live_view import LiveView


class UseThreshold(QObject):
    """Keeps the answers and what the camera sees at one threshold."""

    def __init__(self, labeller: Labeller, answers: AnswersView, live: LiveView, parent: QObject) -> None:
        super().__init__(parent)
        self._labeller, self._answers, self._live = labeller, answers, live
        self._decided = False
        labeller.opened.connect(self.adopt)
        answers.threshold_changed.connect(self._on_changed)

    def forget(self) -> None:
        """Another model is in use, which is not open yet."""
        self._decided = False
        self.show_threshold(0.0)

    @Slot()
    def adopt(self) -> None:
        """Begin with the threshold that the model carries."""
        opened = self._labeller.predictor
        if opened is not None and not self._decided:
            self._decided = True
            self.show_threshold(opened.decision.threshold)

    def show_threshold(self, threshold: float) -> None:
        """Use ``threshold``, 0 to 1."""
        self._answers.show_threshold(threshold)
        self._live.threshold = threshold

    @Slot(float)
    def _on_changed(self, threshold: float) -> None:
        self._decided = True
        self._live.threshold = threshold
