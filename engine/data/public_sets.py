"""Public data sets by name: torchvision's classification sets, and the tutorial's ants and bees.

Each is downloaded once (see :mod:`engine.data.download`), read by torchvision's own code, and kept in the
cache folder as plain folds of class folders; the downloads are then removed.
"""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.data import archives, download
from engine.data.progress import Cancelled, WorkCancelled, check
from engine.errors import EngineError
from engine.files import cache_folder, saving, sync_folder

PREFIX = "torchvision:"
ANTS_AND_BEES = "sample:ants-and-bees"
ANTS_AND_BEES_URL = "https://download.pytorch.org/tutorial/hymenoptera_data.zip"
# The publisher gives no checksum; the zip checks each picture (CRC-32), and this is their number.
_ANTS_AND_BEES_PICTURES = 398
_EUROSAT_URL = (
    "https://huggingface.co/datasets/torchgeo/eurosat/resolve/"
    "c877bcd43f099cd0196738f714544e355477f3fd/EuroSAT.zip"
)

SetProgress = Callable[[str, int, int], None]
"""Told the stage in words, and units done and in all (bytes, then pictures)."""


@dataclass(frozen=True, slots=True)
class _Download:
    """A file that torchvision expects under the set's root; the first address that answers serves."""

    urls: tuple[str, ...]
    path: str
    md5: str


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A set that can be had by name.

    Attributes:
        name: torchvision's class name.
        title: for people.
        pictures: how many it holds.
        megabytes: size of its download.
        folds: our fold to the arguments that make torchvision read it.
        downloads: from torchvision's class to the files it expects.
    """

    name: str
    title: str
    pictures: int
    megabytes: int
    folds: Mapping[str, Mapping[str, Any]]
    downloads: Callable[[Any], Iterable[_Download]]

    @property
    def source(self) -> str:
        """What goes into ``DataConfig.source``."""
        return PREFIX + self.name


def _cifar(cls: Any) -> Iterator[_Download]:
    yield _Download((cls.url,), cls.filename, cls.tgz_md5)


def _mnist(cls: Any) -> Iterator[_Download]:
    for name, md5 in cls.resources:
        yield _Download(tuple(mirror + name for mirror in cls.mirrors), f"{cls.__name__}/raw/{name}", md5)


def _flowers(cls: Any) -> Iterator[_Download]:
    for name, md5 in cls._file_dict.values():
        yield _Download((cls._download_url_prefix + name,), f"flowers-102/{name}", md5)


def _pets(cls: Any) -> Iterator[_Download]:
    for url, md5 in cls._RESOURCES:
        yield _Download((url,), f"oxford-iiit-pet/{url.rpartition('/')[2]}", md5)


def _food(cls: Any) -> Iterator[_Download]:
    yield _Download((cls._URL,), cls._URL.rpartition("/")[2], cls._MD5)


def _eurosat(cls: Any) -> Iterator[_Download]:
    del cls
    yield _Download((_EUROSAT_URL,), "eurosat/EuroSAT.zip", "c8fa014336c82ac7804f0398fcb19387")


_TRAIN_TEST = {"train": {"train": True}, "test": {"train": False}}
_SPLITS = {"train": {"split": "train"}, "test": {"split": "test"}}
_PET_SPLITS = {"train": {"split": "trainval"}, "test": {"split": "test"}}
_FLOWER_SPLITS = {**_SPLITS, "validation": {"split": "val"}}

SETS: tuple[PublicSet, ...] = (
    PublicSet("CIFAR10", "CIFAR-10", 60_000, 170, _TRAIN_TEST, _cifar),
    PublicSet("CIFAR100", "CIFAR-100", 60_000, 169, _TRAIN_TEST, _cifar),
    PublicSet("Flowers102", "Oxford flowers", 8_189, 345, _FLOWER_SPLITS, _flowers),
    PublicSet("OxfordIIITPet", "Oxford-IIIT pets", 7_349, 811, _PET_SPLITS, _pets),
    PublicSet("Food101", "Food-101", 101_000, 4_997, _SPLITS, _food),
    PublicSet("EuroSAT", "EuroSAT satellite pictures", 27_000, 94, {"": {}}, _eurosat),
    PublicSet("FashionMNIST", "Fashion-MNIST", 70_000, 31, _TRAIN_TEST, _mnist),
    PublicSet("MNIST", "MNIST handwritten digits", 70_000, 12, _TRAIN_TEST, _mnist),
)


def is_here(source: str) -> bool:
    """Whether ``source`` can be opened without a download."""
    if source == ANTS_AND_BEES:
        return _ants_and_bees_folder().is_dir()
    return _folder(_set_named(source)).is_dir()


def fetched(source: str, *, progress: SetProgress | None = None, cancelled: Cancelled | None = None) -> Path:
    """The folder that holds the set ``torchvision:NAME`` or ``sample:ants-and-bees``; made on first use.

    Args:
        source: as in ``DataConfig.source``; upper and lower case and hyphens do not matter.
        progress: told what is going on.
        cancelled: asked often; a download goes on from there the next time.

    Raises:
        EngineError: no such set, offline, wrong checksum, or the disk is full.
        WorkCancelled: ``cancelled`` said so.
    """
    if source == ANTS_AND_BEES:
        return _fetch_ants_and_bees(progress, cancelled)
    chosen = _set_named(source)
    final = _folder(chosen)
    if final.is_dir():
        return final
    root = cache_folder() / "downloads" / chosen.name
    with saving(final):
        cls = _torchvision_class(chosen.name)
        for item in chosen.downloads(cls):
            _fetch(item, root, progress, cancelled)
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=final.parent, prefix=f".{chosen.name}."))
        try:
            _write_folders(chosen, cls, root, temporary, progress, cancelled)
            temporary.chmod(0o755)
            os.replace(temporary, final)
            sync_folder(final.parent)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(root)
    return final


def _folder(chosen: PublicSet) -> Path:
    return cache_folder() / "public" / chosen.name


def _ants_and_bees_folder() -> Path:
    return cache_folder() / "public" / "ants-and-bees"


def _set_named(source: str) -> PublicSet:
    def plain(name: str) -> str:
        return "".join(letter for letter in name.lower() if letter.isalnum())

    wanted = source.removeprefix(PREFIX)
    known = {plain(chosen.name): chosen for chosen in SETS}
    chosen = known.get(plain(wanted))
    if chosen is None:
        near = difflib.get_close_matches(plain(wanted), known, n=1)
        guess = f" Did you mean {known[near[0]].name}?" if near else ""
        names = ", ".join(each.name for each in SETS)
        raise EngineError(f"There is no set named {wanted}.{guess}", f"Known are: {names}.")
    return chosen


def _torchvision_class(name: str) -> Any:
    import torchvision

    return getattr(torchvision.datasets, name)


def _fetch(item: _Download, root: Path, progress: SetProgress | None, cancelled: Cancelled | None) -> None:
    path = root / item.path
    step = None if progress is None else _bytes_step(progress, f"Downloading {path.name}")
    for url in item.urls[:-1]:
        try:
            download.fetch(url, path, md5=item.md5, progress=step, cancelled=cancelled)
        except download.UnreachableError:
            continue
        return
    download.fetch(item.urls[-1], path, md5=item.md5, progress=step, cancelled=cancelled)


def _bytes_step(progress: SetProgress, words: str) -> download.BytesProgress:
    return lambda done, total: progress(words, done, total)


def _write_folders(
    chosen: PublicSet,
    cls: Any,
    root: Path,
    folder: Path,
    progress: SetProgress | None,
    cancelled: Cancelled | None,
) -> None:
    """Write every picture into ``fold/class``; torchvision unpacks what was downloaded and checked."""
    count = 0
    for fold, arguments in chosen.folds.items():
        check(cancelled)
        if progress is not None:
            progress(f"Unpacking {chosen.title}", count, chosen.pictures)
        dataset = cls(str(root), download=True, **arguments)
        names = [str(name).replace("/", "-") for name in dataset.classes]
        parent = folder / ({"validation": "val"}.get(fold, fold))
        for name in names:
            (parent / name).mkdir(parents=True, exist_ok=True)
        for number, (label, picture) in enumerate(_pictures(dataset)):
            check(cancelled)
            _write(picture, parent / names[label], number)
            count += 1
            if progress is not None and count % 100 == 0:
                progress(f"Writing {chosen.title}", count, chosen.pictures)


def _pictures(dataset: Any) -> Iterator[tuple[int, Any]]:
    """Label and either a path or an array of uint8, height x width (x 3)."""
    if hasattr(dataset, "data"):
        for label, values in zip(dataset.targets, dataset.data, strict=True):
            yield int(label), values.numpy() if hasattr(values, "numpy") else values
    elif hasattr(dataset, "samples"):
        for path, label in dataset.samples:
            yield int(label), Path(path)
    else:
        files = dataset._image_files if hasattr(dataset, "_image_files") else dataset._images
        for path, label in zip(files, dataset._labels, strict=True):
            yield int(label), Path(path)


def _write(picture: Any, folder: Path, number: int) -> None:
    from PIL import Image

    if not isinstance(picture, Path):
        Image.fromarray(picture).save(folder / f"{number:05d}.png")
        return
    try:
        os.link(picture, folder / picture.name)
    except OSError:
        # Some file systems have no second names for a file.
        shutil.copyfile(picture, folder / picture.name)


def _fetch_ants_and_bees(progress: SetProgress | None, cancelled: Cancelled | None) -> Path:
    final = _ants_and_bees_folder()
    if final.is_dir():
        return final
    path = cache_folder() / "downloads" / "hymenoptera_data.zip"
    step = None if progress is None else _bytes_step(progress, "Downloading ants and bees")
    download.fetch(ANTS_AND_BEES_URL, path, progress=step, cancelled=cancelled)
    try:
        unpacked = archives.extracted(path, cancelled=cancelled)
        _check_ants_and_bees(unpacked)
    except WorkCancelled:
        raise
    except EngineError:
        path.unlink(missing_ok=True)
        raise
    with saving(final):
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(unpacked, final)
        sync_folder(final.parent)
        path.unlink(missing_ok=True)
    return final


def _check_ants_and_bees(unpacked: Path) -> None:
    count = sum(1 for each in unpacked.rglob("*") if each.is_file())
    if count != _ANTS_AND_BEES_PICTURES:
        shutil.rmtree(unpacked)
        raise EngineError(
            f"{ANTS_AND_BEES_URL} holds {count} files, and {_ANTS_AND_BEES_PICTURES} were expected.",
            "It was thrown away. Try again later, or use a folder of your own.",
        )
