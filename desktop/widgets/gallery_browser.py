"""The grid of predictions with its filters, and the figures beside it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.item_models.loaded_run import Unexamined
from desktop.item_models.prediction_table import PredictionFilter, PredictionTable
from desktop.item_models.predictions_model import PredictionsModel
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.widgets import basic
from desktop.widgets.comparison_line import ComparisonLine
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.evaluation_view import EvaluationView
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.gallery_header import GalleryHeader
from desktop.widgets.thumbnail_grid import ThumbnailGrid
from engine.evaluation.metrics import Evaluation

_WIDE = 900
"""From this width on the figures open by themselves, in device-independent pixels."""


class GalleryBrowser(basic.Translated):
    """Shows a :class:`PredictionsModel`; filters, orders and figures act on it.

    Signals:
        rows_changed: other pictures are shown, or in another order.
    """

    rows_changed = Signal()

    def __init__(
        self, model: PredictionsModel, parent: QWidget | None = None, *, loader: ThumbnailLoader | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.filters, self.figures = FilterBar(), EvaluationView()
        self.header = GalleryHeader(self.filters.text)
        self.comparison = ComparisonLine()
        self.grid = ThumbnailGrid(loader=loader)
        self.grid.setObjectName("gallery_grid")
        self.grid.setModel(model)
        self.no_match = EmptyState("search")
        self._user_chose_figures = False
        self._classes = self._sized_for = 0
        self._unexamined: Unexamined = ""
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        gap = basic.GAP
        self._left = QStackedWidget()
        self._left.addWidget(self.grid)
        self._left.addWidget(self.no_match)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self._left)
        self._split.addWidget(self.figures)
        self._split.setChildrenCollapsible(False)
        # More room is room for pictures: the figures keep their width.
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self.figures.hide()
        # Lower than its pages would like: they are not to press the lines above over one another.
        self.figures.setMinimumHeight(120)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, gap.medium, 0, 0)
        column.setSpacing(gap.small)
        for control in (self.header, self.filters, self.comparison):
            control.setContentsMargins(gap.large, 0, gap.large, 0)
            column.addWidget(control)
        # Half the margin here, half in the grid: a selected tile is painted beyond its picture.
        # Around the splitter and not in it: its own were seen ignored in Explore.
        column.addLayout(basic.row(self._split, margins=(gap.small, 0, gap.large, 0)), 1)

    def _connect(self) -> None:
        self.header.side_chosen.connect(self.grid.set_side)
        self.header.figures.clicked.connect(self._figures_clicked)
        self.header.figures_toggled.connect(self._show_figures)
        self.grid.side_changed.connect(self.header.slider.setValue)
        self.header.slider.setValue(self.grid.side)
        self.filters.changed.connect(self._filter)
        self.filters.sort_changed.connect(self._model.set_sort)
        self.figures.cell_chosen.connect(self.show_cell)
        self.figures.class_chosen.connect(self._show_class)
        self._model.shown_changed.connect(self.refresh_counts)
        self.no_match.button.clicked.connect(self._leave_no_match)
        self.comparison.change_chosen.connect(self.filters.set_change)
        self.figures.curves.threshold_moved.connect(self.filters.set_threshold)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.grid.setAccessibleName(self.tr("Pictures with their predictions"))
        self.refresh_counts()

    def show_table(self, table: PredictionTable | None, *, keep_place: bool) -> None:
        """Show other predictions; with ``keep_place`` the same pictures stay on screen and selected."""
        row = self.grid.current_row()
        current = self._model.sample_id(row) if keep_place and row >= 0 else ""
        selected = [self._model.sample_id(each) for each in self.grid.selected_rows()] if keep_place else []
        offset, seen = (self.grid.verticalOffset() if keep_place else 0), row in self.grid.visible_rows()
        self._model.set_table(table)
        if table is None:
            return
        self.count_confidences()
        self.grid.verticalScrollBar().setValue(offset)
        if current and (row := self._model.row_of(current)) >= 0:
            index = self._model.index(row, 0)
            self.grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            if not seen:  # scrolled away from: no reason to go back to it
                self.grid.verticalScrollBar().setValue(offset)
        if selected:
            rows = np.flatnonzero(table.rows_of(selected)[self._model.rows])
            self.grid.select_rows(rows.tolist())

    def count_confidences(self) -> None:
        """Show how sure right and wrong answers are; those about unlabelled pictures are neither."""
        table = self._model.table
        if table is not None:
            known = table.labelled
            self.filters.confidence.histogram.set_values(table.confidence[known], table.correct[known])

    def show_evaluation(self, fold: str, evaluation: Evaluation | None) -> None:
        """Show figures of ``fold``; None where nothing is labelled."""
        self.header.show_evaluation(fold, evaluation)
        self.figures.show_evaluation(evaluation)
        self.figures.setEnabled(evaluation is not None)
        self._classes = 0 if evaluation is None else len(evaluation.classes)
        self._size_figures()

    @Slot(bool)
    def _show_figures(self, on: bool) -> None:
        self.figures.setVisible(on)
        self._size_figures()

    def _size_figures(self) -> None:
        """As wide as the matrix wants, once for each number of classes; never more than half."""
        if self.figures.isHidden() or not self._classes:
            return
        half = self.width() // 2
        if self._classes != self._sized_for or self.figures.width() > half:
            self._sized_for = self._classes
            wanted = min(self.figures.matrix.sizeHint().width() + basic.GAP.huge, half)
            self._split.setSizes([max(1, self.width() - wanted), wanted])

    @Slot(int, int)
    def show_cell(self, true: int, predicted: int) -> None:
        """Show exactly the pictures of one cell of the confusion matrix."""
        self.filters.set_filter(PredictionFilter(true=true, predicted=predicted))

    @Slot(int)
    def _show_class(self, label: int) -> None:
        self.filters.set_filter(PredictionFilter(true=label))

    @Slot(object)
    def _filter(self, wanted: PredictionFilter) -> None:
        self._model.set_filter(wanted)
        self.figures.matrix.set_chosen(wanted.true, wanted.predicted)
        self.comparison.show_change(wanted.change)

    @Slot()
    def refresh_counts(self) -> None:
        """Write how many pictures each outcome has; say so where none is shown."""
        self.filters.set_counts(self._model.counts())
        shown = self._model.rowCount() > 0 or self._model.table is None
        self._left.setCurrentWidget(self.grid if shown else self.no_match)
        wanted = self._model.filter
        all_right = wanted == PredictionFilter(outcome="wrong", unsure_below=wanted.unsure_below)
        if self.filters.reviewing:
            self.no_match.say(*self._why_none_is_suspicious(), self.tr("Show all pictures"))
            self.rows_changed.emit()
            return
        if self._asks_for_threshold():
            self.no_match.say(
                self.tr("The model answers every picture"),
                self.tr("Set a confidence under which it says “not sure” instead, and see what that buys."),
                self.tr("Set a threshold"),
            )
            self.rows_changed.emit()
            return
        self.no_match.say(
            self.tr("Nothing is wrong here") if all_right else self.tr("No picture matches"),
            self.tr("Every labelled picture was predicted as labelled.")
            if all_right
            else self.tr("Widen the filter to see pictures again."),
            self.tr("Show all pictures"),
        )
        self.rows_changed.emit()

    def set_unexamined(self, why: Unexamined) -> None:
        """Why there was no label to examine in the review that is shown next; empty where there were some."""
        self._unexamined = why

    def _why_none_is_suspicious(self) -> tuple[str, str]:
        if self._unexamined == "learned":
            return (
                self.tr("These labels cannot be examined"),
                self.tr("The model has learned these pictures with the labels that they have."),
            )
        if self._unexamined == "few":
            return (
                self.tr("These labels cannot be examined"),
                self.tr("That takes labelled pictures of two classes or more."),
            )
        if self._unexamined == "settled":
            return (
                self.tr("No label is left to check"),
                self.tr("You have checked every labelled picture, or left it out."),
            )
        return (
            self.tr("No label is suspicious"),
            self.tr("The model disagrees with none of them clearly enough."),
        )

    def _asks_for_threshold(self) -> bool:
        wanted = self._model.filter
        return wanted.outcome == "unsure" and wanted.unsure_below == 0.0

    @Slot()
    def _leave_no_match(self) -> None:
        if not self._asks_for_threshold():
            self.filters.clear()
            return
        self.header.figures.setChecked(True)
        self.figures.show_page("curves")
        self.figures.curves.show_kind("coverage")
        self.figures.curves.slider.setFocus()

    @Slot(bool)
    def _figures_clicked(self, _on: bool) -> None:
        self._user_chose_figures = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Open the figures where there is room, until the user decides."""
        super().resizeEvent(event)
        if not self._user_chose_figures:
            self.header.figures.setChecked(self.width() >= _WIDE)
        self._size_figures()
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Qt's: what stands above the pictures may need another height now."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Keep a whole row of pictures: where the panel is low, what stands above them gives way."""
        gap = basic.GAP
        width = self.width() - 2 * gap.large
        above = [self.header.sizeHint().height(), self.filters.full_height(width)]
        above.append(self.comparison.full_height(width))
        left = self.height() - gap.medium - sum(height + gap.small for height in above if height)
        compact = left < self.grid.height_of_one_row
        self.filters.set_compact(compact)
        self.comparison.set_compact(compact)
