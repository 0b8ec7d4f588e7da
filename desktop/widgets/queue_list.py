"""The runs that wait, in their order, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop import icons, words
from desktop.run_queue import Waiting
from desktop.widgets import basic
from engine.config import RunConfig
from engine.errors import EngineError
from engine.models.backbones import backbone

_ROW, _ROWS = 32, 4
"""Height of a row in pixels, and how many are seen without scrolling."""

_KEY = Qt.ItemDataRole.UserRole


class _Rows(QListWidget):
    """A list that turns keys into wishes.

    Signals:
        step_wanted: Alt+Up (-1) or Alt+Down (1).
        removal_wanted: Delete.
    """

    step_wanted = Signal(int)
    removal_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_wanted.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit()
        else:
            super().keyPressEvent(event)


class QueueList(basic.Translated):
    """Hidden while nothing waits.

    Signals:
        start_requested: let the queue go on.
        hold_requested: start nothing more by itself.
        moved: a waiting run's key and its new place, counted from 0.
        removed: a waiting run's key.
    """

    start_requested = Signal()
    hold_requested = Signal()
    moved = Signal(str, int)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue_list")
        self._waiting: tuple[Waiting, ...] = ()
        self._held = self._running = False
        self._heading, self._note = basic.label(kind="section"), basic.label(kind="caption")
        self.up = basic.tool("arrow-up", name="queue_up_button")
        self.down = basic.tool("arrow-down", name="queue_down_button")
        self.remove = basic.tool("cross", name="queue_remove_button")
        self.go = basic.button(name="queue_go_button")
        self.rows = _Rows()
        self.rows.setObjectName("queue_rows")
        self.rows.setProperty("framed", "true")
        self.rows.setUniformItemSizes(True)
        figures = self.rows.font()
        figures.setFeature(QFont.Tag("tnum"), 1)
        self.rows.setFont(figures)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.small)
        tools = basic.row(self.up, self.down, self.remove, gap=0)
        head = basic.row(self._heading, self._note, None)
        head.addLayout(tools)
        head.addWidget(self.go)
        layout.addLayout(head)
        layout.addWidget(self.rows)
        self._connect()
        self.retranslate()
        self.hide()

    def _connect(self) -> None:
        self.rows.currentRowChanged.connect(self._show_tools)
        self.rows.step_wanted.connect(self._step)
        self.rows.removal_wanted.connect(self._remove)
        self.up.clicked.connect(self._step_up)
        self.down.clicked.connect(self._step_down)
        self.remove.clicked.connect(self._remove)
        self.go.clicked.connect(self._go)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.rows.setAccessibleName(self.tr("Runs that wait"))
        basic.name_it(self.up, self.tr("Sooner (Alt+Up)"))
        basic.name_it(self.down, self.tr("Later (Alt+Down)"))
        basic.name_it(self.remove, self.tr("Remove from the queue (Delete)"))
        self._write()

    def show_queue(self, waiting: Sequence[Waiting], *, held: bool, running: bool) -> None:
        """Show what waits, the next first.

        Args:
            waiting: the queue.
            held: it needs the user's word to go on.
            running: a run is going on now.
        """
        self._waiting, self._held, self._running = tuple(waiting), held, running
        self._write()

    def selected(self) -> str:
        """The key of the chosen run; empty for none."""
        item = self.rows.currentItem()
        return "" if item is None else str(item.data(_KEY))

    def texts(self) -> list[str]:
        """The rows as they are read."""
        return [self.rows.item(row).text() for row in range(self.rows.count())]

    def _write(self) -> None:
        goes_on = self._running and not self._held
        self._heading.setText(self.tr("Queue: {0} waiting").format(len(self._waiting)))
        self._note.setText(
            self.tr("The next one starts by itself.") if goes_on else self.tr("Nothing starts by itself.")
        )
        self.go.setText(self.tr("Hold the queue") if goes_on else self.tr("Start the queue"))
        icons.attach(self.go, "pause" if goes_on else "play")
        self._fill()
        self._show_tools()
        self.setVisible(bool(self._waiting))

    def _fill(self) -> None:
        key, row = self.selected(), max(self.rows.currentRow(), 0)
        self.rows.blockSignals(True)
        self.rows.clear()
        for place, one in enumerate(self._waiting):
            item = QListWidgetItem(f"{place + 1}.  {describe(one.config)}")
            item.setToolTip(item.text())
            item.setData(_KEY, one.key)
            item.setSizeHint(QSize(0, _ROW))
            self.rows.addItem(item)
            if one.key == key:
                row = place
        self.rows.setCurrentRow(min(row, len(self._waiting) - 1))
        self.rows.blockSignals(False)
        frame = 2 * self.rows.frameWidth() + 2
        self.rows.setFixedHeight(max(1, min(len(self._waiting), _ROWS)) * _ROW + frame)

    @Slot()
    def _show_tools(self) -> None:
        row = self.rows.currentRow()
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < len(self._waiting) - 1)
        self.remove.setEnabled(row >= 0)

    @Slot(int)
    def _step(self, by: int) -> None:
        row = self.rows.currentRow()
        if row >= 0 and 0 <= row + by < len(self._waiting):
            self.moved.emit(self.selected(), row + by)

    @Slot()
    def _step_up(self) -> None:
        self._step(-1)

    @Slot()
    def _step_down(self) -> None:
        self._step(1)

    @Slot()
    def _remove(self) -> None:
        key = self.selected()
        if key:
            self.removed.emit(key)

    @Slot()
    def _go(self) -> None:
        if self._running and not self._held:
            self.hold_requested.emit()
        else:
            self.start_requested.emit()


def describe(config: RunConfig) -> str:
    """A run's settings in a line: its name where it has one, backbone, mode, length, rate and seed."""
    try:
        title = backbone(config.model.backbone).title
    except EngineError:
        title = config.model.backbone
    parts = [config.name] if config.name else []
    parts += [title, words.mode(config.model.mode), *words.training(config)]
    return " · ".join(parts)
