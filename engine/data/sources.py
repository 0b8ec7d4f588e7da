"""From what the user gives (folder, CSV, archive, name of a set) to a :class:`Catalog`."""

from __future__ import annotations

import dataclasses
import difflib
import operator
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from engine.config import DataConfig
from engine.data import archives, csv_source, layout, looking, public_sets, reading
from engine.data.catalog import Catalog, FileProblem, Sample
from engine.data.edits import Edits
from engine.data.progress import Cancelled, Progress
from engine.data.scan import Batch, FoundFile, printable
from engine.data.scan import scan as _scan
from engine.errors import EngineError

_TABLE_ENDINGS = (".csv", ".tsv")


Listed = Callable[[Batch], None]
"""Told of every stretch of a listing as soon as it is known."""


def open_source(
    data: DataConfig,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    listed: Listed | None = None,
    fetching: public_sets.SetProgress | None = None,
) -> Catalog:
    """The data set that ``data.source`` names, with the edits of ``data.edits`` applied.

    Every file is listed and its first bytes looked at; nothing is decoded yet.

    Args:
        data: the source and how to read it.
        progress: told how many files have been looked at.
        cancelled: asked between files.
        listed: told what is being found, before any file is looked at; nothing is listed twice.
        fetching: told how far the download of a public set is that is not here yet.

    Raises:
        EngineError: there is nothing there, it may not be read, or it is of no kind that is understood.
        WorkCancelled: ``cancelled`` said so.
    """
    path = _existing(data.source, cancelled, fetching)
    if path.is_file():
        catalog = _from_file(path, data, progress, cancelled, listed)
    else:
        catalog = _from_folder(path, data, progress, cancelled, listed)
    return _corrected(catalog, data.edits) if data.edits else catalog


def _corrected(catalog: Catalog, path: str) -> Catalog:
    if not Path(path).exists():
        raise EngineError(f"The list of corrections {path} does not exist.", "Choose another, or none.")
    return Edits.open(Path(path)).apply(catalog)


def scan(root: Path, *, cancelled: Cancelled | None = None) -> Iterator[Batch]:
    """List a folder progressively; see :func:`engine.data.scan.scan`.

    Raises:
        EngineError: the folder is missing or may not be read.
    """
    try:
        yield from _scan(root, cancelled=cancelled)
    except OSError as error:
        raise _unlistable(root, error) from None


def require_trainable(catalog: Catalog) -> None:
    """Make sure that a classifier can be trained on ``catalog``.

    Raises:
        EngineError: fewer than two classes with pictures, a class folder without any, or a class with none
            to train on. A class that edits left without pictures is no hindrance where two others remain.
    """
    if len(catalog.classes) < 2 and catalog.dropped_classes:
        raise EngineError(
            f"The corrections leave no picture in {_listed(catalog.dropped_classes)}.",
            "A classifier needs at least two classes; undo some of the corrections, or add pictures.",
        )
    if not catalog.classes:
        raise EngineError(
            f"{catalog.source} holds {len(catalog.samples):,} pictures and no class folders.",
            "Put the pictures of each class in a folder of its own, named like the class.",
        )
    if catalog.empty_classes:
        raise EngineError(
            f"There is no usable picture in {_listed(catalog.empty_classes)}.",
            "Add pictures to it, or take the empty class folder away.",
        )
    if len(catalog.classes) < 2:
        raise EngineError(
            f"{catalog.source} holds one class only: “{catalog.classes[0]}”.",
            "A classifier needs at least two; add a folder of pictures that are something else.",
        )
    trained = {s.label for s in catalog.samples if s.fold in ("", "train")}
    for label, name in enumerate(catalog.classes):
        if label not in trained:
            raise EngineError(
                f"The class “{name}” has no pictures to train on, only held-out ones.",
                "Move some of its pictures to the training fold, or take the class out.",
            )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(f"“{name}”" for name in names[:5]) + more


def _existing(source: str, cancelled: Cancelled | None, fetching: public_sets.SetProgress | None) -> Path:
    if source == "sample:digits":
        from engine.data import samples

        return samples.digits_folder()
    if source == public_sets.ANTS_AND_BEES or source.startswith(public_sets.PREFIX):
        return public_sets.fetched(source, progress=fetching, cancelled=cancelled)
    if not source.strip():
        raise EngineError("No data set is chosen.", "Choose a folder of pictures.")
    # A run is resumed, and its pictures shown, from wherever; what it keeps must not depend on that.
    path = Path(source).expanduser().absolute()
    try:
        # A path that exists but may not be looked at raises here instead of seeming absent.
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise EngineError(f"{path} does not exist.", _near(path)) from None
    except (OSError, ValueError) as error:
        raise _unlistable(path, error) from None
    return path


def _near(path: Path) -> str:
    try:
        names = os.listdir(path.parent)
    except OSError:
        return "Check the spelling, and that its disk is connected."
    close = difflib.get_close_matches(path.name, names, n=1)
    return f"Did you mean {path.parent / close[0]}?" if close else "Check the spelling."


def _unlistable(path: Path, error: OSError | ValueError) -> EngineError:
    if isinstance(error, PermissionError):
        return EngineError(f"{path} may not be read.", "Ask for permission to read the folder, or copy it.")
    detail = error.strerror if isinstance(error, OSError) else None
    return EngineError(f"{path} cannot be read: {detail or error}.", "Check that its disk is connected.")


def _from_file(
    path: Path,
    data: DataConfig,
    progress: Progress | None,
    cancelled: Cancelled | None,
    listed: Listed | None,
) -> Catalog:
    reason = reading.sniff(path)
    if reason is None:
        raise EngineError(f"{path} is a single picture.", "Choose the folder that holds the class folders.")
    if path.suffix.lower() in _TABLE_ENDINGS:
        return _from_table(path, data, progress, cancelled, listed)
    if archives.is_archive(path):
        folder = archives.extracted(path, cancelled=cancelled)
        return _from_folder(folder, data, progress, cancelled, listed)
    raise EngineError(
        f"{path} is not a folder of pictures, a CSV table or an archive.",
        "Choose a folder with one folder of pictures a class, a CSV file, or a zip or tar of them.",
    )


def _from_table(
    path: Path,
    data: DataConfig,
    progress: Progress | None,
    cancelled: Cancelled | None,
    listed: Listed | None = None,
) -> Catalog:
    table = csv_source.read_table(path, data, cancelled=cancelled)
    if listed is not None:
        listed(Batch(table.base, table.files, table.classes, table.problems))
    if not table.files:
        first = f" {table.problems[0].reason}" if table.problems else ""
        raise EngineError(
            f"None of the files that {path} names is there.{first}",
            "Paths count from the table's own folder; put the table beside the pictures.",
        )
    return assemble(
        data.source, table.base, table.files, set(table.classes), table.problems, progress, cancelled
    )


def _from_folder(
    root: Path,
    data: DataConfig,
    progress: Progress | None,
    cancelled: Cancelled | None,
    listed: Listed | None,
) -> Catalog:
    files: list[FoundFile] = []
    classes: set[str] = set()
    problems: list[FileProblem] = []
    base = root
    for batch in scan(root, cancelled=cancelled):
        base = batch.base
        files += batch.files
        classes.update(batch.classes)
        problems += batch.problems
        if listed is not None:
            listed(batch)
    if len(classes) < 2:
        table = _table_in(base) or _table_in(root)
        if table is not None:
            return _from_table(table, data, progress, cancelled)
    if not files and not problems and not classes:
        raise EngineError(
            f"{root} is empty.", "Choose a folder that holds one folder of pictures for each class."
        )
    return assemble(data.source, base, files, classes, problems, progress, cancelled)


def _table_in(folder: Path) -> Path | None:
    """The one table of paths and labels that lies in ``folder``, if there is exactly one."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return None
    found = [
        folder / name
        for name in names
        if name.lower().endswith(_TABLE_ENDINGS)
        and not layout.is_system_name(name)
        and csv_source.looks_like_table(folder / name)
    ]
    return found[0] if len(found) == 1 else None


def assemble(
    source: str,
    base: Path,
    files: Sequence[FoundFile],
    classes: set[str],
    problems: Sequence[FileProblem],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Catalog:
    """A catalog from listed files: each is looked at, and what is no picture becomes a problem.

    Raises:
        WorkCancelled: ``cancelled`` said so.
    """
    reasons = looking.look_into([file.path for file in files], progress, cancelled)
    usable = [file for file, reason in zip(files, reasons, strict=True) if reason is None]
    named = [
        FileProblem(printable(file.path), reason)
        for file, reason in zip(files, reasons, strict=True)
        if reason is not None
    ]
    filled = sorted({file.class_name for file in usable if file.class_name is not None})
    index = {name: label for label, name in enumerate(filled)}
    samples = sorted(
        (
            Sample(
                file.id, Path(file.path), -1 if file.class_name is None else index[file.class_name], file.fold
            )
            for file in usable
        ),
        key=operator.attrgetter("id"),
    )
    return Catalog(
        source=source,
        root=base,
        classes=tuple(filled),
        samples=tuple(samples),
        problems=tuple(sorted((*problems, *named), key=lambda problem: str(problem.path))),
        empty_classes=tuple(sorted(classes - index.keys())),
    )


def catalog_of(catalog: Catalog, samples: Sequence[Sample], problems: Sequence[FileProblem]) -> Catalog:
    """``catalog`` with fewer samples: classes that lost their last picture join the empty ones."""
    left = {sample.label for sample in samples}
    names = [name for label, name in enumerate(catalog.classes) if label in left]
    index = {name: label for label, name in enumerate(names)}
    emptied = set(catalog.classes) - set(names)

    def renumbered(sample: Sample) -> Sample:
        if sample.label < 0 or not emptied:
            return sample
        return dataclasses.replace(sample, label=index[catalog.classes[sample.label]])

    return dataclasses.replace(
        catalog,
        classes=tuple(names),
        samples=tuple(map(renumbered, samples)),
        problems=tuple(problems),
        empty_classes=tuple(sorted({*catalog.empty_classes, *emptied})),
    )
