"""What a camera sees, and what the network says of it, as it goes on."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme, words
from desktop.frames import FrameSource, pixels_of
from desktop.labeller import Labeller
from desktop.widgets import basic
from engine.evaluation.prediction import Prediction

_COUNTED = 20
"""Answers that the frames a second are counted over."""


class LiveView(basic.Translated):
    """The picture, the label in large letters, its confidence and the frames labelled a second.

    Attributes:
        threshold: least confidence that counts as an answer, 0 to 1.

    Signals:
        failed: message and hint; the camera was let go.
    """

    failed = Signal(str, str)

    def __init__(self, labeller: Labeller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("live_view")
        self._labeller = labeller
        self._source: FrameSource | None = None
        self.threshold = 0.0
        self._missed = False
        self._times: deque[float] = deque(maxlen=_COUNTED)
        self.picture = _Screen()
        self.answer = basic.label(kind="display")
        self.answer.setObjectName("live_answer")
        self.figures = basic.label(kind="muted")
        self.figures.setObjectName("live_figures")
        for part in (self.answer, self.figures):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 12)
        layout.setSpacing(basic.GAP.small)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.answer)
        layout.addWidget(self.figures)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.picture.setAccessibleName(self.tr("What the camera sees"))
        if not self._times:
            self.figures.setText(self.tr("Waiting for the camera…"))

    @property
    def running(self) -> bool:
        """Whether a camera is in use."""
        return self._source is not None

    @property
    def frames_per_second(self) -> float:
        """Frames labelled a second, over the latest answers; 0 before the second."""
        if len(self._times) < 2 or self._times[-1] <= self._times[0]:
            return 0.0
        return (len(self._times) - 1) / (self._times[-1] - self._times[0])

    def start(self, source: FrameSource) -> None:
        """Show and label what ``source`` gives, until :meth:`stop`."""
        self.stop()
        self._source = source
        self._labeller.answered.connect(self._on_answers)
        self._labeller.busy_changed.connect(self._on_busy)
        source.start(self._on_frame, self._on_failed)

    def stop(self) -> None:
        """Let the camera go."""
        source, self._source = self._source, None
        if source is None:
            return
        source.stop()
        self._labeller.answered.disconnect(self._on_answers)
        self._labeller.busy_changed.disconnect(self._on_busy)
        self._times.clear()
        self.picture.show_frame(None)
        self.answer.setText("")
        self.retranslate()

    def _on_frame(self) -> None:
        frame = self._source.latest() if self._source is not None else None
        if frame is None:
            return
        self.picture.show_frame(frame)
        self._missed = self._labeller.busy
        if not self._missed:
            self._labeller.ask_frame(pixels_of(frame))

    def _on_failed(self, message: str, hint: str) -> None:
        self.stop()
        self.failed.emit(message, hint)

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        """A frame that came while the last was being labelled is the next."""
        if not busy and self._missed and self._source is not None:
            QTimer.singleShot(0, self, self._on_frame)

    @Slot(object)
    def _on_answers(self, answers: list[Prediction]) -> None:
        if self._source is None:
            return
        answer = answers[-1]
        self._times.append(time.perf_counter())
        unsure = answer.confidence < self.threshold
        self.answer.setText(self.tr("not sure") if unsure else answer.label)
        parts = [words.percent(answer.confidence)]
        if unsure:
            parts.insert(0, self.tr("{0}?").format(answer.label))
        if self.frames_per_second:
            parts.append(self.tr("{0} frames a second").format(f"{self.frames_per_second:.1f}"))
        self.figures.setText(" · ".join(parts))


class _Screen(QWidget):
    """The latest frame, as large as fits, not mirrored: as the network gets it."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(160)
        self._frame: QImage | None = None

    def show_frame(self, frame: QImage | None) -> None:
        """Show ``frame``; nothing for None."""
        self._frame = frame
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)
        painter.fillPath(outline, theme.color("sunken"))
        if self._frame is not None:
            painter.setClipPath(outline)
            size = self._frame.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
            painter.drawImage(QRectF(left, top, size.width(), size.height()), self._frame)
        painter.end()
