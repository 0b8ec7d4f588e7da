"""English and Korean: complete, and switched while the window is open."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6
import pytest
from pytestqt.qtbot import QtBot

from desktop import i18n, paths, words
from desktop.main_window import MainWindow
from tests.desktop import walk

SAME_IN_BOTH = re.compile(r"[\W\d_]*|.*(Mixup|CutMix|ImageNet|TensorBoard|F1|GFLOPs|\*\.pth).*")
"""Names that Korean writes as English does."""


def entries(path: Path) -> list[tuple[str, str, str, bool]]:
    """(context, source, translation, finished) of each message in a .ts file."""
    return [
        (
            context.findtext("name") or "",
            message.findtext("source") or "",
            message.findtext("translation") or "",
            (found := message.find("translation")) is not None and found.get("type") != "unfinished",
        )
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
    ]


KOREAN = paths.resources() / "translations" / "graft_ko.ts"


@pytest.fixture
def korean() -> Iterator[None]:
    assert i18n.use("ko") == "ko"
    yield
    i18n.use("en")


def test_that_every_string_of_the_window_has_a_korean_translation(tmp_path: Path) -> None:
    name = "lupdate.exe" if sys.platform == "win32" else "lupdate"
    sources = [str(path) for path in sorted((paths.resources().parent / "desktop").rglob("*.py"))]
    fresh = tmp_path / "fresh.ts"
    program = Path(PySide6.__file__).parent / name
    subprocess.run([program, *sources, "-ts", fresh], check=True, capture_output=True, timeout=120)
    wanted = {(context, source) for context, source, _, _ in entries(fresh)}
    done = {(context, source) for context, source, text, finished in entries(KOREAN) if finished and text}
    assert len(wanted) > 400
    assert sorted(wanted - done) == []


def test_that_translations_keep_every_placeholder() -> None:
    for _, source, text, _ in entries(KOREAN):
        assert sorted(re.findall(r"{[^}]*}", source)) == sorted(re.findall(r"{[^}]*}", text)), source


def test_that_translations_are_in_korean() -> None:
    for _, source, text, _ in entries(KOREAN):
        if not SAME_IN_BOTH.fullmatch(re.sub(r"{[^}]*}", "", source)):
            assert re.search("[가-힣]", text) or not re.search(r"[^\W\d_]", re.sub(r"{[^}]*}", "", text)), (
                source
            )


def test_that_parameters_are_counted_as_each_language_counts(korean: None) -> None:
    counts = (850, 9_999, 25_557_032, 119_000_000, 198_000_000)
    assert [words.short_count(count) for count in counts] == ["850", "9,999", "2,556만", "1.2억", "2억"]
    i18n.use("en")
    assert [words.short_count(count) for count in counts] == ["850", "10.0 k", "25.6 M", "119.0 M", "198.0 M"]


def test_that_korean_has_one_politeness_and_one_word_for_each_thing() -> None:
    other = re.compile(r"십시오|라벨|해동|최적화기|[0-9}]겹|(?<!또는 )네트워크")
    assert [text for _, _, text, _ in entries(KOREAN) if other.search(text)] == []
    for path in (paths.resources() / "guide" / "ko.md", paths.resources() / "README.ko.md"):
        assert other.findall(path.read_text(encoding="utf-8")) == []


def test_that_the_translation_is_compiled_once_into_the_cache(korean: None) -> None:
    first = i18n.compiled("ko")
    assert first is not None
    written = first.stat().st_mtime_ns
    assert i18n.compiled("ko") == first
    assert first.stat().st_mtime_ns == written


@pytest.fixture
def window(trained_window: MainWindow) -> MainWindow:
    return trained_window


def english_patterns() -> re.Pattern[str]:
    """Matches any English text that has a different Korean one."""
    found = []
    for _, source, text, _ in entries(KOREAN):
        words = re.sub(r"{[^}]*}", "", source)
        if source != text and len(re.sub(r"[^A-Za-z]", "", words)) >= 4:
            found.append(".+".join(re.escape(part) for part in re.split(r"{[^}]*}", source)))
    return re.compile("|".join(f"(?:{pattern})" for pattern in found), re.DOTALL)


@pytest.mark.usefixtures("korean")
def test_that_a_switch_of_language_leaves_no_english_behind(window: MainWindow, qtbot: QtBot) -> None:
    i18n.use("en")
    window.show_view("instruments")
    qtbot.waitUntil(lambda: window.bench.model.train.text() == "Train")
    window.looks.set_language("ko")
    qtbot.waitUntil(lambda: window.bench.model.train.text() == "학습")
    english = english_patterns()
    for view in walk.VIEWS:
        window.show_view(view)
        left = sorted(
            {f"{text!r} in {where}" for text, where in walk.texts(window) if english.fullmatch(text)}
        )
        assert left == [], view
