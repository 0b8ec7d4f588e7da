"""How a data set is divided, with what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from desktop.widgets import basic
from desktop.widgets.fold_bar import FOLD_ROLES, paint_part
from desktop.words import percent

_FOLDS = (0, 3, 5, 10)


@dataclass(frozen=True)
class Division:
    """What the user asks for; see :class:`engine.config.DataConfig`."""

    val_fraction: float = 0.2
    test_fraction: float = 0.0
    split_seed: int = 0
    folds: int = 0
    fold: int = 0


class _Swatch(QWidget):
    """The look of one fold in the bars."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(14, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it as the bars do."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_part(painter, self.rect().toRectF(), self._role)
        painter.end()


class FoldEditor(basic.Translated):
    """Shares held out, seed, cross-validation, and the pictures in each fold.

    Where there is little room the fields fold away behind a link, and the pictures in each fold remain.

    Signals:
        edited: the user asks for another division.
        opened: the user unfolded the fields.
    """

    edited = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fold_editor")
        self._totals: Sequence[int] = (0, 0, 0)
        self._own: frozenset[str] = frozenset()
        self.validation = self._box("val_fraction", 90, " %", 20)
        self.test = self._box("test_fraction", 90, " %")
        self.seed, self.fold = self._box("split_seed", 999_999), self._box("fold", 1)
        self.folds = QComboBox()
        self.folds.setObjectName("folds")
        self.folds.setMinimumWidth(84)
        self.folds.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for count in _FOLDS:
            self.folds.addItem("", count)
        self.folds.currentIndexChanged.connect(self._folds_chosen)
        self._heading = basic.label(kind="section")
        self.change = basic.button("link", name="division_change")
        self.change.clicked.connect(self._toggle)
        self._tight = self._open = False
        self._names = [basic.label(kind="caption") for _ in range(5)]
        self._numbers = [basic.label(kind="strong") for _ in range(3)]
        self._note = basic.label(kind="caption", wrap=True)
        self._lay_out()
        self.retranslate()

    def _box(self, name: str, most: int, suffix: str = "", value: int = 0) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName(name)
        box.setRange(0, most)
        box.setValue(value)
        box.setSuffix(suffix)
        # A style sheet's padding does not reach the text of a spin box.
        box.lineEdit().setTextMargins(7, 0, 0, 0)
        # Not fixed: letters of other scripts stand higher.
        box.setMinimumHeight(30)
        box.setMinimumWidth(64)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setSingleStep(5 if suffix else 1)
        box.valueChanged.connect(self._value_changed)
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(basic.GAP.medium)
        grid.setVerticalSpacing(basic.GAP.tiny)
        for column in range(3):
            grid.setColumnStretch(column, 1)
            head = basic.row(_Swatch(FOLD_ROLES[column]), self._names[column], None, gap=6)
            grid.addLayout(head, 0, column)
            grid.addWidget(self._numbers[column], 1, column)
        grid.addWidget(self.validation, 2, 1)
        grid.addWidget(self.test, 2, 2)
        self._fold_label = basic.label(kind="caption")
        lower = ((self._names[3], self.seed), (self._names[4], self.folds), (self._fold_label, self.fold))
        for column, (name, field) in enumerate(lower):
            name.setContentsMargins(0, basic.GAP.tiny, 0, 0)
            grid.addWidget(name, 3, column)
            grid.addWidget(field, 4, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.small)
        layout.addLayout(basic.row(self._heading, None, self.change))
        layout.addLayout(grid)
        layout.addWidget(self._note)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._heading.setText(self.tr("Division"))
        words = (
            self.tr("Training"),
            self.tr("Validation"),
            self.tr("Test"),
            self.tr("Seed"),
            self.tr("Cross-validation"),
        )
        for label, text in zip(self._names, words, strict=True):
            label.setText(text)
        for box in (self.validation, self.test):
            box.setSuffix(percent(0, 0).removeprefix("0"))
        self._fold_label.setText(self.tr("Fold"))
        self.change.setToolTip(self.tr("Shares held out, seed and cross-validation"))
        basic.name_it(self.validation, self.tr("Share of each class held out to choose the best epoch"))
        basic.name_it(self.test, self.tr("Share of each class held out for the final test"))
        basic.name_it(self.seed, self.tr("Another seed divides differently, the same one always the same"))
        basic.name_it(self.folds, self.tr("For small sets: every picture validates once"))
        basic.name_it(self.fold, self.tr("Which fold validates in the next run"))
        for at, count in enumerate(_FOLDS):
            text = self.tr("{n} folds").format(n=count) if count else self.tr("off")
            self.folds.setItemText(at, text)
        self._update()

    # ---- for the panel

    def division(self) -> Division:
        """What is asked for now."""
        folds = int(self.folds.currentData() or 0)
        return Division(
            val_fraction=self.validation.value() / 100,
            test_fraction=self.test.value() / 100,
            split_seed=self.seed.value(),
            folds=folds,
            fold=self.fold.value() - 1 if folds else 0,
        )

    @property
    def folded(self) -> bool:
        """Whether the fields are out of sight."""
        return self._tight and not self._open

    def fields_height(self) -> int:
        """What unfolding takes, in pixels."""
        rows = (self.validation, self._names[3], self.seed)
        return sum(part.sizeHint().height() + basic.GAP.tiny for part in rows)

    def set_tight(self, tight: bool) -> None:
        """Whether there is little room: the fields then fold, unless the user opened or is using them."""
        self._tight = tight
        boxes = (self.validation, self.test, self.seed, self.folds, self.fold)
        if tight and any(box.hasFocus() for box in boxes):
            self._open = True
        self._update()

    @Slot()
    def _toggle(self) -> None:
        self._open = not self._open
        self._update()
        if self._open:
            self.opened.emit()

    def show_result(self, totals: Sequence[int], own: frozenset[str]) -> None:
        """Show the pictures in each fold; ``own`` folds are set by the source and cannot be asked for."""
        self._totals, self._own = totals, own
        self._update()

    def _update(self) -> None:
        for part in (self.validation, self.test, self.seed, self.folds, *self._names[3:]):
            part.setVisible(not self.folded)
        self.change.setVisible(self._tight)
        self.change.setText(self.tr("Change…") if self.folded else self.tr("Less"))
        whole = max(1, sum(self._totals))
        for label, total in zip(self._numbers, self._totals, strict=True):
            label.setText(f"{total:,}")
            label.setToolTip(percent(total / whole))
        crossed = bool(self.folds.currentData())
        self.validation.setEnabled("validation" not in self._own and not crossed)
        self.test.setEnabled("test" not in self._own)
        for part in (self.fold, self._fold_label):
            part.setVisible(crossed and not self.folded)
        too_much = self.validation.value() + self.test.value() > 90 and not crossed
        notes = []
        if too_much:
            notes.append(self.tr("Leave at least a tenth of the pictures for training."))
        if {"validation", "test"} & self._own:
            notes.append(self.tr("Folds that the data set brings with it are kept."))
        elif self._totals[1] and self._totals[1] < 30:
            text = self.tr("So few validation pictures make a coarse figure: one is {share:.1f} %.")
            notes.append(text.format(share=100 / self._totals[1]))
        self._note.setText(" ".join(notes))
        self._note.setVisible(bool(notes))
        basic.set_state(self._note, "type", "error" if too_much else "caption")

    @Slot()
    def _folds_chosen(self) -> None:
        self.fold.setRange(1, max(1, int(self.folds.currentData() or 0)))
        self._value_changed()

    @Slot()
    def _value_changed(self) -> None:
        self._update()
        self.edited.emit()
