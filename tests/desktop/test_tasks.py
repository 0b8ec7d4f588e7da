"""Background tasks: their signals, their thread, cancelling."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from desktop import tasks
from desktop.tasks import Cancelled, Progress, Task
from engine.errors import EngineError


class Listener(QObject):
    """Writes down what it hears and on which thread."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        self.threads: set[QThread] = set()
        task.done.connect(self.on_done)
        task.failed.connect(self.on_failed)
        task.progress.connect(self.on_progress)
        task.finished.connect(self.on_finished)

    @Slot(object)
    def on_done(self, value: object) -> None:
        self._note("done", value)

    @Slot(str, str)
    def on_failed(self, message: str, hint: str) -> None:
        self._note("failed", (message, hint))

    @Slot(int, int)
    def on_progress(self, done: int, total: int) -> None:
        self._note("progress", (done, total))

    @Slot()
    def on_finished(self) -> None:
        self._note("finished", None)

    def _note(self, kind: str, value: object) -> None:
        self.heard.append((kind, value))
        self.threads.add(QThread.currentThread())


def test_that_a_result_arrives_on_the_main_thread_even_when_the_work_is_instant(qtbot: QtBot) -> None:
    task = Task.start(lambda progress, cancelled: threading.current_thread() is threading.main_thread())
    listener = Listener(task)
    with qtbot.waitSignal(task.finished):
        pass
    qtbot.waitUntil(lambda: ("finished", None) in listener.heard)
    assert listener.heard == [("done", False), ("finished", None)]
    assert listener.threads == {QThread.currentThread()}


def test_that_an_engine_error_arrives_in_words(qtbot: QtBot) -> None:
    def work(progress: Progress, cancelled: Cancelled) -> None:
        raise EngineError("The disk is full.", "Free some space.")

    task = Task.start(work)
    listener = Listener(task)
    with qtbot.waitSignal(task.finished):
        pass
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert listener.heard[0] == ("failed", ("The disk is full.", "Free some space."))


def test_that_who_waits_for_work_with_a_defect_is_told_and_the_defect_is_not_hidden(qtbot: QtBot) -> None:
    def work(progress: Progress, cancelled: Cancelled) -> None:
        raise ZeroDivisionError("by nothing")

    with qtbot.capture_exceptions() as caught:
        task = Task.start(work)
        listener = Listener(task)
        qtbot.waitUntil(lambda: ("finished", None) in listener.heard)
        qtbot.waitUntil(lambda: tasks.running() == 0)
    (kind, told), over = listener.heard
    assert (kind, over) == ("failed", ("finished", None))
    assert "ZeroDivisionError: by nothing" in str(told)
    assert [error[0] for error in caught] == [ZeroDivisionError]


def test_that_progress_is_thinned_and_its_last_word_kept(qtbot: QtBot) -> None:
    def work(progress: Progress, cancelled: Cancelled) -> None:
        for done in range(1, 20_001):
            progress(done, 20_000)

    task = Task.start(work)
    listener = Listener(task)
    with qtbot.waitSignal(task.finished):
        pass
    qtbot.waitUntil(lambda: ("finished", None) in listener.heard)
    told = [value for kind, value in listener.heard if kind == "progress"]
    assert told[-1] == (20_000, 20_000)
    assert len(told) < 200


def test_that_a_cancelled_task_says_nothing_but_that_it_is_over(qtbot: QtBot) -> None:
    begun = threading.Event()

    def work(progress: Progress, cancelled: Cancelled) -> str:
        begun.set()
        while not cancelled():
            pass
        return "too late"

    task = Task.start(work)
    listener = Listener(task)
    qtbot.waitUntil(begun.is_set)
    task.cancel()
    qtbot.waitUntil(lambda: listener.heard == [("finished", None)])


def test_that_a_task_is_cancelled_when_its_owner_goes(qtbot: QtBot) -> None:
    owner = QObject()
    begun, over = threading.Event(), threading.Event()

    def work(progress: Progress, cancelled: Cancelled) -> None:
        begun.set()
        while not cancelled():
            pass
        over.set()

    Task.start(work, owner)
    qtbot.waitUntil(begun.is_set)
    owner.deleteLater()
    qtbot.waitUntil(over.is_set)
    qtbot.waitUntil(lambda: tasks.running() == 0)


def test_that_stop_all_leaves_nothing_running(qtbot: QtBot) -> None:
    def work(progress: Progress, cancelled: Cancelled) -> None:
        while not cancelled():
            pass

    for _ in range(5):
        Task.start(work)
    qtbot.waitUntil(lambda: tasks.pool().activeThreadCount() > 0)
    assert tasks.stop_all(10)
    assert tasks.running() == 0
