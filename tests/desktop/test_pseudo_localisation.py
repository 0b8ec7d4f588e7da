"""Every word comes by way of translation: with a generated one, each bears its marks at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QWidget

from desktop import help
from desktop.main_window import MainWindow
from desktop.shortcut_sheet import ShortcutSheet
from tests.desktop import walk

OPEN, CLOSE = "\u27e6", "\u27e7"

DATA = re.compile(
    r"""
    [\W\d_]*|[A-Z]                                   # numbers, signs
    | .*\.(png|jpe?g|csv|zip|md)               # files
    | .*[/\\].*                                # paths
    | \d+(\.\d+)?\s?([GMk]B?|B)                # sizes: units are not translated
    | ([GMk]B?\W*)+
    | .*(disc|square|shapes|ant\b|bee\b).*       # the test's classes and data set
    | shapes\ -\ Graft | Graft.*
    | (Ctrl|Shift|Alt|Return|Up|Down|Del|F\d+|Space|Esc|\b[A-Z]\b|\W)+\d?    # keys
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What is the same in every language."""

NAMES = re.compile(  # of things, and of the guide's sections, which are a text of their own
    r"EfficientNet[\w-]*|ResNet[\w-]*|IMAGENET\w*|AdamW?|SGD|RandAugment|TrivialAugment|CPU|CUDA|GPU|fp32|bf16|fp16"
    r"|TensorBoard|ONNX|PyTorch|TorchScript|safetensors|state_dict|Hugging ?Face|timm|torchvision|torch|F1"
    r"|ImageNet|English|한국어|best|export|threads"
    r"|stem|stage\d+|conv_head"  # a network's stages, as its library calls them
    r"|S|run|v\d",
    re.IGNORECASE,
)
"""Names of things."""


class Marking(QTranslator):
    """Each string between marks, and a third longer, as translations are."""

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, _number: int = -1
    ) -> str:
        """Qt's."""
        return f"{OPEN}{source}{'~' * (len(source) // 3)}{CLOSE}" if source.strip() else source

    def isEmpty(self) -> bool:
        """Qt's."""
        return False


@pytest.fixture
def window(trained_window: MainWindow) -> MainWindow:
    return trained_window


@pytest.fixture
def marked(window: MainWindow) -> Iterator[Marking]:
    translator = Marking()
    QCoreApplication.installTranslator(translator)
    QCoreApplication.processEvents()
    yield translator
    QCoreApplication.removeTranslator(translator)
    QCoreApplication.processEvents()


def unmarked(text: str) -> str:
    """What is left of ``text`` outside of marks, less data and names; empty when all of it is translated."""
    if "\n" in text and OPEN not in text:
        return "\n".join(filter(None, map(unmarked, text.splitlines())))
    left = text
    while (shorter := re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", left)) != left:
        left = shorter
    if DATA.fullmatch(left.strip()):
        return ""
    return "" if DATA.fullmatch(NAMES.sub("", left).strip()) else left.strip()


def left_over(found: Iterator[tuple[str, str]]) -> list[str]:
    return sorted({f"{rest!r} of {text!r} in {where}" for text, where in found if (rest := unmarked(text))})


def test_that_a_switch_of_language_reaches_every_word_of_every_view(
    window: MainWindow, marked: Marking
) -> None:
    left = []
    for view in walk.VIEWS:
        window.show_view(view)
        QCoreApplication.processEvents()
        left += [f"{view}: {text}" for text in left_over(walk.texts(window))]
    left += left_over(walk.menu_texts(window.actions_menu.menu))
    assert not left, "\n".join(left)


def test_that_the_help_pages_are_translated(window: MainWindow, marked: Marking) -> None:
    pages: list[QWidget] = [
        help.about_page(window),
        ShortcutSheet(window, window.actions_menu.cheat_sheet()),
    ]
    for page in pages:
        page.show()
        versions = re.compile(r"|".join(re.escape(f"{k} {v}") for k, v in help.versions().items()))
        found = ((versions.sub("", text), where) for text, where in walk.texts(page))
        assert left_over(found) == []
        page.close()


def test_that_the_marks_tell_a_forgotten_word() -> None:
    assert unmarked(f"{OPEN}Epochs~~{CLOSE} 3/5") == ""
    assert unmarked(f"{OPEN}Runs{CLOSE} forgotten") == "forgotten"
    assert unmarked("Train") == "Train"
