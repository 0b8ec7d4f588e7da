"""Steps of training divided among processes, equal to those of one process with the whole batch.

Every process takes every ``world``-th picture of the very batch that a single process would take, so
the batch keeps its size whatever the number of processes. Gradients are averaged by PyTorch's
DistributedDataParallel, each weighted by its process's share of the batch; batch norms that train see the
whole batch (:mod:`engine.training.synced_norm`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from engine.config import RunConfig
from engine.errors import EngineError
from engine.models.network import Network
from engine.training.distributed import Group
from engine.training.mixing import Mixed
from engine.training.phase import Phase
from engine.training.precision import Plan
from engine.training.synced_norm import SyncedNorms
from engine.training.trainer import Trainer

Positions = npt.NDArray[np.int64]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class EpochShare:
    """What one process does of an epoch.

    Attributes:
        positions: its pictures, in the order of the batches.
        size: its pictures of a whole batch.
        weights: for each batch, the weight of its pictures among the batch's, summing to 1 over the
            processes; 0 where there are fewer pictures in all than processes, and this one only lends a
            picture that another counts.
        counts: pictures of each batch, all processes together.
    """

    positions: Positions
    size: int
    weights: list[float]
    counts: list[int]


def divide(
    positions: Positions,
    labels: Labels,
    size: int,
    group: Group,
    class_weights: npt.NDArray[np.float32] | None,
) -> EpochShare:
    """The share of ``group``'s process of an epoch that takes ``positions`` in batches of ``size``.

    Args:
        positions, labels: of the whole epoch, in its order.
        size: pictures of a whole batch, all processes together.
        group: the processes.
        class_weights: weight of each class in the loss, or None.

    Raises:
        EngineError: fewer pictures a batch than processes.
    """
    if size < group.world:
        raise EngineError(
            f"A batch of {size} pictures cannot be divided among {group.world} processes.",
            f"Choose a batch size of {group.world} or more, or start fewer processes.",
        )
    each = np.ones(len(labels)) if class_weights is None else class_weights[labels].astype(np.float64)
    mine: list[Positions] = []
    weights: list[float] = []
    counts: list[int] = []
    for first in range(0, len(positions), size):
        batch, weight = positions[first : first + size], each[first : first + size]
        own = batch[group.rank :: group.world]
        mine.append(own if len(own) else batch[:1])
        weights.append(float(weight[group.rank :: group.world].sum() / weight.sum()))
        counts.append(len(batch))
    share = len(range(group.rank, size, group.world))
    return EpochShare(np.concatenate(mine) if mine else positions, share, weights, counts)


class ShardedTrainer(Trainer):
    """A trainer whose steps are one process's part of steps that all processes take together.

    Phases whose inputs are the head's (``cut`` 0) are not divided: there it is a plain trainer.
    """

    def __init__(
        self, network: Network, config: RunConfig, device: torch.device, plan: Plan, group: Group
    ) -> None:
        super().__init__(network, config, device, plan)
        self._group = group
        self._parallel: DistributedDataParallel | None = None
        self._norms: SyncedNorms | None = None
        self._share, self._count = 1.0, 0

    def begin(self, phase: Phase, class_counts: list[int]) -> None:
        """See :class:`Trainer`."""
        self._part()
        super().begin(phase, class_counts)

    def join(self, sample: Tensor, size: int) -> None:
        """After :meth:`begin`: take rank 0's weights and average gradients from now on.

        Args:
            sample: an input of one picture.
            size: this process's pictures of a whole batch. On GPUs a trial finds out in how many parts
                they fit; gradients then add up over the parts, so the batch keeps its size.
        """
        assert self._group.gradients is not None
        if self.device.type == "cpu":
            self.micro_batch = 0  # of a run that one process began
        else:
            fits = fitting(lambda count: self._try(sample, count), size)
            fits = min(self._group.exchange(fits))
            if fits < size:
                self.micro_batch = min(fits, self.micro_batch or fits)
        if self.average is not None:
            self.average.load(self._group.from_leader(_on_cpu(self.average.state())), self.device)
        with self._group.told():
            for tensor in self.network.module.state_dict().values():
                dist.broadcast(tensor, 0, group=self._group.gradients)
            self._parallel = DistributedDataParallel(
                _Outputs(self.parameters, super()._outputs),
                device_ids=[self.device] if self.device.type == "cuda" else None,
                process_group=self._group.gradients,
                # Inception's auxiliary head trains only while what feeds it does.
                find_unused_parameters=self.network.aux is not None,
                gradient_as_bucket_view=True,
            )
        self._norms = SyncedNorms(self.network.module, self._group.gradients)
        self._norms.attach()

    def end(self) -> None:
        """See :class:`Trainer`."""
        self._part()
        super().end()

    def weigh(self, weight: float, count: int) -> None:
        """The next step's pictures weigh ``weight`` of a batch of ``count``; see :class:`EpochShare`."""
        self._share, self._count = weight, count

    def step(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """See :class:`Trainer`: the sums are this process's part of the batch's.

        Raises:
            LostProcess: another process is gone.
            EngineError: a GPU's memory is full: processes cannot go on in parts one by one.
        """
        if self._parallel is None:
            return super().step(x, y)
        try:
            with self._group.told():
                loss_sum, correct = super().step(x, y)
        except torch.OutOfMemoryError:
            raise EngineError(
                f"The GPU's memory is full: its part of a batch of {self._count} is {len(y)} pictures.",
                "Choose a smaller batch size or a smaller backbone, or start more processes.",
            ) from None
        # A mean over this process's pictures, made a part of the mean over all.
        return loss_sum * (self._share * self._count / len(y)), correct * float(self._share > 0)

    def _parts(self, size: int) -> int:
        """As many in every process, since batch norms meet in each: by the largest share, none empty."""
        if self._parallel is None or self.micro_batch == 0:
            return super()._parts(size)
        smallest = max(self._count // self._group.world, 1)
        return min(smallest, super()._parts(math.ceil(self._count / self._group.world)))

    def _part_step(self, mixed: Mixed, y: Tensor, part: slice, share: float) -> tuple[Tensor, Tensor]:
        if self._parallel is None:
            return super()._part_step(mixed, y, part, share)
        # DistributedDataParallel takes the plain mean over processes.
        share *= self._share * self._group.world
        last = part.stop == len(y)
        with nullcontext() if last else self._parallel.no_sync():
            return super()._part_step(mixed, y, part, share)

    def _try(self, sample: Tensor, count: int) -> None:
        """One step's memory for ``count`` inputs, without a trace. Raises OutOfMemoryError."""
        assert self.phase is not None
        module = self.network.module
        kept = {name: buffer.clone() for name, buffer in module.named_buffers()}
        numbers = sum(parameter.numel() for parameter in self.parameters)
        self.train_mode()
        try:
            with torch.random.fork_rng([self.device]):
                # The optimizer's two averages, and the gradients once more in the buckets that are sent.
                reserve = torch.empty(3 * numbers, device=self.device)
                x = sample.expand(count, *sample.shape[1:]).contiguous()
                y = torch.zeros(count, dtype=torch.long, device=self.device)
                super()._part_step(Mixed(x, y, None, 1.0, None), y, slice(0, count), 1.0)
                del reserve
        finally:
            self.optimizer.zero_grad(set_to_none=True)
            with torch.no_grad():
                for name, buffer in module.named_buffers():
                    buffer.copy_(kept[name])
            module.eval()

    def _outputs(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        if self._parallel is None or torch.is_inference_mode_enabled():
            return super()._outputs(x)
        outputs: tuple[Tensor, Tensor | None] = self._parallel(x)
        return outputs

    def _part(self) -> None:
        """Train alone again."""
        if self._norms is not None:
            self._norms.detach()
        self._norms = self._parallel = None


def fitting(attempt: Callable[[int], None], size: int) -> int:
    """The largest of ``size``, its half, its quarter ... for which ``attempt`` finds enough memory.

    Raises:
        EngineError: not even 1.
    """
    while True:
        full = False
        try:
            attempt(size)
        except torch.OutOfMemoryError:
            full = True  # recovered from outside: the frames of the error keep the memory alive
        if not full:
            return size
        if size == 1:
            raise EngineError(
                "The GPU's memory does not hold even one picture's training step.",
                "Choose a smaller backbone or thaw fewer stages.",
            )
        size //= 2


def _on_cpu(average: dict[str, Any]) -> dict[str, Any]:
    return {**average, "shadow": {name: value.cpu() for name, value in average["shadow"].items()}}


class _Outputs(nn.Module):
    """What DistributedDataParallel asks for: a module of what trains, that is called.

    It holds no buffers, so none are sent: batch norms see the whole batch, their statistics are equal.
    """

    def __init__(
        self, trained: list[nn.Parameter], outputs: Callable[[Tensor], tuple[Tensor, Tensor | None]]
    ) -> None:
        super().__init__()
        self.trained = nn.ParameterList(trained)
        self._outputs = outputs

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """Logits, and the auxiliary head's."""
        return self._outputs(x)
