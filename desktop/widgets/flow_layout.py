"""Widgets in a row that breaks into further rows where it is too narrow."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

Line = list[tuple[QLayoutItem, QSize]]
"""Items beside each other, with their sizes."""


class FlowLayout(QLayout):
    """Items keep their own size; those on one line are centred on it; none is left alone on the last.

    A hidden one that keeps its place does so only where it needs no line of its own.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._broken: dict[int, list[Line]] = {}
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's: take an item."""
        self._broken.clear()
        self._items.append(item)

    def count(self) -> int:
        """Qt's: number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt's: an item, None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt's: give an item up."""
        self._broken.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """Qt's: an item is of another size, or shown or hidden."""
        self._broken.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """Neither: the height follows from the width."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """It does."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at ``width``."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """One line, if there were room."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """The largest item."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Qt's: put the items in their places."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y = rect.top()
        for line in self._lines(rect.width()):
            y += self._place(line, rect.left(), y, move) + self._gap
        return max(0, y - self._gap - rect.top())

    def _lines(self, width: int) -> list[Line]:
        """The items as they break into lines of ``width``; Qt asks several times in a row."""
        if width not in self._broken:
            self._broken[width] = self._break(width)
        return self._broken[width]

    def _break(self, width: int) -> list[Line]:
        lines: list[Line] = []
        x = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().expandedTo(item.minimumSize())
            if not lines:
                lines.append([])
            elif x + size.width() > width:
                if _is_hidden(item):
                    continue
                lines.append([])
                x = 0
            lines[-1].append((item, QSize(min(size.width(), max(width, 0) or size.width()), size.height())))
            x += size.width() + self._gap
        self._keep_company(lines, width)
        return lines

    def _keep_company(self, lines: list[Line], width: int) -> None:
        """Give an item that is alone on the last line the one before it, where there is room."""
        if len(lines) < 2 or len(lines[-2]) < 3:
            return
        if sum(not _is_hidden(item) for item, _ in lines[-1]) > 1:
            return
        taken = sum(size.width() + self._gap for _, size in lines[-1])
        if taken + lines[-2][-1][1].width() <= width:
            lines[-1].insert(0, lines[-2].pop())

    def _place(self, line: Line, left: int, top: int, move: bool) -> int:
        height = max(size.height() for _, size in line)
        if move:
            for item, size in line:
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + self._gap
        return height


def _is_hidden(item: QLayoutItem) -> bool:
    """Whether the item only keeps a place."""
    widget = item.widget()
    return widget is not None and widget.isHidden()
