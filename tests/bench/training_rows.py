"""Training against the textbook loop, on the same pictures in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.bench.rows import Bench, Row, at_least, at_most, compared, in_turn, skipped, turns

TEXTBOOK_EPOCHS = 25
TITLES = {
    "efficientnet_lite0": "EfficientNet-Lite0",
    "mobilenet_v2": "MobileNetV2",
    "resnet18": "ResNet-18",
}


def _model(bench: Bench, arch: str) -> dict[str, Any]:
    """Options that give both sides the same starting weights."""
    file = bench.weights_of(arch)
    if arch == "efficientnet_lite0":
        return {"backbone": arch}
    return {"backbone": arch, "weights": str(file) if file else "none"}


def frozen(bench: Bench) -> Iterator[Row]:
    """A frozen backbone, 25 epochs: nothing cached, then everything cached."""
    for arch in ("efficientnet_lite0", "mobilenet_v2"):
        options = {**_model(bench, arch), "mode": "frozen", "settings": {"train.epochs": TEXTBOOK_EPOCHS}}
        ours, textbook, warm = turns(
            bench,
            lambda options=options: bench.ours("train", **options)["seconds"],
            lambda arch=arch: bench.textbook(arch, "frozen")["seconds"] * TEXTBOOK_EPOCHS,
            lambda options=options: bench.ours("train", first=[{"train.lr": 0.001}], **options)["seconds"],
        )
        cold = compared(ours, textbook)
        yield at_least(f"frozen, 25 epochs, cold cache, {TITLES[arch]}", cold, "s", 40, 80)
        again = compared(warm, textbook)
        row = at_least(f"the same, caches warm, another rate, {TITLES[arch]}", again, "s", 1000, 1000)
        yield replace(row, goal=">= 1000 (aim under 0.2 s)")


def quick(bench: Bench) -> Iterator[Row]:
    """The quick recipe from pictures to the best head."""
    sides = in_turn(
        bench,
        lambda: bench.ours("train", recipe="quick")["seconds"],
        lambda: bench.textbook("efficientnet_lite0", "frozen")["seconds"] * TEXTBOOK_EPOCHS,
    )
    yield at_least("quick recipe, cold, EfficientNet-Lite0", sides, "s", 40, 80)


def finetune(bench: Bench) -> Iterator[Row]:
    """All layers trained: seconds an epoch, validation included on both sides."""
    for arch, least, aim in (
        ("resnet18", 2.5, 4.0),
        ("efficientnet_lite0", 1.6, 3.0),
        ("mobilenet_v2", 1.6, 3.0),
    ):
        options = {
            **_model(bench, arch),
            "mode": "finetune",
            "settings": {"train.epochs": 1, "train.augment": "classic"},
        }
        sides = in_turn(
            bench,
            lambda options=options: bench.ours("train", cache=bench.scratch / "warm", **options)[
                "epoch_seconds"
            ],
            lambda arch=arch: bench.textbook(arch, "finetune")["seconds"],
        )
        yield at_least(f"finetune all layers, an epoch, {TITLES[arch]}", sides, "s", least, aim)


def last_stage(bench: Bench) -> Iterator[Row]:
    """Only the last stage trains over cached activations, 25 epochs, cold."""
    arch = "mobilenet_v2"
    options = {
        **_model(bench, arch),
        "mode": "finetune",
        "settings": {"train.epochs": TEXTBOOK_EPOCHS, "model.thaw_stages": 1},
    }
    sides = in_turn(
        bench,
        lambda: bench.ours("train", **options)["seconds"],
        lambda: (
            bench.ours("last_stage_textbook", weights=str(bench.weights_of(arch) or ""), arch=arch)["seconds"]
            * TEXTBOOK_EPOCHS
        ),
    )
    yield at_least(f"last stage only, 25 epochs, cold, {TITLES[arch]}", sides, "s", 5, 10)


def balanced(bench: Bench) -> Iterator[Row]:
    """Time to reach, within two pictures, what the textbook's fine-tuning reaches in 25 epochs.

    What it reaches is found out once; its seconds are an epoch's, in turn with ours, times 25.
    """
    arch = "efficientnet_lite0"
    reference = bench.textbook(arch, "finetune", epochs=TEXTBOOK_EPOCHS)["best_val_accuracy"]
    found: list[dict[str, Any]] = []

    def ours() -> float:
        found.append(bench.ours("train", recipe="balanced"))
        return float(found[-1]["seconds"])

    sides = in_turn(bench, ours, lambda: bench.textbook(arch, "finetune")["seconds"] * TEXTBOOK_EPOCHS)
    count = found[0]["count"]
    right = [round(one["accuracy"] * count) for one in found]
    row = at_least("balanced, cold, to textbook fine-tuning's accuracy", sides, "s", 6, 15)
    # The textbook's accuracy is rounded to four digits: whole pictures are compared.
    reached = min(right) >= round(reference * count) - 2
    note = f"right {right} of {count}, the textbook {round(reference * count)}"
    yield replace(row, met=bool(row.met) and reached, note=note)


def checkpoints(bench: Bench) -> Iterator[Row]:
    """What checkpointing adds to fine-tuning."""
    found = bench.ours("checkpoint_cost", cache=bench.scratch / "warm", **_model(bench, "mobilenet_v2"))
    share = found["saving"] / found["seconds"]
    yield at_most("checkpointing, share of fine-tuning's time", found["saving"], None, share, "s", 0.05, 0.02)


def start(bench: Bench) -> Iterator[Row]:
    """From the start of the process to the first event."""
    found = [bench.ours("first_event", cache=bench.scratch / "warm") for _ in range(bench.repeat)]
    found.sort(key=lambda one: one["first"] / one["import_torch"])
    middle = found[len(found) // 2]
    value = middle["first"] / middle["import_torch"]
    yield at_most(
        "process start to first event / import torch",
        middle["first"],
        middle["import_torch"],
        value,
        "s",
        2.5,
        1.5,
    )


def gpu(bench: Bench) -> Iterator[Row]:
    """Fine-tuning ResNet-50 on one GPU, pictures from the store against synthetic data on the device."""
    import torch

    names = ("GPU: ResNet-50 fine-tuning, real pictures / synthetic", "GPU: the same, pictures a second")
    if not torch.cuda.is_available():
        for name in names:
            yield skipped(name, "no CUDA device here")
        return
    shared = bench.scratch / "gpu"
    real, synthetic = turns(
        bench,
        lambda: bench.ours("gpu_finetune", cache=shared, pictures=str(shared / "pictures"))["rate"],
        lambda: bench.ours("gpu_finetune", cache=shared, pictures=str(shared / "pictures"), synthetic=True)[
            "rate"
        ],
    )
    ratio = compared(synthetic, real)[2]
    middle = statistics.median(real)
    sides = (middle, statistics.median(synthetic), ratio)
    yield at_least(names[0], sides, "pictures/s", 0.9, 0.97)
    yield at_least(names[1], (middle, middle, middle), "pictures/s", 2000, 3500)


ROWS = {
    "frozen": frozen,
    "quick": quick,
    "finetune": finetune,
    "last_stage": last_stage,
    "balanced": balanced,
    "checkpoints": checkpoints,
    "start": start,
    "gpu": gpu,
}
