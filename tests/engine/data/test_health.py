import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from engine.check import check, to_text
from engine.config import DataConfig
from engine.data import health, sources
from engine.data.duplicates import near, perceptual_hashes
from engine.data.findings import Finding, HealthReport
from engine.data.progress import WorkCancelled
from tests.engine.data.pictures import class_folders, photo


def checked(path: Path) -> HealthReport:
    return check(DataConfig(source=str(path)))


def groups(findings: Iterable[Finding]) -> set[tuple[str, ...]]:
    return {finding.ids for finding in findings}


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    return class_folders(tmp_path / "set", {f"{fold}/{c}": 22 for fold in ("train", "val") for c in "ab"})


def test_that_a_healthy_set_has_no_findings(healthy: Path) -> None:
    report = checked(healthy)
    assert report.findings == ()
    assert "Nothing wrong was found." in to_text(report)


def test_that_copies_leaks_and_conflicts_are_told_apart(healthy: Path) -> None:
    shutil.copy(healthy / "train/a/000.png", healthy / "train/a/copy.png")
    shutil.copy(healthy / "train/a/001.png", healthy / "val/a/leaked.png")
    shutil.copy(healthy / "train/a/002.png", healthy / "train/b/other label.png")
    shutil.copy(healthy / "train/b/003.png", healthy / "val/a/both.png")
    report = checked(healthy)
    assert groups(report.of_kind("duplicate")) == {("train/a/000.png", "train/a/copy.png")}
    assert groups(report.of_kind("leak")) == {
        ("train/a/001.png", "val/a/leaked.png"),
        ("train/b/003.png", "val/a/both.png"),
    }
    assert groups(report.of_kind("conflict")) == {
        ("train/a/002.png", "train/b/other label.png"),
        ("train/b/003.png", "val/a/both.png"),
    }
    assert not report.of_kind("near_duplicate", "near_leak", "near_conflict")
    assert len(report.duplicates) == 4


@pytest.mark.parametrize("how", ["smaller", "recompressed", "brighter", "grey"])
def test_that_a_reworked_copy_is_a_near_duplicate(tmp_path: Path, ants_and_bees: Path, how: str) -> None:
    for fold, name in (("train", "ants"), ("val", "bees")):
        target = tmp_path / fold / name
        target.mkdir(parents=True)
        for path in sorted((ants_and_bees / fold / name).glob("*.jpg"))[:20]:
            shutil.copy(path, target)
        first = sorted(target.glob("*.jpg"))[0]
        picture = Image.open(first).convert("RGB")
        width, height = picture.size
        if how == "smaller":
            picture = picture.resize((width // 2, height // 2))
        elif how == "brighter":
            picture = ImageEnhance.Brightness(picture).enhance(1.15)
        elif how == "grey":
            picture = picture.convert("L")
        picture.save(target / "zz.jpg", quality=45)
    report = checked(tmp_path)
    assert len(report.near_duplicates) == 2
    assert all(any(i.endswith("zz.jpg") for i in group) for group in report.near_duplicates)
    assert not report.duplicates
    # A run's division does not know near copies: what is shown must not keep them together either.
    assert report.groups() == health.content_groups(report.catalog) == {}


def test_that_different_photographs_are_no_near_duplicates(ants_and_bees: Path) -> None:
    report = checked(ants_and_bees)
    assert not report.near_duplicates
    assert not report.duplicates


def test_that_the_placeholder_of_ants_and_bees_is_found_and_nothing_else(ants_and_bees: Path) -> None:
    report = checked(ants_and_bees)
    assert [f.ids for f in report.of_kind("outlier")] == [("train/ants/imageNotFound.gif",)]
    raw = json.loads(json.dumps(report.to_json()))
    assert (raw["images"], raw["classes"], raw["unusable"]) == (398, {"ants": 194, "bees": 204}, [])
    assert (raw["duplicates"], raw["leaks"], raw["conflicts"]) == ([], [], [])
    assert any("train/ants/imageNotFound.gif" in finding["ids"] for finding in raw["findings"])


def test_that_blank_tiny_and_strip_pictures_are_found(healthy: Path) -> None:
    Image.new("RGB", (64, 64), (90, 120, 30)).save(healthy / "train/a/blank.png")
    photo(500, 12).save(healthy / "train/a/tiny.png")
    photo(501, 900).crop((0, 0, 900, 70)).save(healthy / "train/a/strip.png")
    report = checked(healthy)
    assert groups(report.of_kind("blank")) == {("train/a/blank.png",)}
    assert groups(report.of_kind("tiny")) == {("train/a/tiny.png",)}
    assert groups(report.of_kind("extreme_aspect")) == {("train/a/strip.png",)}


def test_that_a_set_of_small_pictures_is_not_called_tiny(tmp_path: Path) -> None:
    report = checked(class_folders(tmp_path, {"a": 25, "b": 25}, size=28))
    assert not report.of_kind("tiny")


def test_that_thin_and_uneven_classes_are_named(tmp_path: Path) -> None:
    report = checked(class_folders(tmp_path, {"many": 60, "few": 4, "none": 0}))
    assert [f.severity for f in report.of_kind("few_pictures")] == ["error"]
    assert "“few” has 4 pictures" in report.of_kind("few_pictures")[0].message
    assert "15 times" in report.of_kind("imbalance")[0].message
    assert "“none”" in report.of_kind("empty_class")[0].message


def test_that_unusable_files_are_named_counted_and_left_out(healthy: Path) -> None:
    (healthy / "train/a/cut.png").write_bytes((healthy / "train/a/000.png").read_bytes()[:900])
    (healthy / "train/b/empty.jpg").write_bytes(b"")
    (healthy / "train/b/notes.txt").write_text("hello")
    report = checked(healthy)
    raw = report.to_json()
    assert raw["images"] == 88
    assert {Path(entry["path"]).name: bool(entry["reason"]) for entry in raw["unusable"]} == {
        "cut.png": True,
        "empty.jpg": True,
        "notes.txt": True,
    }
    assert len(report.of_kind("unusable")) == 3


def test_that_a_class_whose_pictures_all_fail_is_empty_afterwards(healthy: Path) -> None:
    whole = (healthy / "train/a/000.png").read_bytes()
    (healthy / "train/c").mkdir()
    (healthy / "train/c/1.png").write_bytes(whole[:900])
    report = checked(healthy)
    assert report.catalog.classes == ("a", "b")
    assert report.catalog.empty_classes == ("c",)
    assert {s.label for s in report.catalog.samples} == {0, 1}


def test_that_the_nasty_set_has_every_file_usable_or_named(shared: Path) -> None:
    root = shared / "nasty"
    report = checked(root)
    files = {str(p) for p in root.rglob("*") if p.is_file()}
    named = {entry["path"] for entry in report.to_json()["unusable"]}
    used = {str(s.path) for s in report.catalog.samples}
    assert named | used == files
    assert not named & used


@dataclass
class Suspicion:
    id: str
    suggested: int
    margin: float


def test_that_suspicious_labels_and_feature_outliers_join_the_findings(healthy: Path) -> None:
    catalog = sources.open_source(DataConfig(source=str(healthy)))
    ids = [s.id for s in catalog.samples]
    features = np.random.default_rng(0).normal(5, 0.5, (len(ids), 16))
    features[7] = -features[7]
    suspicion = Suspicion("train/a/003.png", 1, 0.8)
    report = health.check(catalog, features=(ids, features), suspicions=[suspicion])
    (found,) = report.of_kind("suspicious_label")
    assert (found.ids, found.suggested) == (("train/a/003.png",), "b")
    assert groups(report.of_kind("outlier")) == {(ids[7],)}


def test_that_groups_keep_copies_together(healthy: Path) -> None:
    shutil.copy(healthy / "train/a/000.png", healthy / "train/a/copy.png")
    report = checked(healthy)
    assert report.groups() == {"train/a/000.png": 0, "train/a/copy.png": 0}
    catalog = sources.open_source(DataConfig(source=str(healthy)))
    assert health.content_groups(catalog) == {"train/a/000.png": 0, "train/a/copy.png": 0}


def test_that_the_check_reports_progress_and_can_be_called_off(healthy: Path) -> None:
    catalog = sources.open_source(DataConfig(source=str(healthy)))
    told: list[tuple[int, int]] = []
    health.check(catalog, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (88, 88)
    with pytest.raises(WorkCancelled):
        health.check(catalog, cancelled=lambda: True)


def test_that_near_duplicates_are_found_among_many_without_comparing_all() -> None:
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (6_000, 11, 11), dtype=np.uint8)
    likenesses = np.stack([np.asarray(Image.fromarray(c).resize((32, 32), 2)) for c in coarse])
    copies = rng.choice(6_000, 40, replace=False)
    noisy = np.clip(likenesses[copies].astype(int) + rng.integers(-8, 9, (40, 32, 32)), 0, 255)
    found = near(np.concatenate([likenesses, noisy.astype(np.uint8)]))
    expected = {(int(original), 6_000 + n) for n, original in enumerate(copies)}
    assert len(expected & set(found)) >= 38
    assert len(set(found) - expected) <= 1


def test_that_the_perceptual_hash_ignores_brightness_and_contrast() -> None:
    pictures = np.stack([np.asarray(photo(seed, 32).convert("L")) for seed in range(20)])
    changed = np.clip(pictures * 0.7 + 30, 0, 255).astype(np.uint8)
    distance = np.bitwise_count(perceptual_hashes(pictures) ^ perceptual_hashes(changed))
    assert distance.max() <= 4
