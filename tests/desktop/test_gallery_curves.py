"""The evaluation curves in the gallery, and the threshold under which the model answers "not sure"."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop.item_models.predictions_model import Role
from desktop.panels.gallery import GalleryPanel
from desktop.widgets.evaluation_curves import EvaluationCurves, Kind
from engine.evaluation import calibration, curves, decision
from engine.evaluation.decision import Decision
from engine.evaluation.probabilities import softmax
from engine.run_folder import RunFolder
from tests.desktop.gallery_fixtures import Show, make_run, numbers, six_pictures


def turn_to(panel: GalleryPanel, qtbot: QtBot, kind: Kind) -> EvaluationCurves:
    shown = panel.figures.curves
    with qtbot.waitSignal(shown.drawn):
        panel.figures._pages.button("curves").click()
    if kind != shown.kind:
        with qtbot.waitSignal(shown.drawn):
            shown.kinds.button(kind).click()
    return shown


@pytest.fixture
def overconfident(tmp_path: Path) -> RunFolder:
    """300 pictures whose model is far too sure; the last 100 are the test fold."""
    rng = np.random.default_rng(3)
    honest = rng.normal(0, 1.5, (300, 3))
    labels = [int(rng.choice(3, p=row)) for row in softmax(honest)]
    return make_run(tmp_path, labels, softmax(3 * honest).tolist(), test=100, distinct=4)


def test_that_a_threshold_says_at_once_what_it_buys_and_filters_by_it(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    shown = turn_to(panel, qtbot, "coverage")
    assert shown.note.text().startswith("Answers 100.0 % of the pictures")
    shown.slider.setValue(605)
    assert shown.note.text().startswith("Answers 50.0 % of the pictures (18.8 to 81.2 %), 3 of 6.")
    assert "66.7 % are right (20.8 to 93.9 %)" in shown.note.text()
    assert shown.plot is not None
    assert shown.plot.marked == pytest.approx((0.5, 2 / 3))
    panel.filters.outcome.button("unsure").click()
    assert sorted(numbers(panel)) == [2, 3, 5]
    shown.slider.setValue(500)
    assert numbers(panel) == [3]


def test_that_the_threshold_is_kept_with_the_run(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    panel = show(six)
    shown = turn_to(panel, qtbot, "coverage")
    with qtbot.waitSignal(panel.decided) as decided:
        shown.slider.setValue(700)
    assert decided.args[1] == Decision(threshold=0.7) == decision.of_run(six)
    again = show(six)
    assert again.figures.curves.slider.value() == 700
    assert again.model.counts()["unsure"] == 3


def test_that_a_threshold_still_being_moved_is_kept_with_its_own_run(
    tmp_path: Path, show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    other = make_run(tmp_path / "other", *six_pictures())
    panel = show(six)
    turn_to(panel, qtbot, "coverage").slider.setValue(800)
    with qtbot.waitSignal(panel.shown):
        panel.show_run(other)
    assert decision.of_run(six).threshold == 0.8
    assert decision.of_run(other) == Decision()
    assert panel.figures.curves.slider.value() == 0


def test_that_a_press_on_the_curve_sets_the_threshold_of_that_coverage(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    shown = turn_to(panel, qtbot, "coverage")
    assert shown.plot is not None
    view = shown.plot.getPlotItem().getViewBox()
    at = shown.plot.mapFromScene(view.mapViewToScene(QPoint(50, 95)))
    qtbot.mousePress(shown.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    found = shown.answering()
    assert found is not None
    assert found.answered == 3


def test_that_without_a_threshold_the_filter_leads_to_where_one_is_set(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    panel.filters.outcome.button("unsure").click()
    assert panel.browser.no_match.isVisible()
    assert "answers every picture" in panel.browser.no_match._title.text()
    qtbot.mouseClick(panel.browser.no_match.button, Qt.MouseButton.LeftButton)
    assert panel.figures.curves.slider.isVisible()
    assert panel.figures.curves.kind == "coverage"


def test_that_curves_of_a_class_carry_their_figures(
    show: Show, overconfident: RunFolder, qtbot: QtBot
) -> None:
    panel = show(overconfident)
    shown = turn_to(panel, qtbot, "roc")
    stored = overconfident.predictions()
    rows = stored.folds == "validation"
    expected = curves.roc_curve(stored.probabilities[rows], stored.labels[rows], 0)
    assert expected.auc_interval is not None
    low, high = expected.auc_interval
    assert f"{expected.auc:.3f} ({low:.3f} to {high:.3f})" in shown.note.text()
    with qtbot.waitSignal(shown.drawn):
        shown.classes.setCurrentIndex(1)
        shown.classes.activated.emit(1)
    assert "“bee”" in shown.note.text()
    with qtbot.waitSignal(shown.drawn):
        shown.kinds.button("precision").click()
    precision = curves.precision_recall_curve(stored.probabilities[rows], stored.labels[rows], 1)
    assert f"average precision {precision.average_precision:.3f}" in shown.note.text()
    assert shown.plot is not None
    assert len(shown.plot.lines) == 2


def test_that_validation_and_test_are_never_confused(
    show: Show, overconfident: RunFolder, qtbot: QtBot
) -> None:
    panel = show(overconfident)
    shown = turn_to(panel, qtbot, "calibration")
    stored = overconfident.predictions()
    errors = {}
    for fold in ("validation", "test"):
        rows = stored.folds == fold
        errors[fold] = calibration.expected_calibration_error(stored.probabilities[rows], stored.labels[rows])
    assert f"{errors['validation'] * 100:.1f} % at temperature 1.00" in shown.note.text()
    assert "optimistic" in shown.note.text()
    fitted = shown._figures.fitted if shown._figures else None
    assert fitted is not None
    with qtbot.waitSignal(shown.drawn):
        panel.header.folds.button("test").click()
    assert f"{errors['test'] * 100:.1f} % at temperature 1.00" in shown.note.text()
    assert "optimistic" not in shown.note.text()
    on_test = shown._figures.fitted if shown._figures else None
    assert on_test is not None
    assert on_test.temperature == fitted.temperature, "a temperature is fitted on validation alone"


def test_that_a_temperature_brings_the_confidences_down_and_back(
    show: Show, overconfident: RunFolder, qtbot: QtBot
) -> None:
    panel = show(overconfident)
    shown = turn_to(panel, qtbot, "calibration")
    assert "Use the temperature" in shown.temperature.text()
    before = panel.model.data(panel.model.index(0, 0), Role.CONFIDENCE)
    with qtbot.waitSignal(shown.drawn):
        shown.temperature.click()
    used = decision.of_run(overconfident).temperature
    assert 2.0 < used < 4.5
    assert f"at temperature {used:.2f}" in shown.note.text()
    assert "these very pictures" in shown.note.text()
    after = panel.model.data(panel.model.index(0, 0), Role.CONFIDENCE)
    assert after < before
    assert shown._figures is not None
    assert shown._figures.used.error < 0.08
    with qtbot.waitSignal(shown.drawn):
        shown.temperature.click()
    assert decision.of_run(overconfident).temperature == 1.0


@pytest.fixture
def flawless(tmp_path: Path) -> RunFolder:
    """Thirty pictures, all predicted as labelled."""
    rows = np.array([[0.8, 0.1, 0.1], [0.1, 0.7, 0.2], [0.2, 0.2, 0.6]] * 10)
    return make_run(tmp_path, [0, 1, 2] * 10, rows.tolist(), distinct=4)


def test_that_no_temperature_is_offered_where_the_model_makes_no_mistake(
    show: Show, flawless: RunFolder, qtbot: QtBot
) -> None:
    shown = turn_to(show(flawless), qtbot, "calibration")
    assert not shown.temperature.isVisible()
    assert "No temperature fits" in shown.note.text()
    assert "fitted on the validation pictures" not in shown.note.text()


def test_that_a_temperature_that_nothing_speaks_for_can_be_taken_back(
    show: Show, flawless: RunFolder, qtbot: QtBot
) -> None:
    decision.set_for_run(flawless, Decision(temperature=0.05))
    shown = turn_to(show(flawless), qtbot, "calibration")
    assert shown.temperature.isVisible()
    assert shown.temperature.text() == "Confidences as trained"
    with qtbot.waitSignal(shown.drawn):
        shown.temperature.click()
    assert decision.of_run(flawless).temperature == 1.0
    qtbot.waitUntil(lambda: not shown.temperature.isVisible())
