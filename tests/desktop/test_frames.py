"""The webcam, as far as the system lets the program use it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Qt
from pytestqt.qtbot import QtBot

from desktop.frames import Webcam

Status = Qt.PermissionStatus


class System:
    """Says what ``status`` is, and keeps the questions until the test answers them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, status: Qt.PermissionStatus) -> None:
        self.status = status
        self.asked: list[Callable[[object], None]] = []
        monkeypatch.setattr(QCoreApplication, "checkPermission", lambda _app, _permission: self.status)
        monkeypatch.setattr(QCoreApplication, "requestPermission", self._ask)
        monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)  # an opened camera fails in words
        monkeypatch.delattr("PySide6.QtMultimedia", raising=False)

    def _ask(self, permission: object, context: QObject, answered: Callable[[object], None]) -> None:
        self.asked.append(answered)

    def answer(self, status: Qt.PermissionStatus) -> None:
        """The person has answered every question."""
        self.status = status
        while self.asked:
            self.asked.pop()(None)


@pytest.fixture
def told() -> list[str]:
    return []


def started(webcam: Webcam, told: list[str]) -> None:
    webcam.start(lambda: None, lambda message, hint: told.append(f"{message} {hint}"))


def test_that_a_camera_is_asked_for_and_opened_once_it_may_be(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    system, webcam = System(monkeypatch, Status.Undetermined), Webcam()
    started(webcam, told)
    assert (len(system.asked), told) == (1, [])
    system.answer(Status.Granted)
    (said,) = told
    assert said.startswith("The webcam cannot be used here")


@pytest.mark.parametrize("before", [Status.Undetermined, Status.Denied])
def test_that_a_camera_that_is_refused_is_told_with_where_to_allow_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, told: list[str], before: Qt.PermissionStatus
) -> None:
    system, webcam = System(monkeypatch, before), Webcam()
    started(webcam, told)
    system.answer(Status.Denied)
    (said,) = told
    assert said.startswith("Graft may not use the camera.")
    assert "Privacy" in said


def test_that_an_answer_after_stopping_opens_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    system, webcam = System(monkeypatch, Status.Undetermined), Webcam()
    started(webcam, told)
    webcam.stop()
    system.answer(Status.Granted)
    assert told == []
    assert webcam.latest() is None
