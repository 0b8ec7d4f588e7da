"""Questions about a run's answers, asked by the gallery and answered from pool threads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from desktop.item_models.explainer import Explainer
from desktop.item_models.prediction_table import PredictionTable
from desktop.tasks import Cancelled, Progress, Task
from engine.run_folder import RunFolder

Floats = npt.NDArray[np.float32]


class RunExplainer(QObject):
    """Heat-maps and maps of one run. Main thread only.

    Signals:
        heat_ready: row, class name and veil of a heat-map.
        heat_failed: why there is none, in words.
        map_progress: pictures looked at, and pictures in all.
        map_ready: points, float32 (n, 2).
        map_failed: why there is none, in words.
    """

    heat_ready = Signal(int, str, QImage)
    heat_failed = Signal(str)
    map_progress = Signal(int, int)
    map_ready = Signal(object)
    map_failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._explainer: Explainer | None = None
        self._features: Floats | None = None
        self._heating: Task | None = None
        self._mapping: Task | None = None

    def set_run(self, run: RunFolder | None) -> None:
        """Ask another run, or the same one whose weights are others now."""
        self.forget_pictures()
        self._explainer = Explainer(run) if run is not None and run.best_path.is_file() else None

    @property
    def ready(self) -> bool:
        """Whether there are weights to ask."""
        return self._explainer is not None

    @property
    def waited_for(self) -> bool:
        """Whether a heat-map or a map is being made."""
        return self._heating is not None or self._mapping is not None

    def forget_pictures(self) -> None:
        """Other pictures are shown."""
        self._features = None
        for task in (self._heating, self._mapping):
            if task is not None:
                task.cancel()
        self._heating = self._mapping = None

    def ask_heat(self, row: int, path: str, name: str, label: int) -> None:
        """What in a picture speaks for a class; only the latest question is answered."""
        explainer = self._explainer
        if explainer is None:
            return
        if self._heating is not None:
            self._heating.cancel()
        task = Task.start(lambda _progress, _cancelled: (row, name, explainer.heat(Path(path), label)), self)
        task.done.connect(self._heat_arrived)
        task.failed.connect(self._heat_failed)
        self._heating = task

    def ask_map(self, table: PredictionTable, method: str) -> None:
        """Points for every picture of a table; its features are kept for other methods."""
        explainer, known = self._explainer, self._features
        if explainer is None:
            self.map_failed.emit(self.tr("The run has no weights yet."))
            return
        if self._mapping is not None:
            self._mapping.cancel()
        paths = [Path(path) for path in table.paths]

        def work(progress: Progress, cancelled: Cancelled) -> tuple[Floats, Floats]:
            from engine.evaluation import embedding_map

            features = explainer.features(paths, progress, cancelled) if known is None else known
            return features, embedding_map.embed(features, method)

        task = Task.start(work, self)
        task.progress.connect(self.map_progress)
        task.done.connect(self._map_arrived)
        task.failed.connect(self._map_failed)
        self._mapping = task

    @Slot(object)
    def _heat_arrived(self, found: tuple[int, str, QImage]) -> None:
        if self.sender() is self._heating:
            self._heating = None
            self.heat_ready.emit(*found)

    @Slot(str, str)
    def _heat_failed(self, message: str, hint: str) -> None:
        if self.sender() is self._heating:
            self._heating = None
            self.heat_failed.emit(f"{message} {hint}".strip())

    @Slot(object)
    def _map_arrived(self, found: tuple[Floats, Floats]) -> None:
        if self.sender() is self._mapping:
            self._mapping = None
            self._features, points = found
            self.map_ready.emit(points)

    @Slot(str, str)
    def _map_failed(self, message: str, hint: str) -> None:
        if self.sender() is self._mapping:
            self._mapping = None
            self.map_failed.emit(f"{message} {hint}".strip())
