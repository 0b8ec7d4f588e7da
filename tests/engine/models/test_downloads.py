"""Downloads of published weights from a server on this machine, into torchvision's own cache folder."""

from __future__ import annotations

import dataclasses
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models import backbones, weights
from engine.models.build import build_network
from tests.engine.models.networks import scratch

NAME = "shufflenet_v2_x0_5"


class Server(http.server.ThreadingHTTPServer):
    """Serves one file, with byte ranges; remembers what was asked."""

    content = b""
    ranges: list[str]


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers GET with the file or the part that was asked for."""

    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        body = self.server.content[start:]
        self.send_response(206 if asked else 200)
        if asked:
            last = len(self.server.content) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{last + 1}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with weights of ``NAME``, and the table pointing to it."""
    source = tmp_path / "source.pth"
    torch.save(scratch(NAME, 1000).module.state_dict(), source)
    server = Server(("127.0.0.1", 0), Handler)
    server.content, server.ranges = source.read_bytes(), []
    digest = hashlib.sha256(server.content).hexdigest()[:8]
    point_to(monkeypatch, f"http://127.0.0.1:{server.server_port}/net-{digest}.pth", digest)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def point_to(monkeypatch: pytest.MonkeyPatch, url: str, digest: str) -> None:
    """Let the default weights of ``NAME`` be at ``url``."""
    entry = backbones.backbone(NAME)
    published = dataclasses.replace(entry.weights[0], url=url, hash_prefix=digest)
    changed = dataclasses.replace(entry, weights=(published,))
    monkeypatch.setitem(backbones._table(), NAME, changed)


def test_that_weights_are_fetched_once_checked_and_loaded_where_torchvision_looks(served: Server) -> None:
    seen: list[tuple[int, int]] = []
    model = ModelConfig(backbone=NAME)
    assert "to download" in weights.locate(model).told
    found = weights.fetch(model, progress=lambda done, total: seen.append((done, total)))
    assert found.here
    assert found.path is not None
    assert seen[-1] == (len(served.content), len(served.content))
    from torch.hub import load_state_dict_from_url

    official = load_state_dict_from_url(found.url, check_hash=True, progress=False)
    network = build_network(model, 2)
    assert torch.equal(network.module.state_dict()["conv1.0.weight"], official["conv1.0.weight"])
    assert len(served.ranges) == 1


def test_that_a_cancelled_download_leaves_no_file_and_goes_on_where_it_stopped(served: Server) -> None:
    model = ModelConfig(backbone=NAME)
    asked = []

    def stop_in_the_middle() -> bool:
        asked.append(None)
        return len(asked) > 5

    with pytest.raises(EngineError):
        weights.fetch(model, cancelled=stop_in_the_middle)
    assert not weights.locate(model).here
    assert weights.fetch(model).here
    assert served.ranges[0] == ""
    assert served.ranges[-1].startswith("bytes=")


def test_that_a_wrong_checksum_is_told_and_nothing_is_kept(
    served: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_to(monkeypatch, backbones.backbone(NAME).weights[0].url, "0" * 8)
    with pytest.raises(EngineError, match="checksum"):
        weights.fetch(ModelConfig(backbone=NAME))
    assert not weights.locate(ModelConfig(backbone=NAME)).here


def test_that_being_offline_is_told_with_the_way_to_bring_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr("engine.data.download._ATTEMPTS", 1)
    point_to(monkeypatch, "http://127.0.0.1:9/net-12345678.pth", "12345678")
    with pytest.raises(EngineError) as caught:
        weights.fetch(ModelConfig(backbone=NAME))
    assert "127.0.0.1" in caught.value.message
    assert "save it as" in caught.value.hint
