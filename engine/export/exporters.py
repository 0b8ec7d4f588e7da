"""Exporting: a table of formats, and the one road that all of them take.

An export is a folder: the model, labels, preprocessing, a card and a script. It is made aside, loaded
back by the plain library, compared with the run picture by picture, and put in its place only when it
agrees. Nothing is left behind when it does not.
"""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError
from engine.export import placing
from engine.files import saving, write_bytes
from engine.run_folder import RunFolder

if TYPE_CHECKING:
    from engine.evaluation.opening import Opened
    from engine.export.card import Facts
    from engine.export.formats import ExportOptions
    from engine.export.parity import Parity, Reference


@dataclass(frozen=True)
class Format:
    """One way of taking the model along.

    Attributes:
        name: what ``--format`` says, and the folder's name.
        title: for people.
        suffix: of the model file.
        needs: Python packages beyond the core.
        writer: name of its function in :mod:`engine.export.formats` (or ``huggingface``).
        inside: whether preprocessing and softmax can go inside the model.
        half: whether it can compute in float16.
        warning: what a user should know before choosing it; may be empty.
    """

    name: str
    title: str
    suffix: str
    needs: tuple[str, ...] = ()
    writer: str = ""
    inside: bool = False
    half: bool = False
    warning: str = ""


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("state_dict", "PyTorch state_dict", ".pt", writer="write_state_dict"),
        Format("safetensors", "safetensors", ".safetensors", writer="write_safetensors"),
        Format(
            "module",
            "PyTorch whole module",
            ".pt",
            writer="write_module",
            warning="A pickled module runs code when it is opened, and needs the same library versions.",
        ),
        Format("torch_export", "torch.export program", ".pt2", writer="write_torch_export", inside=True),
        Format(
            "onnx",
            "ONNX",
            ".onnx",
            needs=("onnx", "onnxscript", "onnxruntime"),
            writer="write_onnx",
            inside=True,
            half=True,
        ),
        Format(
            "torchscript",
            "TorchScript",
            ".torchscript",
            writer="write_torchscript",
            inside=True,
            warning="PyTorch is phasing TorchScript out; prefer torch.export or ONNX.",
        ),
        Format("huggingface", "Hugging Face folder (timm)", "", writer="write_huggingface"),
    )
}


@dataclass(frozen=True)
class ExportResult:
    """An export that agrees with its run.

    Attributes:
        format: its name.
        path: the model file (for ``huggingface``, the folder).
        parity: largest absolute difference of the logits from the run's own, in float32.
        agreement: share of pictures with equal labels, 0 to 1.
        count: pictures compared.
        folder: everything that belongs to it.
        real: whether the pictures were the run's own; False when those are not here.
    """

    format: str
    path: Path
    parity: float
    agreement: float
    count: int
    folder: Path
    real: bool = True

    def to_json(self) -> dict[str, Any]:
        """A line of ``graft export --json``."""
        return {
            "format": self.format,
            "path": str(self.path),
            "parity": self.parity,
            "agreement": self.agreement,
            "count": self.count,
        }


def format_of(name: str) -> Format:
    """The format called ``name``. Raises EngineError when there is none, or a package it needs is missing."""
    entry = FORMATS.get(name)
    if entry is None:
        raise EngineError(f"There is no export format called {name}.", f"Choose from {', '.join(FORMATS)}.")
    missing = [package for package in entry.needs if importlib.util.find_spec(package) is None]
    if missing:
        raise EngineError(
            f"{entry.title} needs {' and '.join(missing)}, which is not installed.",
            f"Install it with: pip install {' '.join(missing)}",
        )
    return entry


def export(
    run: RunFolder | Path,
    format: str,
    to: Path | None = None,
    *,
    options: ExportOptions | None = None,
) -> ExportResult:
    """Export one format; see :meth:`Exporter.export`. For several, one :class:`Exporter` is quicker."""
    format_of(format)
    return Exporter(run).export(format, to, options=options)


class Exporter:
    """A run (or a model file) ready to be exported in any number of formats.

    Raises:
        EngineError: there is no model in it.
    """

    def __init__(self, source: RunFolder | Path) -> None:
        from engine.evaluation.opening import open_model

        is_run = isinstance(source, Path) and (source / "split.json").exists()
        self.run = RunFolder.open(source) if isinstance(source, Path) and is_run else source
        self.opened: Opened = open_model(self.run)
        self._reference: Reference | None = None

    def export(
        self, format: str, to: Path | None = None, *, options: ExportOptions | None = None
    ) -> ExportResult:
        """Write ``format`` into the folder ``to``/``format``; an earlier export there is replaced whole.

        Args:
            format: a name of ``FORMATS``.
            to: None for the run's own ``exports``, or the folder of the model file.
            options: preprocessing inside, half precision.

        Raises:
            EngineError: unknown format or option, a missing package, a network that the format cannot
                hold, a full disk, something else in the place of the export, or an export that does not
                agree with the run; nothing is then left behind.
        """
        from engine.export.formats import ExportOptions

        entry, options = format_of(format), options or ExportOptions()
        check_options(entry, options)
        parent = to if to is not None else self._home()
        target = parent / entry.name
        with saving(parent):
            parent.mkdir(parents=True, exist_ok=True)
        with placing.claimed(target), saving(target), placing.aside(target) as folder:
            file, parity = self._make(entry, options, folder)
            placing.put_in_place(folder, target)
        path = target / file if entry.suffix else target
        return ExportResult(
            entry.name, path, parity.difference, parity.agreement, parity.count, target, parity.real
        )

    def _make(self, entry: Format, options: ExportOptions, folder: Path) -> tuple[str, Parity]:
        from engine.export import card, description, formats, huggingface, parity

        writer: formats.Writer = getattr(formats, entry.writer, None) or getattr(huggingface, entry.writer)
        known = self.reference()
        with _told_of(entry, "made"):
            written = writer(self.opened, folder, options)
            description.write_beside(folder, self.opened, written)
        with _told_of(entry, "loaded back"):
            found = parity.compare(folder, self.opened, known, written.kind)
        if found.agreement < parity.LEAST_AGREEMENT:
            raise EngineError(
                f"The {entry.title} export does not agree with the run: equal labels on "
                f"{found.agreement:.1%} of {found.count} pictures, logits {found.difference:.3g} apart. "
                "It was not kept.",
                "Export it in float32." if options.half else "Choose another format.",
            )
        text = card.write(self.facts(), self.opened, entry.name, written, found)
        write_bytes(folder / "README.md", text.encode())
        return written.file, found

    def reference(self) -> Reference:
        """What the run says of its validation pictures; computed once."""
        from engine.export import parity

        if self._reference is None:
            self._reference = parity.reference(self.opened, self._pictures())
        return self._reference

    def facts(self) -> Facts:
        """What the card says."""
        from engine.export import card

        if isinstance(self.run, RunFolder):
            return card.facts_of(self.run)
        name = str(self.opened.info.extra.get("run") or self.run.stem)
        return card.Facts(name, {}, {}, {}, card.versions())

    def _pictures(self) -> list[Path]:
        if not isinstance(self.run, RunFolder) or not self.run.split_path.exists():
            return []
        split = self.run.split()
        held = split.get("validation") or split.get("test") or split.get("train") or []
        return [Path(str(entry.get("path", ""))) for entry in held]

    def _home(self) -> Path:
        if isinstance(self.run, RunFolder):
            return self.run.exports_path
        return self.opened.path.parent / "exports"


def check_options(entry: Format, options: ExportOptions) -> None:
    """Raise EngineError where ``entry`` cannot do what ``options`` ask."""
    if options.preprocessing_inside and not entry.inside:
        raise EngineError(
            f"{entry.title} holds weights, not a program: preprocessing cannot go inside.",
            f"Choose {', '.join(f.name for f in FORMATS.values() if f.inside)}, or leave it outside.",
        )
    if options.half and not entry.half:
        raise EngineError(
            f"{entry.title} is exported in float32 only.",
            f"Choose {', '.join(f.name for f in FORMATS.values() if f.half)} for float16.",
        )


@contextlib.contextmanager
def _told_of(entry: Format, verb: str) -> Iterator[None]:
    """What exporters and loaders raise on networks they cannot take, in words.

    Every library of the table raises its own kinds, all of them below RuntimeError, ValueError,
    TypeError or the others named here; a defect of ours of those kinds would show in the tests.
    """
    import torch

    kinds: tuple[type[BaseException], ...] = (
        RuntimeError, ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError,
        AssertionError, torch.onnx.OnnxExporterError, torch.jit.Error,
    )  # fmt: skip
    try:
        yield
    except kinds as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise EngineError(
            f"The {entry.title} export could not be {verb}: {first}", "Choose another format."
        ) from error
