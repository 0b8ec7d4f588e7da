import unicodedata
from pathlib import Path

import pytest

from engine.config import DataConfig
from engine.data import sources
from engine.data.catalog import Catalog
from engine.errors import EngineError
from tests.engine.data.pictures import class_folders, encoded, gradient


def opened(path: Path, **columns: str) -> Catalog:
    return sources.open_source(DataConfig(source=str(path), **columns))


def labels(catalog: Catalog) -> dict[str, str]:
    return {s.id: catalog.classes[s.label] for s in catalog.samples}


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return class_folders(tmp_path, {"images": 4})


def write(folder: Path, text: str, encoding: str = "utf-8", name: str = "labels.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


EXPECTED = {"images/000.png": "cat", "images/001.png": "dog", "images/002.png": "cat, big"}
BODY = 'images/000.png,cat\nimages/001.png,dog\n"images/002.png","cat, big"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize(
    "header", ["path,label\n", "filename,class\n", "경로,라벨\n", "IMAGE,Category\n", ""]
)
def test_that_columns_are_found_in_every_usual_encoding(pictures: Path, encoding: str, header: str) -> None:
    assert labels(opened(write(pictures, header + BODY, encoding))) == EXPECTED


def test_that_korean_labels_in_cp949_are_read(pictures: Path) -> None:
    table = write(pictures, "path,label\nimages/000.png,고양이\nimages/001.png,강아지\n", "cp949")
    assert opened(table).classes == ("강아지", "고양이")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_that_other_separators_are_found(pictures: Path, separator: str) -> None:
    rows = [("path", "label"), ("images/000.png", "a"), ("images/001.png", "b")]
    table = write(pictures, "\n".join(separator.join(row) for row in rows))
    assert labels(opened(table)) == {"images/000.png": "a", "images/001.png": "b"}


def test_that_columns_can_be_chosen(pictures: Path) -> None:
    table = write(pictures, "n,where,kind,colour\n1,images/000.png,cat,red\n2,images/001.png,dog,blue\n")
    chosen = opened(table, image_column="where", label_column="colour")
    assert labels(chosen) == {"images/000.png": "red", "images/001.png": "blue"}
    with pytest.raises(EngineError, match="has no column “color”") as caught:
        opened(table, label_column="color")
    assert "colour" in caught.value.hint
    with pytest.raises(EngineError, match="cannot be told") as caught:
        opened(table)
    assert "data.label_column" in caught.value.hint


def test_that_a_fold_column_sets_the_fold_and_a_numbered_one_does_not(pictures: Path) -> None:
    rows = "images/000.png,a,{}\nimages/001.png,b,{}\nimages/002.png,a,{}\n"
    named = opened(write(pictures, "path,label,split\n" + rows.format("train", "Val", "test")))
    assert [s.fold for s in named.samples] == ["train", "validation", "test"]
    numbered = opened(write(pictures, "path,label,fold\n" + rows.format(1, 2, 3)))
    assert [s.fold for s in numbered.samples] == ["", "", ""]


def test_that_rows_that_cannot_be_used_are_named(pictures: Path) -> None:
    good, bad = (
        "images/000.png,a\nimages/001.png,b\n",
        "images/gone.png,a\n,b\nimages/002.png\nimages/000.png,b\n",
    )
    catalog = opened(write(pictures, "path,label\n" + good + bad))
    assert labels(catalog) == {"images/000.png": "a", "images/001.png": "b"}
    reasons = " ".join(p.reason for p in catalog.problems)
    for words in ("Row 4: no such file", "Row 5 names no file", "Row 6 has 1 columns", "Row 7 labels it “b”"):
        assert words in reasons


def test_that_names_without_folder_or_ending_are_found(pictures: Path) -> None:
    catalog = opened(write(pictures, "image_id,species\n000,a\n001,b\n"))
    assert labels(catalog) == {"images/000.png": "a", "images/001.png": "b"}


def folds(catalog: Catalog) -> dict[str, str]:
    return {s.id: s.fold for s in catalog.samples}


@pytest.mark.parametrize(
    ("table", "folder"),
    [("trainLabels.csv", "train"), ("test.csv", "test"), ("labels_valid_2.csv", "valid_images")],
)
def test_that_a_name_in_several_folders_is_that_of_the_fold_the_table_is_named_after(
    tmp_path: Path, table: str, folder: str
) -> None:
    class_folders(tmp_path, {"train": 2, "test": 2, "valid_images": 2})
    found = labels(opened(write(tmp_path, "id,label\n000,frog\n001,ship\n", name=table)))
    assert found == {f"{folder}/000.png": "frog", f"{folder}/001.png": "ship"}


def test_that_a_name_in_several_folders_is_that_of_the_rows_fold(tmp_path: Path) -> None:
    class_folders(tmp_path, {"train": 2, "test": 2})
    catalog = opened(write(tmp_path, "id,label,split\n000,frog,train\n000,ship,test\n001,ship,test\n"))
    assert folds(catalog) == {"train/000.png": "train", "test/000.png": "test", "test/001.png": "test"}
    assert labels(catalog)["test/000.png"] == "ship"


def test_that_a_name_in_several_folders_is_that_of_the_rows_label(tmp_path: Path) -> None:
    counts = {f"breed {n:02d}": 1 for n in range(30)}
    class_folders(tmp_path, counts)
    rows = "".join(f"000.png,{name}\n" for name in counts)
    found = labels(opened(write(tmp_path, "file,breed\n" + rows)))
    assert found == {f"{name}/000.png": name for name in counts}


def test_that_a_whole_path_in_several_fold_folders_is_that_of_the_rows_fold(tmp_path: Path) -> None:
    class_folders(tmp_path, {"train/cat": 1, "test/cat": 1, "train/dog": 1})
    rows = "cat/000.png,cat,train\ncat/000.png,cat,test\ndog/000.png,dog,\n"
    catalog = opened(write(tmp_path, "path,label,split\n" + rows))
    assert folds(catalog) == {
        "train/cat/000.png": "train",
        "test/cat/000.png": "test",
        "train/dog/000.png": "",
    }


@pytest.mark.parametrize("endings", [("png", "png"), ("jpg", "png")])
def test_that_a_name_in_several_folders_is_refused_where_nothing_says_which(
    tmp_path: Path, endings: tuple[str, str]
) -> None:
    for folder, ending in zip(("images", "depth"), endings, strict=True):
        (tmp_path / folder).mkdir()
        for name in ("1", "2"):
            (tmp_path / folder / f"{name}.{ending}").write_bytes(encoded(gradient(), "PNG"))
    text = "id,label\n1,frog\n2,ship\n"
    with pytest.raises(EngineError, match=r"Row 2 of .* names “1”") as caught:
        opened(write(tmp_path, text))
    named = {str(Path(folder, f"1.{e}")) for folder, e in zip(("images", "depth"), endings, strict=True)}
    assert all(f"“{name}”" in caught.value.message for name in named)
    assert "Write the folder before each name" in caught.value.hint
    said = labels(opened(write(tmp_path, "id,label\nimages/1,frog\nimages/2,ship\n")))
    assert said == {f"images/1.{endings[0]}": "frog", f"images/2.{endings[0]}": "ship"}
    moved = labels(opened(write(tmp_path / "depth", text)))
    assert moved == {f"1.{endings[1]}": "frog", f"2.{endings[1]}": "ship"}


def test_that_a_name_beside_the_table_is_that_of_no_folder(tmp_path: Path) -> None:
    class_folders(tmp_path, {".": 2, "depth": 2, "thumbnails": 3})
    found = labels(opened(write(tmp_path, "id,label\n002,cat\n000,frog\n001,ship\n")))
    assert found == {"000.png": "frog", "001.png": "ship", "thumbnails/002.png": "cat"}


def test_that_a_folder_and_a_link_to_it_are_one_place(tmp_path: Path) -> None:
    class_folders(tmp_path, {"images": 2})
    (tmp_path / "latest").symlink_to(tmp_path / "images", target_is_directory=True)
    assert sorted(labels(opened(write(tmp_path, "id,label\n000,a\n001,b\n"))).values()) == ["a", "b"]


def test_that_a_link_that_leads_nowhere_beside_the_table_hides_no_folder(pictures: Path) -> None:
    (pictures / "x").symlink_to(pictures / "x")
    assert labels(opened(write(pictures, "id,label\n000,a\n001,b\n"))) == {
        "images/000.png": "a",
        "images/001.png": "b",
    }


def test_that_rows_of_both_unicode_forms_of_a_name_are_two_pictures(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "강아지.png") for form in ("NFC", "NFD"))
    for seed, name in enumerate((composed, decomposed)):
        (tmp_path / name).write_bytes(encoded(gradient(seed=seed), "PNG"))
    catalog = opened(write(tmp_path, f"path,label\n{decomposed},a\n{composed},b\n"))
    assert {s.id: s.path.name for s in catalog.samples} == {composed: composed, decomposed: decomposed}
    assert catalog.problems == ()


def test_that_blank_cells_do_not_hide_the_fold_column(pictures: Path) -> None:
    rows = "".join(f"images/00{n}.png,{'ab'[n % 2]},{'test' if n == 3 else ''}\n" for n in range(4))
    catalog = opened(write(pictures, "path,label,split\n" + rows))
    assert folds(catalog) == {f"images/00{n}.png": "test" if n == 3 else "" for n in range(4)}


def test_that_folds_far_down_the_table_are_seen(tmp_path: Path) -> None:
    class_folders(tmp_path, {"images": 60}, size=16)
    rows = "".join(f"images/{n:03d}.png,{'ab'[n % 2]},{'' if n < 55 else 'test'}\n" for n in range(60))
    catalog = opened(write(tmp_path, "path,label,split\n" + rows))
    assert sum(s.fold == "test" for s in catalog.samples) == 5


def test_that_a_numbered_fold_column_does_not_hide_a_column_of_folds(pictures: Path) -> None:
    rows = "images/000.png,a,0,train\nimages/001.png,b,1,train\nimages/002.png,a,2,test\n"
    catalog = opened(write(pictures, "path,label,fold,split\n" + rows))
    assert [s.fold for s in catalog.samples] == ["train", "train", "test"]
    assert catalog.problems == ()


def test_that_folds_in_a_column_that_is_not_used_are_named(pictures: Path) -> None:
    rows = "images/000.png,a,A\nimages/001.png,b,B\nimages/002.png,a,test\n"
    catalog = opened(write(pictures, "path,label,Set\n" + rows))
    assert [s.fold for s in catalog.samples] == ["", "", ""]
    (problem,) = catalog.problems
    assert problem.reason == "The column “Set” is not used, and it holds a fold in 1 of its 3 cells."


@pytest.mark.parametrize("missing", ["images/gone.png", "gone"])
def test_that_a_missing_first_row_of_a_table_without_a_header_is_named(pictures: Path, missing: str) -> None:
    catalog = opened(write(pictures, f"{missing},a\nimages/000.png,a\nimages/001.png,b\n"))
    assert labels(catalog) == {"images/000.png": "a", "images/001.png": "b"}
    assert [p.reason for p in catalog.problems] == ["Row 1: no such file."]


def test_that_a_header_of_unknown_names_is_no_row(pictures: Path) -> None:
    catalog = opened(write(pictures, "where,kind\nimages/000.png,a\nimages/001.png,b\n"))
    assert catalog.problems == ()


def test_that_windows_separators_and_absolute_paths_work(pictures: Path) -> None:
    absolute = pictures / "images" / "001.png"
    catalog = opened(write(pictures, f"path,label\nimages\\000.png,a\n{absolute},b\n"))
    assert labels(catalog) == {"images/000.png": "a", "images/001.png": "b"}


def test_that_a_folder_with_pictures_and_one_table_is_a_table(pictures: Path) -> None:
    write(pictures, "path,label\n" + BODY)
    assert labels(opened(pictures)) == EXPECTED


def test_that_an_unlabelled_row_is_an_unlabelled_picture(pictures: Path) -> None:
    catalog = opened(write(pictures, "path,label\nimages/000.png,a\nimages/001.png,\n"))
    assert [s.label for s in catalog.samples] == [0, -1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xff\x00\x81\xff\xfe,\x80\n", "neither UTF-8 nor CP949"),
        (b"path,label\nnowhere/1.png,a\n", "None of the files"),
        (b"a,b,c\n1,2,3\n", "cannot be told"),
    ],
)
def test_that_a_useless_table_is_told_in_words(pictures: Path, content: bytes, words: str) -> None:
    path = pictures / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(EngineError) as caught:
        opened(path)
    assert words in caught.value.message
    assert caught.value.hint


def test_that_pictures_on_another_drive_than_the_table_keep_their_whole_path(
    pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_another_drive(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    table = write(pictures, "image,label\n" + BODY)
    monkeypatch.setattr("os.path.relpath", on_another_drive)
    whole = {(pictures / name).as_posix(): label for name, label in EXPECTED.items()}
    assert labels(opened(table)) == whole
