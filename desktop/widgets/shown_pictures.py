"""Which pictures of the data set are shown: all, a class's, or those that a finding is about."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Slot

from desktop import engine_words
from desktop.item_models.dataset_view import DatasetView
from desktop.item_models.health_watch import HealthWatch
from desktop.item_models.proposals import Proposal, proposal_for
from desktop.widgets.dataset_pages import DatasetPages


class ShownPictures(QObject):
    """Keeps the class list, the findings and the grid of pictures in step. Main thread only."""

    def __init__(self, pages: DatasetPages, health: HealthWatch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages, self._health = pages, health
        self._bars, self._findings = pages.overview.bars, pages.overview.findings
        self._view: DatasetView | None = None
        self._class = ""
        self._anew = False
        self.kind = ""
        self._bars.class_chosen.connect(self.show_class)
        self._findings.kind_chosen.connect(self.show_kind)
        pages.pictures.closed.connect(self.show_all)

    @property
    def class_name(self) -> str:
        """The class that is shown; empty for none."""
        return self._class

    def clear(self) -> None:
        """There is no data set."""
        self._view, self._class, self.kind = None, "", ""
        self._pages.pictures.show_rows(None, np.zeros(0, dtype=np.int64), "")

    @Slot(str, str)
    def follow(self, old: str, new: str) -> None:
        """A class is about to get another name, or to become a part of another."""
        if self._class in (old, new):
            self._class, self._anew = new, True

    def update(self, view: DatasetView) -> None:
        """The set was corrected or divided: the same pictures stay, unless there are other ones now."""
        former, self._view = self._view, view
        classes = view.catalog.classes
        self._bars.set_chosen(classes.index(self._class) if self._class in classes else -1)
        if former is None:
            self.show_all()
        elif self._anew or former.raw.samples != view.raw.samples:
            self._show_again()
        else:
            self._pages.pictures.model.update_view(view)
        self._anew = False
        self._pages.pictures.tell()

    def _show_again(self) -> None:
        view = self._view
        assert view is not None
        narrow = self._pages.overview.isHidden()
        if self.kind:
            self.show_kind(self.kind)
        elif self._class in view.catalog.classes:
            self.show_class(view.catalog.classes.index(self._class))
        else:
            self.show_all()
        self._pages.arrange(to_pictures=narrow)

    @Slot()
    def show_all(self) -> None:
        """Every picture."""
        self._bars.set_chosen(-1)
        self.show_class(-1)

    def retranslate(self) -> None:
        """Name what is shown in the language of now; a class keeps its own name."""
        if self.kind:
            self._pages.pictures.rename(self._findings.title(self.kind))
        elif not self._class:
            self._pages.pictures.rename(self.tr("All pictures"))

    @Slot(int)
    def show_class(self, label: int) -> None:
        """The pictures of a class; -1 for all."""
        view = self._view
        if view is None:
            return
        self.kind = ""
        self._findings.set_chosen("")
        if label < 0:
            self._class = ""
            rows, title = np.arange(len(view.labels)), self.tr("All pictures")
        else:
            self._class = title = view.catalog.classes[label]
            rows = np.flatnonzero(view.labels == label)
        self._bars.set_chosen(label)
        self._pages.pictures.show_rows(view, rows, title)
        self._pages.arrange(to_pictures=label >= 0)

    @Slot(str)
    def show_kind(self, kind: str) -> None:
        """The pictures that findings of ``kind`` are about, with what can be done; empty for all."""
        view, pictures = self._view, self._pages.pictures
        if view is None:
            return
        if not kind:
            self.show_all()
            return
        self.kind, self._class = kind, ""
        self._bars.set_chosen(-1)
        self._findings.set_chosen(kind)
        title = self._findings.title(kind)
        if kind == "unusable":
            text = self.tr("They are left out of every run.")
            pictures.show_problems(self._health.problems(), view.raw.root, title, text)
        else:
            found = self._health.findings(kind)
            rows = self._health.rows(kind, view)
            # A finding about no picture, such as an empty class, is all words.
            told = [engine_words.said(one.message) for one in found[:8]]
            text = "\n".join(told) if len(found) == 1 or not len(rows) else ""
            pictures.show_rows(view, rows, title, text)
            pictures.set_proposal(self._words(proposal_for(kind)))
        self._pages.arrange(to_pictures=True)

    def _words(self, proposal: Proposal) -> str:
        words = {
            Proposal.NONE: "",
            Proposal.KEEP_ONE: self.tr("Keep one of each"),
            Proposal.LEAVE_OUT: self.tr("Leave them out"),
            Proposal.RELABEL: self.tr("Relabel as suggested"),
            Proposal.ADD: self.tr("Add pictures…"),
        }
        return words[proposal]
