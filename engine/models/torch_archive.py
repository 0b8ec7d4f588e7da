"""What ``torch.save`` writes, told from zip bombs and other archives before torch reads it."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from engine.errors import EngineError

# Records that torch.save writes beside the tensors are small; a name list of millions is an attack.
MOST_RECORDS = 100_000
# APPNOTE 6.3.10, sections 4.3.14 to 4.3.16: signature first, no comment behind.
_END = struct.Struct("<4s4H2LH")
_LOCATOR_64 = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")


def is_zipped(path: Path) -> bool:
    """Whether the file begins as zip archives do, which is how torch tells them too."""
    with path.open("rb") as stream:
        return stream.read(2) == b"PK"


def mentions(path: Path, word: str) -> bool:
    """Whether an archive that :func:`check` let pass has ``word`` in what it says of its tensors."""
    with zipfile.ZipFile(path) as archive:
        told = [name for name in archive.namelist() if name.endswith("/data.pkl")]
        return any(word.encode() in archive.read(name) for name in told)


def check(path: Path) -> None:
    """Make sure that a zip file is what ``torch.save`` writes, before torch reads it.

    torch stores its records uncompressed, so a compressed one, or sizes beyond the file's own, mean a
    zip bomb or another kind of file. What is checked here has to be what torch reads: an archive in which
    two readers could find two lists of records is refused.

    Raises:
        EngineError: it is not, with what it looks like instead.
    """
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            records, start = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _damaged(path, str(error)) from None
    names = [record.filename for record in records]
    if any(name.endswith(("/archive_format", "/models/model.json")) for name in names):
        raise EngineError(
            f"{path.name} is a torch.export program, not a file of weights.",
            "Run it with the predict.py beside it; give the .safetensors export to go on with it here.",
        )
    if any("/code/" in name for name in names):
        raise EngineError(
            f"{path.name} is a TorchScript program, not a file of weights.",
            "Give a .safetensors file, or one made by torch.save(model.state_dict()).",
        )
    if len(records) > MOST_RECORDS:
        raise _damaged(path, f"it holds {len(records):,} records")
    if any(record.compress_type != zipfile.ZIP_STORED for record in records):
        raise EngineError(
            f"{path.name} is a compressed zip archive, which no file of weights is.",
            "If it is an archive of pictures, open it as a data set.",
        )
    if sum(record.file_size for record in records) > size:
        raise _damaged(path, "it claims more data than it holds")
    if not any(name.endswith("/data.pkl") for name in names):
        raise EngineError(f"{path.name} is a zip archive without a model in it.", "Choose a model file.")
    if _stated_list(path, size) != (start, len(records)):
        raise _damaged(path, "it holds more than one list of its records")


def _stated_list(path: Path, size: int) -> tuple[int, int] | None:
    """Where the list of records begins by the file's own word, and its length; None if that is odd.

    The list has to end where the end record begins, and that has to be the end of the file.
    """
    tail = _END_64.size + _LOCATOR_64.size + _END.size
    with path.open("rb") as stream:
        stream.seek(max(0, size - tail))
        read = stream.read()
    if len(read) < _END.size:
        return None
    signature, *_, count, length, offset, comment = _END.unpack(read[-_END.size :])
    stop = size - _END.size
    if signature != b"PK\5\6" or comment:
        return None
    located = read[-_END.size - _LOCATOR_64.size : -_END.size]
    if located.startswith(b"PK\6\7"):
        if len(read) < tail:
            return None
        stop = size - tail
        _, _, place, _ = _LOCATOR_64.unpack(located)
        signature, _, _, _, _, _, _, count, length, offset = _END_64.unpack(read[: _END_64.size])
        if signature != b"PK\6\6" or place != stop:
            return None
    return (offset, count) if offset + length == stop else None


def _damaged(path: Path, detail: str) -> EngineError:
    return EngineError(
        f"{path.name} cannot be read as a model: it is damaged, incomplete, or something else "
        f"({detail[:160]}).",
        "Download, copy or export it again, and compare its size with the original.",
    )
