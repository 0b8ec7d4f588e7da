"""Zip and tar archives, extracted once into the cache folder, and never outside their own folder there.

An archive is somebody else's word: names that lead outside, links, devices, and bombs (too many entries,
too many bytes, or far more bytes out than in) are refused before or while they are written.
"""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from engine import fingerprints
from engine.data.archive_places import Places, temporary_folder
from engine.data.progress import Cancelled, check
from engine.errors import EngineError
from engine.files import cache_folder, put_folder, saving

MAX_ENTRIES = 2_000_000
MAX_BYTES = 200_000_000_000
MAX_RATIO = 200
"""Most bytes out for a byte in. Pictures hardly shrink; 200 leaves room for uncompressed bitmaps."""

_RATIO_FROM = 50_000_000
_BLOCK = 1 << 20
_SPARE_BYTES = 200_000_000
_ENCRYPTED = 0x1
_UTF8 = 0x800
_OPENERS: dict[bytes, Any] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}
_MAX_READ = 16 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    EOFError,
    zlib.error,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    IndexError,
    lzma.LZMAError,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One regular file in an archive; ``open`` reads it.

    ``replaces``: an entry of the same name is a newer version of the one before, as tar appends it.
    """

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    replaces: bool


def is_archive(path: Path) -> bool:
    """Whether the content of ``path`` is a zip or a tar (plain, gzip, bzip2 or xz)."""
    try:
        with path.open("rb") as stream:
            head = stream.read(tarfile.BLOCKSIZE)
            stream.seek(0)
            return head.startswith(tuple(_OPENERS)) or _is_tar_header(head) or zipfile.is_zipfile(stream)
    except OSError:
        return False


def _is_tar_header(head: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except tarfile.TarError:
        return False
    return True


def extracted(
    path: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Cancelled | None = None,
) -> Path:
    """The folder that ``path`` was extracted to, whole; done on first use, kept by the archive's content.

    Args:
        path: a zip or tar file.
        progress: told bytes of the archive read and its size.
        cancelled: asked between files and blocks.

    Raises:
        EngineError: not an archive, damaged, encrypted, dangerous, too large, or the disk is full.
        WorkCancelled: ``cancelled`` said so.
    """
    (key,) = fingerprints.content_keys([path])
    if key is None:
        raise EngineError(f"{path} cannot be read.", "Check that it is there and that you may read it.")
    final = cache_folder() / "archives" / key.hex()
    if final.is_dir():
        return final
    with saving(final):
        final.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(final.parent) as temporary:
            _extract(path, temporary, progress, cancelled)
            temporary.chmod(0o755)
            put_folder(temporary, final)
    return final


def _extract(
    path: Path,
    folder: Path,
    progress: Callable[[int, int], None] | None,
    cancelled: Cancelled | None,
) -> None:
    packed = path.stat().st_size
    room = min(MAX_BYTES, max(0, shutil.disk_usage(folder).free - _SPARE_BYTES))
    places = Places(folder, path)
    unpacked = count = 0
    try:
        with path.open("rb") as stream:
            entries = _zip_entries(stream, path) if zipfile.is_zipfile(stream) else _tar_entries(stream, path)
            for entry in entries:
                check(cancelled)
                count += 1
                unpacked += entry.size
                _check_total(path, packed, unpacked, count, room)
                _write(entry, places, path, cancelled)
                if progress is not None:
                    progress(min(stream.tell(), packed), packed)
    except _DAMAGE as error:
        raise _damaged(path, error) from None
    except OSError as error:
        # Without a number it does not come from the disk but from a decompressor.
        if error.errno is not None:
            raise
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> EngineError:
    return EngineError(
        f"The archive {path} is damaged ({str(error).strip() or type(error).__name__}).",
        "Download or pack it again.",
    )


def _check_total(path: Path, packed: int, unpacked: int, count: int, room: int) -> None:
    if count > MAX_ENTRIES:
        raise EngineError(
            f"The archive {path} holds more than {MAX_ENTRIES:,} files.", "Extract a part of it yourself."
        )
    if unpacked > _RATIO_FROM and unpacked > MAX_RATIO * packed:
        raise EngineError(
            f"The archive {path} unfolds to more than {MAX_RATIO} times its size: it looks like a bomb.",
            "If you trust it, extract it yourself and open the folder.",
        )
    if unpacked > room:
        raise EngineError(
            f"The archive {path} unfolds to more than {room / 1e9:,.1f} GB, the room there is.",
            "Free some space, or set GRAFT_CACHE to a folder on a larger disk.",
        )


def _write(entry: _Entry, places: Places, path: Path, cancelled: Cancelled | None) -> None:
    """Write one file; never more bytes than it said it has."""
    with places.writing(entry.name, replaces=entry.replaces) as stream:
        if stream is None:
            return
        written = 0
        with entry.open() as source:
            while block := source.read(_BLOCK):
                check(cancelled)
                written += len(block)
                if written > entry.size:
                    raise EngineError(
                        f"The archive {path} lies about the size of {entry.name}: it looks like a bomb.",
                        "Get it from another place.",
                    )
                stream.write(block)


def _zip_entries(stream: IO[bytes], path: Path) -> Iterator[_Entry]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir() or kind == stat.S_IFDIR:
                continue
            if kind not in (0, stat.S_IFREG):
                raise _link(path, info.filename)
            if info.flag_bits & _ENCRYPTED:
                raise EngineError(
                    f"The archive {path} is protected by a password.",
                    "Extract it yourself and open the folder.",
                )
            yield _Entry(
                _zip_name(info), info.file_size, functools.partial(archive.open, info), replaces=False
            )


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Names not marked as UTF-8 are in the packer's own encoding: on Korean Windows CP949, else CP437."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _tar_entries(stream: IO[bytes], path: Path) -> Iterator[_Entry]:
    with tarfile.open(fileobj=_Bounded(_unpacked(stream)), mode="r:", errorlevel=1) as archive:
        for info in archive:
            if info.isdir():
                continue
            if not info.isreg() or info.issparse():
                raise _link(path, info.name)
            yield _Entry(info.name, info.size, functools.partial(_member, archive, info), replaces=True)


def _unpacked(stream: IO[bytes]) -> IO[bytes]:
    stream.seek(0)
    head = stream.read(6)
    stream.seek(0)
    opener = next((opener for magic, opener in _OPENERS.items() if head.startswith(magic)), None)
    return stream if opener is None else opener(stream)


class _Bounded(io.BufferedIOBase):
    """A stream that refuses to hand out very much at once: tar headers can ask for any amount."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= _MAX_READ:
            raise ValueError("a header of absurd size")
        return self._inner.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    if stream is None:
        raise tarfile.ReadError(f"{info.name} cannot be read")
    return stream


def _link(path: Path, name: str) -> EngineError:
    return EngineError(
        f"The archive {path} holds a link or a device: {name!r}.",
        "Extract it yourself if you trust it, and open the folder.",
    )
