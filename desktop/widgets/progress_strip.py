"""How far a run is: a bar, what is going on, how fast, how long still."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop import words
from desktop.run_record import RunRecord
from desktop.widgets import basic

_STEPS = 1000


class ProgressStrip(basic.Translated):
    """A thin bar over one line of words; nothing in it changes its height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress_strip")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.what = basic.Elided()
        self.rate = basic.Elided("muted")
        self.rate.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.tiny)
        layout.addWidget(self.bar)
        words_line = basic.row(self.what, self.rate)
        words_line.setStretch(0, 3)
        words_line.setStretch(1, 2)
        layout.addLayout(words_line)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.bar.setAccessibleName(self.tr("Progress of the run"))

    def show_record(self, record: RunRecord) -> None:
        """Show where ``record`` is."""
        share = record.share_done()
        # A bar without range moves by itself in most styles; a still one at 0 is calmer.
        self.bar.setValue(round(_STEPS * max(0.0, share)))
        self.what.setText(self._what(record))
        self.rate.setText(self._rate(record))

    def say(self, text: str) -> None:
        """Words in place of the usual ones."""
        self.what.setText(text)

    def _what(self, record: RunRecord) -> str:
        phase, batch = record.phase, record.batch
        if phase is None:
            return self.tr("Starting") if record.started else ""
        if phase.name in ("train", "head"):
            epoch = min(max(len(record.epochs), batch.epoch if batch else 0) + 1, max(record.planned, 1))
            text = self.tr("Epoch {0} of {1}").format(epoch, record.planned)
            # The latest batch may be the last one of the epoch before.
            if batch is not None and batch.total and batch.epoch == epoch - 1:
                text += " · " + self.tr("{0} of {1}").format(
                    words.count(batch.done), words.count(batch.total)
                )
            return text
        text = words.phase(phase.name, phase.detail)
        if batch is not None and batch.total:
            text += " · " + self.tr("{0} of {1}").format(words.count(batch.done), words.count(batch.total))
        return text

    def _rate(self, record: RunRecord) -> str:
        if record.end is not None:
            return ""
        batch = record.batch
        trains = record.phase is not None and record.phase.name in ("train", "head")
        epochs = record.epochs if trains else []
        speed = batch.images_per_second if batch else epochs[-1].images_per_second if epochs else 0.0
        left = batch.seconds_left if batch else epochs[-1].seconds_left if epochs else -1.0
        parts = [words.speed(speed)] if speed > 0 else []
        if left >= 0:
            parts.append(self.tr("{0} left").format(words.duration(left)))
        return " · ".join(parts)
