import io
import shutil
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from engine.config import DataConfig
from engine.data import archives, sources
from engine.data.catalog import Catalog
from engine.data.progress import WorkCancelled
from engine.errors import EngineError
from engine.files import cache_folder
from tests.engine.data.pictures import class_folders, encoded, gradient

PICTURE = encoded(gradient(), "PNG")


def opened(path: Path) -> Catalog:
    return sources.open_source(DataConfig(source=str(path)))


@pytest.fixture(autouse=True)
def _cache(own_cache: Path) -> None:
    """Each test extracts anew."""


@pytest.mark.parametrize("kind", ["zip", "tar", "gztar", "bztar", "xztar"])
def test_that_class_folders_are_read_out_of_every_archive(tmp_path: Path, kind: str) -> None:
    root = class_folders(tmp_path / "pack" / "my set", {"train/a": 2, "train/b": 1, "val/a": 1, "val/b": 1})
    archive = Path(shutil.make_archive(str(tmp_path / "set"), kind, root.parent))
    catalog = opened(archive)
    assert catalog.counts() == {
        "a": {"train": 2, "validation": 1},
        "b": {"train": 1, "validation": 1},
    }
    assert catalog.samples[0].id == "train/a/000.png"
    assert catalog.samples[0].path.read_bytes() == (root / "train/a/000.png").read_bytes()


def test_that_a_table_in_an_archive_is_read(tmp_path: Path) -> None:
    root = class_folders(tmp_path / "pack", {"images": 2})
    (root / "labels.csv").write_text("path,label\nimages/000.png,a\nimages/001.png,b\n")
    assert opened(Path(shutil.make_archive(str(tmp_path / "set"), "zip", root))).classes == ("a", "b")


def test_that_an_archive_is_extracted_once_and_known_by_its_content(tmp_path: Path) -> None:
    root = class_folders(tmp_path / "pack", {"a": 1, "b": 1})
    archive = Path(shutil.make_archive(str(tmp_path / "set"), "zip", root))
    first = archives.extracted(archive)
    stamp = (first / "a" / "000.png").stat().st_mtime_ns
    copy = shutil.copy(archive, tmp_path / "copy.zip")
    assert archives.extracted(Path(copy)) == first
    assert (first / "a" / "000.png").stat().st_mtime_ns == stamp


def zip_of(path: Path, names: list[str], *, mode: int = 0, content: bytes = PICTURE) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


def tar_of(path: Path, members: list[tarfile.TarInfo]) -> Path:
    with tarfile.open(path, "w") as archive:
        for member in members:
            member.size = len(PICTURE) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(PICTURE) if member.isreg() else None)
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def refused(path: Path) -> str:
    with pytest.raises(EngineError) as caught:
        opened(path)
    assert caught.value.hint
    left = cache_folder() / "archives"
    assert not left.exists() or not list(left.iterdir()), "nothing half-extracted may stay"
    return caught.value.message


ESCAPES = [
    "../evil.png",
    "a/../../evil.png",
    "/tmp/evil.png",
    "C:\\evil.png",
    "..\\..\\evil.png",
    "a\\..\\..\\e",
]


@pytest.mark.parametrize("name", ESCAPES)
def test_that_names_leading_outside_are_refused(tmp_path: Path, name: str) -> None:
    assert "outside of its folder" in refused(zip_of(tmp_path / "x.zip", ["a/1.png", name]))
    assert "outside of its folder" in refused(tar_of(tmp_path / "x.tar", [member("a/1.png"), member(name)]))
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.BLKTYPE]
)
def test_that_links_and_devices_in_a_tar_are_refused(tmp_path: Path, kind: bytes) -> None:
    path = tar_of(tmp_path / "x.tar", [member("a/1.png"), member("a/link", kind, "/etc/passwd")])
    assert "link or a device" in refused(path)


def test_that_links_in_a_zip_are_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", ["a/link"], mode=stat.S_IFLNK | 0o777, content=b"/etc/passwd")
    assert "link or a device" in refused(path)


def test_that_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    assert "bomb" in refused(zip_of(tmp_path / "x.zip", ["a/zero.bmp"], content=bytes(80_000_000)))
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo("a/zero.bmp")
        info.size = 80_000_000
        archive.addfile(info, io.BytesIO(bytes(80_000_000)))
    assert "bomb" in refused(tmp_path / "x.tar.gz")


def test_that_caps_on_count_and_size_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zip_of(tmp_path / "x.zip", [f"a/{n}.png" for n in range(20)])
    monkeypatch.setattr(archives, "MAX_ENTRIES", 10)
    assert "more than 10 files" in refused(path)
    monkeypatch.setattr(archives, "MAX_ENTRIES", 1000)
    monkeypatch.setattr(archives, "MAX_BYTES", 10 * len(PICTURE))
    assert "the room there is" in refused(path)


def test_that_a_size_that_lies_is_noticed(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", ["a/1.png"], content=bytes(100_000))
    content = bytearray(path.read_bytes())
    central = content.index(b"PK\x01\x02")
    content[central + 24 : central + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    assert refused(path)


@pytest.mark.parametrize("kind", ["zip", "tar", "gztar", "bztar", "xztar"])
def test_that_a_cut_off_archive_is_refused_whole(tmp_path: Path, kind: str) -> None:
    root = class_folders(tmp_path / "pack", {"a": 3, "b": 3})
    archive = Path(shutil.make_archive(str(tmp_path / "set"), kind, root))
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size * 2 // 3])
    assert refused(archive)


def test_that_a_tar_header_of_absurd_size_takes_no_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a")
    info.type, info.size = tarfile.XHDTYPE, 5_000_000_000
    (tmp_path / "x.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(10_240))
    assert "damaged" in refused(tmp_path / "x.tar")


def test_that_a_password_is_told(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", ["a/1.png"])
    content = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    path.write_bytes(content)
    assert "password" in refused(path)


def test_that_korean_names_of_windows_zips_are_right(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", ["PLACEHLD/1.png", "b/1.png"])
    name = "강아지들".encode("cp949")
    path.write_bytes(path.read_bytes().replace(b"PLACEHLD", name))
    assert opened(path).classes == ("b", "강아지들")


def test_that_system_files_in_an_archive_are_passed_over(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", ["a/1.png", "b/1.png", "__MACOSX/a/._1.png", "a/.DS_Store"])
    catalog = opened(path)
    assert (len(catalog.samples), catalog.problems) == (2, ())


def test_that_extraction_can_be_called_off_and_leaves_nothing(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", [f"a/{n}.png" for n in range(5)])
    with pytest.raises(WorkCancelled):
        archives.extracted(path, cancelled=lambda: True)
    assert not list((cache_folder() / "archives").iterdir())
    told: list[tuple[int, int]] = []
    archives.extracted(path, progress=lambda done, total: told.append((done, total)))
    assert told
    assert told[-1][1] == path.stat().st_size
