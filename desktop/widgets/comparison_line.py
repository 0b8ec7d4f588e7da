"""One line of the gallery: this run against another one, and the pictures that make the difference."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop import words
from desktop.item_models.prediction_table import Change
from desktop.item_models.run_comparison import Compared
from desktop.run_summary import RunSummary
from desktop.widgets import basic
from engine.evaluation.compare import Comparison

LEVEL = 0.05
"""p-value under which a difference is called one (the usual convention)."""

_OFFERED = 20
"""Runs in the menu."""


class ComparisonLine(basic.Translated):
    """Hidden while there is no other run.

    Signals:
        change_chosen: ``fixed``, ``newly_wrong``, or empty for all pictures.
        reference_chosen: the :class:`RunFolder` to compare with.
    """

    change_chosen = Signal(str)
    reference_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_line")
        self._compared: Compared | None = None
        self._compact = False
        self.reference = basic.button(name="compared_with")
        self.reference.setProperty("opens", "menu")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.reference.setMenu(self._menu)
        self.words = basic.label(wrap=True)
        self.words.setObjectName("comparison_words")
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.fixed = basic.button(checkable=True, name="filter_fixed")
        self.newly_wrong = basic.button(checkable=True, name="filter_newly_wrong")
        self.fixed.clicked.connect(self._on_fixed)
        self.newly_wrong.clicked.connect(self._on_newly_wrong)
        line = basic.row(self.reference, self.words, self.fixed, self.newly_wrong)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        compared = self._compared
        if compared is None or compared.reference is None:
            return
        name = words.run_name(compared.reference.name, compared.reference.number)
        self.reference.setText(self.tr("Against {0}").format(name.replace("&", "&&")))
        basic.name_it(self.reference, self.tr("The run that this one is compared with"))
        found = compared.comparison
        for part in (self.fixed, self.newly_wrong):
            part.setVisible(found is not None)
        if found is None:
            self.words.setText(self.tr("The two runs have no held-out pictures in common."))
            return
        said = in_words(found)
        # No line ends between a number and its sign.
        for kept in (" %", " = "):
            said = said.replace(kept, words.unbroken(kept))
        self.words.setText(said)
        test = self.tr("McNemar's exact test on the pictures that both runs held out. {fold}")
        self.words.setToolTip(test.format(fold=self._caveat(compared)).strip())
        self.fixed.setText(self.tr("Fixed  {0}").format(words.count(len(found.fixed))))
        self.fixed.setToolTip(self.tr("Wrong in the other run, right in this one"))
        self.newly_wrong.setText(self.tr("Newly wrong  {0}").format(words.count(len(found.newly_wrong))))
        self.newly_wrong.setToolTip(self.tr("Right in the other run, wrong in this one"))

    def _caveat(self, compared: Compared) -> str:
        if compared.fold != "validation" or not compared.choosers:
            return ""
        if compared.choosers == 1:
            return self.tr("One of them chose its best epoch on these pictures, which favours it.")
        return self.tr("Both chose their best epoch on validation pictures: optimistic.")

    def show_compared(self, compared: Compared | None) -> None:
        """Show what came out; hidden where there is no other run."""
        self._compared = compared
        self.retranslate()
        self._show()

    def set_compact(self, on: bool) -> None:
        """Leave the room to what stands below; a larger window shows the line again."""
        self._compact = on
        self._show()

    def full_height(self, width: int) -> int:
        """What the line takes at ``width`` while it is shown; 0 where there is nothing to say."""
        line = self.layout()
        return line.heightForWidth(width) if self._has_words() and line is not None else 0

    def _has_words(self) -> bool:
        return self._compared is not None and self._compared.reference is not None

    def _show(self) -> None:
        self.setVisible(self._has_words() and not self._compact)

    def show_change(self, change: Change) -> None:
        """Show which of the two filters holds."""
        self.fixed.setChecked(change == "fixed")
        self.newly_wrong.setChecked(change == "newly_wrong")

    @Slot(bool)
    def _on_fixed(self, on: bool) -> None:
        self.change_chosen.emit("fixed" if on else "")

    @Slot(bool)
    def _on_newly_wrong(self, on: bool) -> None:
        self.change_chosen.emit("newly_wrong" if on else "")

    @Slot()
    def _fill_menu(self) -> None:
        self._menu.clear()
        compared = self._compared
        if compared is None:
            return
        group = QActionGroup(self._menu)
        for row in compared.others[:_OFFERED]:
            action = QAction(_title(row).replace("&", "&&"), self._menu, checkable=True)
            action.setChecked(compared.reference is not None and row.run.name == compared.reference.run.name)
            action.setData(row.run)
            action.triggered.connect(self._on_reference)
            group.addAction(action)
            self._menu.addAction(action)

    @Slot()
    def _on_reference(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.reference_chosen.emit(action.data())


def in_words(found: Comparison) -> str:
    """A comparison in one sentence for people, with McNemar's p."""
    translate = QCoreApplication.translate
    said = translate(
        "comparison",
        "{before} → {after} right on the {count} pictures of both: {fixed} fixed, {wrong} newly wrong.",
    )
    text = said.format(
        before=words.percent(found.before_accuracy),
        after=words.percent(found.after_accuracy),
        count=words.count(found.count),
        fixed=words.count(len(found.fixed)),
        wrong=words.count(len(found.newly_wrong)),
    )
    if found.p_value >= LEVEL:
        verdict = translate("comparison", "This may be chance (p = {0}).")
    elif found.after_accuracy > found.before_accuracy:
        verdict = translate("comparison", "Better, and hardly by chance (p = {0}).")
    else:
        verdict = translate("comparison", "Worse, and hardly by chance (p = {0}).")
    return f"{text} {verdict.format(f'{found.p_value:.2g}')}"


def _title(row: RunSummary) -> str:
    title = words.run_name(row.name, row.number)
    return title if row.accuracy is None else f"{title}  ·  {words.percent(row.accuracy)}"
