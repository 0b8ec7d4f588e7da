"""Lists of answers and of files to sort: what each step costs does not grow with what is there already."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest
from pytestqt.qtbot import QtBot

from desktop.item_models.answers_model import AnswersModel
from desktop.widgets.sort_pane import SortPane
from desktop.widgets.thumbnail_grid import ThumbnailGrid
from engine.evaluation.prediction import Prediction
from engine.evaluation.sort_folder import SortPlan
from engine.evaluation.sort_step import Step


def answers(*names: str, label: str = "ant") -> list[Prediction]:
    return [Prediction(Path(f"/pictures/{name}.jpg"), label, 0.9) for name in names]


def test_that_a_picture_answered_anew_keeps_its_place_also_under_another_name() -> None:
    model = AnswersModel()
    model.add(answers("a", "b", "c"))
    model.add(answers("b", label="bee"))
    model.renamed({Path("/pictures/a.jpg"): Path("/sorted/a.jpg")})
    model.add([Prediction(Path("/sorted/a.jpg"), "wasp", 0.9), *answers("d", "d")])
    shown = [model.prediction(row) for row in range(model.rowCount())]
    assert [(one.path.stem, one.label) for one in shown] == [
        ("a", "wasp"),
        ("b", "bee"),
        ("c", "ant"),
        ("d", "ant"),
    ]
    model.clear()
    model.add(answers("a"))
    assert model.rowCount() == 1


def test_that_one_answer_more_looks_at_no_other_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    model = AnswersModel()
    model.add(answers(*map(str, range(500))))
    looked_at = [0]
    plain = PurePath.__hash__

    def counted(path: PurePath) -> int:
        looked_at[0] += 1
        return plain(path)

    monkeypatch.setattr(PurePath, "__hash__", counted)
    model.add(answers("one more"))
    assert model.rowCount() == 501
    assert looked_at[0] < 10


def test_that_one_answer_more_is_seen_at_once(qtbot: QtBot) -> None:
    model, grid = AnswersModel(), ThumbnailGrid()
    qtbot.addWidget(grid)
    grid.setModel(model)
    grid.resize(800, 600)
    with qtbot.waitExposed(grid):
        grid.show()
    for count, name in enumerate("abc", 1):
        model.add(answers(name))
        assert grid.visible_rows() == range(count)


def test_that_every_file_to_sort_is_looked_at_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """And stands below its folder, with its new name where it gets one."""
    steps = [
        Step(Path(f"/in/{at}.jpg"), Path(f"/out/class {at % 40:02}/{at + (at == 0)}.jpg"), 1, 1)
        for at in range(80)
    ]
    pane = SortPane()
    qtbot.addWidget(pane)
    pane.plan = SortPlan("copy", Path("/out"), tuple(steps))
    looked_at = [0]
    plain = PurePath.parent

    def counted(path: PurePath) -> PurePath:
        looked_at[0] += 1
        return plain.__get__(path)

    monkeypatch.setattr(PurePath, "parent", property(counted))
    pane.retranslate()
    assert looked_at[0] <= 4 * len(steps)
    top = [pane.preview.topLevelItem(row) for row in range(pane.preview.topLevelItemCount())]
    assert [item.text(0) for item in top] == [f"class {at:02}" for at in range(40)]
    assert {item.text(1) for item in top} == {"2"}
    assert [top[0].child(row).text(0) for row in range(2)] == ["0.jpg → 1.jpg", "40.jpg"]
