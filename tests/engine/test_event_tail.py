"""Following an events file, whatever the disk and the programs in between do to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.event_tail import EventTail
from engine.events import BatchDone, PhaseStarted, Warned, to_json


def line(number: int) -> bytes:
    return json.dumps(to_json(BatchDone("train", number, 9))).encode() + b"\n"


def numbers(tail: EventTail) -> list[int]:
    return [event.done for event in tail.read(0.0).events if isinstance(event, BatchDone)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def add(path: Path, content: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(content)


def test_that_a_file_that_is_not_there_yet_is_waited_for(path: Path) -> None:
    tail = EventTail(path)
    assert tail.read(0.0).age == float("inf")
    add(path, line(1))
    news = tail.read(path.stat().st_mtime + 5)
    assert [type(event) for event in news.events] == [BatchDone]
    assert news.age == pytest.approx(5, abs=0.1)
    assert not news.anew


def test_that_each_event_is_told_once_and_a_line_in_writing_waits_for_its_end(path: Path) -> None:
    tail = EventTail(path)
    add(path, line(1) + line(2)[:20])
    assert numbers(tail) == [1]
    assert numbers(tail) == []
    add(path, line(2)[20:] + line(3))
    assert numbers(tail) == [2, 3]
    assert numbers(tail) == []


def test_that_events_known_already_are_not_told_again(path: Path) -> None:
    add(path, line(1) + line(2) + line(3))
    assert numbers(EventTail(path, skip=2)) == [3]


def test_that_a_file_put_in_place_of_the_one_before_is_read_on_where_that_was_left(path: Path) -> None:
    tail = EventTail(path)
    add(path, line(1) + line(2))
    assert numbers(tail) == [1, 2]
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes() + line(3))
    path.unlink()
    assert tail.read(0.0).events == ()
    copy.replace(path)
    news = tail.read(0.0)
    assert not news.anew
    assert [event.done for event in news.events if isinstance(event, BatchDone)] == [3]


def test_that_a_file_shorter_for_now_is_waited_for(path: Path) -> None:
    tail = EventTail(path)
    add(path, line(1) + line(2))
    assert numbers(tail) == [1, 2]
    path.write_bytes(line(1)[:10])
    assert numbers(tail) == []
    path.write_bytes(line(1) + line(2) + line(3))
    assert numbers(tail) == [3]


def test_that_another_file_in_its_place_is_told_from_the_beginning(path: Path) -> None:
    tail = EventTail(path, skip=1)
    add(path, line(1) + line(2))
    assert numbers(tail) == [2]
    path.write_bytes(line(5) + line(6) + line(7))
    news = tail.read(0.0)
    assert news.anew
    assert [event.done for event in news.events if isinstance(event, BatchDone)] == [5, 6, 7]


def test_that_room_made_before_it_is_filled_is_waited_for(path: Path) -> None:
    tail = EventTail(path)
    whole = line(1) + line(2) + line(3)
    path.write_bytes(line(1) + bytes(len(line(2))) + line(3))
    assert numbers(tail) == [1]
    assert numbers(tail) == []
    path.write_bytes(whole)
    assert numbers(tail) == [2, 3]


def test_that_a_damaged_line_is_passed_over_in_the_end_and_counted(path: Path) -> None:
    tail = EventTail(path)
    add(path, line(1) + b"{damaged\n" + line(3))
    seen: list[int] = []
    for _ in range(30):
        seen += numbers(tail)
    assert seen == [1, 3]
    assert tail.read(0.0).unreadable == 1


def test_that_events_of_another_version_are_passed_over_and_counted(path: Path) -> None:
    tail = EventTail(path)
    foreign = json.dumps({"event": "tea_brewed", "cups": 2}).encode() + b"\n"
    known = json.dumps(to_json(PhaseStarted("read"))).encode() + b"\n"
    add(path, foreign + b"[1]\n" + known + json.dumps(to_json(Warned("손상", "힌트"))).encode() + b"\n")
    news = tail.read(0.0)
    assert news.events == (PhaseStarted("read"), Warned("손상", "힌트"))
    assert news.unreadable == 2
