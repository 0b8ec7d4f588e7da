"""``graft predict``: label pictures."""

from __future__ import annotations

import argparse

from engine.commands.telling import Telling


def run(words: argparse.Namespace, telling: Telling) -> int:
    """A line for each picture; unreadable ones are named with their reason."""
    from engine.evaluation.predict import Predictor
    from engine.evaluation.reports import write_csv

    predictor = Predictor(words.run, precision=words.precision)
    telling.stage("Labelling", 0)
    answers = []
    for answer in predictor.predict(words.pictures, progress=telling.progress):
        if words.csv:
            answers.append(answer)
        telling.object(answer.to_json())
        if not telling.as_json:
            said = answer.error or f"{answer.answer}  {answer.confidence:.1%}"
            telling.result(f"{answer.path}: {said}")
    telling.end()
    if words.csv:
        write_csv(words.csv, answers)
        telling.say(f"Written to {words.csv}.")
    return 0
