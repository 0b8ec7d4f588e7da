"""Many pictures, other ways of training, and the cost of saving: our side, in a fresh process."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Options = dict[str, Any]


def make_small_pictures(options: Options) -> Options:
    """A folder of ``count`` small pictures in class folders, altered copies of those in ``source``."""
    import numpy as np
    from PIL import Image

    target, source = Path(options["target"]), Path(options["source"])
    originals = sorted(path for path in source.rglob("*") if path.suffix.lower() in (".jpg", ".png"))
    rng = np.random.default_rng(0)
    for number in range(options["count"]):
        path = originals[number % len(originals)]
        folder = target / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        with Image.open(path) as picture:
            pixels = np.asarray(picture.convert("RGB")).astype(np.int16)
        noisy = np.clip(pixels + rng.integers(-12, 13, pixels.shape), 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(folder / f"{number:06}.jpg", quality=90)
    return {"count": options["count"]}


def scale(options: Options) -> Options:
    """A frozen run over many small pictures: pictures a second and peak resident memory."""
    from tests.bench.sides import train

    found = train({**options, "mode": "frozen", "settings": {"train.epochs": 5}})
    return {"rate": options["count"] / found["seconds"], "memory_mb": found["memory_mb"]}


def last_stage_textbook(options: Options) -> Options:
    """One epoch of the textbook's loop with the same layers training as our last stage.

    The textbook's transforms, batch size, optimizer and precision; everything but the last stage and the
    head frozen, so autograd stops there as it would for anyone who froze those layers by hand.
    """
    import torch
    from torch import nn, optim
    from torchvision import datasets, models, transforms

    from engine.config import ModelConfig
    from engine.models import freezing
    from engine.models.build import build_network

    torch.manual_seed(0)
    reference = build_network(ModelConfig(backbone=options["arch"], weights="none"), 2)
    freezing.apply(reference, 1)
    trained = {name for name, p in reference.module.named_parameters() if p.requires_grad}
    model = getattr(models, options["arch"])()
    if options["weights"]:
        model.load_state_dict(torch.load(options["weights"], weights_only=True))
    model.classifier[-1] = nn.Linear(model.classifier[-1].in_features, 2)
    for name, parameter in model.named_parameters():
        parameter.requires_grad = name in trained
    normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    tensor = [transforms.ToTensor(), normalize]
    crops = [transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), *tensor]
    plain = [transforms.Resize(256), transforms.CenterCrop(224), *tensor]
    data = Path(options["data"])
    train_set = datasets.ImageFolder(data / "train", transforms.Compose(crops))
    val_set = datasets.ImageFolder(data / "val", transforms.Compose(plain))
    train_loader = torch.utils.data.DataLoader(train_set, 4, shuffle=True, num_workers=2)
    val_loader = torch.utils.data.DataLoader(val_set, 4, num_workers=2)
    optimizer = optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.001, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    began = time.perf_counter()
    model.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        for images, _ in val_loader:
            model(images)
    return {"seconds": time.perf_counter() - began}


def checkpoint_cost(options: Options) -> Options:
    """Seconds spent saving in a fine-tuning run, and its seconds in all."""
    from engine.training import keep, loop
    from tests.bench.sides import train

    spent = 0.0

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **named: Any) -> Any:
            nonlocal spent
            began = time.perf_counter()
            yield from function(*arguments, **named)
            spent += time.perf_counter() - began

        return wrapper

    import engine.training.epoch as epoch

    for module in (loop, epoch):
        for name in ("save_last", "save_best"):
            if hasattr(module, name):
                setattr(module, name, timed(getattr(keep, name)))
    found = train({**options, "mode": "finetune", "settings": {"train.epochs": 2}})
    return {"saving": spent, "seconds": found["seconds"]}


def gpu_finetune(options: Options) -> Options:
    """See :func:`tests.bench.gpu.finetune`."""
    from tests.bench.gpu import finetune

    return finetune(options)


def clear(options: Options) -> Options:
    """Remove a folder."""
    shutil.rmtree(options["target"], ignore_errors=True)
    return {}


SIDES: dict[str, Callable[[Options], Options]] = {
    "make_small_pictures": make_small_pictures,
    "scale": scale,
    "last_stage_textbook": last_stage_textbook,
    "checkpoint_cost": checkpoint_cost,
    "gpu_finetune": gpu_finetune,
    "clear": clear,
}
