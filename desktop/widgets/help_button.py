"""A small question mark beside a heading: opens the guide where that is explained."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Slot
from PySide6.QtGui import QWhatsThisClickedEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from desktop import guide, i18n, icons


class HelpButton(QToolButton):
    """Sends the section up to the window, as a link in “What is this?” does."""

    def __init__(self, section: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "quiet")
        self.setProperty("small", "true")
        self.setProperty(guide.PROPERTY, section)
        self.setObjectName(f"help_{section}")
        self._section = section
        icons.attach(self, "help", "muted", 14)
        self.setFixedSize(QSize(22, 22))
        self.clicked.connect(self._ask)
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Qt's."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Name it after the section it opens."""
        titles = {section.name: section.title for section in guide.read(i18n.shown()).sections}
        text = QCoreApplication.translate("HelpButton", "Guide: {0}").format(titles[self._section])
        self.setToolTip(text)
        self.setAccessibleName(text)

    @Slot()
    def _ask(self) -> None:
        QApplication.sendEvent(self, QWhatsThisClickedEvent(guide.SCHEME + self._section))
