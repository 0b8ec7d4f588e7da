"""The road from data to export, always in view; and what stands beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop import icons
from desktop.widgets import basic
from desktop.widgets.hardware_line import HardwareLine

STEPS = ("data", "model", "train", "explore", "export")

HEIGHT = 46
"""In pixels, whatever the language's letters ask for: nothing below jumps."""

_ICONS = {"data": "folder", "model": "model", "train": "chart", "explore": "gallery", "export": "export"}


class RoadBar(basic.Translated):
    """Steps as switches: one on shows its panel alone, off brings all panels back.

    Signals:
        step_chosen: a step of ``STEPS``, or empty for all panels.
        runs_toggled: the list of runs is wanted or not.
    """

    step_chosen = Signal(str)
    runs_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("road_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.steps: dict[str, QPushButton] = {}
        self._arrows: list[QLabel] = []
        self.runs = basic.button("quiet", "history", checkable=True, name="runs_button")
        self.hardware = HardwareLine()
        self.menu = QToolButton()
        self.menu.setObjectName("menu_button")
        self.menu.setProperty("kind", "quiet")
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icons.attach(self.menu, "more")
        bar = basic.frame("bar")
        bar.setFixedHeight(HEIGHT)
        inside = QHBoxLayout(bar)
        inside.setContentsMargins(12, 6, 12, 6)
        inside.setSpacing(2)
        for step in STEPS:
            if self.steps:
                arrow = QLabel()
                icons.attach(arrow, "chevron-right", "faint", 12)
                inside.addWidget(arrow)
            inside.addWidget(self._make_step(step))
        inside.addStretch(1)
        for part in (self.hardware, self.runs, self.menu):
            inside.addWidget(part)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bar)
        self.runs.toggled.connect(self._on_runs)
        self.retranslate()

    def _make_step(self, step: str) -> QPushButton:
        made = basic.button("quiet", _ICONS[step], checkable=True, name=f"step_{step}")
        made.setProperty("step", step)
        made.clicked.connect(self._on_step)
        self.steps[step] = made
        return made

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        names = {
            "data": (self.tr("Data"), self.tr("The pictures and their classes")),
            "model": (self.tr("Model"), self.tr("The network and how it is trained")),
            "train": (self.tr("Train"), self.tr("The curves of the run")),
            "explore": (self.tr("Explore"), self.tr("Every picture with its prediction")),
            "export": (self.tr("Export"), self.tr("Take the trained network away")),
        }
        for at, (step, (name, tip)) in enumerate(names.items(), 1):
            self.steps[step].setText(name)
            self.steps[step].setToolTip(self.tr("{0} (Ctrl+{1}); again for all panels").format(tip, at))
            self.steps[step].setAccessibleDescription(tip)
        self.runs.setText(self.tr("Runs"))
        self.runs.setToolTip(self.tr("All runs of this project (Ctrl+R)"))
        basic.name_it(self.menu, self.tr("Menu"))

    def set_enabled(self, step: str, on: bool) -> None:
        """Whether a step can be gone to."""
        self.steps[step].setEnabled(on)

    def mark(self, step: str, *, done: bool) -> None:
        """Show a step as done (a tick) or not."""
        icons.attach(self.steps[step], "check" if done else _ICONS[step], "accent" if done else "text")
        self.steps[step].setProperty("done", done)

    def show_step(self, step: str) -> None:
        """Show which step has the window; empty for none. Says nothing."""
        for key, made in self.steps.items():
            made.setChecked(key == step)

    def show_runs(self, on: bool) -> None:
        """Show whether the list of runs has the window. Says nothing."""
        self.runs.blockSignals(True)
        self.runs.setChecked(on)
        self.runs.blockSignals(False)

    @Slot()
    def _on_step(self) -> None:
        made = self.sender()
        if isinstance(made, QPushButton):
            step = str(made.property("step")) if made.isChecked() else ""
            self.show_step(step)
            self.step_chosen.emit(step)

    @Slot(bool)
    def _on_runs(self, on: bool) -> None:
        self.runs_toggled.emit(on)
