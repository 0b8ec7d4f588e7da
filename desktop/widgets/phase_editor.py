"""The staged thaw: from which epoch on how much of the network trains, and how fast."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets import basic
from desktop.widgets.number_edit import NumberEdit
from desktop.widgets.stage_bar import StageBar
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
        self.bar = StageBar()
        self.bar.set_stages(stages)
        self.bar.set_trained(phase.stages)
        self.remove = basic.tool("cross")
        self.remove.setEnabled(not first)
        self._all = phase.stages < 0
        self.epoch.set_value(phase.from_epoch)
        self.factor.set_value(phase.lr_factor)
        self._from, self._times = basic.label(kind="caption"), basic.label(kind="caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.tiny)
        layout.addLayout(basic.row(self._from, self.epoch, None, self._times, self.factor, self.remove))
        layout.addWidget(self.bar)
        for edit in (self.epoch, self.factor):
            edit.edited.connect(self.edited)
        self.bar.stages_chosen.connect(self._on_stages)
        self.remove.clicked.connect(self._on_remove)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the words."""
        self._from.setText(self.tr("From epoch"))
        self._times.setText(self.tr("rate ×"))
        self.epoch.setAccessibleName(self.tr("First epoch of the phase, counted from 0"))
        self.factor.setAccessibleName(self.tr("Factor on the learning rate in this phase"))
        basic.name_it(self.remove, self.tr("Remove this phase"))

    def phase(self, total: int) -> ThawPhase | None:
        """The phase; None while a number cannot be read."""
        epoch, factor = self.epoch.value(), self.factor.value()
        if epoch is None or factor is None:
            return None
        stages = self.bar.trained()
        return ThawPhase(int(epoch), -1 if self._all and stages == total else stages, float(factor))

    @Slot(int)
    def _on_stages(self, stages: int) -> None:
        self._all = stages == self.bar.count()
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
            trained = row.bar.trained()
            row.bar.set_stages(self._stages)
            row.bar.set_trained(min(trained, len(self._stages)))

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
        found = (row.phase(len(self._stages)) for row in self._rows)
        return tuple(phase for phase in found if phase is not None)

    def unreadable(self) -> str:
        """What keeps a number from being read; empty when nothing does."""
        texts = [edit.problem() for row in self._rows for edit in (row.epoch, row.factor)]
        return next((text for text in texts if text), "")

    def rows(self) -> list[PhaseRow]:
        """The rows, in order."""
        return list(self._rows)

    def _append(self, phase: ThawPhase) -> None:
        row = PhaseRow(phase, self._stages, first=not self._rows)
        row.edited.connect(self.edited)
        row.removed.connect(self._on_removed)
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)

    @Slot()
    def _on_add(self) -> None:
        last = self.value()[-1] if self.value() else ThawPhase()
        more = min(last.stages + 1, len(self._stages)) if last.stages >= 0 else -1
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
