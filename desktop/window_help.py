"""What the window offers to those who want to know more: guide, “What is this?”, shortcuts, about, logs."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QWhatsThisClickedEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWhatsThis, QWidget

from desktop import guide, i18n, paths, preferences
from desktop.window_menu import WindowMenu

WIDTH = 320
"""Of the guide's dock at first, in pixels."""


class WindowHelp(QObject):
    """Answers the actions of the help menu, and links into the guide from anywhere in ``window``."""

    ACTIONS = ("guide", "whats_this", "shortcuts", "copy_diagnostics", "open_logs", "about")

    def __init__(self, window: QMainWindow, menu: WindowMenu) -> None:
        super().__init__(window)
        self._window, self._menu = window, menu
        self.dock: QDockWidget | None = None
        self._panels: dict[str, QWidget] = {}
        window.installEventFilter(self)

    def explain(self, panels: Mapping[str, QWidget]) -> None:
        """Say what each panel is to those who ask, and open the guide where it was open last time."""
        self._panels = dict(panels)
        for name, panel in panels.items():
            panel.setProperty(guide.PROPERTY, guide.PANELS[name])
        self.retranslate()
        if preferences.text("guide"):
            self.show_section(preferences.text("guide"))

    def retranslate(self) -> None:
        """Write the words."""
        titles = {section.name: section.title for section in guide.read(i18n.shown()).sections}
        texts = self._texts()
        for name, panel in self._panels.items():
            section = guide.PANELS[name]
            panel.setWhatsThis(guide.whats_this(titles[section], texts[name], section))
        if self.dock is not None:
            self.dock.setWindowTitle(self.tr("Guide"))

    def _texts(self) -> dict[str, str]:
        return {
            "data": self.tr("The pictures to learn from: their classes, their folds, what is wrong."),
            "label": self.tr("Pictures without a class, and those whose label teaches the network most."),
            "model": self.tr("The network to begin with, how much of it learns, and how."),
            "train": self.tr("How the run goes: loss and accuracy after every epoch, and the result."),
            "explore": self.tr("Every held-out picture with what the network takes it for."),
            "export": self.tr("Files of the trained network for other programs; or use it here at once."),
            "runs": self.tr("Every training of this project: open, go on, repeat, compare."),
        }

    def act(self, key: str, hardware: str) -> str:
        """Do what an action of ``ACTIONS`` says; gives a message for the window, or an empty text.

        Args:
            key: the action.
            hardware: the hardware line's text, for the diagnostics.
        """
        from desktop import help

        if key == "guide":
            self.show_section(self.section_here())
        elif key == "whats_this":
            QWhatsThis.enterWhatsThisMode()
        elif key == "shortcuts":
            from desktop.shortcut_sheet import ShortcutSheet

            ShortcutSheet(self._window, self._menu.cheat_sheet()).open()
        elif key == "about":
            help.about_page(self._window).open()
        elif key == "open_logs":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_folder())))
        elif key == "copy_diagnostics":
            QGuiApplication.clipboard().setText(help.diagnostics(hardware))
            return self.tr("Diagnostics copied. They hold no names and nothing of your pictures.")
        return ""

    def section_here(self) -> str:
        """The section that explains what has the focus; the first one where nothing special has."""
        widget = QApplication.focusWidget()
        while widget is not None:
            if section := widget.property(guide.PROPERTY):
                return str(section)
            widget = widget.parentWidget()
        return guide.read(i18n.shown()).sections[0].name

    def show_section(self, name: str) -> None:
        """Open the guide at a section."""
        from desktop.widgets.dock_title import DockTitle
        from desktop.widgets.guide_view import GuideView

        if self.dock is None:
            self.dock = QDockWidget(self._window)
            self.dock.setObjectName("guide_dock")
            features = QDockWidget.DockWidgetFeature
            self.dock.setFeatures(features.DockWidgetClosable | features.DockWidgetMovable)
            self.dock.setTitleBarWidget(DockTitle(self.dock))
            made = GuideView()
            made.shown.connect(self._remember)
            self.dock.setWidget(made)
            self.dock.visibilityChanged.connect(self._on_visible)
            self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            self._window.resizeDocks([self.dock], [WIDTH], Qt.Orientation.Horizontal)
            self.retranslate()
        self.dock.show()
        view = self.dock.widget()
        if isinstance(view, GuideView):
            # A dock that was just made has no size yet, and a page without a size no place to scroll to.
            QApplication.sendPostedEvents()
            view.show_section(name)

    @Slot(str)
    def _remember(self, section: str) -> None:
        # Closed, it still follows the language and the colours, and goes to its section again.
        if self.dock is not None and not self.dock.isHidden():
            preferences.set_text("guide", section)

    @Slot(bool)
    def _on_visible(self, _visible: bool) -> None:
        if self.dock is not None and self.dock.isHidden() and self._window.isVisible():
            preferences.set_text("guide", "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: links of “What is this?” and the small question marks arrive at the window."""
        if isinstance(event, QWhatsThisClickedEvent) and event.href().startswith(guide.SCHEME):
            self.show_section(event.href().removeprefix(guide.SCHEME))
            event.accept()
            return True
        return super().eventFilter(watched, event)
