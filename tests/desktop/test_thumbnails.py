"""Thumbnails: what is on screen first, nothing twice, bounded, and gone when told to go."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.item_models import thumbnail_image, thumbnails
from desktop.item_models.thumbnail_store import ThumbnailStore, key_of
from desktop.item_models.thumbnails import ThumbnailLoader
from engine.config import DataConfig, RunConfig
from engine.run_folder import RunFolder
from tests.desktop.gallery_fixtures import picture
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow

SIDE = 96


@pytest.fixture
def loader(tmp_path: Path) -> Iterator[ThumbnailLoader]:
    made = ThumbnailLoader(store=tmp_path / "store.sqlite", memory=40 * SIDE * SIDE * 4)
    yield made
    made.close()


def pictures(folder: Path, count: int) -> list[str]:
    return [str(picture(folder / f"{number}.jpg", number)) for number in range(count)]


def load_all(qtbot: QtBot, loader: ThumbnailLoader, paths: list[str], side: int = SIDE) -> None:
    loader.want(qtbot, paths, side)
    qtbot.waitUntil(lambda: all(loader.image(path) is not None for path in paths))


def test_that_a_thumbnail_is_the_middle_square_at_the_asked_side(
    tmp_path: Path, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    wide = np.zeros((100, 300, 3), dtype=np.uint8)
    wide[:, 100:200] = (200, 30, 30)
    Image.fromarray(wide).save(tmp_path / "wide.png")
    path = str(tmp_path / "wide.png")
    load_all(qtbot, loader, [path])
    image = loader.image(path)
    assert image is not None
    assert (image.width(), image.height()) == (SIDE, SIDE)
    middle = image.pixelColor(SIDE // 2, SIDE // 2)
    assert middle.red() > 170
    assert middle.green() < 60


def test_that_corners_are_round_and_the_rest_opaque(
    tmp_path: Path, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    path = pictures(tmp_path, 1)[0]
    load_all(qtbot, loader, [path])
    image = loader.image(path)
    assert image is not None
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(SIDE - 1, SIDE - 1).alpha() == 0
    assert image.pixelColor(SIDE // 2, 0).alpha() == 255


def test_that_pictures_scrolled_away_are_never_decoded(
    tmp_path: Path, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    paths = pictures(tmp_path, 120)
    with loader.held():
        loader.want(qtbot, paths[:60], SIDE)
        loader.want(qtbot, paths[60:], SIDE)
    qtbot.waitUntil(lambda: loader.image(paths[-1]) is not None)
    decoded = sum(loader.image(path) is not None for path in paths[:60])
    assert decoded <= thumbnails.QThread.idealThreadCount() + 8


def test_that_memory_stays_bounded(tmp_path: Path, loader: ThumbnailLoader, qtbot: QtBot) -> None:
    paths = pictures(tmp_path, 60)
    for start in range(0, 60, 20):
        load_all(qtbot, loader, paths[start : start + 20])
    assert loader.used <= 40 * SIDE * SIDE * 4
    assert loader.image(paths[0]) is None
    assert loader.image(paths[-1]) is not None


def test_that_a_stored_thumbnail_is_not_decoded_from_the_file_again(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = pictures(tmp_path, 5)
    first = ThumbnailLoader(store=tmp_path / "store.sqlite")
    load_all(qtbot, first, paths)
    first.close()

    def fail(path: str, side: int) -> None:
        raise AssertionError(f"{path} was decoded again")

    monkeypatch.setattr(thumbnail_image, "_square", fail)
    second = ThumbnailLoader(store=tmp_path / "store.sqlite")
    load_all(qtbot, second, paths)
    second.close()


def test_that_a_changed_file_gets_a_new_thumbnail(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "one.png"
    Image.new("RGB", (50, 50), (250, 0, 0)).save(path)
    first = ThumbnailLoader(store=tmp_path / "store.sqlite")
    load_all(qtbot, first, [str(path)])
    first.close()
    Image.new("RGB", (60, 60), (0, 0, 250)).save(path)
    second = ThumbnailLoader(store=tmp_path / "store.sqlite")
    load_all(qtbot, second, [str(path)])
    image = second.image(str(path))
    assert image is not None
    assert image.pixelColor(40, 40).blue() > 200
    second.close()


def test_that_a_failure_is_known_by_its_reason_and_can_be_tried_again(
    tmp_path: Path, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    path = tmp_path / "late.jpg"
    with qtbot.waitSignal(loader.ready):
        loader.want(qtbot, [str(path)], SIDE)
    assert loader.error(str(path))
    picture(path, 1)
    loader.look_again()
    load_all(qtbot, loader, [str(path)])
    assert not loader.error(str(path))


def test_that_a_replaced_file_is_looked_at_again_and_a_missing_one_told(
    tmp_path: Path, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    path, gone = tmp_path / "one.png", tmp_path / "gone.png"
    Image.new("RGB", (50, 50), (250, 0, 0)).save(path)
    Image.new("RGB", (50, 50), (250, 0, 0)).save(gone)
    load_all(qtbot, loader, [str(path), str(gone)])
    Image.new("RGB", (60, 60), (0, 0, 250)).save(path)
    gone.unlink()
    loader.look_again()
    assert blue(loader, path) < 50  # what is known is shown until the file was read
    loader.want(qtbot, [str(path), str(gone)], SIDE)
    qtbot.waitUntil(lambda: blue(loader, path) > 200)
    qtbot.waitUntil(lambda: loader.error(str(gone)) != "")
    assert loader.image(str(gone)) is None
    assert loader.used == SIDE * SIDE * 4


def test_that_only_the_files_in_doubt_are_looked_at_again(
    tmp_path: Path, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    doubted, other, failed = tmp_path / "doubted.png", tmp_path / "other.png", tmp_path / "failed.png"
    for path in (doubted, other):
        Image.new("RGB", (50, 50), (250, 0, 0)).save(path)
    failed.write_bytes(b"no picture")
    load_all(qtbot, loader, [str(doubted), str(other)])
    with qtbot.waitSignal(loader.ready):
        loader.want(qtbot, [str(failed)], SIDE)
    for path in (doubted, other, failed):
        Image.new("RGB", (60, 60), (0, 0, 250)).save(path)
    with qtbot.assertNotEmitted(loader.doubted):
        loader.look_again([str(tmp_path / "never seen.png")])
    with qtbot.waitSignal(loader.doubted):
        loader.look_again([str(doubted), str(failed)])
    loader.want(qtbot, [str(doubted), str(other), str(failed)], SIDE)
    qtbot.waitUntil(lambda: loader.image(str(failed)) is not None and blue(loader, doubted) > 200)
    assert not loader.error(str(failed))
    assert blue(loader, other) < 50


@pytest.mark.parametrize("all_of_them", [False, True])
def test_that_what_was_being_made_when_its_file_came_into_doubt_is_made_anew(
    tmp_path: Path, loader: ThumbnailLoader, qtbot: QtBot, all_of_them: bool
) -> None:
    path = tmp_path / "one.png"
    Image.new("RGB", (50, 50), (250, 0, 0)).save(path)
    loader.want(qtbot, [str(path)], SIDE)
    loader._pool.waitForDone()  # made, and not yet handed over
    Image.new("RGB", (60, 60), (0, 0, 250)).save(path)
    with qtbot.waitSignal(loader.doubted):
        loader.look_again(None if all_of_them else [str(path)])
        assert loader.image(str(path)) is None
    assert loader.image(str(path)) is None
    load_all(qtbot, loader, [str(path)])
    assert blue(loader, path) > 200


def blue(loader: ThumbnailLoader, path: Path) -> int:
    image = loader.image(str(path))
    assert image is not None
    return image.pixelColor(40, 40).blue()


@pytest.mark.parametrize("opening", ["run", "pictures"])
def test_that_opening_a_run_or_pictures_looks_at_files_again(
    tmp_path: Path, open_window: OpenWindow, qtbot: QtBot, opening: str
) -> None:
    folder = write_shapes(tmp_path / "shapes")
    window, loader, late = open_window(pictures=folder), thumbnails.shared_loader(), tmp_path / "late.jpg"
    loader.want(qtbot, [str(late)], SIDE)
    qtbot.waitUntil(lambda: loader.error(str(late)) != "")
    picture(late, 1)
    if opening == "run":
        window.bench.show_run(RunFolder.create(tmp_path / "runs", RunConfig(DataConfig(source=str(folder)))))
    else:
        with qtbot.waitSignal(window.bench.dataset.catalog_ready):
            window.open_path(str(folder))
    load_all(qtbot, loader, [str(late)])


def test_that_a_damaged_store_is_begun_anew(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"this is no database, but long enough to look like a file" * 40)
    loader = ThumbnailLoader(store=path)
    load_all(qtbot, loader, pictures(tmp_path, 2))
    loader.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM thumbnails").fetchone()[0] == 2
    connection.close()


def test_that_a_store_that_cannot_be_written_only_costs_time(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("in the way")
    loader = ThumbnailLoader(store=tmp_path / "file" / "store.sqlite")
    load_all(qtbot, loader, pictures(tmp_path, 2))
    loader.close()


def test_that_the_store_drops_the_oldest_above_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = ThumbnailStore(path, limit=200_000)
    for number in range(100):
        store.put(number, bytes(5_000))
    store.close()
    again = ThumbnailStore(path, limit=200_000)
    assert again.get(0) is None
    assert again.get(99) is not None
    again.close()


def test_that_keys_tell_path_time_size_and_side_apart() -> None:
    keys = {
        key_of(*args) for args in [("a", 1, 1, 128), ("b", 1, 1, 128), ("a", 2, 1, 128), ("a", 1, 2, 128)]
    }
    assert len(keys) == 4
    assert key_of("a", 1, 1, 128) != key_of("a", 1, 1, 256)


def test_that_closing_waits_for_what_is_being_decoded(tmp_path: Path, qtbot: QtBot) -> None:
    loader = ThumbnailLoader(store=tmp_path / "store.sqlite")
    loader.want(qtbot, pictures(tmp_path, 60), SIDE)
    loader.close()
    assert loader._pool.activeThreadCount() == 0


def test_that_thumbnails_are_images_and_not_pixmaps(
    tmp_path: Path, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    path = pictures(tmp_path, 1)[0]
    load_all(qtbot, loader, [path])
    assert isinstance(loader.image(path), QImage)
