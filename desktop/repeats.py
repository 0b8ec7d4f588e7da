"""What the repeats of a run say together, in a line for people."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop import words
from desktop.run_summary import RunSummary
from engine.config import RunConfig
from engine.evaluation.repeats import group_of, mean_interval, place_of
from engine.evaluation.wilson import wilson_interval

_SAME = 1e-9
"""Accuracies nearer to each other than this are one."""


def place(config: RunConfig) -> str:
    """``2 of 5`` for a run that is one of several repeats; empty for one on its own."""
    number, count = place_of(config)
    if not number:
        return ""
    return QCoreApplication.translate("repeats", "{0} of {1}").format(number, count)


def line(runs: Sequence[RunSummary], chosen: Sequence[RunSummary]) -> str:
    """Mean accuracy and error bar of the repeats that ``chosen`` belong to; empty where there are none.

    Args:
        runs: every run of the project.
        chosen: the selected ones; all of one group, or nothing is said.
    """
    groups = {group_of(run.config) for run in chosen}
    if len(groups) != 1 or groups == {""}:
        return ""
    group = groups.pop()
    members = [run for run in runs if group_of(run.config) == group]
    done = [run for run in members if run.outcome == "completed" and run.accuracy is not None]
    planned = max(place_of(run.config)[1] for run in members)
    translate = QCoreApplication.translate
    if len(done) < 2:
        return translate("repeats", "Repeats finished: {0} of {1}. Two give a first error bar.").format(
            len(done), planned
        )
    folds = len({run.config.data.fold for run in members}) > 1
    over = (
        translate("repeats", "over folds")
        if folds
        else translate("repeats", "over seeds, on the same pictures")
    )
    found = mean_interval([run.accuracy or 0.0 for run in done])
    text = translate("repeats", "{0} of {1} repeats {2}: mean accuracy {3} (95 % interval {4})")
    bounds = found.low, found.high
    if found.high - found.low < _SAME:
        text = translate(
            "repeats",
            "{0} of {1} repeats {2}: accuracy {3} every time, so their spread says nothing. "
            "From the number of pictures: 95 % interval {4}",
        )
        # Folds hold out different pictures, seeds the same ones again and again.
        count = sum(run.count for run in done) if folds else done[0].count
        bounds = wilson_interval(round(found.mean * count), count)
    return text.format(len(done), planned, over, words.percent(found.mean), words.interval(*bounds))
