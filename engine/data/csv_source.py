"""A table (CSV or TSV) with a path and a label column, and perhaps a fold column, as a data set."""

from __future__ import annotations

import csv
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.config import DataConfig
from engine.data import layout
from engine.data.catalog import FileProblem
from engine.data.progress import Cancelled, check
from engine.data.scan import FoundFile, printable
from engine.data.table_files import Finder
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
_MOST_NAMED = 5


@dataclass(frozen=True)
class Table:
    """What a table says, before its pictures are looked at.

    Attributes:
        base: the folder that paths are relative to.
        files: a row each, in the order of the table.
        problems: rows that name no file, or no label, or a fold of unknown name; folds that are not used.
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
        _columns(path, _rows(path), DataConfig(), Finder(path))
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
        EngineError: unreadable, empty, its columns cannot be told, or which of several files a row names.
        WorkCancelled: ``cancelled`` said so.
    """
    rows = _rows(path)
    finder = Finder(path, cancelled)
    columns = _columns(path, rows, data, finder)
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
    problems += _unused_folds(path, rows, columns)
    classes = tuple(sorted({f.class_name for f in files if f.class_name is not None}))
    return Table(finder.base, tuple(files), tuple(problems), classes)


def _row(
    path: Path, number: int, row: Sequence[str], columns: _Columns, finder: Finder
) -> FoundFile | FileProblem:
    needed = max(columns.image, columns.label, columns.fold or 0)
    if len(row) <= needed:
        return FileProblem(path, f"Row {number} has {len(row)} columns, and {needed + 1} are needed.")
    written, label = row[columns.image].strip(), row[columns.label].strip()
    if not written:
        return FileProblem(path, f"Row {number} names no file.")
    fold_text = "" if columns.fold is None else row[columns.fold].strip()
    fold = layout.fold_named(fold_text) if fold_text else ""
    name = unicodedata.normalize("NFC", label)
    places = finder.find(written, fold or "", name)
    if not places:
        return FileProblem(printable(os.path.join(finder.base, written)), f"Row {number}: no such file.")
    if fold is None:
        return FileProblem(
            printable(places[0]), f"Row {number}: “{fold_text}” is not a fold (train, validation or test)."
        )
    if len(places) > 1:
        raise _several(path, number, written, [os.path.relpath(place, finder.base) for place in places])
    return FoundFile(finder.id_of(places[0]), places[0], name or None, fold)


def _several(path: Path, number: int, written: str, places: Sequence[str]) -> EngineError:
    names = ", ".join(f"“{printable(place)}”" for place in places[:_MOST_NAMED])
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return EngineError(
        f"Row {number} of {path} names “{written}”, which can be any of {names}{more}.",
        "Write the folder before each name in the table, or move the table into the folder it is about.",
    )


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


def _columns(path: Path, rows: Sequence[Sequence[str]], data: DataConfig, finder: Finder) -> _Columns:
    head = [cell.strip() for cell in rows[0]]
    label = _named(path, head, data.label_column) if data.label_column else _known(head, _LABEL_NAMES)
    fold = _fold_column(head, rows)
    hits = _hits(rows, finder)
    image = _named(path, head, data.image_column) if data.image_column else _known(head, _IMAGE_NAMES)
    if image is None or (not data.image_column and not hits[image] and any(hits)):
        image = max(range(len(hits)), key=hits.__getitem__) if any(hits) else image
    others = [i for i in range(len(head)) if i not in (image, fold)]
    if image is not None and label is None and len(others) == 1:
        label = others[0]
    if image is None or label is None:
        raise EngineError(
            f"The path and label columns of {path} cannot be told; its columns are: {', '.join(head)}.",
            "Name them: --set data.image_column=NAME --set data.label_column=NAME.",
        )
    chosen = bool(data.image_column or data.label_column)
    return _Columns(image, label, fold, not _is_picture(rows, image, label, finder, chosen))


def _is_picture(rows: Sequence[Sequence[str]], image: int, label: int, finder: Finder, chosen: bool) -> bool:
    """Whether the first row is no header but names a picture, which may be missing.

    ``chosen``: the user told the columns by that row.
    """
    first, kind = rows[0][image].strip(), rows[0][label].strip()
    if finder.is_file(first) or layout.has_picture_ending(first):
        return True
    if chosen or first.lower() in _IMAGE_NAMES or kind.lower() in _LABEL_NAMES:
        return False
    # What is a label in another row is one in this row too.
    return bool(kind) and any(len(row) > label and row[label].strip() == kind for row in rows[1:])


def _fold_column(head: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """The first column of a fold's name whose cells, blank ones aside, are mostly folds' names.

    Some tables number their parts, in a column of such a name too.
    """
    for column in _called(head, _FOLD_NAMES):
        folds, filled = _counted(rows, column)
        if 2 * folds > filled:
            return column
    return None


def _unused_folds(path: Path, rows: Sequence[Sequence[str]], columns: _Columns) -> list[FileProblem]:
    """Columns of a fold's name that hold folds and are not used, so that nobody trains on them unawares."""
    used = (columns.fold, columns.image, columns.label)
    problems = []
    for column in _called(rows[0], _FOLD_NAMES) if columns.has_header else ():
        folds, filled = _counted(rows, column)
        if folds and column not in used:
            name = rows[0][column].strip()
            words = f"The column “{name}” is not used, and it holds a fold in {folds} of its {filled} cells."
            problems.append(FileProblem(path, words))
    return problems


def _counted(rows: Sequence[Sequence[str]], column: int) -> tuple[int, int]:
    """Of a column below its name: cells that name a fold, and cells that are not blank."""
    cells = [cell for row in rows[1:] if column < len(row) and (cell := row[column].strip())]
    return sum(layout.fold_named(cell) is not None for cell in cells), len(cells)


def _named(path: Path, head: Sequence[str], name: str) -> int:
    if name not in head:
        raise EngineError(f"The table {path} has no column “{name}”.", f"Its columns are: {', '.join(head)}.")
    return list(head).index(name)


def _called(head: Sequence[str], names: Iterable[str]) -> list[int]:
    """Columns with one of ``names``, in their order."""
    lowered = [cell.strip().lower() for cell in head]
    return [column for name in names for column, cell in enumerate(lowered) if cell == name]


def _known(head: Sequence[str], names: Iterable[str]) -> int | None:
    return next(iter(_called(head, names)), None)


def _hits(rows: Sequence[Sequence[str]], finder: Finder) -> list[int]:
    """For each column, how many of the first cells name a file."""
    return [
        sum(finder.is_file(row[column].strip()) for row in rows[:_SAMPLE_ROWS] if column < len(row))
        for column in range(len(rows[0]))
    ]
