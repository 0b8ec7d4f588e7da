"""What the engine says reaches people in their language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop import engine_words, i18n
from desktop.widgets.hardware_line import HardwareLine
from desktop.widgets.inline_message import InlineMessage
from engine.device import DeviceReport

ENGINE = Path(engine_words.__file__).parents[1] / "engine"


@pytest.fixture
def korean() -> Iterator[None]:
    i18n.use("ko")
    yield
    i18n.use("en")


def spoken() -> str:
    """Every string of the engine, with {} where a value goes in."""
    found = []
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.append("".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return "\n".join(found)


MADE_OF_PARTS = {
    "{} pictures are the same: {}.": "{} pictures are {}: {}.",
    "{} pictures are nearly the same: {}.": "{} pictures are {}: {}.",
    "The class “{}” has 1 picture; {} or more make a result that can be trusted.": (
        "The class “{}” has {}; {} or more make a result that can be trusted."
    ),
    "The class “{}” has {} pictures; {} or more make a result that can be trusted.": (
        "The class “{}” has {}; {} or more make a result that can be trusted."
    ),
    "There is no usable picture in {}.": "There is no usable picture in {}{}.",
    "None of the files that {} names is there.": "None of the files that {} names is there.{}",
}
"""Templates that the engine puts together from smaller parts."""


def test_that_every_template_is_what_the_engine_says() -> None:
    said = spoken()
    plain = (re.sub(r"{\d}", "{}", template) for template in engine_words.TEMPLATES)
    assert [text for text in plain if MADE_OF_PARTS.get(text, text) not in said] == []


@pytest.mark.usefixtures("korean")
def test_that_names_and_numbers_stay_where_they_belong() -> None:
    told = engine_words.said("/home/me/pictures holds 12 pictures and no class folders.")
    assert "/home/me/pictures" in told
    assert "12" in told
    assert re.search("[가-힣]", told)


@pytest.mark.usefixtures("korean")
def test_that_sentences_are_found_one_by_one() -> None:
    text = "2 pictures are the same: a.png, b.png. They carry different labels (ant, bee). Choose one."
    told = engine_words.said(text)
    assert not re.search(r"pictures|labels|Choose", told)
    assert "a.png, b.png" in told
    assert "(ant, bee)" in told


@pytest.mark.usefixtures("korean")
def test_that_what_is_not_known_stays_as_it_is() -> None:
    assert engine_words.said("Quite another {text}.") == "Quite another {text}."


def test_that_in_english_every_template_says_itself() -> None:
    for template in engine_words.TEMPLATES:
        text = template.format("a.png", "7", "9")
        assert engine_words.said(text) == text


def test_that_a_message_on_the_screen_follows_the_language(qtbot: QtBot, korean: None) -> None:
    message = InlineMessage()
    qtbot.addWidget(message)
    message.tell("error", "/data/x holds one class only: “ant”.", "The file may be damaged.")
    assert re.search("[가-힣]", message.text())
    i18n.use("en")
    qtbot.waitUntil(lambda: message.text() == "/data/x holds one class only: “ant”. The file may be damaged.")


@pytest.mark.usefixtures("korean")
def test_that_the_hardware_line_says_why_in_the_windows_language(qtbot: QtBot) -> None:
    line = HardwareLine()
    qtbot.addWidget(line)
    line.show_report(
        DeviceReport("cpu", "CPU", "bf16", 1, 1, "No NVIDIA card was found, so training runs on the CPU.")
    )
    assert "NVIDIA 카드를 찾지 못해" in line.toolTip()
