"""``graft evaluate``: how good a run is, class by class."""

from __future__ import annotations

import argparse

from engine.commands.telling import Telling
from engine.config import DataConfig
from engine.evaluation import evaluate_run
from engine.evaluation.evaluate_run import FoldEvaluation
from engine.run_folder import RunFolder


def run(words: argparse.Namespace, telling: Telling) -> int:
    """The run's own held-out fold, or all of another data set."""
    if words.data is None:
        found = evaluate_run.evaluate_stored(RunFolder.open(words.run))
    else:
        telling.stage(f"Labelling {words.data}", 0)
        found = evaluate_run.evaluate_on(words.run, DataConfig(source=words.data), progress=telling.progress)
        telling.end()
    telling.object(found.to_json())
    telling.result(_text(found))
    return 0


def _text(found: FoldEvaluation) -> str:
    scores = found.evaluation
    low, high = scores.accuracy_interval
    width = max(len(name) for name in ("class", *scores.classes))
    lines = [
        f"{found.fold}: {scores.accuracy:.1%} of {scores.count:,} right "
        f"({low:.1%} to {high:.1%} with 95 % confidence)",
        f"  {'class':{width}}  precision  recall     F1  pictures",
    ]
    for i, name in enumerate(scores.classes):
        lines.append(
            f"  {name:{width}}  {scores.precision[i]:9.1%}  {scores.recall[i]:6.1%}  {scores.f1[i]:5.1%}  "
            f"{scores.support[i]:8,}"
        )
    if found.optimistic:
        lines.append("The best epoch was chosen on these pictures, so this is optimistic.")
    lines += [f"Left out: {problem.path}: {problem.reason}" for problem in found.problems]
    lines += [
        f"Not counted: {count:,} pictures of {name}, a class that the model does not know"
        for name, count in (found.unknown or {}).items()
    ]
    return "\n".join(lines)
