"""The row under the curves: hold, stop, read-out, smoothing, scale, save, messages."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from desktop import icons
from desktop.widgets import basic


class TrainingTools(basic.Translated):
    """Buttons that ask; the panel and the controller answer.

    Signals:
        pause_requested, resume_requested, stop_requested: the run's buttons.
        smoothing_changed: 0 (none) to 0.95.
        log_scale_toggled, log_toggled: the switches.
        save_requested: save the curves.
        export_requested: take the finished network away.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    smoothing_changed = Signal(float)
    log_scale_toggled = Signal(bool)
    log_toggled = Signal(bool)
    save_requested = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_tools")
        self._state = "idle"
        self._finished = False
        self.pause = basic.button(icon="pause", name="pause_button")
        self.stop = basic.button(icon="stop", name="stop_button")
        self.export = basic.button(icon="export", name="go_to_export_button")
        self.export.hide()
        self.read_out = basic.Elided("caption")
        self._smooth_name = basic.label(kind="caption")
        self.smooth = QSlider(Qt.Orientation.Horizontal)
        self.smooth.setRange(0, 95)
        self.smooth.setFixedWidth(88)
        self._log_scale = basic.button("quiet", checkable=True, name="log_scale_button")
        self._log = basic.button("quiet", checkable=True, name="log_button")
        self.save = basic.tool("export", name="save_curves_button")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.small)
        layout.addWidget(self.pause)
        layout.addWidget(self.stop)
        layout.addWidget(self.export)
        layout.addWidget(self.read_out, 1)
        for part in (self._smooth_name, self.smooth, self._log_scale, self._log, self.save):
            layout.addWidget(part)
        self.pause.clicked.connect(self._on_pause)
        self.stop.clicked.connect(self.stop_requested)
        self.export.clicked.connect(self.export_requested)
        self.smooth.valueChanged.connect(self._on_smooth)
        self._log_scale.toggled.connect(self.log_scale_toggled)
        self._log.toggled.connect(self.log_toggled)
        self.save.clicked.connect(self.save_requested)
        self.retranslate()
        self.set_state("idle")

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.stop.setText(self.tr("Stop"))
        self.stop.setToolTip(self.tr("End at the next batch. The best and the last state are kept."))
        self.export.setText(self.tr("Export…"))
        self.export.setToolTip(self.tr("Take the trained network away, in the format you need"))
        self._smooth_name.setText(self.tr("Smooth"))
        basic.name_it(self.smooth, self.tr("Smooth the curves: a running average over epochs"))
        self._log_scale.setText(self.tr("Log scale"))
        self._log_scale.setToolTip(self.tr("Show the loss on a logarithmic scale"))
        self._log.setText(self.tr("Messages"))
        self._log.setToolTip(self.tr("Show what the run says, line by line"))
        basic.name_it(self.save, self.tr("Save the curves as PNG, SVG or CSV"))
        self.set_state(self._state)

    @Slot(str)
    def set_state(self, state: str) -> None:
        """Show the buttons that make sense in the controller's ``state``."""
        self._state = state
        going = state in ("running", "pausing", "paused", "stopping")
        self.pause.setVisible(going)
        self.stop.setVisible(going)
        self.export.setVisible(self._finished and not going)
        self.stop.setEnabled(state != "stopping")
        self.pause.setEnabled(state in ("running", "pausing", "paused"))
        held = state in ("pausing", "paused")
        icons.attach(self.pause, "play" if held else "pause")
        texts = {"pausing": self.tr("Pausing"), "paused": self.tr("Continue")}
        self.pause.setText(texts.get(state, self.tr("Pause")))
        self.pause.setToolTip(
            self.tr("Go on where the run holds") if held else self.tr("Hold at the next batch")
        )

    def set_finished(self, on: bool) -> None:
        """Whether there is a network to export, once no run goes on."""
        if on != self._finished:
            self._finished = on
            self.set_state(self._state)

    @Slot(str)
    def show_read_out(self, text: str) -> None:
        """Figures under the pointer."""
        self.read_out.setText(text)

    def smoothing(self) -> float:
        """The weight of the running average, 0 to 0.95."""
        return float(self.smooth.value()) / 100

    def log_scale(self) -> bool:
        """Whether the loss is to be logarithmic."""
        return bool(self._log_scale.isChecked())

    @Slot()
    def _on_pause(self) -> None:
        if self._state in ("pausing", "paused"):
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()

    @Slot(int)
    def _on_smooth(self, value: int) -> None:
        self.smoothing_changed.emit(value / 100)
