"""TensorBoard event files beside a run's own, for those who have TensorBoard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.events import EpochDone, Event

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

FOLDER = "tensorboard"


class TensorBoard:
    """Writes loss, accuracy and rate of every epoch under ``run/tensorboard``.

    Raises:
        EngineError: the package tensorboard is not installed.
    """

    def __init__(self, run: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            raise EngineError(
                "TensorBoard files were asked for, and the package tensorboard is not installed.",
                "Install it with: pip install tensorboard. Or turn the setting off.",
            ) from None
        self._writer: SummaryWriter = SummaryWriter(str(run / FOLDER))

    def take(self, event: Event) -> None:
        """Write what an event holds for TensorBoard; most hold nothing."""
        if not isinstance(event, EpochDone):
            return
        figures = {
            "loss/train": event.train_loss,
            "loss/validation": event.val_loss,
            "accuracy/train": event.train_accuracy,
            "accuracy/validation": event.val_accuracy,
            "rate": event.lr,
            "pictures_per_second": event.images_per_second,
        }
        for name, value in figures.items():
            if value is not None:
                self._writer.add_scalar(name, value, event.epoch)

    def close(self) -> None:
        """Write out and close."""
        self._writer.close()
