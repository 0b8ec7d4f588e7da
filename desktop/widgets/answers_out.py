"""What becomes of the answers: a table of them, or their pictures sorted into folders after a look."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.answers_model import AnswersModel
from desktop.sorting import Sorting
from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets.sort_pane import SortPane
from desktop.widgets.use_bars import AnswersBar
from engine.evaluation.sort_folder import SortPlan


class AnswersOut(QObject):
    """Does what the bar below the answers asks for.

    Signals:
        told: level, message and hint.
        saved: path of a CSV that was written.
        preview_opened: :attr:`sorter` has something to show.
        preview_closed: the user has seen enough of it.
    """

    told = Signal(str, str, str)
    saved = Signal(object)
    preview_opened = Signal()
    preview_closed = Signal()

    def __init__(self, model: AnswersModel, bar: AnswersBar, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._bar = model, bar
        self.sorting, self.sorter = Sorting(self), SortPane()
        bar.csv_chosen.connect(self.save_csv)
        bar.sort.clicked.connect(self.preview_sorting)
        bar.undo.clicked.connect(self.sorting.undo)
        bar.cancelled.connect(self.sorting.stop)
        self.sorter.closed.connect(self.preview_closed)
        self.sorter.accepted.connect(self._on_accepted)
        self.sorter.failed.connect(self._on_failed)
        self.sorting.progress.connect(bar.show_progress)
        self.sorting.busy_changed.connect(self._on_sorting)
        self.sorting.told.connect(self.told)
        self.sorting.moved.connect(model.renamed)
        self._on_sorting(False)

    def save_csv(self, path: Path) -> None:
        """Write every answer to ``path`` in the background."""
        predictions = tuple(self._model.predictions)

        def work(_progress: Progress, _cancelled: Cancelled) -> Path:
            from engine.evaluation.reports import write_csv

            write_csv(path, predictions)
            return path

        task = Task.start(work, self)
        task.done.connect(self._on_saved)
        task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.told.emit("success", self.tr("Saved {0}.").format(path), "")
        self.saved.emit(path)

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self.told.emit("error", message, hint)

    @Slot()
    def preview_sorting(self) -> None:
        """Show what sorting would do; nothing is done yet."""
        first = self._model.predictions[0].path.absolute()
        self.sorter.show_pictures(self._model.predictions, first.parent / self.tr("sorted"))
        self.preview_opened.emit()

    @Slot(object)
    def _on_accepted(self, plan: SortPlan) -> None:
        self.preview_closed.emit()
        self.sorting.run(plan)

    @Slot(bool)
    def _on_sorting(self, _busy: bool) -> None:
        self._bar.undo.setVisible(self.sorting.journal is not None)
