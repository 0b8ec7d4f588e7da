"""Every picture decoded once, and decoded right."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.data import decode, network_pixels, pixel_store
from engine.data.network_pixels import centre_crop
from engine.data.pixel_store import PixelStore
from engine.errors import EngineError
from engine.fingerprints import content_key, content_keys


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (90, 140, 3), dtype=np.uint8)
    path = tmp_path / "picture.png"
    Image.fromarray(pixels).save(path)
    return path


def test_that_a_picture_is_decoded_once(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Path] = []
    honest = network_pixels.load

    def counted(path: Path, shorter: int, interpolation: str) -> np.ndarray:
        calls.append(path)
        return honest(path, shorter, interpolation)

    monkeypatch.setattr(network_pixels, "load", counted)
    content = content_key(picture)
    first = PixelStore(64, folder=tmp_path / "store")
    before = first.load(picture, content)
    first.close()
    second = PixelStore(64, folder=tmp_path / "store")
    np.testing.assert_array_equal(second.load(picture, content), before)
    assert calls == [picture]
    assert min(before.shape[:2]) == 64


def test_that_a_changed_picture_is_decoded_anew(picture: Path, tmp_path: Path) -> None:
    store = PixelStore(64, folder=tmp_path / "store")
    before = store.load(picture, content_key(picture))
    Image.new("RGB", (100, 100), "red").save(picture)
    after = store.load(picture, content_key(picture))
    assert before.shape != after.shape
    assert (after == (255, 0, 0)).all()


def test_that_the_key_of_an_unchanged_file_is_remembered_and_of_a_changed_one_renewed(
    picture: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine import fingerprints

    os.utime(picture, ns=(10**18, 10**18))
    (before,) = content_keys([picture])
    with monkeypatch.context() as patch:
        patch.setattr(fingerprints, "content_key", lambda path: pytest.fail("read again"))
        assert content_keys([picture]) == [before]
    Image.new("RGB", (100, 100), "red").save(picture)
    (after,) = content_keys([picture])
    assert after == content_key(picture) != before
    assert content_keys([picture.with_name("absent.png")]) == [None]


def test_that_batches_come_in_order_and_name_what_cannot_be_decoded(tmp_path: Path) -> None:
    def load(index: int) -> np.ndarray:
        if index == 5:
            raise decode.UnusablePicture("it is cut off")
        return np.full((4, 4, 3), index, np.uint8)

    with ThreadPoolExecutor(4) as pool:
        stream = pixel_store.batches(
            load, lambda i: Path(f"{i}.jpg"), list(range(10)), batch=4, size=4, pool=pool
        )
        parts = list(stream)
    assert [list(part.positions) for part in parts] == [[0, 1, 2, 3], [4, 6, 7], [8, 9]]
    assert [list(part.pixels[:, 0, 0, 0]) for part in parts] == [[0, 1, 2, 3], [4, 6, 7], [8, 9]]
    assert [(p.path.name, p.reason) for part in parts for p in part.problems] == [("5.jpg", "it is cut off")]


@pytest.mark.parametrize("shape", [(256, 341), (341, 256), (257, 300), (224, 224), (200, 300), (100, 90)])
def test_that_the_centre_crop_is_torchvisions(shape: tuple[int, int]) -> None:
    import torch
    from torchvision.transforms.v2.functional import center_crop

    pixels = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    expected = center_crop(torch.from_numpy(pixels).permute(2, 0, 1), [224, 224]).permute(1, 2, 0)
    np.testing.assert_array_equal(centre_crop(pixels, 224), expected.numpy())


def test_that_a_picture_replaced_after_its_content_was_read_never_passes_for_the_old_one(
    picture: Path, tmp_path: Path, own_cache: Path
) -> None:
    os.utime(picture, ns=(10**18, 10**18))
    (content,) = content_keys([picture])
    assert content is not None
    whole = picture.read_bytes()
    honest = network_pixels.load(picture, 64, "bilinear")
    Image.new("RGB", (100, 100), "red").save(picture)
    store = PixelStore(64, folder=tmp_path / "store")
    with pytest.raises(EngineError, match=r"picture\.png has changed since the run began"):
        store.load(picture, content)
    assert not store.has(content)
    picture.write_bytes(whole)
    for _ in range(2):
        np.testing.assert_array_equal(store.load(picture, content), honest)
    store.close()


def test_that_a_picture_deleted_while_it_was_decoded_is_missed_and_not_called_changed(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, honest = content_key(picture), network_pixels.load

    def vanishing(path: Path, shorter: int, interpolation: str) -> np.ndarray:
        pixels = honest(path, shorter, interpolation)
        path.unlink()
        return pixels

    monkeypatch.setattr(network_pixels, "load", vanishing)
    store = PixelStore(64, folder=tmp_path / "store")
    with pytest.raises(decode.UnusablePicture, match="No such file"):
        store.load(picture, content)
    assert not store.has(content)


def test_that_a_bound_does_not_shrink_as_the_cache_fills(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRAFT_CACHE_GB", raising=False)
    room = 40 * 2**20

    def usage(_: Path) -> shutil._ntuple_diskusage:
        held = sum(path.stat().st_size for path in own_cache.rglob("*.shard"))
        return shutil._ntuple_diskusage(room, held, room - held)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert pixel_store.limit_bytes() == room // 4
    for name in ("pixels/64-bilinear", "activations/0123"):
        (own_cache / name).mkdir(parents=True)
        (own_cache / name / "a.shard").write_bytes(bytes(8 * 2**20))
        assert pixel_store.limit_bytes() == room // 4


def test_that_a_picture_larger_than_the_whole_store_is_decoded_each_time(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAFT_CACHE_GB", "0")
    store = PixelStore(700, folder=tmp_path / "store")
    content = content_key(picture)
    for _ in range(2):
        pixels = store.load(picture, content)
        np.testing.assert_array_equal(pixels, network_pixels.load(picture, 700, "bilinear"))
    assert not store.has(content)
    assert not store.full


@pytest.mark.parametrize("said", ["inf", "nan", "much"])
def test_that_a_bound_that_is_no_number_of_gigabytes_is_refused(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("GRAFT_CACHE_GB", said)
    with pytest.raises(EngineError, match="GRAFT_CACHE_GB"):
        pixel_store.limit_bytes()
