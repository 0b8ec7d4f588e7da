"""One export format: a tick, what it is for, and how the export came out."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from desktop import engine_words, icons, words
from desktop.widgets import basic
from engine.export.exporters import ExportResult, Format


class FormatRow(basic.Translated):
    """Shows a :class:`Format` and, after exporting, its parity with the run.

    Signals:
        toggled: ticked or not.
    """

    toggled = Signal()

    def __init__(self, entry: Format, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setObjectName(f"format_{entry.name}")
        self._result: ExportResult | None = None
        self.box = QCheckBox()
        self.box.setObjectName(f"format_{entry.name}_box")
        self.what = basic.label(kind="caption", wrap=True)
        self._mark = QLabel()
        self.outcome = basic.label(wrap=True)
        self.open = basic.button("link", "open", name=f"format_{entry.name}_open")
        result = basic.row(self._mark, self.outcome, self.open)
        result.setStretch(1, 1)
        result.setContentsMargins(24, 0, 0, 0)
        about = basic.row(self.what)
        about.setContentsMargins(24, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(2)
        layout.addWidget(self.box)
        layout.addLayout(about)
        layout.addLayout(result)
        self.box.toggled.connect(self.toggled)
        self.open.clicked.connect(self._open_folder)
        self.clear()
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        missing = [name for name in self.entry.needs if importlib.util.find_spec(name) is None]
        text = self._purpose()
        if missing:
            text = self.tr("Needs {0}: pip install {1}").format(", ".join(missing), " ".join(missing))
        self.box.setText(f"{self._title()}   {self.entry.suffix}")
        self.box.setEnabled(not missing)
        self.what.setText(text)
        self.box.setAccessibleDescription(text)
        self.open.setText(self.tr("Open folder"))
        if self._result is not None:
            self.show_result(self._result)

    def _title(self) -> str:
        known = {
            "module": self.tr("PyTorch whole module"),
            "torch_export": self.tr("torch.export program"),
            "huggingface": self.tr("Hugging Face folder (timm)"),
        }
        return known.get(self.entry.name, self.entry.title)

    def _purpose(self) -> str:
        known = {
            "state_dict": self.tr(
                "The weights alone, for torchvision's or timm's own model. The usual choice in Python."
            ),
            "safetensors": self.tr(
                "The same weights in a file that cannot run code. Graft opens it again, too."
            ),
            "module": self.tr(
                "The whole module, pickled: easy to load, runs code when opened, tied to library versions."
            ),
            "torch_export": self.tr("A program without Python code, for PyTorch on servers and devices."),
            "onnx": self.tr("For ONNX Runtime, OpenVINO, TensorRT, phones and browsers."),
            "torchscript": self.tr(
                "For older C++ and mobile PyTorch. Being phased out: prefer torch.export or ONNX."
            ),
            "huggingface": self.tr("A folder that timm and the Hugging Face Hub open, with its model card."),
        }
        return known.get(self.entry.name, self.entry.warning)

    def is_chosen(self) -> bool:
        """Whether it is ticked."""
        return bool(self.box.isChecked())

    def clear(self) -> None:
        """Forget the last export."""
        self._result = None
        for part in (self._mark, self.outcome, self.open):
            part.hide()

    def show_working(self) -> None:
        """This one is being exported now."""
        self.clear()
        self._tell("export", "muted", self.tr("Exporting, then loading it back and comparing…"))

    def show_result(self, result: ExportResult) -> None:
        """It is there, and how well it agrees with the run."""
        self._result = result
        same = round(result.agreement * result.count)
        text = self.tr("Same answer on {0} of {1} pictures; logits differ by at most {2}.")
        told = text.format(words.count(same), words.count(result.count), f"{result.parity:.1g}")
        if not result.real:
            told += " " + self.tr("The run's pictures are not here, so test patterns were compared.")
        good = same == result.count
        self._tell("success" if good else "warning", "right" if good else "warning", told)
        self.open.show()
        self.open.setToolTip(str(result.path))

    def show_failure(self, message: str, hint: str) -> None:
        """It could not be exported."""
        self._tell("error", "danger", engine_words.said(f"{message} {hint}".strip()))

    def _tell(self, icon: str, role: str, text: str) -> None:
        icons.attach(self._mark, icon, role)
        self.outcome.setText(text)
        self._mark.show()
        self.outcome.show()

    @Slot()
    def _open_folder(self) -> None:
        if self._result is not None:
            folder: Path = self._result.folder
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
