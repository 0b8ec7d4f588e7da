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
    """A title, the network's name, and links.

    Signals:
        file_chosen: path of a model file.
        run_wanted: back to the network of the run shown.
    """

    file_chosen = Signal(object)
    run_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: Source | None = None
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
        self.use_run.clicked.connect(self.run_wanted)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Label pictures"))
        self.open.setText(self.tr("Open a model…"))
        self.open.setToolTip(self.tr("Use a model file that Graft saved or exported"))
        self.use_run.setText(self.tr("Use the run's network"))
        self.use_run.setToolTip(self.tr("Go back to the network of the run shown"))
        self._show_name()

    def show_source(self, source: Source | None, *, way_back: bool) -> None:
        """Show what is in use; ``way_back`` offers the run's network."""
        self._source = source
        self._show_name()
        self.use_run.setVisible(way_back)
        self.open.setVisible(source is not None)

    def _show_name(self) -> None:
        source = self._source
        shown = run_summary.title(source) if isinstance(source, RunFolder) else source.name if source else ""
        self.name.setText(shown)

    @Slot()
    def ask(self) -> None:
        """Let the user choose a model file."""
        title, kinds = self.tr("Open a model"), self.tr("Models (*.safetensors *.pt)")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if chosen:
            self.file_chosen.emit(Path(chosen))
