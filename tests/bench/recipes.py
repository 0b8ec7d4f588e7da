"""``python -m tests.bench.recipes --data FOLDER [FOLDER ...]``: recipes beside each other, over seeds.

Every run starts in a fresh process with nothing cached; imports are done before the clock starts. Prints
accuracy on validation as mean and 95 % interval over the seeds (Student's t), and the median of the seconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.rows import Bench

NETWORKS = ("efficientnet_lite0", "mobilenet_v2")
RECIPES = ("classic", "quick", "balanced", "thorough")


def main() -> int:
    """Run, and print a line as soon as a recipe's seeds are through."""
    words = argparse.ArgumentParser(prog="python -m tests.bench.recipes", description=__doc__)
    words.add_argument("--data", type=Path, nargs="+", required=True)
    words.add_argument("--weights", type=Path, required=True, help="folder of torchvision weights files")
    words.add_argument("--networks", nargs="*", choices=NETWORKS, default=NETWORKS)
    words.add_argument("--recipes", nargs="*", choices=RECIPES, default=RECIPES)
    words.add_argument("--mode", choices=("frozen", "finetune"), default="frozen", help="of classic")
    words.add_argument("--seeds", type=int, default=5)
    words.add_argument("--json", action="store_true", help="a JSON line a row")
    given = words.parse_args()
    for data in given.data:
        for network in given.networks:
            for recipe in given.recipes:
                with tempfile.TemporaryDirectory(prefix="graft-recipes-") as scratch:
                    bench = Bench(data.resolve(), given.weights.resolve(), Path(), 1, Path(scratch))
                    runs = [_run(bench, network, recipe, given.mode, seed) for seed in range(given.seeds)]
                print(_line(data.name, network, recipe, runs, as_json=given.json), flush=True)
    return 0


def _run(bench: Bench, network: str, recipe: str, mode: str, seed: int) -> dict[str, Any]:
    file = bench.weights_of(network)
    start = {"weights": str(file)} if file and network != "efficientnet_lite0" else {}
    # The division follows the seed, so that chance in it is part of the interval.
    settings = {"train.seed": seed, "data.split_seed": seed}
    return bench.ours("train", backbone=network, mode=mode, recipe=recipe, settings=settings, **start)


def _line(data: str, network: str, recipe: str, runs: list[dict[str, Any]], *, as_json: bool) -> str:
    from engine.evaluation.repeats import mean_interval

    found = mean_interval([run["accuracy"] for run in runs])
    seconds = statistics.median(run["seconds"] for run in runs)
    if as_json:
        row = {"data": data, "network": network, "recipe": recipe, "seconds": seconds}
        each = [run["accuracy"] for run in runs]
        return json.dumps({**row, "accuracy": found.mean, "interval": [found.low, found.high], "each": each})
    interval = f"{found.mean:.4f} ({found.low:.4f} to {found.high:.4f})"
    return f"| {data} | {network} | {recipe} | {len(runs)} | {interval} | {seconds:.1f} |"


if __name__ == "__main__":
    sys.exit(main())
