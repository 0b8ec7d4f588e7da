import os
import time
import unicodedata
from pathlib import Path

import pytest

from engine.config import DataConfig
from engine.data import looking, sources
from engine.data.catalog import Catalog
from engine.data.progress import WorkCancelled
from engine.data.scan import Batch
from engine.errors import EngineError
from tests.engine.data.pictures import class_folders, encoded, gradient


def opened(path: Path | str) -> Catalog:
    return sources.open_source(DataConfig(source=str(path)))


def labelled(catalog: Catalog) -> dict[str, str | None]:
    return {s.id: catalog.classes[s.label] if s.label >= 0 else None for s in catalog.samples}


def problem(catalog: Catalog, name: str) -> str:
    return next(p.reason for p in catalog.problems if p.path.name == name)


def test_that_class_folders_become_classes_with_stable_ids(tmp_path: Path) -> None:
    catalog = opened(class_folders(tmp_path, {"cat": 2, "dog/puppies/young": 1, "ant": 1}))
    assert catalog.classes == ("ant", "cat", "dog")
    assert labelled(catalog) == {
        "ant/000.png": "ant",
        "cat/000.png": "cat",
        "cat/001.png": "cat",
        "dog/puppies/young/000.png": "dog",
    }
    assert [s.id for s in catalog.samples] == sorted(s.id for s in catalog.samples)


@pytest.mark.parametrize("names", [("train", "val"), ("Training", "validation"), ("TRAIN", "valid")])
def test_that_fold_folders_set_the_fold(tmp_path: Path, names: tuple[str, str]) -> None:
    train, val = names
    class_folders(tmp_path, {f"{train}/a": 2, f"{train}/b": 1, f"{val}/a": 1, f"{val}/b": 1, "test/a": 1})
    catalog = opened(tmp_path)
    assert catalog.counts() == {
        "a": {"train": 2, "validation": 1, "test": 1},
        "b": {"train": 1, "validation": 1},
    }


def test_that_a_wrapping_folder_is_stepped_into(tmp_path: Path) -> None:
    class_folders(tmp_path / "download" / "set", {"a": 1, "b": 1})
    (tmp_path / "download" / "README.md").write_text("about")
    catalog = opened(tmp_path)
    assert catalog.classes == ("a", "b")
    assert catalog.root == tmp_path / "download" / "set"
    assert "outside" in problem(catalog, "README.md")


def test_that_ants_and_bees_counts_398_with_its_gif_and_its_jpeg(ants_and_bees: Path) -> None:
    catalog = opened(ants_and_bees)
    assert len(catalog.samples) == 398
    assert catalog.counts() == {
        "ants": {"train": 124, "validation": 70},
        "bees": {"train": 121, "validation": 83},
    }
    ids = {s.id for s in catalog.samples}
    assert {"train/ants/imageNotFound.gif", "train/ants/formica.jpeg"} <= ids


def test_that_the_content_decides_and_not_the_ending(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1})
    (tmp_path / "a" / "PHOTO.JPG").write_bytes(encoded(gradient(), "PNG"))
    (tmp_path / "a" / "noending").write_bytes(encoded(gradient(), "WEBP"))
    (tmp_path / "a" / "fake.jpg").write_text("no picture at all")
    (tmp_path / "b" / "notes.txt").write_text("remember the milk")
    catalog = opened(tmp_path)
    assert {"a/PHOTO.JPG", "a/noending"} <= {s.id for s in catalog.samples}
    assert "text" in problem(catalog, "fake.jpg")
    assert "text" in problem(catalog, "notes.txt")


def test_that_hidden_and_system_files_are_passed_over(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1, "__MACOSX/a": 1, ".git/a": 1})
    for name in ("Thumbs.db", ".DS_Store", "desktop.ini", "._000.png"):
        (tmp_path / "a" / name).write_bytes(b"system")
    catalog = opened(tmp_path)
    assert (len(catalog.samples), catalog.classes, catalog.problems) == (2, ("a", "b"), ())


def test_that_loose_pictures_beside_class_folders_are_named(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1, ".": 1})
    assert "outside the class folders" in problem(opened(tmp_path), "000.png")


def test_that_korean_names_are_one_class_in_either_unicode_form(tmp_path: Path) -> None:
    name = "강아지"
    train, val = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    class_folders(tmp_path, {f"train/{train}": 1, "train/고양이": 1, f"val/{val}": 1, "val/고양이": 1})
    catalog = opened(tmp_path)
    assert catalog.classes == (train, "고양이")
    assert catalog.counts()[train] == {"train": 1, "validation": 1}
    assert all(s.path.exists() for s in catalog.samples)


def test_that_files_whose_names_differ_in_unicode_form_alone_have_ids_of_their_own(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "강아지") for form in ("NFC", "NFD"))
    mixed = composed[:1] + decomposed[3:]
    assert len({composed, decomposed, mixed}) == 3
    class_folders(tmp_path, {decomposed: 1, mixed: 1, composed: 1, "고양이": 1, "K": 1, "\u212a": 1})
    catalog = opened(tmp_path)
    assert catalog.classes == ("K", composed, "고양이")
    where = {s.id: s.path.parent.name for s in catalog.samples}
    assert len(where) == len(catalog.samples) == 6
    assert where[f"{composed}/000.png"] == composed
    assert where["K/000.png"] == "K"


def test_that_a_sole_decomposed_name_has_its_composed_form_as_id(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "강아지") for form in ("NFC", "NFD"))
    class_folders(tmp_path, {decomposed: 1, "고양이": 1})
    assert {s.id for s in opened(tmp_path).samples} == {f"{composed}/000.png", "고양이/000.png"}


def test_that_a_link_that_cannot_be_followed_is_named_and_hides_nothing(tmp_path: Path) -> None:
    root = class_folders(tmp_path / "set", {"a": 1, "b": 1})
    (root / "x").symlink_to(root / "x")
    catalog = opened(root)
    assert catalog.classes == ("a", "b")
    assert problem(catalog, "x") == "It is a link that leads nowhere."


def test_that_links_are_followed_and_loops_are_named(tmp_path: Path) -> None:
    elsewhere = class_folders(tmp_path / "elsewhere", {"more": 1}, first_seed=50)
    root = class_folders(tmp_path / "set", {"a": 1, "b": 1})
    (root / "a" / "loop").symlink_to(root, target_is_directory=True)
    (root / "a" / "more").symlink_to(elsewhere / "more", target_is_directory=True)
    (root / "b" / "gone.png").symlink_to(tmp_path / "nothing")
    (root / "b" / "linked.png").symlink_to(elsewhere / "more" / "000.png")
    catalog = opened(root)
    assert set(labelled(catalog)) == {"a/000.png", "a/more/000.png", "b/000.png", "b/linked.png"}
    assert "lies in itself" in problem(catalog, "loop")
    assert "does not exist" in problem(catalog, "gone.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_that_pipes_and_names_without_unicode_are_named_and_not_opened(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1})
    os.mkfifo(tmp_path / "a" / "pipe.png")
    with open(os.fsencode(tmp_path / "b") + b"/\xff\xfe.png", "wb") as stream:
        stream.write(encoded(gradient(), "PNG"))
    catalog = opened(tmp_path)
    assert "pipe" in problem(catalog, "pipe.png")
    assert "not valid Unicode" in problem(catalog, "\\xff\\xfe.png")
    assert len(catalog.samples) == 2


def test_that_a_folder_without_class_folders_gives_unlabelled_pictures(tmp_path: Path) -> None:
    catalog = opened(class_folders(tmp_path, {".": 3}))
    assert labelled(catalog) == {f"{n:03d}.png": None for n in range(3)}
    with pytest.raises(EngineError, match=r"3 pictures and no class folders.*folder of its own"):
        sources.require_trainable(catalog)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"only": 3}, "one class only: “only”"),
        ({"a": 2, "b": 2, "hollow": 0}, "“hollow”"),
        ({"train/a": 1, "train/b": 1, "val/a": 1, "val/c": 1}, "“c” has no pictures to train on"),
    ],
)
def test_that_what_cannot_be_trained_is_named_with_the_next_step(
    tmp_path: Path, counts: dict[str, int], words: str
) -> None:
    catalog = opened(class_folders(tmp_path, counts))
    with pytest.raises(EngineError) as caught:
        sources.require_trainable(catalog)
    assert words in caught.value.message
    assert caught.value.hint


def test_that_a_class_of_unusable_files_counts_as_empty(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1, "broken": 0})
    (tmp_path / "broken" / "one.jpg").write_bytes(b"")
    catalog = opened(tmp_path)
    assert catalog.empty_classes == ("broken",)
    assert problem(catalog, "one.jpg") == "The file is empty."


def test_that_missing_empty_and_wrong_sources_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "one.png").write_bytes(encoded(gradient(), "PNG"))
    (tmp_path / "song.mp3").write_bytes(b"ID3")
    for source, words, hint in (
        (tmp_path / "pictrues", "does not exist", "Did you mean"),
        (tmp_path / "pictures", "is empty", "one folder of pictures for each class"),
        (tmp_path / "one.png", "single picture", "folder"),
        (tmp_path / "song.mp3", "not a folder of pictures", "zip"),
        ("", "No data set is chosen", "Choose"),
        (tmp_path / "a\0b", "cannot be read", ""),
    ):
        with pytest.raises(EngineError) as caught:
            opened(source)
        assert words in caught.value.message
        assert hint in caught.value.hint


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_that_a_locked_folder_is_named(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1})
    (tmp_path / "b").chmod(0)
    try:
        assert "permission" in problem(opened(tmp_path), "b")
    finally:
        (tmp_path / "b").chmod(0o755)


def test_that_a_permission_error_becomes_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1})
    real = os.scandir

    def guarded(path: str) -> object:
        if str(path) in (str(tmp_path / "b"), str(tmp_path / "locked")):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", guarded)
    catalog = opened(tmp_path)
    assert "permission denied" in problem(catalog, "b")
    assert catalog.empty_classes == ("b",)


def test_that_listing_comes_in_batches_and_can_be_called_off(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        for number in range(1500):
            (tmp_path / name / f"{number}.jpg").touch()
    batches = list(sources.scan(tmp_path))
    assert len(batches) >= 2
    assert sum(len(batch.files) for batch in batches) == 4500
    assert [name for batch in batches for name in batch.classes] == ["a", "b", "c"]
    with pytest.raises(WorkCancelled):
        list(sources.scan(tmp_path, cancelled=lambda: True))
    with pytest.raises(WorkCancelled):
        sources.open_source(DataConfig(source=str(tmp_path)), cancelled=lambda: True)


def test_that_listing_keeps_its_pace(tmp_path: Path) -> None:
    for name in range(10):
        (tmp_path / str(name)).mkdir()
        for number in range(1000):
            (tmp_path / str(name) / f"{number}.jpg").touch()
    best = 1e9
    for _ in range(3):
        start = time.perf_counter()
        assert sum(len(batch.files) for batch in sources.scan(tmp_path)) == 10_000
        best = min(best, time.perf_counter() - start)
    assert 10_000 / best > 20_000


def test_that_progress_counts_every_file(tmp_path: Path) -> None:
    told: list[int] = []
    sources.open_source(
        DataConfig(source=str(class_folders(tmp_path, {"a": 3, "b": 4}))), progress=told.append
    )
    assert told[-1] == 7


def test_that_the_built_in_sample_is_1797_digits_written_once(own_cache: Path) -> None:
    first = opened("sample:digits")
    assert first.classes == tuple("0123456789")
    assert len(first.samples) == 1797
    stamp = first.samples[0].path.stat().st_mtime_ns
    assert opened("sample:digits").samples[0].path.stat().st_mtime_ns == stamp
    assert not [p for p in (own_cache / "samples").iterdir() if p.name.startswith(".")]


def test_that_a_listing_is_told_of_once_and_before_any_file_is_looked_at(tmp_path: Path) -> None:
    class_folders(tmp_path / "set", {"ant": 4, "bee": 3})
    told: list[str] = []
    found: list[str] = []

    def listed(batch: Batch) -> None:
        found.extend(file.id for file in batch.files)
        told.append("listed")

    catalog = sources.open_source(
        DataConfig(source=str(tmp_path / "set")),
        listed=listed,
        progress=lambda _done: told.append("looked at"),
    )
    assert sorted(found) == [sample.id for sample in catalog.samples]
    assert told.index("looked at") == len(told) - told.count("looked at")


def test_that_a_slow_disk_is_read_by_several_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class_folders(tmp_path / "set", {"ant": 4, "bee": 3})
    (tmp_path / "set" / "bee" / "notes.jpg").write_text("no picture")
    monkeypatch.setattr(looking, "_CHUNK", 2)
    one = sources.open_source(DataConfig(source=str(tmp_path / "set")))
    monkeypatch.setattr(looking, "_SLOW_FILE_SECONDS", -1.0)
    assert sources.open_source(DataConfig(source=str(tmp_path / "set"))) == one
    assert len(one.problems) == 1
