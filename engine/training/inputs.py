"""Batches for the part of the network that trains: cached activations, or pixels.

Both give the same batches for the same (seed, epoch, position), whatever came before, so a run can go
on from the middle of an epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from engine.config import TrainConfig
from engine.data import pixel_store
from engine.data.augment import Drawn, cut, draw, random_view
from engine.errors import EngineError
from engine.training.activation_cache import ActivationCache
from engine.training.features import MIRRORED, PLAIN, Views
from engine.training.vanished import PictureGone

if TYPE_CHECKING:
    import torch
    from torch import Tensor

_READ_BETWEEN = 256  # activations read at a time, before a stop is answered

Positions = npt.NDArray[np.int64]
Pixels = npt.NDArray[np.uint8]


class Inputs(Protocol):
    """What the loop asks of either kind."""

    def training(self, order: Positions, epoch: int, batch: int, start: int) -> Iterator[Tensor]:
        """Inputs of the batches of an epoch, from batch number ``start`` on, on the device."""
        ...

    def plain(self, positions: Positions, batch: int, *, mirrored: bool = False) -> Iterator[Tensor]:
        """Inputs without augmentation, for evaluation, on the device."""
        ...


def epoch_order(labels: npt.NDArray[np.int64], train: TrainConfig, epoch: int) -> Positions:
    """Positions within the training fold in the order of an epoch; a function of seed and epoch alone.

    With ``balanced_sampling`` each class is drawn equally often, with replacement.
    """
    rng = np.random.default_rng([train.seed, 0x0D4E4, epoch])
    if not train.balanced_sampling:
        return rng.permutation(len(labels))
    counts = np.bincount(labels)
    weights = 1.0 / counts[labels]
    return rng.choice(len(labels), size=len(labels), p=weights / weights.sum())


class CachedInputs:
    """Activations by position; held in memory on the device where they fit, else read as needed."""

    def __init__(
        self,
        cache: ActivationCache,
        contents: tuple[bytes, ...],
        train: TrainConfig,
        device: torch.device,
        *,
        random_views: int,
        budget: int,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """``between`` is called now and then while all is read; what it raises ends that."""
        import torch

        self._cache = cache
        self._contents = contents
        self._seed = train.seed
        self._device = device
        self._views = random_views
        self._held: Tensor | None = None
        shape = cache.shape(contents[0], PLAIN)
        if shape is None:
            raise EngineError("The cached activations are gone.", "Start the run again to compute them anew.")
        size = len(contents) * (random_views + 1) * int(np.prod(shape)) * 4
        rows = self._verified(size <= budget, between)
        if rows is not None:
            self._held = torch.from_numpy(rows).to(device)
            if size <= budget // 8:
                self._held = self._held.float()

    def _verified(self, kept: bool, between: Callable[[], None]) -> npt.NDArray[np.generic] | None:
        """Read everything once; where it is to be ``kept``, all of it, shape (views + 1, n, ...).

        What is damaged is found now, while it can still be computed anew, and not in the middle of an epoch.

        Raises:
            ActivationGone: something is damaged or was removed.
        """
        cache, contents = self._cache, self._contents
        shape = (self._views + 1, len(contents))
        rows: npt.NDArray[np.generic] | None = None
        self._lacking = np.zeros(shape, bool)
        gone = False
        for count, (view, i) in enumerate(np.ndindex(shape)):
            if count % _READ_BETWEEN == 0:
                between()
            # Random views exist of training pictures alone.
            if view != PLAIN and not cache.has(contents[i], view):
                self._lacking[view, i] = True
                continue
            value = cache.get(contents[i], view)
            if value is None:
                gone = True
            elif kept and not gone:
                rows = np.zeros((*shape, *value.shape), value.dtype) if rows is None else rows
                rows[view, i] = value
        # Mirrored, those of the folds that are evaluated, if any; they are read as needed.
        for content in contents:
            if cache.has(content, MIRRORED):
                between()
                gone |= cache.get(content, MIRRORED) is None
        if gone:  # all of it known by now, so that it is computed anew at once
            raise _gone()
        return rows

    def training(self, order: Positions, epoch: int, batch: int, start: int) -> Iterator[Tensor]:
        """See :class:`Inputs`. With random views, each picture draws one of them each epoch."""
        views = self._drawn_views(epoch)
        for first in range(start * batch, len(order), batch):
            part = order[first : first + batch]
            yield self._gather(part, views[part])

    def plain(self, positions: Positions, batch: int, *, mirrored: bool = False) -> Iterator[Tensor]:
        """See :class:`Inputs`."""
        for first in range(0, len(positions), batch):
            part = positions[first : first + batch]
            yield self._gather(part, np.full(len(part), MIRRORED if mirrored else PLAIN))

    def _drawn_views(self, epoch: int) -> Positions:
        if not self._views:
            return np.zeros(len(self._contents), np.int64)
        rng = np.random.default_rng([self._seed, 0x71E35, epoch])
        # Which of the cached views; every picture goes through all of them before one comes again.
        shift = rng.integers(self._views, size=len(self._contents)) if epoch % self._views == 0 else None
        if shift is None:
            first = np.random.default_rng([self._seed, 0x71E35, epoch - epoch % self._views])
            shift = first.integers(self._views, size=len(self._contents))
        return (shift + epoch) % self._views + 1

    def _gather(self, part: Positions, views: Positions) -> Tensor:
        import torch

        if self._held is not None and (len(views) == 0 or views[0] != MIRRORED):
            if self._lacking[views, part].any():
                raise _gone()
            chosen = self._held[torch.from_numpy(views), torch.from_numpy(part)]
            return chosen.float()
        rows = [torch.from_numpy(self._read(int(i), int(v))) for i, v in zip(part, views, strict=True)]
        return torch.stack(rows).to(self._device).float()

    def _read(self, position: int, view: int) -> npt.NDArray[np.generic]:
        value = self._cache.get(self._contents[position], view)
        if value is None:
            raise _gone()
        return value


class ActivationGone(EngineError):
    """A cached activation that was there is damaged, or was removed by another process."""


def _gone() -> ActivationGone:
    return ActivationGone(
        "A cached activation is damaged or was removed while the run used it.",
        "Resume the run: it computes it anew.",
    )


class PixelInputs:
    """Normalised pixels, cut from the pixel store by threads while the last batch trains."""

    def __init__(
        self, views: Views, train: TrainConfig, device: torch.device, *, channels_last: bool
    ) -> None:
        self._views = views
        self._train = train
        self._device = device
        self._normalise = Normalise(views.preprocessing.mean, views.preprocessing.std, device, channels_last)
        self._pool = pixel_store.decoders()
        self._finish_on_device = device.type == "cuda"

    def training(self, order: Positions, epoch: int, batch: int, start: int) -> Iterator[Tensor]:
        """See :class:`Inputs`. Each (seed, epoch, picture) has its own random view.

        On a GPU the threads cut the crops alone, and the rest is done there, a batch at a time.
        """
        facts, kind = self._views.preprocessing, self._train.augment
        drawn: dict[int, Drawn] = {}

        def load(position: int) -> Pixels:
            if kind == "none":
                return self._views.make(position, PLAIN)
            rng = np.random.default_rng([self._train.seed, 0xA6, epoch, position])
            pixels = self._views.store.load(
                self._views.samples[position].path, self._views.contents[position]
            )
            if not self._finish_on_device:
                return random_view(pixels, facts.crop, kind, rng, facts.interpolation)
            drawn[position] = draw(pixels.shape[0], pixels.shape[1], kind, rng)
            return cut(pixels, facts.crop, drawn[position], facts.interpolation)

        yield from self._batches(load, order[start * batch :], batch, drawn)

    def plain(self, positions: Positions, batch: int, *, mirrored: bool = False) -> Iterator[Tensor]:
        """See :class:`Inputs`."""
        view = MIRRORED if mirrored else PLAIN
        yield from self._batches(lambda i: self._views.make(i, view), positions, batch)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(cancel_futures=True)

    def _batches(
        self, load: pixel_store.Load, order: Positions, batch: int, drawn: dict[int, Drawn] | None = None
    ) -> Iterator[Tensor]:
        from engine.training.batch_augment import finish

        stream = pixel_store.batches(
            load,
            lambda i: self._views.samples[i].path,
            [int(i) for i in order],
            batch=batch,
            size=self._views.preprocessing.crop,
            ahead=4 if self._device.type == "cuda" else 2,
            pool=self._pool,
        )
        for part in stream:
            for problem in part.problems:
                raise PictureGone(problem.path, problem.reason)
            x = self._normalise.moved(part.pixels)
            if drawn:
                x = finish(x, [drawn[int(order[i])] for i in part.positions])
            yield self._normalise(x)


class Normalise:
    """uint8 pixels (n, h, w, 3) to float32 (n, 3, h, w) with the backbone's mean and deviation.

    On a GPU the bytes cross the bus and are normalised there.
    """

    def __init__(
        self,
        mean: tuple[float, float, float],
        std: tuple[float, float, float],
        device: torch.device,
        channels_last: bool,
    ) -> None:
        import torch

        self._device = device
        self._channels_last = channels_last
        # (x / 255 - mean) / std in one multiplication and one addition.
        self._scale = (1.0 / (255.0 * torch.tensor(std))).view(1, 3, 1, 1).to(device)
        self._shift = (-torch.tensor(mean) / torch.tensor(std)).view(1, 3, 1, 1).to(device)

    def moved(self, pixels: Pixels) -> Tensor:
        """A batch of pixels on the device, uint8, shape (n, 3, h, w), channels last in memory."""
        import torch

        x = torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2)
        return x.pin_memory().to(self._device, non_blocking=True) if self._device.type == "cuda" else x

    def __call__(self, pixels: Tensor) -> Tensor:
        """Network input for a batch as :meth:`moved` gives it."""
        import torch

        x = torch.addcmul(self._shift, pixels.float(), self._scale)
        return x if self._channels_last else x.contiguous()
