"""The guide: the same in both languages, reached from wherever one is."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument, QWhatsThisClickedEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop import guide, i18n, paths, preferences, settings_table, tab_order, theme
from desktop.main_window import MainWindow
from desktop.widgets.guide_view import GuideView
from desktop.widgets.help_button import HelpButton
from tests.desktop.windows import OpenWindow

LANGUAGES = ("en", "ko")


def test_that_the_guide_has_the_same_sections_in_every_language() -> None:
    names = [[(s.name, s.level) for s in guide.read(language).sections] for language in LANGUAGES]
    assert names[0] == names[1]
    assert len(names[0]) > 20
    assert len(set(names[0])) == len(names[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_heading_of_the_guide_can_be_gone_to(language: str) -> None:
    text = (paths.resources() / "guide" / f"{language}.md").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert len(headings) == len(guide.read(language).sections)
    links = re.findall(r"\]\(#([\w-]+)\)", text)
    assert set(links) <= {section.name for section in guide.read(language).sections}


def test_that_every_setting_and_panel_leads_to_a_section() -> None:
    known = {section.name for section in guide.read("en").sections}
    groups = (settings_table.main_settings(), *(group for _, group in settings_table.advanced_groups()))
    assert {guide.section_of(setting.path) for group in groups for setting in group} <= known
    assert set(guide.PANELS.values()) <= known
    unexplained = [s.path for group in groups for s in group if guide.section_of(s.path) == "model"]
    assert unexplained == []


@pytest.fixture
def window(open_window: OpenWindow) -> Iterator[MainWindow]:
    yield open_window(size=(1280, 800))
    i18n.use("en")


def view_of(window: MainWindow) -> GuideView:
    assert window.help.dock is not None
    view = window.help.dock.widget()
    assert isinstance(view, GuideView)
    return view


def test_that_a_question_mark_opens_the_guide_at_its_section(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("model")
    button = next(b for b in window.findChildren(HelpButton) if b.objectName() == "help_recipe")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view_of(window).section() == "recipe"
    shown = {section.name: section.title for section in guide.read("en").sections}["recipe"]
    qtbot.waitUntil(lambda: shown in _near_the_top(view_of(window)), timeout=3000)


def _near_the_top(view: GuideView) -> str:
    """The first lines that show."""
    corner = view.text.viewport().rect().topLeft()
    cursor = view.text.cursorForPosition(corner)
    block = cursor.block()
    return " ".join((block.text(), block.next().text(), block.next().next().text()))


def test_that_f1_opens_the_guide_where_one_is(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("model")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field = window.bench.model._fields["train.epochs"]
    field.editor.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1)
    assert view_of(window).section() == "epochs"


def test_that_a_link_of_what_is_this_opens_the_guide(window: MainWindow) -> None:
    field = window.bench.model._fields["train.lr"]
    link = re.search(r'href="([^"]+)"', field.whatsThis())
    assert link is not None
    QApplication.sendEvent(field.editor, QWhatsThisClickedEvent(link[1]))
    assert view_of(window).section() == "learning-rate"


def test_that_the_guide_follows_the_language_and_stays_at_its_section(window: MainWindow) -> None:
    window.help.show_section("seed")
    window.looks.set_language("ko")
    QApplication.processEvents()
    assert "시드" in view_of(window).text.toPlainText()
    assert view_of(window).section() == "seed"
    assert window.help.dock is not None
    assert window.help.dock.windowTitle() == "안내서"


def test_that_the_guide_comes_back_where_it_was_left(window: MainWindow, open_window: OpenWindow) -> None:
    window.help.show_section("export")
    window.close()
    again = open_window()
    assert view_of(again).section() == "export"
    assert again.help.dock is not None
    again.help.dock.close()
    assert preferences.text("guide") == ""


def test_that_a_closed_guide_stays_closed_when_colours_or_words_change(window: MainWindow) -> None:
    window.help.show_section("export")
    assert window.help.dock is not None
    window.help.dock.close()
    theme.notifier().changed.emit()
    window.looks.set_language("ko")
    QApplication.processEvents()
    assert preferences.text("guide") == ""


def test_that_the_guide_is_closed_by_keyboard_from_its_own_title(window: MainWindow, qtbot: QtBot) -> None:
    window.help.show_section("export")
    dock = window.help.dock
    assert dock is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    close = next(stop for stop in tab_order.stops(window) if dock.isAncestorOf(stop))
    assert isinstance(close, QToolButton)
    assert "Guide" in close.accessibleName()
    assert dock.windowTitle() in [label.text() for label in dock.titleBarWidget().findChildren(QLabel)]
    close.setFocus()
    qtbot.keyClick(close, Qt.Key.Key_Space)
    assert dock.isHidden()
    tab_order.go(window, forward=True)
    assert not dock.isAncestorOf(QApplication.focusWidget())


def test_that_diagnostics_hold_nothing_personal(window: MainWindow) -> None:
    window.actions_menu.actions["copy_diagnostics"].trigger()
    copied = QGuiApplication.clipboard().text()
    assert "PySide6" in copied
    assert str(Path.home()) not in copied
    assert not re.search(rf"\b{re.escape(getpass.getuser())}\b", copied)
    assert "Diagnostics copied" in window.message.text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_no_mark_of_emphasis_is_left_in_the_guide_as_shown(language: str) -> None:
    document = QTextDocument()
    document.setMarkdown(guide.read(language).markdown)
    assert "*" not in document.toPlainText()


def heading_at_top(view: GuideView) -> bool:
    """Whether the shown section's heading stands at the top of the page."""
    return 0 <= view.text.cursorRect(view.text.textCursor()).top() <= view.fontMetrics().height()


def test_that_a_section_stays_at_the_top_while_the_page_is_laid_out(window: MainWindow, qtbot: QtBot) -> None:
    window.help.show_section("learning-rate")
    view = view_of(window)
    qtbot.waitUntil(lambda: heading_at_top(view))
    for width, height in ((1600, 700), (1100, 900), (1280, 800)):
        window.resize(width, height)
        theme.set_scheme("dark" if width > 1500 else "light")
        QApplication.processEvents()
        qtbot.waitUntil(lambda: heading_at_top(view))
    assert view.section() == "learning-rate"


def test_that_a_section_asked_for_before_the_page_is_seen_is_at_the_top_then(qtbot: QtBot) -> None:
    view = GuideView()
    qtbot.addWidget(view)
    view.show_section("learning-rate")
    view.resize(260, 500)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: heading_at_top(view))
    view.resize(520, 400)
    qtbot.waitUntil(lambda: heading_at_top(view))


def test_that_a_reader_who_went_on_is_not_taken_back(qtbot: QtBot) -> None:
    view = GuideView()
    qtbot.addWidget(view)
    view.resize(320, 500)
    with qtbot.waitExposed(view):
        view.show()
    view.show_section("learning-rate")
    qtbot.waitUntil(lambda: heading_at_top(view))
    for _ in range(4):
        qtbot.keyClick(view.text, Qt.Key.Key_PageDown)
    assert not heading_at_top(view)
    view.resize(320, 420)
    QApplication.processEvents()
    assert not heading_at_top(view)
