import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.data import download
from engine.data.progress import WorkCancelled
from engine.errors import EngineError

CONTENT = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(http.server.ThreadingHTTPServer):
    """Serves CONTENT, and breaks off after ``breaks`` bytes of each of the first answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = CONTENT
        self.breaks: list[int] = []
        self.ranges: list[str | None] = []
        self.honours_ranges = True
        self.status = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/set.zip"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        if self.server.status:
            self.send_error(self.server.status)
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.server.honours_ranges else 0
        body = self.server.content[start:]
        if asked and self.server.honours_ranges:
            if not body:
                self.send_error(416)
                return
            self.send_response(206)
            whole = len(self.server.content)
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.breaks:
            body = body[: self.server.breaks.pop(0)]
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def leftovers(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if not p.name.endswith(".lock"))


def test_that_a_file_arrives_whole_with_progress(server: Server, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = download.fetch(
        server.url, tmp_path / "new" / "set.zip", sha256=SHA256, progress=lambda d, t: told.append((d, t))
    )
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert leftovers(path.parent) == ["set.zip"]


def test_that_a_broken_download_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.breaks = [len(CONTENT) // 2, 1000]
    path = download.fetch(server.url, tmp_path / "set.zip", sha256=SHA256)
    assert path.read_bytes() == CONTENT
    half = len(CONTENT) // 2
    assert server.ranges == [None, f"bytes={half}-", f"bytes={half + 1000}-"]


def test_that_the_next_call_goes_on_after_a_cancelled_one(server: Server, tmp_path: Path) -> None:
    told: list[int] = []
    with pytest.raises(WorkCancelled):
        download.fetch(
            server.url,
            tmp_path / "set.zip",
            sha256=SHA256,
            progress=lambda done, _: told.append(done),
            cancelled=lambda: bool(told),
        )
    assert leftovers(tmp_path) == [".set.zip.part"]
    download.fetch(server.url, tmp_path / "set.zip", sha256=SHA256)
    assert server.ranges[1] == f"bytes={told[-1]}-"
    assert leftovers(tmp_path) == ["set.zip"]


def test_that_a_server_without_ranges_starts_over(server: Server, tmp_path: Path) -> None:
    server.honours_ranges = False
    server.breaks = [5000]
    assert download.fetch(server.url, tmp_path / "set.zip", sha256=SHA256).read_bytes() == CONTENT


def test_that_a_wrong_checksum_is_refused_and_nothing_left(server: Server, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="checksum is wrong"):
        download.fetch(server.url, tmp_path / "set.zip", sha256="0" * 64)
    with pytest.raises(EngineError, match="checksum is wrong"):
        download.fetch(server.url, tmp_path / "set.zip", md5="0" * 32)
    assert leftovers(tmp_path) == []


def test_that_a_stale_beginning_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / ".set.zip.part").write_bytes(b"another file's beginning")
    assert download.fetch(server.url, tmp_path / "set.zip", sha256=SHA256).read_bytes() == CONTENT


def test_that_a_part_already_complete_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / ".set.zip.part").write_bytes(CONTENT)
    assert download.fetch(server.url, tmp_path / "set.zip", sha256=SHA256).read_bytes() == CONTENT
    assert server.ranges == [f"bytes={len(CONTENT)}-"]


def test_that_a_file_already_here_is_checked_and_kept(server: Server, tmp_path: Path) -> None:
    (tmp_path / "set.zip").write_bytes(CONTENT)
    download.fetch(server.url, tmp_path / "set.zip", sha256=SHA256[:8])
    assert server.ranges == []
    (tmp_path / "set.zip").write_bytes(b"damaged")
    download.fetch(server.url, tmp_path / "set.zip", sha256=SHA256[:8])
    assert (tmp_path / "set.zip").read_bytes() == CONTENT


def test_that_a_missing_file_is_told_with_the_servers_words(server: Server, tmp_path: Path) -> None:
    server.status = 404
    with pytest.raises(EngineError, match="404"):
        download.fetch(server.url, tmp_path / "set.zip")
    assert leftovers(tmp_path) == []


def test_that_being_offline_is_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_ATTEMPTS", 1)
    with pytest.raises(EngineError) as caught:
        download.fetch("http://127.0.0.1:9/set.zip", tmp_path / "set.zip")
    assert "could not be downloaded from 127.0.0.1" in caught.value.message
    assert "connection to the internet" in caught.value.hint
    assert str(tmp_path / "set.zip") in caught.value.hint


def test_that_only_web_addresses_are_fetched(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="not a web address"):
        download.fetch(f"file://{tmp_path}/x", tmp_path / "y")
