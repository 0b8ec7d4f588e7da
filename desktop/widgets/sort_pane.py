"""Pictures into class folders: what would be done, before anything is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import engine_words, words
from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets import basic
from desktop.widgets.segments import Segments
from engine.evaluation import sort_folder
from engine.evaluation.prediction import Prediction
from engine.evaluation.sort_folder import SortPlan
from engine.evaluation.sort_step import Step

_MOST_SHOWN = 500
"""Files named in each folder of the preview; the rest is counted."""

_ROW = QSize(0, 26)
"""Least size of a row of the preview, in pixels."""


class SortPane(basic.Translated):
    """Copy or move, where to, and every file with the folder it would get.

    Signals:
        accepted: the :class:`SortPlan` to carry out.
        closed: the user goes back.
        failed: message and hint of a plan that cannot be made.
    """

    accepted = Signal(object)
    closed = Signal()
    failed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sort_pane")
        self.plan: SortPlan | None = None
        self._predictions: Sequence[Prediction] = ()
        self._task: Task | None = None
        self._back = basic.button("link", "chevron-left", name="sort_back")
        self._title = basic.label(kind="strong")
        self.action = Segments(sort_folder.ACTIONS)
        self.action.set_value("copy")
        self._into = basic.label(kind="muted")
        self.folder = basic.Elided()
        self.choose = basic.button(icon="folder", name="sort_choose_folder")
        self.preview = QTreeWidget()
        self.preview.setObjectName("sort_preview")
        self.preview.setProperty("framed", "true")
        self.preview.setColumnCount(2)
        self.preview.setUniformRowHeights(True)
        self.preview.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.preview.header().setStretchLastSection(False)
        self.preview.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.preview.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.go = basic.button("primary", name="sort_go")
        self._lay_out()
        self._back.clicked.connect(self.closed)
        self.action.chosen.connect(self._replan)
        self.choose.clicked.connect(self._ask_folder)
        self.go.clicked.connect(self._on_go)
        self.retranslate()

    def _lay_out(self) -> None:
        gap = basic.GAP
        where = basic.row(self.action, self._into, self.folder, self.choose, gap=gap.medium)
        where.setStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 12)
        layout.setSpacing(gap.medium)
        layout.addLayout(basic.row(self._back, self._title, None, gap=gap.medium))
        layout.addLayout(where)
        layout.addWidget(self.preview, 1)
        layout.addLayout(basic.row(None, self.go, None))

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._back.setText(self.tr("Back"))
        self._title.setText(self.tr("Sort into class folders"))
        self.action.name("copy", self.tr("Copy"), self.tr("The pictures stay where they are, too"))
        self.action.name(
            "move", self.tr("Move"), self.tr("The pictures leave their place; undo brings them back")
        )
        self._into.setText(self.tr("into"))
        self.choose.setText(self.tr("Choose…"))
        self.choose.setToolTip(self.tr("Choose another folder to sort into"))
        self.preview.setHeaderLabels([self.tr("What would be done"), self.tr("Pictures")])
        self.preview.setAccessibleName(self.tr("What would be done, by folder"))
        self._show_plan()

    def show_pictures(self, predictions: Sequence[Prediction], folder: Path) -> None:
        """Plan for ``predictions`` into ``folder``; the user may choose another."""
        self._predictions = tuple(predictions)
        self.folder.setText(str(folder))
        self._replan()

    def set_folder(self, folder: Path) -> None:
        """Sort into ``folder``."""
        self.folder.setText(str(folder))
        self._replan()

    @Slot()
    def _replan(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self.plan = None
        self._show_plan()
        predictions, folder, action = self._predictions, Path(self.folder.whole_text()), self.action.value()

        def work(_progress: Progress, _cancelled: Cancelled) -> SortPlan:
            return sort_folder.plan(predictions, folder, action=action)

        self._task = Task.start(work, self)
        self._task.done.connect(self._on_plan)
        self._task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_plan(self, plan: SortPlan) -> None:
        if self.sender() is self._task:
            self._task, self.plan = None, plan
            self._show_plan()

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        if self.sender() is self._task:
            self._task = None
            self.failed.emit(message, hint)

    def _show_plan(self) -> None:
        self.preview.clear()
        plan = self.plan
        count = len(plan.steps) if plan else 0
        move = self.action.value() == "move"
        text = self.tr("Move {0}") if move else self.tr("Copy {0}")
        self.go.setText(text.format(words.pictures(count)))
        self.go.setEnabled(count > 0)
        if plan is None:
            return
        folders: dict[str, list[str]] = {}
        for step in plan.steps:
            folders.setdefault(step.target.parent.name, []).append(step.source.name + _new_name(step))
        for name, number in plan.counts().items():
            self._add(name, folders[name], number)
        if plan.left_out:
            files = [f"{path.name}: {engine_words.said(reason)}" for path, reason in plan.left_out]
            self._add(self.tr("Left where they are"), files, len(files))

    def _add(self, name: str, files: list[str], number: int) -> None:
        top = QTreeWidgetItem([name, words.count(number)])
        top.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top.setSizeHint(0, _ROW)
        for file in files[:_MOST_SHOWN]:
            top.addChild(QTreeWidgetItem([file]))
        if len(files) > _MOST_SHOWN:
            rest = words.count(len(files) - _MOST_SHOWN)
            top.addChild(QTreeWidgetItem([self.tr("and {0} more").format(rest)]))
        self.preview.addTopLevelItem(top)

    @Slot()
    def _on_go(self) -> None:
        if self.plan is not None:
            self.accepted.emit(self.plan)

    @Slot()
    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Folder to sort into"), self.folder.whole_text()
        )
        if chosen:
            self.set_folder(Path(chosen))


def _new_name(step: Step) -> str:
    """`` -> NEW`` for a file that gets another name, because its own is taken."""
    return f" → {step.target.name}" if step.target.name != step.source.name else ""
