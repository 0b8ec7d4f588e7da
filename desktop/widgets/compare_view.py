"""Validation curves of several runs in one plot. Imports pyqtgraph: import this module late."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets import basic
from desktop.widgets.curve_plot import CurvePlot
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.legend import LegendMark
from engine import events as ev

ROLES = ("train", "validation", "series3", "series4", "series5", "series6")
"""Colours of the curves, told apart by colour-blind eyes; from the seventh run on they repeat, dashed."""


class CompareView(basic.Translated):
    """Accuracy over epochs, a curve a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_view")
        self._title = basic.label(kind="section")
        self.plot = CurvePlot()
        self._legend = QWidget()
        self._chips = FlowLayout(self._legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._title)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._legend)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Validation accuracy, %"))
        self.plot.setAccessibleName(self.tr("Validation accuracy of the chosen runs over the epochs"))

    def show_runs(self, runs: Sequence[tuple[str, Sequence[ev.Event]]]) -> None:
        """Draw the runs given as (name, events)."""
        self._empty()
        longest = 1.0
        for at, (name, events) in enumerate(runs):
            role, dashed = ROLES[at % len(ROLES)], at >= len(ROLES)
            key = str(at)
            self.plot.add_series(key, role, dashed=dashed)
            for event in events:
                if isinstance(event, ev.EpochDone) and event.val_accuracy is not None:
                    if np.isfinite(event.val_accuracy):
                        self.plot.append(key, float(event.epoch), 100 * event.val_accuracy)
                    longest = max(longest, float(event.epoch))
            self._add_chip(LegendMark(role, dashed=dashed), name)
        self.plot.set_span(0.0, longest)
        self.plot.refresh()

    def _empty(self) -> None:
        self.plot.remove_all_series()
        while (item := self._chips.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _add_chip(self, mark: LegendMark, name: str) -> None:
        chip = QWidget()
        chip.setLayout(basic.row(mark, basic.label(name, "caption"), gap=basic.GAP.tiny))
        self._chips.addWidget(chip)

    @Slot()
    def see_all(self) -> None:
        """Undo any zoom."""
        self.plot.see_all()
