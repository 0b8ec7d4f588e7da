"""Icons from ``resources/icons``, drawn in a colour of the theme and redrawn when it changes."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton

from desktop import paths, theme

SIZE = 16
"""Side of an icon in device-independent pixels."""


_GAP = 4
"""Empty pixels on the right of an icon that has text beside it: Qt leaves too few of its own."""


def pixmap(name: str, role: str = "text", size: int = SIZE, ratio: float = 2.0, gap: int = 0) -> QPixmap:
    """The icon ``name`` in the colour of ``role``, ``size`` by ``size``, at device pixel ratio ``ratio``.

    ``gap`` pixels are left empty on its right.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    text = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    drawing = QSvgRenderer(QByteArray(text.replace("currentColor", theme.color(role).name()).encode()))
    result = QPixmap(QSize(round((size + gap) * ratio), round(size * ratio)))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    drawing.render(painter, QRectF(0, 0, result.height(), result.height()))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def icon(name: str, role: str = "text", gap: int = 0) -> QIcon:
    """The icon ``name`` in today's colours; see :func:`attach` for one that follows the theme."""
    result = QIcon(pixmap(name, role, gap=gap))
    result.addPixmap(pixmap(name, "faint", gap=gap), QIcon.Mode.Disabled)
    return result


def attach(target: QAbstractButton | QLabel, name: str, role: str = "text", size: int = SIZE) -> None:
    """Show the icon ``name`` on ``target`` now and after every change of the theme.

    A second call replaces the first.
    """
    for old in target.findChildren(_Attached, options=Qt.FindChildOption.FindDirectChildrenOnly):
        old.use(name, role, size)
        return
    _Attached(target).use(name, role, size)


class _Attached(QObject):
    """Child of the widget it serves, so that it goes with it."""

    def __init__(self, target: QAbstractButton | QLabel) -> None:
        super().__init__(target)
        self._target = target
        self._what = ("", "text", SIZE)
        theme.notifier().changed.connect(self.draw)

    def use(self, name: str, role: str, size: int) -> None:
        if self._what != (name, role, size):
            self._what = (name, role, size)
            self.draw()

    @Slot()
    def draw(self) -> None:
        name, role, size = self._what
        if isinstance(self._target, QLabel):
            self._target.setPixmap(pixmap(name, role, size))
            return
        beside_text = _GAP if isinstance(self._target, QPushButton) else 0
        self._target.setIcon(icon(name, role, beside_text))
        self._target.setIconSize(QSize(size + beside_text, size))
