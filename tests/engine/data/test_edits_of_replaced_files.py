"""A file with another content than when it was corrected is corrected anew."""

from pathlib import Path

import pytest

from engine.config import DataConfig
from engine.data import sources
from engine.data.catalog import Catalog
from engine.data.edits import Edits
from tests.engine.data.pictures import class_folders, encoded, photo


@pytest.fixture
def animals(tmp_path: Path, own_cache: Path) -> Path:
    return class_folders(tmp_path / "animals", {"ant": 3, "bee": 3})


def labels(catalog: Catalog) -> dict[str, str]:
    return {sample.id: catalog.classes[sample.label] for sample in catalog.samples}


def test_that_a_file_saved_anew_after_a_correction_can_be_corrected_again(
    animals: Path, tmp_path: Path
) -> None:
    edits = Edits(tmp_path / "edits.json")
    found = sources.open_source(DataConfig(source=str(animals)))
    first = found.samples[0]
    edits.exclude([first])
    photo(500).save(first.path)
    assert labels(edits.apply(found))[first.id] == "ant"
    edits.relabel([first], "bee")
    assert labels(edits.apply(found))[first.id] == "bee"
    edits.undo()
    edits.exclude([first])
    assert first.id not in labels(edits.apply(found))


def test_that_accepting_the_same_label_again_reaches_a_file_saved_anew(animals: Path, tmp_path: Path) -> None:
    edits = Edits(tmp_path / "edits.json")
    found = sources.open_source(DataConfig(source=str(animals)))
    first = found.samples[0]
    edits.label([first], ["bee"], checked=True)
    photo(500).save(first.path)
    edits.label([first], ["bee"], checked=True)
    assert labels(edits.apply(found))[first.id] == "bee"


def test_that_an_added_picture_that_was_replaced_is_added_again(animals: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.jpg"
    path.write_bytes(encoded(photo(90), "JPEG"))
    edits = Edits(tmp_path / "edits.json")
    found = sources.open_source(DataConfig(source=str(animals)))
    edits.add(found, [path], "bee")
    path.write_bytes(encoded(photo(91), "JPEG"))
    shown = edits.overlay().extend(found)
    assert [problem.path for problem in edits.apply(found).problems] == [path]
    edits.add(shown, [path], "bee")
    again = edits.apply(found)
    assert [sample.path for sample in again.samples].count(path) == 1
    assert again.problems == ()
    edits.undo()
    assert [problem.path for problem in edits.apply(found).problems] == [path]
