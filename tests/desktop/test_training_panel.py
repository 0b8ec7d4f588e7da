"""The training panel, fed with canned events."""

from __future__ import annotations

import csv
import dataclasses
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.pace import LONGEST_MS, SHORTEST_MS, Pace
from desktop.panels.training import TrainingPanel
from desktop.widgets import basic
from desktop.widgets.hardware_line import HardwareLine
from engine import events as ev
from engine.config import RunConfig
from engine.device import DeviceReport
from engine.run_folder import RunFolder
from tests.desktop.canned import run_events


@pytest.fixture
def panel(qtbot: QtBot) -> TrainingPanel:
    made = TrainingPanel()
    qtbot.addWidget(made)
    made.resize(960, 360)
    made.show()
    return made


def play(panel: TrainingPanel, events: list[ev.Event]) -> None:
    for event in events:
        panel.on_event(event)
    panel.refresh()


def curve(panel: TrainingPanel, plot: str, key: str) -> tuple[list[float], list[float]]:
    assert panel.curves is not None
    series = getattr(panel.curves, plot).series[key]
    return series.x.tolist(), series.y.tolist()


def test_that_what_the_machine_offers_is_told_apart_from_what_the_run_took(
    panel: TrainingPanel, qtbot: QtBot
) -> None:
    line = HardwareLine()
    qtbot.addWidget(line)
    line.show_report(DeviceReport("cpu", "AMD EPYC, 1 threads", "bf16", 0, 0, "No card."))
    started = next(event for event in run_events() if isinstance(event, ev.RunStarted))
    started = dataclasses.replace(started, device="AMD EPYC, 1 threads", precision="fp32")
    play(panel, [started])
    told = [label.whole_text() for label in panel.findChildren(basic.Elided)]
    assert line.text() == "CPU · bf16 available"
    assert "AMD EPYC, 1 thread · this run in fp32" in told
    line.show_report(DeviceReport("cpu", "A CPU", "fp32", 0, 0, "No card."))
    assert line.text() == "CPU · fp32"


def test_that_every_epoch_adds_a_point_to_each_curve(panel: TrainingPanel) -> None:
    seen = 0
    for event in run_events(epochs=7):
        panel.on_event(event)
        if isinstance(event, ev.EpochDone):
            seen += 1
            for plot in ("loss", "accuracy"):
                for key in ("train", "validation"):
                    assert len(curve(panel, plot, key)[0]) == seen
    assert seen == 7
    x, y = curve(panel, "accuracy", "validation")
    assert x == [1, 2, 3, 4, 5, 6, 7]
    assert y[0] == pytest.approx(100 * (0.80 + 0.15 / 7))


def test_that_batch_losses_lie_inside_their_epoch(panel: TrainingPanel) -> None:
    play(panel, run_events(epochs=2, batches=4))
    x, _ = curve(panel, "loss", "batch")
    assert x == [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0]


def test_that_the_result_is_told_with_its_interval_and_how_far_to_trust_it(panel: TrainingPanel) -> None:
    play(panel, run_events(epochs=5))
    assert panel.result.number.text() == "92.0 %"
    # Wilson's interval of 141 right of 153, from his formula.
    share, n, z = 141 / 153, 153, 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * ((share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
    assert panel.result.interval.text() == f"{100 * (middle - half):.1f} to {100 * (middle + half):.1f} %"
    assert "Best epoch 4" in panel.result._what.text()
    assert "Optimistic" in panel.result._what.text()


def test_that_a_solved_head_is_not_said_to_be_chosen_by_its_figure(panel: TrainingPanel) -> None:
    started, *rest = run_events(epochs=5)
    assert isinstance(started, ev.RunStarted)
    play(panel, [dataclasses.replace(started, solver="lbfgs"), *rest])
    said = panel.result._what.text()
    assert said.startswith("Iteration 4, 153 pictures.")
    assert "nothing was chosen" in said
    assert "Optimistic" not in said


def test_that_the_best_epoch_is_marked_in_both_plots(panel: TrainingPanel) -> None:
    play(panel, run_events(epochs=5))
    assert panel.curves is not None
    assert panel.curves.loss.best == (4.0, pytest.approx(0.7 / 4 + 0.05))
    assert panel.curves.accuracy.best == (4.0, pytest.approx(92.0))


def test_that_phases_are_shaded_where_more_of_the_network_thaws(panel: TrainingPanel) -> None:
    events = run_events(epochs=4)
    at = next(i for i, e in enumerate(events) if isinstance(e, ev.EpochDone) and e.epoch == 2) + 1
    events.insert(at, ev.PhaseStarted("train", "Last stage too", 4, epoch=2, stages=1, lr=1e-4))
    play(panel, events)
    assert panel.curves is not None
    assert panel.curves.loss.phases == ((0.0, 2.0, "head only"), (2.0, 4.0, "head and last stage"))


def test_that_progress_speed_and_time_left_are_told(panel: TrainingPanel) -> None:
    events = run_events(epochs=4, batches=4)
    at = next(i for i, e in enumerate(events) if isinstance(e, ev.BatchDone) and e.epoch == 2 and e.done == 2)
    play(panel, events[: at + 1])
    assert panel.progress.what.whole_text() == "Epoch 3 of 4 · 2 of 4"
    assert panel.progress.rate.text() == "410 images/s · 0:01 left"
    assert panel.progress.bar.value() == 625


def test_that_a_failed_run_says_why_and_what_to_do_in_place(panel: TrainingPanel) -> None:
    play(panel, run_events(outcome="failed"))
    assert (
        panel.message.text() == "The disk holding the pictures is gone. Connect it again and resume the run."
    )


def test_that_resuming_keeps_the_points_of_the_first_sitting(panel: TrainingPanel) -> None:
    play(panel, run_events(epochs=6)[:-1])
    started = run_events(epochs=6)[0]
    assert isinstance(started, ev.RunStarted)
    panel.on_event(ev.from_json({**ev.to_json(started), "resumed_epoch": 4}))
    assert curve(panel, "loss", "train")[0] == [1, 2, 3, 4]
    assert [epoch.epoch for epoch in panel.record.epochs] == [1, 2, 3, 4]


def test_that_a_replayed_run_draws_the_same_curves_as_the_live_one(
    panel: TrainingPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    events = run_events(str(run.path), epochs=9)
    for event in events:
        run.append_event(event)
    run.release()
    replayed = TrainingPanel()
    qtbot.addWidget(replayed)
    with qtbot.waitSignal(replayed.shown):
        replayed.show_run(run)
    play(panel, events)
    for plot in ("loss", "accuracy"):
        for key in ("train", "validation"):
            assert curve(replayed, plot, key) == curve(panel, plot, key)
    assert replayed.result.number.text() == panel.result.number.text()
    assert replayed.log.text() == panel.log.text()


def test_that_a_hundred_thousand_epochs_are_drawn_at_most_thirty_times_a_second(
    panel: TrainingPanel, qtbot: QtBot
) -> None:
    play(panel, run_events(epochs=3)[:6])
    epoch = ev.EpochDone(1, 100_000, 0.5, 0.9, 0.6, 0.9, 1e-3, 0.001, 1e5, best=False)
    values = ev.to_json(epoch)
    values.pop("event")
    begun, before = time.monotonic(), panel.redraws
    for number in range(1, 100_001):
        panel.on_event(ev.EpochDone(**{**values, "epoch": number}))
    qtbot.waitUntil(lambda: not panel._redraw.isActive())
    seconds = time.monotonic() - begun
    assert len(curve(panel, "loss", "train")[0]) == 100_000
    assert panel.redraws - before <= 30 * seconds + 2
    times = []
    assert panel.curves is not None
    for _ in range(5):
        moment = time.monotonic()
        panel.curves.refresh()
        panel.grab()
        times.append(time.monotonic() - moment)
    assert min(times) < 0.2


def test_that_drawing_takes_at_most_a_small_share_of_the_time_and_never_waits_long() -> None:
    worked, passed = [0.0], [0.0]
    pace = Pace(lambda: worked[0], lambda: passed[0])
    assert pace.wait_ms() == SHORTEST_MS
    worked[0] += 0.003
    passed[0] += 0.050
    assert pace.wait_ms() == 100  # 3 ms of work are 2 % of 150 ms, of which 50 have passed
    passed[0] += 10.0
    assert pace.wait_ms() == SHORTEST_MS  # after a rest news are drawn at once
    pace.drawn()
    worked[0] += 1.0
    assert pace.wait_ms() == LONGEST_MS


def test_that_text_that_changes_while_a_run_goes_on_leaves_the_layout_alone(
    panel: TrainingPanel, qtbot: QtBot
) -> None:
    events = run_events(epochs=2, batches=8)
    play(panel, events[:7])  # to the first batch, with which its curve is named in the legend
    before = panel.redraws
    qtbot.waitUntil(lambda: panel.redraws > before)  # of what was played; the layout has settled then
    QApplication.processEvents()
    asked = LayoutRequests(panel)
    # From "Epoch 1 of 2 · 1 of 8" to longer and shorter words, and to figures of another width.
    for done, speed in ((2, 5.0), (3, 12345.6), (8, 7.0)):
        before = panel.redraws
        panel.on_event(ev.BatchDone("train", done, 8, 0, 0.5, speed, 100.0 * done))
        qtbot.waitUntil(lambda before=before: panel.redraws > before)
        QApplication.processEvents()
        assert f"{done} of 8" in panel.progress.what.text()
    assert asked.count == 0


class LayoutRequests(QObject):
    """Counts how often a widget is asked to lay itself out."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return super().eventFilter(watched, event)


def test_that_curves_are_saved_as_picture_drawing_and_numbers(panel: TrainingPanel, tmp_path: Path) -> None:
    play(panel, run_events(epochs=5))
    for name in ("curves.png", "curves.svg", "curves.csv"):
        panel.save_curves(tmp_path / name)
        assert "Saved" in panel.message.text()
    assert QImage(str(tmp_path / "curves.png")).width() > 300
    drawing = (tmp_path / "curves.svg").read_text()
    assert "<path" in drawing
    assert ">0.6</text>" in drawing  # the axes too are letters, not a picture of them
    rows = list(csv.DictReader((tmp_path / "curves.csv").read_text().splitlines()))
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert float(rows[0]["train_loss"]) == pytest.approx(0.65)
    panel.save_curves(tmp_path / "curves.docx")
    assert ".png, .svg or .csv" in panel.message.text()


def test_that_the_log_scale_and_smoothing_change_what_is_drawn(panel: TrainingPanel, qtbot: QtBot) -> None:
    play(panel, run_events(epochs=8))
    assert panel.curves is not None
    item = panel.curves.loss.series["train"].item
    plain = np.array(item.getData()[1])
    qtbot.mouseClick(panel.tools._log_scale, Qt.MouseButton.LeftButton)
    np.testing.assert_allclose(item.getData()[1], np.log10(plain))
    qtbot.mouseClick(panel.tools._log_scale, Qt.MouseButton.LeftButton)
    panel.tools.smooth.setValue(80)
    assert np.std(item.getData()[1]) < np.std(plain)
    assert item.getData()[1][0] == pytest.approx(plain[0])


def test_that_the_figures_under_the_pointer_are_read_out(panel: TrainingPanel) -> None:
    play(panel, run_events(epochs=5))
    assert panel.curves is not None
    panel.curves.loss.hovered.emit(2.2)
    assert panel.tools.read_out.whole_text().startswith("Epoch 2: training 88.8 %")
    panel.curves.loss.hovered.emit(float("nan"))
    assert panel.tools.read_out.whole_text() == ""


def test_that_the_buttons_ask_for_what_they_say(panel: TrainingPanel, qtbot: QtBot) -> None:
    panel.set_state("running")
    with qtbot.waitSignal(panel.pause_requested):
        qtbot.mouseClick(panel.tools.pause, Qt.MouseButton.LeftButton)
    panel.set_state("paused")
    assert panel.tools.pause.text() == "Continue"
    with qtbot.waitSignal(panel.resume_requested):
        qtbot.mouseClick(panel.tools.pause, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.stop_requested):
        qtbot.mouseClick(panel.tools.stop, Qt.MouseButton.LeftButton)
    panel.set_state("stopping")
    assert not panel.tools.stop.isEnabled()
    panel.set_state("idle")
    assert panel.tools.stop.isHidden()


def test_that_an_infinite_loss_does_not_break_the_plot(panel: TrainingPanel) -> None:
    events = run_events(epochs=3)
    values = ev.to_json(events[-2])
    values.pop("event")
    assert isinstance(events[-2], ev.EpochDone)
    play(
        panel, [*events[:-1], ev.EpochDone(**{**values, "epoch": 4, "train_loss": float("inf")}), events[-1]]
    )
    assert len(curve(panel, "loss", "train")[0]) == 3
    panel.grab()


def test_that_a_curve_on_a_line_of_the_grid_keeps_its_colour(qtbot: QtBot) -> None:
    from desktop.widgets.curve_plot import CurvePlot

    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    plot.add_series("validation", "validation")
    for epoch in range(100):
        plot.append("validation", float(epoch), 50.0)
    plot.set_span(0.0, 99.0)
    plot.getPlotItem().setYRange(0, 100)
    plot.refresh()
    tint = theme.color("validation").rgb()

    def painted() -> int:
        image = plot.grab().toImage()
        return sum(image.pixel(x, y) == tint for x in range(image.width()) for y in range(image.height()))

    crossed = painted()
    plot.getPlotItem().showGrid(x=False, y=False)
    assert crossed == painted() > 300


def test_that_the_batches_line_is_named_only_where_there_is_one(panel: TrainingPanel) -> None:
    play(panel, [event for event in run_events(epochs=2) if not isinstance(event, ev.BatchDone)])
    assert panel.curves is not None
    name = panel.curves._mark_names[2]
    assert not name.isVisible()
    play(panel, run_events(epochs=2))
    assert name.isVisible()


@pytest.mark.parametrize("outcome", ["stopped", "failed"])
def test_that_a_run_that_is_resumed_no_longer_says_how_it_ended(
    panel: TrainingPanel, qtbot: QtBot, outcome: str
) -> None:
    play(panel, run_events(epochs=4, outcome=outcome))
    panel.begin_again()
    panel.set_state("running")
    assert panel.progress.what.whole_text().startswith("Getting ready")
    assert panel.message.text() == ""
    assert curve(panel, "loss", "train")[0] == [1, 2, 3, 4]
    play(panel, [ev.PhaseStarted("read", "Reading 397 pictures", 397), ev.BatchDone("read", 100, 397)])
    assert "100 of 397" in panel.progress.what.whole_text()
    assert panel.record.end is None


def test_that_a_resume_that_ends_before_it_is_ready_takes_nothing_away(panel: TrainingPanel) -> None:
    play(panel, run_events(epochs=4, outcome="stopped"))
    panel.begin_again()
    play(panel, [ev.PhaseStarted("read", ""), ev.RunEnded("stopped", "run", 0, 0.5, 0, None, 0)])
    assert panel.progress.what.whole_text().startswith("Stopped after 4 epochs")
    assert not panel.tools.export.isHidden()


def test_that_curves_and_phases_end_where_the_run_ended(panel: TrainingPanel) -> None:
    events = run_events(epochs=12)
    at = [i for i, e in enumerate(events) if isinstance(e, ev.EpochDone)]
    thawed = ev.PhaseStarted("train", "Last stage too", 4, epoch=3, stages=1, lr=1e-4)
    play(panel, [*events[: at[2] + 1], thawed, *events[at[2] + 1 : at[4] + 1]])
    play(panel, [ev.RunEnded("completed", "run", 5, 2.0, 5, 0.9, 153)])
    assert panel.curves is not None
    for plot in (panel.curves.loss, panel.curves.accuracy):
        assert plot.phases == ((0.0, 3.0, "head only"), (3.0, 5.0, "head and last stage"))
        plot.see_all()
        (low, high), _ = plot.getPlotItem().getViewBox().viewRange()
        assert low <= 0 < 5 <= high < 7


LEFT_OUT = ev.Warned("3 files are left out: a.png, b.png, c.png.", "Repair or remove them.")
"""Said, as by the engine, while a run gets ready: before its RunStarted."""


def opening(**started: object) -> list[ev.Event]:
    """What a sitting says until it is ready."""
    ready = run_events(epochs=4)[0]
    assert isinstance(ready, ev.RunStarted)
    return [
        ev.PhaseStarted("read", "Reading 397 pictures", 397),
        LEFT_OUT,
        dataclasses.replace(ready, **started),  # type: ignore[arg-type]
        ev.PhaseStarted("train", "Training the head", 4),
    ]


def test_that_a_warning_said_before_the_run_is_ready_stays_in_the_line_and_in_the_log(
    panel: TrainingPanel,
) -> None:
    play(panel, [*opening(), *run_events(epochs=4)[6:-1]])
    assert "3 files are left out" in panel.message.text()
    assert panel.log.text().count("3 files are left out") == 1
    assert panel.record.warnings == [LEFT_OUT]


@pytest.mark.parametrize("told", [True, False], ids=["stopped", "killed"])
@pytest.mark.parametrize("resumed", [2, 0], ids=["resumed", "begun anew"])
def test_that_a_further_sitting_keeps_its_own_warnings_and_forgets_those_of_before(
    panel: TrainingPanel, told: bool, resumed: int
) -> None:
    old = ev.Warned("The GPU was busy.")
    first = [*opening(), *run_events(epochs=4)[6:-1], old]
    play(panel, [*first, *([run_events(epochs=4, outcome="stopped")[-1]] if told else [])])
    second = opening(resumed_epoch=resumed)
    play(panel, second[:1])
    assert panel.message.text() == ""
    play(panel, second[1:])
    assert "3 files are left out" in panel.message.text()
    assert panel.record.warnings == [LEFT_OUT]
    # The log is that of the whole run; one that begins anew is no part of the one before.
    assert panel.log.text().count("3 files are left out") == (2 if resumed else 1)
    assert ("The GPU was busy" in panel.log.text()) == bool(resumed)
    assert len(panel.record.epochs) == resumed


WAITS = ev.Warned(
    "There is no room left on the disk. The run waits.",
    "Free some space: it goes on by itself.",
    until="progress",
)


@pytest.mark.parametrize("kind", [ev.BatchDone, ev.EpochDone, ev.CheckpointSaved, ev.RunEnded])
def test_that_a_run_that_went_on_is_no_longer_said_to_wait(panel: TrainingPanel, kind: type) -> None:
    events: list[ev.Event] = [*run_events(), ev.CheckpointSaved("last", "last.ckpt", 1)]
    play(panel, [*events[:7], WAITS])
    assert "The run waits" in panel.message.text()
    play(panel, [next(event for event in events if isinstance(event, kind))])
    assert panel.message.text() == ""
    assert "The run waits" in panel.log.text()


def test_that_events_that_cannot_be_written_are_told_until_something_could_be(panel: TrainingPanel) -> None:
    unwritten = ev.Warned("The run's events cannot be written just now.", until="saved")
    play(panel, [*run_events()[:6], unwritten, *run_events()[6:9]])
    assert "cannot be written" in panel.message.text()
    play(panel, [ev.CheckpointSaved("last", "last.ckpt", 1)])
    assert panel.message.text() == ""


def test_that_going_on_takes_no_other_message_away(panel: TrainingPanel) -> None:
    play(panel, [*run_events()[:7], WAITS, LEFT_OUT])
    play(panel, run_events()[7:9])
    assert "3 files are left out" in panel.message.text()


def test_that_a_warning_of_an_older_version_is_one_that_stays() -> None:
    assert ev.from_json({"event": "warned", "message": "Careful."}) == ev.Warned("Careful.")
    assert not ev.Warned("Careful.").is_over(run_events()[-1])
    assert ev.from_json(ev.to_json(WAITS)) == WAITS


def test_that_pictures_left_out_while_the_run_goes_on_count_in_no_figure(panel: TrainingPanel) -> None:
    events = run_events(epochs=2)
    last = events[-2]
    assert isinstance(last, ev.EpochDone)
    assert isinstance(events[0], ev.RunStarted)
    assert events[0].val_count == 153
    fewer = dataclasses.replace(last, val_accuracy=0.9, val_count=10, best=True)
    play(panel, [*events[:-2], fewer])
    assert "10 pictures" in panel.result._what.text()
    assert panel.result.interval.text() == "59.6 to 98.2 %"  # Wilson's, of 9 right of 10
    end = events[-1]
    assert isinstance(end, ev.RunEnded)
    play(panel, [dataclasses.replace(end, best_epoch=2, val_accuracy=0.5, val_count=8)])
    assert panel.result.number.text() == "50.0 %"
    assert "8 pictures" in panel.result._what.text()


def test_that_a_resumed_run_tells_the_time_of_all_its_sittings(panel: TrainingPanel) -> None:
    events = run_events(epochs=4)
    first = [*opening(), *events[6:-1]]
    stopped = dataclasses.replace(events[-1], outcome="stopped", epochs=4, seconds=600.0)  # type: ignore[type-var]
    ended = dataclasses.replace(events[-1], epochs=4, seconds=12.0)  # type: ignore[type-var]
    play(panel, [*first, stopped, *opening(resumed_epoch=4), ended])
    assert panel.progress.what.whole_text() == "Finished: 4 epochs, 10:12."
    assert panel.log.text().splitlines()[-1] == "Finished: 4 epochs, 10:12."


def test_that_a_sitting_that_was_killed_counts_with_its_epochs(panel: TrainingPanel) -> None:
    events = run_events(epochs=4)  # half a second each
    ended = dataclasses.replace(events[-1], epochs=4, seconds=12.0)  # type: ignore[type-var]
    play(panel, [*opening(), *events[6:-1], *opening(resumed_epoch=4), ended])
    assert panel.record.seconds == pytest.approx(14.0)
    play(panel, [*opening(), *events[6:-1], ended])
    assert panel.record.seconds == pytest.approx(12.0)  # begun anew
