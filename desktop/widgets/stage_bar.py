"""A picture of the network: its stages from stem to head, which of them train; click to choose."""

from __future__ import annotations

import math
import string
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop import theme, words

HEIGHT = 34
_GAP = 2.0
_LETTERS = string.ascii_letters + "_"
_HEAD = 44.0
"""Least width of the head's block."""

_AROUND = 4.0
"""Room on either side of a name or a number on a block."""


class StageBar(QWidget):
    """Blocks whose widths grow with the logarithm of their parameters; the head is the last.

    Trained blocks are filled; frozen ones are hatched, so that colour is not needed.

    Signals:
        stages_chosen: how many of the last stages the user wants trained (0 = head only).
    """

    stages_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, editable: bool = True) -> None:
        super().__init__(parent)
        self.setObjectName("stage_bar")
        self._stages: tuple[tuple[str, int], ...] = ()
        self._head = 0
        self._trained = 0
        self._rate: float | None = 0.0
        self._decay = 1.0
        self._under = -1
        self._editable = editable
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_editable(editable)

    def set_editable(self, on: bool) -> None:
        """Whether a click chooses."""
        self._editable = on
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.ArrowCursor)

    def set_stages(self, stages: Sequence[tuple[str, int]], head: int = 0) -> None:
        """The stages as (name, parameters), stem first, and the new head's parameters."""
        self._stages, self._head = tuple(stages), head
        self._describe()
        self.update()

    def set_trained(self, stages: int) -> None:
        """How many of the last stages train; -1 for all."""
        self._trained = len(self._stages) if stages < 0 else min(stages, len(self._stages))
        self._describe()
        self.update()

    def set_rate(self, rate: float | None, decay: float = 1.0) -> None:
        """The head's peak learning rate, and its factor for each stage further away.

        0 where it is not known; None where the head is solved directly.
        """
        self._rate, self._decay = rate, decay
        self._describe()
        self.update()

    def rates(self) -> list[float]:
        """The peak learning rate of each block, the head last; 0 where none is used."""
        last = len(self._stages)
        rates = [(self._rate or 0.0) * self._decay ** (last - at) for at in range(last + 1)]
        return [rate if at >= last - self._trained else 0.0 for at, rate in enumerate(rates)]

    def count(self) -> int:
        """How many stages there are, the head not counted."""
        return len(self._stages)

    def trained(self) -> int:
        """How many of the last stages are shown as trained."""
        return self._trained

    def sizeHint(self) -> QSize:
        """Qt's."""
        return QSize(240, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Qt's."""
        return QSize(120, HEIGHT)

    def _describe(self) -> None:
        total = len(self._stages)
        self.setAccessibleName(
            self.tr("{0} stages; training: {1}").format(total, words.stages(self._trained, total))
        )
        self.setAccessibleDescription("; ".join(self.facts(at) for at in range(total + 1)))

    def names(self) -> list[str]:
        """What stands on each block, the head's last: whole names, or short ones where it is narrow."""
        return self._fitted()[0]

    def blocks(self) -> list[QRectF]:
        """Where each stage and the head are."""
        x, found = 2.0, []
        for wide in self._fitted()[1]:
            found.append(QRectF(x, 2.0, wide, self.height() - 4.0))
            x += wide + _GAP
        return found

    def _fitted(self) -> tuple[list[str], list[float]]:
        """Names and widths: no block is too narrow for its name as long as short ones fit at all."""
        metrics = QFontMetricsF(theme.font("caption"))
        head = self.tr("head")
        last = max(_HEAD, metrics.horizontalAdvance(head) + 2 * _AROUND)
        weights = [math.log10(count + 1000) - 2.2 for _, count in self._stages]
        room = self.width() - 4 - last - _GAP * len(weights)
        names, least = [name for name, _ in self._stages], [0.0] * len(weights)
        for shorten in (str, _number_of, _beginning_of):
            names = [shorten(name) for name, _ in self._stages]
            least = [math.ceil(metrics.horizontalAdvance(name)) + 2 * _AROUND for name in names]
            if sum(least) <= room:
                break
        return [*names, head], [*_shared(room, weights, least), last]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        names, blocks = self.names(), self.blocks()
        metrics = painter.fontMetrics()
        first = len(self._stages) - self._trained
        rates = [_short_rate(rate) for rate in self.rates()]
        for at, (block, name) in enumerate(zip(blocks, names, strict=True)):
            fits = metrics.horizontalAdvance(rates[at]) + 2 * _AROUND <= block.width()
            text = f"{name}\n{rates[at]}" if rates[at] and fits else name
            self._paint_block(painter, block, text, trained=at >= first, under=at == self._under)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_block(
        self, painter: QPainter, block: QRectF, text: str, *, trained: bool, under: bool
    ) -> None:
        enabled = self.isEnabled()
        fill = theme.color("accent" if trained else "sunken")
        if under and self._editable:
            fill = theme.color("accent_hover" if trained else "hover")
        if not enabled and trained:
            fill = theme.color("border_strong")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(block, 4, 4)
        if not trained:
            hatch = QColor(theme.color("border"))
            painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
            edge = theme.color("border_strong")
            painter.setPen(QColor(edge.red(), edge.green(), edge.blue(), 128))
            painter.drawRoundedRect(block.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme.color("on_accent" if trained and enabled else "surface" if trained else "muted"))
        if painter.fontMetrics().horizontalAdvance(text.partition("\n")[0]) <= block.width():
            painter.drawText(block, Qt.AlignmentFlag.AlignCenter, text)

    def _block_at(self, at: QPointF) -> int:
        return next((i for i, block in enumerate(self.blocks()) if block.contains(at)), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's: mark the block under the pointer."""
        under = self._block_at(event.position())
        if under != self._under:
            self._under = under
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Qt's."""
        self._under = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's: a click on a stage trains it and all that follow; on the first trained one, freezes it."""
        at = self._block_at(event.position())
        if not self._editable or at < 0:
            return
        wanted = len(self._stages) - at
        self._choose(wanted - 1 if wanted == self._trained and wanted else wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: left and right move the boundary."""
        step = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}.get(Qt.Key(event.key()), 0)
        if not step or not self._editable:
            super().keyPressEvent(event)
            return
        self._choose(self._trained + step)

    def _choose(self, stages: int) -> None:
        stages = max(0, min(stages, len(self._stages)))
        if stages != self._trained:
            self.set_trained(stages)
            self.stages_chosen.emit(stages)

    def event(self, event: QEvent) -> bool:
        """Qt's: a tooltip of the block's own."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._block_at(QPointF(event.pos()))
            if at >= 0:
                QToolTip.showText(event.globalPos(), self._tip(at), self)
            return True
        handled: bool = super().event(event)
        return handled

    def facts(self, at: int) -> str:
        """A block in words: its name, its parameters, whether it trains and how fast."""
        name, count = (*self._stages, (self.tr("head"), self._head))[at]
        parts = [name]
        if count:
            parts.append(self.tr("{0} parameters").format(words.short_count(count)))
        rate = self.rates()[at]
        if at < len(self._stages) - self._trained:
            parts.append(self.tr("frozen: stays as it is"))
        elif rate:
            parts.append(self.tr("trains at a rate of up to {0}").format(words.number(rate)))
        else:
            parts.append(self.tr("is solved directly") if self._rate is None else self.tr("trains"))
        return " · ".join(parts)

    def _tip(self, at: int) -> str:
        click = self.tr("Click to train it and all that follow.")
        told = self.facts(at)
        return f"{told}\n{click}" if self._editable and at < len(self._stages) else told


def _short_rate(rate: float) -> str:
    """``0.0003`` as ``3e-4``, which fits on a block; empty for none."""
    if not rate or rate >= 0.001:
        return f"{rate:.2g}" if rate else ""
    digits, exponent = f"{rate:.1e}".split("e")
    return f"{digits.removesuffix('.0')}e{int(exponent)}"


def _number_of(name: str) -> str:
    """``stage3`` as ``3``; a name without a number stays."""
    return name.lstrip(_LETTERS) or name


def _beginning_of(name: str) -> str:
    """``conv_head`` as ``conv``, and a number as a number."""
    return _number_of(name.partition("_")[0])[:4]


def _shared(room: float, weights: Sequence[float], least: Sequence[float]) -> list[float]:
    """``room`` by ``weights``, none below its least; by weights alone where even those do not fit."""
    if sum(least) > room:
        return [room * weight / sum(weights) for weight in weights]
    narrow: set[int] = set()
    while True:
        free = room - sum(least[at] for at in narrow)
        total = sum(weight for at, weight in enumerate(weights) if at not in narrow)
        wide = [least[at] if at in narrow else free * weight / total for at, weight in enumerate(weights)]
        further = {at for at, share in enumerate(wide) if at not in narrow and share < least[at]}
        if not further:
            return wide
        narrow |= further
