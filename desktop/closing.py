"""Whether the window may close: what goes on is asked about, stopped and waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from desktop.run_controller import IDLE

if TYPE_CHECKING:
    from desktop.bench import Bench
    from desktop.main_window import MainWindow


class Closing(QObject):
    """Lets what a window does come to rest before it closes. While that lasts, the window takes no orders."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._told = ""

    def may_go(self, bench: Bench | None) -> bool:
        """Ask, stop and wait; false where the user, or what does not stop, keeps the window open.

        The event loop turns meanwhile; Qt lets no second closing begin in that time.

        Args:
            bench: the window's panels; None before there are any.
        """
        return bench is None or (self._is_wanted(bench) and self._is_at_rest(bench))

    def _is_wanted(self, bench: Bench) -> bool:
        if bench.controller.state != IDLE and not self._window.may_close():
            return False
        return not bench.predict.sorting.busy or self._window.may_stop_sorting()

    def _is_at_rest(self, bench: Bench) -> bool:
        """Stop what goes on. The window stays on the screen meanwhile, and says what it waits for."""
        window = self._window
        bench.queue.hold()
        bench.warmer.cancel()
        window.setEnabled(False)
        try:
            if bench.controller.state != IDLE:
                bench.tell("info", self.tr("Stopping the run: the window closes when it has ended."))
                if not bench.controller.stop_and_wait():
                    self._tell_of_running(bench)
                    return False
            bench.warmer.stop_and_wait()
        finally:
            window.setEnabled(True)
        return True

    def _tell_of_running(self, bench: Bench) -> None:
        bench.tell(
            "warning",
            self.tr("The run has not stopped yet, and the window stays open for it."),
            self.tr("It may be waiting for a drive. Close the window again when it has ended."),
        )
        self._told = self._window.message.text()
        bench.controller.ended.connect(self._forget, Qt.ConnectionType.SingleShotConnection)

    @Slot()
    def _forget(self) -> None:
        """The run has ended: unless something else was told since, there is nothing more to say of it."""
        if self._window.message.text() == self._told:
            self._window.message.clear()
