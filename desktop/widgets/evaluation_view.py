"""What the predictions are worth: figures with their interval, confusion matrix, classes."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.widgets import basic
from desktop.widgets.class_table import ClassTable
from desktop.widgets.confusion_matrix import ConfusionMatrix
from desktop.widgets.segments import Segments
from engine.evaluation.metrics import Evaluation


class EvaluationView(basic.Translated):
    """The side pane of the gallery.

    Signals:
        cell_chosen: true and predicted class of a clicked cell.
        class_chosen: a class of the table.
    """

    cell_chosen = Signal(int, int)
    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluation_view")
        self.matrix, self.table = ConfusionMatrix(), ClassTable()
        self.matrix.cell_chosen.connect(self.cell_chosen)
        self.table.class_chosen.connect(self.class_chosen)
        self._pages = Segments(("matrix", "classes"))
        self._pages.chosen.connect(self._show_page)
        self._units = Segments(("counts", "shares"))
        self._units.chosen.connect(self._show_units)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.matrix)
        self._stack.addWidget(self.table)
        self._averages = basic.label(kind="caption", wrap=True)
        self._averages.setObjectName("averages")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(basic.GAP.small, 0, 0, 0)
        layout.setSpacing(basic.GAP.small)
        layout.addLayout(basic.row(self._pages, None, self._units))
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._averages)
        self._evaluation: Evaluation | None = None
        self._pages.set_value("matrix")
        self._units.set_value("counts")
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._pages.name("matrix", self.tr("Confusion"), self.tr("Which classes are taken for which"))
        self._pages.name("classes", self.tr("Classes"), self.tr("Precision, recall and F1 of each class"))
        self._units.name("counts", self.tr("Counts"), self.tr("Pictures in each cell"))
        self._units.name("shares", self.tr("Shares"), self.tr("Shares of the true class"))
        self._write_averages()

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show other figures."""
        self._evaluation = evaluation
        self.table.table.set_evaluation(evaluation)
        if evaluation is not None:
            self.matrix.set_matrix(evaluation.confusion, evaluation.classes)
        self._write_averages()

    def _write_averages(self) -> None:
        evaluation = self._evaluation
        if evaluation is None:
            self._averages.clear()
            return
        text = self.tr(
            "Balanced accuracy {balanced:.1f} % · macro F1 {f1:.1f} % · "
            "log loss {loss:.3f} · calibration error {ece:.1f} %"
        )
        self._averages.setText(
            text.format(
                balanced=evaluation.balanced_accuracy * 100,
                f1=evaluation.macro_f1 * 100,
                loss=evaluation.log_loss,
                ece=evaluation.ece * 100,
            )
        )

    @Slot(str)
    def _show_page(self, key: str) -> None:
        self._stack.setCurrentWidget(self.matrix if key == "matrix" else self.table)
        self._units.setVisible(key == "matrix")

    @Slot(str)
    def _show_units(self, key: str) -> None:
        self.matrix.set_shares(key == "shares")
