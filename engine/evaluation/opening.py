"""Whatever Graft wrote, opened again: a run, its model file, or an export, wherever it lies now.

Nothing in what is opened can run code. Tensors come from safetensors, or from torch's own archive read
with ``weights_only``, and only after the archive itself looks like one; everything else is JSON. A file
that is damaged, hostile or of another kind is told in words.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import FORMAT, RunConfig
from engine.config_checks import model_problems
from engine.errors import EngineError
from engine.evaluation import decision as decisions
from engine.evaluation.decision import Decision
from engine.run_folder import RunFolder

if TYPE_CHECKING:
    from torch import Tensor

    from engine.models.network import Network
    from engine.models.saved import ModelInfo

# The name under which an exported state_dict carries its description.
ATTRIBUTE = "graft"
MOST_CLASSES = 200_000
_OTHER_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x80", "a Python pickle, which could run a program when opened. Nothing was run",
     "Open the .safetensors file of the run or of the export instead."),
    (b"\x08", "an ONNX model, or something like it", "Run it with the predict.py beside it; open the "
     ".safetensors or .pt export to go on with it here."),
    (b"\x89HDF", "a Keras or HDF5 file", "Graft opens its own .safetensors and .pt files."),
    (b"\xff\xd8\xff", "a picture", "Choose a model file."),
    (b"\x89PNG", "a picture", "Choose a model file."),
    (b"\x1f\x8b", "a compressed archive", "Unpack it first, then open the model inside."),
    (b"version https://git-lfs", "a Git LFS pointer: the model itself was never fetched",
     "Fetch it with git lfs pull."),
    (b"<", "a web page, probably an error message saved in place of the model", "Download it again."),
)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A model ready for prediction, evaluation and further training.

    Attributes:
        network: in eval, on the CPU, with its weights.
        info: what it says of itself.
        decision: the threshold and temperature that it carries.
        mirrored: whether it averages the mirrored picture in.
        path: the file that the weights are from; give it as ``ModelConfig.weights`` to train further.
    """

    network: Network
    info: ModelInfo
    decision: Decision
    mirrored: bool
    path: Path


def open_model(source: RunFolder | Path) -> Opened:
    """A run, its folder, a model file, or an export (its folder or its file).

    Raises:
        EngineError: nothing there, or not a model that Graft wrote, damaged, or hostile.
    """
    if isinstance(source, RunFolder):
        return _from_run(source)
    try:
        if source.is_dir():
            return _from_folder(source)
        if not source.exists():
            raise EngineError(f"{source} does not exist.", "Check the path.")
        run = RunFolder(source.parent)
        if run.best_path.name == source.name and run.config_path.is_file():
            return _from_run(run)  # its threshold and temperature lie beside it
        return _from_file(source)
    except RecursionError:
        raise _damaged(source, "its description is nested without end") from None
    except OSError as error:
        raise _damaged(source, error.strerror or str(error)) from None


def _from_run(run: RunFolder) -> Opened:
    if not run.best_path.exists():
        raise EngineError(f"The run {run.name} has no trained model yet.", "Let it finish an epoch first.")
    found = _from_file(run.best_path)
    return Opened(
        found.network, found.info, decisions.of_run(run), run.config().train.tta_flip, run.best_path
    )


def _from_folder(folder: Path) -> Opened:
    if (folder / "best.safetensors").exists() or (folder / "split.json").exists():
        return _from_run(RunFolder.open(folder))
    candidates = [
        path
        for path in sorted(folder.iterdir(), key=lambda path: (path.suffix != ".safetensors", path.name))
        if path.suffix in (".safetensors", ".pt") and path.is_file()
    ]
    if candidates:
        return _from_file(candidates[0])
    if any(path.suffix == ".onnx" for path in folder.iterdir()):
        raise EngineError(
            f"{folder} holds an ONNX export, which cannot be opened again.",
            "Run it with the predict.py in it; open the run, or its .safetensors export, to go on.",
        )
    raise EngineError(f"{folder} holds no model.", "Choose a run folder, or an export made by Graft.")


def _from_file(path: Path) -> Opened:
    if not path.is_file():  # opening a named pipe would wait for ever
        raise EngineError(f"{path} is not a file.", "Choose a run folder or a model file.")
    with path.open("rb") as stream:
        head = stream.read(32)
    if head[8:9] == b"{":
        return _from_safetensors(path)
    if head.startswith(b"PK"):
        return _from_archive(path)
    if not head:
        raise EngineError(f"{path.name} is empty.", "Copy or export it again.")
    for start, what, hint in _OTHER_KINDS:
        if head.startswith(start):
            raise EngineError(f"{path.name} is {what}.", hint)
    raise EngineError(
        f"{path.name} is not a model that Graft knows.",
        "Open a run folder, or a .safetensors or .pt file exported by Graft.",
    )


def _from_safetensors(path: Path) -> Opened:
    from engine.models import saved, state_files

    info = saved.read_info(path)
    check(info, path.name)
    return _built(path, info, state_files.read_state(path))


def _from_archive(path: Path) -> Opened:
    """A state_dict exported by Graft: torch's archive, whose dict carries the description."""
    from engine.models import torch_archive

    torch_archive.check(path)
    content = _read_weights_only(path)
    told = getattr(content, ATTRIBUTE, None)
    if not isinstance(content, Mapping) or not isinstance(told, str):
        raise EngineError(
            f"{path.name} holds tensors without Graft's description of the model.",
            "Give it as --weights to train from it, or open the run that it is from.",
        )
    try:
        info = info_from(json.loads(told), path.name)
    except ValueError as error:
        raise _damaged(path, f"its description is not JSON: {error}") from None
    check(info, path.name)
    return _built(path, info, _tensors(content, path))


def _read_weights_only(path: Path) -> Any:
    import pickle

    import torch

    from engine.models.state_files import UNREADABLE

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of odd pickles; they are refused all the same
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise EngineError(
            f"{path.name} holds more than tensors: opening it could run a program hidden in it. "
            "Nothing was run.",
            "A whole-module export is for torch alone; open the run, or its .safetensors export.",
        ) from None
    except UNREADABLE as error:
        raise _damaged(path, str(error)) from None


def _tensors(content: Mapping[Any, Any], path: Path) -> dict[str, Tensor]:
    import torch

    from engine.models.state_files import check_tensors

    state: dict[str, Tensor] = {}
    for name, value in content.items():
        if not isinstance(name, str) or not isinstance(value, torch.Tensor):
            raise _damaged(path, "it holds something else among its tensors")
        state[name] = value
    check_tensors(state, path)
    return {name: value.float() if value.is_floating_point() else value for name, value in state.items()}


def info_from(told: Any, name: str) -> ModelInfo:
    """The description as an object; ``name`` is the file's, for messages. Raises EngineError."""
    from engine.models.backbones import Preprocessing
    from engine.models.saved import ModelInfo

    try:
        if told["format"] != FORMAT:
            raise EngineError(
                f"{name} has format {told['format']}, and this version reads format {FORMAT}.",
                "Open it with the version of Graft that wrote it.",
            )
        model = RunConfig.from_json({"model": told["model"]}).model
        facts = Preprocessing.from_json(told["preprocessing"])
        return ModelInfo(model, tuple(map(str, told["classes"])), facts, dict(told.get("extra", {})))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise EngineError(f"{name} lacks part of its description ({error}).", "Export it again.") from None


def check(info: ModelInfo, name: str) -> None:
    """Make sure that the description can be that of a model.

    Raises:
        EngineError: settings out of range, classes that repeat or that no file could be named after.
    """
    # Of how many epochs the run was is not part of the model: enough for each phase to begin.
    epochs = max((phase.from_epoch for phase in info.model.schedule), default=0) + 1
    wrong = model_problems(info.model, epochs)
    if wrong:
        raise EngineError(f"{name} describes a model that cannot be: {wrong[0].message}", "Export it again.")
    classes = info.classes
    if not 2 <= len(classes) <= MOST_CLASSES or len(set(classes)) != len(classes):
        raise EngineError(
            f"{name} names {len(classes)} classes, or one of them twice.", "The file may be damaged."
        )
    if any(_is_broken(name_of) for name_of in classes):
        raise EngineError(f"{name} names a class with characters that do not exist.", "Export it again.")
    if not isinstance(info.extra, Mapping):
        raise EngineError(f"{name} lacks part of its description.", "Export it again.")


def _is_broken(text: str) -> bool:
    """Whether ``text`` holds half a character, as JSON can but no file or console."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _built(path: Path, info: ModelInfo, state: dict[str, Tensor]) -> Opened:
    from engine.models.build import rebuild_network
    from engine.models.state_files import UNREADABLE

    try:
        network = rebuild_network(info.model, len(info.classes), state, info.preprocessing, path.name)
    except UNREADABLE as error:
        raise _damaged(path, str(error)) from None
    decision = Decision.from_json(info.extra.get("decision") or {})
    return Opened(network, info, decision, _is_mirrored(info.extra), path)


def _is_mirrored(extra: Mapping[str, Any]) -> bool:
    """Whether the mirrored picture is averaged in; files of earlier versions say so in the settings alone."""
    config = extra.get("config")
    return bool(extra.get("tta_flip", isinstance(config, Mapping) and config.get("tta_flip", False)))


def _damaged(path: Path, detail: str) -> EngineError:
    first = (detail.strip().splitlines() or ["unknown"])[0][:160]
    return EngineError(
        f"{path.name} cannot be read as a model: it is damaged, incomplete, or something else ({first}).",
        "Copy or export it again, and compare its size with the original.",
    )
