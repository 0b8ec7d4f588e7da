"""Labels, buttons and cards in the house style, and the base of widgets whose language can change."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import icons, theme

GAP = theme.spacing


class Translated(QWidget):
    """A widget that writes its words in :meth:`retranslate`, at first and after a change of language."""

    def retranslate(self) -> None:
        """Write every text of the widget in the language of now."""

    def changeEvent(self, event: QEvent) -> None:
        """Qt's: a language change writes the words again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def label(text: str = "", kind: str = "", *, wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """A label in a role of the type scale (``caption``, ``title``, ``muted``, ``error``, ...)."""
    made = QLabel(text, parent)
    if kind:
        made.setProperty("type", kind)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def button(kind: str = "", icon: str = "", *, checkable: bool = False, name: str = "") -> QPushButton:
    """A push button: ``primary``, ``quiet``, ``link``, ``segment`` or the ordinary kind."""
    made = QPushButton()
    if kind:
        made.setProperty("kind", kind)
    if icon:
        role = "on_accent" if kind == "primary" else "accent" if kind == "link" else "text"
        icons.attach(made, icon, role)
    made.setCheckable(checkable)
    made.setObjectName(name)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def tool(icon: str, *, checkable: bool = False, name: str = "") -> QToolButton:
    """A quiet button of an icon alone: give it a tooltip and an accessible name."""
    made = QToolButton()
    made.setProperty("kind", "quiet")
    icons.attach(made, icon, "muted")
    made.setCheckable(checkable)
    made.setObjectName(name)
    return made


def name_it(target: QWidget, text: str) -> None:
    """Tooltip and accessible name at once."""
    target.setToolTip(text)
    target.setAccessibleName(text)


def frame(surface: str, parent: QWidget | None = None) -> QFrame:
    """A frame with a surface of the style sheet: ``card``, ``bar``, ``sunken``, ``line``, ``segments``."""
    made = QFrame(parent)
    made.setProperty("surface", surface)
    return made


def line() -> QFrame:
    """A hairline."""
    made = frame("line")
    made.setFixedHeight(1)
    return made


def row(
    *items: QWidget | None, gap: int = GAP.small, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """A row of widgets; None is a stretch."""
    made = QHBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(*margins)
    for item in items:
        if item is None:
            made.addStretch(1)
        else:
            made.addWidget(item)
    return made


def column(*items: QWidget | None, gap: int = GAP.small) -> QVBoxLayout:
    """A column of widgets without margins; None is a stretch."""
    made = QVBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(0, 0, 0, 0)
    for item in items:
        if item is None:
            made.addStretch(1)
        else:
            made.addWidget(item)
    return made


def grows(widget: QWidget, *, across: bool = True, down: bool = False) -> QWidget:
    """Let ``widget`` take room in one direction or both."""
    policy = QSizePolicy.Policy
    widget.setSizePolicy(
        policy.Expanding if across else policy.Preferred, policy.Expanding if down else policy.Preferred
    )
    return widget


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and draw the widget anew with it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Elided(QLabel):
    """A label of one line with an ellipsis where it is too narrow, its whole text then in the tooltip.

    The room it asks for does not depend on its text: one that changes many times a second, as while a run
    goes on, draws this label and nothing else. (A QLabel lays the whole window out anew.)
    """

    def __init__(self, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if kind:
            self.setProperty("type", kind)
        self._whole = self._shown = ""
        self.setMinimumWidth(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Show ``text``, as much as fits."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._fit()

    def text(self) -> str:
        """The text as it is shown."""
        return self._shown

    def clear(self) -> None:
        """Show nothing."""
        self.setText("")

    def whole_text(self) -> str:
        """The text, whether it fits or not."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: fit the text anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width())
        if shown != self._shown:
            self._shown = shown
            self.update()
        self.setToolTip(self._whole if shown != self._whole else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: as QLabel draws its own text, which this one does not have."""
        super().paintEvent(event)
        if not self._shown:
            return
        style = self.style()
        align = style.visualAlignment(self.layoutDirection(), self.alignment())
        rect = self.contentsRect()
        enabled, role = self.isEnabled(), self.foregroundRole()
        style.drawItemText(QPainter(self), rect, align, self.palette(), enabled, self._shown, role)


def child(parent: QObject, name: str) -> QWidget:
    """The one widget called ``name`` under ``parent``. Raises LookupError when there is none."""
    found = parent.findChild(QWidget, name)
    if not isinstance(found, QWidget):
        raise LookupError(name)
    return found
