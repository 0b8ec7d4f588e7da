"""Pixels through the network: the one forward pass of prediction, evaluation and parity checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine import device as hardware
from engine.errors import EngineError

if TYPE_CHECKING:
    from torch import Tensor

    from engine.models.inference import Prepared
    from engine.models.network import Network

Pixels = npt.NDArray[np.uint8]
Logits = npt.NDArray[np.float32]


class Forward:
    """A network in eval on a device, taking pixels as they come from the decoder.

    Args:
        network: moved to the device and set to eval; its weights are not changed.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        precision: ``fp32`` (the same numbers as every export gives), ``bf16``, ``fp16``, or ``auto``
            for what is quickest here (confidences then differ in the second or third digit).
        mirrored: average the logits with those of the mirrored picture.
    """

    def __init__(
        self, network: Network, *, device: str = "auto", precision: str = "fp32", mirrored: bool = False
    ) -> None:
        import torch

        self.network = network
        self.device = hardware.pick(device)
        hardware.set_deterministic(self.device)
        self.mirrored = mirrored
        network.module.eval()
        network.to(self.device)
        network.module.to(memory_format=torch.channels_last)
        self.precision = hardware.preferred_precision(self.device) if precision == "auto" else precision
        self.batch = 32 if self.device.type == "cpu" else 256
        self._prepared: Prepared | None = None
        mean = torch.tensor(network.preprocessing.mean).view(1, 3, 1, 1)
        std = torch.tensor(network.preprocessing.std).view(1, 3, 1, 1)
        self._scale = (1 / (255 * std)).to(self.device)
        self._shift = (-mean / std).to(self.device)

    def logits(self, pixels: Pixels) -> Logits:
        """Logits, shape (n, classes), of uint8 pixels, shape (n, crop, crop, 3).

        Raises:
            EngineError: the device fails, its memory does not hold a single picture, or the outputs are
                not finite numbers.
        """
        import torch

        if not len(pixels):
            return np.zeros((0, self.network.classes), np.float32)
        while True:
            try:
                with hardware.told_in_words():
                    starts = range(0, len(pixels), self.batch)
                    found = np.concatenate([self._some(pixels[i : i + self.batch]) for i in starts])
                break
            except hardware.OutOfMemory:
                if self.batch == 1:
                    raise
            # Outside the handler, whose frames would keep the memory.
            torch.cuda.empty_cache()
            self.batch //= 2
        if not np.isfinite(found).all():
            raise EngineError(
                "The model's outputs are not finite numbers.",
                "Its weights are damaged, or training diverged.",
            )
        return found

    def speed_up(self) -> None:
        """Prepare the backbone for many pictures: layers merged, checked against the plain network.

        Takes a second or two and a copy of the weights; the answers stay the same to four digits.
        """
        from engine.models.execution import ExecutionPlan
        from engine.models.inference import CPU_BATCH, prepare

        if self._prepared is None and self.device.type == "cpu":
            plan = ExecutionPlan(self.precision, batch_size=CPU_BATCH, fused=True)
            self._prepared = prepare(self.network, 0, plan, self.device)

    def normalised(self, pixels: Pixels) -> Tensor:
        """The network's input: float32, shape (n, 3, crop, crop), on the device, channels last."""
        import torch

        x = torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2)
        if self.device.type == "cuda":
            x = x.pin_memory().to(self.device, non_blocking=True)
        return torch.addcmul(self._shift, x.float(), self._scale)

    def _some(self, pixels: Pixels) -> Logits:
        import torch

        with torch.inference_mode():
            result = self._answers(pixels)
            if self.mirrored:
                result = (result + self._answers(pixels[:, :, ::-1])) / 2
        found: Logits = result.float().cpu().numpy()
        return found

    def _answers(self, pixels: Pixels) -> Tensor:
        from engine.models.mixed import autocast

        if self._prepared is not None:
            return self.network.logits_from_features(self._prepared(np.ascontiguousarray(pixels)).float())
        with autocast(self.device.type, self.precision):
            return self.network.forward(self.normalised(pixels))
