from pathlib import Path

import pytest

from engine.config import DataConfig
from engine.data import sources
from engine.data.catalog import Catalog
from engine.errors import EngineError
from tests.engine.data.pictures import class_folders


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
