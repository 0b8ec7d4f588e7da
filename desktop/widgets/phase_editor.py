"""The staged thaw: from which epoch on how much of the network trains, and how fast."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets import basic
from desktop.widgets.number_edit import NumberEdit
from desktop.widgets.stage_bar import StageBar
from desktop.widgets.stage_count import StageCount
from engine.config import ThawPhase

DEFAULT = (ThawPhase(0, 0, 1.0), ThawPhase(10, 1, 0.1))
"""Head first, then the last stage at a tenth of the rate (Kumar et al. 2022)."""


class PhaseRow(QWidget):
    """One phase: from epoch, the stages, a factor on the rate.

    Signals:
        edited: any of the three changed.
        removed: the phase shall go.
    """

    edited = Signal()
    removed = Signal(object)

    def __init__(self, phase: ThawPhase, stages: Sequence[tuple[str, int]], *, first: bool) -> None:
        super().__init__()
        self.epoch = NumberEdit(whole=True)
        self.epoch.setFixedWidth(52)
        self.epoch.setEnabled(not first)
        self.factor = NumberEdit(whole=False)
        self.factor.setFixedWidth(60)
        self.bar, self.count = StageBar(), StageCount()
        self._stages = phase.stages
        self._rate: tuple[float | None, float] = (0.0, 1.0)
        self.count.set_value(phase.stages)
        self.remove = basic.tool("cross")
        self.remove.setEnabled(not first)
        self.epoch.set_value(phase.from_epoch)
        self.factor.set_value(phase.lr_factor)
        self._from, self._times = basic.label(kind="caption"), basic.label(kind="caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.tiny)
        layout.addLayout(basic.row(self._from, self.epoch, None, self._times, self.factor, self.remove))
        layout.addWidget(self.bar)
        layout.addWidget(self.count)
        self.factor.edited.connect(self._show_rate)
        self.count.edited.connect(self._on_count)
        for edit in (self.epoch, self.factor):
            edit.edited.connect(self.edited)
        self.bar.stages_chosen.connect(self._on_stages)
        self.set_stages(stages)
        self.remove.clicked.connect(self._on_remove)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the words."""
        self._from.setText(self.tr("From epoch"))
        self._times.setText(self.tr("rate ×"))
        self.epoch.setAccessibleName(self.tr("First epoch of the phase, counted from 0"))
        self.factor.setAccessibleName(self.tr("Factor on the learning rate in this phase"))
        basic.name_it(self.remove, self.tr("Remove this phase"))

        self.count.retranslate()

    def set_stages(self, stages: Sequence[tuple[str, int]]) -> None:
        """The backbone's stages to choose among; without any, their number is asked for."""
        self.bar.set_stages(stages)
        self.bar.set_trained(self._stages)
        self.bar.setVisible(bool(stages))
        self.count.setVisible(not stages)

    def set_rate(self, rate: float | None, decay: float) -> None:
        """As :meth:`StageBar.set_rate`, before this phase's own factor."""
        self._rate = rate, decay
        self._show_rate()

    @Slot()
    def _show_rate(self) -> None:
        rate, decay = self._rate
        self.bar.set_rate(rate and rate * (self.factor.value() or 0.0), decay)

    def phase(self) -> ThawPhase | None:
        """The phase; None while a number cannot be read."""
        epoch, factor = self.epoch.value(), self.factor.value()
        if epoch is None or factor is None or self.count.problem():
            return None
        return ThawPhase(int(epoch), self._stages, float(factor))

    def unreadable(self) -> str:
        """What keeps a number from being read; empty when nothing does."""
        texts = (self.epoch.problem(), self.factor.problem(), self.count.problem())
        return next((text for text in texts if text), "")

    @Slot(int)
    def _on_stages(self, stages: int) -> None:
        self._take(-1 if stages == self.bar.count() else stages)

    @Slot()
    def _on_count(self) -> None:
        stages = self.count.value()
        self._take(self._stages if stages is None else stages)

    def _take(self, stages: int) -> None:
        self._stages = stages
        if not self.count.problem():
            self.count.set_value(stages)
        self.edited.emit()

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self)


class PhaseEditor(QWidget):
    """The phases one under another, and a button for another.

    Signals:
        edited: the schedule changed by the user's hand.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("phase_editor")
        self._stages: tuple[tuple[str, int], ...] = ()
        self._rows: list[PhaseRow] = []
        self._rate: tuple[float | None, float] = (0.0, 1.0)
        self.add = basic.button("link", name="add_phase_button")
        self.add.clicked.connect(self._on_add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(basic.GAP.medium)
        self._column.addLayout(basic.row(self.add, None))
        self.retranslate()

    def retranslate(self) -> None:
        """Write the words."""
        self.add.setText(self.tr("Add a phase"))
        for row in self._rows:
            row.retranslate()

    def set_stages(self, stages: Sequence[tuple[str, int]]) -> None:
        """The backbone's stages."""
        self._stages = tuple(stages)
        for row in self._rows:
            row.set_stages(self._stages)

    def set_rate(self, rate: float | None, decay: float) -> None:
        """As :meth:`StageBar.set_rate`; each phase has its factor on it."""
        self._rate = rate, decay
        for row in self._rows:
            row.set_rate(rate, decay)

    def set_value(self, schedule: Sequence[ThawPhase]) -> None:
        """Show a schedule; says nothing."""
        if self.value() == tuple(schedule):
            return
        for row in self._rows:
            self._drop(row)
        self._rows = []
        for phase in schedule:
            self._append(phase)

    def value(self) -> tuple[ThawPhase, ...]:
        """The schedule; phases with an unreadable number are left out (see :meth:`unreadable`)."""
        found = (row.phase() for row in self._rows)
        return tuple(phase for phase in found if phase is not None)

    def unreadable(self) -> str:
        """What keeps a number from being read; empty when nothing does."""
        return next((text for row in self._rows if (text := row.unreadable())), "")

    def rows(self) -> list[PhaseRow]:
        """The rows, in order."""
        return list(self._rows)

    def _append(self, phase: ThawPhase) -> None:
        row = PhaseRow(phase, self._stages, first=not self._rows)
        row.set_rate(*self._rate)
        row.edited.connect(self.edited)
        row.removed.connect(self._on_removed)
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)

    @Slot()
    def _on_add(self) -> None:
        last = self.value()[-1] if self.value() else ThawPhase()
        more = last.stages + 1 if last.stages >= 0 else -1
        if self._stages and more >= len(self._stages):
            more = -1
        self._append(ThawPhase(last.from_epoch + 5, more, last.lr_factor / 2))
        self.edited.emit()

    @Slot(object)
    def _on_removed(self, row: PhaseRow) -> None:
        self._rows.remove(row)
        self._drop(row)
        self.edited.emit()

    def _drop(self, row: PhaseRow) -> None:
        row.hide()
        self._column.removeWidget(row)
        row.deleteLater()
