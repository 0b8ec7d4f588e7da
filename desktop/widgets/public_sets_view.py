"""Public data sets to choose from: what each holds, on what terms, and whether it is here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QScrollArea, QVBoxLayout, QWidget

from desktop import engine_words
from desktop.item_models.set_downloads import SetDownloads
from desktop.widgets import basic, set_words
from engine.data import public_sets, set_offers
from engine.data.set_offers import Offer


class SetRow(basic.Translated):
    """One set.

    Signals:
        open_requested: it is here and wanted.
    """

    open_requested = Signal(str)

    def __init__(self, offer: Offer, downloads: SetDownloads) -> None:
        super().__init__()
        self.setObjectName(f"set_{offer.title}")
        self._offer, self._downloads = offer, downloads
        self._doing = ""
        self._failure = ("", "")
        self._title = basic.label(offer.title, kind="strong")
        self._facts, self._licence = basic.label(kind="caption"), basic.label(kind="caption")
        self.note = basic.label(kind="caption", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.fetch = basic.button(name="set_fetch")
        self.stop = basic.button("quiet", name="set_cancel")
        self.open = basic.button("primary", name="set_open")
        self.fetch.clicked.connect(self._fetch)
        self.stop.clicked.connect(self._stop)
        self.open.clicked.connect(self._open)
        words = basic.column(self._title, self._facts, self._licence, self.note, self.bar, gap=2)
        line = basic.row(gap=basic.GAP.medium, margins=(0, basic.GAP.small, 0, basic.GAP.small))
        line.addLayout(words, 1)
        for button in (self.fetch, self.stop, self.open):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        offer = self._offer
        facts = self.tr("{classes} classes · {pictures} pictures · {size} MB")
        self._facts.setText(
            facts.format(classes=offer.classes, pictures=f"{offer.pictures:,}", size=f"{offer.megabytes:,}")
        )
        licence = self.tr("Licence: {0}") if offer.licence else self.tr("No licence stated; for research")
        self._licence.setText(licence.format(offer.licence))
        self.stop.setText(self.tr("Cancel"))
        self.open.setText(self.tr("Open"))
        self.show_state()

    def show_state(self) -> None:
        """Write what can be done now: open, download, go on, or call off."""
        source, running = self._offer.source, self._downloads.running(self._offer.source)
        here = public_sets.is_here(source)
        kept = 0 if here or running else set_offers.bytes_here(source)
        self.fetch.setVisible(not here and not running)
        self.fetch.setText(self.tr("Resume") if kept else self.tr("Download"))
        self.stop.setVisible(running)
        self.open.setVisible(here)
        self.bar.setVisible(running)
        message, hint = self._failure
        basic.set_state(self.note, "type", "error" if message and not running else "caption")
        if running:
            self.note.setText(self._doing or self.tr("Connecting"))
        elif message:
            self.note.setText(engine_words.said(f"{message} {hint}".strip()))
        elif kept:
            self.note.setText(self.tr("{0} MB of it are here").format(f"{kept / 1e6:,.1f}"))
        else:
            self.note.setText(self.tr("On this computer") if here else "")
        self.note.setVisible(bool(self.note.text()))
        for button in (self.fetch, self.stop, self.open):
            button.setAccessibleName(f"{button.text()}: {self._offer.title}")

    def show_progress(self, words: str, done: int, total: int) -> None:
        """Say how far it is."""
        self._doing = set_words.stage(words, done, total)
        # Thousandths: bytes may be more than a progress bar can count.
        self.bar.setRange(0, 1000 if total else 0)
        self.bar.setValue(1000 * done // total if total else 0)
        self.note.setText(self._doing)

    def show_failure(self, message: str, hint: str) -> None:
        """Say why it did not come; empty for nothing."""
        self._failure = (message, hint)
        self.show_state()

    @Slot()
    def _fetch(self) -> None:
        self._failure, self._doing = ("", ""), ""
        self.bar.setRange(0, 0)
        self._downloads.start(self._offer.source)
        self.show_state()
        self.stop.setFocus()

    @Slot()
    def _stop(self) -> None:
        self._downloads.cancel(self._offer.source)
        self.show_state()
        self.fetch.setFocus()

    @Slot()
    def _open(self) -> None:
        self.open_requested.emit(self._offer.source)


class PublicSetsView(basic.Translated):
    """The list.

    Signals:
        chosen: a source that is here.
        closed: the user goes back.
    """

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("public_sets")
        self.downloads = SetDownloads(self)
        self._back = basic.button("link", "chevron-left", name="public_sets_back")
        self._back.clicked.connect(self.closed)
        self._title, self._text = basic.label(kind="title"), basic.label(kind="caption", wrap=True)
        self.rows: dict[str, SetRow] = {}
        inner = QWidget()
        inner.setProperty("plain", "true")
        inner.setMaximumWidth(720)
        column = QVBoxLayout(inner)
        gap = basic.GAP
        column.setContentsMargins(gap.large, gap.medium, gap.large, gap.medium)
        column.setSpacing(gap.tiny)
        column.addLayout(basic.row(self._title, None, self._back))
        column.addWidget(self._text)
        for offer in set_offers.OFFERS:
            made = self.rows[offer.source] = SetRow(offer, self.downloads)
            made.open_requested.connect(self.chosen)
            column.addWidget(basic.line())
            column.addWidget(made)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self.downloads.progress.connect(self._progress)
        self.downloads.finished.connect(self._finished)
        self.downloads.failed.connect(self._failed)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._back.setText(self.tr("Back"))
        self._title.setText(self.tr("Public data sets"))
        self._text.setText(
            self.tr("Each is downloaded once from its publisher and kept on this computer. Nothing is sent.")
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: another window may have fetched a set meanwhile."""
        super().showEvent(event)
        for row in self.rows.values():
            row.show_state()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    @Slot(str, str, int, int)
    def _progress(self, source: str, words: str, done: int, total: int) -> None:
        self.rows[source].show_progress(words, done, total)

    @Slot(str)
    def _finished(self, source: str) -> None:
        self.rows[source].show_state()
        if self.rows[source].isVisible():
            self.rows[source].open.setFocus()

    @Slot(str, str, str)
    def _failed(self, source: str, message: str, hint: str) -> None:
        self.rows[source].show_failure(message, hint)
