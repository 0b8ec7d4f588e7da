"""Reading and labelling pictures, each stage alone and together: in a fresh process."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Options = dict[str, Any]
PLAIN_BATCH = {"cpu": 32, "cuda": 256}  # of the plain loop over decoded pixels


def _pictures(options: Options) -> list[Path]:
    from engine.evaluation.predict import pictures_in

    return pictures_in(Path(options["data"]))


def bare_loop(network: Any, pixels: Any) -> float:
    """Seconds of a bare forward loop over decoded pixels: the library's own module, in the best precision.

    Nothing of ours is in it: channels last, batches of ``PLAIN_BATCH``, and of float32, autocast to bf16 and
    bf16 weights what is quickest on the first 64 pictures.
    """
    import copy

    import torch

    facts = network.preprocessing
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (facts.mean, facts.std))
    plain = copy.deepcopy(network.module).eval().cpu().to(memory_format=torch.channels_last)
    whole, half = torch.float32, torch.bfloat16
    ways = ((plain, whole, False), (plain, whole, True), (copy.deepcopy(plain).to(half), half, False))
    size = PLAIN_BATCH["cpu"]

    def once(way: tuple[Any, Any, bool], count: int) -> float:
        module, dtype, mixed = way
        began = time.perf_counter()
        with torch.inference_mode(), torch.autocast("cpu", half, enabled=mixed):
            for start in range(0, count, size):
                x = torch.from_numpy(pixels[start : start + size]).permute(0, 3, 1, 2)
                module(((x / 255 - mean) / std).to(dtype))
        return time.perf_counter() - began

    count = len(pixels)
    for way in ways:
        once(way, min(count, size))
    quickest = min(ways, key=lambda way: min(once(way, min(count, 2 * size)) for _ in range(2)))
    return once(quickest, count)


def bounds(options: Options) -> Options:
    """Seconds to decode every picture, to run the frozen part on decoded pixels, and to do both.

    ``network`` is the frozen part as the pass runs it, its layers merged; ``lanes`` the same in the pass's
    lanes, 0 where it has none; ``bare`` is :func:`bare_loop`.
    """
    import numpy as np

    from engine.config import DataConfig, ModelConfig, RunConfig
    from engine.control import RunControl
    from engine.data import pixel_store
    from engine.device import pick
    from engine.models.build import build_network
    from engine.training.activation_cache import ActivationCache, Space
    from engine.training.features import PLAIN, Views, extract
    from engine.training.forward import frozen_forward
    from engine.training.precision import resolve
    from engine.training.prepare import prepare
    from engine.training.setup import FEATURE_BATCH

    config = RunConfig(data=DataConfig(source=options["data"]))
    prepared = _returned(prepare(config, RunControl()))
    network = build_network(ModelConfig(), 2)
    device = pick()
    plan = resolve("auto", network, device, 0)
    facts = network.preprocessing
    forward = frozen_forward(network, 0, plan, device)
    batch, plain = FEATURE_BATCH[device.type], PLAIN_BATCH[device.type]

    def views(name: str) -> Views:
        store = pixel_store.PixelStore(
            facts.resize, facts.interpolation, folder=Path(options["scratch"]) / name
        )
        return Views(facts, "none", store, prepared.samples, prepared.contents)

    count = len(prepared.samples)
    warm = np.zeros((plain, facts.crop, facts.crop, 3), np.uint8)
    forward(warm)
    decoding = views("decode")
    began = time.perf_counter()
    with pixel_store.decoders() as pool:
        crops = list(pool.map(lambda i: decoding.make(i, PLAIN), range(count)))
    decode = time.perf_counter() - began
    pixels = np.stack(crops)
    began = time.perf_counter()
    for start in range(0, count, plain):
        forward(pixels[start : start + plain])
    network_alone = time.perf_counter() - began
    cache = ActivationCache(Space("bench", repr(facts), plan.inference, 0, "none"))
    wanted = [(i, PLAIN) for i in range(count)]
    together = views("together")
    began = time.perf_counter()
    _returned(extract(cache, together, wanted, forward, RunControl(), batch=batch, device=device.type))
    both = time.perf_counter() - began
    found = {"decode": decode, "network": network_alone, "both": both, "count": count}
    found["lanes"] = _in_lanes(pixels, forward, batch, device.type)
    return {**found, "bare": bare_loop(network, pixels) if device.type == "cpu" else network_alone}


def _in_lanes(pixels: Any, forward: Any, batch: int, device: str) -> float:
    """Seconds of ``forward`` over decoded pixels in lanes, 0 where a device has none."""
    from engine.data import lanes

    number = lanes.count(device)
    if number == 0:
        return 0.0
    pictures = lanes.Pictures(len(pixels), pixels.shape[1], lambda i: pixels[i], lambda i: Path(str(i)))
    began = time.perf_counter()
    for _ in lanes.computed(pictures, forward, batch=batch, lanes=number):
        pass
    return time.perf_counter() - began


def predict(options: Options) -> Options:
    """Seconds to label a folder with a trained model, and of forward loops over decoded pixels.

    ``bare`` is :func:`bare_loop`; ``merged`` a loop over our own network, its layers merged. The process is
    warm, the model read; merging its layers is on the clock.
    """
    import numpy as np
    import torch

    from engine.control import RunControl
    from engine.evaluation.predict import Predictor
    from engine.run_folder import RunFolder
    from engine.training import loop
    from tests.bench.sides import _imports

    _imports()
    from engine.config import DataConfig, RunConfig, with_setting

    config = with_setting(RunConfig(data=DataConfig(source=options["data"])), "train.epochs", "2")
    run = RunFolder.create(Path(options["scratch"]) / "runs", config)
    list(loop.train(config, run, RunControl()))
    pictures = _pictures(options)
    list(Predictor(run, precision="auto").predict(pictures[: PLAIN_BATCH["cpu"]]))
    predictor = Predictor(run, precision="auto")
    began = time.perf_counter()
    answers = list(predictor.predict(pictures))
    ours = time.perf_counter() - began
    pixels = np.stack([predictor.pixels(path) for path in pictures])
    forward = predictor.forward
    with torch.inference_mode():
        began = time.perf_counter()
        for start in range(0, len(pixels), 32):
            forward.logits(pixels[start : start + 32])
        merged = time.perf_counter() - began
    on_cpu = forward.device.type == "cpu"
    bare = bare_loop(predictor.network, pixels) if on_cpu else merged
    return {"ours": ours, "bare": bare, "merged": merged, "count": len(answers)}


def _returned(generator: Any) -> Any:
    """What a generator returns, its events passed over."""
    while True:
        try:
            next(generator)
        except StopIteration as stop:
            return stop.value


def onnx(options: Options) -> Options:
    """Pictures a second of the exported ONNX model in onnxruntime, and of our own forward pass."""
    from engine.config import ModelConfig
    from engine.export.exporters import Exporter
    from tests.bench.exports import rates
    from tests.engine.export.runs import make_run

    scratch = Path(options["scratch"])
    run = make_run(scratch, ModelConfig(), crop=0, paths=_pictures(options)[:64])
    exporter = Exporter(run)
    result = exporter.export("onnx", scratch)
    other, ours = rates(exporter, result.folder)
    return {"ours": ours, "onnxruntime": other}


SIDES: dict[str, Callable[[Options], Options]] = {"bounds": bounds, "predict": predict, "onnx": onnx}
