"""Validation curves of several runs in one plot. Imports pyqtgraph: import this module late."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import words
from desktop.run_record import RunRecord
from desktop.run_sides import Compared
from desktop.widgets import basic
from desktop.widgets.curve_plot import CurvePlot
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.legend import LegendMark
from desktop.widgets.side_by_side import SideBySide
from engine import events as ev

ROLES = ("train", "validation", "series3", "series4", "series5", "series6")
"""Colours of the curves, told apart by colour-blind eyes; from the seventh run on they repeat, dashed."""


class CompareView(basic.Translated):
    """Accuracy over epochs, a curve a run; two runs side by side as well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_view")
        self._title = basic.label(kind="section")
        self.sides = SideBySide()
        self.sides.hide()
        self.plot = CurvePlot()
        self.plot.set_bounds(0.0, 100.0)
        self._legend = QWidget()
        self._chips = FlowLayout(self._legend, gap=basic.GAP.medium)
        self._entries: list[QWidget] = []
        curves = QVBoxLayout()
        curves.addWidget(self._title)
        curves.addWidget(self.plot, 1)
        curves.addWidget(self._legend)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.huge)
        layout.addLayout(curves, 1)
        layout.addWidget(self.sides, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Validation accuracy, %"))
        self.plot.name_epochs(self.tr("Epoch"))
        self.plot.setAccessibleName(self.tr("Validation accuracy of the chosen runs over the epochs"))

    def show_compared(self, compared: Compared) -> None:
        """Draw what was read."""
        named = [(words.run_name(run.name, run.number), events) for run, events in compared.runs]
        self.show_runs(named)
        self.sides.setVisible(compared.sides is not None)
        if compared.sides is not None:
            self.sides.show_sides(compared.sides)

    def show_runs(self, runs: Sequence[tuple[str, Sequence[ev.Event]]]) -> None:
        """Draw the runs given as (name, events)."""
        self._empty()
        longest = 1.0
        for at, (name, events) in enumerate(runs):
            role, dashed = ROLES[at % len(ROLES)], at >= len(ROLES)
            key = str(at)
            self.plot.add_series(key, role, dashed=dashed)
            record = RunRecord()
            for event in events:
                record.add(event)  # what a further sitting took back is left out
            for epoch in record.epochs:
                if epoch.val_accuracy is not None and np.isfinite(epoch.val_accuracy):
                    self.plot.append(key, float(epoch.epoch), 100 * epoch.val_accuracy)
                longest = max(longest, float(epoch.epoch))
            self._add_entry(LegendMark(role, dashed=dashed), name)
        self.plot.set_span(0.0, longest)
        self.plot.refresh()

    def order_legend(self, places: Sequence[int]) -> None:
        """Name the runs in this order, by their places among those drawn; each keeps its colour."""
        while self._chips.takeAt(0) is not None:
            pass
        for place in places:
            self._chips.addWidget(self._entries[place])
        self._chips.invalidate()

    def legend(self) -> list[str]:
        """The names in the legend, in order."""
        items = (self._chips.itemAt(at) for at in range(self._chips.count()))
        entries = (item.widget() for item in items if item is not None)
        return [entry.accessibleName() for entry in entries if entry is not None]

    def _empty(self) -> None:
        self.plot.remove_all_series()
        self.order_legend(())
        for old in self._entries:
            old.hide()
            old.deleteLater()
        self._entries = []

    def _add_entry(self, mark: LegendMark, name: str) -> None:
        entry = QWidget()
        entry.setAccessibleName(name)
        entry.setLayout(basic.row(mark, basic.label(name, "caption"), gap=basic.GAP.tiny))
        self._entries.append(entry)
        self._chips.addWidget(entry)

    @Slot()
    def see_all(self) -> None:
        """Undo any zoom."""
        self.plot.see_all()
