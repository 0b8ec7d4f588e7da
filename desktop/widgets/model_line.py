"""Which network is in use, and the ways to another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import run_summary
from desktop.labeller import Source
from desktop.widgets import basic
from engine.run_folder import RunFolder


class ModelLine(basic.Translated):
    """A title, the network's name, and links. A network that was opened by hand comes before the run's.

    The run whose network is in use is the one shown, or one shown before that was to be kept.

    Signals:
        file_chosen: path of a model file.
        changed: another :class:`Source` is in use, or the same anew; None for none.
    """

    file_chosen = Signal(object)
    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: RunFolder | None = None
        self._used: RunFolder | None = None
        self._stamp = 0
        self._file: Path | None = None
        self._readable = True
        self._title, self.name = basic.label(kind="title"), basic.Elided("caption")
        self.use_run = basic.button("link", name="use_run_model")
        self.open = basic.button("link", "open", name="use_open_model")
        row = basic.row(self._title, self.name, self.use_run, self.open, gap=basic.GAP.medium)
        row.setStretch(1, 1)
        self.setLayout(row)
        stays = self.open.sizePolicy()
        stays.setRetainSizeWhenHidden(True)  # so that the line keeps its height
        self.open.setSizePolicy(stays)
        self.open.clicked.connect(self.ask)
        self.use_run.clicked.connect(self._on_run_wanted)
        self.retranslate()
        self._show()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Label pictures"))
        self.open.setText(self.tr("Open a model…"))
        self.open.setToolTip(self.tr("Use a model file that Graft saved or exported"))
        self.use_run.setText(self.tr("Use the run's network"))
        self.use_run.setToolTip(self.tr("Go back to the network of the run shown"))
        self._show_name()

    @property
    def source(self) -> Source | None:
        """What is in use."""
        return self._file or self._used

    def show_run(self, run: RunFolder | None, *, keep: bool = False) -> None:
        """Use the network of ``run``, or of none; one that was opened by hand stays, with a way back.

        With ``keep`` the one in use stays, whichever that is, and the run's is offered.
        """
        self._run = run
        if self._file is None and not (keep and self._used is not None):
            self._use_run()
        else:
            self._show()

    def _use_run(self) -> None:
        self._file, self._used, self._stamp = None, self._run, _stamp(self._run)
        self._show()
        self.changed.emit(self._run)

    def _offers(self) -> bool:
        """Whether the run shown has another network than the one in use."""
        if self._run is None:
            return False
        if self._file is not None or self._used is None:
            return self._file is not None
        return self._run.path != self._used.path or _stamp(self._run) != self._stamp

    def use_file(self, path: Path) -> None:
        """Use a model file, or the folder of an export or a run."""
        self._file, self._readable = path, True
        self._show()
        self.changed.emit(path)

    def tell_unreadable(self) -> None:
        """The file in use could not be opened."""
        self._readable = False
        self._show_name()

    @Slot()
    def _on_run_wanted(self) -> None:
        self._use_run()

    def _show(self) -> None:
        self._show_name()
        self.use_run.setVisible(self._offers())
        self.open.setVisible(self.source is not None)

    def _show_name(self) -> None:
        if self._file is not None:
            unread = self.tr("{0} could not be opened").format(self._file.name)
            self.name.setText(self._file.name if self._readable else unread)
        else:
            self.name.setText(run_summary.title(self._used) if self._used is not None else "")

    @Slot()
    def ask(self) -> None:
        """Let the user choose a model file."""
        title, kinds = self.tr("Open a model"), self.tr("Models (*.safetensors *.pt)")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if chosen:
            self.file_chosen.emit(Path(chosen))


def _stamp(run: RunFolder | None) -> int:
    """When the best network of ``run`` was written, in nanoseconds; 0 where there is none."""
    try:
        return 0 if run is None else run.best_path.stat().st_mtime_ns
    except OSError:
        return 0
