import io
import os
import shutil
import stat
import tarfile
import unicodedata
import zipfile
from pathlib import Path

import pytest

from engine.config import DataConfig
from engine.data import archive_places, archives, sources
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


def picture_of(path: Path) -> list[bytes]:
    return sorted(file.read_bytes() for file in path.rglob("*.png"))


@pytest.mark.parametrize(
    "names",
    [
        ["a/강.png", unicodedata.normalize("NFD", "a/강.png"), "a/강 (2).png"],
        ["a/1.png", "a\\1.png", "a//1.png"],
        ["a/1.png", "a/1.png", "a/./1.png"],
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_that_no_entry_of_a_zip_takes_the_place_of_another(tmp_path: Path, names: list[str]) -> None:
    contents = [encoded(gradient(seed=n), "PNG") for n in range(len(names))]
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, content in zip(names, contents, strict=True):
            archive.writestr(name, content)
    folder = archives.extracted(tmp_path / "x.zip")
    assert picture_of(folder) == sorted(contents)
    assert {file.parent for file in folder.rglob("*.png")} == {folder / "a"}


def test_that_a_newer_version_in_a_tar_replaces_the_older_one_alone(tmp_path: Path) -> None:
    other = unicodedata.normalize("NFD", "a/강.png")
    contents = [encoded(gradient(seed=n), "PNG") for n in range(5)]
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        for name, content in zip(["a/강.png", other, "b/1.png", "a/강.png", other], contents, strict=True):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    assert picture_of(archives.extracted(tmp_path / "x.tar")) == sorted(contents[2:])


def test_that_folders_which_the_disk_cannot_tell_apart_are_not_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, same = os.mkdir, os.path.samefile

    # As a disk does that takes “A” and “a” for one folder.
    def folding(path: Path, mode: int = 0o777) -> None:
        if Path(path).parent.is_dir():
            for there in os.listdir(Path(path).parent):
                if there.casefold() == Path(path).name.casefold() and there != Path(path).name:
                    make(path, mode)
                    raise FileExistsError(17, "File exists", str(path))
        make(path, mode)

    path = zip_of(tmp_path / "x.zip", ["letters/A/1.png", "letters/a/2.png"])
    monkeypatch.setattr("os.mkdir", folding)
    monkeypatch.setattr("os.path.samefile", lambda a, b: same(a, b) or str(a).lower() == str(b).lower())
    message = refused(path)
    assert "“letters/A” and “letters/a”" in message


def test_that_what_a_killed_extraction_left_is_removed_and_what_one_is_doing_stays(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", ["a/1.png", "b/1.png"])
    kept = cache_folder() / "archives"
    killed, old, young = (kept / f".extract.{name}" for name in ("killed", "old", "young"))
    for folder in (killed, old, young):
        (folder / "a").mkdir(parents=True)
    (kept / ".extract.killed.lock").touch()
    os.utime(old, (0, 0))
    with archive_places.temporary_folder(kept) as working:
        archives.extracted(path)
        assert working.is_dir()
        assert not killed.exists()
        assert not old.exists()
        assert young.is_dir()
    shutil.rmtree(young)
    assert [file.name.startswith(".") for file in kept.iterdir()] == [False]


def test_that_extraction_can_be_called_off_and_leaves_nothing(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", [f"a/{n}.png" for n in range(5)])
    with pytest.raises(WorkCancelled):
        archives.extracted(path, cancelled=lambda: True)
    assert not list((cache_folder() / "archives").iterdir())
    told: list[tuple[int, int]] = []
    archives.extracted(path, progress=lambda done, total: told.append((done, total)))
    assert told
    assert told[-1][1] == path.stat().st_size
