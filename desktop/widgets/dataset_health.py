"""The health check of the data set panel: begun, told of, and acted on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models import proposals
from desktop.item_models.dataset_view import DatasetView
from desktop.item_models.health_watch import HealthWatch
from desktop.widgets.dataset_pages import DatasetPages
from desktop.widgets.shown_pictures import ShownPictures
from engine.data.findings import HealthReport
from engine.run_folder import RunFolder

_BY_ITSELF = 5_000
"""Sets up to this many pictures are looked through without being asked: a few seconds of one core."""


class DatasetHealth(QObject):
    """Keeps the list of findings true. Main thread only.

    Signals:
        checked: the check is over, well or not, or a run's predictions were compared with the labels.
        reported: a check has ended well; its :class:`HealthReport`.
    """

    checked = Signal()
    reported = Signal(object)

    def __init__(
        self, pages: DatasetPages, watch: HealthWatch, shown: ShownPictures, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._pages, self._watch, self._shown = pages, watch, shown
        self._list = pages.overview.findings
        self._view: DatasetView | None = None
        self._report: HealthReport | None = None
        self._run: RunFolder | None = None
        self._list.check_requested.connect(self.check)
        self._list.cancel_requested.connect(self.cancel)
        self._list.labels_requested.connect(self.look_at_labels)
        pages.pictures.proposal_accepted.connect(self._accept)
        watch.progress.connect(self._progress)
        watch.checked.connect(self._checked)
        watch.compared.connect(self._compared)

    def clear(self) -> None:
        """There is no data set, and no run of it."""
        self.cancel()
        self._watch.set_catalog(None)
        self._view = self._run = None
        self._list.set_findings(())
        self._list.offer_labels(False)

    def set_view(self, view: DatasetView) -> None:
        """The data set was opened or corrected: a small one is looked through, again with new pictures."""
        former, self._view = self._view, view
        small = len(view.raw.samples) <= _BY_ITSELF
        if former is None:
            self._watch.set_catalog(view.catalog)
            self._list.set_findings(self._watch.findings())
            self._list.set_state("idle")
        if small and (former is None or (former.added != view.added and self._watch.report is not None)):
            self.check()

    def set_run(self, run: RunFolder | None) -> None:
        """Offer to look for labels that the predictions of ``run`` speak against."""
        self._run = run
        self._list.offer_labels(run is not None and run.predictions_path.is_file())

    @Slot()
    def look_at_labels(self) -> None:
        """Look for them."""
        if self._view is not None and self._run is not None:
            self._list.offer_labels(False)
            self._watch.ask_run(self._run, self._view)

    @Slot()
    def check(self) -> None:
        """Look every picture through, off the main thread."""
        if self._view is not None and not self._watch.running:
            self._list.set_state("running", 0, len(self._view.catalog.samples))
            self._watch.start(self._view.catalog)

    @Slot()
    def cancel(self) -> None:
        """Give the check up."""
        if self._watch.running:
            self._watch.cancel()
            self._list.set_state("idle")

    @Slot(int, int)
    def _progress(self, done: int, total: int) -> None:
        if self._watch.running:
            self._list.set_state("running", done, total)

    @Slot()
    def _checked(self) -> None:
        if not self._watch.running:
            self._list.set_state("done" if self._watch.report is not None else "idle")
        self._list.set_findings(self._watch.findings())
        report, self._report = self._report, self._watch.report
        if self._report is not None and self._report is not report:
            self.reported.emit(self._report)
        self.checked.emit()

    @Slot(int)
    def _compared(self, count: int) -> None:
        self._list.set_note("" if count else self.tr("No suspicious labels"))

    @Slot()
    def _accept(self) -> None:
        session = self._pages.pictures.corrections.session
        if proposals.proposal_for(self._shown.kind) is proposals.Proposal.ADD:
            self._pages.overview.menu.ask_pictures()
        elif self._view is not None and session is not None:
            proposals.accept(self._shown.kind, self._watch, self._view, session)
