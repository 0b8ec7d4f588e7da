"""Fine-tuning on one GPU: real pictures from the store, or the same loop over data already on the device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

Options = dict[str, Any]
PICTURES = 4096
"""Training pictures an epoch, so that an epoch on a fast GPU takes more than a second."""


def finetune(options: Options) -> Options:
    """Training pictures a second in the last epoch.

    Options beside those of every side: ``pictures``, a folder that is filled once; ``synthetic``; and, to try
    it on less, ``backbone``, ``count`` of training pictures, ``epochs`` and ``batch_size``.
    """
    from tests.bench.sides import train

    target = Path(options["pictures"])
    if not target.is_dir():
        fill(target, Path(options["data"]), options.get("count", PICTURES))
    if options.get("synthetic"):
        _feed_synthetic()
    settings = {
        "train.epochs": options.get("epochs", 3),
        "train.batch_size": options.get("batch_size", 0),
        "train.augment": "classic",
    }
    wanted = {"backbone": options.get("backbone", "resnet50"), "weights": "none", "mode": "finetune"}
    found = train({**options, **wanted, "data": str(target), "settings": settings})
    return {"rate": found["rate"], "epochs": found["epochs"]}


def fill(target: Path, source: Path, count: int) -> None:
    """Copy the pictures of ``source`` until ``train`` has ``count``, each copy with a comment of its own.

    Their pixels repeat; their contents, by which the store keeps them, do not.
    """
    for fold, wanted in (("train", count), ("val", 0)):
        pictures = sorted((source / fold).glob("*/*.jpg"))
        for number in range(wanted or len(pictures)):
            path = pictures[number % len(pictures)]
            folder = target / fold / path.parent.name
            folder.mkdir(parents=True, exist_ok=True)
            content, comment = path.read_bytes(), str(number).encode()
            marked = content[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + content[2:]
            (folder / f"{number:06}.jpg").write_bytes(marked)


def _feed_synthetic() -> None:
    """From now on in this process, training takes one batch of noise again and again."""
    import torch

    from engine.training.inputs import PixelInputs

    def training(self: PixelInputs, order: Any, epoch: int, batch: int, start: int) -> Iterator[torch.Tensor]:
        del epoch
        side = self._views.preprocessing.crop
        noise = torch.randn(batch, 3, side, side, device=self._device)
        noise = noise.contiguous(memory_format=torch.channels_last)
        for first in range(start * batch, len(order), batch):
            yield noise[: len(order[first : first + batch])]

    PixelInputs.training = training  # type: ignore[method-assign]
