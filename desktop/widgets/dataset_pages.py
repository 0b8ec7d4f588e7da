"""The pages of the data set panel: the way in, the set itself, the public sets."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.widgets import basic
from desktop.widgets.dataset_overview import DatasetOverview
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.pictures_pane import PicturesPane
from desktop.widgets.public_sets_view import PublicSetsView

_WIDE = 680
"""From this width on the pictures stand beside the overview, in device-independent pixels."""


class DatasetPages(QStackedWidget):
    """Overview and pictures stand beside each other where there is room, else one at a time."""

    def __init__(self, parent: QWidget | None = None, *, loader: ThumbnailLoader | None = None) -> None:
        super().__init__(parent)
        self.overview, self.pictures = DatasetOverview(), PicturesPane(loader=loader)
        self.empty = EmptyState("folder")
        self.digits, self.insects, self.sets_link = (
            basic.button("link", icon, name=name)
            for icon, name in (
                ("sample", "open_digits"),
                ("sample", "open_insects"),
                ("download", "open_sets"),
            )
        )
        self.empty.add_links(self.digits, self.insects, self.sets_link)
        self._sets: PublicSetsView | None = None
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.overview)
        self._split.addWidget(self.pictures)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(1, 1)
        self.addWidget(self.empty)
        self.addWidget(self._split)

    @property
    def sets(self) -> PublicSetsView:
        """The public sets; made at the first call."""
        if self._sets is None:
            self._sets = PublicSetsView()
            self.addWidget(self._sets)
        return self._sets

    def has_sets(self) -> bool:
        """Whether :attr:`sets` was made."""
        return self._sets is not None

    def show_sets(self) -> None:
        """The public sets."""
        self.setCurrentWidget(self.sets)
        self.sets.setFocus()

    def show_empty(self) -> None:
        """The way in."""
        self.setCurrentWidget(self.empty)

    def show_set(self) -> None:
        """The data set that is open, or being read."""
        self.setCurrentWidget(self._split)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: arrange anew."""
        super().resizeEvent(event)
        self.arrange(to_pictures=self.pictures.isVisible() and not self.overview.isVisible())

    def arrange(self, *, to_pictures: bool = False) -> None:
        """Show both where there is room, else the pictures or the overview."""
        wide = self.width() >= _WIDE
        self.pictures.set_back_visible(not wide)
        self.pictures.setVisible(wide or to_pictures)
        self.overview.setVisible(wide or not to_pictures)
        if wide and self._split.sizes()[0] < 280:
            self._split.setSizes([340, max(1, self.width() - 340)])
