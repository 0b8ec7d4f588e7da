"""Where the records of a store are, every one of a key, and which of them were read and found sound."""

from __future__ import annotations

from engine.data.shard_file import Record


class RecordIndex:
    """Records by key, the last one added first.

    A key may have several: two processes computed it at the same time, or one was damaged and written
    anew. Looking up takes no lock; whatever changes the index is called under the lock of its owner.
    """

    def __init__(self) -> None:
        self._newest: dict[bytes, Record] = {}
        self._older: dict[bytes, list[Record]] = {}
        self._checked: dict[int, set[Record]] = {}  # by shard, so that one is forgotten at once

    def __contains__(self, key: bytes) -> bool:
        return key in self._newest

    def __len__(self) -> int:
        return len(self._newest)

    def keys(self) -> list[bytes]:
        """Every key that has a record."""
        return list(self._newest)

    def find(self, key: bytes) -> Record | None:
        """The record to try first; None when there is none (left)."""
        return self._newest.get(key)

    def add(self, key: bytes, record: Record) -> None:
        """Take in a record; one that its key has already is tried after it."""
        before = self._newest.get(key)
        if before is not None and before != record:
            self._older.setdefault(key, []).append(before)
        self._newest[key] = record

    def drop(self, key: bytes, record: Record) -> None:
        """Forget a record that turned out damaged; the one before it is tried next."""
        self._checked.get(record.shard, set()).discard(record)
        older = self._older.get(key, [])
        if record in older:
            older.remove(record)
        elif self._newest.get(key) == record:
            if older:
                self._newest[key] = older.pop()
            else:
                del self._newest[key]
        if not older:
            self._older.pop(key, None)

    def forget(self, shard: int) -> None:
        """Forget every record of a shard, and that it was sound."""
        for key, record in [(key, record) for key, record in self._everything() if record.shard == shard]:
            self.drop(key, record)
        self._checked.pop(shard, None)

    def clear(self) -> None:
        """Forget everything."""
        self._newest.clear()
        self._older.clear()
        self._checked.clear()

    def is_checked(self, record: Record) -> bool:
        """Whether :meth:`checked` was told of this very record: its shard, place, length and checksum."""
        return record in self._checked.get(record.shard, ())

    def checked(self, record: Record) -> None:
        """The record's checksum matched what was read, or it was just written."""
        self._checked.setdefault(record.shard, set()).add(record)

    def _everything(self) -> list[tuple[bytes, Record]]:
        older = [(key, record) for key, records in self._older.items() for record in records]
        return [*self._newest.items(), *older]
