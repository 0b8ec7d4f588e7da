"""``last.ckpt``: everything that going on exactly where it stopped needs.

Tensors, numbers, strings and containers of them alone, so that ``weights_only`` loads it.
"""

from __future__ import annotations

import pickle
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import FORMAT
from engine.errors import EngineError
from engine.files import replacing, saving

if TYPE_CHECKING:
    import torch


_HELD = {"epoch", "batch", "totals", "model", "trainer", "best", "random", "weights"}


def save(path: Path, state: dict[str, Any]) -> None:
    """Replace ``path``, atomically. Raises EngineError when it cannot be written."""
    import torch

    with saving(path), replacing(path) as temporary:
        try:
            torch.save({"format": FORMAT, **state}, temporary)
        except RuntimeError as error:
            # torch's writer hides the system's error number behind a RuntimeError of its own.
            raise OSError(_errno_of(path), str(error).splitlines()[0]) from error


def load(path: Path) -> dict[str, Any]:
    """The state in ``path``; runs no code from the file.

    Raises:
        EngineError: it is missing, damaged or of another format.
    """
    import torch

    if not path.exists():
        raise EngineError(
            f"{path.parent.name} has no {path.name} to go on from.",
            "The run ended before its first checkpoint: start it again with the same settings.",
        )
    from engine.models import torch_archive
    from engine.models.state_files import UNREADABLE

    try:
        if torch_archive.is_zipped(path):
            torch_archive.check(path)
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, *UNREADABLE) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise EngineError(f"{path} cannot be read: {first}", "The file is damaged.") from None
    if not isinstance(state, dict) or state.get("format") != FORMAT or not state.keys() >= _HELD:
        raise EngineError(f"{path} was written by another version of Graft.", "Resume it with that version.")
    return state


def random_state(device: torch.device) -> dict[str, Any]:
    """State of every generator that training may draw from."""
    import numpy as np
    import torch

    name, keys, position, has_gauss, gauss = np.random.get_state(legacy=True)
    version, internal, gauss_next = random.getstate()
    return {
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state(device) if device.type == "cuda" else None,
        "numpy": [str(name), torch.from_numpy(np.asarray(keys).astype(np.int64)), position, has_gauss, gauss],
        "python": [version, list(internal), gauss_next],
    }


def set_random_state(state: dict[str, Any], device: torch.device) -> None:
    """The inverse of :func:`random_state`."""
    import numpy as np
    import torch

    torch.set_rng_state(state["torch"])
    if state["cuda"] is not None and device.type == "cuda":
        torch.cuda.set_rng_state(state["cuda"], device)
    name, keys, position, has_gauss, gauss = state["numpy"]
    np.random.set_state((name, keys.numpy().astype(np.uint32), position, has_gauss, gauss))
    version, internal, gauss_next = state["python"]
    random.setstate((version, tuple(internal), gauss_next))


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and torch (all devices)."""
    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def _errno_of(path: Path) -> int:
    """Tell a full disk from another failure after the fact."""
    import errno
    import shutil

    return errno.ENOSPC if shutil.disk_usage(path.parent).free < 2**20 else errno.EIO
