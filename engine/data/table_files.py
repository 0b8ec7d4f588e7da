"""Where the pictures are that a table names: relative to the table's folder, or to a folder beside it."""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from engine.data import layout
from engine.data.progress import Cancelled, check

_MOST_SUBFOLDERS = 1000
_MOST_PROBED = 20
_ENDINGS = ("", ".jpg", ".jpeg", ".png", ".JPG")


class Finder:
    """Finds the files that the rows of one table name."""

    def __init__(self, table: Path, cancelled: Cancelled | None = None) -> None:
        self.base = table.parent
        self._cancelled = cancelled
        self._subfolders = _subfolders(self.base)
        self._called: dict[str, list[str]] = {}
        self._of_fold: dict[str, list[str]] = {}
        for place in self._subfolders:
            self._called.setdefault(_key(place), []).append(place)
            self._of_fold.setdefault(_fold_in(place), []).append(place)
        self._fold = _fold_in(table.stem)
        self._held_in: dict[str, tuple[str, ...]] | None = None
        self._ending = ""
        self._place = ""

    def is_file(self, written: str) -> bool:
        """Whether ``written`` looks like the name of a file, asked of the disk for a few rows only."""
        forms = _forms(written)
        # What fitted the last row most likely fits this one.
        for place in dict.fromkeys((self._place, "", *self._subfolders[:_MOST_PROBED])):
            if self._file(place, forms, self._endings()):
                self._place = place
                return True
        return False

    def find(self, written: str, fold: str = "", label: str = "") -> tuple[str, ...]:
        """The file that a row names, with or without its ending; none where there is no such file.

        A name that several folders beside the table hold is that of the folder which stands for ``fold``, or
        else is called like ``label``, or else stands for the fold that the table is named after. Where that
        does not leave one, all are returned.

        Args:
            written: the row's path or name.
            fold: ``train``, ``validation`` or ``test`` if the row says so.
            label: the row's label.
        """
        forms = _forms(written)
        if not forms:
            return ()
        if _leads_away(forms[0]):
            places = ("", *self._subfolders[:1])
            return tuple(path for place in places if (path := self._file(place, forms, _ENDINGS)))[:1]
        if self._held_in is None:
            # Most tables write whole paths: then no folder needs to be listed.
            if path := self._file("", forms[:1], ("",)):
                return (path,)
            self._held_in = self._listed()
        places = self._places(forms[0], self._held_in)
        called = self._called.get(_key(label), ())
        wishes = ("",), self._standing_for(fold), called, self._standing_for(self._fold)
        for wished in wishes if len(places) > 1 else ():
            found = self._files([place for place in wished if place in places], forms)
            if len(found) == 1:
                return tuple(found.values())
            places = tuple(found) or places
        paths = tuple(self._files(places, forms).values())
        if len(paths) > 1 and len(set(map(os.path.realpath, paths))) == 1:
            return paths[:1]  # a folder and links to it
        return paths

    def id_of(self, place: str) -> str:
        """The path relative to the table's folder, in NFC; absolute for a file that lies elsewhere.

        Where a file of that name in NFC is another one, the path stays as it is: ids are unique.
        """
        try:
            relative = os.path.relpath(place, self.base)
        except ValueError:  # on another drive of Windows
            relative = os.pardir
        chosen = place if Path(relative).parts[:1] == (os.pardir,) else relative
        plain = PurePosixPath(*Path(chosen).parts).as_posix()
        composed = unicodedata.normalize("NFC", plain)
        if composed == plain:
            return plain
        twin = os.path.join(self.base, composed)
        return plain if os.path.isfile(twin) and not os.path.samefile(twin, place) else composed

    def _standing_for(self, fold: str) -> Sequence[str]:
        return self._of_fold.get(fold, ()) if fold else ()

    def _listed(self) -> dict[str, tuple[str, ...]]:
        """Which folders hold what, so that no row asks every one of them."""
        held_in: dict[str, tuple[str, ...]] = {}
        for place in ("", *self._subfolders):
            check(self._cancelled)
            alone = (place,)
            try:
                names = os.listdir(os.path.join(self.base, place))
            except OSError:
                continue
            for name in names:
                key = _key(name)
                held_in[key] = held_in[key] + alone if key in held_in else alone
        return held_in

    @staticmethod
    def _places(path: str, held_in: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Folders that may hold ``path``, which lies below one of them."""
        first, below, _ = path.partition("/")
        keys = [_key(first)] if below else [_key(first + ending) for ending in _ENDINGS]
        return tuple(dict.fromkeys(place for key in keys for place in held_in.get(key, ())))

    def _files(self, places: Iterable[str], forms: Sequence[str]) -> dict[str, str]:
        """Folder to file, of ``places`` those that hold it."""
        endings = self._endings()
        return {place: path for place in places if (path := self._file(place, forms, endings))}

    def _endings(self) -> Sequence[str]:
        return tuple(dict.fromkeys((self._ending, *_ENDINGS)))

    def _file(self, place: str, forms: Sequence[str], endings: Iterable[str]) -> str | None:
        for ending in endings:
            for form in forms:
                path = os.path.normpath(os.path.join(self.base, place, form + ending))
                if os.path.isfile(path):
                    self._ending = ending
                    return path
        return None


def _forms(written: str) -> tuple[str, ...]:
    """What a row says with ``/``, as it is and in Unicode's two forms; nothing where it can be no path."""
    unified = written.replace("\\", "/")
    if "\0" in unified or not unified:
        return ()
    unified = posixpath.normpath(unified)
    return tuple(dict.fromkeys((unified, *(unicodedata.normalize(f, unified) for f in ("NFC", "NFD")))))


def _leads_away(path: str) -> bool:
    return path.startswith(("/", "../")) or path == ".." or bool(os.path.splitdrive(path)[0])


def _key(name: str) -> str:
    """Equal for all names that some disk takes for the same."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def _fold_in(name: str) -> str:
    """The fold that the words of a name stand for: training of ``trainLabels``; empty for none or several."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)
    folds = {fold for word in words if (fold := layout.fold_named(word))}
    return folds.pop() if len(folds) == 1 else ""


def _subfolders(base: Path) -> list[str]:
    return sorted(_folders_in(base))[:_MOST_SUBFOLDERS]


def _folders_in(base: Path) -> Iterator[str]:
    try:
        with os.scandir(base) as entries:
            for entry in entries:
                if not layout.is_system_name(entry.name) and layout.is_folder(entry):
                    yield entry.name
    except OSError:
        return
