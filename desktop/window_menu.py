"""The window's actions: one list for menu, shortcuts and the cheat sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop import i18n, motion, preferences, project, theme

SHORTCUTS = {
    "open_folder": "Ctrl+O",
    "open_project": "Ctrl+Shift+O",
    "train": "Ctrl+Return",
    "queue": "Ctrl+Shift+Return",
    "pause": "Ctrl+P",
    "stop": "Ctrl+.",
    "data": "Ctrl+1",
    "model": "Ctrl+2",
    "train_step": "Ctrl+3",
    "explore": "Ctrl+4",
    "export": "Ctrl+5",
    "all": "Ctrl+0",
    "runs": "Ctrl+R",
    "label": "Ctrl+L",
    "guide": "F1",
    "whats_this": "Shift+F1",
    "shortcuts": "Ctrl+/",
    "quit": "Ctrl+Q",
}


class WindowMenu(QObject):
    """Actions by key (those of ``SHORTCUTS`` and a few without one) and the menu that shows them.

    Signals:
        chosen: an action's key.
        project_chosen: a recent project's folder.
        scheme_chosen: one of ``theme.SCHEMES``.
        motion_chosen: one of ``motion.WISHES``.
        language_chosen: one of ``i18n.LANGUAGES``.
    """

    chosen = Signal(str)
    project_chosen = Signal(str)
    scheme_chosen = Signal(str)
    motion_chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.menu = QMenu(window)
        self.recent, self.help = QMenu(self.menu), QMenu(self.menu)
        self.look, self.motion, self.language = QMenu(self.menu), QMenu(self.menu), QMenu(self.menu)
        self.actions: dict[str, QAction] = {}
        for key in (*SHORTCUTS, "open_sample", "watch_run", "copy_diagnostics", "open_logs", "about"):
            self._add(key)
        self._schemes = self._choices(self.look, theme.SCHEMES, self._on_scheme)
        self._motions = self._choices(self.motion, motion.WISHES, self._on_motion)
        self._languages = self._choices(self.language, i18n.LANGUAGES, self._on_language)
        self.recent.aboutToShow.connect(self._fill_recent)
        self._arrange()
        self.retranslate()

    def _add(self, key: str) -> None:
        action = QAction(self._window)
        action.setObjectName(f"action_{key}")
        action.setProperty("key", key)
        if key in SHORTCUTS:
            action.setShortcut(QKeySequence(SHORTCUTS[key]))
        action.triggered.connect(self._on_action)
        self._window.addAction(action)
        self.actions[key] = action

    def _choices(self, menu: QMenu, keys: tuple[str, ...], slot: object) -> dict[str, QAction]:
        group = QActionGroup(self)
        made: dict[str, QAction] = {}
        for key in keys:
            action = QAction(menu)
            action.setCheckable(True)
            action.setProperty("key", key)
            action.triggered.connect(slot)
            group.addAction(action)
            menu.addAction(action)
            made[key] = action
        return made

    def _arrange(self) -> None:
        menu, actions = self.menu, self.actions
        for key in ("open_folder", "open_project", "open_sample", "watch_run"):
            menu.addAction(actions[key])
        menu.addMenu(self.recent)
        menu.addSeparator()
        for key in ("train", "queue", "pause", "stop", "label", "runs", "all"):
            menu.addAction(actions[key])
        menu.addSeparator()
        for part in (self.look, self.motion, self.language, self.help):
            menu.addMenu(part)
        for key in ("guide", "whats_this", "shortcuts", "", "copy_diagnostics", "open_logs", "", "about"):
            if key:
                self.help.addAction(actions[key])
            else:
                self.help.addSeparator()
        menu.addSeparator()
        menu.addAction(actions["quit"])

    def retranslate(self) -> None:
        """Write the words."""
        for key, text in self.texts().items():
            self.actions[key].setText(text)
        self.recent.setTitle(self.tr("Recent projects"))
        self.look.setTitle(self.tr("Appearance"))
        self.motion.setTitle(self.tr("Motion"))
        self.help.setTitle(self.tr("Help"))
        self.language.setTitle(self.tr("Language"))
        looks = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        for key, action in self._schemes.items():
            action.setText(looks[key])
            action.setChecked(key == (preferences.text("scheme") or "system"))
        motions = {
            "system": self.tr("As the system"),
            "full": self.tr("Usual"),
            "reduced": self.tr("Reduced"),
        }
        for key, action in self._motions.items():
            action.setText(motions[key])
            action.setChecked(key == (preferences.text("motion") or "system"))
        for key, action in self._languages.items():
            action.setText(i18n.NAMES.get(key) or self.tr("As the system"))
            action.setChecked(key == (preferences.text("language") or "system"))

    def texts(self) -> dict[str, str]:
        """Each action in words."""
        return {
            "open_folder": self.tr("Open a folder of pictures…"),
            "open_project": self.tr("Open a project…"),
            "open_sample": self.tr("Open the sample"),
            "watch_run": self.tr("Watch a run…"),
            "train": self.tr("Train"),
            "queue": self.tr("Add to queue"),
            "pause": self.tr("Pause or continue"),
            "stop": self.tr("Stop"),
            "data": self.tr("Data alone"),
            "model": self.tr("Model alone"),
            "train_step": self.tr("Training alone"),
            "explore": self.tr("Predictions alone"),
            "export": self.tr("Export"),
            "all": self.tr("All panels"),
            "runs": self.tr("Runs"),
            "label": self.tr("Label pictures"),
            "guide": self.tr("Guide"),
            "whats_this": self.tr("What is this?"),
            "shortcuts": self.tr("Keyboard shortcuts"),
            "copy_diagnostics": self.tr("Copy diagnostics"),
            "open_logs": self.tr("Open the log folder"),
            "about": self.tr("About Graft"),
            "quit": self.tr("Quit"),
        }

    def cheat_sheet(self) -> list[tuple[str, str]]:
        """(keys, what they do), for the help page."""
        texts = self.texts()
        form = QKeySequence.SequenceFormat.NativeText
        return [
            (QKeySequence(keys).toString(form), texts[key].rstrip("…")) for key, keys in SHORTCUTS.items()
        ]

    @Slot()
    def _on_action(self) -> None:
        self.chosen.emit(self._key())

    @Slot()
    def _on_scheme(self) -> None:
        self.scheme_chosen.emit(self._key())

    @Slot()
    def _on_motion(self) -> None:
        self.motion_chosen.emit(self._key())

    @Slot()
    def _on_language(self) -> None:
        self.language_chosen.emit(self._key())

    def _key(self) -> str:
        sender = self.sender()
        return str(sender.property("key")) if sender is not None else ""

    @Slot()
    def _fill_recent(self) -> None:
        self.recent.clear()
        for folder in preferences.recent_projects():
            if project.is_project(Path(folder)):
                action = self.recent.addAction(Path(folder).name)
                action.setToolTip(folder)
                action.setProperty("key", folder)
                action.triggered.connect(self._on_recent)
        if self.recent.isEmpty():
            none = self.recent.addAction(self.tr("None yet"))
            none.setEnabled(False)

    @Slot()
    def _on_recent(self) -> None:
        self.project_chosen.emit(self._key())
