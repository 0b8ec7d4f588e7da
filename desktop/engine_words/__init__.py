"""What the engine says, in the window's language.

The engine knows no Qt and speaks English: messages, hints, findings, reasons. So do the errors that the
window's own parts raise far from any widget, and the system's reasons in both. All sentences are listed,
room by room, in the modules of this package as templates: ``{0}`` where the engine puts a name or a number,
``{n}`` where it can only be a number. A text is taken apart into sentences, each is found among the
templates, and said in the language of now. What is not listed stays as it is. Tests hold every template to
what the engine really says, and every sentence of the engine to a template.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from PySide6.QtCore import QCoreApplication

from desktop.engine_words import (
    data,
    evaluation,
    export,
    models,
    pictures,
    settings,
    system,
    training,
    window,
)

TEMPLATES = tuple(
    dict.fromkeys(
        str(template)
        for room in (settings, data, pictures, models, training, evaluation, export, window, system)
        for template in room.LISTED
    )
)
"""Sentences of the engine."""

_BETWEEN = re.compile(r"(?<=[.!?]) (?=[A-Z“])")
_PLACE = re.compile(r"{(\w)}")
_ITEMS = re.compile(r"; (?=[^;]+?: |and [\d,]+ more$)")
"""Between the files of a list, each with its reason."""


def sentences(text: str) -> list[str]:
    """``text``, which is one line, taken apart as it is looked up."""
    return _BETWEEN.split(text)


def said(text: str) -> str:
    """``text`` as the window says it: line by line, and sentence by sentence."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    parts = sentences(line)
    found = [_known(part) for part in parts]
    if not all(found) and (whole := _known(line)):
        return whole
    return " ".join(told or part for told, part in zip(found, parts, strict=True))


def _known(text: str) -> str:
    """The translation of ``text``, of the template that it was made from; empty where there is none."""
    return _best(text)[1]


def _best(text: str) -> tuple[int, str]:
    """The template with the most letters of its own in ``text``, or after a name in it: letters, words."""
    whole = _match(text)
    name, colon, rest = text.partition(": ")
    after = _best(rest) if colon else (0, "")
    if whole is None or whole[0] < after[0]:
        return after[0], f"{_line(name)}: {after[1]}" if after[1] else ""
    return whole[0], _told(whole[1], whole[2])


def _item(text: str) -> str:
    """An entry of a list: its reason has lost its full stop there."""
    with_stop = _best(f"{text}.")
    found = _best(text)
    return (found[1] if found[0] >= with_stop[0] else with_stop[1].rstrip(".")) or _line(text)


def _told(template: str, found: re.Match[str]) -> str:
    words = {}
    for place in _PLACE.findall(template):
        word = found[f"_{place}"]
        quoted = found.string[: found.start(f"_{place}")].endswith("“")
        words[place] = word if quoted or " " not in word else "; ".join(map(_item, _ITEMS.split(word)))
    text = QCoreApplication.translate("Engine", template)
    return _PLACE.sub(lambda place: words[place[1]], text)


@lru_cache(maxsize=1024)
def _match(text: str) -> tuple[int, str, re.Match[str]] | None:
    """The template that all of ``text`` was made from, and its own letters. Kept: lists are drawn often."""
    for own, pattern, template in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return own, template, found
    return None


@cache
def _patterns() -> tuple[tuple[int, re.Pattern[str], str], ...]:
    """Templates as patterns, those with the most letters of their own, which are counted, first."""
    counted = [(len(_PLACE.sub("", template)), _pattern(template), template) for template in TEMPLATES]
    return tuple(sorted(counted, key=lambda each: -each[0]))


def _pattern(template: str) -> re.Pattern[str]:
    parts = _PLACE.split(template)
    for at in range(0, len(parts), 2):
        parts[at] = re.escape(parts[at])
    for at in range(1, len(parts), 2):
        parts[at] = f"(?P<_{parts[at]}>{r'[0-9][0-9,]*' if parts[at] == 'n' else '.+?'})"
    return re.compile("".join(parts), re.DOTALL)
