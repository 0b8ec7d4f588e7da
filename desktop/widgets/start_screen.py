"""The first thing seen: three ways in, and what was open last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop import icons, preferences, project
from desktop.widgets import basic

_WIDTH, _HEIGHT = 232, 132


class WayIn(QPushButton):
    """A large button: icon, title, a sentence."""

    def __init__(self, icon: str, name: str, *, primary: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "way_in_primary" if primary else "way_in")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedWidth(_WIDTH)
        # As high as the row, and the row as its highest: a wide font takes a line more.
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._icon = QLabel()
        icons.attach(self._icon, icon, "accent", 28)
        self._title = basic.label(kind="title", wrap=True)
        self._text = basic.label(kind="muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.setSpacing(6)
        for part in (self._icon, self._title, self._text):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(part)
        layout.addStretch(1)

    def sizeHint(self) -> QSize:
        """Qt's: the words whole."""
        inside = self.layout()
        assert inside is not None
        return QSize(_WIDTH, max(_HEIGHT, inside.totalHeightForWidth(_WIDTH)))

    def minimumSizeHint(self) -> QSize:
        """Qt's."""
        return self.sizeHint()

    def say(self, title: str, text: str) -> None:
        """Set the words."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)


class StartScreen(basic.Translated):
    """Three ways in; recent projects under them.

    Signals:
        open_folder, open_project, open_sample: the three.
        project_chosen: the folder of a recent project.
    """

    open_folder = Signal()
    open_project = Signal()
    open_sample = Signal()
    project_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_screen")
        self._mark = QLabel()
        icons.attach(self._mark, "graft", "accent", 44)
        self._title = basic.label(kind="headline")
        self._text = basic.label(kind="muted", wrap=True)
        for part in (self._mark, self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._ways = (
            WayIn("folder", "way_folder", primary=True),
            WayIn("sample", "way_sample"),
            WayIn("project", "way_project"),
        )
        self._drop = basic.label(kind="caption")
        self._drop.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._recent_title = basic.label(kind="section")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self._build()
        self._ways[0].clicked.connect(self.open_folder)
        self._ways[1].clicked.connect(self.open_sample)
        self._ways[2].clicked.connect(self.open_project)
        self.retranslate()
        self.list_recent()

    def _build(self) -> None:
        ways = QHBoxLayout()
        ways.setSpacing(basic.GAP.large)
        ways.addStretch(1)
        for way in self._ways:
            ways.addWidget(way)
        ways.addStretch(1)
        recent = QWidget()
        recent.setFixedWidth(3 * _WIDTH + 2 * basic.GAP.large)
        inside = QVBoxLayout(recent)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(basic.GAP.tiny)
        inside.addWidget(self._recent_title)
        inside.addLayout(self._recent)
        layout = QVBoxLayout(self)
        layout.setSpacing(basic.GAP.small)
        layout.addStretch(2)
        for part in (self._mark, self._title, self._text):
            layout.addWidget(part)
        layout.addSpacing(basic.GAP.huge)
        layout.addLayout(ways)
        layout.addSpacing(basic.GAP.small)
        layout.addWidget(self._drop)
        layout.addSpacing(basic.GAP.huge)
        layout.addWidget(recent, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Turn a folder of pictures into a classifier"))
        self._text.setText(
            self.tr("Everything happens on this computer. Your pictures are never changed or sent anywhere.")
        )
        self._ways[0].say(
            self.tr("Open a folder"), self.tr("One folder of pictures for each class you want to tell apart.")
        )
        self._ways[1].say(
            self.tr("Try the sample"), self.tr("1,797 handwritten digits, built in. Trained in seconds.")
        )
        self._ways[2].say(self.tr("Open a project"), self.tr("Go on where you left off, with all its runs."))
        self._drop.setText(self.tr("Or drop a folder, a ZIP or a CSV file anywhere in this window."))
        self._recent_title.setText(self.tr("Recent projects"))

    def list_recent(self) -> None:
        """Show the recent projects that are still there."""
        while (item := self._recent.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        found = [folder for folder in preferences.recent_projects() if project.is_project(Path(folder))]
        self._recent_title.setVisible(bool(found))
        for folder in found[:4]:
            made = basic.button("link", "project")
            made.setText(f"{Path(folder).name}   {_short(folder)}")
            made.setToolTip(folder)
            made.setProperty("folder", folder)
            made.clicked.connect(self._on_recent)
            self._recent.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _on_recent(self) -> None:
        made = self.sender()
        if made is not None:
            self.project_chosen.emit(str(made.property("folder")))


def _short(folder: str) -> str:
    """A path with the home folder as ``~``."""
    home = str(Path.home())
    return "~" + folder[len(home) :] if folder.startswith(home) else folder
