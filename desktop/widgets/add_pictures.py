"""Pictures that were dropped, and the class they are to go to: one line, no dialog."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from desktop import engine_words
from desktop.widgets import basic
from engine.data.loose import Loose


class AddPictures(basic.Translated):
    """Hidden until pictures wait for a class. Enter adds them, Escape lets them go.

    Signals:
        accepted: class name to paths, and the fold that they go to or empty.
    """

    accepted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("add_pictures")
        self._loose = Loose((), ())
        self._text, self._refused = basic.label(kind="strong"), basic.label(kind="caption")
        self.choice = QComboBox()
        self.choice.setObjectName("add_pictures_class")
        self.choice.setEditable(True)
        self.choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.choice.editTextChanged.connect(self._enable)
        completer, line = self.choice.completer(), self.choice.lineEdit()
        assert completer is not None
        assert line is not None
        # Completing in the field itself would take the first class for a name that nobody typed.
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        line.returnPressed.connect(self._accept)
        self.fold = QComboBox()
        self.fold.setObjectName("add_pictures_fold")
        for choice in (self.choice, self.fold):
            choice.setMinimumContentsLength(8)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for key in ("", "train", "validation", "test"):
            self.fold.addItem("", key)
        self.add = basic.button("primary", name="add_pictures_add")
        self.add.clicked.connect(self._accept)
        self._cancel = basic.button("quiet", name="add_pictures_cancel")
        self._cancel.clicked.connect(self.hide)
        box = basic.frame("card", self)
        inner = basic.column(self._text, gap=basic.GAP.tiny)
        inner.setContentsMargins(basic.GAP.medium, basic.GAP.small, basic.GAP.medium, basic.GAP.small)
        choices = basic.row(self.choice, self.fold)
        choices.setStretch(0, 3)
        choices.setStretch(1, 2)
        inner.addLayout(choices)
        row = basic.row(self._refused, None, self.add, self._cancel)
        inner.addLayout(row)
        box.setLayout(inner)
        whole = basic.column(box)
        whole.setContentsMargins(0, basic.GAP.small, 0, 0)
        self.setLayout(whole)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.add.setText(self.tr("Add"))
        self._cancel.setText(self.tr("Cancel"))
        basic.name_it(self.choice, self.tr("The class that the pictures go to; a new name makes a new class"))
        names = (self.tr("Let the split decide"), self.tr("Training"), self.tr("Validation"), self.tr("Test"))
        for at, name in enumerate(names):
            self.fold.setItemText(at, name)
        basic.name_it(self.fold, self.tr("The fold that the pictures go to"))
        self._describe()

    def offer(self, loose: Loose, classes: Sequence[str], chosen: str = "", fold: str = "") -> None:
        """Ask for the class of ``loose``; ``chosen`` and ``fold`` stand there already."""
        self._loose = loose
        self.fold.setCurrentIndex(self.fold.findData(fold))
        self.choice.clear()
        if len(loose.groups) > 1:
            self.choice.addItem(
                self.tr("Each folder its own class: {0}").format(", ".join(loose.groups)), loose.groups
            )
        self.choice.addItems(list(classes))
        if len(loose.groups) > 1 and not chosen:
            self.choice.setCurrentIndex(0)
        else:
            self.choice.setEditText(chosen or loose.suggested)
        self._describe()
        self._enable()
        self.show()
        self.choice.setFocus()
        field = self.choice.lineEdit()
        if field is not None:
            field.selectAll()
            if self.choice.currentData() is not None:
                # A sentence, not a name to type over: its beginning says what it is.
                field.setCursorPosition(0)

    def _describe(self) -> None:
        count, refused = len(self._loose.pictures), self._loose.refused
        text = self.tr("Add 1 picture to") if count == 1 else self.tr("Add {n} pictures to")
        self._text.setText(text.format(n=f"{count:,}"))
        more = (
            self.tr("1 file is no picture.") if len(refused) == 1 else self.tr("{n} files are no pictures.")
        )
        self._refused.setText(more.format(n=f"{len(refused):,}"))
        reasons = (f"{each.path.name}: {engine_words.said(each.reason)}" for each in refused[:20])
        self._refused.setToolTip("\n".join(reasons))
        self._refused.setVisible(bool(refused))

    @Slot()
    def _enable(self) -> None:
        self.add.setEnabled(bool(self.choice.currentText().strip()))

    @Slot()
    def _accept(self) -> None:
        name = self.choice.currentText().strip()
        if not name or self.isHidden():
            return
        groups: dict[str, Sequence[Path]] = {name: self._loose.pictures}
        if len(self._loose.groups) > 1 and name == self.choice.itemText(0):
            groups = dict(self._loose.groups)
        self.hide()
        self.accepted.emit(groups, str(self.fold.currentData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Escape; Enter is the field's."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
