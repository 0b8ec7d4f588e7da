import dataclasses
import functools
import gzip
import hashlib
import http.server
import io
import json
import pickle
import shutil
import struct
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.config import DataConfig
from engine.data import download, public_sets, sources
from engine.data.catalog import Catalog
from engine.errors import EngineError
from engine.files import cache_folder
from tests.engine.data.pictures import class_folders, encoded, photo

Patch = Callable[..., None]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def web(tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, str]]:
    """A folder and the address on this machine that serves it."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "web"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def tar(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def opened(source: str) -> Catalog:
    catalog = sources.open_source(DataConfig(source=source))
    sources.require_trainable(catalog)
    return catalog


def idx(array: np.ndarray) -> bytes:
    head = struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(head + array.astype(np.uint8).tobytes())


def test_that_fashion_mnist_becomes_class_folders(
    web: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.datasets import FashionMNIST

    folder, url = web
    resources = []
    for part, count in (("train", 30), ("t10k", 10)):
        pixels = np.random.default_rng(0).integers(0, 256, (count, 28, 28))
        for name, array in (("images-idx3", pixels), ("labels-idx1", np.arange(count) % 10)):
            path = folder / f"{part}-{name}-ubyte.gz"
            path.write_bytes(idx(array))
            resources.append((path.name, md5(path)))
    monkeypatch.setattr(FashionMNIST, "resources", resources)
    # The first address answers nothing, so the second must serve.
    monkeypatch.setattr(download, "_ATTEMPTS", 1)
    monkeypatch.setattr(FashionMNIST, "mirrors", ["http://127.0.0.1:9/", url])
    told: list[str] = []
    assert not public_sets.is_here("torchvision:fashion-mnist")
    public_sets.fetched("torchvision:fashion-mnist", progress=lambda words, *_: told.append(words))
    catalog = opened("torchvision:FashionMNIST")
    assert catalog.counts()["T-shirt-top"] == {"train": 3, "test": 1}
    assert len(catalog.samples) == 40
    assert any("Downloading train-images" in words for words in told)
    assert not list((cache_folder() / "downloads").iterdir())
    shutil.rmtree(folder)
    assert len(opened("torchvision:FashionMNIST").samples) == 40


def test_that_cifar_10_becomes_class_folders(web: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.datasets import CIFAR10

    folder, url = web
    names = [f"class{n}" for n in range(10)]
    data = np.random.default_rng(0).integers(0, 256, (10, 3072), dtype=np.uint8)
    batch = pickle.dumps({"data": data, "labels": list(range(10))})
    meta = pickle.dumps({"label_names": names})
    files = {f"data_batch_{n}": batch for n in range(1, 6)} | {"test_batch": batch, "batches.meta": meta}
    path = tar(folder / "cifar-10-python.tar.gz", {f"cifar-10-batches-py/{k}": v for k, v in files.items()})

    def digest(content: bytes) -> str:
        return hashlib.md5(content, usedforsecurity=False).hexdigest()

    monkeypatch.setattr(CIFAR10, "url", url + path.name)
    monkeypatch.setattr(CIFAR10, "tgz_md5", md5(path))
    monkeypatch.setattr(CIFAR10, "train_list", [[f"data_batch_{n}", digest(batch)] for n in range(1, 6)])
    monkeypatch.setattr(CIFAR10, "test_list", [["test_batch", digest(batch)]])
    monkeypatch.setattr(CIFAR10, "meta", {**CIFAR10.meta, "md5": digest(meta)})
    catalog = opened("torchvision:cifar-10")
    assert catalog.counts() == {name: {"train": 5, "test": 1} for name in names}


def picture_files(names: list[str]) -> dict[str, bytes]:
    return {name: encoded(photo(n), "JPEG") for n, name in enumerate(names)}


def patch_pets(folder: Path, url: str, patch: Patch) -> int:
    from torchvision.datasets import OxfordIIITPet

    ids = ["Bengal_1", "Bengal_2", "pug_1", "pug_2"]
    images = tar(folder / "images.tar.gz", picture_files([f"images/{name}.jpg" for name in ids]))
    rows = {"trainval": [0, 2], "test": [1, 3]}
    lists = {
        f"annotations/{fold}.txt": "".join(f"{ids[n]} {n // 2 + 1} 1 1\n" for n in chosen).encode()
        for fold, chosen in rows.items()
    }
    annotations = tar(folder / "annotations.tar.gz", lists)
    patch(OxfordIIITPet, "_RESOURCES", tuple((url + p.name, md5(p)) for p in (images, annotations)))
    return 4


def patch_food(folder: Path, url: str, patch: Patch) -> int:
    from torchvision.datasets import Food101

    names = [f"{dish}/{n}" for dish in ("bibimbap", "pho") for n in range(3)]
    files = picture_files([f"food-101/images/{name}.jpg" for name in names])
    for fold, numbers in (("train", (0, 1)), ("test", (2,))):
        listed = {dish: [f"{dish}/{n}" for n in numbers] for dish in ("bibimbap", "pho")}
        files[f"food-101/meta/{fold}.json"] = json.dumps(listed).encode()
    path = tar(folder / "food-101.tar.gz", files)
    patch(Food101, "_URL", url + path.name)
    patch(Food101, "_MD5", md5(path))
    return 6


def patch_flowers(folder: Path, url: str, patch: Patch) -> int:
    from scipy.io import savemat
    from torchvision.datasets import Flowers102

    tar(folder / "102flowers.tgz", picture_files([f"jpg/image_{n:05d}.jpg" for n in range(1, 10)]))
    savemat(folder / "imagelabels.mat", {"labels": np.array([1, 1, 1, 2, 2, 2, 3, 3, 3])})
    chosen = {"trnid": [1, 4, 7], "valid": [2, 5, 8], "tstid": [3, 6, 9]}
    savemat(folder / "setid.mat", {key: np.array(value) for key, value in chosen.items()})
    files = {key: (name, md5(folder / name)) for key, (name, _) in Flowers102._file_dict.items()}
    patch(Flowers102, "_file_dict", files)
    patch(Flowers102, "_download_url_prefix", url)
    patch(Flowers102, "classes", ["rose", "tulip", "lily"])
    return 9


@pytest.mark.parametrize(
    ("name", "prepare", "folds"),
    [
        ("OxfordIIITPet", patch_pets, {"train", "test"}),
        ("Food101", patch_food, {"train", "test"}),
        ("Flowers102", patch_flowers, {"train", "validation", "test"}),
    ],
)
def test_that_sets_of_files_become_class_folders(
    web: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    prepare: Callable[[Path, str, Patch], int],
    folds: set[str],
) -> None:
    count = prepare(*web, monkeypatch.setattr)
    catalog = opened(f"torchvision:{name}")
    assert len(catalog.samples) == count
    assert {s.fold for s in catalog.samples} == folds
    assert not list((cache_folder() / "downloads").iterdir())


def test_that_eurosat_is_one_undivided_set(web: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    import torchvision.datasets.eurosat as module

    folder, url = web
    class_folders(folder / "pack" / "2750", {"Forest": 2, "River": 2})
    path = Path(shutil.make_archive(str(folder / "EuroSAT"), "zip", folder / "pack"))
    found = md5(path)

    def items(cls: Any) -> Iterator[public_sets._Download]:
        yield public_sets._Download((url + path.name,), "eurosat/EuroSAT.zip", found)

    chosen = next(each for each in public_sets.SETS if each.name == "EuroSAT")
    real = module.download_and_extract_archive
    monkeypatch.setattr(
        module,
        "download_and_extract_archive",
        lambda url, download_root, md5: real(url, download_root=download_root, md5=found),
    )
    monkeypatch.setattr(public_sets, "SETS", (dataclasses.replace(chosen, downloads=items),))
    assert opened("torchvision:EuroSAT").counts() == {"Forest": {"": 2}, "River": {"": 2}}


def test_that_every_address_and_checksum_of_torchvision_is_found() -> None:
    for chosen in public_sets.SETS:
        items = list(chosen.downloads(public_sets._torchvision_class(chosen.name)))
        assert items
        for item in items:
            assert all(url.startswith(("https://", "http://")) for url in item.urls)
            assert len(item.md5) == 32


def test_that_a_wrong_checksum_leaves_no_set(web: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.datasets import Food101

    folder, url = web
    patch_food(folder, url, monkeypatch.setattr)
    monkeypatch.setattr(Food101, "_MD5", "0" * 32)
    with pytest.raises(EngineError, match="checksum is wrong"):
        opened("torchvision:Food101")
    assert not public_sets.is_here("torchvision:Food101")


def test_that_an_unknown_set_is_answered_with_a_near_one() -> None:
    with pytest.raises(EngineError, match=r"Did you mean CIFAR10\?") as caught:
        opened("torchvision:cifar1")
    assert "Flowers102" in caught.value.hint


def test_that_ants_and_bees_is_downloaded_counted_and_kept(
    web: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, url = web
    counts = {"train/ants": 2, "train/bees": 2, "val/ants": 1, "val/bees": 1}
    class_folders(folder / "pack" / "hymenoptera_data", counts)
    shutil.make_archive(str(folder / "hymenoptera_data"), "zip", folder / "pack")
    monkeypatch.setattr(public_sets, "ANTS_AND_BEES_URL", url + "hymenoptera_data.zip")
    with pytest.raises(EngineError, match="398 were expected"):
        opened(public_sets.ANTS_AND_BEES)
    assert not public_sets.is_here(public_sets.ANTS_AND_BEES)
    monkeypatch.setattr(public_sets, "_ANTS_AND_BEES_PICTURES", 6)
    assert opened(public_sets.ANTS_AND_BEES).classes == ("ants", "bees")
    shutil.rmtree(folder)
    assert len(opened(public_sets.ANTS_AND_BEES).samples) == 6


def test_that_ants_and_bees_offline_says_what_to_do(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_sets, "ANTS_AND_BEES_URL", "http://127.0.0.1:9/hymenoptera_data.zip")
    monkeypatch.setattr(download, "_ATTEMPTS", 1)
    with pytest.raises(EngineError) as caught:
        opened(public_sets.ANTS_AND_BEES)
    assert "could not be downloaded" in caught.value.message
    assert "connection to the internet" in caught.value.hint
