"""A table (CSV or TSV) with a path and a label column, and perhaps a fold column, as a data set."""

from __future__ import annotations

import csv
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from engine.config import DataConfig
from engine.data import layout
from engine.data.catalog import FileProblem
from engine.data.progress import Cancelled, check
from engine.data.scan import FoundFile, printable
from engine.errors import EngineError

MAX_BYTES = 500_000_000
_IMAGE_NAMES = (
    "path",
    "filepath",
    "file_path",
    "image_path",
    "img_path",
    "filename",
    "file_name",
    "image",
    "image_name",
    "img",
    "file",
    "image_id",
    "id",
    "경로",
    "파일",
    "파일명",
    "이미지",
)
_LABEL_NAMES = (
    "label",
    "labels",
    "class",
    "class_name",
    "classname",
    "category",
    "target",
    "y",
    "species",
    "라벨",
    "레이블",
    "클래스",
    "분류",
)
_FOLD_NAMES = ("fold", "split", "set", "subset", "partition", "data set", "구분")
_SAMPLE_ROWS = 50
_MOST_SUBFOLDERS = 20
_ENDINGS = ("", ".jpg", ".jpeg", ".png", ".JPG")


@dataclass(frozen=True)
class Table:
    """What a table says, before its pictures are looked at.

    Attributes:
        base: the folder that paths are relative to.
        files: a row each, in the order of the table.
        problems: rows that name no file, or no label, or a fold of unknown name.
        classes: every label met.
    """

    base: Path
    files: tuple[FoundFile, ...]
    problems: tuple[FileProblem, ...]
    classes: tuple[str, ...]


@dataclass(frozen=True)
class _Columns:
    image: int
    label: int
    fold: int | None
    has_header: bool


def looks_like_table(path: Path) -> bool:
    """Whether ``path`` is named like a table and its columns can be told."""
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        return False
    try:
        _columns(path, _rows(path), DataConfig())
    except EngineError:
        return False
    return True


def column_names(path: Path) -> tuple[str, ...]:
    """The cells of the first row, for the user to choose the columns by.

    Raises:
        EngineError: unreadable or empty.
    """
    return tuple(cell.strip() for cell in _rows(path)[0])


def read_table(path: Path, data: DataConfig, *, cancelled: Cancelled | None = None) -> Table:
    """Read ``path``; columns by the names in ``data`` or found by their names and contents.

    Encodings understood: UTF-8 with and without byte order mark, UTF-16 with one, CP949.

    Raises:
        EngineError: unreadable, empty, or its columns cannot be told.
        WorkCancelled: ``cancelled`` said so.
    """
    rows = _rows(path)
    columns = _columns(path, rows, data)
    finder = _Finder(path.parent)
    files: list[FoundFile] = []
    problems: list[FileProblem] = []
    labels: dict[str, str | None] = {}
    for number, row in enumerate(rows[1 if columns.has_header else 0 :], 2 if columns.has_header else 1):
        if number % 1024 == 0:
            check(cancelled)
        if not any(cell.strip() for cell in row):
            continue
        found = _row(path, number, row, columns, finder)
        if isinstance(found, FileProblem):
            problems.append(found)
        elif found.id not in labels:
            labels[found.id] = found.class_name
            files.append(found)
        elif labels[found.id] != found.class_name:
            words = f"Row {number} labels it “{found.class_name}”, and an earlier row “{labels[found.id]}”."
            problems.append(FileProblem(printable(found.path), words))
    classes = tuple(sorted({f.class_name for f in files if f.class_name is not None}))
    return Table(finder.base, tuple(files), tuple(problems), classes)


def _row(
    path: Path, number: int, row: Sequence[str], columns: _Columns, finder: _Finder
) -> FoundFile | FileProblem:
    needed = max(columns.image, columns.label, columns.fold or 0)
    if len(row) <= needed:
        return FileProblem(path, f"Row {number} has {len(row)} columns, and {needed + 1} are needed.")
    written, label = row[columns.image].strip(), row[columns.label].strip()
    if not written:
        return FileProblem(path, f"Row {number} names no file.")
    place = finder.find(written)
    if place is None:
        return FileProblem(printable(os.path.join(finder.base, written)), f"Row {number}: no such file.")
    fold_text = "" if columns.fold is None else row[columns.fold].strip()
    fold = layout.fold_named(fold_text) if fold_text else ""
    if fold is None:
        return FileProblem(
            printable(place), f"Row {number}: “{fold_text}” is not a fold (train, validation or test)."
        )
    name = unicodedata.normalize("NFC", label) or None
    return FoundFile(finder.id_of(place), place, name, fold)


class _Finder:
    """Where the file of a row is: relative to the table's folder, or to a folder beside the table."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self._ending = ""
        self._place = ""
        self._places = ["", *_subfolders(base)]

    def find(self, written: str) -> str | None:
        """An existing file for what a row says, with or without its ending; None when there is none."""
        unified = written.replace("\\", "/")
        if "\0" in unified or not unified:
            return None
        forms = dict.fromkeys((unified, *(unicodedata.normalize(f, unified) for f in ("NFC", "NFD"))))
        # What fitted the last row most likely fits this one.
        for place in dict.fromkeys((self._place, *self._places)):
            for ending in dict.fromkeys((self._ending, *_ENDINGS)):
                for form in forms:
                    path = os.path.normpath(os.path.join(self.base, place, form + ending))
                    if os.path.isfile(path):
                        self._place, self._ending = place, ending
                        return path
        return None

    def id_of(self, place: str) -> str:
        """The path relative to the table's folder; absolute for a file that lies elsewhere."""
        try:
            relative = os.path.relpath(place, self.base)
        except ValueError:  # on another drive of Windows
            relative = os.pardir
        chosen = place if Path(relative).parts[:1] == (os.pardir,) else relative
        return unicodedata.normalize("NFC", PurePosixPath(*Path(chosen).parts).as_posix())


def _subfolders(base: Path) -> list[str]:
    try:
        with os.scandir(base) as entries:
            names = [e.name for e in entries if not layout.is_system_name(e.name) and e.is_dir()]
    except OSError:
        return []
    return sorted(names)[:_MOST_SUBFOLDERS]


def _rows(path: Path) -> list[list[str]]:
    text = _text(path)
    if not text.strip():
        raise EngineError(f"The table {path} is empty.", "It needs a column of paths and a column of labels.")
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    dialect.doublequote = True
    csv.field_size_limit(1_000_000)
    try:
        return [row for row in csv.reader(text.splitlines(), dialect) if row]
    except csv.Error as error:
        raise EngineError(f"The table {path} cannot be read: {error}.", "Save it as CSV again.") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise EngineError(f"The table {path} is larger than {MAX_BYTES // 10**6} MB.", "Divide it.")
        content = path.read_bytes()
    except OSError as error:
        raise EngineError(f"The table {path} cannot be read: {error.strerror}.", "Check it.") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise EngineError(
        f"The table {path} is neither UTF-8 nor CP949 text.", "Save it as “CSV UTF-8” from the spreadsheet."
    )


def _columns(path: Path, rows: Sequence[Sequence[str]], data: DataConfig) -> _Columns:
    head = [cell.strip() for cell in rows[0]]
    label = _named(path, head, data.label_column) if data.label_column else _known(head, _LABEL_NAMES)
    fold = _fold_column(head, rows)
    hits = _hits(rows, path.parent)
    image = _named(path, head, data.image_column) if data.image_column else _known(head, _IMAGE_NAMES)
    if image is None or (not data.image_column and not hits[image] and any(hits)):
        image = max(range(len(hits)), key=hits.__getitem__) if any(hits) else image
    # A first row that names a file is no header.
    has_header = image is None or _Finder(path.parent).find(head[image]) is None
    others = [i for i in range(len(head)) if i not in (image, fold)]
    if image is not None and label is None and len(others) == 1:
        label = others[0]
    if image is None or label is None:
        raise EngineError(
            f"The path and label columns of {path} cannot be told; its columns are: {', '.join(head)}.",
            "Name them: --set data.image_column=NAME --set data.label_column=NAME.",
        )
    return _Columns(image, label, fold, has_header)


def _fold_column(head: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """A column of a fold's name whose cells are mostly folds' names (some tables number them instead)."""
    column = _known(head, _FOLD_NAMES)
    if column is None:
        return None
    cells = [row[column].strip() for row in rows[1:_SAMPLE_ROWS] if column < len(row)]
    return column if 2 * sum(layout.fold_named(cell) is not None for cell in cells) > len(cells) else None


def _named(path: Path, head: Sequence[str], name: str) -> int:
    if name not in head:
        raise EngineError(f"The table {path} has no column “{name}”.", f"Its columns are: {', '.join(head)}.")
    return list(head).index(name)


def _known(head: Sequence[str], names: Iterable[str]) -> int | None:
    lowered = [cell.lower() for cell in head]
    return next((lowered.index(name) for name in names if name in lowered), None)


def _hits(rows: Sequence[Sequence[str]], base: Path) -> list[int]:
    """For each column, how many of the first cells name a file."""
    finder = _Finder(base)
    return [
        sum(finder.find(row[column].strip()) is not None for row in rows[:_SAMPLE_ROWS] if column < len(row))
        for column in range(len(rows[0]))
    ]
