"""The curves of a run: room, names and axes, at any width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
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


def test_that_a_phase_is_named_as_far_as_its_name_has_room(view: CurvesView) -> None:
    whole, shorts = ["head only", "head and last 2 stages"], ["head", "2 stages"]
    plot = view.loss
    wide = max(view.fontMetrics().horizontalAdvance(name) for name in whole)
    seen = []
    for width in (16 * wide, 5 * wide, 4 * wide, 3 * wide, 2 * wide, wide, wide // 2):
        view.resize(width, 300)
        QApplication.processEvents()
        names = plot.phase_names()
        seen.append(names)
        for name, long, short in zip(names, whole, shorts, strict=True):
            assert name in (long, short, "")
    assert seen[0] == whole
    assert seen[-1] == ["", ""]
    assert [len(a[1]) for a in seen] == sorted((len(a[1]) for a in seen), reverse=True)
    assert any(names[1] == "2 stages" for names in seen)


def test_that_names_of_phases_stand_in_their_phase_over_the_curves(view: CurvesView) -> None:
    view.resize(1600, 300)
    QApplication.processEvents()
    field = view.loss.getPlotItem().getViewBox()
    place_of = field.sceneBoundingRect()
    top = field.mapRectToScene(field.rect()).top()
    texts = view.loss._phases._names
    assert [text.text() for text in texts] == view.loss.phase_names()
    for text, (low, high, _) in zip(texts, view.loss.phases, strict=True):
        box = text.mapRectToScene(text.boundingRect())
        assert box.bottom() <= top
        assert box.top() >= 0
        assert field.mapSceneToView(box.bottomLeft()).x() >= low
        assert field.mapSceneToView(box.bottomRight()).x() <= high
        assert box.right() <= place_of.right()


def test_that_a_phase_without_room_for_its_name_tells_it_in_a_tooltip(view: CurvesView, qtbot: QtBot) -> None:
    view.resize(200, 300)
    QApplication.processEvents()
    assert view.loss.phase_tip(6.0) == "Epochs 5 to 8: head and last 2 stages"
    field = view.loss.getPlotItem().getViewBox()
    at = view.loss.mapFromScene(field.mapViewToScene(QPointF(6.0, 0.2)))
    asked = QHelpEvent(QEvent.Type.ToolTip, at, view.loss.mapToGlobal(at))
    QApplication.sendEvent(view.loss.viewport(), asked)
    qtbot.waitUntil(lambda: "head and last 2 stages" in QToolTip.text())


def test_that_axes_end_where_the_values_do_and_say_what_they_count(view: CurvesView) -> None:
    for plot in (view.loss, view.accuracy):
        axis = plot.getPlotItem().getAxis("bottom")
        assert axis.labelText == "Epoch"
        assert axis.label.isVisible()
    view.accuracy.append("validation", 9.0, 100.0)
    view.loss.append("validation", 9.0, 0.0)
    view.refresh()
    QApplication.processEvents()
    assert view.accuracy.getPlotItem().viewRange()[1][1] == pytest.approx(100.0)
    assert view.loss.getPlotItem().viewRange()[1][0] == pytest.approx(0.0)
    assert view.loss.getPlotItem().viewRange()[1][1] > 0.6


def test_that_a_logarithmic_loss_is_seen_whole(view: CurvesView) -> None:
    view.loss.set_log(True)
    view.refresh()
    QApplication.processEvents()
    low, high = view.loss.getPlotItem().viewRange()[1]
    assert low < -1.0 < high
    view.loss.set_log(False)
    QApplication.processEvents()
    assert view.loss.getPlotItem().viewRange()[1][0] >= 0.0


def test_that_a_phase_of_one_epoch_is_told_as_one(view: CurvesView) -> None:
    view.loss.set_phases(((0.0, 1.0, "head only"), (1.0, 4.0, "everything")))
    assert view.loss.phase_tip(0.5) == "Epoch 1: head only"
    assert view.loss.phase_tip(2.0) == "Epochs 2 to 4: everything"
