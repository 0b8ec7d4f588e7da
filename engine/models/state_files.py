"""Reading a file of tensors: .pth, .pt, .safetensors; wrappers and prefixes taken off."""

from __future__ import annotations

import os
import pickle
import struct
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.errors import EngineError
from engine.models import torch_archive

WRAPPERS = ("state_dict_ema", "model_ema", "state_dict", "model_state_dict", "model_state", "model", "net")
PREFIXES = ("module.", "_orig_mod.", "model.")
# How often a file's numbers may be used: layers that share their weights are stored once.
MOST_SHARING = 32
# Everything torch.load(weights_only=True) was seen to raise on truncated and altered files.
UNREADABLE = (
    RuntimeError, ValueError, EOFError, KeyError, IndexError, AttributeError, TypeError, AssertionError,
    OverflowError, MemoryError, OSError, struct.error, zipfile.BadZipFile,
)  # fmt: skip


def read_state(path: Path) -> dict[str, Tensor]:
    """Tensors by name, on the CPU, floating ones as float32.

    Raises:
        EngineError: the file is damaged, holds objects other than tensors, or no tensors at all.
    """
    content = _safetensors(path) if _is_safetensors(path) else _pickled(path)
    state = _unwrapped(content)
    if not state:
        raise EngineError(
            f"{path.name} holds no network weights.",
            "Give a file with a state_dict: names with tensors, as torch.save(model.state_dict()) writes.",
        )
    check_tensors(state, path)
    whole = {name: t.float() if t.is_floating_point() else t for name, t in _plain_names(state).items()}
    # The tensors may be a map of the file, which Windows then lets nobody replace.
    return {name: tensor.clone() for name, tensor in whole.items()} if os.name == "nt" else whole


def check_tensors(state: Mapping[str, Tensor], path: Path) -> None:
    """Make sure that the tensors of a file are plain ones that it has the numbers for.

    A tensor may repeat one stored number without end: a file of a kilobyte then asks for gigabytes.

    Raises:
        EngineError: one of them is sparse, quantized, complex, elsewhere, or larger than the file.
    """
    size = path.stat().st_size
    for name, tensor in state.items():
        plain = tensor.layout == torch.strided and tensor.device.type == "cpu" and not tensor.is_nested
        if not plain or tensor.is_quantized or tensor.is_complex():
            raise _damaged(path, TypeError(f"{name} is not a plain tensor"))
        if tensor.numel() * tensor.element_size() > size:
            raise _damaged(path, ValueError(f"{name} claims more numbers than the file holds"))
    if sum(t.numel() * t.element_size() for t in state.values()) > MOST_SHARING * size:
        raise _damaged(path, ValueError("its tensors claim more numbers than the file holds"))


def _is_safetensors(path: Path) -> bool:
    """Told by the content, not the ending: an 8-byte length, then JSON."""
    with path.open("rb") as stream:
        return stream.read(9)[8:] == b"{"


def _safetensors(path: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except (SafetensorError, *UNREADABLE) as error:
        raise _damaged(path, error) from None


def _pickled(path: Path) -> Any:
    if torch_archive.is_zipped(path):
        torch_archive.check(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of odd pickles; they are refused all the same
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        if "Weights only load failed" in str(error) and "nsupported" in str(error):
            raise EngineError(
                f"{path.name} holds more than tensors: opening it could run a program hidden in it. "
                "Nothing was run.",
                "Ask for a file made by torch.save(model.state_dict()), or a .safetensors file.",
            ) from None
        raise _damaged(path, error) from None
    except UNREADABLE as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> EngineError:
    if "TorchScript" in str(error) or "torch.jit" in str(error):
        return EngineError(
            f"{path.name} is a TorchScript program, not a file of weights.",
            "Give a file made by torch.save(model.state_dict()).",
        )
    first = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
    return EngineError(
        f"{path.name} cannot be read as weights: it is damaged, incomplete, or something else ({first}).",
        "Download or copy it again, and compare its size with the original.",
    )


def _unwrapped(content: Any) -> dict[str, Tensor]:
    """The mapping of names to tensors inside the usual checkpoint wrappers; empty when there is none."""
    if not isinstance(content, Mapping):
        return {}
    for wrapper in WRAPPERS:
        inner = content.get(wrapper)
        if isinstance(inner, Mapping) and any(isinstance(value, Tensor) for value in inner.values()):
            content = inner
            break
    return {k: v for k, v in content.items() if isinstance(k, str) and isinstance(v, Tensor)}


def _plain_names(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Names without a prefix that all of them share, as data-parallel and compiled modules add."""
    for _ in range(len(PREFIXES)):
        for prefix in PREFIXES:
            if all(name.startswith(prefix) for name in state):
                state = {name.removeprefix(prefix): tensor for name, tensor in state.items()}
    return state
