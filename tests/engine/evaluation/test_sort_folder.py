"""Sorting pictures: every file exists exactly once, whatever happens."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import EngineError
from engine.evaluation import reports, sort_folder
from engine.evaluation.prediction import Prediction, from_logits


def pictures(folder: Path, count: int) -> list[Path]:
    """``count`` files of distinct content, half of them in a subfolder under names used twice."""
    paths = []
    for i in range(count):
        path = folder / ("one" if i % 2 else "two") / f"{i // 2:03d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"picture {i}".encode())
        paths.append(path)
    return paths


def predictions(paths: list[Path], threshold: float = 0.6) -> list[Prediction]:
    """ant, bee or, for each fifth, an answer below the threshold."""
    return [
        from_logits(
            path,
            np.array([0.0, 0.1] if i % 5 == 0 else [3.0, 0.0] if i % 5 < 3 else [0.0, 3.0], np.float32),
            ("ant", "bee"),
            threshold=threshold,
        )
        for i, path in enumerate(paths)
    ]


def contents(*folders: Path) -> list[bytes]:
    """What is in every picture below the folders, sorted; temporary files included."""
    return sorted(
        path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".json"
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() if p.is_file() else b"" for p in folder.rglob("*")
    }


def test_that_a_plan_counts_without_touching_anything(tmp_path: Path) -> None:
    paths = pictures(tmp_path / "in", 20)
    before = tree(tmp_path)
    plan = sort_folder.plan(predictions(paths), tmp_path / "out", action="move")
    assert plan.counts() == {"ant": 8, "bee": 8, "not sure": 4}
    assert tree(tmp_path) == before


@pytest.mark.parametrize("action", ["copy", "move"])
def test_that_sorting_keeps_every_file_and_undo_leaves_no_trace(tmp_path: Path, action: str) -> None:
    paths = pictures(tmp_path / "in", 40)
    before, wanted = tree(tmp_path), contents(tmp_path / "in")
    plan = sort_folder.plan(predictions(paths), tmp_path / "new" / "out", action=action)
    result = sort_folder.run(plan)
    assert result.done == 40
    assert contents(tmp_path / "new") == wanted
    assert contents(tmp_path / "in") == (wanted if action == "copy" else [])
    # Two files named 000.png of two folders: both arrive.
    assert len({step.target for step in plan.steps}) == 40
    assert result.journal is not None
    undone = sort_folder.undo(result.journal)
    assert undone.problems == ()
    assert tree(tmp_path) == before


SORT_AND_DIE = """
    import os, signal, sys
    from pathlib import Path
    from engine.evaluation import sort_folder
    from tests.engine.evaluation.test_sort_folder import predictions
    root, action, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    paths = sorted((root / "in").rglob("*.png"))
    plan = sort_folder.plan(predictions(paths), root / "out", action=action)
    def progress(done, total):
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)
    sort_folder.run(plan, progress=progress)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills by a signal that Windows does not have")
@pytest.mark.parametrize(("action", "finish"), [("move", "undo"), ("move", "resume"), ("copy", "undo")])
def test_that_200_files_survive_a_kill_half_way(tmp_path: Path, action: str, finish: str) -> None:
    pictures(tmp_path / "in", 200)
    before, wanted = tree(tmp_path), contents(tmp_path / "in")
    died = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SORT_AND_DIE), str(tmp_path), action, "100"],
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    if action == "move":
        assert contents(tmp_path / "in", tmp_path / "out") == wanted
        assert len(contents(tmp_path / "out")) == 100
    (journal,) = (tmp_path / "out").glob("graft-sort-*.json")
    if finish == "resume":
        assert sort_folder.resume(journal).done == 200
        assert contents(tmp_path / "out") == wanted
        assert contents(tmp_path / "in") == []
    assert sort_folder.undo(journal).problems == ()
    assert tree(tmp_path) == before


def test_that_a_move_between_disks_cut_after_the_copy_is_finished_or_undone(tmp_path: Path) -> None:
    paths = pictures(tmp_path / "in", 4)
    plan = sort_folder.plan(predictions(paths), tmp_path / "out", action="move")
    result = sort_folder.run(plan)
    assert result.journal is not None
    first = plan.steps[0]
    first.source.write_bytes(first.target.read_bytes())  # as if the original had not gone yet
    os.utime(first.source, ns=(first.mtime_ns, first.mtime_ns))
    assert sort_folder.resume(result.journal).done == 4
    assert not first.source.exists()
    first.source.write_bytes(first.target.read_bytes())
    assert sort_folder.undo(result.journal).problems == ()
    assert len(contents(tmp_path)) == 4


def test_that_undoing_counts_what_it_brought_back_and_not_what_had_never_gone(tmp_path: Path) -> None:
    paths = pictures(tmp_path / "in", 6)
    before = tree(tmp_path)
    asked = iter([False, False, True])
    plan = sort_folder.plan(predictions(paths), tmp_path / "out", action="move")
    result = sort_folder.run(plan, cancelled=lambda: next(asked))
    assert (result.done, result.cancelled) == (2, True)
    assert result.journal is not None
    undone = sort_folder.undo(result.journal)
    assert (undone.done, undone.problems) == (2, ())
    assert tree(tmp_path) == before


def test_that_a_file_in_the_way_is_never_overwritten(tmp_path: Path) -> None:
    paths = pictures(tmp_path / "in", 4)
    plan = sort_folder.plan(predictions(paths), tmp_path / "out", action="move")
    plan.steps[0].target.parent.mkdir(parents=True)
    plan.steps[0].target.write_bytes(b"somebody else's")
    result = sort_folder.run(plan)
    assert result.done == 3
    assert [path for path, _ in result.problems] == [plan.steps[0].source]
    assert plan.steps[0].target.read_bytes() == b"somebody else's"
    assert plan.steps[0].source.exists()


def test_that_undo_leaves_a_file_that_was_changed_since_and_says_so(tmp_path: Path) -> None:
    paths = pictures(tmp_path / "in", 4)
    plan = sort_folder.plan(predictions(paths), tmp_path / "out", action="move")
    journal = sort_folder.run(plan).journal
    assert journal is not None
    plan.steps[1].target.write_bytes(b"edited in the meantime")
    result = sort_folder.undo(journal)
    assert [path for path, _ in result.problems] == [plan.steps[1].target]
    assert plan.steps[1].target.read_bytes() == b"edited in the meantime"
    assert journal.exists()


def test_that_unreadable_pictures_and_pictures_in_place_stay(tmp_path: Path) -> None:
    (path,) = pictures(tmp_path / "in", 1)
    in_place = tmp_path / "out" / "ant" / "x.png"
    in_place.parent.mkdir(parents=True)
    in_place.write_bytes(b"x")
    answers = [
        Prediction(path, error="It is damaged."),
        from_logits(in_place, np.array([3.0, 0.0], np.float32), ("ant", "bee")),
    ]
    plan = sort_folder.plan(answers, tmp_path / "out", action="move")
    assert plan.steps == ()
    assert plan.left_out == ((path, "It is damaged."), (in_place, "It is already in its place."))
    assert sort_folder.run(plan).journal is None


@pytest.mark.parametrize(
    ("label", "folder"),
    [("../../etc", "_.._etc"), ("a/b", "a_b"), ("CON", "_CON"), ("..", "_"), ("한국", "한국")],
)
def test_that_no_class_name_leads_out_of_the_destination(label: str, folder: str) -> None:
    assert sort_folder.folder_name(label) == folder


def test_that_a_wrong_journal_is_told_in_words(tmp_path: Path) -> None:
    wrong = tmp_path / "x.json"
    wrong.write_text('{"format": 1, "steps": 3}')
    with pytest.raises(EngineError, match="not the journal"):
        sort_folder.undo(wrong)


def test_that_the_table_names_the_class_that_the_confidence_belongs_to(tmp_path: Path) -> None:
    unsure = from_logits(tmp_path / "x.png", np.array([0.5, 1.0], np.float32), ("ant", "bee"), threshold=0.9)
    reports.write_csv(tmp_path / "r.csv", [unsure])
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert [row[name] for name in ("label", "first", "second")] == ["not sure", "bee", "ant"]
    assert float(row["confidence"]) > float(row["second_confidence"])


def test_that_the_reports_list_every_picture(tmp_path: Path) -> None:
    good, bad = tmp_path / "<good>.png", tmp_path / "bad.png"
    Image.new("RGB", (200, 150), "red").save(good)
    bad.write_bytes(b"no picture")
    answers = [
        from_logits(good, np.array([3.0, 0.0], np.float32), ("ant & co", "bee")),
        Prediction(bad, error="It is no picture."),
    ]
    assert reports.write_csv(tmp_path / "r.csv", answers) == 2
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["label"] for row in rows] == ["ant & co", ""]
    assert float(rows[0]["confidence"]) == pytest.approx(answers[0].confidence, abs=1e-6)
    assert rows[1]["error"] == "It is no picture."
    assert rows[1]["first"] == ""
    assert reports.write_html(tmp_path / "r.html", answers) == 2
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "ant &amp; co" in page
    assert "&lt;good&gt;.png" in page
    assert page.count("data:image/jpeg;base64,") == 1
