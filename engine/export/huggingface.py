"""A folder as the Hugging Face hub keeps it: config.json as timm reads it, and safetensors."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.export.description import Written, told
from engine.export.formats import ExportOptions
from engine.files import write_json

if TYPE_CHECKING:
    from torch import Tensor, nn

    from engine.evaluation.opening import Opened
    from engine.models.backbones import Preprocessing

# torchvision's name -> timm's, where both build the same network; families whose names are equal in
# both (resnet18, vgg19, efficientnet_b0, ...) need no entry.
TWINS: Mapping[str, str] = {
    "mobilenet_v2": "mobilenetv2_100",
    "vit_b_16": "vit_base_patch16_224",
    "vit_b_32": "vit_base_patch32_224",
    "vit_l_16": "vit_large_patch16_224",
    "swin_t": "swin_tiny_patch4_window7_224",
    "swin_s": "swin_small_patch4_window7_224",
    "swin_b": "swin_base_patch4_window7_224",
}
_COUNTERS = "num_batches_tracked"


def write_huggingface(opened: Opened, folder: Path, options: ExportOptions) -> Written:
    """``config.json`` and ``model.safetensors``, for ``timm.create_model("local-dir:FOLDER")``.

    Raises:
        EngineError: timm has no network that computes the same, or the head is one that it cannot make.
    """
    from engine.models import saved
    from engine.models.build import rebuild_network

    del options
    name, module, state = _twin(opened)
    facts = _preprocessing(opened)
    classes = opened.info.classes
    write_json(folder / "config.json", _config(name, module, facts, classes))
    model = ModelConfig(backbone=f"timm:{name}", weights="none")
    network = rebuild_network(model, len(classes), state, facts, "model.safetensors")
    saved.save_model(folder / "model.safetensors", network, classes=classes, extra=told(opened)["extra"])
    return Written(
        "model.safetensors", "huggingface", changes={"mean": list(facts.mean), "std": list(facts.std)}
    )


def _twin(opened: Opened) -> tuple[str, nn.Module, dict[str, Tensor]]:
    """timm's name for the network, an instance of it, and the weights under timm's names."""
    import timm

    network = opened.network
    entry = network.backbone
    if network.model.head != "linear":
        raise EngineError(
            f"timm cannot build a head of the kind {network.model.head}.",
            "Export safetensors or ONNX, or train with the linear head.",
        )
    name = entry.builder if entry.library == "timm" else TWINS.get(entry.builder, entry.builder)
    if not timm.is_model(name.split(".")[0]):
        raise EngineError(
            f"timm has no network like torchvision's {entry.title}, so this format cannot hold it.",
            "Export safetensors or ONNX.",
        )
    module: nn.Module = timm.create_model(name, pretrained=False, num_classes=network.classes)
    wanted, own = module.state_dict(), network.module.state_dict()
    state = own if set(wanted) == set(own) else renamed(own, wanted, entry.aux[:1])
    if state is None:
        raise EngineError(
            f"timm's {name} is built otherwise than torchvision's {entry.title}.",
            "Export safetensors or ONNX.",
        )
    return name, module, {key: value.float().contiguous() for key, value in state.items()}


def renamed(
    own: Mapping[str, Tensor], wanted: Mapping[str, Tensor], leave_out: tuple[str, ...] = ()
) -> dict[str, Tensor] | None:
    """``own`` under the names of ``wanted``: each takes the first unused tensor of its kind and shape.

    A tensor of equal size and other shape (a linear layer made a convolution) is taken when it is the
    first unused one of its kind. Only the parity check that follows proves the match.

    Returns:
        None where the two do not hold the same tensors.
    """
    unused = {
        name: tensor
        for name, tensor in own.items()
        if not name.endswith(_COUNTERS) and not name.startswith(tuple(f"{n}." for n in leave_out))
    }
    result: dict[str, Tensor] = {}
    for name, tensor in wanted.items():
        if name.endswith(_COUNTERS):
            result[name] = tensor
            continue
        kin = [other for other in unused if _kind(other) == _kind(name)]
        same = next((other for other in kin if unused[other].shape == tensor.shape), None)
        if same is None and kin and unused[kin[0]].numel() == tensor.numel():
            same = kin[0]
        if same is None:
            return None
        result[name] = unused.pop(same).reshape(tensor.shape)
    return None if unused else result


def _kind(name: str) -> str:
    last = name.rpartition(".")[2]
    if last in ("running_mean", "running_var"):
        return last
    return "bias" if last.endswith("bias") else "weight"


def _preprocessing(opened: Opened) -> Preprocessing:
    """The network's own, or that of timm's twin where torchvision rescales the input inside.

    torchvision's Inception and GoogLeNet turn ImageNet's normalisation into mean and deviation 0.5
    themselves (``transform_input``); timm's expect it so.
    """
    facts = opened.info.preprocessing
    if opened.network.backbone.library != "torchvision":
        return facts
    if not getattr(opened.network.module, "transform_input", False):
        return facts
    half = (0.5, 0.5, 0.5)
    return dataclasses.replace(facts, mean=half, std=half)


def _config(name: str, module: nn.Module, facts: Preprocessing, classes: tuple[str, ...]) -> dict[str, Any]:
    own: Any = getattr(module, "pretrained_cfg", {})
    return {
        "architecture": name.split(".")[0],
        "num_classes": len(classes),
        "num_features": getattr(module, "num_features", None),
        "label_names": list(classes),
        "pretrained_cfg": {
            "tag": "graft",
            "custom_load": False,
            "input_size": [3, facts.crop, facts.crop],
            "fixed_input_size": bool(own.get("fixed_input_size", False)),
            "interpolation": facts.interpolation,
            # timm rounds crop / crop_pct down to the size it resizes to.
            "crop_pct": facts.crop / (facts.resize + 0.5),
            "crop_mode": "center",
            "mean": list(facts.mean),
            "std": list(facts.std),
            "num_classes": len(classes),
            "first_conv": own.get("first_conv"),
            "classifier": own.get("classifier"),
        },
    }
