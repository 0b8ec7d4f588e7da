"""Findings opened as pictures and acted on, in the data set panel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop.panels.dataset import DatasetPanel
from engine.config import DataConfig, RunConfig
from engine.predictions import Predictions
from engine.run_folder import RunFolder
from tests.desktop.dataset_fixtures import Open, finding
from tests.desktop.gallery_fixtures import logits_of
from tests.desktop.windows import click


def run_with_predictions(panel: DatasetPanel, folder: Path) -> RunFolder:
    """A run that is sure of every picture's own label but one: ``ant/003.jpg`` looks like a bee to it."""
    assert panel.view is not None
    catalog = panel.view.catalog
    run = RunFolder.create(folder, RunConfig(data=DataConfig(source=catalog.source)))
    rows = np.full((len(catalog.samples), len(catalog.classes)), 0.02)
    for at, sample in enumerate(catalog.samples):
        rows[at, 1 if sample.id == "ant/003.jpg" else sample.label] = 0.96
    run.write_predictions(
        Predictions(
            ids=np.array([sample.id for sample in catalog.samples]),
            folds=np.full(len(rows), "validation"),
            labels=np.array([sample.label for sample in catalog.samples]),
            logits=logits_of(rows.tolist()),
            classes=catalog.classes,
            epoch=1,
        )
    )
    return run


def test_that_blank_pictures_are_left_out_at_a_click(opened: Open, animals: Path, qtbot: QtBot) -> None:
    Image.new("RGB", (48, 36), "white").save(animals / "ant" / "blank.png")
    panel = opened(animals)
    click(qtbot, finding(panel, "blank"))
    assert panel.pictures.model.rowCount() == 1
    with qtbot.waitSignal(panel.catalog_ready) as ready:
        click(qtbot, panel.pictures._proposal)
    assert "ant/blank.png" not in {sample.id for sample in ready.args[0].samples}
    assert (animals / "ant" / "blank.png").exists()


def test_that_a_run_makes_suspicious_labels_known_and_they_are_relabelled_at_a_click(
    opened: Open, animals: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    assert not panel.overview.findings.labels.isVisible()
    panel.show_run(run_with_predictions(panel, tmp_path / "runs"))
    with qtbot.waitSignal(panel.checked, timeout=30_000):
        click(qtbot, panel.overview.findings.labels)
    click(qtbot, finding(panel, "suspicious_label"))
    assert panel.pictures.model.rowCount() == 1
    assert "looks like “bee”" in panel.pictures._text.text()
    with qtbot.waitSignal(panel.catalog_ready):
        click(qtbot, panel.pictures._proposal)
    assert panel.session is not None
    assert panel.session.of("ant/003.jpg").label == "bee"
    with qtbot.waitSignal(panel.catalog_ready):
        panel.session.undo()
    assert panel.session.of("ant/003.jpg").label is None


def test_that_labels_the_user_has_checked_are_not_suspicious(
    opened: Open, animals: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    assert panel.view is not None
    assert panel.session is not None
    run = run_with_predictions(panel, tmp_path / "runs")
    chosen = [sample for sample in panel.view.raw.samples if sample.id == "ant/003.jpg"]
    with qtbot.waitSignal(panel.state.derived):
        panel.session.mark_checked(chosen)
    panel.show_run(run)
    with qtbot.waitSignal(panel.checked, timeout=30_000):
        click(qtbot, panel.overview.findings.labels)
    assert "No suspicious labels" in panel.overview.findings._status.text()


def test_that_a_thin_class_offers_to_add_pictures(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    click(qtbot, finding(panel, "few_pictures"))
    assert panel.pictures.model.rowCount() == 20
    assert panel.pictures._proposal.text() == "Add pictures…"
