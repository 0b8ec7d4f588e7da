"""One line above the gallery: these are the live head's figures, what changed, and the way on."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop import icons
from desktop.widgets import basic


class LiveNote(QFrame):
    """Hidden until labels were corrected.

    Signals:
        train_wanted: a run with the corrections is wanted.
        live_toggled: whether the live head's predictions are shown, or those of the run.
    """

    train_wanted = Signal()
    live_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("live_note")
        self._text, self._hint = basic.label(kind="strong", wrap=True), basic.label(wrap=True)
        for part in (self._text, self._hint):
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        sign = QLabel()
        icons.attach(sign, "info", "info")
        self.own = basic.button("quiet", checkable=True, name="live_own")
        self.train = basic.button(icon="play", name="live_train")
        self.own.toggled.connect(self._own_toggled)
        self.train.clicked.connect(self.train_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._text)
        words.addWidget(self._hint)
        line = basic.row(sign, margins=(12, 8, 8, 8), gap=10)
        line.addLayout(words, 1)
        line.addWidget(self.own)
        line.addWidget(self.train)
        self.setLayout(line)
        basic.set_state(self, "message", "info")
        self.hide()

    @property
    def live(self) -> bool:
        """Whether the live head's predictions are wanted, rather than the run's own."""
        return not self.own.isChecked()

    def tell(self, text: str, hint: str, *, switch: bool = False, train: bool = True) -> None:
        """Show what changed; with ``switch`` the run's own predictions can be looked at as well."""
        self.own.setText(self.tr("The run's own"))
        self.own.setToolTip(self.tr("What the run itself predicted, with its figures"))
        self.train.setText(self.tr("Train again"))
        self.train.setToolTip(self.tr("A run with your corrections, to keep and to compare with this one"))
        self._text.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.own.setVisible(switch)
        self.train.setVisible(train)
        self.setAccessibleName(f"{text} {hint}".strip())
        self.show()

    def text(self) -> str:
        """What is said; empty when hidden."""
        return "" if self.isHidden() else f"{self._text.text()} {self._hint.text()}".strip()

    def clear(self) -> None:
        """Say nothing."""
        self.hide()
        self.own.setChecked(False)

    @Slot(bool)
    def _own_toggled(self, on: bool) -> None:
        self.live_toggled.emit(not on)
