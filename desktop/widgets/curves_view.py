"""Loss and accuracy of a run side by side. Imports pyqtgraph: import this module late."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop import theme, words
from desktop.run_record import RunRecord
from desktop.widgets import basic
from desktop.widgets.curve_plot import CurvePlot
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.legend import LegendMark
from engine import events as ev
from engine.errors import EngineError


class CurvesView(basic.Translated):
    """Follows a :class:`RunRecord` event by event.

    Signals:
        read_out: what lies under the pointer, in words; empty when it leaves.
    """

    read_out = Signal(str)

    def __init__(self, record: RunRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record = record
        self.loss, self.accuracy = CurvePlot(), CurvePlot()
        self.loss.setObjectName("loss_plot")
        self.accuracy.setObjectName("accuracy_plot")
        self.loss.add_series("batch", "train", fine=True)
        for plot in (self.loss, self.accuracy):
            plot.add_series("train", "train", dashed=True)
            plot.add_series("validation", "validation")
            plot.hovered.connect(self._on_hover)
        self.loss.set_bounds(0.0, None)
        self.accuracy.set_bounds(0.0, 100.0)
        self.accuracy.getPlotItem().setXLink(self.loss.getPlotItem())
        self._titles = (basic.label(kind="section"), basic.label(kind="section"))
        self._marks = (
            LegendMark("train", dashed=True),
            LegendMark("validation"),
            LegendMark("train", fine=True),
        )
        self._mark_names = tuple(basic.label(kind="caption") for _ in self._marks)
        self._entries = tuple(QWidget() for _ in self._marks)
        self._legend = self._make_legend()
        self._show_batches()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(basic.GAP.tiny)
        layout = QHBoxLayout()
        layout.setSpacing(basic.GAP.large)
        whole.addLayout(layout, 1)
        for title, plot in zip(self._titles, (self.loss, self.accuracy), strict=True):
            column = QWidget()
            column.setLayout(basic.column(title, plot, gap=basic.GAP.tiny))
            basic.grows(plot, down=True)
            # Neither the words over a plot nor its ticks decide how wide it is.
            column.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            layout.addWidget(column, 1)
        whole.addWidget(self._legend)
        self.setMinimumHeight(120)
        self.retranslate()

    def _make_legend(self) -> QWidget:
        """What the lines of both plots are; it takes a further line where it is narrow."""
        legend = QWidget()
        legend.setObjectName("curves_legend")
        chips = FlowLayout(legend, gap=basic.GAP.medium)
        for entry, mark, name in zip(self._entries, self._marks, self._mark_names, strict=True):
            entry.setLayout(basic.row(mark, name, gap=basic.GAP.tiny))
            chips.addWidget(entry)
        return legend

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._titles[0].setText(self.tr("Loss"))
        self._titles[1].setText(self.tr("Accuracy, %"))
        names = (self.tr("training"), self.tr("validation"), self.tr("batch"))
        for label, name in zip(self._mark_names, names, strict=True):
            label.setText(name)
        self.loss.setAccessibleName(self.tr("Curve of the loss over the epochs"))
        self.accuracy.setAccessibleName(self.tr("Curve of the accuracy over the epochs"))
        for plot in (self.loss, self.accuracy):
            plot.name_epochs(self.tr("Epoch"))
        self._show_phases()

    def on_event(self, event: ev.Event) -> None:
        """Add what ``event`` says; it is drawn by :meth:`refresh`. The record has it already."""
        match event:
            case ev.RunStarted():
                beyond = float(event.resumed_epoch) if event.resumed_epoch else -1.0
                for plot in (self.loss, self.accuracy):
                    plot.clear_points(beyond)
                    plot.set_span(0.0, float(event.epochs))
            case ev.PhaseStarted() if event.name in ("train", "head"):
                self._show_phases()
            case ev.BatchDone() if event.loss is not None and event.total:
                self._add(self.loss, "batch", event.epoch + event.done / event.total, event.loss)
            case ev.EpochDone():
                self._add_epoch(event)
            case ev.RunEnded():
                done = len(self._record.epochs)
                if 0 < done < self._record.planned:
                    for plot in (self.loss, self.accuracy):
                        plot.set_span(0.0, float(done))
                self._show_phases()

    def _show_phases(self) -> None:
        shorts = [words.stages_shortly(stages) for _, stages in self._record.phases]
        for plot in (self.loss, self.accuracy):
            plot.set_phases(self._record.spans(), shorts)

    def _add_epoch(self, event: ev.EpochDone) -> None:
        x = float(event.epoch)
        self._add(self.loss, "train", x, event.train_loss)
        self._add(self.accuracy, "train", x, 100 * event.train_accuracy)
        if event.val_loss is not None:
            self._add(self.loss, "validation", x, event.val_loss)
        if event.val_accuracy is not None:
            self._add(self.accuracy, "validation", x, 100 * event.val_accuracy)

    def _show_batches(self) -> None:
        """Name the batches' line only while there is one."""
        self._entries[2].setVisible(self.loss.series["batch"].count > 0)

    @staticmethod
    def _add(plot: CurvePlot, key: str, x: float, y: float) -> None:
        if np.isfinite(y):
            plot.append(key, x, y)

    @Slot()
    def refresh(self) -> None:
        """Draw what was added since the last time."""
        best = self._record.best
        if best is not None:
            value = best.val_accuracy if best.val_accuracy is not None else best.train_accuracy
            loss = best.val_loss if best.val_loss is not None else best.train_loss
            self.accuracy.mark_best((float(best.epoch), 100 * value))
            self.loss.mark_best((float(best.epoch), loss))
        self._show_batches()
        for plot in (self.loss, self.accuracy):
            plot.refresh()

    @Slot(float)
    def _on_hover(self, x: float) -> None:
        epochs = self._record.epochs
        if x != x or not epochs:
            self._clear_hover()
            return
        at = int(np.argmin([abs(epoch.epoch - x) for epoch in epochs])) if len(epochs) < 500 else round(x) - 1
        epoch = epochs[max(0, min(at, len(epochs) - 1))]
        for plot in (self.loss, self.accuracy):
            plot.show_cursor(float(epoch.epoch))
        self.read_out.emit(self.describe(epoch))

    def _clear_hover(self) -> None:
        for plot in (self.loss, self.accuracy):
            plot.show_cursor(float("nan"))
        self.read_out.emit("")

    def describe(self, epoch: ev.EpochDone) -> str:
        """An epoch's figures in a line."""
        text = self.tr("Epoch {0}: training {1} at loss {2}, validation {3} at loss {4}, learning rate {5}")
        return text.format(
            epoch.epoch,
            words.percent(epoch.train_accuracy),
            words.number(epoch.train_loss),
            words.percent(epoch.val_accuracy),
            words.DASH if epoch.val_loss is None else words.number(epoch.val_loss),
            words.number(epoch.lr),
        )

    def save(self, path: Path) -> None:
        """Write the curves as they are shown: PNG, SVG or (the numbers) CSV, by the file's ending.

        Raises:
            EngineError: another ending, or the file cannot be written.
        """
        from engine.files import saving, write_bytes

        ending = path.suffix.lower()
        if ending == ".csv":
            write_bytes(path, self._record.to_csv().encode())
        elif ending == ".svg":
            with saving(path):
                path.touch()
            self._write_svg(path)
        elif ending == ".png":
            if not self.grab().save(str(path)):
                raise EngineError(
                    self.tr("{0} could not be written.").format(path), self.tr("Choose another folder.")
                )
        else:
            raise EngineError(
                self.tr("Curves are not saved as {0}.").format(ending or path.name),
                self.tr("End the name in .png, .svg or .csv."),
            )

    def _write_svg(self, path: Path) -> None:
        drawing = QSvgGenerator()
        drawing.setFileName(str(path))
        drawing.setSize(QSize(self.width(), self.height()))
        drawing.setViewBox(QRect(0, 0, self.width(), self.height()))
        drawing.setTitle("Graft")
        painter = QPainter(drawing)
        for plot in (self.loss, self.accuracy):
            plot.keep_axes(False)
        try:
            painter.fillRect(self.rect(), theme.color("surface"))
            self.render(painter, QPoint())
        finally:
            painter.end()
            for plot in (self.loss, self.accuracy):
                plot.keep_axes(True)
