"""``graft evaluate``: how good a run is, class by class."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.commands.telling import Telling
from engine.evaluation import evaluate_run
from engine.evaluation.metrics import Evaluation
from engine.run_folder import RunFolder


def run(words: argparse.Namespace, telling: Telling) -> int:
    """The run's own folds, or all of another data set."""
    if words.data is None:
        folds = evaluate_run.own_folds(RunFolder.open(words.run))
        named = [(_title(fold), found) for fold, found in folds.items()]
    else:
        telling.stage(f"Labelling {words.data}", 0)
        found = evaluate_run.on_data(words.run, words.data, progress=telling.progress)
        telling.end()
        named = [(Path(words.data).name, found)]
    for title, found in named:
        telling.result(_text(title, found))
    # The last one is the answer: the test fold where there is one, else validation.
    telling.object(named[-1][1].to_json())
    return 0


def _title(fold: str) -> str:
    if fold == "validation":
        return "validation (the best epoch was chosen on it, so this is optimistic)"
    return fold


def _text(title: str, found: Evaluation) -> str:
    low, high = found.accuracy_interval
    width = max(len(name) for name in found.classes)
    lines = [
        f"{title}: {found.accuracy:.1%} of {found.count:,} right "
        f"({low:.1%} to {high:.1%} with 95 % confidence)",
        f"  {'class':{width}}  precision  recall     F1  pictures",
    ]
    for i, name in enumerate(found.classes):
        lines.append(
            f"  {name:{width}}  {found.precision[i]:9.1%}  {found.recall[i]:6.1%}  {found.f1[i]:5.1%}  "
            f"{found.support[i]:8,}"
        )
    return "\n".join(lines)
