"""One small function a format: writes the model into a folder and says how it is opened."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.evaluation.opening import ATTRIBUTE
from engine.export.description import Written, told, told_text

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from engine.evaluation.opening import Opened
    from engine.export.wrapping import Program


@dataclass(frozen=True)
class ExportOptions:
    """Choices that some formats take.

    Attributes:
        preprocessing_inside: normalisation and softmax inside the model: uint8 pixels in,
            probabilities out (ONNX, torch.export, TorchScript).
        half: compute in float16 (ONNX).
    """

    preprocessing_inside: bool = False
    half: bool = False


Writer = Callable[["Opened", Path, ExportOptions], Written]


def write_state_dict(opened: Opened, folder: Path, options: ExportOptions) -> Written:
    """``model.pt``: the library's own state_dict, which also carries Graft's description."""
    import torch

    del options
    state = opened.network.module.state_dict()
    for name, tensor in state.items():
        state[name] = _plain(tensor)
    setattr(state, ATTRIBUTE, told_text(opened))
    torch.save(state, folder / "model.pt")
    return Written("model.pt", "weights")


def write_safetensors(opened: Opened, folder: Path, options: ExportOptions) -> Written:
    """``model.safetensors``: the same tensors in a format that cannot run anything."""
    from engine.models import saved

    del options
    saved.save_model(
        folder / "model.safetensors",
        opened.network,
        classes=opened.info.classes,
        extra=told(opened)["extra"],
    )
    return Written("model.safetensors", "weights")


def write_module(opened: Opened, folder: Path, options: ExportOptions) -> Written:
    """``module.pt``: the whole module pickled; needs the same library version, and runs code when opened."""
    import torch

    del options
    module = opened.network.module
    module.to(memory_format=torch.contiguous_format)
    torch.save(module, folder / "module.pt")
    return Written("module.pt", "module")


def write_torch_export(opened: Opened, folder: Path, options: ExportOptions) -> Written:
    """``model.pt2``: a traced program with a free batch size."""
    import torch

    program = _program(opened, options)
    batch = torch.export.Dim("batch", min=1, max=65_536)
    with _quiet(), torch.no_grad():
        exported = torch.export.export(
            program, (program.example(opened.info.preprocessing.crop),), dynamic_shapes=({0: batch},)
        )
        torch.export.save(exported, folder / "model.pt2")
    return Written("model.pt2", "torch_export", program.end_to_end)


def write_torchscript(opened: Opened, folder: Path, options: ExportOptions) -> Written:
    """``model.torchscript``: for programs that still load TorchScript; torch is phasing it out."""
    import torch

    program = _program(opened, options)
    with _quiet(), torch.no_grad():
        traced = torch.jit.trace(  # type: ignore[no-untyped-call]
            program, program.example(opened.info.preprocessing.crop), check_trace=False
        )
        traced.save(str(folder / "model.torchscript"))
    return Written("model.torchscript", "torchscript", program.end_to_end)


def write_onnx(opened: Opened, folder: Path, options: ExportOptions) -> Written:
    """``model.onnx``: one file, free batch size, by torch's exporter on top of torch.export."""
    import torch

    program = _program(opened, options)
    batch = torch.export.Dim("batch", min=1, max=65_536)
    with _quiet(), torch.no_grad():
        made = torch.onnx.export(
            program,
            (program.example(opened.info.preprocessing.crop),),
            dynamo=True,
            input_names=["pixels"],
            output_names=["probabilities" if program.end_to_end else "logits"],
            dynamic_shapes=({0: batch},),
            verbose=False,
        )
    if made is None:
        raise EngineError("The ONNX exporter gave no program.", "Choose another format.")
    made.model.metadata_props["graft"] = told_text(opened)
    _one_file(made, folder)
    return Written("model.onnx", "onnx", program.end_to_end)


def _one_file(made: torch.onnx.ONNXProgram, folder: Path) -> None:
    # Protocol buffers end at 2 GB: only a model that large keeps its weights in a second file.
    tensors = (value.const_value for value in made.model.graph.initializers.values())
    size = sum(tensor.nbytes for tensor in tensors if tensor is not None)
    made.save(folder / "model.onnx", external_data=size > 1_900_000_000)


def _program(opened: Opened, options: ExportOptions) -> Program:
    import torch

    from engine.export.wrapping import Program

    module = opened.network.module
    module.to(memory_format=torch.contiguous_format)
    inside = opened.info.preprocessing if options.preprocessing_inside else None
    return Program(opened.network, inside, opened.decision.temperature, options.half)


def _plain(tensor: Tensor) -> Tensor:
    return tensor.detach().cpu().contiguous().clone()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporters warn of their own deprecations, which are not for the user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
