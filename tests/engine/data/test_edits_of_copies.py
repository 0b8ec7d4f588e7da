"""What was decided about one of several equal pictures stays with that one."""

import shutil
from pathlib import Path

import pytest

from engine.config import DataConfig
from engine.data import health, sources
from engine.data.catalog import Catalog
from engine.data.edits import Edits
from tests.engine.data.pictures import class_folders


@pytest.fixture
def animals(tmp_path: Path, own_cache: Path) -> Path:
    """Two classes of three; of ``ant/000.png`` there is a copy ``ant/copy.png``."""
    root = class_folders(tmp_path / "animals", {"ant": 3, "bee": 3})
    shutil.copy(root / "ant" / "000.png", root / "ant" / "copy.png")
    return root


def checked(root: Path, path: Path) -> tuple[Catalog, Edits]:
    """The pictures as found, and their corrections, which know of the copies."""
    catalog = sources.open_source(DataConfig(source=str(root)))
    edits = Edits.open(path)
    report = health.check(catalog)
    edits.note_copies([sample.id for sample in report.catalog.samples], report.duplicates)
    return catalog, edits


def ids(root: Path, path: Path) -> dict[str, str]:
    """Class names by the ids of the pictures that are not left out, read anew from the disk."""
    catalog = sources.open_source(DataConfig(source=str(root), edits=str(path)))
    return {sample.id: catalog.classes[sample.label] for sample in catalog.samples}


def exclude(catalog: Catalog, edits: Edits, *names: str) -> None:
    edits.exclude([sample for sample in catalog.samples if sample.id in names])


def test_that_deleting_a_copy_that_was_left_out_keeps_the_one_that_stays(
    animals: Path, tmp_path: Path
) -> None:
    catalog, edits = checked(animals, tmp_path / "edits.json")
    exclude(catalog, edits, "ant/copy.png")
    (animals / "ant" / "copy.png").unlink()
    assert "ant/000.png" in ids(animals, tmp_path / "edits.json")


@pytest.mark.parametrize("renamed", ["copy.png", "another.png"])
def test_that_a_copy_left_out_stays_out_under_another_name_and_the_other_stays_in(
    animals: Path, tmp_path: Path, renamed: str
) -> None:
    catalog, edits = checked(animals, tmp_path / "edits.json")
    exclude(catalog, edits, "ant/copy.png")
    (animals / "bee" / renamed).write_bytes((animals / "ant" / "copy.png").read_bytes())
    (animals / "ant" / "copy.png").unlink()
    found = ids(animals, tmp_path / "edits.json")
    assert "ant/000.png" in found
    assert f"bee/{renamed}" not in found


def test_that_renaming_the_folder_of_both_copies_leaves_out_the_one_that_was_left_out(
    animals: Path, tmp_path: Path
) -> None:
    catalog, edits = checked(animals, tmp_path / "edits.json")
    exclude(catalog, edits, "ant/copy.png")
    (animals / "ant").rename(animals / "ants")
    found = ids(animals, tmp_path / "edits.json")
    assert "ants/000.png" in found
    assert "ants/copy.png" not in found


def test_that_deleting_the_one_and_renaming_the_other_copy_loses_no_picture(
    animals: Path, tmp_path: Path
) -> None:
    catalog, edits = checked(animals, tmp_path / "edits.json")
    exclude(catalog, edits, "ant/copy.png")
    (animals / "ant" / "copy.png").unlink()
    (animals / "ant").rename(animals / "ants")
    assert "ants/000.png" in ids(animals, tmp_path / "edits.json")


def test_that_each_of_two_corrected_copies_keeps_its_own_correction(animals: Path, tmp_path: Path) -> None:
    catalog, edits = checked(animals, tmp_path / "edits.json")
    by_id = {sample.id: sample for sample in catalog.samples}
    edits.relabel([by_id["ant/000.png"]], "bee")
    edits.relabel([by_id["ant/copy.png"]], "wasp")
    (animals / "ant").rename(animals / "ants")
    found = ids(animals, tmp_path / "edits.json")
    assert (found["ants/000.png"], found["ants/copy.png"]) == ("bee", "wasp")


def test_that_without_knowledge_of_copies_none_of_several_equal_pictures_is_left_out(
    animals: Path, tmp_path: Path
) -> None:
    """As with lists of corrections from before copies were written down."""
    catalog = sources.open_source(DataConfig(source=str(animals)))
    exclude(catalog, Edits.open(tmp_path / "edits.json"), "ant/copy.png", "ant/001.png")
    assert "copies" not in (tmp_path / "edits.json").read_text()
    (animals / "ant").rename(animals / "ants")
    found = ids(animals, tmp_path / "edits.json")
    assert {"ants/000.png", "ants/copy.png"} <= found.keys()
    assert "ants/001.png" not in found
