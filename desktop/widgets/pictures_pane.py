"""Chosen pictures of a data set, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.item_models.dataset_view import DatasetView
from desktop.item_models.label_actions import LabelActions
from desktop.item_models.samples_model import SamplesModel
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.widgets import basic
from desktop.widgets.pictures_foot import PicturesFoot
from desktop.widgets.problems_table import ProblemsTable
from desktop.widgets.thumbnail_grid import ThumbnailGrid
from desktop.widgets.views_preview import ViewsPreview
from engine.data.catalog import FileProblem, Sample


class PicturesPane(basic.Translated):
    """A title, a grid (or a table of unusable files), and the correction buttons.

    Signals:
        closed: the user goes back to the overview.
        proposal_accepted: the button beside the title was pressed.
    """

    closed = Signal()
    proposal_accepted = Signal()

    def __init__(self, parent: QWidget | None = None, *, loader: ThumbnailLoader | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictures_pane")
        self.model = SamplesModel(self)
        self.grid = ThumbnailGrid(loader=loader)
        self.grid.setObjectName("dataset_grid")
        self.grid.setModel(self.model)
        self.problems, self._foot = ProblemsTable(), PicturesFoot(self.grid)
        self.labels = self._foot.labels
        self.corrections = LabelActions(self.selected_samples, self)
        self._back = basic.button("link", "chevron-left", name="pictures_back")
        self._title, self._text = basic.Elided("title"), basic.label(kind="caption", wrap=True)
        self._text.hide()
        self.preview, self.preview_button = (
            ViewsPreview(),
            basic.button("quiet", "image", checkable=True, name="pictures_preview"),
        )
        self.preview.hide()
        self._proposal = basic.button(name="pictures_proposal")
        self._proposal.hide()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        gap = basic.GAP
        head = QWidget()
        top = basic.row(self._back, self._title, self._proposal, self.preview_button)
        top.setStretch(1, 1)
        column = basic.column(gap=2)
        column.addLayout(top)
        column.addWidget(self._text)
        column.addWidget(self.preview)
        column.setContentsMargins(gap.large, gap.medium, gap.large, gap.small)
        head.setLayout(column)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.problems)
        held = basic.column(self._stack, gap=0)
        held.setContentsMargins(gap.small, 0, gap.small, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addLayout(held, 1)
        layout.addWidget(self._foot)

    def _connect(self) -> None:
        self._back.clicked.connect(self.closed)
        self._proposal.clicked.connect(self.proposal_accepted)
        self.grid.selectionModel().selectionChanged.connect(self.tell)
        self.grid.selectionModel().currentChanged.connect(self._preview_current)
        self.grid.opened.connect(self._preview_row)
        self.preview_button.toggled.connect(self._show_preview)
        self.labels.serve(self.corrections)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._back.setText(self.tr("Overview"))
        self.grid.setAccessibleName(self.tr("Pictures of the data set"))
        self.preview_button.setText(self.tr("Preview"))
        self.preview_button.setToolTip(self.tr("What training sees of the chosen picture (P)"))
        self.tell()

    # ---- for the panel

    def rename(self, title: str) -> None:
        """Show the same under another title."""
        self._title.setText(title)

    def show_rows(
        self, view: DatasetView | None, rows: npt.NDArray[np.int64], title: str, text: str = ""
    ) -> None:
        """Show some pictures under a title."""
        self._stack.setCurrentWidget(self.grid)
        self._foot.show()
        self.preview_button.show()
        self._head(title, text)
        self.model.show_rows(view, rows)
        self.tell()

    def show_problems(self, problems: Sequence[FileProblem], root: Path, title: str, text: str = "") -> None:
        """Show files that cannot be used."""
        self._stack.setCurrentWidget(self.problems)
        self._foot.hide()
        self._head(title, text)
        self.problems.show_problems(problems, root)
        self.preview_button.setChecked(False)
        self.preview_button.hide()

    def _head(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.set_proposal("")

    def set_proposal(self, text: str) -> None:
        """Offer one action on all the pictures shown; empty for none."""
        self._proposal.setText(text)
        self._proposal.setVisible(bool(text))

    def set_back_visible(self, visible: bool) -> None:
        """Whether there is an overview to go back to."""
        self._back.setVisible(visible)

    def set_locked(self, locked: bool) -> None:
        """Nothing may be corrected while a run goes on."""
        self.labels.setEnabled(not locked)
        self._proposal.setEnabled(not locked)

    def selected_samples(self) -> list[Sample]:
        """The pictures that a correction is for."""
        return [self.model.sample(row) for row in self.grid.selected_rows()]

    @Slot()
    def tell(self) -> None:
        """Say how many pictures are shown and selected, and what can be done."""
        self._foot.tell(self.model.rowCount(), self.corrections)

    @Slot(bool)
    def _show_preview(self, shown: bool) -> None:
        self.preview.setVisible(shown)
        self._preview_current()
        if shown:
            self.preview.refresh()

    @Slot(int)
    def _preview_row(self, row: int) -> None:
        """Enter, Space or a double click on a picture."""
        self.preview_button.setChecked(True)
        self.preview.show_picture(self.model.path(row))

    @Slot()
    def _preview_current(self) -> None:
        row = self.grid.current_row()
        if self.preview.isVisible():
            self.preview.show_picture(self.model.path(row) if 0 <= row < self.model.rowCount() else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The single keys of :class:`LabelBar`; P previews; Escape goes back."""
        if event.key() == Qt.Key.Key_P and not event.modifiers() and self.preview_button.isVisible():
            self.preview_button.toggle()
        elif self.labels.isEnabled() and self.labels.handle(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
