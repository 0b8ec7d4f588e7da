"""What the engine says reaches people in their language."""

from __future__ import annotations

import ast
import errno
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

import desktop
import engine
from desktop import engine_words, folder_watch, i18n, project, run_queue
from desktop.engine_words import system
from desktop.panels.training import TrainingPanel
from desktop.widgets.hardware_line import HardwareLine
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.label_bar import LabelBar
from desktop.widgets.problems_table import ProblemsTable
from engine.data.catalog import FileProblem
from engine.device import DeviceReport
from engine.errors import EngineError
from engine.events import Warned
from tests.desktop.canned import run_events

ENGINE = Path(engine.__file__).parent
DESKTOP = Path(desktop.__file__).parent


@pytest.fixture
def korean() -> Iterator[None]:
    i18n.use("ko")
    yield
    i18n.use("en")


def strings(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Every string of a module, with {} where a value goes in; parts of f-strings not again."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node, "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node, node.value


def modules() -> Iterator[tuple[str, ast.AST]]:
    """The engine's modules by their paths in it."""
    for path in sorted(ENGINE.rglob("*.py")):
        yield path.relative_to(ENGINE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def errors_of_the_window() -> Iterator[tuple[str, str]]:
    """(module, sentence) of the errors that the window's parts raise in English, as the engine does."""
    for path in sorted(DESKTOP.rglob("*.py")):
        if path.name == "desktop_entry.py":  # speaks on the command line
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "EngineError":
                # What is a call already was translated where it is raised.
                given = [word for word in call.args if not isinstance(word, ast.Call)]
                for word in given:
                    for _, text in strings(word):
                        for sentence in engine_words.sentences(text):
                            yield path.relative_to(DESKTOP).as_posix(), plain(sentence)


def plain(text: str) -> str:
    """A template or an f-string, however its places are called; two places side by side are one."""
    return re.sub(r"({})+", "{}", re.sub(r"{\w}", "{}", text))


MADE_OF_PARTS = {
    "{} pictures are the same: {}.": "{} pictures are {}: {}.",
    "{} pictures are nearly the same: {}.": "{} pictures are {}: {}.",
    "The class “{}” has 1 picture; {} or more make a result that can be trusted.": (
        "The class “{}” has {}; {} or more make a result that can be trusted."
    ),
    "The class “{}” has {} pictures; {} or more make a result that can be trusted.": (
        "The class “{}” has {}; {} or more make a result that can be trusted."
    ),
    "{} should be a whole number, and is {}.": "{} should be {}, and is {}.",
    "{} should be a number, and is {}.": "{} should be {}, and is {}.",
    "{} should be a text, and is {}.": "{} should be {}, and is {}.",
    "{} should be true or false, and is {}.": "{} should be {}, and is {}.",
    "{} is gone since the run began.": "{} {} since the run began.",
    "{} has changed since the run began.": "{} {} since the run began.",
    "The {} export could not be made: {}": "The {} export could not be {}: {}",
    "The {} export could not be loaded back: {}": "The {} export could not be {}: {}",
    "{} is a Python pickle, which could run a program when opened.": "{} is {}.",
    "{} is an ONNX model, or something like it.": "{} is {}.",
    "{} is a Keras or HDF5 file.": "{} is {}.",
    "{} is a picture.": "{} is {}.",
    "{} is a compressed archive.": "{} is {}.",
    "{} is a Git LFS pointer: the model itself was never fetched.": "{} is {}.",
    "{} is a web page, probably an error message saved in place of the model.": "{} is {}.",
    "There is no set named {}.": "There is no set named {}.{}",
    "None of the files that {} names is there.": "None of the files that {} names is there.{}",
    "Did you mean {}? `graft backbones` lists them; any timm model is timm:NAME.": (
        "{}`graft backbones` lists them; any timm model is timm:NAME."
    ),
    "1 file is left out: {}.": "{}: {}.",
    "{} files are left out: {}.": "{}: {}.",
    "Exclude {}": "{} {}",
    "Include {}": "{} {}",
    "Move {} to train": "Move {} to {}",
    "Move {} to validation": "Move {} to {}",
    "Move {} to test": "Move {} to {}",
    "Move {} to no fixed fold": "Move {} to {}",
    "Mark {} as checked": "Mark {} as {}",
    "Mark {} as not checked": "Mark {} as {}",
    "Add {} to “{}”": "Add {} to {}",
    "Add {} to {} classes": "Add {} to {}",
}
"""Templates that the engine puts together from smaller parts."""

TELLS = {
    "EngineError",
    "DiskFull",
    "LostProcess",
    "OutOfMemory",
    "UnreachableError",
    "PictureGone",
    "WorkCancelled",
    "Diverged",
    "Warned",
    "Problem",
    "FileProblem",
    "UnusablePicture",
    "Finding",
    "PhaseStarted",
    "_problem",
    "_record",
    "_change_samples",
}
"""What takes words for people: errors, events, problems, findings, names of corrections."""

NOT_THE_WINDOWS = re.compile(
    r"(__main__|cli|check|commands/.*|export/(card|description|parity|predict_template)|evaluation/reports"
    r"|models/make_table)\.py"
)
"""Modules that speak on the command line, in exported files and reports, or to developers."""

SAID_OTHERWISE = {
    "{}: {}",  # a prefix and a sentence of its own
    "{} {} Exclude all but one.",  # a finding put together from sentences
    "{} They carry different labels ({}). Choose one.",
    "{} One is enough.",
    "{} The run waits.",
    "The PNG file is cut off before the picture ends.",  # templates for every kind of picture
    "The PNG picture is damaged (checksum of its pixel data is wrong).",
    "The TIFF file is cut off before the picture ends.",
    "Install it with: pip install umap-learn",
    "{}: {} (p = {}).",  # graft compare
    "{}: the difference may be chance (p = {}).",
}
"""What needs no template: parts are told one by one, or the window has words of its own."""


def told() -> Iterator[tuple[str, str]]:
    """(module, sentence) of what the engine may say in the window: whatever reads like a sentence or is
    given to what tells people something."""
    for name, tree in modules():
        if NOT_THE_WINDOWS.fullmatch(name):
            continue
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        given = {
            id(word)
            for call in calls
            if getattr(call.func, "id", getattr(call.func, "attr", "")) in TELLS
            for word in (*call.args, *(keyword.value for keyword in call.keywords))
        }
        comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        # The window says in words of its own what a recipe does.
        comments |= {
            id(word) for call in calls if getattr(call.func, "id", "") == "Recipe" for word in call.args
        }
        for node, text in strings(tree):
            if id(node) in comments or plain(text) in SAID_OTHERWISE:
                continue
            if " " in text and (id(node) in given or re.fullmatch(r"[A-Z“{].*[.?]", text)):
                for sentence in engine_words.sentences(text):
                    yield name, plain(sentence)


def test_that_every_template_is_what_the_engine_says() -> None:
    said = "\n".join(plain(text) for _, tree in modules() for _, text in strings(tree))
    said += "\n".join(text for _, text in errors_of_the_window())
    templates = [plain(text) for text in engine_words.TEMPLATES if text not in system.LISTED]
    assert [text for text in templates if MADE_OF_PARTS.get(text, text) not in said] == []


def test_that_the_window_has_words_for_everything_that_the_engine_says() -> None:
    known = {plain(template) for template in engine_words.TEMPLATES}
    known |= {MADE_OF_PARTS[text] for text in known & MADE_OF_PARTS.keys()}
    sentences = [*told(), *errors_of_the_window()]
    assert len(sentences) > 400
    assert sorted({(name, text) for name, text in sentences if text not in known}) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says it in the words of its own language")
def test_that_the_systems_reasons_are_the_systems_words() -> None:
    assert set(system.LISTED) <= {os.strerror(number) for number in errno.errorcode}


@pytest.mark.usefixtures("korean")
def test_that_errors_of_the_windows_own_parts_are_told_in_korean(tmp_path: Path) -> None:
    (tmp_path / "queue.json").write_text("[1]", encoding="utf-8")
    for fails in (
        lambda: folder_watch._files(tmp_path / "gone"),
        lambda: project.Project.open(tmp_path),
        lambda: run_queue._read(tmp_path / "queue.json"),
    ):
        with pytest.raises(EngineError) as caught:
            fails()
        for text in (caught.value.message, caught.value.hint):
            left = re.sub(r"/\S+|project\.json|Graft", "", engine_words.said(text))
            assert re.search("[가-힣]", left)
            assert not re.search("[A-Za-z]{2}", left), left


@pytest.mark.usefixtures("korean")
def test_that_the_systems_reason_within_a_sentence_is_told_in_korean() -> None:
    told = engine_words.said("/data/new could not be written: Permission denied.")
    assert told.startswith("/data/new")
    assert not re.search("Permission|written", told)


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


@pytest.mark.usefixtures("korean")
def test_that_every_reason_in_a_list_of_files_is_told_with_the_files_name() -> None:
    told = engine_words.said(
        "5 files are left out: a b.jpg: The file is empty; c.eps: It is a PostScript file; export it as PNG "
        "or JPEG; d.jpg: it is gone or may not be read; and 2 more."
    )
    assert told == (
        "파일 5개를 뺍니다: a b.jpg: 파일이 비어 있습니다; c.eps: PostScript 파일입니다. PNG나 JPEG로 "
        "내보내세요; d.jpg: 없어졌거나 읽을 권한이 없습니다; 외 2개."
    )


@pytest.mark.usefixtures("korean")
def test_that_the_names_of_classes_are_never_translated() -> None:
    assert engine_words.said("Relabel 3 pictures as “12 pictures”") == (
        "사진 3장의 레이블을 “12 pictures”(으)로 바꾸기"
    )


def test_that_in_english_every_template_says_itself() -> None:
    for template in engine_words.TEMPLATES:
        text = template.format("a.png", "7", "9", "x", n="1,234")
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


def test_that_the_log_of_a_run_follows_the_language(qtbot: QtBot, korean: None) -> None:
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    for event in (run_events()[0], Warned("The GPU's memory is full.")):
        panel.on_event(event)
    panel.refresh()
    assert "GPU 메모리가 가득 찼습니다." in panel.log.text()
    i18n.use("en")
    qtbot.waitUntil(lambda: "The GPU's memory is full." in panel.log.text())
    assert not re.search("[가-힣]", panel.log.text())
    assert len(panel.log.text().splitlines()) == 2


@pytest.mark.usefixtures("korean")
def test_that_what_undo_takes_back_is_told_in_korean(qtbot: QtBot) -> None:
    bar = LabelBar()
    qtbot.addWidget(bar)
    bar.set_state(0, "Exclude 1,200 pictures", "Rename “ants” to “bees”")
    tips = {button.toolTip() for button in bar.findChildren(QAbstractButton)}
    assert {"실행 취소: 사진 1,200장 빼기", "다시 실행: “ants”의 이름을 “bees”(으)로 바꾸기"} <= tips


@pytest.mark.usefixtures("korean")
def test_that_reasons_of_files_that_cannot_be_used_are_told_in_korean(qtbot: QtBot) -> None:
    table = ProblemsTable()
    qtbot.addWidget(table)
    table.show_problems([FileProblem(Path("/data/a.gif"), "The file is empty.")], Path("/data"))
    lines = table.model()
    assert [lines.index(0, column).data() for column in (0, 1)] == ["a.gif", "파일이 비어 있습니다."]
    assert lines.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) == "/data/a.gif\n파일이 비어 있습니다."
