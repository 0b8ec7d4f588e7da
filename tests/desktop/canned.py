"""Canned event lists and jobs, so that the window is tested without training anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from desktop.training_thread import Job
from engine import events as ev
from engine.config import RunConfig
from engine.control import RunControl
from engine.run_folder import RunFolder


def run_events(
    run: str = "run", epochs: int = 5, batches: int = 4, outcome: str = "completed"
) -> list[ev.Event]:
    """What a run of ``epochs`` epochs says: losses fall, the best epoch is the last but one."""
    found: list[ev.Event] = [
        ev.RunStarted(
            run, ("ant", "bee"), 244, 153, 0, epochs, "CPU, 2 threads", "bf16", "efficientnet_lite0"
        ),
        ev.PhaseStarted("read", "Reading 397 pictures", 397),
        ev.BatchDone("read", 397, 397, images_per_second=900.0),
        ev.PhaseStarted("features", "Backbone over 397 pictures", 397),
        ev.BatchDone("features", 397, 397, images_per_second=60.0),
        ev.PhaseStarted("train", "Training the head", batches, epoch=0, stages=0, lr=1e-3),
    ]
    best = max(1, epochs - 1)
    for epoch in range(1, epochs + 1):
        for batch in range(1, batches + 1):
            loss = 0.7 / epoch + 0.02 * (batch % 3)
            left = (epochs - epoch + 1) * 0.5
            found.append(ev.BatchDone("train", batch, batches, epoch - 1, loss, 410.0, left))
        accuracy = 0.80 + 0.15 * epoch / epochs - (0.01 if epoch > best else 0.0)
        found.append(
            ev.EpochDone(
                epoch=epoch,
                epochs=epochs,
                train_loss=0.65 / epoch,
                train_accuracy=min(1.0, 0.82 + 0.17 * epoch / epochs),
                val_loss=0.7 / epoch + 0.05,
                val_accuracy=accuracy,
                lr=1e-3 * (1 - epoch / (epochs + 1)),
                seconds=0.5,
                images_per_second=410.0,
                best=epoch <= best,
                seconds_left=(epochs - epoch) * 0.5,
            )
        )
    failed = outcome == "failed"
    found.append(
        ev.RunEnded(
            outcome=outcome,
            run=run,
            epochs=epochs,
            seconds=12.5,
            best_epoch=best,
            val_accuracy=None if failed else 0.80 + 0.15 * best / epochs,
            val_count=153,
            message="The disk holding the pictures is gone." if failed else "",
            hint="Connect it again and resume the run." if failed else "",
        )
    )
    return found


class CannedJobs:
    """Jobs that say ``events`` and obey the control between two of them."""

    def __init__(
        self, events: Callable[[str], Sequence[ev.Event]] = run_events, *, endless: bool = False
    ) -> None:
        self.events = events
        self.endless = endless
        self.resumed: list[Path] = []

    def train(self, config: RunConfig, run: RunFolder) -> Job:
        return self._job(run)

    def resume(self, run: RunFolder) -> Job:
        self.resumed.append(run.path)
        return self._job(run)

    def _job(self, run: RunFolder) -> Job:
        def events(control: RunControl) -> Iterator[ev.Event]:
            events = list(self.events(str(run.path)))
            for event in events[:-1]:
                while control.paused and not control.wait(0.01):
                    pass
                if control.stopping:
                    break
                yield event
            while self.endless and not control.stopping:
                control.wait(0.01)
                # A real engine is asked at every batch; here the wait for a stop stands for the batches.
                while control.paused and not control.wait(0.01):
                    pass
            end = events[-1]
            assert isinstance(end, ev.RunEnded)
            if control.stopping:
                values = {**ev.to_json(end), "outcome": "stopped"}
                yield ev.from_json(values)
            else:
                yield end

        def job(control: RunControl) -> Iterator[ev.Event]:
            run.claim()  # as the engine does: a run without events that nobody holds counts as interrupted
            try:
                for event in events(control):
                    if isinstance(event, ev.RunEnded):
                        run.append_event(event)
                    yield event
            finally:
                run.release()

        return job
