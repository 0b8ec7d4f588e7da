"""The list of runs: open, resume, clone, compare, rename, bin."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QInputDialog,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import repeats, words
from desktop.run_summary import RunSummary, list_runs
from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets import basic
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.help_button import HelpButton
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.queue_list import QueueList
from desktop.widgets.runs_bin import RunsBin
from desktop.widgets.runs_compared import RunsCompared
from desktop.widgets.runs_table import RunsTable
from engine.errors import EngineError
from engine.files import write_json
from engine.run_folder import RunFolder

if TYPE_CHECKING:
    from desktop.widgets.compare_view import CompareView

WIDTH = 1640
"""The list's at most, in pixels: on wider screens a row's name and figures would be too far apart."""


class RunsPanel(basic.Translated):
    """Every run of the project, the newest first.

    Signals:
        open_requested: a :class:`RunFolder` to show.
        resume_requested: a :class:`RunFolder` to go on with.
        clone_requested: a :class:`RunConfig` to start from.
        pictures_requested: a :class:`RunFolder` to show in the gallery, and one to compare it with.
        watch_requested: the user wants to see a run that is elsewhere.
        binned: the paths of run folders that went to the bin.
        restored: the paths of run folders that came back from it.
        listed: the list was read anew.
    """

    open_requested = Signal(object)
    resume_requested = Signal(object)
    clone_requested = Signal(object)
    pictures_requested = Signal(object, object)
    watch_requested = Signal()
    binned = Signal(object)
    restored = Signal(object)
    listed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs_panel")
        self._folder: Path | None = None
        self._busy = False
        self._task: Task | None = None
        self._doubted: RunFolder | None = None
        self._title = basic.label(kind="title")
        self.filter = QLineEdit()
        self.filter.setObjectName("runs_filter")
        self.filter.setFixedWidth(240)
        self.message = InlineMessage()
        self.runs_bin = RunsBin(self.message, self)
        self.queue = QueueList()
        self.table, self._split = RunsTable(), QSplitter(Qt.Orientation.Vertical)
        self.model, self.proxy = self.table.runs, self.table.proxy
        self._compared = RunsCompared(self.table, self._split, self)
        self.open = basic.button(icon="open", name="open_run_button")
        self.resume = basic.button(icon="resume", name="resume_run_button")
        self.clone = basic.button(icon="copy", name="clone_run_button")
        self.compare = basic.button(icon="chart", name="compare_runs_button")
        self.watch = basic.button("quiet", "watch", name="watch_run_button")
        self.rename = basic.button("quiet", name="rename_run_button")
        self.bin = basic.button("quiet", "bin", name="bin_run_button")
        self._repeats = basic.label(kind="caption", wrap=True)
        self._repeats.setObjectName("repeats_line")
        self._empty = EmptyState("history")
        self._build()
        self._connect()
        self.retranslate()
        self._show_buttons()

    def _build(self) -> None:
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(basic.GAP.medium)
        inside.addWidget(self._split, 1)
        inside.addWidget(self._repeats)
        inside.addLayout(
            basic.row(self.open, self.resume, self.clone, self.compare, None, self.rename, self.bin)
        )
        self._stack.addWidget(page)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.medium)
        layout.addLayout(basic.row(self._title, HelpButton("runs"), None, self.watch, self.filter))
        layout.addWidget(self.message)
        layout.addWidget(self.queue)
        layout.addWidget(self._stack, 1)
        whole.setMaximumWidth(WIDTH)
        centred = basic.row(None, whole, None, gap=0, margins=(16, 12, 16, 12))
        centred.setStretch(1, 10_000)
        self.setLayout(centred)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self.proxy.set_text)
        self.table.selectionModel().selectionChanged.connect(self._show_buttons)
        self.table.doubleClicked.connect(self._on_double_click)
        self.watch.clicked.connect(self.watch_requested)
        self.open.clicked.connect(self._open)
        self.resume.clicked.connect(self._resume)
        self.clone.clicked.connect(self._clone)
        self.compare.clicked.connect(self._compare)
        self._compared.failed.connect(self._on_failed)
        self._compared.pictures_requested.connect(self.pictures_requested)
        self.rename.clicked.connect(self._ask_name)
        self.bin.clicked.connect(self._to_bin)
        self.runs_bin.binned.connect(self._on_binned)
        self.runs_bin.restored.connect(self.restored)
        self.message.acted.connect(self._on_acted)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Runs"))
        self.filter.setPlaceholderText(self.tr("Filter runs"))
        self.filter.setAccessibleName(self.tr("Filter runs"))
        self.table.setAccessibleName(self.tr("Runs of this project"))
        self.watch.setText(self.tr("Watch a run…"))
        self.watch.setToolTip(self.tr("Follow a run that trains on another computer or in a terminal"))
        self.open.setText(self.tr("Open"))
        self.resume.setText(self.tr("Resume"))
        self.resume.setToolTip(self.tr("Go on exactly where the run stopped"))
        self.clone.setText(self.tr("Use its settings"))
        self.clone.setToolTip(self.tr("Copy the run's settings into the Model panel for a new run"))
        self.compare.setText(self.tr("Compare"))
        self.rename.setText(self.tr("Rename"))
        self.bin.setText(self.tr("Move to bin"))
        self._empty.say(
            self.tr("No runs yet"),
            self.tr(
                "Every training is kept here with its settings and its result: to open it again, to go "
                "on after an interruption, or to compare."
            ),
        )
        self._compared.retranslate()

    def set_folder(self, runs: Path | None) -> None:
        """List the runs in this folder; None for no project."""
        self._folder = runs
        self._compared.forget()
        self.refresh()

    def set_running(self, running: bool) -> None:
        """While a run goes on, no other can be resumed."""
        self._busy = running
        self._show_buttons()

    @Slot()
    def refresh(self) -> None:
        """Read the list anew, in the background."""
        if self._task is not None:
            self._task.cancel()
        folder = self._folder
        if folder is None:
            self._task = None
            self._show_list([])
            return

        def work(_progress: Progress, _cancelled: Cancelled) -> list[RunSummary]:
            return list_runs(folder)

        self._task = Task.start(work, self)
        self._task.done.connect(self._on_listed)
        self._task.failed.connect(self._on_unlisted)

    @Slot(object)
    def _on_listed(self, rows: list[RunSummary]) -> None:
        if self.sender() is self._task:  # what was read before something changed is of no use
            self._show_list(rows)

    def _show_list(self, rows: list[RunSummary]) -> None:
        self.table.show_runs(rows)
        self._stack.setCurrentIndex(1 if rows else 0)
        self.filter.setVisible(bool(rows))
        self._show_buttons()
        self.listed.emit()

    @Slot(str, str)
    def _on_unlisted(self, message: str, hint: str) -> None:
        if self.sender() is self._task:
            self._on_failed(message, hint)

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self.message.tell("error", message, hint)

    @property
    def compare_view(self) -> CompareView | None:
        """Where runs are compared; None before any were."""
        return self._compared.view

    def interrupted(self) -> list[RunSummary]:
        """Runs that ended without saying so and can go on."""
        return [row for row in self.model.runs() if row.outcome == "interrupted" and row.resumable]

    def selected(self) -> list[RunSummary]:
        """The chosen runs, in the order of the table."""
        return self.table.selected()

    def select(self, names: set[str]) -> None:
        """Choose the runs whose folders are called so."""
        self.table.select_named(names)

    @Slot()
    def _show_buttons(self) -> None:
        chosen = self.selected()
        one = chosen[0] if len(chosen) == 1 else None
        self.open.setEnabled(one is not None and one.outcome != "unreadable")
        self.clone.setEnabled(one is not None and one.outcome != "unreadable")
        self.resume.setEnabled(one is not None and one.resumable and not self._busy)
        self.rename.setEnabled(one is not None and one.outcome not in ("running", "unreadable"))
        self.compare.setEnabled(len(chosen) >= 2)
        text = repeats.line(self.model.runs(), chosen)
        self._repeats.setText(text)
        self._repeats.setVisible(bool(text))
        self.bin.setEnabled(bool(chosen) and all(run.outcome != "running" for run in chosen))

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        self.open_requested.emit(self.table.summary(index.row()).run)

    @Slot()
    def _open(self) -> None:
        for summary in self.selected()[:1]:
            self.open_requested.emit(summary.run)

    @Slot()
    def _resume(self) -> None:
        for summary in self.selected()[:1]:
            if summary.outcome != "unseen":
                self.resume_requested.emit(summary.run)
                return
            self._doubted = summary.run
            self.message.tell(
                "warning",
                words.unseen(summary.host),
                self.tr(
                    "If it does, two programs would write into one run. Resume only when it ended there."
                ),
                self.tr("Resume all the same"),
            )

    @Slot()
    def _on_acted(self) -> None:
        if self._doubted is None:
            self.undo_bin()
            return
        run, self._doubted = self._doubted, None
        self.message.clear()
        self.resume_requested.emit(run)

    @Slot()
    def _clone(self) -> None:
        for summary in self.selected()[:1]:
            self.clone_requested.emit(summary.config)

    @Slot()
    def _compare(self) -> None:
        self._compared.compare(self.selected())

    @Slot()
    def _ask_name(self) -> None:
        for summary in self.selected()[:1]:
            name, given = QInputDialog.getText(
                self, self.tr("Rename the run"), self.tr("Name"), QLineEdit.EchoMode.Normal, _name(summary)
            )
            if given:
                self.rename_run(summary.run, name)

    def rename_run(self, run: RunFolder, name: str) -> None:
        """Give ``run`` another name for people; its folder stays."""
        try:
            write_json(run.config_path, dataclasses.replace(run.config(), name=name.strip()).to_json())
        except EngineError as error:
            self.message.tell("error", error.message, error.hint)
        self.refresh()

    @Slot()
    def _to_bin(self) -> None:
        self._doubted = None
        self.runs_bin.put(self.selected())
        self.refresh()

    @Slot(object)
    def _on_binned(self, paths: list[Path]) -> None:
        if self._compared.shows(paths):
            self._compared.forget()
        self.binned.emit(paths)

    @Slot()
    def undo_bin(self) -> None:
        """Bring the runs binned last back from the bin."""
        self.runs_bin.undo()
        self.refresh()


def _name(summary: RunSummary) -> str:
    return words.run_name(summary.name, summary.number)
