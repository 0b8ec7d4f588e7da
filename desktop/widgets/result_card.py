"""The figure that matters, with its interval and what it may be trusted for."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import words
from desktop.run_record import RunRecord
from desktop.widgets import basic


class ResultCard(basic.Translated):
    """Validation accuracy of the best epoch so far; test accuracy where there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("result_card")
        self.setFixedWidth(176)
        self._heading = basic.label(kind="section", wrap=True)
        self.number = basic.label(kind="display")
        self.interval = basic.label(kind="muted", wrap=True)
        self._what = basic.label(kind="caption", wrap=True)
        self._test = basic.label(kind="strong", wrap=True)
        self._test_interval = basic.label(kind="caption", wrap=True)
        self._record = RunRecord()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (self._heading, self.number, self.interval):
            layout.addWidget(part)
        layout.addSpacing(basic.GAP.small)
        layout.addWidget(self._what)
        layout.addSpacing(basic.GAP.small)
        layout.addWidget(self._test)
        layout.addWidget(self._test_interval)
        layout.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.show_record(self._record)

    def show_record(self, record: RunRecord) -> None:
        """Show the figures of ``record``."""
        self._record = record
        value, count = record.validation()
        self._heading.setText(self.tr("Validation accuracy"))
        self.number.setText(words.percent(value))
        self.number.setAccessibleName(self.tr("Validation accuracy {0}").format(words.percent(value)))
        self.interval.setText(_interval(value, count))
        self._what.setText(self._explain(record, count))
        self._show_test(record)

    def _explain(self, record: RunRecord, count: int) -> str:
        if record.best is None:
            return self.tr("Known after the first epoch.")
        if record.best.val_accuracy is None:
            return self.tr("No pictures were held out for validation.")
        if record.is_solved:
            text = self.tr("Iteration {0}, {1} pictures. Solved directly: nothing was chosen by this figure.")
        else:
            text = self.tr("Best epoch {0}, {1} pictures. Optimistic: the epoch was chosen by this figure.")
        return text.format(record.best.epoch, words.count(count))

    def _show_test(self, record: RunRecord) -> None:
        end = record.end
        has_test = end is not None and end.test_accuracy is not None
        self._test.setVisible(has_test)
        self._test_interval.setVisible(has_test)
        if end is not None and end.test_accuracy is not None:
            self._test.setText(self.tr("Test {0}").format(words.percent(end.test_accuracy)))
            text = self.tr("{0}, {1} pictures never used for any choice")
            shown = _interval(end.test_accuracy, end.test_count)
            self._test_interval.setText(text.format(shown, words.count(end.test_count)))


def _interval(share: float | None, count: int) -> str:
    """The 95 % Wilson interval in words; empty where nothing is known."""
    if share is None or count <= 0:
        return ""
    from engine.evaluation.wilson import wilson_interval

    return words.interval(*wilson_interval(round(share * count), count))
