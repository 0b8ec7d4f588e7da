"""Answers as thumbnails, with what to list and how sure is sure above them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from desktop import words
from desktop.item_models.answers_model import KINDS, AnswersModel
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.widgets import basic
from desktop.widgets.segments import Segments
from desktop.widgets.thumbnail_grid import ThumbnailGrid


class AnswersView(basic.Translated):
    """A grid of pictures with label and confidence.

    Signals:
        threshold_changed: the least confidence that counts as an answer, 0 to 1, by the user's hand.
    """

    threshold_changed = Signal(float)

    def __init__(
        self, model: AnswersModel, parent: QWidget | None = None, *, loader: ThumbnailLoader | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("answers_view")
        self.model = model
        self.kinds = Segments(KINDS)
        self.kinds.set_value("all")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("answers_threshold")
        self.slider.setRange(0, 100)
        self.slider.setFixedWidth(140)
        self._under, self._value = basic.label(kind="muted"), basic.label()
        self._value.setMinimumWidth(self._value.fontMetrics().horizontalAdvance("100 %") + 4)
        self.grid = ThumbnailGrid(loader=loader)
        self.grid.setObjectName("answers_grid")
        self.grid.setModel(model)
        top = basic.row(
            self.kinds, None, self._under, self.slider, self._value, margins=(16, 0, 16, 0), gap=10
        )
        held = basic.row(self.grid, margins=(8, 0, 4, 0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.small)
        layout.addLayout(top)
        layout.addLayout(held, 1)
        self.kinds.chosen.connect(model.set_kind)
        self.slider.valueChanged.connect(self._on_slider)
        self.grid.opened.connect(self._open)
        for changed in (model.modelReset, model.rowsInserted, model.dataChanged):
            changed.connect(self._show_counts)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._under.setText(self.tr("Not sure under"))
        basic.name_it(
            self.slider,
            self.tr("Answers with less confidence than this count as “not sure”, in the files written, too"),
        )
        self.grid.setAccessibleName(self.tr("Pictures with their labels"))
        self._show_value()
        self._show_counts()

    def show_threshold(self, threshold: float) -> None:
        """Show and use ``threshold``, 0 to 1, without a word to anybody."""
        self.model.set_threshold(threshold)
        self.slider.blockSignals(True)
        self.slider.setValue(round(100 * threshold))
        self.slider.blockSignals(False)
        self._show_value()

    def show_all(self) -> None:
        """List everything."""
        self.kinds.set_value("all")
        self.model.set_kind("all")

    @Slot(int)
    def _on_slider(self, value: int) -> None:
        self.model.set_threshold(value / 100)
        self._show_value()
        self._show_counts()
        self.threshold_changed.emit(value / 100)

    @Slot()
    def _show_counts(self) -> None:
        counts = self.model.counts()
        names = {
            "all": self.tr("All {0}"),
            "unsure": self.tr("Not sure {0}"),
            "unreadable": self.tr("Unreadable {0}"),
        }
        for kind, name in names.items():
            self.kinds.name(kind, name.format(words.count(counts[kind])))

    def _show_value(self) -> None:
        self._value.setText(words.percent(self.model.threshold, 0))

    @Slot(int)
    def _open(self, row: int) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.model.path(row)))
