"""Project folders: found again by their pictures, never mixed up."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import notify, preferences
from desktop.project import Project, is_project, slug
from engine.errors import EngineError


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/data/ants and bees/", "ants-and-bees"),
        ("C:\\Pictures\\Flowers", "Flowers"),
        ("/x/cats.tar.gz", "cats"),
        ("/x/labels.csv", "labels"),
        ("sample:digits", "digits"),
        ("/x/꽃 사진", "꽃-사진"),
        ("/x/...", "pictures"),
    ],
)
def test_that_a_project_is_named_after_its_pictures(source: str, name: str) -> None:
    assert slug(source) == name


def test_that_a_project_is_found_again_and_a_namesake_gets_its_own(tmp_path: Path) -> None:
    first = Project.for_source("/a/flowers", tmp_path)
    first.save()
    second = Project.for_source("/b/flowers", tmp_path)
    assert second.folder != first.folder
    second.save()
    assert Project.for_source("/a/flowers", tmp_path) == first
    assert Project.for_source("/b/flowers", tmp_path) == second
    assert is_project(first.folder)


@pytest.mark.parametrize("content", ['{"format": 2, "source": "x"}', '{"format": 1}', "[]", "{"])
def test_that_a_foreign_or_damaged_project_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "project.json").write_text(content)
    with pytest.raises(EngineError):
        Project.open(tmp_path)


def test_that_recent_projects_are_few_and_the_latest_first() -> None:
    for number in range(12):
        preferences.add_recent_project(f"/projects/{number}")
    preferences.add_recent_project("/projects/7")
    assert preferences.recent_projects() == [f"/projects/{n}" for n in (7, 11, 10, 9, 8, 6, 5, 4)]


def test_that_messages_wait_for_a_window_to_listen(qapp: object) -> None:
    heard: list[str] = []
    door = notify.Door()
    door.tell("info", "early")
    door.told.connect(lambda level, message, hint: heard.append(message))
    assert heard == []
    door.listening(True)
    door.tell("info", "late")
    assert heard == ["early", "late"]
