"""The look of a class's folds: a bar divided into training, validation and test."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop import theme

FOLD_ROLES = ("train", "validation", "series4")


def paint_bar(painter: QPainter, track: QRectF, counts: Sequence[int], most: int) -> None:
    """A bar of pictures by training, validation and test; ``most`` pictures fill ``track``."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("grid"))
    painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
    left = track.left()
    for count, role in zip(counts, FOLD_ROLES, strict=True):
        width = track.width() * count / most
        if width <= 0:
            continue
        paint_part(painter, QRectF(left, track.top(), max(width - 1, 1.0), track.height()), role)
        left += width


def paint_part(painter: QPainter, part: QRectF, role: str) -> None:
    """The look of one fold, for bars and their legend."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(role))
    radius = min(part.height(), part.width()) / 2
    painter.drawRoundedRect(part, radius, radius)
    if role != "train":
        _hatch(painter, part)


def _hatch(painter: QPainter, part: QRectF) -> None:
    """Held-out folds carry stripes, so that colour is not all that tells them apart."""
    ground = QColor(theme.color("surface"))
    ground.setAlphaF(0.45)
    painter.setBrush(ground)
    x = part.left() + 3
    while x < part.right() - 1:
        painter.drawRect(QRectF(x, part.top(), 1.2, part.height()))
        x += 4
