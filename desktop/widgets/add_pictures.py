"""Pictures that were dropped, and the class they are to go to: one line, no dialog."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from desktop.widgets import basic
from engine.data.loose import Loose


class AddPictures(basic.Translated):
    """Hidden until pictures wait for a class. Enter adds them, Escape lets them go.

    Signals:
        accepted: class name to paths.
    """

    accepted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("add_pictures")
        self._loose = Loose((), ())
        self._text, self._refused = basic.label(kind="strong"), basic.label(kind="caption")
        self.choice = QComboBox()
        self.choice.setObjectName("add_pictures_class")
        self.choice.setEditable(True)
        self.choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.choice.setMinimumContentsLength(8)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.editTextChanged.connect(self._enable)
        completer, line = self.choice.completer(), self.choice.lineEdit()
        assert completer is not None
        assert line is not None
        # Completing in the field itself would take the first class for a name that nobody typed.
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        line.returnPressed.connect(self._accept)
        self.add = basic.button("primary", name="add_pictures_add")
        self.add.clicked.connect(self._accept)
        self._cancel = basic.button("quiet", name="add_pictures_cancel")
        self._cancel.clicked.connect(self.hide)
        box = basic.frame("card", self)
        inner = basic.column(self._text, gap=basic.GAP.tiny)
        inner.setContentsMargins(basic.GAP.medium, basic.GAP.small, basic.GAP.medium, basic.GAP.small)
        row = basic.row(self.choice, self.add, self._cancel)
        row.setStretch(0, 1)
        inner.addLayout(row)
        inner.addWidget(self._refused)
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
        self._describe()

    def offer(self, loose: Loose, classes: Sequence[str], chosen: str = "") -> None:
        """Ask for the class of ``loose``; ``chosen`` stands there already."""
        self._loose = loose
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

    def _describe(self) -> None:
        count, refused = len(self._loose.pictures), self._loose.refused
        text = self.tr("Add 1 picture to") if count == 1 else self.tr("Add {n} pictures to")
        self._text.setText(text.format(n=f"{count:,}"))
        more = (
            self.tr("1 file is no picture.") if len(refused) == 1 else self.tr("{n} files are no pictures.")
        )
        self._refused.setText(more.format(n=f"{len(refused):,}"))
        self._refused.setToolTip("\n".join(f"{each.path.name}: {each.reason}" for each in refused[:20]))
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
        self.accepted.emit(groups)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Escape; Enter is the field's."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
