"""Several processes correct the same pictures: what one has saved, no other one overwrites."""

from pathlib import Path

import filelock
import pytest

from engine.config import DataConfig
from engine.data import edit_file, sources
from engine.data.catalog import Catalog
from engine.data.edits import Edits
from engine.errors import EngineError
from tests.engine.data.pictures import class_folders


@pytest.fixture
def catalog(tmp_path: Path, own_cache: Path) -> Catalog:
    return sources.open_source(
        DataConfig(source=str(class_folders(tmp_path / "animals", {"ant": 3, "bee": 3})))
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "edits.json"


def test_that_corrections_of_two_windows_are_all_kept(catalog: Catalog, path: Path) -> None:
    one, other = Edits.open(path), Edits.open(path)
    one.exclude(catalog.samples[:1])
    other.relabel(catalog.samples[1:2], "bee")
    one.move(catalog.samples[:2], "test")
    kept = Edits.open(path)
    assert len(kept.history) == 3
    assert kept.of(catalog.samples[0].id).excluded
    assert (kept.of(catalog.samples[1].id).label, kept.of(catalog.samples[1].id).fold) == ("bee", "test")


def test_that_undo_takes_back_no_step_of_another_window_unseen(catalog: Catalog, path: Path) -> None:
    one, other = Edits.open(path), Edits.open(path)
    one.exclude(catalog.samples[:1])
    other.exclude(catalog.samples[1:2])
    with pytest.raises(EngineError, match="Another window has changed"):
        one.undo()
    assert len(Edits.open(path).history) == 2
    assert one.undo_text == f"Exclude {catalog.samples[1].id}"
    assert one.undo() == one.redo_text == f"Exclude {catalog.samples[1].id}"
    with pytest.raises(EngineError, match="Another window has changed"):
        other.redo()


def test_that_a_class_is_not_renamed_by_two_windows_at_once(catalog: Catalog, path: Path) -> None:
    one, other = Edits.open(path), Edits.open(path)
    one.rename_class(catalog, "ant", "wasp")
    with pytest.raises(EngineError, match="Another window has changed"):
        other.rename_class(catalog, "ant", "fly")
    with pytest.raises(EngineError, match="Another window has changed"):
        Edits(path).merge_classes(catalog, ["ant"], "bee")
    assert Edits.open(path).apply(catalog).classes == ("bee", "wasp")


def test_that_a_step_that_cannot_be_saved_is_not_made(
    catalog: Catalog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edit_file, "_PATIENCE", 0.0)
    edits = Edits.open(path)
    edits.exclude(catalog.samples[:1])
    with (
        filelock.FileLock(path.with_name(f".{path.name}.lock")),
        pytest.raises(EngineError, match="Another window is saving"),
    ):
        edits.exclude(catalog.samples[1:2])
    assert edits.history == Edits.open(path).history == (f"Exclude {catalog.samples[0].id}",)


def test_that_a_list_that_was_taken_away_is_written_again_whole(catalog: Catalog, path: Path) -> None:
    edits = Edits.open(path)
    edits.exclude(catalog.samples[:1])
    path.unlink()
    edits.exclude(catalog.samples[1:2])
    assert len(Edits.open(path).history) == 2
