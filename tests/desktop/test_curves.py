"""The curves of a run: room, names and axes, at any width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.run_record import RunRecord
from desktop.widgets import basic
from desktop.widgets.curves_view import CurvesView
from engine import events as ev
from tests.desktop.canned import run_events


def staged_events(epochs: int = 8) -> list[ev.Event]:
    """A run whose last two stages thaw after the first half."""
    events = run_events(epochs=epochs)
    half = epochs // 2
    at = next(i for i, e in enumerate(events) if isinstance(e, ev.EpochDone) and e.epoch == half) + 1
    events.insert(at, ev.PhaseStarted("train", "Last stages too", 4, epoch=half, stages=2, lr=1e-4))
    return events


@pytest.fixture
def view(qtbot: QtBot) -> CurvesView:
    """The curves of a finished staged run."""
    record = RunRecord()
    made = CurvesView(record)
    qtbot.addWidget(made)
    made.resize(900, 300)
    with qtbot.waitExposed(made):
        made.show()
    for event in staged_events():
        record.add(event)
        made.on_event(event)
    made.refresh()
    QApplication.processEvents()
    return made


def place(part: QWidget, inside: QWidget) -> QRect:
    return QRect(part.mapTo(inside, QPoint()), part.size())


@pytest.mark.parametrize("width", [260, 390, 520, 1400])
def test_that_both_charts_are_equally_wide_whatever_their_words_need(view: CurvesView, width: int) -> None:
    view.resize(width, 300)
    QApplication.processEvents()
    assert view.width() == width
    assert abs(view.loss.width() - view.accuracy.width()) <= 1
    legend = basic.child(view, "curves_legend")
    for name in view._mark_names:
        assert name.isVisible()
        assert legend.rect().contains(place(name, legend)), name.text()
