"""Pictures taken into a data set from elsewhere, by the overlay alone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.config import DataConfig
from engine.data import loose, sources
from engine.data.catalog import Catalog
from engine.data.edits import Edits
from engine.errors import EngineError
from tests.engine.data.pictures import class_folders, encoded, photo

Found = Callable[[], Catalog]


@pytest.fixture
def animals(tmp_path: Path, own_cache: Path) -> Path:
    return class_folders(tmp_path / "animals", {"ant": 3, "bee": 3})


@pytest.fixture
def elsewhere(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    paths = [folder / f"{number}.jpg" for number in range(2)]
    for number, path in enumerate(paths):
        path.write_bytes(encoded(photo(90 + number), "JPEG"))
    return paths


def counted(catalog: Catalog) -> dict[str, int]:
    return {name: sum(folds.values()) for name, folds in catalog.counts().items()}


def opened(folder: Path, edits: Path) -> Catalog:
    return sources.open_source(DataConfig(source=str(folder), edits=str(edits)))


def test_that_added_pictures_belong_to_the_data_set_after_a_restart(
    animals: Path, elsewhere: list[Path], tmp_path: Path
) -> None:
    before = sorted(animals.rglob("*"))
    edits = Edits(tmp_path / "edits.json")
    edits.add(sources.open_source(DataConfig(source=str(animals))), elsewhere, "bee")
    catalog = opened(animals, tmp_path / "edits.json")
    assert counted(catalog) == {"ant": 3, "bee": 5}
    assert {sample.path for sample in catalog.samples} >= set(elsewhere)
    assert [sample.id for sample in catalog.samples] == sorted(sample.id for sample in catalog.samples)
    assert sorted(animals.rglob("*")) == before


def test_that_adding_is_undone_and_redone(animals: Path, elsewhere: list[Path], tmp_path: Path) -> None:
    found = sources.open_source(DataConfig(source=str(animals)))
    edits = Edits(tmp_path / "edits.json")
    edits.add(found, elsewhere, "말벌")
    assert counted(edits.apply(found)) == {"ant": 3, "bee": 3, "말벌": 2}
    assert edits.undo() == "Add 2 pictures to “말벌”"
    assert edits.apply(found) == found
    Edits.open(tmp_path / "edits.json").redo()
    assert counted(opened(animals, tmp_path / "edits.json"))["말벌"] == 2


def test_that_added_pictures_are_corrected_like_all_others(
    animals: Path, elsewhere: list[Path], tmp_path: Path
) -> None:
    found = sources.open_source(DataConfig(source=str(animals)))
    edits = Edits(tmp_path / "edits.json")
    edits.rename_class(found, "bee", "ant 2")
    edits.rename_class(edits.apply(found), "ant", "bee")
    edits.add(found, elsewhere, "bee")
    assert counted(edits.apply(found)) == {"ant 2": 3, "bee": 5}
    first = edits.overlay().extend(found).samples[0]
    assert first.path in elsewhere
    edits.relabel([first], "ant 2")
    edits.rename_class(edits.apply(found), "bee", "wasp")
    assert counted(edits.apply(found)) == {"ant 2": 4, "wasp": 4}
    edits.exclude([first])
    assert counted(edits.apply(found)) == {"ant 2": 3, "wasp": 4}


def test_that_a_picture_the_data_set_holds_is_relabelled_instead(animals: Path, tmp_path: Path) -> None:
    found = sources.open_source(DataConfig(source=str(animals)))
    edits = Edits(tmp_path / "edits.json")
    edits.exclude([found.samples[0]])
    edits.add(found, [found.samples[0].path], "bee")
    edits.add(found, [found.samples[0].path], "bee")
    assert counted(edits.apply(found)) == {"ant": 2, "bee": 4}
    assert len(edits.history) == 2


def test_that_an_added_picture_that_is_gone_or_replaced_is_named(
    animals: Path, elsewhere: list[Path], tmp_path: Path
) -> None:
    edits = Edits(tmp_path / "edits.json")
    edits.add(sources.open_source(DataConfig(source=str(animals))), elsewhere, "bee")
    elsewhere[0].unlink()
    elsewhere[1].write_bytes(encoded(photo(7), "PNG"))
    catalog = opened(animals, tmp_path / "edits.json")
    assert counted(catalog) == {"ant": 3, "bee": 3}
    reasons = {problem.path: problem.reason for problem in catalog.problems}
    assert "not there any more" in reasons[elsewhere[0]]
    assert "taken its place" in reasons[elsewhere[1]]


def test_that_a_file_that_cannot_be_read_is_not_added(animals: Path, tmp_path: Path) -> None:
    edits = Edits(tmp_path / "edits.json")
    with pytest.raises(EngineError, match=r"nothing\.jpg cannot be read"):
        edits.add(sources.open_source(DataConfig(source=str(animals))), [tmp_path / "nothing.jpg"], "bee")
    assert not edits.history


def test_that_of_a_dropped_folder_its_pictures_are_taken_and_its_name_suggested(
    elsewhere: list[Path],
) -> None:
    folder = elsewhere[0].parent
    (folder / "notes.txt").write_text("no picture")
    (folder / ".hidden.jpg").write_bytes(elsewhere[0].read_bytes())
    found = loose.collect([folder, elsewhere[0]])
    assert found.pictures == tuple(elsewhere)
    assert found.suggested == "elsewhere"
    assert [problem.path.name for problem in found.refused] == ["notes.txt"]
    assert loose.collect(elsewhere).suggested == ""


def test_that_class_folders_tables_and_archives_are_data_sets_and_loose_pictures_are_not(
    animals: Path, elsewhere: list[Path], tmp_path: Path
) -> None:
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", animals))
    table = tmp_path / "labels.csv"
    table.write_text("path,label\n")
    assert [loose.is_data_set(path) for path in (animals, packed, table)] == [True] * 3
    assert [loose.is_data_set(path) for path in (elsewhere[0], elsewhere[0].parent)] == [False] * 2
