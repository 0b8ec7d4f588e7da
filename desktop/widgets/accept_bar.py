"""Taking over what the head is sure of, many pictures at once."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSpinBox, QWidget

from desktop.widgets import basic


class AcceptBar(basic.Translated):
    """A button with how many pictures it would label, and the confidence from which on.

    Signals:
        accepted: confidence, 0 to 1: label every open picture that is at least so sure.
        changed: another confidence was chosen.
    """

    accepted = Signal(float)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.button = basic.button(icon="check", name="accept_all")
        self.above = QSpinBox()
        self.above.setObjectName("accept_above")
        self.above.setRange(50, 99)
        self.above.setValue(95)
        # A style sheet's padding does not reach the text of a spin box.
        self.above.lineEdit().setTextMargins(7, 0, 0, 0)
        self._from = basic.label(kind="muted")
        self.setLayout(basic.row(self.button, self._from, self.above))
        self.button.clicked.connect(self._on_clicked)
        self.above.valueChanged.connect(self.changed)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._from.setText(self.tr("from"))
        self.above.setSuffix(self.tr(" %"))
        basic.name_it(self.above, self.tr("How sure the head has to be"))
        self.set_count(self._count)

    @property
    def threshold(self) -> float:
        """The confidence from which on, 0 to 1."""
        return self.above.value() / 100

    def set_count(self, count: int) -> None:
        """How many pictures would be labelled."""
        self._count = count
        text = self.tr("Accept 1 proposal") if count == 1 else self.tr("Accept {n} proposals")
        self.button.setText(text.format(n=f"{count:,}"))
        self.button.setToolTip(self.tr("Label them as proposed, in one step that can be undone"))
        self.button.setEnabled(count > 0)

    @Slot()
    def _on_clicked(self) -> None:
        self.accepted.emit(self.threshold)
