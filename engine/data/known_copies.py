"""Which pictures of a data set are there more than once, as far as somebody has looked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

_MOST = 32
"""Of more copies than this the ids are not kept: one picture's correction would fill the list of all."""


class KnownCopies:
    """Groups of pictures that are the same byte for byte."""

    def __init__(self, compared: Iterable[str] = (), groups: Iterable[Sequence[str]] = ()) -> None:
        """``compared``: ids of all pictures that were looked at; ``groups``: those of equal content."""
        self._group: dict[str, Sequence[str]] = {name: (name,) for name in compared}
        for ids in groups:
            self._group.update(dict.fromkeys(ids, ids))

    def untouched(self, ids: Collection[str], corrected: Callable[[str], bool]) -> dict[str, tuple[str, ...]]:
        """For each of ``ids`` its copies that carry no correction, where that is known.

        Args:
            ids: pictures that are about to be corrected together; they are no untouched copies.
            corrected: whether a picture carries a correction already.
        """
        found: dict[str, tuple[str, ...]] = {}
        of_group: dict[int, tuple[str, ...] | None] = {}
        for name in ids:
            group = self._group.get(name)
            if group is None:
                continue
            if id(group) not in of_group:
                left = tuple(each for each in group if each not in ids and not corrected(each))
                of_group[id(group)] = left if len(left) <= _MOST else None
            copies = of_group[id(group)]
            if copies is not None:
                found[name] = copies
        return found
