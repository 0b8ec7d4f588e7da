"""How one cell of a thumbnail grid is painted: picture, mark, two lines of text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QStaticText,
)

from desktop import theme
from desktop.item_models.tiles import Mark, Tile

TEXT_FROM = 88
"""Narrower tiles have no text under the picture, in device-independent pixels."""

_MOST_TEXTS = 4096
_GLYPH, _BADGE = 12.0, 18.0
_MARK_ROLES = {Mark.RIGHT: "right", Mark.WRONG: "wrong", Mark.NONE: "muted"}


class State(Flag):
    """How a tile stands out."""

    PLAIN = 0
    SELECTED = auto()
    HOVERED = auto()
    FOCUSED = auto()


@dataclass(frozen=True)
class Sizes:
    """Measures of one tile, in device-independent pixels."""

    side: int
    text_height: int
    line: int

    @property
    def height(self) -> int:
        """Of the whole tile, text included."""
        return self.side + self.text_height


class TilePainter:
    """Paints tiles of one side; keeps fonts and shortened texts from tile to tile."""

    def __init__(self, side: int, ratio: float = 1.0) -> None:
        """``side`` of the pictures in device-independent pixels, ``ratio`` device pixels in one of those."""
        self._ratio = ratio
        self._title_font, self._text_font = QFont(theme.font("strong")), QFont(theme.font("caption"))
        self._title, self._text = QFontMetricsF(self._title_font), QFontMetricsF(self._text_font)
        line = round(self._title.height())
        text = theme.spacing.tiny + line + round(self._text.height()) if side >= TEXT_FROM else 0
        self.sizes = Sizes(side, text, line)
        self._short: dict[tuple[str, int, bool], str] = {}
        self._static: dict[str, QStaticText] = {}
        self._widths: dict[str, float] = {}
        self._stamps: dict[tuple[str, Mark], QPixmap] = {}

    def paint(
        self, painter: QPainter, x: int, y: int, tile: Tile, image: QImage | None, error: str, state: State
    ) -> None:
        """Paint ``tile`` with its upper left corner at (x, y)."""
        picture = QRectF(x, y, self.sizes.side, self.sizes.side)
        self._ground(painter, picture, state)
        if tile.dimmed:
            painter.setOpacity(0.35)
        self._picture(painter, picture, image, error)
        if image is not None and tile.mark is not Mark.WRONG and not theme.is_dark():
            painter.drawPixmap(picture.topLeft(), self._stamp("edge", Mark.NONE))
        self._frame(painter, picture, tile, state)
        if self.sizes.text_height:
            self._texts(painter, picture, tile, selected=bool(state & State.SELECTED))
        elif tile.mark is not Mark.NONE:
            painter.drawPixmap(picture.topLeft() + QPointF(4, 4), self._stamp("badge", tile.mark))
        if tile.dimmed:
            painter.setOpacity(1.0)
            self._strike(painter, picture)
        if tile.note and self.sizes.text_height:
            self._note(painter, picture, tile.note)

    def _ground(self, painter: QPainter, picture: QRectF, state: State) -> None:
        if not state & (State.SELECTED | State.HOVERED):
            return
        around = picture.adjusted(-5, -5, 5, self.sizes.text_height + 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selection" if state & State.SELECTED else "hover"))
        painter.drawRoundedRect(around, theme.RADIUS, theme.RADIUS)

    def _picture(self, painter: QPainter, picture: QRectF, image: QImage | None, error: str) -> None:
        if image is not None:
            if image.width() == round(picture.width() * image.devicePixelRatio()):
                painter.drawImage(picture.topLeft(), image)
            else:
                # Only here: with this hint even an unscaled picture with transparent corners takes
                # Qt's slow road, 30 times slower.
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
                painter.drawImage(picture, image)
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(picture, 6, 6)
        if error:
            painter.setPen(theme.color("muted"))
            painter.setFont(self._text_font)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(picture.adjusted(8, 8, -8, -8), flags, error if self.sizes.text_height else "!")

    def _frame(self, painter: QPainter, picture: QRectF, tile: Tile, state: State) -> None:
        if tile.mark is Mark.WRONG:
            painter.drawPixmap(picture.topLeft(), self._stamp("frame", tile.mark))
        if state & State.FOCUSED:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 2))
            around = picture.adjusted(-4, -4, 4, self.sizes.text_height + 4)
            painter.drawRoundedRect(around, theme.RADIUS, theme.RADIUS)

    def _texts(self, painter: QPainter, picture: QRectF, tile: Tile, *, selected: bool) -> None:
        left, right = picture.left() + 1, picture.right() - 1
        top = picture.bottom() + theme.spacing.tiny
        base = top + self._title.ascent()
        if tile.value:
            width = self._width(tile.value)
            painter.setFont(self._text_font)
            painter.setPen(theme.color("text" if selected else "muted"))
            painter.drawStaticText(
                QPointF(right - width, base - self._text.ascent()), self._laid_out(tile.value)
            )
            right -= width + 6
        if tile.mark is not Mark.NONE:
            glyph = self._stamp("glyph", tile.mark)
            painter.drawPixmap(QPointF(left, round(top + (self.sizes.line - _GLYPH) / 2)), glyph)
            left += _GLYPH + 5
        painter.setFont(self._title_font)
        painter.setPen(theme.color("text"))
        title = self._shortened(tile.title, right - left, True)
        painter.drawStaticText(QPointF(left, top), self._laid_out(title))
        if tile.subtitle:
            painter.setFont(self._text_font)
            # Neither colour stands off clearly enough from the ground of a selected tile.
            quiet = "text" if selected else "wrong" if tile.mark is Mark.WRONG else "muted"
            painter.setPen(theme.color(quiet))
            shown = self._shortened(tile.subtitle, picture.right() - 1 - left, False)
            painter.drawStaticText(QPointF(left, top + self.sizes.line), self._laid_out(shown))

    def _shortened(self, text: str, width: float, title: bool) -> str:
        key = (text, round(width), title)
        known = self._short.get(key)
        if known is None:
            if len(self._short) > _MOST_TEXTS:
                self._short.clear()
            metrics = self._title if title else self._text
            known = self._short[key] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return known

    def _laid_out(self, text: str) -> QStaticText:
        """``text`` shaped once: three times faster than drawing the string again and again."""
        known = self._static.get(text)
        if known is None:
            if len(self._static) > _MOST_TEXTS:
                self._static.clear()
            known = self._static[text] = QStaticText(text)
            known.setTextFormat(Qt.TextFormat.PlainText)
            known.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        return known

    def _width(self, text: str) -> float:
        known = self._widths.get(text)
        if known is None:
            known = self._widths[text] = self._text.horizontalAdvance(text)
        return known

    def _stamp(self, kind: str, mark: Mark) -> QPixmap:
        """An ``edge``, ``frame``, ``glyph`` or ``badge``, drawn once: a copy is cheaper than its curves."""
        known = self._stamps.get((kind, mark))
        if known is None:
            known = self._stamps[(kind, mark)] = self._drawn(kind, mark)
        return known

    def _drawn(self, kind: str, mark: Mark) -> QPixmap:
        side = {"glyph": _GLYPH, "badge": _BADGE}.get(kind, float(self.sizes.side))
        stamp = QPixmap(round(side * self._ratio), round(side * self._ratio))
        stamp.setDevicePixelRatio(self._ratio)
        stamp.fill(Qt.GlobalColor.transparent)
        box = QRectF(0, 0, side, side)
        painter = QPainter(stamp)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if kind == "edge":
            # A white picture would have no end on white ground.
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5.5, 5.5)
        elif kind == "frame":
            painter.setPen(QPen(theme.color(_MARK_ROLES[mark]), 2.5))
            painter.drawRoundedRect(box.adjusted(1.25, 1.25, -1.25, -1.25), 5.5, 5.5)
        elif kind == "badge":
            painter.setPen(QPen(theme.color("surface"), 1.5))
            painter.setBrush(theme.color(_MARK_ROLES[mark]))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            draw_mark(painter, box.adjusted(4.5, 4.5, -4.5, -4.5), mark, theme.color("surface"))
        else:
            draw_mark(painter, box, mark)
        painter.end()
        return stamp

    def _note(self, painter: QPainter, picture: QRectF, note: str) -> None:
        shown = self._shortened(note, picture.width() - 28, False)
        width = self._text.horizontalAdvance(shown) + 14
        pill = QRectF(picture.right() - width - 6, picture.top() + 6, width, self._text.height() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(theme.color("raised"))
        ground.setAlphaF(0.92)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(theme.color("text"))
        painter.setFont(self._text_font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)

    def _strike(self, painter: QPainter, picture: QRectF) -> None:
        painter.setPen(QPen(theme.color("muted"), 2))
        painter.drawLine(picture.bottomLeft() + QPointF(8, -8), picture.topRight() + QPointF(-8, 8))


def draw_mark(painter: QPainter, box: QRectF, mark: Mark, colour: QColor | None = None) -> None:
    """A check for right, a cross for wrong, in ``box``; nothing for neither."""
    if mark is Mark.NONE:
        return
    pen = QPen(colour or theme.color(_MARK_ROLES[mark]), max(1.6, box.width() / 6))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = box.adjusted(1, 1, -1, -1)
    if mark is Mark.WRONG:
        inner = inner.adjusted(1, 1, -1, -1)
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
        return
    path = QPainterPath(QPointF(inner.left(), inner.top() + inner.height() * 0.55))
    path.lineTo(inner.left() + inner.width() * 0.36, inner.bottom() - inner.height() * 0.1)
    path.lineTo(inner.right(), inner.top() + inner.height() * 0.12)
    painter.drawPath(path)
