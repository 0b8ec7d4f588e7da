"""Pictures for a data set that come by dropping, pasting or choosing; their class is asked inline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.item_models.class_changes import ClassChanges
from desktop.item_models.loose_intake import LooseIntake
from desktop.widgets.add_pictures import AddPictures
from desktop.widgets.dataset_pages import DatasetPages
from desktop.widgets.shown_pictures import ShownPictures
from engine.data.loose import Loose


class DatasetAdding(QObject):
    """What was dropped is opened where it is a data set, else offered to a class. Main thread only.

    Signals:
        data_set: path of a data set to open.
        offered: pictures wait for a class; what was said before is out of date.
        failed: message and hint.
    """

    data_set = Signal(str)
    offered = Signal()
    failed = Signal(str, str)

    def __init__(
        self, pages: DatasetPages, shown: ShownPictures, changes: ClassChanges, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._pages, self._shown, self._changes = pages, shown, changes
        self._intake, self.bar = LooseIntake(self), AddPictures()
        self._locked = False
        self._intake.data_set.connect(self.data_set)
        self._intake.pictures.connect(self._offer)
        self._intake.failed.connect(self.failed)
        self.bar.accepted.connect(changes.add)
        pages.overview.menu.pictures_chosen.connect(self.take)
        pages.overview.menu.test_set_chosen.connect(self.take_test_set)
        pages.overview.bars.pictures_requested.connect(self._ask)

    def set_locked(self, locked: bool) -> None:
        """Take nothing while a run goes on."""
        self._locked = locked
        if locked:
            self.bar.hide()

    @Slot(object)
    def take(self, paths: Sequence[str | Path], class_name: str = "") -> None:
        """Open a dropped data set; offer a class, ``class_name`` first, for dropped pictures."""
        if paths and not self._locked:
            self._intake.take([Path(path) for path in paths], class_name)

    @Slot(str)
    def take_test_set(self, folder: str) -> None:
        """Offer the pictures of a folder of class folders to the test fold."""
        if not self._locked:
            self._intake.take_test_set(Path(folder))

    def class_at(self, panel: QWidget, point: QPointF) -> str:
        """The class whose row is at a point of ``panel``; empty for none."""
        view, bars = self._changes.view, self._pages.overview.bars
        viewport = bars.viewport()
        inside = viewport.mapFrom(panel, point)
        if view is None or not viewport.isVisible() or not viewport.rect().contains(inside.toPoint()):
            return ""
        label = bars.row_at(inside)
        return view.catalog.classes[label] if label >= 0 else ""

    @Slot(int)
    def _ask(self, label: int) -> None:
        self._shown.show_class(label)
        self._pages.overview.menu.ask_pictures()

    @Slot(object, str, str)
    def _offer(self, loose: Loose, class_name: str, fold: str) -> None:
        view = self._changes.view
        if view is None:
            self.failed.emit(
                self.tr("Loose pictures can be added once a data set is open."),
                self.tr("Drop one folder that holds a folder for each class."),
            )
        elif not loose.pictures:
            reason = loose.refused[0].reason if loose.refused else self.tr("The folder is empty.")
            self.failed.emit(self.tr("There is no picture in what was dropped."), reason)
        else:
            self.offered.emit()
            self._pages.show_set()
            chosen = class_name or ("" if loose.groups else self._shown.class_name)
            self.bar.offer(loose, view.catalog.classes, chosen, fold)
