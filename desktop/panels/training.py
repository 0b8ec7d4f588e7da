"""The training panel: what a run is doing, live or from its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import words
from desktop.pace import Pace
from desktop.run_record import RunRecord, end_line
from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets import basic
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.help_button import HelpButton
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.progress_strip import ProgressStrip
from desktop.widgets.result_card import ResultCard
from desktop.widgets.run_log import RunLog
from desktop.widgets.training_tools import TrainingTools
from engine import events as ev
from engine.errors import EngineError
from engine.run_folder import RunFolder

if TYPE_CHECKING:
    from desktop.widgets.curves_view import CurvesView


class TrainingPanel(basic.Translated):
    """Shows events; a finished run is replayed through the same slot.

    Signals:
        pause_requested, resume_requested, stop_requested: the buttons.
        shown: a run's events have been replayed.
        export_requested: the user wants to take the network away.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    shown = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_panel")
        self.record = RunRecord()
        self.curves: CurvesView | None = None
        self._task: Task | None = None
        self._passing: tuple[ev.Warned, str] | None = None
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.timeout.connect(self.refresh)
        self._pace = Pace()
        self.redraws = 0
        self.replayed = 0
        self._watching = "off"
        self._title = basic.label(kind="title")
        self._device = basic.Elided("caption")
        self.message = InlineMessage()
        self.result = ResultCard()
        self.progress = ProgressStrip()
        self.tools = TrainingTools()
        self.log = RunLog()
        self.log.hide()
        self._empty = EmptyState("chart")
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self._plots = QHBoxLayout()
        self._plots.setSpacing(basic.GAP.large)
        self._plots.addWidget(self.result)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(basic.GAP.small)
        inside.addLayout(self._plots, 1)
        inside.addWidget(self.log)
        inside.addWidget(self.progress)
        inside.addWidget(self.tools)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(basic.GAP.small)
        layout.addLayout(basic.row(self._title, HelpButton("curves"), self._device, gap=basic.GAP.small))
        layout.addWidget(self.message)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tools.pause_requested.connect(self.pause_requested)
        self.tools.resume_requested.connect(self.resume_requested)
        self.tools.stop_requested.connect(self.stop_requested)
        self.tools.export_requested.connect(self.export_requested)
        self.tools.log_toggled.connect(self.log.setVisible)
        self.tools.log_scale_toggled.connect(self._set_log_scale)
        self.tools.smoothing_changed.connect(self._set_smoothing)
        self.tools.save_requested.connect(self._ask_where_to_save)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Training"))
        self._empty.say(
            self.tr("Watch the network learn"),
            self.tr(
                "Choose pictures and a model, then press Train. Loss and accuracy appear here, a point an "
                "epoch, for the training pictures and for the validation pictures that the network never "
                "learns from."
            ),
        )
        self._show_state()

    @Slot(object)
    def on_event(self, event: ev.Event) -> None:
        """Take in one event of a run."""
        view = self._view()
        sittings = self.record.sittings
        self.record.add(event)
        view.on_event(event)
        if self.record.sittings != sittings:
            self._turn_over()
        if isinstance(event, ev.RunStarted) and not event.resumed_epoch:
            self.log.forget_earlier_sittings()
        self.log.note(self.record.whole(event) if isinstance(event, ev.RunEnded) else event)
        self._tell_warning(event)
        if isinstance(event, ev.RunEnded):
            self._on_end(event)
        elif not self._redraw.isActive():
            self._redraw.start(self._pace.wait_ms())

    def _turn_over(self) -> None:
        """A further sitting begins: what was said of the one before is over, and stays in the log only."""
        self.message.clear()
        self.log.begin_sitting()

    def _tell_warning(self, event: ev.Event) -> None:
        """Show ``event`` where it is a warning; else show one no more that ``event`` shows to be over."""
        if isinstance(event, ev.Warned):
            self.message.tell("warning", event.message, event.hint)
            self._passing = (event, self.message.text()) if event.until else None
        elif self._passing is not None and self._passing[0].is_over(event):
            # Unless something else was told since.
            if self.message.text() == self._passing[1]:
                self.message.clear()
            self._passing = None

    def _on_end(self, event: ev.RunEnded) -> None:
        if event.outcome == "failed":
            self.message.tell("error", event.message or self.tr("The run failed."), event.hint)
        self._redraw.stop()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Draw everything that came since the last time."""
        self.redraws += 1
        self._pace.drawn()
        if self.curves is not None:
            self.curves.refresh()
        self.log.draw()
        self._show_state()

    def _show_state(self) -> None:
        started, end = self.record.started, self.record.end
        text = ""
        if started is not None:
            # The line over the window says what the machine offers; this one, what was taken.
            taken = self.tr("this run in {0}").format(started.precision)
            text = f"{words.device(started.device)} · {taken}"
        self._device.setText(text)
        self.result.show_record(self.record)
        self.tools.set_finished(end is not None and self.record.best is not None)
        self.progress.show_record(self.record)
        if end is None and self._watching in ("interrupted", "unseen"):
            self.progress.say(words.outcome(self._watching))
            self.progress.rate.clear()
        if end is not None:
            told = end_line(self.record.whole(end), len(self.record.epochs))
            self.progress.say(words.outcome("failed") if end.outcome == "failed" else told)

    @Slot(str)
    def set_state(self, state: str) -> None:
        """The controller's state: which buttons make sense."""
        self.tools.set_state(state)
        if state != "idle":
            self._view()
            if self.record.started is None:
                self._say_getting_ready()

    def begin_again(self) -> None:
        """The run shown is resumed: what it said stays, but not how it ended."""
        self.record.begin_again()
        self._turn_over()
        self.refresh()
        self._say_getting_ready()

    def _say_getting_ready(self) -> None:
        self.progress.say(self.tr("Getting ready: PyTorch is loading"))

    @Slot(str)
    def set_watching(self, state: str) -> None:
        """A state of :class:`desktop.run_watcher.RunWatcher`, for a run that another program trains."""
        self._watching = state
        if state == "waiting":
            self._view()
            self.progress.say(self.tr("Waiting for the run to begin"))
        elif state == "running":
            self.message.tell(
                "info",
                self.tr("Watching a run that another program trains."),
                self.tr("Pause or stop it where it was started."),
            )
            if self.record.warnings:
                self._tell_warning(self.record.warnings[-1])
        elif state == "interrupted":
            self.message.tell(
                "warning",
                self.tr("This run was interrupted: it has not ended, and no program trains it now."),
                self.tr("Resume it from the list of runs of its project, or with graft resume."),
            )
            self.refresh()
        elif state == "unseen":
            self.refresh()
        elif self.record.end is not None and self.record.end.outcome != "failed":
            self.message.clear()

    @Slot(str, float)
    def tell_unseen(self, host: str, written: float) -> None:
        """Say that nothing came since ``written``, and that ``host`` may be at work all the same."""
        self.message.tell(
            "warning",
            words.unseen(host, written),
            self.tr(
                "Look there; new lines appear here as they arrive. Its project's list of runs resumes it."
            ),
        )

    def show_run(self, run: RunFolder) -> None:
        """Replay what ``run`` said. Read in the background; ``shown`` tells when it is drawn."""
        self.clear()

        def work(_progress: Progress, _cancelled: Cancelled) -> tuple[ev.Event, ...]:
            return tuple(run.events())

        self._task = Task.start(work, self)
        self._task.done.connect(self._replay)
        self._task.failed.connect(self._on_unreadable)

    @Slot(object)
    def _replay(self, events: tuple[ev.Event, ...]) -> None:
        if self.sender() is not self._task:
            return  # another run is shown since
        for event in events:
            self.on_event(event)
        self.replayed = len(events)
        self.refresh()
        self.shown.emit()

    @Slot(str, str)
    def _on_unreadable(self, message: str, hint: str) -> None:
        self.message.tell("error", message, hint)

    @Slot()
    def clear(self) -> None:
        """Back to the empty state."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._redraw.stop()
        self.record = RunRecord()
        self._passing = None
        self.log.clear()
        self.message.clear()
        if self.curves is not None:
            self.curves.hide()
            self._plots.removeWidget(self.curves)
            self.curves.deleteLater()
            self.curves = None
        self._stack.setCurrentIndex(0)
        self._show_state()

    def _view(self) -> CurvesView:
        """The curves, made when first needed: pyqtgraph takes half a second to import."""
        if self.curves is None:
            from desktop.widgets.curves_view import CurvesView

            self.curves = CurvesView(self.record)
            self.curves.read_out.connect(self.tools.show_read_out)
            self._plots.insertWidget(0, self.curves, 1)
            self._set_smoothing(self.tools.smoothing())
            self._set_log_scale(self.tools.log_scale())
            self._stack.setCurrentIndex(1)
        return self.curves

    @Slot(float)
    def _set_smoothing(self, weight: float) -> None:
        if self.curves is not None:
            self.curves.loss.set_smoothing(weight)
            self.curves.accuracy.set_smoothing(weight)

    @Slot(bool)
    def _set_log_scale(self, on: bool) -> None:
        if self.curves is not None:
            self.curves.loss.set_log(on)

    @Slot()
    def _ask_where_to_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the curves"),
            "curves.png",
            self.tr("Picture (*.png);;Drawing (*.svg);;Numbers (*.csv)"),
        )
        if chosen:
            self.save_curves(Path(chosen))

    def save_curves(self, path: Path) -> None:
        """Write the curves to ``path`` (.png, .svg or .csv) and say so, or say why not."""
        try:
            self._view().save(path)
        except EngineError as error:
            self.message.tell("error", error.message, error.hint)
        else:
            self.message.tell("success", self.tr("Saved as {0}.").format(path))
