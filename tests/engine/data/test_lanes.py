"""Pictures through a network in lanes: in order, bounded, and leaving other threads as they were."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import numpy as np
import pytest

from engine.data import lanes
from engine.data.unusable import UnusablePicture
from engine.errors import EngineError

SIDE = 4


def pictures(count: int, broken: frozenset[int] = frozenset()) -> lanes.Pictures:
    """Picture ``i`` is filled with ``i``."""

    def load(number: int) -> np.ndarray:
        if number in broken:
            raise UnusablePicture("it is cut off")
        return np.full((SIDE, SIDE, 3), number, np.uint8)

    return lanes.Pictures(count, SIDE, load, lambda number: Path(f"{number}.jpg"))


def mean(pixels: np.ndarray) -> np.ndarray:
    assert pixels.shape[1:] == (SIDE, SIDE, 3)
    means: np.ndarray = pixels.reshape(len(pixels), -1).mean(axis=1, keepdims=True)
    return means


@pytest.mark.parametrize(
    ("several", "sizes"),
    [(0, [4, 4, 4, 4, 4, 1]), (1, [4, 4, 4, 4, 4, 1]), (3, [4, 3, 3, 2, 2, 2, 2, 2, 1])],
)
def test_that_answers_come_in_order_and_name_what_cannot_be_decoded(several: int, sizes: list[int]) -> None:
    found = list(lanes.computed(pictures(21, frozenset({5, 12, 13, 14, 15})), mean, batch=4, lanes=several))
    positions = [int(position) for part in found for position in part.positions]
    assert positions == [i for i in range(21) if i not in (5, 12, 13, 14, 15)]
    assert [float(value[0]) for part in found for value in part.values] == positions
    assert [len(part.positions) + len(part.problems) for part in found] == sizes
    problems = [(problem.path.name, problem.reason) for part in found for problem in part.problems]
    assert problems == [(f"{i}.jpg", "it is cut off") for i in (5, 12, 13, 14, 15)]


def test_that_the_first_answers_come_while_later_pictures_are_not_begun() -> None:
    begun: list[int] = []
    wanted = pictures(1000)

    def noted(pixels: np.ndarray) -> np.ndarray:
        begun.append(int(pixels[0, 0, 0, 0]))
        return mean(pixels)

    stream = lanes.computed(wanted, noted, batch=2, lanes=2)
    with contextlib.closing(stream):
        next(stream)
        assert len(begun) <= lanes.AHEAD * 2
        next(stream)
        assert len(begun) <= lanes.AHEAD * 2 + 1
    assert len(begun) <= lanes.AHEAD * 2 + 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("lane")]


def test_that_ending_early_cuts_short_the_batch_that_is_being_decoded() -> None:
    reached, go_on = threading.Event(), threading.Event()
    loaded: list[int] = []

    def load(number: int) -> np.ndarray:
        if number >= 8:
            reached.set()
            go_on.wait()
        loaded.append(number)
        return np.zeros((SIDE, SIDE, 3), np.uint8)

    stream = lanes.computed(lanes.Pictures(24, SIDE, load, lambda _: Path()), mean, batch=8, lanes=1)
    next(stream)
    reached.wait()
    released = threading.Timer(0.05, go_on.set)
    released.start()
    stream.close()
    released.join()
    assert max(loaded) <= 8


def test_that_what_the_network_raises_arrives_and_ends_the_lanes() -> None:
    def failing(pixels: np.ndarray) -> np.ndarray:
        if (pixels >= 8).any():
            raise EngineError("The device failed.", "Start again.")
        return mean(pixels)

    stream = lanes.computed(pictures(40), failing, batch=4, lanes=2)
    assert [int(next(stream).positions[0]) for _ in range(2)] == [0, 4]
    with pytest.raises(EngineError, match="The device failed"):
        next(stream)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("lane")]


def test_that_lanes_divide_the_threads_and_leave_everybody_else_theirs() -> None:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(4)
    try:
        seen: list[int] = []
        both = threading.Barrier(2)

        def asked(pixels: np.ndarray) -> np.ndarray:
            if pixels[0, 0, 0, 0] < 8:
                both.wait(timeout=60)
            seen.append(torch.get_num_threads())
            return mean(pixels)

        stream = lanes.computed(pictures(64), asked, batch=4, lanes=2)
        next(stream)
        during = [torch.get_num_threads(), *_in_a_new_thread(torch.get_num_threads)]
        stream.close()
        assert set(seen) == {2}
        assert during == [4, 4]
        assert [torch.get_num_threads(), *_in_a_new_thread(torch.get_num_threads)] == [4, 4]
    finally:
        torch.set_num_threads(before)


def _in_a_new_thread(ask: object) -> list[int]:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(ask()))  # type: ignore[operator]
    thread.start()
    thread.join()
    return found


def test_that_a_single_picture_gets_one_lane_and_a_gpu_none(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.data import pixel_store

    monkeypatch.setattr(pixel_store, "threads", lambda: 16)
    assert [lanes.count("cpu"), lanes.count("cpu", 3), lanes.count("cpu", 1)] == [lanes.MOST_LANES, 3, 1]
    assert lanes.count("cuda", 500) == 0


@pytest.mark.parametrize("several", [1, 2, 8])
@pytest.mark.parametrize("count", [0, 1, 5, 398])
def test_that_batches_take_each_picture_once_and_the_last_ones_are_small(count: int, several: int) -> None:
    parts = list(lanes.shares(count, lanes.BATCH, several))
    assert [i for part in parts for i in part] == list(range(count))
    assert all(0 < len(part) <= lanes.BATCH for part in parts)
    if several > 1:
        for part in parts:
            assert len(part) <= max(lanes.LEAST, -(-(count - part.start) // (2 * several)))
