"""A button that shows the chosen backbone and opens the searchable list of all."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget

from desktop import icons
from desktop.widgets import basic
from desktop.widgets.backbone_list import NAME_ROLE, ORDERS, BackboneDelegate, BackboneList
from desktop.widgets.segments import Segments
from engine.errors import EngineError
from engine.models.backbones import Backbone, backbone
from engine.models.weights import is_here


class BackbonePopup(QFrame):
    """Search line, order, list. Enter or a click chooses, Escape leaves.

    Signals:
        chosen: a backbone's name.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "card")
        self.setObjectName("backbone_popup")
        self.search = QLineEdit()
        self.search.setObjectName("backbone_search")
        self.search.setClearButtonEnabled(False)
        self.order = Segments(ORDERS)
        self.model = BackboneList()
        self.view = QListView()
        self.view.setObjectName("backbone_list")
        self.view.setModel(self.model)
        self.view.setItemDelegate(BackboneDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self._none = basic.label(kind="muted", wrap=True)
        self._none.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(basic.GAP.small)
        for part in (self.search, self.order, self._none):
            layout.addWidget(part)
        layout.addWidget(self.view, 1)
        self.search.textChanged.connect(self._list)
        self.search.returnPressed.connect(self._take_current)
        self.search.installEventFilter(self)
        self.order.chosen.connect(self._list)
        self.order.set_value("here")
        self.view.clicked.connect(self._take)
        self.view.activated.connect(self._take)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the words."""
        self.search.setPlaceholderText(self.tr("Search backbones"))
        self.search.setAccessibleName(self.tr("Search backbones"))
        self.view.setAccessibleName(self.tr("Backbones"))
        self.order.name("here", self.tr("Weights here"), self.tr("Those on this disk first"))
        self.order.name("top1", self.tr("Accuracy"), self.tr("Best on ImageNet first"))
        self.order.name("parameters", self.tr("Size"), self.tr("Fewest parameters first"))
        self.order.name("name", self.tr("Name"), self.tr("By name"))
        self._none.setText(self.tr("None by that name. Any timm model can be had as timm:NAME; press Enter."))

    def open_under(self, button: QWidget, current: str) -> None:
        """Show under ``button`` with ``current`` selected."""
        self.model.look()
        self.search.clear()
        self._list()
        row = self.model.row_of(current)
        if row >= 0:
            self.view.setCurrentIndex(self.model.index(row))
            self.view.scrollTo(self.model.index(row), QListView.ScrollHint.PositionAtCenter)
        self.resize(QSize(max(400, button.width()), 460))
        self.move(button.mapToGlobal(QPoint(0, button.height() + 4)))
        self.show()
        self.search.setFocus()

    @Slot()
    def _list(self) -> None:
        self.model.show(self.search.text(), self.order.value() or "here")
        found = self.model.rowCount() > 0
        self._none.setVisible(not found)
        if found:
            self.view.setCurrentIndex(self.model.index(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: up and down in the search line move through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                row = max(0, min(self.view.currentIndex().row() + step, self.model.rowCount() - 1))
                self.view.setCurrentIndex(self.model.index(row))
                return True
        handled: bool = super().eventFilter(watched, event)
        return handled

    @Slot()
    def _take_current(self) -> None:
        if self.model.rowCount():
            self._take(self.view.currentIndex())
            return
        text = self.search.text().strip()
        if text.removeprefix("timm:").strip() and text.startswith("timm:"):
            self.hide()
            self.chosen.emit(text)

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self.hide()
            self.chosen.emit(str(index.data(NAME_ROLE)))


class BackbonePicker(QPushButton):
    """Shows the chosen backbone in two lines.

    Signals:
        chosen: the user took another one, by name.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backbone_picker")
        self.setProperty("kind", "picker")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = ""
        self._popup: BackbonePopup | None = None
        self._title = basic.Elided("strong")
        self._facts = basic.Elided("caption")
        self._chevron = basic.label()
        icons.attach(self._chevron, "chevron-down", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.addLayout(basic.column(self._title, self._facts, gap=0), 1)
        layout.addWidget(self._chevron)
        for part in (self._title, self._facts, self._chevron):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self.open)

    def set_value(self, name: str) -> None:
        """Show the backbone ``name``; says nothing."""
        self._name = name
        known = self.backbone()
        title = known.title if known else name
        told, here = BackboneList(), known is not None and is_here(known)
        facts = told.facts(known, here=here) if known else ""
        details = told.details(known, here=here) if known else name
        self._title.setText(title)
        self._facts.setText(facts)
        self.setAccessibleName(self.tr("Backbone: {0}. {1}").format(title, facts))
        self.setToolTip(f"{details}\n{self.tr('The pretrained network to build on. Opens the list of all.')}")

    def value(self) -> str:
        """The chosen backbone's name."""
        return self._name

    def backbone(self) -> Backbone | None:
        """The chosen backbone; None for a name that is none."""
        try:
            return backbone(self._name)
        except EngineError:
            return None

    def retranslate(self) -> None:
        """Write the words."""
        self.set_value(self._name)
        if self._popup is not None:
            self._popup.retranslate()

    def popup(self) -> BackbonePopup:
        """The list, made when first needed."""
        if self._popup is None:
            self._popup = BackbonePopup(self)
            self._popup.chosen.connect(self._on_chosen)
        return self._popup

    @Slot()
    def open(self) -> None:
        """Open the list."""
        self.popup().open_under(self, self._name)

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        if name != self._name:
            self.set_value(name)
            self.chosen.emit(name)
