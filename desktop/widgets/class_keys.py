"""The classes with their keys and counts, and a field for a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.widgets import basic
from desktop.widgets.class_key import ClassKey
from desktop.widgets.flow_layout import FlowLayout


class ClassKeys(basic.Translated):
    """A button for each class: its key, its name, how many pictures have it.

    Signals:
        chosen: name of the class that the selected pictures are to get.
        named: a new class was typed; empty when Enter was pressed without a name.
    """

    chosen = Signal(str)
    named = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("class_keys")
        self._names: tuple[str, ...] = ()
        self._counts: tuple[int, ...] = ()
        self._buttons: list[ClassKey] = []
        self.name = QLineEdit()
        self.name.setObjectName("new_class")
        self.name.setFixedWidth(180)
        self.name.returnPressed.connect(self._on_named)
        self._flow = FlowLayout(self, gap=basic.GAP.small)
        self._flow.addWidget(self.name)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        first = not self._names
        self.name.setPlaceholderText(self.tr("Name of a class") if first else self.tr("One more class"))
        basic.name_it(self.name, self.tr("Type the name of a class and press Enter"))
        self._write()

    def set_classes(self, names: Sequence[str], counts: Sequence[int]) -> None:
        """Show these classes, in the order of their keys, with how many pictures have each."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._make()
        self._counts = tuple(counts)
        self.retranslate()

    def _make(self) -> None:
        for made in self._buttons:
            self._flow.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._buttons = []
        for at, name in enumerate(self._names):
            made = ClassKey(str(at + 1) if at < 9 else "", name)
            made.setObjectName(f"class_key_{at}")
            made.clicked.connect(self._on_clicked)
            self._buttons.append(made)
            self._flow.addWidget(made)

    def _write(self) -> None:
        for at, (made, name, count) in enumerate(zip(self._buttons, self._names, self._counts, strict=True)):
            made.count.setText(f"{count:,}")
            made.setAccessibleDescription(self.tr("Pictures labelled so: {0}").format(f"{count:,}"))
            tip = self.tr("Label the selected pictures “{name}”").format(name=name)
            basic.name_it(made, self.tr("{tip} (key {key})").format(tip=tip, key=at + 1) if at < 9 else tip)

    def of_key(self, number: int) -> str:
        """The class of a digit key, counted from 1; empty for none."""
        return self._names[number - 1] if 1 <= number <= min(9, len(self._names)) else ""

    @Slot()
    def _on_clicked(self) -> None:
        made = self.sender()
        if isinstance(made, ClassKey):
            self.chosen.emit(made.class_name)

    @Slot()
    def _on_named(self) -> None:
        name = self.name.text().strip()
        self.name.clear()
        self.named.emit(name)
