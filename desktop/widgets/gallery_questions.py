"""What the gallery asks of a run's weights: why this class (heat-maps), and what is alike (the map)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.predictions_model import PredictionsModel
from desktop.item_models.run_explainer import RunExplainer
from desktop.widgets.embedding_map import Points
from desktop.widgets.evaluation_view import EvaluationView
from desktop.widgets.image_view import ImageView
from engine.run_folder import RunFolder


class GalleryQuestions(QObject):
    """Carries questions of the full view and of the map to a :class:`RunExplainer`, and answers back.

    Signals:
        lassoed: sample ids selected on the map, frozenset; None when none is any more.
        opened: sample id of a point of the map to be seen in full size.
    """

    lassoed = Signal(object)
    opened = Signal(str)

    def __init__(
        self, model: PredictionsModel, image: ImageView, figures: EvaluationView, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._model, self._image, self._figures = model, image, figures
        self._mapped: list[str] = []
        self.explainer = asked = RunExplainer(self)
        image.heat_wanted.connect(self._ask_heat)
        asked.heat_ready.connect(image.show_heat)
        asked.heat_failed.connect(image.show_no_heat)
        figures.map_wanted.connect(self._ask_map)
        figures.map.lassoed.connect(self._on_lassoed)
        figures.map.opened.connect(self._on_opened)
        asked.map_progress.connect(self._on_progress)
        asked.map_ready.connect(self._on_map)
        asked.map_failed.connect(figures.say_of_map)

    def set_run(self, run: RunFolder | None) -> None:
        """Ask another run, or the same one whose weights are others now."""
        unanswered = self.explainer.waited_for
        self.explainer.set_run(run)
        self._image.why.setEnabled(self.explainer.ready)
        if unanswered and self.explainer.ready:
            self._figures.forget_map()
            self._image.ask_again()

    def forget_pictures(self) -> None:
        """Other pictures are shown: a map of them is made when it is asked for."""
        self.explainer.forget_pictures()
        self._figures.forget_map()

    def follow(self) -> None:
        """Labels or predictions are others: the map of the same pictures shows it."""
        table = self._model.table
        if table is not None and self._mapped == table.ids:
            self._figures.map.set_labels(table.true, ~table.correct & table.labelled)

    @Slot(int, str)
    def _ask_heat(self, row: int, name: str) -> None:
        table = self._model.table
        if table is not None:
            self.explainer.ask_heat(row, self._model.path(row), name, table.classes.index(name))

    @Slot(str)
    def _ask_map(self, method: str) -> None:
        if self._model.table is not None:
            self.explainer.ask_map(self._model.table, method)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        text = self.tr("Looking at the pictures through the network: {done} of {total}")
        self._figures.say_of_map(text.format(done=f"{done:,}", total=f"{total:,}"))

    @Slot(object)
    def _on_map(self, points: Points) -> None:
        table = self._model.table
        if table is None or len(points) != len(table):
            return
        self._mapped = table.ids
        wrong = ~table.correct & table.labelled
        self._figures.map.set_points(points, table.true, wrong, table.classes, table.ids)
        self._figures.map.set_shown(self._model.rows)
        self._figures.show_map()

    @Slot(object)
    def _on_lassoed(self, rows: list[int]) -> None:
        table = self._model.table
        if table is not None:
            self.lassoed.emit(frozenset(table.ids[row] for row in rows) if rows else None)

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        table = self._model.table
        if table is not None:
            self.opened.emit(table.ids[row])
