"""Looking a data set through off the main thread, and what was found so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.dataset_view import DatasetView
from desktop.item_models.suspicions import is_settled, suspicious_labels
from desktop.tasks import Task
from engine.data.catalog import Catalog, FileProblem, Sample
from engine.data.findings import Finding, HealthReport
from engine.run_folder import RunFolder


class HealthWatch(QObject):
    """One data set's health. Main thread only.

    Signals:
        progress: pictures looked at, and pictures in all.
        checked: the check is over, well or not.
        compared: how many labels a run's predictions speak against.
        failed: message and hint.
    """

    progress = Signal(int, int)
    checked = Signal()
    compared = Signal(int)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalog: Catalog | None = None
        self._task: Task | None = None
        self.report: HealthReport | None = None
        self._asking: Task | None = None
        self._suspicious: tuple[Finding, ...] = ()

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Watch another data set: nothing is found yet but the files that cannot be used."""
        self.cancel()
        self._catalog, self.report, self._suspicious = catalog, None, ()

    def ask_run(self, run: RunFolder, view: DatasetView) -> None:
        """Compare the labels of ``view`` with what ``run``, trained on it, predicts; ``compared`` follows."""
        if self._asking is not None:
            self._asking.cancel()
        catalog, edits, renamed = view.catalog, view.edits, view.renamed
        self._asking = Task.start(lambda _p, _c: suspicious_labels(run, catalog, edits, renamed), self)
        self._asking.done.connect(self._label_findings)
        self._asking.failed.connect(self._not_compared)

    @property
    def running(self) -> bool:
        """Whether a check goes on."""
        return self._task is not None

    def start(self, catalog: Catalog) -> None:
        """Decode and compare every picture of ``catalog``."""
        if self._task is not None:
            return
        from engine.data import health

        self._task = Task.start(
            lambda progress, cancelled: health.check(catalog, progress=progress, cancelled=cancelled), self
        )
        self._task.progress.connect(self.progress)
        self._task.done.connect(self._done)
        self._task.failed.connect(self._failed)

    @Slot()
    def cancel(self) -> None:
        """Give the check up, and the comparison with a run."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def groups(self) -> Mapping[str, int] | None:
        """Copies that a division keeps together; None before a check."""
        return self.report.groups() if self.report is not None else None

    def problems(self) -> Sequence[FileProblem]:
        """Files that cannot be used, as far as is known."""
        if self.report is not None:
            return self.report.unusable
        return self._catalog.problems if self._catalog is not None else ()

    def findings(self, kind: str = "") -> list[Finding]:
        """What was found, of one kind or in all."""
        if self.report is not None:
            found = list(self.report.findings)
        else:
            found = [
                Finding("unusable", "error", f"{each.path.name}: {each.reason}", paths=(str(each.path),))
                for each in self.problems()
            ]
        found += self._suspicious
        return [finding for finding in found if kind in ("", finding.kind)]

    def rows(self, kind: str, view: DatasetView) -> npt.NDArray[np.int64]:
        """Rows of all pictures that findings of ``kind`` are about, finding by finding, none twice."""
        row = {sample.id: at for at, sample in enumerate(view.raw.samples)}
        ids = dict.fromkeys(name for finding in self.findings(kind) for name in finding.ids)
        return np.array([row[name] for name in ids if name in row], dtype=np.int64)

    def surplus(self, kind: str, view: DatasetView) -> list[Sample]:
        """Of every group of copies that are there and not left out, all pictures but the first."""
        by_id = {s.id: s for s, out in zip(view.raw.samples, view.excluded, strict=True) if not out}
        groups = [
            [name for name in finding.ids if name in by_id and by_id[name].path.exists()]
            for finding in self.findings(kind)
        ]
        kept = {ids[0] for ids in groups if ids}
        extra = dict.fromkeys(name for ids in groups for name in ids[1:])
        return [by_id[name] for name in extra if name not in kept]

    def suggested(self, view: DatasetView) -> list[tuple[Sample, str]]:
        """Pictures with suspicious labels and the class that fits better; those settled since left out."""
        by_id = {sample.id: sample for sample in view.catalog.samples}
        found = ((by_id.get(one.ids[0]), one.suggested) for one in self.findings("suspicious_label"))
        return [(s, name) for s, name in found if s is not None and not is_settled(view.edits.get(s.id))]

    @Slot(object)
    def _label_findings(self, found: tuple[Finding, ...]) -> None:
        self._asking = None
        self._suspicious = found
        self.checked.emit()
        self.compared.emit(len(found))

    @Slot(str, str)
    def _not_compared(self, message: str, hint: str) -> None:
        self._asking = None
        self.failed.emit(message, hint)

    @Slot(object)
    def _done(self, report: HealthReport) -> None:
        self._task = None
        self.report = report
        self.checked.emit()

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self._task = None
        self.failed.emit(message, hint)
        self.checked.emit()
