"""What lies beside every exported model: labels, preprocessing and how it was built."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import FORMAT
from engine.files import write_bytes, write_json

if TYPE_CHECKING:
    from engine.evaluation.opening import Opened

TEMPLATE = Path(__file__).with_name("predict_template.py")


@dataclasses.dataclass(frozen=True)
class Written:
    """What a format's function wrote into the export's folder.

    Attributes:
        file: name of the model file.
        kind: how ``predict.py`` opens it.
        inside: whether preprocessing and softmax are inside the model.
        changes: entries of ``preprocessing.json`` that differ for this format.
    """

    file: str
    kind: str
    inside: bool = False
    changes: dict[str, Any] = dataclasses.field(default_factory=dict)


def told(opened: Opened) -> dict[str, Any]:
    """The description that a model file carries so that Graft can open it anywhere."""
    extra = {**opened.info.extra, "decision": opened.decision.to_json(), "tta_flip": opened.mirrored}
    return {
        "format": FORMAT,
        "model": dataclasses.asdict(opened.network.model),
        "classes": list(opened.info.classes),
        "preprocessing": dataclasses.asdict(opened.info.preprocessing),
        "extra": extra,
    }


def told_text(opened: Opened) -> str:
    """:func:`told` as one line of JSON."""
    return json.dumps(told(opened), ensure_ascii=False)


def write_beside(folder: Path, opened: Opened, written: Written) -> None:
    """``labels.txt``, ``preprocessing.json`` and ``predict.py`` into ``folder``.

    Raises:
        EngineError: the folder cannot be written.
    """
    from engine.export import architecture

    facts = dataclasses.asdict(opened.info.preprocessing)
    labels = list(opened.info.classes)
    # One label a line: a line break inside a name becomes a space here; preprocessing.json has it whole.
    lines = [" ".join(name.splitlines()) for name in labels]
    write_bytes(folder / "labels.txt", ("\n".join(lines) + "\n").encode())
    write_json(
        folder / "preprocessing.json",
        {
            "format": FORMAT,
            "file": written.file,
            "kind": written.kind,
            **facts,
            "preprocessing_inside": written.inside,
            "outputs": "probabilities" if written.inside else "logits",
            "mirrored": opened.mirrored,
            **opened.decision.to_json(),
            "labels": labels,
            "architecture": architecture.describe(opened.network),
            "steps": steps(opened, written),
            **written.changes,
        },
    )
    shutil.copyfile(TEMPLATE, folder / "predict.py")


def steps(opened: Opened, written: Written) -> list[str]:
    """How a picture becomes the model's input, in words."""
    facts = opened.info.preprocessing
    first = [
        "decode to 8-bit RGB: upright by its EXIF orientation, transparency over white",
        f"resize so that the shorter side is {facts.resize} pixels, {facts.interpolation}, antialiased",
        f"cut {facts.crop} x {facts.crop} pixels from the centre",
    ]
    if written.inside:
        mirrored = "take the geometric mean of the probabilities, scaled to a sum of 1"
        made = [*first, "give the model uint8 pixels, shape (n, height, width, 3)"]
    else:
        mirrored = "average the logits"
        made = [
            *first,
            "divide by 255, subtract mean, divide by std, channel by channel (R, G, B)",
            "give the model float32 numbers, shape (n, 3, height, width)",
        ]
    if opened.mirrored:
        made.append(f"do the same with the picture mirrored left to right and {mirrored}")
    return made
