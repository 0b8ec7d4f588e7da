"""The guide as a page to read: a list of its sections over the text."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QComboBox, QTextBrowser, QVBoxLayout, QWidget

from desktop import guide, i18n, theme
from desktop.widgets import basic

NARROWEST = 240
"""Width in pixels below which a line holds too few words to be read."""

_HEADINGS = {1: "headline", 2: "title", 3: "strong"}
"""Roles of the type scale by a heading's depth."""


class GuideView(basic.Translated):
    """Shows the guide in the window's language.

    Signals:
        shown: a section came to the top, by name.
    """

    shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guide_view")
        self.setMinimumWidth(NARROWEST)
        self.contents, self.text = QComboBox(), QTextBrowser()
        self.contents.setObjectName("guide_contents")
        self.contents.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.text.setObjectName("guide_text")
        self.text.setOpenLinks(False)
        self.text.setProperty("plain", "true")
        self.text.anchorClicked.connect(self._on_link)
        self.contents.activated.connect(self._on_chosen)
        theme.notifier().changed.connect(self._write)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(basic.GAP.small)
        layout.addWidget(self.contents)
        layout.addWidget(self.text, 1)
        self._section = ""
        self._stays = False
        # The text is laid out bit by bit, and anew at every width: the section's place moves meanwhile.
        bar = self.text.verticalScrollBar()
        bar.rangeChanged.connect(self._on_laid_out)
        bar.actionTriggered.connect(self._on_scrolled)
        self._places: dict[str, int] = {}
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.contents.setAccessibleName(self.tr("Sections of the guide"))
        self.text.setAccessibleName(self.tr("Guide"))
        self.contents.clear()
        for section in guide.read(i18n.shown()).sections:
            self.contents.addItem("    " * max(0, section.level - 2) + section.title, section.name)
        self._write()

    def show_section(self, name: str) -> None:
        """Bring a section to the top; an unknown name leaves the guide where it is."""
        if name not in self._places:
            return
        self._section = name
        self.contents.setCurrentIndex(self.contents.findData(name))
        self.text.setTextCursor(self._heading())
        self._stays = True
        self._to_top()
        self.shown.emit(name)

    def _heading(self) -> QTextCursor:
        return QTextCursor(self.text.document().findBlockByNumber(self._places[self._section]))

    def _to_top(self) -> None:
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.value() + self.text.cursorRect(self._heading()).top() - 8)

    @Slot()
    def _on_laid_out(self) -> None:
        if self._stays and self._section in self._places:
            self._to_top()

    @Slot()
    def _on_scrolled(self) -> None:
        """The reader went on by wheel, key or the bar: nothing takes them back."""
        self._stays = False

    def section(self) -> str:
        """The section shown last; empty before the first."""
        return self._section

    @Slot()
    def _write(self) -> None:
        """Set the text in today's language and colours, at the same section."""
        found = guide.read(i18n.shown())
        self._places = {}
        self.text.setMarkdown(found.markdown)
        document = self.text.document()
        document.setDefaultFont(theme.font("body"))
        names = iter(found.sections)
        block = document.begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            _set_block(block, level)
            if level:
                self._places[next(names).name] = block.blockNumber()
            block = block.next()
        if self._section:
            self.show_section(self._section)

    @Slot(QUrl)
    def _on_link(self, link: QUrl) -> None:
        self.show_section(link.fragment() or link.toString().removeprefix(guide.SCHEME))

    @Slot(int)
    def _on_chosen(self, at: int) -> None:
        self.show_section(str(self.contents.itemData(at)))


def _set_block(block: QTextBlock, level: int) -> None:
    """Spacing of a paragraph or a heading, and the heading's place in the type scale."""
    cursor = QTextCursor(block)
    spacing = QTextBlockFormat()
    spacing.setTopMargin({1: 0, 2: 20, 3: 12}.get(level, 2))
    spacing.setBottomMargin(4)
    spacing.setLineHeight(118, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.mergeBlockFormat(spacing)
    if level:
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        if not cursor.hasSelection():
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        size, weight = theme.TYPE[_HEADINGS[level]]
        look.setProperty(QTextCharFormat.Property.FontPixelSize, size)
        look.setFontWeight(QFont.Weight(weight))
        look.clearProperty(QTextCharFormat.Property.FontSizeAdjustment)
        look.setForeground(theme.color("text"))
        cursor.mergeCharFormat(look)
