"""``python -m tests.bench.exports --data FOLDER``: every network in every format, loaded back outside.

Each export is opened by its own ``predict.py`` in a fresh process that cannot import Graft, and asked
about pictures of the folder; the table says whether labels and confidences are ours. The weights are
random (normalised on the pictures) unless they are on this machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

NETWORKS = ("resnet18", "mobilenet_v2", "efficientnet_lite0", "vgg19", "inception_v3", "vit_b_16")

OUTSIDE = """
import json, runpy, sys
from pathlib import Path
sys.modules["engine"] = None
script = runpy.run_path(sys.argv[1] + "/predict.py")
paths = [Path(line) for line in json.loads(sys.argv[2])]
print(json.dumps(list(script["Model"]().predict(paths))))
"""


def main() -> int:
    """Export, compare, print; 1 when some label differs or an export failed unexpectedly."""
    words = argparse.ArgumentParser(prog="python -m tests.bench.exports", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="a folder of pictures")
    words.add_argument("--pictures", type=int, default=24, help="how many to compare on (default 24)")
    words.add_argument("--networks", nargs="*", default=NETWORKS)
    words.add_argument("--weights", type=Path, help="folder of torchvision weights files")
    given = words.parse_args()
    print("| network | format | MB | export s | logits apart | outside: equal labels | confidences apart |")
    print("|---|---|---:|---:|---:|---:|---:|", flush=True)
    failed = False
    for name in given.networks:
        with tempfile.TemporaryDirectory(prefix="graft-exports-") as scratch:
            for line, good in _rows(name, given.data, given.pictures, Path(scratch), given.weights):
                failed |= not good
                print(line, flush=True)
    return int(failed)


def _rows(name: str, data: Path, count: int, scratch: Path, files: Path | None) -> Any:
    from engine.config import ModelConfig
    from engine.errors import EngineError
    from engine.evaluation.predict import Predictor, pictures_in
    from engine.export.exporters import FORMATS, Exporter
    from engine.models import backbones, weights
    from tests.engine.export.runs import make_run

    every = pictures_in(data)
    paths = [every[i] for i in np.linspace(0, len(every) - 1, count).astype(int)]
    found = sorted(files.glob(f"{name}-*.pth")) if files else []
    start = "default" if weights.is_here(backbones.backbone(name)) else "none"
    start = str(found[0]) if found else start
    run = make_run(scratch, ModelConfig(backbone=name, weights=start), crop=0, paths=paths)
    ours = list(Predictor(run, device="cpu").predict(paths))
    exporter = Exporter(run)
    exporter.reference()
    for fmt in FORMATS:
        began = time.monotonic()
        try:
            result = exporter.export(fmt, scratch)
        except EngineError as error:
            yield f"| {name} | {fmt} | refused: {error.message} | | | | |", "timm" in error.message
            continue
        seconds = time.monotonic() - began
        megabytes = sum(p.stat().st_size for p in result.folder.iterdir()) / 1e6
        theirs = _outside(result.folder, paths)
        equal = sum(row.get("label") == p.label for row, p in zip(theirs, ours, strict=True))
        apart = max(abs(row["confidence"] - p.confidence) for row, p in zip(theirs, ours, strict=True))
        yield (
            f"| {name} ({Path(start).name}) | {fmt} | {megabytes:.1f} | {seconds:.1f} | {result.parity:.1e} "
            f"| {equal}/{len(ours)} | {apart:.1e} |",
            equal == len(ours),
        )
    onnx, own = rates(exporter, scratch / "onnx")
    yield f"| {name} | onnxruntime {onnx:.0f} pictures/s, ours {own:.0f} (float32, CPU) | | | | | |", True


def _outside(folder: Path, paths: list[Path]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OUTSIDE, str(folder), json.dumps(list(map(str, paths)))],
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return answers


def rates(exporter: Any, folder: Path) -> tuple[float, float]:
    """Pictures a second on decoded pixels, float32, CPU: onnxruntime, and our own forward pass.

    ``folder`` holds the ONNX export of ``exporter``'s run.
    """
    from engine.evaluation.forward import Forward
    from engine.export import predict_template

    pixels = exporter.reference().pixels
    model = predict_template.Model(folder)
    forward = Forward(exporter.opened.network, device="cpu")
    forward.speed_up()

    def best(work: Any) -> float:
        work(pixels)
        times = []
        for _ in range(3):
            began = time.monotonic()
            work(pixels)
            times.append(time.monotonic() - began)
        return len(pixels) / min(times)

    def by_onnx(batch: np.ndarray) -> None:
        for i in range(0, len(batch), predict_template.BATCH):
            model.outputs(batch[i : i + predict_template.BATCH])

    return best(by_onnx), best(forward.logits)


if __name__ == "__main__":
    sys.exit(main())
