"""Two runs figure by figure, and whether one is better on the same pictures or whether it may be chance."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop import settings_table, words
from desktop.run_sides import Sides
from desktop.setting import Setting
from desktop.widgets import basic
from desktop.widgets.comparison_line import in_words
from engine.evaluation.wilson import wilson_interval

_SHOWN = 6
"""Differing settings that are listed; the rest is counted."""
_LONGEST = 28
"""Letters of a setting's value."""


class SideBySide(basic.Translated):
    """A small table and a sentence for each fold.

    Signals:
        pictures_wanted: the gallery is to show what is fixed and what is newly wrong.
    """

    pictures_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side_by_side")
        self._sides: Sides | None = None
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(basic.GAP.huge)
        self._grid.setVerticalSpacing(basic.GAP.tiny)
        self.verdict = basic.label(wrap=True)
        self.verdict.setObjectName("side_by_side_verdict")
        self.pictures = basic.button(icon="image", name="compared_pictures_button")
        self.pictures.clicked.connect(self._on_pictures)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.small)
        layout.addWidget(self._table)
        layout.addWidget(self.verdict)
        layout.addLayout(basic.row(self.pictures, None))
        layout.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.pictures.setText(self.tr("Show the pictures"))
        self.pictures.setToolTip(self.tr("Opens the newer run in the gallery, compared with the older one"))
        if self._sides is not None:
            self.show_sides(self._sides)

    def show_sides(self, sides: Sides) -> None:
        """Show two runs."""
        self._sides = sides
        self._empty()
        rows = self._rows(sides)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                kind = "muted" if column == 0 else "strong" if at == 0 else ""
                label = basic.label(text, kind)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._grid.addWidget(label, at, column)
        self._grid.setColumnStretch(3, 1)
        self.verdict.setText(self._verdict(sides))
        self.pictures.setEnabled(bool(sides.comparisons))

    def cell(self, row: int, column: int) -> str:
        """A text of the table."""
        item = self._grid.itemAtPosition(row, column)
        held = item.widget() if item is not None else None
        return held.text() if isinstance(held, QLabel) else ""

    def _rows(self, sides: Sides) -> list[tuple[str, str, str]]:
        before, after = sides.before, sides.after
        first_name, second_name = (words.run_name(run.name, run.number) for run in (before, after))
        rows = [
            ("", first_name, second_name),
            self._validation(sides),
        ]
        if before.test_accuracy is not None or after.test_accuracy is not None:
            first, second = sides.test_counts
            tested = _share(before.test_accuracy, first)
            rows.append((self.tr("Test"), tested, _share(after.test_accuracy, second)))
        titles = {
            "model.backbone": self.tr("Backbone"),
            "model.mode": self.tr("Method"),
            "model.schedule": self.tr("Stages from epoch"),
            "train.recipe": self.tr("Recipe"),
        }
        for path, setting in _settings().items():
            titles[path] = setting.label
        for entry in sides.differences[:_SHOWN]:
            title = titles.get(entry.setting, entry.setting)
            rows.append((title, _said(entry.setting, entry.before), _said(entry.setting, entry.after)))
        return rows

    def _validation(self, sides: Sides) -> tuple[str, str, str]:
        first = _share(sides.before.accuracy, sides.before.count)
        second = _share(sides.after.accuracy, sides.after.count)
        if all(sides.optimistic):
            return self.tr("Validation (optimistic)"), first, second
        if not any(sides.optimistic):
            return self.tr("Validation"), first, second
        noted = self.tr("{0}, optimistic")
        if sides.optimistic[0]:
            return self.tr("Validation"), noted.format(first), second
        return self.tr("Validation"), first, noted.format(second)

    def _verdict(self, sides: Sides) -> str:
        said = []
        titles = {"validation": self.tr("Validation"), "test": self.tr("Test")}
        for fold, found in sides.comparisons.items():
            said.append(f"{titles[fold]}: {in_words(found)}")
        if not said:
            said.append(self.tr("The two runs have no held-out pictures in common: they cannot be compared."))
        else:
            said.append(self.tr("McNemar's exact test, picture by picture."))
        if (more := len(sides.differences) - _SHOWN) > 0:
            said.append(self.tr("{0} more settings differ.").format(more))
        if not sides.differences:
            said.append(self.tr("Both have the same settings."))
        return "\n".join(said)

    def _empty(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    @Slot()
    def _on_pictures(self) -> None:
        self.pictures_wanted.emit()


def _share(accuracy: float | None, count: int) -> str:
    """An accuracy with its interval."""
    if accuracy is None or not count:
        return words.percent(accuracy)
    return f"{words.percent(accuracy)}  ({words.interval(*wilson_interval(round(accuracy * count), count))})"


def _said(path: str, value: str) -> str:
    """A setting's value in words."""
    choices = dict(_settings()[path].choices) if path in _settings() else {}
    if path == "model.mode":
        value = words.mode(value)
    elif path == "train.recipe":
        value = words.recipe(value)
    value = choices.get(value, value) or words.DASH
    return value if len(value) <= _LONGEST else f"…{value[-_LONGEST:]}"


def _settings() -> dict[str, Setting]:
    """What the model panel says of each setting, by dotted name."""
    groups = (settings_table.main_settings(), *(group for _, group in settings_table.advanced_groups()))
    return {setting.path: setting for group in groups for setting in group}
