"""The classes with their keys and counts, and a field for a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QSizePolicy, QWidget

from desktop.widgets import basic
from desktop.widgets.class_key import ClassKey
from desktop.widgets.flow_layout import FlowLayout

LINES = 3
"""Lines of keys beside the pictures; more are scrolled."""


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
        self._lines = _Lines()
        line = basic.row(self.name, self._lines)
        line.setAlignment(self.name, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._say_name()
        for at in range(len(self._buttons)):
            self._describe(at)

    def _say_name(self) -> None:
        first = not self._names
        self.name.setPlaceholderText(self.tr("Name of a class") if first else self.tr("One more class"))
        basic.name_it(self.name, self.tr("Type the name of a class and press Enter"))

    def set_classes(self, names: Sequence[str], counts: Sequence[int]) -> None:
        """Show these classes, in the order of their keys, with how many pictures have each."""
        former, self._names = self._names, tuple(names)
        before, self._counts = self._counts, tuple(counts)
        if self._names == former:
            for at, count in enumerate(self._counts):
                if count != before[at]:
                    self._write(at)
            return
        kept = len(former) if self._names[: len(former)] == former else 0
        if not kept:
            self._lines.begin()
            self._buttons = []
        self._make(kept)
        for at in range(kept):
            self._write(at)
        self._say_name()
        self._lines.follow()

    def _make(self, first: int) -> None:
        """Buttons of the classes from ``first`` on."""
        for at, name in list(enumerate(self._names))[first:]:
            made = ClassKey(str(at + 1) if at < 9 else "", name)
            made.setObjectName(f"class_key_{at}")
            made.clicked.connect(self._on_clicked)
            self._buttons.append(made)
            self._lines.add(made)
            self._describe(at)

    def _describe(self, at: int) -> None:
        tip = self.tr("Label the selected pictures “{name}”").format(name=self._names[at])
        whole = self.tr("{tip} (key {key})").format(tip=tip, key=at + 1) if at < 9 else tip
        basic.name_it(self._buttons[at], whole)
        self._write(at)

    def _write(self, at: int) -> None:
        count = f"{self._counts[at]:,}"
        self._buttons[at].set_count(count)
        self._buttons[at].setAccessibleDescription(self.tr("Pictures labelled so: {0}").format(count))

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


class _Lines(QScrollArea):
    """Buttons that break into lines: as high as these are, up to ``LINES``; more are scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._height = 0
        self.begin()

    def begin(self) -> None:
        """Forget all buttons; those added from now on are shown by :meth:`follow`, all at once."""
        if (former := self.takeWidget()) is not None:
            former.setParent(self)  # hides it; one of its buttons may be the one that was clicked
            former.deleteLater()
        self._inside = QWidget()
        self._inside.setProperty("plain", "true")
        self._flow = FlowLayout(self._inside, gap=basic.GAP.small)
        self.setWidget(self._inside)
        self._inside.hide()

    def add(self, button: QWidget) -> None:
        """Take one more at the end."""
        self._flow.addWidget(button)

    def follow(self) -> None:
        """The buttons are others now: show them at the height they need."""
        self._inside.show()
        self.updateGeometry()

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt's: a button says something longer now; another line may be needed."""
        if event.type() == QEvent.Type.LayoutRequest and self.heightForWidth(self.width()) != self._height:
            self.updateGeometry()
        return super().viewportEvent(event)

    def hasHeightForWidth(self) -> bool:
        """It has."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the lines at ``width``, at most that of ``LINES``."""
        item = self._flow.itemAt(0)
        line = item.sizeHint().height() if item is not None else 0
        return min(self._flow.heightForWidth(width), LINES * line + (LINES - 1) * basic.GAP.small)

    def sizeHint(self) -> QSize:
        """As high as at the width of now."""
        self._height = self.heightForWidth(self.width())
        return QSize(super().sizeHint().width(), self._height)

    def minimumSizeHint(self) -> QSize:
        """Narrow is possible."""
        return QSize(0, 0)
