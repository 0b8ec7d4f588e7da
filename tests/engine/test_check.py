import json
import shutil
from pathlib import Path

import pytest

from engine.check import check, to_text
from engine.config import DataConfig
from engine.data import sources
from engine.data.edits import Edits
from engine.errors import EngineError
from tests.engine.data.pictures import class_folders


def test_that_the_report_ends_with_what_scripts_rely_on(tmp_path: Path) -> None:
    root = class_folders(tmp_path, {"train/a": 3, "train/b": 2, "val/a": 1, "val/b": 1})
    shutil.copy(root / "train/a/000.png", root / "val/a/leak.png")
    (root / "train/b/broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    raw = json.loads(json.dumps(check(DataConfig(source=str(root))).to_json()))
    assert raw["event"] == "check"
    assert raw["images"] == 8
    assert raw["classes"] == {"a": 5, "b": 3}
    assert raw["folds"] == {"a": {"train": 3, "validation": 2}, "b": {"train": 2, "validation": 1}}
    (unusable,) = raw["unusable"]
    assert unusable["path"] == str(root / "train/b/broken.jpg")
    assert unusable["reason"]
    (leak,) = raw["leaks"]
    assert leak == {
        "paths": ["train/a/000.png", "val/a/leak.png"],
        "classes": ["a"],
        "folds": ["train", "validation"],
        "near": False,
    }
    assert [group["paths"] for group in raw["duplicates"]] == [leak["paths"]]


def test_that_the_text_names_counts_and_the_gravest_first(tmp_path: Path) -> None:
    root = class_folders(tmp_path, {"a": 30, "b": 30})
    (root / "a" / "broken.jpg").write_bytes(b"")
    shutil.copy(root / "b" / "000.png", root / "b" / "copy.png")
    text = to_text(check(DataConfig(source=str(root))))
    assert "61 pictures in 2 classes" in text
    assert "a: 30 (not divided 30)" in text
    assert text.index("broken.jpg: The file is empty.") < text.index("2 pictures are the same")


def test_that_corrections_count_in_the_check(tmp_path: Path) -> None:
    root = class_folders(tmp_path / "set", {"a": 25, "b": 25})
    shutil.copy(root / "a" / "000.png", root / "b" / "conflict.png")
    before = DataConfig(source=str(root))
    assert check(before).counts() == {"conflict": 1}
    catalog = sources.open_source(before)
    edits = Edits.open(tmp_path / "edits.json")
    edits.exclude([s for s in catalog.samples if s.id == "b/conflict.png"])
    assert check(DataConfig(source=str(root), edits=str(tmp_path / "edits.json"))).counts() == {}


def test_that_a_missing_folder_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        check(DataConfig(source=str(tmp_path / "nothing")))
    assert "does not exist" in caught.value.message
    assert caught.value.hint
