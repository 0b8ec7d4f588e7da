"""What is said of exports."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

LISTED = (
    QT_TRANSLATE_NOOP("Engine", "{0} needs {1}, which is not installed."),
    QT_TRANSLATE_NOOP("Engine", "Install it with: pip install {0}"),
    QT_TRANSLATE_NOOP("Engine", "Choose another format."),
    QT_TRANSLATE_NOOP("Engine", "There is no export format called {0}."),
    QT_TRANSLATE_NOOP("Engine", "Choose from {0}."),
    QT_TRANSLATE_NOOP("Engine", "{0} holds weights, not a program: preprocessing cannot go inside."),
    QT_TRANSLATE_NOOP("Engine", "Choose {0}, or leave it outside."),
    QT_TRANSLATE_NOOP("Engine", "{0} is exported in float32 only."),
    QT_TRANSLATE_NOOP("Engine", "Choose {0} for float16."),
    QT_TRANSLATE_NOOP("Engine", "{0} exists and is not an export."),
    QT_TRANSLATE_NOOP("Engine", "Choose another folder, or move it away."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The {0} export does not agree with the run: equal labels on {1} of {2} pictures, logits {3} apart.",
    ),
    QT_TRANSLATE_NOOP("Engine", "It was not kept."),
    QT_TRANSLATE_NOOP("Engine", "Export it in float32."),
    QT_TRANSLATE_NOOP("Engine", "The {0} export could not be made: {1}"),
    QT_TRANSLATE_NOOP("Engine", "The {0} export could not be loaded back: {1}"),
    QT_TRANSLATE_NOOP("Engine", "The ONNX exporter gave no program."),
    QT_TRANSLATE_NOOP("Engine", "timm cannot build a head of the kind {0}."),
    QT_TRANSLATE_NOOP("Engine", "Export safetensors or ONNX, or train with the linear head."),
    QT_TRANSLATE_NOOP("Engine", "timm has no network like torchvision's {0}, so this format cannot hold it."),
    QT_TRANSLATE_NOOP("Engine", "Export safetensors or ONNX."),
    QT_TRANSLATE_NOOP("Engine", "timm's {0} is built otherwise than torchvision's {1}."),
    QT_TRANSLATE_NOOP("Engine", "The run {0} has no finished epoch to draw."),
    QT_TRANSLATE_NOOP("Engine", "A head has a layer of an unknown kind: {0}."),
    QT_TRANSLATE_NOOP("Engine", "the library that loads it crashed (signal {0})"),
    QT_TRANSLATE_NOOP("Engine", "exit status {0}"),
    QT_TRANSLATE_NOOP(
        "Engine", "A pickled module runs code when it is opened, and needs the same library versions."
    ),
    QT_TRANSLATE_NOOP("Engine", "PyTorch is phasing TorchScript out; prefer torch.export or ONNX."),
    QT_TRANSLATE_NOOP("Engine", "Wait until that is done."),
    QT_TRANSLATE_NOOP("Engine", "{0} is being exported already."),
)
