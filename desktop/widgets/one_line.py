"""Buttons in one line, whatever its width: with words, with icons alone, the rest in one menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from desktop.widgets import basic

_GAP = basic.GAP.tiny


class OneLine(basic.Translated):
    """Buttons at the right end of a line that never breaks.

    Attributes:
        more: opens what has no room, as a menu; hidden while everything has.
    """

    def __init__(self, buttons: Sequence[QAbstractButton], parent: QWidget | None = None) -> None:
        """The first of ``buttons`` stay longest."""
        super().__init__(parent)
        self._buttons = list(buttons)
        self._words: dict[QAbstractButton, str] = {}
        self._wide: list[int] = []
        self._narrow: list[int] = []
        self.more = basic.tool("more", name="more_actions")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.more)
        self._menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self._menu)
        line = QHBoxLayout(self)
        line.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_GAP)
        line.addStretch(1)
        for part in (*self._buttons, self.more):
            line.addWidget(part)
        self.more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        basic.name_it(self.more, self.tr("More actions"))

    def name(self, button: QAbstractButton, text: str, tip: str) -> None:
        """Give a button its words, shown where there is room, and its tooltip."""
        self._words[button] = text
        button.setAccessibleName(text)
        button.setToolTip(tip)
        self._wide = []
        self._fit()

    def words(self, button: QAbstractButton) -> str:
        """What a button is called, whether its words are shown or not."""
        return self._words.get(button) or button.accessibleName()

    def open_menu(self, button: QPushButton) -> None:
        """Open the button's menu, wherever the button is."""
        if (menu := button.menu()) is None:
            return
        if button.isHidden():
            menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))
        else:
            button.showMenu()

    def sizeHint(self) -> QSize:
        """Every button with its words."""
        self._measure()
        return QSize(_line(self._wide), self._height())

    def minimumSizeHint(self) -> QSize:
        """The menu alone."""
        return QSize(self.more.sizeHint().width(), self._height())

    def _height(self) -> int:
        return max(part.sizeHint().height() for part in (*self._buttons, self.more))

    def _measure(self) -> None:
        """Widths with and without words. They differ with the font, so nothing here is a constant."""
        if self._wide:
            return
        self._narrow = []
        for button in self._buttons:
            button.ensurePolished()
            former = button.text()
            for text, widths in ((self._words.get(button, ""), self._wide), ("", self._narrow)):
                button.setText(text)
                widths.append(button.sizeHint().width())
            button.setText(former)

    def _fit(self) -> None:
        """Words, or icons alone, or as many icons as fit and the menu."""
        self._measure()
        room, shown = self.width(), len(self._buttons)
        worded = _line(self._wide) <= room
        if not worded and _line(self._narrow) > room:
            self.more.ensurePolished()
            beside = self.more.sizeHint().width()
            while shown and _line([*self._narrow[:shown], beside]) > room:
                shown -= 1
        for at, button in enumerate(self._buttons):
            button.setText(self._words.get(button, "") if worded else "")
            button.setVisible(at < shown)
        self.more.setVisible(shown < len(self._buttons))

    @Slot()
    def _fill(self) -> None:
        """The menu: what has no room now."""
        self._menu.clear()
        for button in self._buttons:
            if not button.isHidden():
                continue
            inner = button.menu() if isinstance(button, QPushButton) else None
            if inner is not None:
                made = self._menu.addMenu(button.icon(), self.words(button))
                made.addActions(inner.actions())
                action = made.menuAction()
            else:
                action = QAction(button.icon(), self.words(button), self._menu)
                action.triggered.connect(button.click)
                self._menu.addAction(action)
            action.setEnabled(button.isEnabled())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: another width."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: the style is settled now."""
        super().showEvent(event)
        self._wide = []
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt's: another font or style has other widths."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.isVisible():
            self._wide = []
            self.updateGeometry()
            self._fit()


def _line(widths: Sequence[int]) -> int:
    """Width of parts beside each other."""
    return sum(widths) + _GAP * max(0, len(widths) - 1)
