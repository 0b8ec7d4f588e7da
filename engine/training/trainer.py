"""One phase of training: which part trains, its optimizer, and one step of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.config import RunConfig
from engine.device import own_threads
from engine.errors import EngineError
from engine.training.mixing import Mixed, mix
from engine.training.optim import Plateau, WeightAverage, lay_as_parameters, make_optimizer, schedule_factor
from engine.training.phase import Phase
from engine.training.phase_network import StepBody, evaluated_body, is_small, set_up
from engine.training.precision import Plan
from engine.training.step_memory import forward_bytes, number_of_parts, parts_of

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from engine.models.merged import Merged
    from engine.models.network import Network

Logits = npt.NDArray[np.float32]

AUXILIARY_WEIGHT = 0.4  # Szegedy et al. 2015 train GoogLeNet with 0.3, torchvision's Inception v3 with 0.4


class Trainer:
    """Holds what a phase changes. The network lives across phases, the optimizer does not."""

    def __init__(self, network: Network, config: RunConfig, device: torch.device, plan: Plan) -> None:
        import torch

        self.network = network
        self.config = config
        self.device = device
        self.plan = plan
        self.plateau = Plateau(config.train)
        self.average = WeightAverage(config.train.ema) if config.train.ema else None
        self._scaled = plan.training == "fp16"
        self.scaler = torch.amp.GradScaler(device.type, enabled=self._scaled)
        self._threads = torch.get_num_threads()
        self.micro_batch = 0
        self.sized = False
        self.phase: Phase | None = None
        self._body: StepBody | None = None
        self._weight: Tensor | None = None

    def begin(self, phase: Phase, class_counts: list[int]) -> None:
        """Freeze and thaw, and make a fresh optimizer at the phase's own rate."""
        import torch

        from engine.models import freezing

        train, model = self.config.train, self.config.model
        self.phase = phase
        self.plateau = Plateau(train)  # what an earlier phase lost says nothing of this one's rate
        own_threads(1 if is_small(self.network, phase, self.device) else self._threads)
        set_up(self.network, phase, self.device, self.plan)
        self._body = StepBody(self.network, self.config.model, phase, self.device, self.plan)
        self.sized = False
        groups = freezing.parameter_groups(
            self.network, phase.stages, phase.lr, model.stage_lr_decay, train.weight_decay
        )
        for group in groups:
            group["peak"] = group["lr"]
        self.optimizer = make_optimizer(train, groups, self.device, scaled=self._scaled)
        self.parameters = [p for p in self.network.module.parameters() if p.requires_grad]
        if train.class_weights:
            counts = torch.tensor(class_counts, dtype=torch.float32).clamp(min=1)
            self._weight = (counts.sum() / (len(class_counts) * counts)).to(self.device)

    def join(self, sample: Tensor, size: int) -> None:
        """For several processes: train together from now on, ``size`` inputs like ``sample`` a step."""

    def weigh(self, weight: float, count: int) -> None:
        """What the next step's pictures weigh; alone, a step is the whole batch."""

    @property
    def class_weights(self) -> npt.NDArray[np.float32] | None:
        """Weight of each class in the loss, or None."""
        return None if self._weight is None else self._weight.cpu().numpy()

    def end(self) -> None:
        """Give back what :meth:`begin` took: the calling thread's number of threads."""
        own_threads(self._threads)

    def train_mode(self) -> None:
        """Training mode for what trains, evaluation mode for the rest."""
        from engine.models import freezing

        assert self.phase is not None
        if self.phase.cut == 0:
            self.network.head.train()  # the rest is not run, and stays in evaluation mode
        else:
            freezing.train_mode(
                self.network, self.phase.stages, frozen_batch_norm=self.config.model.keeps_batch_norm
            )

    def trains_batch_norms(self) -> bool:
        """Whether a step's result depends on which pictures are taken together: after :meth:`train_mode`."""
        from torch.nn.modules.batchnorm import _BatchNorm

        return any(isinstance(m, _BatchNorm) and m.training for m in self.network.module.modules())

    def set_rate(self, epoch: float) -> float:
        """Set every group's rate for the moment ``epoch``; returns the head's."""
        assert self.phase is not None
        factor = schedule_factor(self.config.train, epoch, self.phase.first, self.phase.last)
        factor *= self.plateau.factor
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        return self.phase.lr * factor

    def step(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """One optimizer step; returns summed loss and number of right answers, on the device.

        Raises:
            torch.OutOfMemoryError: for the gradients; nothing has changed, and smaller parts may do.
            EngineError: the GPU's memory does not hold what the optimizer keeps.
        """
        import torch

        size = len(y)
        micro = self.micro_batch or size
        mixed = mix(self.config.train, x, y, self._weight)
        self.settle(x[:micro])
        self.optimizer.zero_grad(set_to_none=True)
        loss_sum = torch.zeros((), device=self.device)
        correct = torch.zeros((), device=self.device)
        for part in parts_of(size, self._parts(size)):
            loss, right = self._part_step(mixed, y, part, 1.0)
            loss_sum += loss * size
            correct += right
        full = False
        try:
            self._apply()
        except torch.OutOfMemoryError:
            full = True
        if full:  # some weights have moved, so that the step cannot be taken again
            raise EngineError(
                "The GPU's memory does not hold even one picture's training step.",
                "Choose a smaller backbone, thaw fewer stages, or train on the CPU.",
            )
        return loss_sum, correct

    def _apply(self) -> None:
        """Move the weights by the gradients gathered."""
        import torch

        if self.config.train.grad_clip:
            self.scaler.unscale_(self.optimizer)
            torch.nn.utils.clip_grad_norm_(self.parameters, self.config.train.grad_clip)
        if self._scaled:
            self.scaler.step(self.optimizer)
            self.scaler.update()
        else:
            self.optimizer.step()
        if self.average is not None:
            self.average.update(self.trained_parameters())

    def _parts(self, size: int) -> int:
        """In how many parts a step over ``size`` inputs runs."""
        if self.micro_batch == 0 or size <= self.micro_batch:
            return 1
        return number_of_parts(size, self.micro_batch, alone=not self.trains_batch_norms())

    def _part_step(self, mixed: Mixed, y: Tensor, part: slice, share: float) -> tuple[Tensor, Tensor]:
        """Gradients of a part of a batch that is ``share`` of the step.

        Returns what the part adds to the batch's mean loss, and its right answers.
        """
        with self._autocast():
            logits, auxiliary = self._outputs(mixed.x[part])
        loss = mixed.loss(self._loss, logits.float(), part)
        if auxiliary is not None:
            loss = loss + AUXILIARY_WEIGHT * mixed.loss(self._loss, auxiliary.float(), part)
        weighed = loss if share == 1.0 else loss * share
        (self.scaler.scale(weighed) if self._scaled else weighed).backward()  # type: ignore[no-untyped-call]
        return loss.detach(), (logits.detach().argmax(1) == y[part]).sum()

    def settle(self, x: Tensor) -> None:
        """Merge layers where that pays, found out on the inputs ``x``; once a phase, in training mode."""
        assert self._body is not None
        self._body.settle(x)

    def forward_bytes(self, x: Tensor) -> int:
        """See :func:`engine.training.step_memory.forward_bytes`: a step's forward pass over inputs ``x``."""
        assert self._body is not None
        with self._autocast():
            return forward_bytes((self.network.module, *self._body.modules), lambda: self._outputs(x))

    def evaluate(self, x: Tensor, body: Merged | None = None) -> Logits:
        """Logits of plain inputs, float32, shape (n, classes), in evaluation mode.

        ``body`` is what :meth:`merged` gave since the last step, for speed.
        """
        import torch

        assert self.phase is not None
        (self.network.head if self.phase.cut == 0 else self.network.module).eval()
        with torch.inference_mode(), self._autocast(self.plan.inference):
            given = self._outputs(x)[0] if body is None else self.network.logits_from_features(body(x))
            logits: Logits = given.float().cpu().numpy()
        return logits

    def merged(self, count: int) -> Merged | None:
        """See :func:`engine.training.phase_network.evaluated_body`: for ``count`` inputs."""
        assert self.phase is not None
        return evaluated_body(self.network, self.phase, self.device, self.plan, count)

    def trained_parameters(self) -> Iterator[tuple[str, torch.nn.Parameter]]:
        """Name and parameter of everything that trains now."""
        return ((n, p) for n, p in self.network.module.named_parameters() if p.requires_grad)

    def is_finite(self) -> bool:
        """Whether everything that trains is still a number."""
        return all(bool(parameter.isfinite().all()) for parameter in self.parameters)

    def state(self) -> dict[str, Any]:
        """For a checkpoint: optimizer, scaler, schedule, average."""
        assert self.phase is not None
        assert self._body is not None
        return {
            "phase": self.phase.first,
            "optimizer": self.optimizer.state_dict(),
            "scaler": self.scaler.state_dict(),
            "plateau": self.plateau.state(),
            "average": None if self.average is None else self.average.state(),
            "micro_batch": self.micro_batch,
            "sized": self.sized,
            "merged": self._body.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """The inverse of :meth:`state`, after :meth:`begin`.

        A checkpoint taken at the very end of a phase is put back in the next one, which begins with a fresh
        optimizer, as it does when nothing interrupts the run.
        """
        assert self.phase is not None
        assert self._body is not None
        if state["phase"] == self.phase.first:
            self.optimizer.load_state_dict(state["optimizer"])
            lay_as_parameters(self.optimizer)
            self.plateau.load(state["plateau"])
            # Found out anew, on other pictures or beside other programs, they might change the numbers.
            self.sized = state.get("sized", False)
            self._body.load(state.get("merged"))
        if state["scaler"]:  # empty where nothing was scaled
            self.scaler.load_state_dict(state["scaler"])
        if self.average is not None and state["average"] is not None:
            self.average.load(state["average"], self.device)
        self.micro_batch = state["micro_batch"]

    def _outputs(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        import torch

        assert self.phase is not None
        assert self._body is not None
        if self._body.folded is not None and not torch.is_inference_mode_enabled():
            return self.network.logits_from_features(self._body.folded(x)), None
        if self.phase.cut is None:
            return self.network.training_outputs(x)
        if self.phase.cut == 0:
            return self.network.logits_from_features(x), None
        return self.network.from_boundary(x, self.phase.cut), None

    def _autocast(self, precision: str = "") -> AbstractContextManager[None]:
        from engine.models.mixed import autocast

        assert self.phase is not None
        # A head alone is a small matrix: float32 costs nothing there and is exact.
        return autocast(self.device.type, "fp32" if self.phase.cut == 0 else precision or self.plan.training)

    def _loss(self, logits: Tensor, labels: Tensor) -> Tensor:
        import torch

        return torch.nn.functional.cross_entropy(
            logits, labels, weight=self._weight, label_smoothing=self.config.train.label_smoothing
        )
