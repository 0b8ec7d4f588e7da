"""Runs that end otherwise than foreseen say so all the same, once."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import close_session

from engine.control import RunControl
from engine.events import RunEnded
from engine.run_folder import RunFolder
from engine.training import loop
from tests.engine.training.conftest import Configure, ended, run_all


@pytest.fixture
def refusing_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The only way out is a proxy that lets nobody through."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = server.accept()
                client.recv(4096)
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                client.close()

    thread = threading.Thread(target=serve)
    thread.start()
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.getsockname()[1]}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    close_session()
    yield
    close_session()
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


@pytest.mark.usefixtures("refusing_proxy")
def test_that_a_proxy_that_refuses_timms_download_is_told_in_words(
    configure: Configure, tmp_path: Path
) -> None:
    run, events = run_all(configure(model__weights="default"), tmp_path)
    end = ended(events)
    assert end.outcome == "failed"
    assert "could not be fetched: 403 Forbidden" in end.message
    assert "Connect to the internet" in end.hint
    assert run.outcome() == "failed"


@pytest.mark.parametrize(
    ("error", "said"), [(KeyError("x"), "KeyError: 'x'"), (RuntimeError(), "RuntimeError")]
)
def test_that_a_run_which_an_unforeseen_error_ends_says_that_it_failed(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def broken(*_given: object) -> Iterator[None]:
        raise error
        yield

    monkeypatch.setattr(loop, "train_epoch", broken)
    config = configure()
    run = RunFolder.create(tmp_path, config)
    foreseen = isinstance(error, RuntimeError)
    with contextlib.nullcontext() if foreseen else pytest.raises(type(error)):
        list(loop.train(config, run, RunControl()))
    (end,) = [event for event in run.events() if isinstance(event, RunEnded)]
    assert end.outcome == "failed"
    assert said in end.message
    assert end.hint
    monkeypatch.undo()
    assert ended(list(loop.resume(run, RunControl()))).outcome == "completed"


def test_that_a_run_let_go_of_at_its_end_has_ended_once(configure: Configure, tmp_path: Path) -> None:
    config = configure(train__epochs=1)
    run = RunFolder.create(tmp_path, config)
    with contextlib.closing(loop.train(config, run, RunControl())) as events:
        assert any(isinstance(event, RunEnded) for event in events)  # which asks for no further event
    assert [event.outcome for event in run.events() if isinstance(event, RunEnded)] == ["completed"]


def test_that_a_run_let_go_of_half_way_has_stopped(configure: Configure, tmp_path: Path) -> None:
    config = configure(train__epochs=1)
    run = RunFolder.create(tmp_path, config)
    with contextlib.closing(loop.train(config, run, RunControl())) as events:
        next(iter(events))
    assert run.outcome() == "stopped"
