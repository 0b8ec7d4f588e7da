"""Where the backbone's weights come from: a published set, a file, or nowhere (from scratch)."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from desktop import engine_words, words
from desktop.widgets import basic
from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models.backbones import Backbone
from engine.models.weights import is_file_choice, locate

_FILE = "\n"
"""Stands for "choose a file" in the list; no weights are called so."""


class WeightsChoice(QWidget):
    """A list of choices and a line on what the chosen one means.

    Signals:
        edited: the user chose.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weights_choice")
        self._value = "default"
        self._backbone: Backbone | None = None
        self.label = basic.label(kind="caption")
        self.combo = QComboBox()
        self.combo.setObjectName("weights_combo")
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.combo.activated.connect(self._on_choice)
        self.note = basic.label(kind="caption", wrap=True)
        self.error = basic.label(kind="error", wrap=True)
        self.error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        line = basic.row(self.label, self.combo)
        line.setStretch(1, 1)
        layout.addLayout(line)
        layout.addWidget(self.note)
        layout.addWidget(self.error)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the words."""
        self.label.setText(self.tr("Weights"))
        self.combo.setAccessibleName(self.tr("Weights to start from"))
        self.combo.setToolTip(
            self.tr("What the network knows at the start. Pretrained is right nearly always.")
        )
        self.set_value(self._backbone, self._value)

    def set_value(self, backbone: Backbone | None, weights: str) -> None:
        """Show the choices of ``backbone`` and the one that holds; says nothing."""
        self._backbone, self._value = backbone, weights
        self.combo.clear()
        for at, published in enumerate(backbone.weights if backbone else ()):
            top1 = "" if published.top1 is None else f" · {words.percent(published.top1 / 100)}"
            self.combo.addItem(f"{published.name}{top1}", "default" if at == 0 else published.name)
        if backbone is not None and not backbone.weights:
            self.combo.addItem(self.tr("the library's own"), "default")
        self.combo.addItem(self.tr("None: from scratch"), "none")
        if is_file_choice(weights):
            self.combo.addItem(weights.replace("\\", "/").rsplit("/", 1)[-1], weights)
        self.combo.addItem(self.tr("From a file…"), _FILE)
        self.combo.setCurrentIndex(max(0, self.combo.findData(weights)))
        self._explain()

    def value(self) -> str:
        """As ``ModelConfig.weights``."""
        return self._value

    def show_problem(self, message: str) -> None:
        """Say ``message`` beside the field; empty for none."""
        self.error.setText(engine_words.said(message))
        self.error.setVisible(bool(message))

    def _explain(self) -> None:
        if self._backbone is None:
            self.note.hide()
            return
        try:
            found = locate(ModelConfig(backbone=self._backbone.name, weights=self._value))
        except EngineError as error:
            self.note.hide()
            self.show_problem(str(error))
            return
        self.show_problem("")
        if self._value == "none":
            text = self.tr("Learns from nothing: needs thousands of pictures and much time.")
        elif found.here:
            text = self.tr("On this disk, nothing to download.")
        elif found.size:
            text = self.tr("{0} are downloaded when training starts.").format(words.size(found.size))
        else:
            text = self.tr("Downloaded by the library when training starts.")
        self.note.setText(text)
        self.note.setVisible(not found.here or self._value == "none")
        self.combo.setAccessibleDescription(text)

    @Slot(int)
    def _on_choice(self, _row: int) -> None:
        chosen = str(self.combo.currentData())
        if chosen == _FILE:
            chosen, _ = QFileDialog.getOpenFileName(
                self,
                self.tr("Choose a weights file"),
                "",
                self.tr("Weights (*.pth *.pt *.safetensors *.bin *.ckpt *.tar)"),
            )
        self.set_value(self._backbone, chosen or self._value)
        self.edited.emit()
