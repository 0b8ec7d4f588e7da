"""The export panel: take the trained network away, checked against the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop import run_summary
from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets import basic
from desktop.widgets.aligned_head import AlignedHead
from desktop.widgets.asking_message import AskingMessage
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.format_row import FormatRow
from desktop.widgets.help_button import HelpButton
from engine.export.exporters import FORMATS, ExportResult
from engine.run_folder import RunFolder

if TYPE_CHECKING:
    from engine.export.exporters import Exporter

WIDTH = 760
"""Of the column of formats, in pixels: lines stay readable in a large window."""


@dataclass(frozen=True)
class _Made:
    """What one task gives back: the export, and the opened model for the next."""

    result: ExportResult
    exporter: Exporter


class ExportPanel(basic.Translated):
    """Formats, destination, one button; each export says how it compares with the run.

    Signals:
        exported: an :class:`ExportResult`, after each format.
        finished: all chosen formats were tried.
    """

    exported = Signal(object)
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export_panel")
        self._run: RunFolder | None = None
        self._to: Path | None = None
        self._queue: list[FormatRow] = []
        self._row: FormatRow | None = None
        self._task: Task | None = None
        self._later: RunFolder | None = None
        self._outdated = False
        self._exporter: Exporter | None = None
        self._title = basic.label(kind="title")
        self._run_name = basic.Elided("caption")
        self.message = AskingMessage()
        self.rows = {name: FormatRow(entry) for name, entry in FORMATS.items()}
        self._where = basic.label(kind="section")
        self.folder = basic.Elided()
        self.choose = basic.button(icon="folder", name="choose_folder_button")
        self.inside = QCheckBox()
        self.inside.setObjectName("preprocessing_inside")
        self._inside_help = basic.label(kind="caption", wrap=True)
        self.half = QCheckBox()
        self.half.setObjectName("half_precision")
        self._half_help = basic.label(kind="caption", wrap=True)
        self.export = basic.button("primary", "export", name="export_button")
        self._empty = EmptyState("export")
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()
        self.clear()

    def _build(self) -> None:
        column = QWidget()
        column.setMaximumWidth(WIDTH)
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 4, 0, 12)
        inside.setSpacing(0)
        for row in self.rows.values():
            inside.addWidget(row)
            inside.addWidget(basic.line())
        inside.addSpacing(basic.GAP.medium)
        inside.addWidget(self.inside)
        inside.addLayout(basic.row(self._inside_help, margins=(24, 0, 0, 0)))
        inside.addSpacing(basic.GAP.small)
        inside.addWidget(self.half)
        inside.addLayout(basic.row(self._half_help, margins=(24, 0, 0, 0)))
        inside.addStretch(1)
        body = QWidget()
        body.setProperty("plain", "true")
        centred = basic.row(None, column, None, margins=(16, 0, 16, 0))
        centred.setStretch(1, 100)
        body.setLayout(centred)
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._page(scroll))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(basic.GAP.small)
        layout.addWidget(AlignedHead(column, self._title, HelpButton("export"), self._run_name))
        layout.addWidget(self._stack, 1)

    def _page(self, scroll: QScrollArea) -> QWidget:
        page = QWidget()
        foot = basic.frame("foot")
        self.export.setMinimumWidth(220)
        self.choose.setProperty("beside", "primary")
        line = QWidget()
        line.setMaximumWidth(WIDTH)
        line.setLayout(basic.row(self._where, self.folder, self.choose, self.export))
        bottom = basic.row(None, line, None, gap=0, margins=(16, 10, 16, 12))
        bottom.setStretch(1, 10_000)
        foot.setLayout(bottom)
        held = basic.row(self.message, margins=(16, 0, 16, basic.GAP.small))
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(held)
        layout.addWidget(scroll, 1)
        layout.addWidget(foot)
        return page

    def _connect(self) -> None:
        self.choose.clicked.connect(self._ask_folder)
        self.export.clicked.connect(self.start)
        for row in self.rows.values():
            row.toggled.connect(self._show_button)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Export"))
        self._where.setText(self.tr("Where to"))
        self.choose.setText(self.tr("Choose…"))
        self.choose.setToolTip(self.tr("Choose another folder for the exports"))
        self.inside.setText(self.tr("Preprocessing inside the model"))
        self._inside_help.setText(
            self.tr(
                "For torch.export, ONNX and TorchScript: resized pictures in, probabilities out, with "
                "nothing to get wrong in between."
            )
        )
        self.half.setText(self.tr("Half precision (fp16)"))
        self._half_help.setText(
            self.tr("For ONNX: half the size, and faster where the hardware computes in float16.")
        )
        self._empty.say(
            self.tr("Take your network away"),
            self.tr(
                "When a run has finished an epoch, its best network can be exported here. Every export is "
                "loaded back and compared with the run, picture by picture."
            ),
        )
        if self._run is not None:
            self._run_name.setText(run_summary.title(self._run))
        self._show_folder()
        self._show_button()

    def show_run(self, run: RunFolder) -> None:
        """Offer the best network of ``run``; the empty state when it has none yet.

        While an export goes on, its run stays in view until it is over. Of the run in view only its
        network is read anew.
        """
        if self._task is not None:
            self._later = run
            self.forget_model()
            return
        to = self._to if self._run is not None and self._run.path == run.path else None
        self.clear()
        self._to = to
        if not run.best_path.is_file():
            return
        self._run = run
        self._run_name.setText(run_summary.title(run))
        self._stack.setCurrentIndex(1)
        if not any(row.is_chosen() for row in self.rows.values()):
            self.rows["state_dict"].box.setChecked(True)
        self._show_folder()
        self._show_button()

    @Slot()
    def clear(self) -> None:
        """Back to the empty state."""
        if self._task is not None:
            self._task.cancel()
        self._run = self._task = self._exporter = self._to = self._row = self._later = None
        self._queue = []
        self._run_name.setText("")
        self.message.clear()
        for row in self.rows.values():
            row.clear()
        self._stack.setCurrentIndex(0)

    @Slot()
    def forget_model(self) -> None:
        """The run's threshold or temperature is another: the next export opens it anew."""
        self._exporter, self._outdated = None, True

    def set_destination(self, folder: Path | None) -> None:
        """Where exports go; None for the run's own folder."""
        self._to = folder
        self._show_folder()

    @Slot()
    def start(self) -> None:
        """Export every ticked format, one after another."""
        if self._run is None or self._task is not None:
            return
        self.message.clear()
        self._queue = [row for row in self.rows.values() if row.is_chosen()]
        for row in self._queue:
            row.clear()
        self._next()

    def _next(self) -> None:
        self._task = None
        if not self._queue or self._run is None:
            self._row = None
            self._show_button()
            self._offer_later()
            self.finished.emit()
            return
        self._row = self._queue.pop(0)
        self._row.show_working()
        self._outdated = False
        self._task = Task.start(self._work(self._run, self._row.entry.name), self)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        self._task.finished.connect(self._on_finished)
        self._show_button()

    def _offer_later(self) -> None:
        """Offer the run that came while the export went on; what became of this one's stays in view."""
        run, later = self._run, self._later
        if run is None or later is None or later.path == run.path or not later.best_path.is_file():
            return
        text = self.tr("{0} can be exported now.").format(run_summary.title(later))
        self.message.ask("info", text, "", self.tr("Show it"), self._show_later)

    def _show_later(self) -> None:
        if self._later is not None:
            self.show_run(self._later)

    def _work(self, run: RunFolder, name: str) -> Callable[[Progress, Cancelled], _Made]:
        exporter, to = self._exporter, self._to
        inside = self.inside.isChecked() and FORMATS[name].inside
        half = self.half.isChecked() and FORMATS[name].half

        def work(_progress: Progress, _cancelled: Cancelled) -> _Made:
            from engine.export.exporters import Exporter
            from engine.export.formats import ExportOptions

            ready = exporter or Exporter(run)
            options = ExportOptions(preprocessing_inside=inside, half=half)
            return _Made(ready.export(name, to, options=options), ready)

        return work

    @Slot(object)
    def _on_done(self, made: _Made) -> None:
        self._exporter = None if self._outdated else made.exporter
        if self._row is not None:
            self._row.show_result(made.result)
        self.exported.emit(made.result)
        self._next()

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        if self._row is not None:
            self._row.show_failure(message, hint)
        self._next()

    @Slot()
    def _on_finished(self) -> None:
        if self._task is None or self.sender() is not self._task:
            return  # it was told what became of it
        self._queue = []  # cancelled from elsewhere: nothing comes of it, nor of the others
        if self._row is not None:
            self._row.clear()
        self._next()

    @Slot()
    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for the exports"), self.folder.whole_text()
        )
        if chosen:
            self.set_destination(Path(chosen))

    def _show_folder(self) -> None:
        if self._to is not None:
            self.folder.setText(str(self._to))
        elif self._run is not None:
            self.folder.setText(str(self._run.exports_path))

    @Slot()
    def _show_button(self) -> None:
        chosen = sum(row.is_chosen() for row in self.rows.values())
        busy = self._task is not None
        if busy:
            text = self.tr("Exporting…")
        elif chosen > 1:
            text = self.tr("Export {0} formats").format(chosen)
        else:
            text = self.tr("Export")
        self.export.setText(text)
        self.export.setEnabled(chosen > 0 and not busy and self._run is not None)
