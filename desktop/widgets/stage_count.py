"""How many of the last stages train, as a number: for a network whose stages are not known yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.widgets import basic
from desktop.widgets.number_edit import NumberEdit


class StageCount(QWidget):
    """A labelled field in the place of a :class:`~desktop.widgets.stage_bar.StageBar`.

    Signals:
        edited: the user changed the number.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage_count")
        self.editor = NumberEdit(whole=True)
        self.editor.setFixedWidth(52)
        self._label, self._hint = basic.label(kind="caption"), basic.label(kind="caption")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(basic.row(self._label, self.editor, self._hint, None))
        self.editor.edited.connect(self.edited)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the words."""
        self._label.setText(self.tr("Last stages that train"))
        self._hint.setText(self.tr("-1: everything"))
        self.editor.setAccessibleName(self.tr("How many of the last stages train"))
        self.editor.setToolTip(
            self.tr("0: the head only. -1: everything. More than the network has is everything too.")
        )

    def set_value(self, stages: int) -> None:
        """Show a number of stages, -1 for all; says nothing."""
        self.editor.set_value(stages)

    def value(self) -> int | None:
        """The number of stages; None while it cannot be read."""
        value = self.editor.value()
        return None if value is None else int(value)

    def problem(self) -> str:
        """What keeps the number from being read; empty when nothing does or none is asked for."""
        return "" if self.isHidden() else self.editor.problem()
