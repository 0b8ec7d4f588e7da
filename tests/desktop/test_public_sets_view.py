"""Public data sets in the window, against a server on this machine."""

from __future__ import annotations

import http.server
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.panels.dataset import DatasetPanel
from desktop.widgets.public_sets_view import PublicSetsView
from engine.data import download, public_sets, set_offers
from tests.desktop.gallery_fixtures import picture
from tests.desktop.windows import click


@dataclass
class Site:
    """A server that sends half of a file, then waits until it is let go on."""

    content: bytes
    going_on: threading.Event = field(default_factory=threading.Event)
    half_sent: threading.Event = field(default_factory=threading.Event)
    asked_from: list[int] = field(default_factory=list)
    url: str = ""


def insects(folder: Path) -> bytes:
    """The ants and bees in small."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for number in range(12):
            fold, name = ("train", "val")[number % 2], ("ants", "bees")[number % 4 // 2]
            path = picture(folder / f"{number}.jpg", number, (240, 180))
            archive.write(path, f"hymenoptera_data/{fold}/{name}/{number}.jpg")
    return stream.getvalue()


@pytest.fixture
def site(tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Site(insects(tmp_path / "web"))

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            asked = self.headers.get("Range", "bytes=0-")
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            made.asked_from.append(start)
            rest = made.content[start:]
            self.send_response(206 if start else 200)
            if start:
                whole = len(made.content)
                self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            try:
                self.wfile.write(rest[: len(made.content) // 2])
                self.wfile.flush()
                made.half_sent.set()
                made.going_on.wait(20)
                self.wfile.write(rest[len(made.content) // 2 :])
            except OSError:
                # The other side has hung up, which is what a cancelled download does.
                self.close_connection = True

    monkeypatch.setattr(download, "_BLOCK", 1 << 10)
    monkeypatch.setattr(public_sets, "_ANTS_AND_BEES_PICTURES", 12)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_address[1]}/hymenoptera_data.zip"
        monkeypatch.setattr(public_sets, "ANTS_AND_BEES_URL", made.url)
        yield made
        made.going_on.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def view(qtbot: QtBot, own_cache: Path) -> PublicSetsView:
    made = PublicSetsView()
    qtbot.addWidget(made)
    made.resize(700, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_that_every_set_says_what_it_holds_its_size_and_its_licence(view: PublicSetsView) -> None:
    assert {offer.source for offer in set_offers.OFFERS} == set(view.rows)
    row = view.rows["torchvision:OxfordIIITPet"]
    assert row._facts.text() == "37 classes · 7,349 pictures · 811 MB"
    assert row._licence.text() == "Licence: CC BY-SA 4.0"
    assert row.fetch.isVisible()
    assert not row.open.isVisible()


def test_that_a_download_is_called_off_goes_on_where_it_stopped_and_opens(
    view: PublicSetsView, site: Site, qtbot: QtBot
) -> None:
    row = view.rows[public_sets.ANTS_AND_BEES]
    with qtbot.waitSignal(view.downloads.progress):
        click(qtbot, row.fetch)
    qtbot.waitUntil(site.half_sent.is_set)
    qtbot.waitUntil(lambda: "MB" in row.note.text())
    assert row.bar.isVisible()
    click(qtbot, row.stop)
    assert row.fetch.text() == "Resume"
    site.going_on.set()
    qtbot.waitUntil(lambda: set_offers.bytes_here(public_sets.ANTS_AND_BEES) > 0)
    with qtbot.waitSignal(view.downloads.finished, timeout=20_000):
        click(qtbot, row.fetch)
    assert site.asked_from[0] == 0
    assert site.asked_from[-1] > 0
    assert not row.fetch.isVisible()
    with qtbot.waitSignal(view.chosen) as chosen:
        click(qtbot, row.open)
    assert chosen.args == [public_sets.ANTS_AND_BEES]


def test_that_a_download_that_fails_says_why_beside_the_set(
    view: PublicSetsView, site: Site, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.going_on.set()
    monkeypatch.setattr(public_sets, "_ANTS_AND_BEES_PICTURES", 13)
    row = view.rows[public_sets.ANTS_AND_BEES]
    with qtbot.waitSignal(view.downloads.failed, timeout=20_000):
        click(qtbot, row.fetch)
    assert "13 were expected" in row.note.text()
    assert row.fetch.isVisible()


def test_that_ants_and_bees_are_one_button_away_with_their_download_in_the_panel(
    data_panel: DatasetPanel, site: Site, qtbot: QtBot
) -> None:
    said: list[str] = []
    reader = data_panel.reading._reader
    reader.so_far.connect(lambda so_far: said.append(so_far.fetching[0] if so_far.fetching else ""))
    click(qtbot, data_panel.pages.insects)
    qtbot.waitUntil(lambda: "MB" in data_panel.overview._doing.text())
    site.going_on.set()
    with qtbot.waitSignals([data_panel.opened, data_panel.checked], timeout=20_000):
        pass
    assert any(words.startswith("Downloading") for words in said)
    assert data_panel.view is not None
    assert data_panel.view.catalog.classes == ("ants", "bees")
    assert data_panel.view.own_folds == {"train", "validation"}


def test_that_the_list_is_reached_from_the_empty_panel_and_left_by_escape(
    data_panel: DatasetPanel, own_cache: Path, qtbot: QtBot
) -> None:
    click(qtbot, data_panel.pages.sets_link)
    assert data_panel.pages.sets.isVisible()
    data_panel.pages.sets.closed.emit()
    assert data_panel.pages.empty.isVisible()
