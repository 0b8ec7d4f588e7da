"""One setting as a field: label, editor, help, and what is wrong with it beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop import engine_words, guide
from desktop.setting import Setting
from desktop.widgets import basic
from desktop.widgets.number_edit import NumberEdit

Value = int | float | bool | str


class SettingField(QWidget):
    """Editor of one field of the configuration.

    Signals:
        edited: the user changed it; read it with :meth:`value`.
    """

    edited = Signal()

    def __init__(self, setting: Setting, *, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._compact = compact
        self.setObjectName(setting.path)
        self.setProperty(guide.PROPERTY, guide.section_of(setting.path))
        self.label = basic.label(kind="caption" if compact else "")
        self.help = basic.label(kind="caption", wrap=True)
        self.error = basic.label(kind="error", wrap=True)
        self.error.hide()
        self.editor = self._make_editor()
        self.editor.setObjectName(f"{setting.path}_editor")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._top(), 0)
        layout.addWidget(self.error)
        if not compact:
            layout.addWidget(self.help)
        self.rename(setting)

    def _top(self) -> QHBoxLayout | QVBoxLayout:
        if self._compact:
            return basic.column(self.label, self.editor, gap=2)
        if isinstance(self.editor, QCheckBox):
            return basic.row(self.editor, None)
        self.editor.setFixedWidth(148)
        return basic.row(self.label, None, self.editor)

    def _make_editor(self) -> QWidget:
        kind = self.setting.kind
        if kind == "switch":
            box = QCheckBox()
            box.clicked.connect(self.edited)
            return box
        if kind == "choice":
            combo = QComboBox()
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(6)
            for value, text in self.setting.choices:
                combo.addItem(text, value)
            combo.activated.connect(self.edited)
            return combo
        edit = NumberEdit(whole=kind.endswith("whole"), empty_is_zero=kind.startswith("auto"))
        edit.edited.connect(self.edited)
        edit.edited.connect(self._tell)
        return edit

    def rename(self, setting: Setting) -> None:
        """Take the words of ``setting``, the same field in another language."""
        self.setting = setting
        self.label.setText(setting.label)
        self.help.setText(setting.help)
        self.editor.setToolTip(setting.help)
        self.setWhatsThis(guide.whats_this(setting.label, setting.help, guide.section_of(setting.path)))
        self.editor.setAccessibleName(setting.label)
        self.editor.setAccessibleDescription(setting.help)
        if isinstance(self.editor, QCheckBox):
            self.editor.setText(setting.label)
        elif isinstance(self.editor, QComboBox):
            for at, (_, text) in enumerate(setting.choices):
                self.editor.setItemText(at, text)
        elif isinstance(self.editor, NumberEdit) and setting.kind.startswith("auto"):
            self.editor.setPlaceholderText(self.tr("automatic"))

    def set_value(self, value: Value) -> None:
        """Show ``value``; says nothing."""
        if isinstance(self.editor, QCheckBox):
            self.editor.setChecked(bool(value))
        elif isinstance(self.editor, QComboBox):
            at = self.editor.findData(value)
            if at < 0:
                self.editor.addItem(str(value), value)
                at = self.editor.count() - 1
            self.editor.setCurrentIndex(at)
        elif isinstance(self.editor, NumberEdit):
            self.editor.set_value(float(value))

    def value(self) -> Value | None:
        """What the editor holds; None when it cannot be read (see :meth:`unreadable`)."""
        if isinstance(self.editor, QCheckBox):
            return bool(self.editor.isChecked())
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData())
        if isinstance(self.editor, NumberEdit):
            number = self.editor.value()
            return number if number is None or self.setting.kind.endswith("whole") else float(number)
        return None

    def unreadable(self) -> str:
        """What keeps the text from being a value; empty when nothing does."""
        return self.editor.problem() if isinstance(self.editor, NumberEdit) else ""

    def show_problem(self, message: str) -> None:
        """Say ``message`` beside the field; empty for none. An unreadable text comes first."""
        shown = self.unreadable() or engine_words.said(message)
        self.error.setText(shown)
        self.error.setVisible(bool(shown))
        basic.set_state(self.editor, "invalid", "true" if shown else "false")

    @Slot()
    def _tell(self) -> None:
        self.show_problem("")
