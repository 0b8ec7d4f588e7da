"""The pages of the panel that uses a network: two that say what to do, answers, camera, sorting."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.widgets.answers_view import AnswersView
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.live_view import LiveView
from desktop.widgets.sort_pane import SortPane


class UsePages(QStackedWidget):
    """One page at a time.

    Attributes:
        no_model: shown while there is no network.
        hint: shown while there is no answer.
    """

    def __init__(
        self, answers: AnswersView, live: LiveView, sorter: SortPane, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._answers, self._live, self._sorter = answers, live, sorter
        self.no_model, self.hint = EmptyState("model"), EmptyState("image")
        for page in (self.no_model, self.hint, answers, live, sorter):
            self.addWidget(page)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the pages' own words in the language of now."""
        self.no_model.say(
            self.tr("Put a network to use"),
            self.tr(
                "When a run has finished an epoch, its best network labels new pictures here. A model "
                "that Graft saved or exported works, too: open it, or drop it here."
            ),
            self.tr("Open a model…"),
        )
        self.hint.say(
            self.tr("Drop pictures or a folder here"),
            self.tr(
                "Each gets a label and a confidence; nothing leaves this computer. Pictures can also be "
                "pasted, arrive in a watched folder, or come from a webcam."
            ),
        )

    def changeEvent(self, event: QEvent) -> None:
        """Qt's: a language change writes the words again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    @property
    def previews_sorting(self) -> bool:
        """Whether the user looks at what sorting would do."""
        return self.currentWidget() is self._sorter

    def show_sorting(self) -> None:
        """What sorting would do."""
        self.setCurrentWidget(self._sorter)

    def show_live(self) -> None:
        """What the camera sees."""
        self.setCurrentWidget(self._live)

    def show_fitting(self, *, usable: bool, answered: bool) -> None:
        """The page for what there is: a network, a camera that is on, answers."""
        if not usable:
            self.setCurrentWidget(self.no_model)
        elif self._live.running:
            self.show_live()
        else:
            self.setCurrentWidget(self._answers if answered else self.hint)
