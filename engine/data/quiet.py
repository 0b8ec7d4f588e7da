"""Keeps Pillow and its codecs from writing on the terminal."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import PIL

_stderr_lock = threading.Lock()
_ready = threading.Event()


def hush() -> None:
    """Silence what Pillow would say through ``warnings`` and ``logging``; cheap, for every decode.

    The filter is looked for each time, since a caller may have reset the filters in between.
    """
    first = warnings.filters[0] if warnings.filters else None
    if first is None or first[0] != "ignore" or getattr(first[3], "pattern", "") != _MODULE:
        warnings.filterwarnings("ignore", module=_MODULE)
    if not _ready.is_set():
        logging.getLogger("PIL").addHandler(logging.NullHandler())
        _ready.set()


_MODULE = r"PIL\.|pillow_heif"


@contextlib.contextmanager
def silent_libtiff() -> Iterator[None]:
    """libtiff reports to the process's standard error; within this block it does not.

    Its handlers are taken off for good where the library can be reached. Elsewhere the stream itself is
    turned away for the time of the block, one block at a time.
    """
    if _handlers_off():
        yield
        return
    with _stderr_lock:
        try:
            kept = os.dup(2)
        except OSError:
            # A windowed program on Windows has no standard error to write on.
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


@functools.cache
def _handlers_off() -> bool:
    folder = Path(PIL.__file__).parent
    places = (folder.parent / "pillow.libs", folder / ".dylibs")
    found = [path for place in places for path in place.glob("libtiff*")]
    if not found or sys.platform == "win32":
        return False
    try:
        library = ctypes.CDLL(str(found[0]))
        for name in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
            setter = getattr(library, name)
            setter.restype = ctypes.c_void_p
            setter.argtypes = [ctypes.c_void_p]
            setter(None)
    except (OSError, AttributeError):
        return False
    return True
