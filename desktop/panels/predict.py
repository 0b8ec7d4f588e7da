"""The panel that uses a trained network at once: pictures in, labels out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import engine_words
from desktop.folder_watch import FolderWatch
from desktop.frames import FrameSource, Webcam
from desktop.incoming import Intake
from desktop.item_models.answers_model import AnswersModel
from desktop.item_models.thumbnails import ThumbnailLoader, shared_loader
from desktop.labeller import Labeller, Source
from desktop.widgets import basic
from desktop.widgets.answers_out import AnswersOut
from desktop.widgets.answers_view import AnswersView
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.live_view import LiveView
from desktop.widgets.model_line import ModelLine
from desktop.widgets.use_bars import AnswersBar, SourceBar
from desktop.widgets.use_pages import UsePages
from desktop.widgets.use_threshold import UseThreshold
from engine.evaluation.decision import Decision
from engine.evaluation.prediction import Prediction
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
        self._camera, self._loader = camera, loader or shared_loader()
        self.labeller = Labeller(self)
        self.watcher = FolderWatch(self)
        self.model = AnswersModel(self)
        self.line = ModelLine()
        self.sources, self.bar = SourceBar(), AnswersBar()
        self.message = InlineMessage()
        self.answers = AnswersView(self.model, loader=self._loader)
        self.live, self.out = LiveView(self.labeller), AnswersOut(self.model, self.bar, self)
        self.sorting, self.sorter = self.out.sorting, self.out.sorter
        self._threshold = UseThreshold(self.labeller, self.answers, self.live, self)
        self.pages = UsePages(self.answers, self.live, self.sorter)
        self._build()
        self._connect()
        self._use(None)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(basic.GAP.small)
        for widget in (self.line, self.sources, self.message):
            layout.addLayout(basic.row(widget, margins=(16, 0, 16, 0)))
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.bar)

    def _connect(self) -> None:
        self.sources.chosen.connect(self.label)
        self.sources.watch_chosen.connect(self.watch)
        self.sources.paste.clicked.connect(self.paste)
        self.sources.live.clicked.connect(self._on_live)
        self.line.file_chosen.connect(self.open_file)
        self.line.changed.connect(self._use)
        self.pages.no_model.button.clicked.connect(self.line.ask)
        self.pages.currentChanged.connect(self._on_page)
        self.labeller.answered.connect(self._on_answered)
        self.labeller.failed.connect(self._on_failed)
        self.labeller.progress.connect(self.bar.show_progress)
        self.labeller.busy_changed.connect(self._on_busy)
        self.watcher.arrived.connect(self.labeller.ask)
        self.watcher.failed.connect(self._on_watch_failed)
        self.given.connect(self._take)
        self.refused.connect(self._on_refused)
        self.live.failed.connect(self._on_live_failed)
        self.bar.cancelled.connect(self.labeller.cancel)
        self.bar.clear.clicked.connect(self.clear_answers)
        self.out.told.connect(self.message.tell)
        self.out.saved.connect(self.saved)
        self.out.preview_opened.connect(self._on_preview)
        self.out.preview_closed.connect(self._show_page)
        self.sorting.busy_changed.connect(self._on_sorting)
        self.sorting.moved.connect(self._on_moved)

    # ---- the model

    def show_run(self, run: RunFolder) -> None:
        """Use the best network of ``run``; offer it where one was opened by hand or is at work."""
        self.line.show_run(run if run.best_path.is_file() else None, keep=self._at_work())

    def _at_work(self) -> bool:
        """Whether another network would cost answers, or end what goes on."""
        going = self.labeller.busy or self.live.running or self.sorting.busy
        return going or bool(self.model.predictions) or self.watcher.folder is not None

    @Slot()
    def clear(self) -> None:
        """Forget the run; a model that was opened by hand stays."""
        self.line.show_run(None)

    def open_file(self, path: Path) -> None:
        """Use a model file, or the folder of an export or a run."""
        self.line.use_file(path)
        self.labeller.open()

    @Slot(object)
    def _use(self, source: Source | None) -> None:
        self._stop_live()
        self._stop_watching()
        self.labeller.use(source)
        self.message.clear()
        self.clear_answers()
        self._threshold.forget()
        self.sources.setEnabled(source is not None)
        self._show_page()

    @Slot(object, object)
    def show_decision(self, run: RunFolder, decision: Decision) -> None:
        """Threshold and temperature of ``run`` were set elsewhere: answers from now on follow them."""
        used = self.line.source
        if not isinstance(used, RunFolder) or used.path != run.path:
            return
        opened = self.labeller.predictor
        if opened is not None:
            opened.decision = decision
        self._threshold.show_threshold(decision.threshold)

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
        self.pages.show_live()
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
        self._threshold.adopt()
        if self.live.running:
            return
        self.model.add(answers)
        self._loader.look_again(str(answer.path) for answer in answers)
        self.bar.show_count(len(self.model.predictions))
        if not self.pages.previews_sorting:
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

    @Slot()
    def clear_answers(self) -> None:
        """Forget the answers; nothing happens to the pictures."""
        self.model.clear()
        self.answers.show_all()
        self.bar.show_count(0)
        self._show_page()

    @Slot()
    def _show_page(self) -> None:
        self.pages.show_fitting(usable=self.sources.isEnabled(), answered=bool(self.model.predictions))

    @Slot()
    def _on_page(self) -> None:
        """While it is looked at what sorting would do, that alone can be gone on with."""
        self.sources.setVisible(not self.pages.previews_sorting)
        self.bar.setVisible(not self.pages.previews_sorting)

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self.message.tell("error", message, hint)
        if isinstance(self.line.source, Path) and self.labeller.predictor is None:
            self.line.tell_unreadable()

    # ---- answers out

    @Slot()
    def _on_preview(self) -> None:
        self.message.clear()
        self.pages.show_sorting()

    @Slot(object)
    def _on_moved(self, places: Mapping[Path, Path]) -> None:
        self._loader.look_again(map(str, places.values()))

    @Slot(bool)
    def _on_sorting(self, busy: bool) -> None:
        self.bar.show_busy(busy or self.labeller.busy)

    # ---- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Escape goes back, or cancels."""
        if event.key() == Qt.Key.Key_Escape and self.pages.previews_sorting:
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
