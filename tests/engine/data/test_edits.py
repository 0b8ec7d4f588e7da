import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config import DataConfig
from engine.data import edit_records, sources
from engine.data.catalog import Catalog, Sample
from engine.data.edits import FOLDS, Edits
from engine.errors import EngineError
from tests.engine.data.pictures import class_folders, encoded, photo


def opened(path: Path, edits: Path | None = None) -> Catalog:
    return sources.open_source(DataConfig(source=str(path), edits=str(edits or "")))


def pick(catalog: Catalog, *ids: str) -> list[Sample]:
    return [s for s in catalog.samples if s.id in ids]


def labels(catalog: Catalog) -> dict[str, str]:
    return {s.id: catalog.classes[s.label] for s in catalog.samples}


@pytest.fixture
def project(tmp_path: Path) -> tuple[Path, Catalog, Path]:
    root = class_folders(tmp_path / "set", {"ant": 3, "bee": 3, "wasp": 1})
    return root, opened(root), tmp_path / "edits.json"


def test_that_corrections_change_the_catalog_and_no_file(project: tuple[Path, Catalog, Path]) -> None:
    root, catalog, path = project
    before = {p: p.read_bytes() for p in root.rglob("*.png")}
    edits = Edits.open(path)
    edits.relabel(pick(catalog, "ant/000.png", "ant/001.png"), "bee")
    edits.exclude(pick(catalog, "ant/002.png"))
    edits.move(pick(catalog, "bee/000.png"), "test")
    edits.mark_checked(pick(catalog, "bee/001.png"))
    result = opened(root, path)
    assert labels(result) == {
        "ant/000.png": "bee",
        "ant/001.png": "bee",
        "bee/000.png": "bee",
        "bee/001.png": "bee",
        "bee/002.png": "bee",
        "wasp/000.png": "wasp",
    }
    assert result.empty_classes == ()
    assert result.dropped_classes == ("ant",)
    assert pick(result, "bee/000.png")[0].fold == "test"
    assert edits.of("bee/001.png").checked
    assert {p: p.read_bytes() for p in root.rglob("*.png")} == before


def test_that_classes_are_renamed_and_merged(project: tuple[Path, Catalog, Path]) -> None:
    root, catalog, path = project
    edits = Edits.open(path)
    edits.relabel(pick(catalog, "bee/000.png"), "wasp")
    edits.rename_class(edits.apply(catalog), "wasp", "hornet")
    assert edits.apply(catalog).classes == ("ant", "bee", "hornet")
    assert labels(edits.apply(catalog))["bee/000.png"] == "hornet"
    edits.merge_classes(edits.apply(catalog), ["ant", "hornet"], "insect")
    assert edits.apply(catalog).classes == ("bee", "insect")
    edits.rename_class(edits.apply(catalog), "bee", "insect")
    assert edits.apply(catalog).classes == ("insect",)
    assert edits.apply(catalog).empty_classes == ()
    for _ in range(4):
        edits.undo()
    assert edits.apply(catalog) == catalog
    assert opened(root, path) == catalog


def test_that_undo_and_redo_survive_a_restart(project: tuple[Path, Catalog, Path]) -> None:
    _, catalog, path = project
    first = Edits.open(path)
    first.relabel(pick(catalog, "ant/000.png"), "bee")
    first.exclude(pick(catalog, "ant/001.png"))
    assert first.undo() == "Exclude ant/001.png"
    second = Edits.open(path)
    assert second.apply(catalog) == first.apply(catalog)
    assert second.redo_text == "Exclude ant/001.png"
    assert second.redo() == "Exclude ant/001.png"
    assert second.of("ant/001.png").excluded
    assert (second.undo(), second.undo(), second.undo()) == (
        "Exclude ant/001.png",
        "Relabel ant/000.png as “bee”",
        "",
    )
    assert Edits.open(path).apply(catalog) == catalog


def test_that_a_new_correction_ends_what_could_be_redone(project: tuple[Path, Catalog, Path]) -> None:
    _, catalog, path = project
    edits = Edits.open(path)
    edits.relabel(pick(catalog, "ant/000.png"), "bee")
    edits.undo()
    edits.exclude(pick(catalog, "bee/000.png"))
    assert edits.redo() == ""
    assert edits.history == ("Exclude bee/000.png",)


def test_that_corrections_survive_the_folder_moving_and_a_file_renamed(
    project: tuple[Path, Catalog, Path], tmp_path: Path
) -> None:
    root, catalog, path = project
    edits = Edits.open(path)
    edits.relabel(pick(catalog, "ant/000.png"), "bee")
    edits.exclude(pick(catalog, "bee/002.png"))
    moved = tmp_path / "elsewhere" / "pictures"
    moved.parent.mkdir()
    shutil.move(root, moved)
    (moved / "ant" / "000.png").rename(moved / "ant" / "renamed.png")
    result = opened(moved, path)
    assert labels(result)["ant/renamed.png"] == "bee"
    assert "bee/002.png" not in labels(result)


def test_that_another_picture_of_the_same_name_inherits_nothing(project: tuple[Path, Catalog, Path]) -> None:
    root, catalog, path = project
    Edits.open(path).exclude(pick(catalog, "ant/000.png"))
    photo(999).save(root / "ant" / "000.png")
    assert "ant/000.png" in labels(opened(root, path))


def test_that_doing_what_is_done_already_leaves_no_step(project: tuple[Path, Catalog, Path]) -> None:
    _, catalog, path = project
    edits = Edits.open(path)
    edits.exclude(pick(catalog, "ant/000.png"), excluded=False)
    edits.rename_class(catalog, "ant", "ant")
    assert edits.history == ()
    assert not path.exists()


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"format": 7}', '{"format": 1, "done": [3], "undone": []}', '{"format": 1}']
)
def test_that_a_damaged_overlay_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "edits.json"
    path.write_text(content)
    with pytest.raises(EngineError, match=r"edits\.json"):
        Edits.open(path)


def test_that_wrong_orders_are_refused_in_words(project: tuple[Path, Catalog, Path]) -> None:
    root, catalog, path = project
    edits = Edits.open(path)
    with pytest.raises(EngineError, match="no fold named"):
        edits.move(pick(catalog, "ant/000.png"), "tset")
    with pytest.raises(EngineError, match="needs a name"):
        edits.relabel(pick(catalog, "ant/000.png"), "  ")
    with pytest.raises(EngineError, match="no class named"):
        edits.rename_class(catalog, "elephant", "x")
    with pytest.raises(EngineError, match="does not exist"):
        opened(root, path)


_STEP = st.tuples(
    st.sampled_from(
        ["relabel", "exclude", "include", "move", "check", "rename", "merge", "add", "undo", "redo"]
    ),
    st.integers(0, 10**6),
)


@settings(max_examples=3, deadline=None)
@given(steps=st.lists(_STEP, min_size=1000, max_size=1000))
def test_that_a_thousand_corrections_undone_return_to_the_start(steps: list[tuple[str, int]]) -> None:
    names = ("ant", "bee", "wasp", "fly")
    samples = tuple(
        Sample(f"{name}/{n}.jpg", Path("/nowhere") / name / f"{n}.jpg", label)
        for label, name in enumerate(names)
        for n in range(5)
    )
    catalog = Catalog("x", Path(), names, samples)
    edits = Edits()
    folder = tempfile.TemporaryDirectory()
    extra = [Path(folder.name) / f"{n}.png" for n in range(4)]
    for n, path in enumerate(extra):
        path.write_bytes(encoded(photo(n), "PNG"))
    for what, number in steps:
        now = edits.apply(catalog)
        chosen = samples[number % 20 : number % 20 + 1 + number % 4]
        classes = (*now.classes, *now.dropped_classes)
        match what:
            case "relabel":
                edits.relabel(chosen, (*names, "new")[number % 5])
            case "exclude" | "include":
                edits.exclude(chosen, what == "exclude")
            case "move":
                edits.move(chosen, FOLDS[number % 4])
            case "check":
                edits.mark_checked(chosen, number % 2 == 0)
            case "rename":
                edits.rename_class(now, classes[number % len(classes)], (*names, "other")[number % 5])
            case "merge":
                edits.merge_classes(now, classes[: 1 + number % 3], "all")
            case "add":
                edits.add(catalog, extra[number % 3 :], (*names, "added")[number % 5])
            case "undo":
                edits.undo()
            case "redo":
                edits.redo()
    end, count = edits.apply(catalog), len(edits.history)
    while edits.undo():
        pass
    assert edits.apply(catalog) == catalog
    for _ in range(count):
        edits.redo()
    assert edits.apply(catalog) == end
    folder.cleanup()


def test_that_a_correction_more_writes_no_earlier_one_anew(
    project: tuple[Path, Catalog, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who labels by key waits for every save; what was accepted before may be thousands."""
    _, catalog, path = project
    edits = Edits.open(path)
    names = ["wasp"] * len(catalog.samples)
    edits.label(catalog.samples, names, checked=False)
    written: list[int] = []
    plain = edit_records.to_json

    def counted(edit: edit_records.Edit) -> dict[str, object]:
        written.append(len(edit.changes))
        return plain(edit)

    monkeypatch.setattr(edit_records, "to_json", counted)
    edits.relabel(catalog.samples[:1], "bee")
    edits.undo()
    edits.redo()
    assert written == [1]
    assert Edits.open(path).history == edits.history
    assert Edits.open(path).touched() == edits.touched()


def test_that_the_overlay_is_plain_json(project: tuple[Path, Catalog, Path]) -> None:
    _, catalog, path = project
    Edits.open(path).relabel(pick(catalog, "ant/000.png"), "벌")
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == 1
    assert "벌" in path.read_text(encoding="utf-8")


def test_that_a_class_that_corrections_emptied_is_no_hindrance(project: tuple[Path, Catalog, Path]) -> None:
    root, catalog, path = project
    edits = Edits.open(path)
    edits.exclude(pick(catalog, "wasp/000.png"))
    corrected = opened(root, path)
    sources.require_trainable(corrected)
    assert corrected.classes == ("ant", "bee")
    assert {sample.label for sample in corrected.samples} == {0, 1}
    edits.relabel([sample for sample in catalog.samples if sample.id.startswith("ant/")], "bee")
    with pytest.raises(EngineError, match="The corrections leave no picture in “ant”, “wasp”"):
        sources.require_trainable(opened(root, path))
    (root / "fly").mkdir()
    edits.undo()
    with pytest.raises(EngineError, match="no usable picture in “fly”"):
        sources.require_trainable(opened(root, path))
