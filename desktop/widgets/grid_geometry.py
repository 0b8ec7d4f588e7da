"""Where the tiles of a grid are, by arithmetic. All lengths in device-independent pixels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GridGeometry:
    """A grid of ``count`` tiles in reading order.

    Attributes:
        count: tiles.
        width: what is free for tiles and the gaps between them, margins left out.
        side: width of a tile.
        tile_height: height of a tile, text included.
        gap: least distance between tiles.
        margin: free ground around all of them.
    """

    count: int
    width: int
    side: int
    tile_height: int
    gap: int
    margin: int

    @property
    def columns(self) -> int:
        """Tiles side by side, at least one."""
        return max(1, (self.width + self.gap) // (self.side + self.gap))

    @property
    def step(self) -> int:
        """From a tile to the next on its line: the free width is shared out, up to thrice the gap."""
        columns = self.columns
        if columns == 1 or self.count < columns:
            return self.side + self.gap
        return self.side + min((self.width - columns * self.side) // (columns - 1), 3 * self.gap)

    @property
    def row_height(self) -> int:
        """From the top of a tile to the top of the one below."""
        return self.tile_height + self.gap

    @property
    def length(self) -> int:
        """Height of the whole content, margins included; 0 when there is none."""
        lines = -(-self.count // self.columns)
        return lines * self.row_height - self.gap + 2 * self.margin if lines else 0

    def place(self, row: int) -> tuple[int, int]:
        """Left and top of a tile in the content."""
        line, column = divmod(row, self.columns)
        return self.margin + column * self.step, self.margin + line * self.row_height

    def rows_between(self, top: int, bottom: int) -> range:
        """Rows of every line that touches the span, ``bottom`` included."""
        first = max(0, (top - self.margin) // self.row_height) * self.columns
        last = max(0, (bottom - self.margin) // self.row_height + 1) * self.columns
        return range(min(first, self.count), min(last, self.count))

    def row_at(self, x: int, y: int) -> int:
        """The tile at a point of the content, -1 between tiles."""
        line, down = divmod(y - self.margin, self.row_height)
        column, across = divmod(x - self.margin, self.step)
        row = line * self.columns + column
        inside = across < self.side and down < self.tile_height and line >= 0 and 0 <= column < self.columns
        return row if inside and row < self.count else -1

    def moved(self, row: int, lines: int) -> int:
        """The tile ``lines`` below ``row`` (above when negative), in its column where there is one."""
        target = row + lines * self.columns
        if target < 0:
            return row if abs(lines) == 1 else row % self.columns
        if target < self.count:
            return target
        last_line = (self.count - 1) // self.columns
        if row // self.columns == last_line:
            return row if lines == 1 else self.count - 1
        return self.count - 1
