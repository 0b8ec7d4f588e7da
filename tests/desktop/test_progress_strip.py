from pytestqt.qtbot import QtBot

from desktop.run_record import RunRecord
from desktop.widgets.progress_strip import ProgressStrip
from engine import events as ev
from tests.desktop.canned import run_events


def test_that_the_pictures_told_are_of_the_epoch_told(qtbot: QtBot) -> None:
    strip, record = ProgressStrip(), RunRecord()
    qtbot.addWidget(strip)
    events = run_events()

    def told() -> str:
        return strip.what.whole_text()

    record.add(next(event for event in events if isinstance(event, ev.RunStarted)))
    record.add(
        next(event for event in events if isinstance(event, ev.PhaseStarted) and event.name == "train")
    )
    record.add(ev.BatchDone("train", 90, 90, 0))
    strip.show_record(record)
    assert told().startswith("Epoch 1 ")
    assert told().endswith("90 of 90")
    record.add(next(event for event in events if isinstance(event, ev.EpochDone)))
    strip.show_record(record)
    assert told().startswith("Epoch 2 ")
    assert "90" not in told()
    record.add(ev.BatchDone("train", 10, 90, 1))
    strip.show_record(record)
    assert told().endswith("10 of 90")


def test_that_no_time_is_left_of_training_while_the_best_epoch_is_evaluated(qtbot: QtBot) -> None:
    strip, record = ProgressStrip(), RunRecord()
    qtbot.addWidget(strip)
    for event in run_events(epochs=8)[:-1]:
        record.add(event)
        if isinstance(event, ev.EpochDone) and event.epoch == 3:
            break
    strip.show_record(record)
    assert "left" in strip.rate.text()
    record.add(ev.PhaseStarted("evaluate", "The best epoch's weights on validation and test"))
    strip.show_record(record)
    assert strip.rate.text() == ""
