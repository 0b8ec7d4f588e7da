"""Files that cannot be used, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop import engine_words
from engine.data.catalog import FileProblem

Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problems: Sequence[FileProblem] = ()
        self.root = Path()

    def show(self, problems: Sequence[FileProblem], root: Path) -> None:
        self.beginResetModel()
        self.problems, self.root = problems, root
        self.endResetModel()

    def name(self, row: int) -> str:
        path = self.problems[row].path
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.problems)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("File"), self.tr("Why it cannot be used"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        problem = self.problems[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(index.row()) if index.column() == 0 else engine_words.said(problem.reason)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{problem.path}\n{engine_words.said(problem.reason)}"
        return None


class ProblemsTable(QTableView):
    """Path and reason of every unusable file; Ctrl+C copies the selected lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems_table")
        self._lines = _Model(self)
        self.setModel(self._lines)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 240)
        header.setStretchLastSection(True)
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Files that cannot be used"))

    def changeEvent(self, event: QEvent) -> None:
        """Qt's: a language change writes the words again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self._lines.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 1)
            self.viewport().update()

    def show_problems(self, problems: Sequence[FileProblem], root: Path) -> None:
        """Show ``problems``, paths relative to ``root`` where they lie in it."""
        self._lines.show(problems, root)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with the platform's key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.selectedIndexes()})
            found = (self._lines.problems[row] for row in rows)
            lines = (f"{each.path}\t{engine_words.said(each.reason)}" for each in found)
            QGuiApplication.clipboard().setText("\n".join(lines))
        else:
            super().keyPressEvent(event)
