#!/usr/bin/env python3
"""Label pictures with the exported model that lies beside this file.

    python predict.py PICTURE_OR_FOLDER ... [--csv FILE | --json]

Needs Pillow and NumPy, and what the model's format asks for: torch and torchvision, or onnxruntime;
for HEIC pictures pillow-heif too.
It reads preprocessing.json beside it and nothing else of the program that trained the model.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import struct
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
BATCH = 16
MAX_ASPECT = 8
BIG_PIXELS = 25_000_000
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow and its codecs raise on damaged files.
DAMAGED = (
    OSError, ValueError, RuntimeError, SyntaxError, TypeError, LookupError, AttributeError, AssertionError,
    ArithmeticError, EOFError, MemoryError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
Resize = Callable[[np.ndarray, tuple[int, int], str], np.ndarray]
PICTURES = {
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm",
    ".pbm", ".avif", ".heic", ".heif", ".mpo",
}  # fmt: skip
BEGINNINGS = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM",
    b"II*\0", b"MM\0*", b"II+\0", b"MM\0+",
)  # fmt: skip
NAME_ERRORS = sys.getfilesystemencodeerrors()
SYSTEM = {"__macosx", "@eadir", "$recycle.bin", "system volume information"}


def load(path: Path, shorter: int, interpolation: str, resize: Resize) -> np.ndarray:
    """The picture upright, uint8 RGB, its shorter side ``shorter`` pixels, antialiased by ``resize``."""
    register_heic(path)
    with Image.open(path) as opened:
        if opened.format in ("JPEG", "MPO"):
            opened.draft(None, (2 * shorter, 2 * shorter))
        opened.load()
        turn = orientation(opened)
        whole = to_rgb(opened)
        factor = min(whole.size) // (2 * shorter)
        if whole.width * whole.height >= BIG_PIXELS and factor >= 2:
            whole = whole.reduce(factor)
        plain = middle(whole)
    if min(plain.size) == shorter:
        small = np.array(plain)
    else:
        small = resize(np.array(plain), resized_size(*plain.size, shorter), interpolation)
    return np.asarray(Image.fromarray(small).transpose(UPRIGHT[turn])) if turn in UPRIGHT else small


def register_heic(path: Path) -> None:
    """Teach Pillow HEIC before such a file is opened."""
    with path.open("rb") as file:
        head = file.read(12)
    heic = head[4:10] == b"ftyphe"
    if not heic and head[4:] not in (b"ftypmif1", b"ftypmsf1", b"ftypmiaf"):
        return
    try:
        import pillow_heif
    except ImportError:
        if heic:
            raise OSError("it is a HEIC picture: install pillow-heif to read it") from None
        return  # perhaps AVIF, which Pillow reads by itself
    pillow_heif.register_heif_opener()


def orientation(picture: Image.Image) -> int:
    """EXIF orientation, 1 where there is none or it is damaged."""
    if picture.format == "TIFF":  # Pillow turns these itself
        return 1
    if not any(key in picture.info for key in ("exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp")):
        return 1
    try:
        value = picture.getexif().get(ORIENTATION, 1)
    except DAMAGED:  # a damaged EXIF block says nothing about the pixels
        return 1
    return value if isinstance(value, int) else 1


def to_rgb(picture: Image.Image) -> Image.Image:
    """RGB of a picture of any mode: 16 bits scaled, transparency over white."""
    if picture.mode in ("I", "F", "I;16", "I;16L", "I;16B", "I;16N"):
        return wide_to_rgb(picture)
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        layered = (picture.convert("LA") if picture.mode == "La" else picture).convert("RGBA")
        alpha = layered.getchannel("A")
        result = Image.new("RGB", layered.size, (255, 255, 255))
        result.paste(layered.convert("RGB"), mask=alpha)
        return result
    return picture.convert("RGB")


def wide_to_rgb(picture: Image.Image) -> Image.Image:
    """A grey picture of more than 8 bits, scaled to 8."""
    values = np.asarray(picture)
    finite = values[np.isfinite(values)] if picture.mode == "F" else values
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if picture.mode.startswith("I;16"):
        twelve = tuple(getattr(picture, "tag_v2", {}).get(258, (16,))) == (12,)
        low, high = 0.0, 4095.0 if twelve else 65535.0
    elif low >= 0:
        usual = [1.0, 255.0, 65535.0] if picture.mode == "F" else [65535.0]
        fitting = [white for white in usual if high <= white]
        low, high = (0.0, fitting[0]) if fitting else (low, high)
    factor = 255.0 / (high - low) if high > low else 0.0
    scaled = np.nan_to_num((values.astype(np.float64) - low) * factor, nan=0.0, posinf=255.0, neginf=0.0)
    grey = Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))
    key = picture.info.get("transparency")
    if isinstance(key, int):
        grey.paste(255, mask=Image.fromarray(np.where(values == key, np.uint8(255), np.uint8(0))))
    return grey.convert("RGB")


def middle(picture: Image.Image) -> Image.Image:
    """The picture, or of a very long one its middle alone."""
    width, height = picture.size
    kept_width, kept_height = min(width, MAX_ASPECT * height), min(height, MAX_ASPECT * width)
    if (kept_width, kept_height) == picture.size:
        return picture
    left, top = (width - kept_width) // 2, (height - kept_height) // 2
    return picture.crop((left, top, left + kept_width, top + kept_height))


def resized_size(width: int, height: int, shorter: int) -> tuple[int, int]:
    """Width and height with the shorter side exactly ``shorter``."""
    longer = shorter * max(width, height) // min(width, height)
    return (shorter, longer) if width <= height else (longer, shorter)


def resize_by_numpy(pixels: np.ndarray, size: tuple[int, int], interpolation: str) -> np.ndarray:
    """uint8 pixels (height, width, 3) resized to ``size`` (width, height), antialiased.

    The arithmetic of torch's antialiased resizing of bytes, whole numbers throughout: the same pixels.
    """
    for axis, length in ((1, size[0]), (0, size[1])):
        if pixels.shape[axis] != length:
            lines = np.ascontiguousarray(pixels.swapaxes(0, axis))
            pixels = resized_lines(lines, length, interpolation).swapaxes(0, axis)
    return np.ascontiguousarray(pixels)


def resized_lines(lines: np.ndarray, count: int, interpolation: str) -> np.ndarray:
    """``count`` lines, each a weighted sum of neighbouring ones; uint8, lines along the first axis."""
    sources, weights, bits = line_weights(len(lines), count, interpolation)
    wide = lines.astype(np.int32)
    sums = np.full((count, *lines.shape[1:]), 1 << (bits - 1), np.int32)
    for number in range(weights.shape[1]):
        sums += wide[sources[:, number]] * weights[:, number, None, None]
    sums >>= bits
    return np.clip(sums, 0, 255, out=sums).astype(np.uint8)


def line_weights(old: int, new: int, interpolation: str) -> tuple[np.ndarray, np.ndarray, int]:
    """Which of ``old`` lines make each of ``new`` ones, their whole weights, and the bits that 1 has."""
    scale = old / new
    stretch = max(scale, 1.0)
    support = stretch * (2.0 if interpolation == "bicubic" else 1.0)
    centres = scale * (np.arange(new) + 0.5)
    first = np.maximum((centres - support + 0.5).astype(np.int64), 0)
    stop = np.minimum((centres + support + 0.5).astype(np.int64), old)
    sources = first[:, None] + np.arange((stop - first).max())
    apart = np.abs((sources - centres[:, None] + 0.5) / stretch)
    if interpolation == "bicubic":  # Keys 1981 with a = -1/2
        near, far = (1.5 * apart - 2.5) * apart**2 + 1, ((-0.5 * apart + 2.5) * apart - 4) * apart + 2
        weights = np.where(apart < 1, near, np.where(apart < 2, far, 0.0))
    else:
        weights = np.maximum(1 - apart, 0.0)
    weights = np.where(sources < stop[:, None], weights, 0.0)
    weights /= weights.sum(axis=1, keepdims=True)
    bits = 0  # as many as keep the largest weight within 16 bits
    while bits < 22 and int(0.5 + weights.max() * 2 ** (bits + 1)) < 2**15:
        bits += 1
    scaled = weights * 2**bits
    whole = np.trunc(scaled + np.copysign(0.5, scaled)).astype(np.int32)
    return np.minimum(sources, old - 1), whole, bits


def resize_by_torch(pixels: np.ndarray, size: tuple[int, int], interpolation: str) -> np.ndarray:
    """The same by torch, in a tenth of the time."""
    import torch

    given = torch.from_numpy(pixels)[None].permute(0, 3, 1, 2)
    made = torch.nn.functional.interpolate(given, size=(size[1], size[0]), mode=interpolation, antialias=True)
    result: np.ndarray = made[0].permute(1, 2, 0).contiguous().numpy()
    return result


def centre_crop(pixels: np.ndarray, size: int) -> np.ndarray:
    """The middle ``size`` x ``size`` pixels, black around a smaller picture."""
    height, width = pixels.shape[:2]
    top, left = max(size - height, 0) // 2, max(size - width, 0) // 2
    canvas = np.zeros((max(height, size), max(width, size), 3), np.uint8)
    canvas[top : top + height, left : left + width] = pixels
    top, left = round((canvas.shape[0] - size) / 2), round((canvas.shape[1] - size) / 2)
    return canvas[top : top + size, left : left + size]


def open_onnx(folder: Path, facts: dict[str, Any]) -> Callable[[np.ndarray], np.ndarray]:
    """A function from the network's input to its outputs, by onnxruntime."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(folder / facts["file"]), providers=["CPUExecutionProvider"])
    name, kind = session.get_inputs()[0].name, session.get_inputs()[0].type
    wanted = {"tensor(float16)": np.float16, "tensor(uint8)": np.uint8}.get(kind, np.float32)
    return lambda batch: session.run(None, {name: batch.astype(wanted)})[0].astype(np.float32)


def open_torch(folder: Path, facts: dict[str, Any]) -> Callable[[np.ndarray], np.ndarray]:
    """A function from the network's input to its outputs, by torch."""
    import torch

    file, kind = str(folder / facts["file"]), facts["kind"]
    if kind == "torch_export":
        model = torch.export.load(file).module()
    elif kind == "torchscript":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch says that it is phasing TorchScript out
            model = torch.jit.load(file, map_location="cpu").eval()  # type: ignore[no-untyped-call]
    elif kind == "module":
        model = torch.load(file, map_location="cpu", weights_only=False).eval()
    elif kind == "huggingface":
        import timm

        model = timm.create_model(f"local-dir:{folder}", pretrained=True).eval()
    else:
        model = build(facts["architecture"])
        model.load_state_dict(read_tensors(file), strict=True)
        model.eval()

    def run(batch: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            outputs: np.ndarray = model(torch.from_numpy(batch)).float().numpy()
        return outputs

    return run


def build(architecture: dict[str, Any]) -> Any:
    """The library's own network with the head that the model was trained with, weights not loaded."""
    import torch

    if architecture["library"] == "timm":
        import timm

        model = timm.create_model(architecture["builder"], pretrained=False, **architecture["options"])
    else:
        import torchvision

        model = torchvision.models.get_model(architecture["builder"], weights=None, **architecture["options"])
    for name, layers in architecture["replaced"].items():
        made = [getattr(torch.nn, kind)(**arguments) for kind, arguments in layers]
        parent = model.get_submodule(name.rpartition(".")[0])
        parent.add_module(name.rpartition(".")[2], made[0] if len(made) == 1 else torch.nn.Sequential(*made))
    return model


def read_tensors(file: str) -> dict[str, Any]:
    """Tensors by name from a .pt or a .safetensors file."""
    import torch

    if not file.endswith(".safetensors"):
        state: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
        return state
    content = Path(file).read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    types = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}
    state = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            raw = bytearray(content[start + first : start + last])
            flat = torch.frombuffer(raw, dtype=types[entry["dtype"]]) if raw else torch.empty(0)
            state[name] = flat.reshape(entry["shape"])
    return state


def softmax(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities, each row summing to 1."""
    scaled = logits.astype(np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    chances: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return chances


class Model:
    """The exported model with its labels and its way of preparing pictures."""

    def __init__(self, folder: Path = HERE) -> None:
        self.facts = json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))
        self.labels = self.facts["labels"]
        by_torch = self.facts["kind"] != "onnx"
        self.forward = (open_torch if by_torch else open_onnx)(folder, self.facts)
        self.resize: Resize = resize_by_torch if by_torch else resize_by_numpy

    def pixels(self, path: Path) -> np.ndarray:
        """uint8, shape (crop, crop, 3)."""
        pixels = load(path, self.facts["resize"], self.facts["interpolation"], self.resize)
        return centre_crop(pixels, self.facts["crop"])

    def outputs(self, pixels: np.ndarray) -> np.ndarray:
        """What the model gives for uint8 pixels, shape (n, crop, crop, 3): shape (n, classes)."""
        batch = pixels
        if not self.facts["preprocessing_inside"]:
            mean, std = (np.array(self.facts[key], np.float32) for key in ("mean", "std"))
            batch = ((pixels.astype(np.float32) / np.float32(255) - mean) / std).transpose(0, 3, 1, 2)
        outputs = self.forward(np.ascontiguousarray(batch))
        if outputs.shape[1] == 1 and len(self.labels) == 2:  # one number: log odds of the second class
            outputs = np.concatenate([np.zeros_like(outputs), outputs], axis=1)
        return outputs

    def answers(self, pixels: np.ndarray) -> np.ndarray:
        """:meth:`outputs`, averaged with those of the mirrored pictures where the model asks for it.

        Logits are averaged; of probabilities the logarithms, which gives the same.
        """
        outputs = self.outputs(pixels)
        if not self.facts["mirrored"]:
            return outputs
        other = self.outputs(pixels[:, :, ::-1])
        if self.facts["outputs"] != "probabilities":
            averaged: np.ndarray = (outputs + other) / 2
            return averaged
        least = np.finfo(np.float32).tiny
        return softmax((np.log(np.maximum(outputs, least)) + np.log(np.maximum(other, least))) / 2, 1.0)

    def probabilities(self, pixels: np.ndarray) -> np.ndarray:
        """Of uint8 pixels, shape (n, crop, crop, 3): shape (n, classes)."""
        outputs = self.answers(pixels)
        if self.facts["outputs"] == "probabilities":
            return outputs
        return softmax(outputs, self.facts["temperature"])

    def predict(self, paths: list[Path]) -> Iterator[dict[str, Any]]:
        """A dict a picture: path, label, confidence, top; or path, error."""
        for start in range(0, len(paths), BATCH):
            answers: list[dict[str, Any]] = []
            pixels: list[np.ndarray] = []
            for path in paths[start : start + BATCH]:
                answers.append({"path": str(path)})
                try:
                    pixels.append(self.pixels(path))
                except DAMAGED as error:
                    answers[-1]["error"] = str(error)
            good = [answer for answer in answers if "error" not in answer]
            chances = self.probabilities(np.stack(pixels)) if pixels else np.zeros((0, len(self.labels)))
            for answer, row in zip(good, chances, strict=True):
                order = np.argsort(-row, kind="stable")[:5]
                top = [[self.labels[i], float(row[i])] for i in order]
                sure = top[0][1] >= self.facts["threshold"]
                answer.update(label=top[0][0] if sure else "not sure", confidence=top[0][1], top=top)
            yield from answers


def is_picture(path: Path, folder: Path) -> bool:
    """Whether a file of ``folder`` ends or begins like a picture; not what is the system's or hidden."""
    inside = path.relative_to(folder).parts
    if any(name.startswith(".") or name.lower() in SYSTEM for name in inside) or not path.is_file():
        return False
    return path.suffix.lower() in PICTURES or begins_like_a_picture(path)


def begins_like_a_picture(path: Path) -> bool:
    """Whether the first bytes are those of a JPEG, PNG, GIF, BMP, TIFF or WebP."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return head.startswith(BEGINNINGS) or (head.startswith(b"RIFF") and head[8:] == b"WEBP")


def pictures(arguments: list[str]) -> list[Path]:
    """The files named, and the pictures in the folders named, in order."""
    found: list[Path] = []
    for path in map(Path, arguments):
        found.extend(sorted(p for p in path.rglob("*") if is_picture(p, path)) if path.is_dir() else [path])
    return found


def write_table(target: Path, answers: Iterator[dict[str, Any]]) -> bool:
    """Write ``answers`` as CSV; whether each has a label. An earlier file stays until the new one is whole.

    UTF-8; a file name that is no Unicode keeps its own bytes.
    """
    whole = True
    straight = target.exists() and not target.is_file()  # a pipe, /dev/stdout
    target = target if straight else target.resolve()
    beside = target if straight else target.with_name(f".{target.name}.part")
    try:
        with beside.open("w", encoding="utf-8", errors=NAME_ERRORS, newline="") as file:
            table = csv.writer(file)
            table.writerow(["path", "label", "confidence", "error"])
            for answer in answers:
                whole &= "error" not in answer
                table.writerow([answer.get(key, "") for key in ("path", "label", "confidence", "error")])
        if not straight:
            os.replace(beside, target)
    finally:
        if not straight:
            beside.unlink(missing_ok=True)
    return whole


def main() -> int:
    """The command line. 1 when there is no picture, or one could not be read."""
    parser = argparse.ArgumentParser(description="Label pictures with the model beside this file.")
    parser.add_argument("pictures", nargs="+", help="files or folders")
    parser.add_argument("--csv", metavar="FILE", help="write a table instead")
    parser.add_argument("--json", action="store_true", help="a JSON object a line")
    options = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a pipe on Windows has an encoding that lacks most letters
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    found = pictures(options.pictures)
    if not found:
        print(f"There is no picture in {', '.join(options.pictures)}.", file=sys.stderr)
        return 1
    answers = Model().predict(found)
    if options.csv:
        return int(not write_table(Path(options.csv), answers))
    failed = False
    for answer in answers:
        failed |= "error" in answer
        if options.json:
            print(json.dumps(answer, ensure_ascii=False))
        elif "error" in answer:
            print(f"{answer['path']}: {answer['error']}")
        else:
            print(f"{answer['path']}: {answer['label']} {answer['confidence']:.1%}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
