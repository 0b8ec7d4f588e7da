"""What the predictions are worth: figures with their interval, confusion matrix, classes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop import engine_words, words
from desktop.widgets import basic
from desktop.widgets.class_table import ClassTable
from desktop.widgets.confusion_matrix import ConfusionMatrix
from desktop.widgets.embedding_map import EmbeddingMap
from desktop.widgets.evaluation_curves import EvaluationCurves
from desktop.widgets.segments import Segments
from engine.evaluation.metrics import Evaluation


class EvaluationView(basic.Translated):
    """The side pane of the gallery.

    Signals:
        cell_chosen: true and predicted class of a clicked cell.
        class_chosen: a class of the table.
        map_wanted: a map by a method of :mod:`engine.evaluation.embedding_map`; answer with :meth:`show_map`.
    """

    cell_chosen = Signal(int, int)
    class_chosen = Signal(int)
    map_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluation_view")
        self.matrix, self.table = ConfusionMatrix(), ClassTable()
        self.matrix.cell_chosen.connect(self.cell_chosen)
        self.table.class_chosen.connect(self.class_chosen)
        self.map, self._map_note = EmbeddingMap(), basic.label(kind="muted", wrap=True)
        self._map_note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.curves = EvaluationCurves()
        self._pages = Segments(("matrix", "classes", "curves", "map"))
        self._pages.chosen.connect(self._show_page)
        self._units = Segments(("counts", "shares"))
        self._units.chosen.connect(self._show_units)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.matrix)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.curves)
        self._stack.addWidget(self._map_note)
        self._stack.addWidget(self.map)
        self._methods = Segments(("pca", "tsne"))
        self._methods.chosen.connect(self._ask_map)
        # All pages are as wide as the widest: turning one must not move what stands beside them.
        self._corner = QStackedWidget()
        for choices in (self._units, self._methods, QWidget()):
            self._corner.addWidget(choices)
        self._corner.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._averages = basic.label(kind="caption", wrap=True)
        self._averages.setObjectName("averages")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(basic.GAP.small, 0, 0, basic.GAP.small)
        layout.setSpacing(basic.GAP.small)
        layout.addLayout(basic.row(self._pages, None, self._corner))
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._averages)
        self._evaluation: Evaluation | None = None
        self._pages.set_value("matrix")
        self._units.set_value("counts")
        self._methods.set_value("pca")
        self._has_map = False
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._pages.name("matrix", self.tr("Confusion"), self.tr("Which classes are taken for which"))
        self._pages.name("classes", self.tr("Classes"), self.tr("Precision, recall and F1 of each class"))
        self._pages.name(
            "curves", self.tr("Curves"), self.tr("Not sure, calibration, ROC, precision and recall")
        )
        self._pages.name("map", self.tr("Map"), self.tr("What looks alike to the model"))
        self._methods.name("pca", self.tr("Quick"), self.tr("Principal components: at once"))
        self._methods.name("tsne", self.tr("Finer"), self.tr("t-SNE: keeps neighbours, takes longer"))
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
        figures = text.format(
            balanced=evaluation.balanced_accuracy * 100,
            f1=evaluation.macro_f1 * 100,
            loss=evaluation.log_loss,
            ece=evaluation.ece * 100,
        )
        self._averages.setText(" · ".join(words.unbroken(part) for part in figures.split(" · ")))

    def show_page(self, key: str) -> None:
        """Turn to ``matrix``, ``classes``, ``curves`` or ``map``."""
        self._pages.set_value(key)
        self._show_page(key)

    @Slot(str)
    def _show_page(self, key: str) -> None:
        self._corner.setCurrentIndex({"matrix": 0, "map": 1}.get(key, 2))
        self._averages.setVisible(key in ("matrix", "classes"))
        if key == "map" and not self._has_map:
            self._ask_map()
        elif key == "map":
            self._stack.setCurrentWidget(self.map)
        else:
            pages = {"matrix": self.matrix, "classes": self.table, "curves": self.curves}
            self._stack.setCurrentWidget(pages[key])

    @Slot()
    def _ask_map(self) -> None:
        self.say_of_map(self.tr("Looking at the pictures through the network…"))
        self.map_wanted.emit(self._methods.value() or "pca")

    def say_of_map(self, text: str) -> None:
        """Words in the map's place."""
        self._has_map = False
        self._map_note.setText(engine_words.said(text))
        if self._pages.value() == "map":
            self._stack.setCurrentWidget(self._map_note)

    def show_map(self) -> None:
        """The map has its points."""
        self._has_map = True
        if self._pages.value() == "map":
            self._stack.setCurrentWidget(self.map)

    def forget_map(self) -> None:
        """Other pictures are shown: a map of them is made when it is asked for."""
        self._has_map = False
        if self._pages.value() == "map":
            self._ask_map()

    @Slot(str)
    def _show_units(self, key: str) -> None:
        self.matrix.set_shares(key == "shares")
