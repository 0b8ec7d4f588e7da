"""The panel that uses a trained network at once: pictures in, labels out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop import engine_words
from desktop.folder_watch import FolderWatch
from desktop.frames import FrameSource, Webcam
from desktop.incoming import Intake
from desktop.item_models.answers_model import AnswersModel
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.labeller import Labeller, Source
from desktop.sorting import Sorting
from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets import basic
from desktop.widgets.answers_view import AnswersView
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.live_view import LiveView
from desktop.widgets.model_line import ModelLine
from desktop.widgets.sort_pane import SortPane
from desktop.widgets.use_bars import AnswersBar, SourceBar
from engine.evaluation.decision import Decision
from engine.evaluation.prediction import Prediction
from engine.evaluation.sort_folder import SortPlan
from engine.run_folder import RunFolder

MODEL_ENDINGS = (".safetensors", ".pt")
_NAMED = 3
"""Unreadable files named in the message; the list names them all."""


class PredictPanel(Intake):
    """Labels what is dropped, opened, pasted, arrives in a watched folder, or is before the camera.

    Signals:
        labelled: list of :class:`Prediction`, as they come.
        idle: everything asked for is labelled, or was refused.
        saved: path of a CSV that was written.
    """

    labelled = Signal(object)
    idle = Signal()
    saved = Signal(object)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        camera: Callable[[], FrameSource] = Webcam,
        loader: ThumbnailLoader | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("predict_panel")
        self._camera = camera
        self._run: RunFolder | None = None
        self._file: Path | None = None
        self._decided = False
        self.labeller, self.sorting = Labeller(self), Sorting(self)
        self.watcher = FolderWatch(self)
        self.model = AnswersModel(self)
        self.line = ModelLine()
        self.sources, self.bar = SourceBar(), AnswersBar()
        self.message = InlineMessage()
        self.answers = AnswersView(self.model, loader=loader)
        self.live, self.sorter = LiveView(self.labeller), SortPane()
        self._no_model, self.hint = EmptyState("model"), EmptyState("image")
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()
        self._use(None)

    def _build(self) -> None:
        for page in (self._no_model, self.hint, self.answers, self.live, self.sorter):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(basic.GAP.small)
        for widget in (self.line, self.sources, self.message):
            layout.addLayout(basic.row(widget, margins=(16, 0, 16, 0)))
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.bar)

    def _connect(self) -> None:
        self.sources.chosen.connect(self.label)
        self.sources.watch_chosen.connect(self.watch)
        self.sources.paste.clicked.connect(self.paste)
        self.sources.live.clicked.connect(self._on_live)
        self.line.file_chosen.connect(self.open_file)
        self.line.run_wanted.connect(self._on_run_wanted)
        self._no_model.button.clicked.connect(self.line.ask)
        self.labeller.opened.connect(self._adopt_decision)
        self.labeller.answered.connect(self._on_answered)
        self.labeller.failed.connect(self._on_failed)
        self.labeller.progress.connect(self.bar.show_progress)
        self.labeller.busy_changed.connect(self._on_busy)
        self.answers.threshold_changed.connect(self._on_threshold)
        self.watcher.arrived.connect(self.labeller.ask)
        self.watcher.failed.connect(self._on_watch_failed)
        self.given.connect(self._take)
        self.refused.connect(self._on_refused)
        self.live.failed.connect(self._on_live_failed)
        self.bar.cancelled.connect(self.labeller.cancel)
        self.bar.cancelled.connect(self.sorting.stop)
        self.bar.clear.clicked.connect(self.clear_answers)
        self.bar.csv_chosen.connect(self.save_csv)
        self.bar.sort.clicked.connect(self.preview_sorting)
        self.bar.undo.clicked.connect(self.sorting.undo)
        self.sorter.closed.connect(self._show_page)
        self.sorter.accepted.connect(self._on_sort)
        self.sorter.failed.connect(self._on_failed)
        self.sorting.progress.connect(self.bar.show_progress)
        self.sorting.busy_changed.connect(self._on_sorting)
        self.sorting.told.connect(self.message.tell)
        self.sorting.moved.connect(self.model.renamed)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._no_model.say(
            self.tr("Put a network to use"),
            self.tr(
                "When a run has finished an epoch, its best network labels new pictures here. A model "
                "that Graft saved or exported works, too: open it, or drop it here."
            ),
            self.tr("Open a model…"),
        )
        self.hint.say(
            self.tr("Drop pictures or a folder here"),
            self.tr(
                "Each gets a label and a confidence; nothing leaves this computer. Pictures can also be "
                "pasted, arrive in a watched folder, or come from a webcam."
            ),
        )

    # ---- the model

    def show_run(self, run: RunFolder) -> None:
        """Use the best network of ``run``; one that was opened by hand stays, with a way back."""
        self._run = run if run.best_path.is_file() else None
        if self._file is None:
            self._use(self._run)
        else:
            self.line.show_source(self._file, way_back=self._run is not None)

    @Slot()
    def clear(self) -> None:
        """Forget the run; a model that was opened by hand stays."""
        self._run = None
        if self._file is None:
            self._use(None)
        else:
            self.line.show_source(self._file, way_back=False)

    def open_file(self, path: Path) -> None:
        """Use a model file, or the folder of an export or a run."""
        self._file = path
        self._use(path)
        self.labeller.open()

    @Slot()
    def _on_run_wanted(self) -> None:
        self._file = None
        self._use(self._run)

    def _use(self, source: Source | None) -> None:
        self._stop_live()
        self._stop_watching()
        self.labeller.use(source)
        self.message.clear()
        self.clear_answers()
        self._decided = False
        self._show_threshold(0.0)
        self.line.show_source(source, way_back=self._file is not None and self._run is not None)
        self.sources.setEnabled(source is not None)
        self._show_page()

    @Slot()
    def _adopt_decision(self) -> None:
        """Begin with the threshold that the model carries."""
        opened = self.labeller.predictor
        if opened is not None and not self._decided:
            self._decided = True
            self._show_threshold(opened.decision.threshold)

    @Slot(object, object)
    def show_decision(self, run: RunFolder, decision: Decision) -> None:
        """Threshold and temperature of ``run`` were set elsewhere: answers from now on follow them."""
        if self._file is not None or self._run is None or self._run.path != run.path:
            return
        opened = self.labeller.predictor
        if opened is not None:
            opened.decision = decision
        self._show_threshold(decision.threshold)

    def _show_threshold(self, threshold: float) -> None:
        self.answers.show_threshold(threshold)
        self.live.threshold = threshold

    # ---- pictures in

    @Slot(object)
    def label(self, paths: Sequence[Path]) -> None:
        """Label files, and the pictures in folders."""
        self._stop_live()
        self.message.clear()
        self.labeller.ask(paths)

    @Slot(object)
    def _take(self, paths: list[Path]) -> None:
        """Whatever was dropped or pasted: a model, or pictures."""
        if len(paths) == 1 and paths[0].suffix.lower() in MODEL_ENDINGS:
            self.open_file(paths[0])
        elif self.sources.isEnabled():
            self.label(paths)
        else:
            self.message.tell(
                "info",
                self.tr("There is no network yet that could label these."),
                self.tr("Train one, or open a model."),
            )

    @Slot(str, str)
    def _on_refused(self, message: str, hint: str) -> None:
        self.message.tell("info", message, hint)

    @Slot(object)
    def watch(self, folder: Path | None) -> None:
        """Label each picture that arrives in ``folder`` from now on; None for no folder any more."""
        self._stop_live()
        self._stop_watching()
        if folder is None:
            return
        self.watcher.start(folder)
        self.sources.watch.setChecked(True)
        self.message.tell(
            "info",
            self.tr("Watching {0}.").format(folder),
            self.tr("Each picture that arrives there is labelled; those in it already are not."),
        )

    def _stop_watching(self) -> None:
        if self.watcher.folder is not None:
            self.message.clear()
        self.watcher.stop()
        self.sources.watch.setChecked(False)

    @Slot(str, str)
    def _on_watch_failed(self, message: str, hint: str) -> None:
        self.sources.watch.setChecked(False)
        self.message.tell("warning", message, hint)

    # ---- live

    @Slot(bool)
    def _on_live(self, on: bool) -> None:
        if not on:
            self._stop_live()
            return
        self._stop_watching()
        self.message.clear()
        self.labeller.cancel()
        self._show(self.live)
        self.live.start(self._camera())

    def _stop_live(self) -> None:
        self.sources.live.setChecked(False)
        if self.live.running:
            self.live.stop()
            self.labeller.cancel()
            self._show_page()

    @Slot(str, str)
    def _on_live_failed(self, message: str, hint: str) -> None:
        self.sources.live.setChecked(False)
        self._show_page()
        self.message.tell("warning", message, hint)

    # ---- answers

    @Slot(object)
    def _on_answered(self, answers: list[Prediction]) -> None:
        self._adopt_decision()
        if self.live.running:
            return
        self.model.add(answers)
        self.bar.show_count(len(self.model.predictions))
        if self._stack.currentWidget() is not self.sorter:
            self._show_page()
        self.labelled.emit(answers)

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        if self.live.running:
            return
        self.bar.show_busy(busy or self.sorting.busy)
        if not busy:
            self._tell_unreadable()
            self.idle.emit()

    def _tell_unreadable(self) -> None:
        bad = [prediction for prediction in self.model.predictions if prediction.error]
        if not bad or self.message.text():
            return
        named = " ".join(f"{each.path.name}: {engine_words.said(each.error)}" for each in bad[:_NAMED])
        if len(bad) > _NAMED:
            named += " " + self.tr("And {0} more, under “Unreadable”.").format(len(bad) - _NAMED)
        self.message.tell("warning", self.tr("Files that could not be read: {0}.").format(len(bad)), named)

    @Slot(float)
    def _on_threshold(self, threshold: float) -> None:
        self._decided = True
        self.live.threshold = threshold

    @Slot()
    def clear_answers(self) -> None:
        """Forget the answers; nothing happens to the pictures."""
        self.model.clear()
        self.answers.show_all()
        self.bar.show_count(0)
        self._show_page()

    @Slot()
    def _show_page(self) -> None:
        if not self.sources.isEnabled():
            page: QWidget = self._no_model
        elif self.live.running:
            page = self.live
        else:
            page = self.answers if self.model.predictions else self.hint
        self._show(page)

    def _show(self, page: QWidget) -> None:
        """Show one page; while it is looked at what sorting would do, that alone can be gone on with."""
        self._stack.setCurrentWidget(page)
        self.sources.setVisible(page is not self.sorter)
        self.bar.setVisible(page is not self.sorter)

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self.message.tell("error", message, hint)
        if self._file is not None and self.labeller.predictor is None:
            self.line.name.setText(self.tr("{0} could not be opened").format(self._file.name))

    # ---- answers out

    def save_csv(self, path: Path) -> None:
        """Write every answer to ``path`` in the background."""
        predictions = tuple(self.model.predictions)

        def work(_progress: Progress, _cancelled: Cancelled) -> Path:
            from engine.evaluation.reports import write_csv

            write_csv(path, predictions)
            return path

        task = Task.start(work, self)
        task.done.connect(self._on_saved)
        task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.message.tell("success", self.tr("Saved {0}.").format(path))
        self.saved.emit(path)

    @Slot()
    def preview_sorting(self) -> None:
        """Show what sorting would do; nothing is done yet."""
        self.message.clear()
        first = self.model.predictions[0].path.absolute()
        self.sorter.show_pictures(self.model.predictions, first.parent / self.tr("sorted"))
        self._show(self.sorter)

    @Slot(object)
    def _on_sort(self, plan: SortPlan) -> None:
        self._show_page()
        self.sorting.run(plan)

    @Slot(bool)
    def _on_sorting(self, busy: bool) -> None:
        self.bar.show_busy(busy or self.labeller.busy)
        self.bar.undo.setVisible(self.sorting.journal is not None)

    # ---- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Escape goes back, or cancels."""
        if event.key() == Qt.Key.Key_Escape and self._stack.currentWidget() is self.sorter:
            self._show_page()
        elif event.key() == Qt.Key.Key_Escape and self.live.running:
            self._stop_live()
        elif event.key() == Qt.Key.Key_Escape and not self.bar.cancel.isHidden():
            self.bar.cancel.click()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's: nobody looks at the camera's picture any more, so the camera goes off."""
        super().hideEvent(event)
        self._stop_live()
