"""Which part of the network trains: all frozen, the last stages, or stage by stage."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import engine_words, words
from desktop.widgets import basic
from desktop.widgets.help_button import HelpButton
from desktop.widgets.phase_editor import DEFAULT, PhaseEditor
from desktop.widgets.segments import Segments
from desktop.widgets.stage_bar import StageBar
from desktop.widgets.stage_count import StageCount
from engine.config import ModelConfig
from engine.config_checks import MODES
from engine.models.backbones import Backbone


class ModeEditor(QWidget):
    """Mode, and a picture of the stages in which a click moves the boundary.

    Signals:
        edited: the user changed the mode, the boundary or the schedule.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mode_editor")
        self._stages: tuple[tuple[str, int], ...] = ()
        self._thaw = -1
        self.label = basic.label(kind="section")
        self.modes = Segments(MODES)
        self.bar, self.count = StageBar(), StageCount()
        self.phases = PhaseEditor()
        self.note = basic.label(kind="caption", wrap=True)
        self.error = basic.label(kind="error", wrap=True)
        self.error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.small)
        layout.addLayout(basic.row(self.label, HelpButton("mode"), None, gap=2))
        for part in (self.modes, self.bar, self.count, self.phases, self.note, self.error):
            layout.addWidget(part)
        self.modes.chosen.connect(self._on_mode)
        self.bar.stages_chosen.connect(self._on_stages)
        self.count.edited.connect(self._on_count)
        self.phases.edited.connect(self.edited)
        self.retranslate()
        self._show()

    def retranslate(self) -> None:
        """Write the words."""
        self.label.setText(self.tr("What trains"))
        self.modes.name(
            "frozen", self.tr("Head only"), self.tr("Frozen backbone: fastest, needs the fewest pictures")
        )
        self.modes.name(
            "finetune", self.tr("Fine-tune"), self.tr("The last stages train too: better with more pictures")
        )
        self.modes.name(
            "staged", self.tr("Staged"), self.tr("First the head, then more and more of the network")
        )
        self.count.retranslate()
        self.phases.retranslate()
        self._show()

    def set_backbone(self, backbone: Backbone | None, classes: int) -> None:
        """Take the stages of ``backbone``; ``classes`` sizes the head in the tooltip."""
        self._stages = tuple((s.name, s.parameters) for s in backbone.stages) if backbone else ()
        head = backbone.head_parameters * max(classes, 2) // 1000 if backbone else 0
        self.bar.set_stages(self._stages, head)
        self.phases.set_stages(self._stages)
        self._show()

    def set_value(self, model: ModelConfig) -> None:
        """Show the mode of ``model``; says nothing."""
        self.modes.set_value(model.mode)
        if model.thaw_stages != self._thaw or not self.count.problem():
            self.count.set_value(model.thaw_stages)
        self._thaw = model.thaw_stages
        if model.schedule or not self.phases.rows():
            # Another mode has no schedule; the one made by hand is there again when its mode is.
            self.phases.set_value(model.schedule or DEFAULT)
        self._show()

    def set_rate(self, rate: float | None, decay: float) -> None:
        """As :meth:`StageBar.set_rate`."""
        self.bar.set_rate(rate, decay)
        self.phases.set_rate(rate, decay)

    def unreadable(self) -> str:
        """What keeps a number from being read; empty when nothing does."""
        return self.phases.unreadable() if self.mode() == "staged" else self.count.problem()

    def mode(self) -> str:
        """One of ``engine.config_checks.MODES``."""
        return self.modes.value() or "frozen"

    def thaw_stages(self) -> int:
        """As ``ModelConfig.thaw_stages``."""
        return self._thaw

    def show_problem(self, message: str) -> None:
        """Say ``message`` under the picture; empty for none."""
        shown = self.unreadable() or engine_words.said(message)
        self.error.setText(shown)
        self.error.setVisible(bool(shown))

    def _show(self) -> None:
        mode = self.mode()
        self.bar.setVisible(mode != "staged" and bool(self._stages))
        self.count.setVisible(mode == "finetune" and not self._stages)
        self.phases.setVisible(mode == "staged")
        trained = 0 if mode == "frozen" else self._thaw
        self.bar.set_trained(trained)
        self.note.setText(self._note(mode, trained))

    def _note(self, mode: str, trained: int) -> str:
        if not self._stages:
            return self.tr("The stages are found when the network is built.")
        if mode == "staged":
            return self.tr("Click a stage: it and all that follow train in that phase.")
        what = words.stages(trained, len(self._stages))
        return self.tr("Trains: {0}.").format(what)

    @Slot(str)
    def _on_mode(self, _mode: str) -> None:
        if self.mode() == "finetune" and self._thaw == 0:
            self._thaw = -1
        self._show()
        self.edited.emit()

    @Slot(int)
    def _on_stages(self, stages: int) -> None:
        self._thaw = -1 if stages == len(self._stages) else stages
        self.modes.set_value("finetune" if stages else "frozen")
        self._show()
        self.edited.emit()

    @Slot()
    def _on_count(self) -> None:
        stages = self.count.value()
        self._thaw = self._thaw if stages is None else stages
        self.edited.emit()
