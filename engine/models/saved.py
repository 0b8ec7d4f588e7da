"""best.safetensors: weights with everything that predicting needs, in one file that runs nothing."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import FORMAT, ModelConfig, RunConfig
from engine.errors import EngineError
from engine.files import replacing, saving
from engine.models.backbones import Preprocessing
from engine.models.network import Network

if TYPE_CHECKING:
    from torch import Tensor

KEY = "graft"


@dataclass(frozen=True)
class ModelInfo:
    """What a model file says about itself.

    Attributes:
        model: backbone, head and how they were trained.
        classes: class names in the order of the logits.
        preprocessing: what its pictures have to look like.
        extra: whatever the writer added (accuracy, epoch, run name), plain JSON.
    """

    model: ModelConfig
    classes: tuple[str, ...]
    preprocessing: Preprocessing
    extra: Mapping[str, Any] = field(default_factory=dict)


def save_model(path: Path, network: Network, *, classes: Sequence[str], extra: Mapping[str, Any]) -> None:
    """Replace ``path`` by ``network``'s weights and their description, atomically.

    Args:
        path: the file.
        network: its module's state_dict is written, on the CPU, as it is.
        classes: class names in the order of the logits.
        extra: plain JSON values to keep with it.

    Raises:
        EngineError: the disk is full or the folder cannot be written.
    """
    told = {
        "format": FORMAT,
        "model": dataclasses.asdict(network.model),
        "classes": list(classes),
        "preprocessing": dataclasses.asdict(network.preprocessing),
        "extra": dict(extra),
    }
    state = {name: t.detach().cpu().contiguous() for name, t in network.module.state_dict().items()}
    with saving(path), replacing(path) as temporary:
        _save_file(state, temporary, {KEY: json.dumps(told, ensure_ascii=False), "format": "pt"})


def _save_file(state: dict[str, Tensor], path: Path, metadata: dict[str, str]) -> None:
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    try:
        save_file(state, path, metadata=metadata)
    except SafetensorError as error:
        # The system's error number survives in the text alone: "... (os error 28)".
        found = re.search(r"\(os error (\d+)\)", str(error))
        number = int(found[1]) if found else errno.EIO
        raise OSError(number, os.strerror(number)) from error


def read_info(path: Path) -> ModelInfo:
    """What ``path`` says about itself, without reading its tensors.

    Raises:
        EngineError: missing, damaged, or not written by Graft.
    """
    told = _told(path)
    if told is None:
        raise EngineError(
            f"{path.name} is not a model that Graft saved.", "Give a run folder or its best.safetensors."
        )
    if told.get("format") != FORMAT:
        raise EngineError(
            f"{path.name} has format {told.get('format')}, and this version reads format {FORMAT}.",
            "Open it with the version of Graft that wrote it.",
        )
    try:
        config = RunConfig.from_json({"model": told["model"]})
        return ModelInfo(
            config.model,
            tuple(map(str, told["classes"])),
            Preprocessing.from_json(told["preprocessing"]),
            told.get("extra", {}),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError(f"{path.name} lacks part of its description: {error}.") from None


def open_model(path: Path) -> tuple[Network, ModelInfo]:
    """The network in ``path``, in eval, with its weights, and what the file says.

    Raises:
        EngineError: as :func:`read_info`, or tensors that do not fit the description.
    """
    from engine.models.build import rebuild_network
    from engine.models.state_files import read_state

    info = read_info(path)
    state = read_state(path)
    return rebuild_network(info.model, len(info.classes), state, info.preprocessing, path.name), info


def stated_preprocessing(path: Path) -> Preprocessing | None:
    """The preprocessing that a file saved by Graft states; None for any other file."""
    told = _told(path) if path.suffix == ".safetensors" else None
    return Preprocessing.from_json(told["preprocessing"]) if told and "preprocessing" in told else None


def _told(path: Path) -> dict[str, Any] | None:
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        raise EngineError(f"{path} does not exist.", "Check the path.")
    try:
        with safe_open(path, framework="pt") as stream:
            text = (stream.metadata() or {}).get(KEY)
        told = json.loads(text) if text else None
    except (SafetensorError, ValueError, OSError, RecursionError) as error:
        raise EngineError(
            f"{path.name} cannot be read as a model: {error}.", "It may be damaged or incomplete."
        ) from None
    return told if isinstance(told, dict) else None
