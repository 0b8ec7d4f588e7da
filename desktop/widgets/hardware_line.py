"""One honest line: what computes, which precision it offers, how much memory is left; why, on a click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop import engine_words, icons, words
from desktop.widgets import basic
from engine.device import DeviceReport

_LEAST, _SLACK = 16, 4
"""Room for words that is never given up, and for what rounding takes, in pixels."""


class HardwareLine(QPushButton):
    """A quiet button; until torch is loaded it says so.

    Signals:
        asked: why this hardware: message and hint.
    """

    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hardware_line")
        self.setProperty("kind", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        icons.attach(self, "chip", "muted")
        self._report: DeviceReport | None = None
        self._failure = ""
        self._activity = self._whole = ""
        self.clicked.connect(self._explain)
        self.retranslate()

    def sizeHint(self) -> QSize:
        """Room for all that is to be said."""
        hint, metrics = super().sizeHint(), self.fontMetrics()
        cut = metrics.horizontalAdvance(self._whole) - metrics.horizontalAdvance(self.text())
        return QSize(hint.width() + cut + _SLACK, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Room for the sign and a word: in a narrow window this line gives way first."""
        hint = super().sizeHint()
        room = self.fontMetrics().horizontalAdvance(self.text()) - _LEAST
        return QSize(hint.width() - max(0, room), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: say as much as fits."""
        super().resizeEvent(event)
        self._fit()

    def _say(self, text: str) -> None:
        self._whole = text
        self._fit()
        self.updateGeometry()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        beside = super().sizeHint().width() - metrics.horizontalAdvance(self.text())
        room = max(self.width() - beside, _LEAST)
        self.setText(metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, room))

    def whole_text(self) -> str:
        """What is said, whether it fits or not."""
        return self._whole

    def changeEvent(self, event: QEvent) -> None:
        """Qt's."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    @Slot(object)
    def show_report(self, report: DeviceReport) -> None:
        """What was found."""
        self._report, self._failure = report, ""
        self.retranslate()

    @Slot(str, str)
    def show_failure(self, message: str, hint: str) -> None:
        """The libraries could not be loaded."""
        self._failure = f"{message} {hint}".strip()
        self.retranslate()

    @Slot(str)
    def show_activity(self, text: str) -> None:
        """What goes on quietly in the background, before the device; empty for nothing."""
        self._activity = text
        self.retranslate()

    def retranslate(self) -> None:
        """Write the words."""
        report = self._report
        if self._failure:
            self._say(self.tr("Engine not loaded"))
            basic.name_it(self, engine_words.said(self._failure))
        elif report is None:
            self._say(self.tr("Loading PyTorch…"))
            basic.name_it(
                self, self.tr("PyTorch is loading in the background; pictures can be opened already.")
            )
        else:
            text = f"{_short(report)} · {self._precision(report)}"
            if report.memory_bytes:
                used = (report.memory_bytes - report.memory_free_bytes) / 1e9
                text += f" · {used:.1f}/{report.memory_bytes / 1e9:.0f} GB"
            self._say(f"{self._activity} · {text}" if self._activity else text)
            memory = self.tr("{0} of {1} memory free").format(
                words.size(report.memory_free_bytes), words.size(report.memory_bytes)
            )
            why = engine_words.said(f"{report.reason} {report.hint}".strip())
            best = self.tr(
                "What this machine can do. Which precision a run takes is measured when it begins, and"
                " stands over its curves."
            )
            basic.name_it(self, f"{words.device(report.name)}\n{memory}\n{why}\n{best}")

    def _precision(self, report: DeviceReport) -> str:
        """The fastest one there is here; a run may find that its network is faster in another."""
        if report.precision == "fp32":
            return report.precision
        return self.tr("{0} available").format(report.precision)

    @Slot()
    def _explain(self) -> None:
        if self._report is not None:
            why = engine_words.said(self._report.reason)
            self.asked.emit(f"{words.device(self._report.name)}: {why}", self._report.hint)
        elif self._failure:
            self.asked.emit(self._failure, "")


def _short(report: DeviceReport) -> str:
    """The device in a few words."""
    if report.device == "cpu":
        return "CPU"
    return report.name.removeprefix("NVIDIA ").removeprefix("GeForce ")
