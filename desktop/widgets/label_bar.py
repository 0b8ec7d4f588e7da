"""What can be done with the selected pictures: relabel, check, leave out, move, undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QWidget

from desktop import engine_words, icons
from desktop.item_models.label_actions import LabelActions
from desktop.widgets import basic
from desktop.widgets.one_line import OneLine

FOLDS = ("train", "validation", "test", "")
_FOLD_KEYS = {Qt.Key.Key_T: "train", Qt.Key.Key_V: "validation", Qt.Key.Key_E: "test", Qt.Key.Key_D: ""}


class LabelBar(basic.Translated):
    """Buttons for corrections; the same ones have single keys (see :meth:`handle`).

    Signals:
        relabel_requested: class name.
        checked_requested: the labels are right.
        exclude_requested: leave out, or take in again.
        move_requested: fold.
        undo_requested, redo_requested: the history.
    """

    relabel_requested = Signal(str)
    checked_requested = Signal()
    exclude_requested = Signal()
    move_requested = Signal(str)
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_bar")
        self._classes: tuple[str, ...] = ()
        self._count = 0
        self._undo_text = self._redo_text = ""
        self._relabel = basic.button("quiet", "tag", name="action_relabel")
        self._check = basic.button("quiet", "check", name="action_checked")
        self._exclude = basic.button("quiet", "bin", name="action_exclude")
        self._move = basic.button("quiet", "archive", name="action_move")
        self._undo = basic.tool("undo", name="action_undo")
        self._redo = basic.tool("redo", name="action_redo")
        self._labels, self._folds = QMenu(self), QMenu(self)
        self._relabel.setMenu(self._labels)
        self._move.setMenu(self._folds)
        parts = (self._relabel, self._check, self._exclude, self._move, self._undo, self._redo)
        self.line = OneLine(parts)
        self.setLayout(basic.column(self.line))
        self._check.clicked.connect(self.checked_requested)
        self._exclude.clicked.connect(self.exclude_requested)
        self._undo.clicked.connect(self.undo_requested)
        self._redo.clicked.connect(self.redo_requested)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        tips: tuple[tuple[QPushButton, str, str], ...] = (
            (self._relabel, self.tr("Relabel"), self.tr("Give another class (1 to 9, or R)")),
            (self._check, self.tr("Checked"), self.tr("I looked: the label is right (C)")),
            (self._exclude, self.tr("Leave out"), self.tr("Leave out of the data set, or take in again (X)")),
            (
                self._move,
                self.tr("Fold"),
                self.tr("Move to another fold (T, V, E, or D to let the split decide)"),
            ),
        )
        for target, text, tip in tips:
            self.line.name(target, text, tip)
        self._fill_menus()
        self._enable()

    def _fill_menus(self) -> None:
        self._labels.clear()
        for at, name in enumerate(self._classes):
            shown = name.replace("&", "&&")  # or Qt takes what follows for a key
            action = QAction(f"{shown}\t{at + 1}" if at < 9 else shown, self._labels)
            action.setData(name)
            action.triggered.connect(self._label_chosen)
            self._labels.addAction(action)
        self._labels.addSeparator()
        other = QAction(self.tr("Another class…"), self._labels)
        other.triggered.connect(self._ask_class)
        self._labels.addAction(other)
        self._folds.clear()
        names = (self.tr("Training"), self.tr("Validation"), self.tr("Test"), self.tr("Let the split decide"))
        for fold, name, key in zip(FOLDS, names, _FOLD_KEYS, strict=True):
            action = QAction(f"{name}\t{chr(key)}", self._folds)
            action.setData(fold)
            action.triggered.connect(self._fold_chosen)
            self._folds.addAction(action)

    def serve(self, actions: LabelActions) -> None:
        """Let ``actions`` do what is asked for."""
        self.relabel_requested.connect(actions.relabel)
        self.checked_requested.connect(actions.toggle_checked)
        self.exclude_requested.connect(actions.toggle_excluded)
        self.move_requested.connect(actions.move)
        self.undo_requested.connect(actions.undo)
        self.redo_requested.connect(actions.redo)

    def set_classes(self, names: Sequence[str]) -> None:
        """Offer these classes."""
        if tuple(names) != self._classes:
            self._classes = tuple(names)
            self._fill_menus()

    def set_state(self, selected: int, undo_text: str, redo_text: str) -> None:
        """How many pictures are selected, and what undo and redo would do."""
        self._count, self._undo_text, self._redo_text = selected, undo_text, redo_text
        self._enable()

    def _enable(self) -> None:
        for target in (self._relabel, self._check, self._exclude, self._move):
            target.setEnabled(self._count > 0)
        self._undo.setEnabled(bool(self._undo_text))
        self._redo.setEnabled(bool(self._redo_text))
        undo, redo = map(engine_words.said, (self._undo_text, self._redo_text))
        basic.name_it(self._undo, self.tr("Undo: {text}").format(text=undo) if undo else self.tr("Undo"))
        basic.name_it(self._redo, self.tr("Redo: {text}").format(text=redo) if redo else self.tr("Redo"))

    def handle(self, event: QKeyEvent) -> bool:
        """Act on a key: 1 to 9, R, C, X, Delete, T, V, E, D, undo, redo. True when it was one."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_requested.emit()
            return True
        if event.matches(QKeySequence.StandardKey.Redo):
            self.redo_requested.emit()
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._count:
            return False
        label = event.key() - Qt.Key.Key_1
        if 0 <= label < min(9, len(self._classes)):
            self.relabel_requested.emit(self._classes[label])
            return True
        key = Qt.Key(event.key())
        if key in _FOLD_KEYS:
            self.move_requested.emit(_FOLD_KEYS[key])
            return True
        keys = {
            Qt.Key.Key_C: self.checked_requested.emit,
            Qt.Key.Key_X: self.exclude_requested.emit,
            Qt.Key.Key_Delete: self.exclude_requested.emit,
            Qt.Key.Key_R: lambda: self.line.open_menu(self._relabel),
        }
        act = keys.get(key)
        if act is not None:
            act()
        return act is not None

    def context_menu(self) -> QMenu:
        """The same actions as a menu, made anew for each use."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        labels = menu.addMenu(icons.icon("tag", "muted"), self.line.words(self._relabel))
        labels.addActions(self._labels.actions())
        checked = menu.addAction(icons.icon("check", "muted"), self.line.words(self._check))
        checked.triggered.connect(self.checked_requested)
        excluded = menu.addAction(icons.icon("bin", "muted"), self.line.words(self._exclude))
        excluded.triggered.connect(self.exclude_requested)
        folds = menu.addMenu(icons.icon("archive", "muted"), self.line.words(self._move))
        folds.addActions(self._folds.actions())
        return menu

    @Slot()
    def _ask_class(self) -> None:
        """A class that is not there yet."""
        name, accepted = QInputDialog.getText(self, self.tr("Relabel"), self.tr("Name of the class:"))
        if accepted and name.strip():
            self.relabel_requested.emit(name)

    @Slot()
    def _label_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.relabel_requested.emit(action.data())

    @Slot()
    def _fold_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.move_requested.emit(action.data())
