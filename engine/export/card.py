"""The model card: what the model is, what it was trained on, how good it is, and how it is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.config import TrainConfig
from engine.errors import EngineError
from engine.evaluation import decision as decisions
from engine.evaluation.metrics import Evaluation, evaluate
from engine.events import EpochDone
from engine.export.description import Written, steps
from engine.run_folder import FOLDS, RunFolder

if TYPE_CHECKING:
    from engine.evaluation.opening import Opened
    from engine.export.parity import Parity

# A confusion matrix of more classes is a wall of numbers; the commonest mistakes are told instead.
MOST_IN_MATRIX = 12
LOADING = {
    "state_dict": """\
model = {plain}
model.load_state_dict(torch.load("model.pt", weights_only=True))
model.eval()""",
    "safetensors": """\
from safetensors.torch import load_file
model = {plain}
model.load_state_dict(load_file("model.safetensors"))
model.eval()""",
    "module": """\
# Only open a whole module from someone you trust: a pickle runs code when it is opened.
model = torch.load("module.pt", weights_only=False)
model.eval()""",
    "torch_export": """\
model = torch.export.load("model.pt2").module()""",
    "torchscript": """\
model = torch.jit.load("model.torchscript").eval()""",
    "onnx": """\
import onnxruntime
session = onnxruntime.InferenceSession("model.onnx")
outputs = session.run(None, {{"pixels": pixels}})[0]""",
    "huggingface": """\
import timm
model = timm.create_model("local-dir:PATH/OF/THIS/FOLDER", pretrained=True).eval()""",
}

# The answer to the mirrored picture averaged in, for each way of running and of giving answers.
MIRRORED = {
    ("torch", "logits"): """\
logits = (model(pixels) + model(pixels.flip(3))) / 2""",
    ("torch", "probabilities"): """\
probabilities = (model(pixels) * model(pixels.flip(2))).sqrt()
probabilities /= probabilities.sum(1, keepdim=True)""",
    ("onnx", "logits"): """\
mirrored = session.run(None, {"pixels": pixels[:, :, :, ::-1].copy()})[0]
logits = (outputs + mirrored) / 2""",
    ("onnx", "probabilities"): """\
mirrored = session.run(None, {"pixels": pixels[:, :, ::-1].copy()})[0]
probabilities = (outputs * mirrored) ** 0.5
probabilities /= probabilities.sum(1, keepdims=True)""",
}


@dataclass(frozen=True)
class Facts:
    """What the card says of the data and the results.

    Attributes:
        name: of the run, or of the file.
        counts: pictures a fold, then a class.
        results: evaluation a fold, at the temperature set for the run.
        settings: recipe and the like, in words.
        versions: of the libraries that trained it.
        solved: whether the head was solved directly, so that nothing was chosen on the validation fold.
    """

    name: str
    counts: dict[str, dict[str, int]]
    results: dict[str, Evaluation]
    settings: dict[str, str]
    versions: dict[str, str]
    solved: bool = False


def facts_of(run: RunFolder) -> Facts:
    """Gathered from a run's own files; what is missing is left out."""
    config = run.config()
    split: dict[str, Any] = run.split() if run.split_path.exists() else {"classes": []}
    names = split.get("classes", [])
    counts = {fold: _count([entry["label"] for entry in split.get(fold, [])], names) for fold in FOLDS}
    results = {}
    if run.predictions_path.exists():
        stored = run.predictions()
        logits = stored.logits / np.float32(decisions.of_run(run).temperature)
        for fold in FOLDS:
            rows = (stored.folds == fold) & (stored.labels >= 0)
            if rows.any():
                results[fold] = evaluate(logits[rows], stored.labels[rows], stored.classes)
    train = config.train
    settings = {
        "Recipe": train.recipe or "custom",
        "Trained part": config.model.mode,
        "Solver": _solver(train, run),
        "Augmentation": train.augment,
        "Seed": str(train.seed),
    }
    held = {fold: count for fold, count in counts.items() if count}
    return Facts(run.name, held, results, settings, versions(), run.is_solved())


def _trained(run: RunFolder) -> int:
    """Epochs finished; 0 where the events cannot be read, which must keep no export from being made."""
    try:
        return max((event.epoch for event in run.events() if isinstance(event, EpochDone)), default=0)
    except EngineError:
        return 0


def _solver(train: TrainConfig, run: RunFolder) -> str:
    """What trained the head and how long, as it came and not as it was planned."""
    if run.is_solved():
        return "lbfgs"
    trained = _trained(run)
    told = f"{trained} of {train.epochs}" if 0 < trained < train.epochs else str(train.epochs)
    epochs = f"{train.optimizer}, {told} epochs"
    return f"{epochs}; directly solved heads competed" if train.solved_heads else epochs


def _count(labels: Sequence[int], names: Sequence[str]) -> dict[str, int]:
    if not labels:
        return {}
    found = np.bincount([label for label in labels if label >= 0], minlength=len(names))
    return {name: int(count) for name, count in zip(names, found, strict=True)}


def versions() -> dict[str, str]:
    """Of what computes here."""
    import importlib.metadata as metadata

    found = {}
    for package in ("graft", "torch", "torchvision", "timm", "numpy", "pillow"):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def write(facts: Facts, opened: Opened, fmt: str, written: Written, parity: Parity) -> str:
    """The card as Markdown."""
    lines = [
        *_head(facts, opened),
        *_data(facts),
        *_results(facts),
        *_use(opened, fmt, written, parity),
        *_limits(facts),
        *_origin(facts, opened),
    ]
    return "\n".join(lines) + "\n"


def _head(facts: Facts, opened: Opened) -> Iterator[str]:
    entry, classes = opened.network.backbone, opened.info.classes
    yield from (f"# {facts.name}", "")
    shown = ", ".join(classes[:20]) + (f" and {len(classes) - 20} more" if len(classes) > 20 else "")
    yield f"An image classifier: {entry.title}, {len(classes)} classes ({shown})."
    if opened.decision.threshold > 0:
        yield f"It answers “not sure” below a confidence of {opened.decision.threshold:.0%}."
    if opened.decision.temperature != 1:
        yield f"Its logits are divided by the temperature {opened.decision.temperature:.3f}."
    yield ""


def _data(facts: Facts) -> Iterator[str]:
    if not facts.counts:
        return
    folds = list(facts.counts)
    yield from ("## Data", "", "| class | " + " | ".join(folds) + " |", "|---|" + "---:|" * len(folds))
    names = list(dict.fromkeys(name for fold in folds for name in facts.counts[fold]))
    for name in names:
        yield f"| {_cell(name)} | " + " | ".join(str(facts.counts[f].get(name, 0)) for f in folds) + " |"
    yield "| all | " + " | ".join(str(sum(facts.counts[fold].values())) for fold in folds) + " |"
    yield ""


def _results(facts: Facts) -> Iterator[str]:
    yield from ("## Results", "")
    if not facts.results:
        yield from ("No predictions on held-out pictures are kept with this model.", "")
    for fold, result in facts.results.items():
        low, high = result.accuracy_interval
        yield (
            f"**{fold.capitalize()}**: accuracy {result.accuracy:.1%} "
            f"(95 % interval {low:.1%} to {high:.1%}) "
            f"on {result.count} pictures; balanced accuracy {result.balanced_accuracy:.1%}, "
            f"macro F1 {result.macro_f1:.3f}, expected calibration error {result.ece:.3f}."
        )
        if fold == "validation" and facts.solved:
            yield "The head was solved on the training fold alone: nothing was chosen by this one."
        elif fold == "validation":
            yield "The best epoch was chosen by this very fold, so the figure is optimistic."
        yield from ("", *_per_class(result), "", *_confusion(result), "")


def _per_class(result: Evaluation) -> Iterator[str]:
    yield from ("| class | precision | recall | F1 | pictures |", "|---|---:|---:|---:|---:|")
    for i, name in enumerate(result.classes):
        yield (
            f"| {_cell(name)} | {result.precision[i]:.3f} | {result.recall[i]:.3f} | {result.f1[i]:.3f} "
            f"| {result.support[i]} |"
        )


def _confusion(result: Evaluation) -> Iterator[str]:
    names = [_cell(name) for name in result.classes]
    if len(names) <= MOST_IN_MATRIX:
        yield from ("Confusion (rows true, columns predicted):", "")
        yield "| | " + " | ".join(names) + " |"
        yield "|---|" + "---:|" * len(names)
        for name, row in zip(names, result.confusion, strict=True):
            yield f"| **{name}** | " + " | ".join(str(value) for value in row) + " |"
        return
    wrong = result.confusion.copy()
    np.fill_diagonal(wrong, 0)
    yield "Commonest mistakes:"
    yield ""
    for flat in np.argsort(-wrong, axis=None, kind="stable")[:MOST_IN_MATRIX]:
        true, predicted = divmod(int(flat), len(names))
        if wrong[true, predicted]:
            yield f"- {names[true]} taken for {names[predicted]}: {wrong[true, predicted]}"


def _use(opened: Opened, fmt: str, written: Written, parity: Parity) -> Iterator[str]:
    yield from ("## Use", "", "```", "python predict.py PICTURE_OR_FOLDER", "```", "")
    yield "`predict.py` needs Pillow, NumPy and what loads the model; or load it yourself:"
    yield from ("", "```python", LOADING[fmt].format(plain=_plain(opened)))
    if opened.mirrored:
        yield MIRRORED["onnx" if fmt == "onnx" else "torch", "probabilities" if written.inside else "logits"]
    yield from ("```", "")
    yield from (f"{i}. {step}" for i, step in enumerate(steps(opened, written), 1))
    pictures = "of the run's own pictures" if parity.real else "generated pictures (the run's were not here)"
    yield from (
        "",
        f"Checked against the run on {parity.count} {pictures}: {parity.agreement:.1%} equal labels, largest "
        f"difference of the {'log-probabilities' if written.inside else 'logits'} {parity.difference:.2g}."
        + (" Both average the mirrored picture in." if opened.mirrored else ""),
        "",
    )


def _plain(opened: Opened) -> str:
    network = opened.network
    if network.model.head != "linear":
        return "...  # this head is not the library's own: see build() in predict.py"
    entry = network.backbone
    module = "torchvision.models.get_model" if entry.library == "torchvision" else "timm.create_model"
    options = entry.builder_options(network.model.weights)
    told = "".join(f", {name}={value!r}" for name, value in options.items())
    return f'{module}("{entry.builder}", num_classes={network.classes}{told})'


def _limits(facts: Facts) -> Iterator[str]:
    yield from ("## Limits", "")
    yield "- It knows only the classes above: a picture of anything else gets one of them all the same."
    yield "- The figures hold for pictures like those it was tested on: same kind of camera, light, subject."
    small = [n for n, c in facts.counts.get("train", {}).items() if c < 20]
    if small:
        yield f"- Few training pictures (under 20): {', '.join(_cell(name) for name in small[:10])}."
    counts = [c for c in facts.counts.get("train", {}).values() if c]
    if counts and max(counts) > 5 * min(counts):
        yield "- The classes are very unequal in size, which favours the large ones."
    yield ""


def _origin(facts: Facts, opened: Opened) -> Iterator[str]:
    entry = opened.network.backbone
    yield from ("## Origin", "")
    yield f"- Backbone: {entry.title} ({entry.library}), starting weights: {opened.network.model.weights}"
    licence = next((w.licence for w in entry.weights if w.licence), "")
    if licence:
        yield f"- Licence of the starting weights: {licence}"
    yield from (f"- {name}: {value}" for name, value in facts.settings.items())
    yield "- Versions: " + ", ".join(f"{name} {number}" for name, number in facts.versions.items())
    yield f"- Exported: {dt.date.today().isoformat()}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
