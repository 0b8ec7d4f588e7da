"""One way to fetch a file: whole or not at all, resumed where it broke off, checked, called off at will."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.data.progress import Cancelled, WorkCancelled
from engine.errors import EngineError
from engine.files import saving, sync, sync_folder

BytesProgress = Callable[[int, int], None]
"""Told bytes here and bytes in all (0 when the server does not say)."""

_BLOCK = 1 << 18
_TIMEOUT_SECONDS = 20.0
_ATTEMPTS = 4
_AGENT = "graft-image-trainer"


@dataclass(frozen=True)
class _Order:
    """What is to be fetched, and how it is checked."""

    url: str
    path: Path
    sha256: str
    md5: str
    progress: BytesProgress | None
    cancelled: Cancelled | None

    @property
    def part(self) -> Path:
        return self.path.with_name(f".{self.path.name}.part")

    def check_cancelled(self) -> None:
        if self.cancelled is not None and self.cancelled():
            raise WorkCancelled


class UnreachableError(EngineError):
    """There is no connection, or it keeps breaking; another address may do better."""


class _BrokenOffError(Exception):
    """The connection ended before the file did; another attempt may go on."""


def fetch(
    url: str,
    path: Path,
    *,
    sha256: str = "",
    md5: str = "",
    progress: BytesProgress | None = None,
    cancelled: Cancelled | None = None,
) -> Path:
    """Make sure that ``path`` holds the file at ``url``; what is there already and checks out stays.

    What has arrived is kept beside ``path`` (``.NAME.part``) when the connection breaks or the work is
    called off, and the next call goes on from there. ``path`` itself appears whole and checked.

    Args:
        url: http or https.
        path: where the file goes; its folder is made.
        sha256: expected checksum in hex, or the beginning of it (torchvision names files so).
        md5: the same for MD5, where a publisher gives nothing better.
        progress: told bytes here and bytes in all (0 when unknown).
        cancelled: asked between blocks.

    Returns:
        ``path``.

    Raises:
        UnreachableError: no connection, or it breaks again and again without bringing anything.
        EngineError: the server refuses, the disk is full, or the checksum is wrong.
        WorkCancelled: ``cancelled`` said so.
    """
    import filelock

    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise EngineError(f"{url} is not a web address.", "Give one that begins with https://.")
    order = _Order(url, path, sha256.lower(), md5.lower(), progress, cancelled)
    with saving(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and _matches(path, order):
            return path
        with filelock.FileLock(path.with_name(f".{path.name}.lock")):
            # Another process may have fetched it while this one waited.
            if not (path.is_file() and _matches(path, order)):
                _fetch_checked(order)
    return path


def _fetch_checked(order: _Order) -> None:
    resumed = order.part.exists() and order.part.stat().st_size > 0
    _fetch_all(order)
    if not _matches(order.part, order):
        order.part.unlink()
        if not resumed:
            raise _wrong_checksum(order)
        # The file on the server may have changed since the first part of it came.
        _fetch_all(order)
        if not _matches(order.part, order):
            order.part.unlink()
            raise _wrong_checksum(order)
    sync(order.part)
    os.replace(order.part, order.path)
    sync_folder(order.path.parent)


def _wrong_checksum(order: _Order) -> EngineError:
    return EngineError(
        f"What {order.url} sent is not the expected file: its checksum is wrong. It was thrown away.",
        "Try again later; if it stays so, the file was changed by its publisher or on the way.",
    )


def _matches(path: Path, order: _Order) -> bool:
    for name, expected in (("sha256", order.sha256), ("md5", order.md5)):
        if expected:
            digest = hashlib.new(name, usedforsecurity=False)
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    order.check_cancelled()
                    digest.update(block)
            if not digest.hexdigest().startswith(expected):
                return False
    return True


def _fetch_all(order: _Order) -> None:
    """Fill the part file, over as many connections as it takes while each brings something."""
    failures = 0
    while True:
        before = order.part.stat().st_size if order.part.exists() else 0
        try:
            _one_connection(order, before)
        except _BrokenOffError as broken:
            after = order.part.stat().st_size if order.part.exists() else 0
            failures = 1 if after > before else failures + 1
            if failures >= _ATTEMPTS:
                raise _offline(order, str(broken)) from None
            _wait(order, 0.25 * 2**failures)
        else:
            return


def _wait(order: _Order, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        order.check_cancelled()
        time.sleep(0.05)


def _one_connection(order: _Order, start: int) -> None:
    with _opened(order, start) as response:
        if response is None:
            return
        if response.status != 206 or _range_start(response) != start:
            start = 0
        length = response.headers.get("Content-Length")
        total = start + int(length) if length is not None and length.isdigit() else 0
        with order.part.open("rb+" if start else "wb") as stream:
            stream.seek(start)
            stream.truncate()
            done = start
            while block := _read(response):
                order.check_cancelled()
                stream.write(block)
                done += len(block)
                if order.progress is not None:
                    order.progress(done, total)
    if total and done < total:
        raise _BrokenOffError("the connection broke off")


def _read(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(_BLOCK)
    except (OSError, http.client.HTTPException) as error:
        raise _BrokenOffError(str(error) or "the connection broke off") from None


def _range_start(response: http.client.HTTPResponse) -> int:
    """Where the server begins, from ``Content-Range: bytes 100-199/200``; -1 when it does not say."""
    text = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(text) if text.isdigit() else -1


@contextlib.contextmanager
def _opened(order: _Order, start: int) -> Iterator[http.client.HTTPResponse | None]:
    """The server's answer; None when it says that nothing follows after ``start``."""
    order.check_cancelled()
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    request = urllib.request.Request(order.url, headers=headers)
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and start:
            yield None
            return
        if error.code >= 500 or error.code in (408, 429):
            raise _BrokenOffError(f"the server answers {error.code} {error.reason}") from None
        raise EngineError(
            f"{order.url} could not be downloaded: the server answers {error.code} {error.reason}.",
            "Check the address; the file may have been moved.",
        ) from None
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise _BrokenOffError(str(reason)) from None
    with response:
        yield response


def _offline(order: _Order, detail: str) -> UnreachableError:
    host = urllib.parse.urlsplit(order.url).hostname
    return UnreachableError(
        f"{order.path.name} could not be downloaded from {host}: {detail}.",
        "Check the connection to the internet and try again: it goes on where it stopped. Or download "
        f"{order.url} elsewhere and save it as {order.path}.",
    )
