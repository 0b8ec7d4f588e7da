"""Files whose names are no Unicode, as old archives and disks leave them: labelled, listed and sorted."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.cli import main
from engine.evaluation import reports, sort_folder
from engine.evaluation.prediction import Prediction, from_logits
from engine.files import NAME_ERRORS, read_json, write_json
from engine.run_folder import RunFolder


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder with a picture named in CP949 and one named in ASCII."""
    folder = tmp_path / "in"
    folder.mkdir()
    Image.new("RGB", (60, 60), "red").save(folder / "plain.png")
    try:
        with open(os.fsencode(folder) + b"/\xb0\xa1.png", "wb") as stream:
            stream.write((folder / "plain.png").read_bytes())
    except OSError:
        pytest.skip("this file system refuses names that are no Unicode")
    return folder


def answers(folder: Path) -> list[Prediction]:
    return [
        from_logits(path, np.array([3.0, 0.0], np.float32), ("ant", "bee"))
        for path in sorted(folder.iterdir())
    ]


def test_that_the_table_names_every_file_so_that_it_is_found_again(odd: Path, tmp_path: Path) -> None:
    assert reports.write_csv(tmp_path / "r.csv", answers(odd)) == 2
    with (tmp_path / "r.csv").open(encoding="utf-8", errors=NAME_ERRORS, newline="") as file:
        named = [Path(row["path"]) for row in csv.DictReader(file)]
    assert named == sorted(odd.iterdir())
    assert all(path.is_file() for path in named)
    assert b"\xb0\xa1.png" in (tmp_path / "r.csv").read_bytes()


def test_that_the_page_shows_the_bytes_of_such_a_name(odd: Path, tmp_path: Path) -> None:
    assert reports.write_html(tmp_path / "r.html", answers(odd)) == 2
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert r"\udcb0\udca1.png" in page
    assert page.count("data:image/jpeg;base64,") == 2


@pytest.mark.parametrize("action", ["copy", "move"])
def test_that_such_files_are_sorted_and_brought_back(odd: Path, tmp_path: Path, action: str) -> None:
    before = sorted(os.listdir(os.fsencode(odd)))
    result = sort_folder.run(sort_folder.plan(answers(odd), tmp_path / "out", action=action))
    assert result.problems == ()
    assert sorted(os.listdir(os.fsencode(tmp_path / "out" / "ant"))) == before
    assert result.journal is not None
    undone = sort_folder.undo(result.journal)
    assert (undone.done, undone.problems) == (2, ())
    assert sorted(os.listdir(os.fsencode(odd))) == before
    assert not (tmp_path / "out").exists()


def test_that_json_with_such_a_name_is_utf_8_and_read_back_as_it_was(tmp_path: Path) -> None:
    value = {"벌 \U0001f41d": os.fsdecode(b"/in/\xb0\xa1.png") if os.name != "nt" else "\ud800.png"}
    write_json(tmp_path / "x.json", value)
    assert "벌 \U0001f41d" in (tmp_path / "x.json").read_text(encoding="utf-8")
    assert read_json(tmp_path / "x.json") == value


def test_that_the_command_labels_such_files_and_writes_its_table(
    odd: Path, small_run: RunFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    command = ["predict", str(small_run.path), str(odd), "--csv", str(tmp_path / "r.csv"), "--json"]
    assert main(command) == 0
    said = [json.loads(line)["path"] for line in capsys.readouterr().out.splitlines()]
    assert said == [str(path) for path in sorted(odd.iterdir())]
    assert len((tmp_path / "r.csv").read_bytes().splitlines()) == 3
