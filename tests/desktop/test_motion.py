"""Reduced motion: by the system's setting or the user's wish, for everything that moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressBar, QStyle
from pytestqt.qtbot import QtBot

import desktop
from desktop import motion, preferences, theme
from desktop.looks import Looks


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.set_motion("system")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def animation_of(bar: QProgressBar) -> int:
    return bar.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, bar)


def test_that_a_wish_for_less_stops_animations_effects_and_the_blinking_cursor(qtbot: QtBot) -> None:
    bar = QProgressBar()
    qtbot.addWidget(bar)
    bar.show()
    theme.set_motion("full")
    usual = QApplication.styleHints().cursorFlashTime()
    assert animation_of(bar) > 0
    Looks().set_motion("reduced")
    assert preferences.text("motion") == "reduced"
    assert animation_of(bar) == 0
    assert QApplication.styleHints().cursorFlashTime() == 0
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    theme.set_motion("full")
    assert animation_of(bar) > 0
    assert QApplication.styleHints().cursorFlashTime() == usual


@pytest.mark.skipif("sys.platform != 'linux'", reason="files of Linux desktops")
@pytest.mark.parametrize(
    ("name", "text", "less"),
    [
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0\n", True),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0.5\n", False),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=false\n", True),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=1\n", False),
        ("gtk-3.0/settings.ini", "neither section nor key", False),
    ],
)
def test_that_the_systems_setting_is_followed(config: Path, name: str, text: str, less: bool) -> None:
    (config / name).parent.mkdir(parents=True, exist_ok=True)
    (config / name).write_text(text)
    motion.apply("system")
    assert motion.is_reduced() is less
    motion.apply("full")
    assert not motion.is_reduced()


def test_that_nothing_in_the_window_moves_past_the_setting() -> None:
    moving = re.compile(r"QPropertyAnimation|QVariantAnimation|QTimeLine|QMovie|QGraphicsEffect|setAnimated")
    package = Path(desktop.__file__).parent
    found = [path.name for path in package.rglob("*.py") if moving.search(path.read_text(encoding="utf-8"))]
    assert found == []
