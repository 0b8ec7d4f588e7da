"""The foot of the model panel: train now, later, or several times over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop import preferences
from desktop.launcher import can_launch
from desktop.widgets import basic
from desktop.widgets.two_columns import COLUMN
from engine.device import DeviceReport

REPEATS = (("seeds", 3), ("seeds", 5), ("folds", 5), ("folds", 10))


class TrainBar(basic.Translated):
    """Train, Add to queue, and a menu of repeats.

    Signals:
        repeat_requested: ``seeds`` or ``folds``, and how many.
        processes_changed: on how many GPUs at once runs train from now on; 1 = as ever.
    """

    repeat_requested = Signal(str, int)
    processes_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        frame = basic.frame("foot")
        self.hint = basic.label(kind="caption", wrap=True)
        self._gpus = 0
        self.all_gpus = QCheckBox()
        self.all_gpus.setObjectName("all_gpus")
        self.all_gpus.hide()
        self.all_gpus.setChecked(preferences.text("all_gpus") == "yes")
        self.all_gpus.toggled.connect(self._on_all_gpus)
        self.train = basic.button("primary", name="train_button")
        self.train.setDefault(True)
        self.train.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.enqueue = basic.button(name="queue_button")
        self.repeat = basic.tool("more", name="repeat_button")
        self.repeat.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.repeat)
        self._menu.setToolTipsVisible(True)
        self._seeds = True
        self.repeat.setMenu(self._menu)
        self._actions: list[QAction] = []
        for what, count in REPEATS:
            action = self._menu.addAction("")
            action.setData((what, count))
            action.triggered.connect(self._on_repeat)
            self._actions.append(action)
        self.enqueue.setProperty("beside", "primary")
        column = QVBoxLayout(frame)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(6)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.hint)
        column.addWidget(self.all_gpus, 0, Qt.AlignmentFlag.AlignHCenter)
        buttons = QWidget()
        buttons.setMaximumWidth(COLUMN)
        buttons.setLayout(basic.row(self.train, self.enqueue, self.repeat))
        centred = basic.row(None, buttons, None, gap=0)
        centred.setStretch(1, 10_000)
        column.addLayout(centred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.enqueue.setText(self.tr("Add to queue"))
        self.enqueue.setToolTip(
            self.tr("Keep these settings as a run that waits its turn; see Runs (Ctrl+Shift+Return)")
        )
        self.all_gpus.setText(self.tr("Use all {0} GPUs").format(self._gpus))
        self.all_gpus.setToolTip(
            self.tr(
                "Each trains a part of every batch; starting takes some seconds longer. Best for long runs."
            )
        )
        basic.name_it(self.repeat, self.tr("Train several times, for error bars"))
        texts = {
            "seeds": self.tr("Train with {0} seeds: how much is chance?"),
            "folds": self.tr("Train with {0} folds: each is held out once"),
        }
        for action, (what, count) in zip(self._actions, REPEATS, strict=True):
            action.setText(texts[what].format(count))
        self._show_seeds()

    def _show_seeds(self) -> None:
        why = self.tr("The direct solver finds the same head whatever the seed. Repeat over folds instead.")
        for action, (what, _) in zip(self._actions, REPEATS, strict=True):
            if what == "seeds":
                action.setEnabled(self._seeds)
                action.setToolTip(action.text() if self._seeds else why)

    def show_state(self, *, running: bool, ready: bool, queueable: bool, seeds: bool, hint: str) -> None:
        """What can be pressed, and why not; ``seeds``: whether a result depends on the seed."""
        self._seeds = seeds
        self._show_seeds()
        self.train.setText(self.tr("Training…") if running else self.tr("Train"))
        self.train.setEnabled(ready and not running)
        self.enqueue.setEnabled(queueable)
        self.repeat.setEnabled(queueable)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    @Slot(object)
    def show_hardware(self, report: DeviceReport) -> None:
        """Offer all GPUs where there are several that can train together."""
        self._gpus = report.gpus
        self.all_gpus.setVisible(report.gpus > 1 and can_launch())
        self.retranslate()
        self._on_all_gpus()

    @Slot()
    def _on_all_gpus(self) -> None:
        if not self.all_gpus.isHidden():
            preferences.set_text("all_gpus", "yes" if self.all_gpus.isChecked() else "")
        together = self.all_gpus.isChecked() and not self.all_gpus.isHidden()
        self.processes_changed.emit(self._gpus if together else 1)

    def repeats(self) -> QMenu:
        """The menu of repeats."""
        return self._menu

    @Slot()
    def _on_repeat(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            what, count = action.data()
            self.repeat_requested.emit(what, count)
