"""Whatever is opened, nothing in it runs; what cannot be opened is told in words."""

from __future__ import annotations

import importlib
import io
import json
import os
import pickle
import pickletools
import shutil
import struct
import tarfile
import zipfile
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from engine.errors import EngineError
from engine.evaluation.opening import open_model
from engine.evaluation.predict import Predictor
from engine.export.exporters import export
from engine.run_folder import RunFolder


class Runs:
    """Pickles into a call of ``function`` with ``arguments``."""

    def __init__(self, function, *arguments) -> None:
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def torch_saved(value: object) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


def replaced(content: bytes, member: str, new: bytes) -> bytes:
    """A torch archive with one of its members exchanged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    (name,) = [name for name in members if name.endswith(member)]
    members[name] = new
    return zipped(members)


def two_lists(content: bytes, shown: bytes) -> bytes:
    """``content`` with a second list of records, that of ``shown``, just before its end record.

    Python's zipfile takes the list before the end record; the offset there still names the first.
    """
    place = content.rfind(b"PK\5\6")
    count, length, offset = struct.unpack("<HLL", content[place + 10 : place + 20])
    other = shown.rfind(b"PK\5\6")
    count, length, start = struct.unpack("<HLL", shown[other + 10 : other + 20])
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, length, offset, 0)
    return content[:place] + shown[:start] + shown[start : start + length] + end


def tensors(header: dict | bytes, body: bytes = b"", length: int | None = None) -> bytes:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw) if length is None else length) + raw + body


def entry(shape: list, offsets: list, dtype: str = "F32") -> dict:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def hostile_pickles(trap: Path) -> Iterator[tuple[str, bytes]]:
    """Files that would make ``trap`` when a careless program opened them."""
    shell = f"touch {trap}"
    calls = {
        "os.system": Runs(os.system, shell),
        "posix.system": Runs(getattr(__import__(os.name), "system", os.system), shell),
        "subprocess": Runs(__import__("subprocess").call, ["touch", str(trap)]),
        "eval": Runs(eval, f"open({str(trap)!r}, 'w')"),
        "exec": Runs(exec, f"open({str(trap)!r}, 'w')"),
        "open": Runs(open, str(trap), "w"),
        "path.touch": Runs(Path.touch, trap),
        "os.mkdir": Runs(os.mkdir, str(trap)),
        "torch.load": Runs(torch.load, str(trap)),
        "import": Runs(importlib.import_module, "antigravity"),
        "builtins.map": Runs(map, os.system, [shell]),
    }
    for name, call in calls.items():
        yield f"plain pickle {name}", pickle.dumps(call)
        yield f"torch archive {name}", torch_saved({"fc.weight": torch.zeros(2, 2), "x": call})
    yield "old torch format", pickle.dumps(0x1950A86A20F9469CFC6C) + pickle.dumps(calls["os.system"])
    good = torch_saved(OrderedDict(a=torch.zeros(2)))
    yield "data.pkl exchanged", replaced(good, "data.pkl", pickle.dumps(calls["os.system"]))
    yield "protocol 0", replaced(good, "data.pkl", pickle.dumps(calls["os.system"], protocol=0))
    yield "data.pkl of junk", replaced(good, "data.pkl", b"\x80\x02" + os.urandom(64))
    yield "stack underflow", replaced(good, "data.pkl", b"\x80\x02" + pickle.POP * 3 + pickle.STOP)
    endless = b"\x80\x02" + pickle.EMPTY_LIST * 100_000 + pickle.APPEND * 99_999 + pickle.STOP
    yield "a list nested without end", replaced(good, "data.pkl", endless)
    yield "whole module", torch_saved(torch.nn.Linear(2, 2))
    attribute = OrderedDict(a=torch.zeros(2))
    attribute.graft = "[" * 100_000
    yield "description nested without end", torch_saved(attribute)
    attribute.graft = json.dumps({"format": 1, "model": {"backbone": "../../etc/passwd"}, "classes": []})
    yield "description of nothing", torch_saved(attribute)


def bombs_and_lies() -> Iterator[tuple[str, bytes]]:
    megabytes = bytes(20_000_000)
    yield (
        "zip bomb",
        zipped({"archive/data.pkl": megabytes, "archive/data/0": megabytes}, zipfile.ZIP_DEFLATED),
    )
    lying = bytearray(zipped({"archive/data.pkl": b"\x80\x02N.", "archive/data/0": b"1234"}))
    place = lying.rfind(b"PK\x01\x02")
    lying[place + 20 : place + 28] = struct.pack("<II", 4_000_000_000, 4_000_000_000)
    yield "record that claims 4 GB", bytes(lying)
    deflated = zipped({"archive/data.pkl": b"\x80\x02N.", "archive/data/0": megabytes}, zipfile.ZIP_DEFLATED)
    yield "bomb before a harmless archive", deflated + torch_saved(OrderedDict(a=torch.zeros(2)))
    yield "two lists of records", two_lists(deflated, torch_saved(OrderedDict(a=torch.zeros(2))))
    yield (
        "bomb with a list of its own behind",
        two_lists(torch_saved(OrderedDict(a=torch.zeros(2))), deflated),
    )
    yield "one number repeated without end", torch_saved(OrderedDict(a=torch.zeros(1).expand(10**11)))
    many = torch.zeros(2**16).half()
    yield "one tensor a thousand times", torch_saved(OrderedDict((str(i), many) for i in range(10_000)))
    yield "a sparse tensor", torch_saved(OrderedDict(a=torch.zeros(2, 2).to_sparse()))
    yield "zip without a model", zipped({"readme.txt": b"hello"})
    yield "zip that climbs out", zipped({"../../evil": b"x", "archive/data.pkl": b"\x80\x02N."})
    yield "torch.export lookalike", zipped({"model/archive_format": b"pt2", "model/models/model.json": b"{}"})
    yield "torchscript lookalike", zipped({"m/code/__torch__.py": b"import os", "m/data.pkl": b"\x80\x02N."})
    yield "many records", zipped({f"a/{i}": b"" for i in range(1000)})
    yield "not a dict", torch_saved([torch.zeros(3)])
    yield "a state_dict of somebody else", torch_saved(torch.nn.Linear(2, 2).state_dict())
    yield "header longer than the file", tensors({"a": entry([2], [0, 8])}, bytes(8), length=2**40)
    yield "header of a gigabyte", tensors(b'{"a":1}', length=2**30)
    yield "header length negative", struct.pack("<q", -1) + b'{"a":1}'
    yield "header not JSON", tensors(b"{this is not json")
    yield "header nested without end", tensors(b'{"a":' * 50_000 + b"1" + b"}" * 50_000)
    yield "offsets beyond the end", tensors({"a": entry([1000], [0, 4000])}, bytes(8))
    yield "offsets backwards", tensors({"a": entry([2], [8, 0])}, bytes(8))
    yield "offsets overlapping", tensors({"a": entry([2], [0, 8]), "b": entry([2], [4, 12])}, bytes(12))
    yield "shape that overflows", tensors({"a": entry([2**40, 2**40], [0, 8])}, bytes(8))
    yield "negative shape", tensors({"a": entry([-2], [0, 8])}, bytes(8))
    yield "unknown dtype", tensors({"a": entry([2], [0, 8], "Q99")}, bytes(8))
    yield "no description", tensors({"a": entry([2], [0, 8])}, bytes(8))
    yield "gap in the data", tensors({"a": entry([2], [100, 108])}, bytes(108))


def other_files() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "one byte", b"\x00"
    yield "noise", np.random.default_rng(0).bytes(5000)
    yield "text", b"hello, this is not a model\n" * 50
    yield "web page", b"<!DOCTYPE html><html><body>404 Not Found</body></html>"
    yield "git lfs pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    yield "jpeg", b"\xff\xd8\xff\xe0" + bytes(100)
    yield "png", b"\x89PNG\r\n\x1a\n" + bytes(100)
    yield "gzip", b"\x1f\x8b" + bytes(100)
    yield "onnx", b"\x08\x0a\x12\x07pytorch" + bytes(100)
    yield "hdf5", b"\x89HDF\r\n\x1a\n" + bytes(100)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../evil"))
    yield "tar that climbs out", buffer.getvalue()


def description(path: Path) -> dict:
    """What a model file says of itself."""
    with safe_open(path, "pt") as stream:
        told: dict = json.loads(stream.metadata()["graft"])
    return told


def damaged_models(good: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Files that were models of ours once."""
    content = good.read_bytes()
    for share in (0.001, 0.3, 0.9, 0.9999):
        yield f"cut off at {share:.2%}", content[: int(len(content) * share)]
    told, state = description(good), load_file(good)

    def saved(changes: dict, weights: dict | None = None) -> bytes:
        path = folder / "changed"
        metadata = {"graft": json.dumps({**told, **changes})}
        save_file(state if weights is None else weights, path, metadata=metadata)
        return path.read_bytes()

    first = next(iter(state))
    yield "format of the future", saved({"format": 99})
    yield "another backbone", saved({"model": {**told["model"], "backbone": "resnet18"}})
    yield "a backbone that is not", saved({"model": {**told["model"], "backbone": "timm:hf-hub:evil/model"}})
    yield "a local folder as backbone", saved({"model": {**told["model"], "backbone": "timm:local-dir:/tmp"}})
    yield (
        "a hidden layer of a billion",
        saved({"model": {**told["model"], "head": "hidden", "hidden_units": 10**9}}),
    )
    yield "unknown setting", saved({"model": {**told["model"], "__class__": "os.system"}})
    yield "one class", saved({"classes": ["ant"]})
    yield "three classes", saved({"classes": ["a", "b", "c"]})
    yield "classes twice", saved({"classes": ["a", "a"]})
    yield "classes a number", saved({"classes": 7})
    yield "pictures of a million pixels", saved({"preprocessing": {**told["preprocessing"], "crop": 10**6}})
    yield "deviation zero", saved({"preprocessing": {**told["preprocessing"], "std": [0, 0, 0]}})
    yield "mean not a number", saved({"preprocessing": {**told["preprocessing"], "mean": ["x", 1, 2]}})
    yield "extra not a dict", saved({"extra": [1, 2]})
    yield "threshold of seven", saved({"extra": {"decision": {"threshold": 7}}})
    facts, model = told["preprocessing"], told["model"]
    yield "crop infinite", saved({"preprocessing": {**facts, "crop": float("inf")}})
    yield "crop not a number", saved({"preprocessing": {**facts, "crop": float("nan")}})
    yield "mean of 400 digits", saved({"preprocessing": {**facts, "mean": [10**400, 0, 0]}})
    yield "mean not a number", saved({"preprocessing": {**facts, "mean": [float("nan"), 0, 0]}})
    yield "preprocessing a list", saved({"preprocessing": [1, 2]})
    yield "hidden units of 400 digits", saved({"model": {**model, "head": "hidden", "hidden_units": 10**400}})
    yield "dropout of 400 digits", saved({"model": {**model, "dropout": 10**400}})
    yield "stages of 400 digits", saved({"model": {**model, "thaw_stages": 10**400}})
    yield "model a list", saved({"model": [1, 2]})
    yield "threshold of 400 digits", saved({"extra": {"decision": {"threshold": 10**400}}})
    yield "decision a list", saved({"extra": {"decision": [1]}})
    yield "half a character as a class", saved({"classes": ["ant", "\ud83d"]})
    yield "a weight missing", saved({}, {n: t for n, t in state.items() if n != first})
    yield "a weight too many", saved({}, {**state, "intruder": torch.zeros(2)})
    yield "a weight of another shape", saved({}, {**state, first: torch.zeros(3, 3)})
    yield "weights of whole numbers", saved({}, {n: t.to(torch.int8) for n, t in state.items()})


def refusal(path: Path) -> str:
    """Why the file is not opened; empty when it is."""
    try:
        open_model(path)
    except EngineError as error:
        return error.message
    return ""


# Tensors are all that is taken from a file given as weights.
HARMLESS_AS_WEIGHTS = {
    "description nested without end",
    "description of nothing",
    "a state_dict of somebody else",
    "no description",
}


def as_weights(path: Path) -> str:
    """Why the file is not taken as weights to start from; empty when it is."""
    from engine.config import ModelConfig
    from engine.models.weights import load_state

    try:
        load_state(ModelConfig(weights=str(path)))
    except EngineError as error:
        return error.message
    return ""


@pytest.fixture(scope="module")
def squeeze(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    from engine.config import ModelConfig
    from tests.engine.export.runs import make_run

    return make_run(tmp_path_factory.mktemp("sq"), ModelConfig(backbone="squeezenet1_1", weights="none"))


def test_that_none_of_many_hostile_files_runs_anything(tmp_path: Path, squeeze: RunFolder) -> None:
    trap = tmp_path / "trap"
    strangers = [*hostile_pickles(trap), *bombs_and_lies(), *other_files()]
    cases = [*strangers, *damaged_models(squeeze.best_path, tmp_path)]
    assert len(cases) >= 80
    for number, (what, content) in enumerate(cases):
        path = tmp_path / f"{number}-{what.replace('/', '_')}.pt"
        path.write_bytes(content)
        said = refusal(path)
        told = as_weights(path)
        assert bool(told) or number >= len(strangers) or what in HARMLESS_AS_WEIGHTS, what
        assert len(said.split()) >= 3, what
        assert "Traceback" not in said, what
        assert not trap.exists(), what
        path.unlink()


@pytest.mark.parametrize("wrong", [{"crop": 10**6}, {"std": [0, 0, 0]}, {"mean": [10**400, 0, 0]}])
def test_that_weights_with_an_impossible_description_do_not_start_a_training(
    squeeze: RunFolder, tmp_path: Path, wrong: dict
) -> None:
    from engine.config import ModelConfig
    from engine.models.build import build_network

    path = tmp_path / "weights.safetensors"
    info = description(squeeze.best_path)
    metadata = {"graft": json.dumps({**info, "preprocessing": {**info["preprocessing"], **wrong}})}
    save_file(load_file(squeeze.best_path), path, metadata=metadata)
    with pytest.raises(EngineError, match="preprocessing"):
        build_network(ModelConfig(backbone="squeezenet1_1", weights=str(path)), 2)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_that_a_named_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.safetensors")
    assert "is not a file" in refusal(tmp_path / "model.safetensors")
    assert "holds no model" in refusal(tmp_path)
    for name in ("best.safetensors", "split.json"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "config.json").write_text("{}")
    assert "is not a file" in refusal(tmp_path)


def test_that_the_hostile_pickles_are_not_harmless(tmp_path: Path) -> None:
    """The test above would mean nothing if nobody could be harmed."""
    trap = tmp_path / "trap"
    name, content = next(hostile_pickles(trap))
    assert "os.system" in name
    assert any(op.name == "REDUCE" for op, _, _ in pickletools.genops(content))
    pickle.loads(content)
    assert trap.exists()


@pytest.mark.parametrize("name", ["state_dict", "safetensors"])
def test_that_an_export_opens_anywhere_under_any_name_with_the_same_answers(
    squeeze: RunFolder, tmp_path: Path, name: str
) -> None:
    result = export(squeeze, name, tmp_path / "to")
    moved = tmp_path / f"renamed{result.path.suffix}"
    shutil.copy(result.path, moved)
    data = Path(squeeze.config().data.source)
    expected = [p.confidence for p in Predictor(squeeze, device="cpu").predict(data)]
    for source in (moved, result.folder):
        found = [p.confidence for p in Predictor(source, device="cpu").predict(data)]
        assert found == pytest.approx(expected, abs=1e-5)


def test_that_an_export_can_be_trained_further(squeeze: RunFolder, tmp_path: Path) -> None:
    from engine.config import ModelConfig
    from engine.models.build import build_network

    for name in ("state_dict", "safetensors"):
        result = export(squeeze, name, tmp_path)
        network = build_network(ModelConfig(backbone="squeezenet1_1", weights=str(result.path)), 3)
        old = open_model(result.path).network
        body = {n: p for n, p in old.module.state_dict().items() if not n.startswith("classifier")}
        for tensor_name, tensor in body.items():
            torch.testing.assert_close(network.module.state_dict()[tensor_name], tensor)


def test_that_programs_and_pickled_modules_are_told_apart_from_models(
    squeeze: RunFolder, tmp_path: Path
) -> None:
    module = export(squeeze, "module", tmp_path)
    with pytest.raises(EngineError, match="holds more than tensors"):
        open_model(module.path)
    program = export(squeeze, "torch_export", tmp_path)
    with pytest.raises(EngineError, match=r"torch\.export program"):
        open_model(program.path)


def test_that_folders_and_places_without_a_model_are_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="holds no model"):
        open_model(tmp_path)
    with pytest.raises(EngineError, match="does not exist"):
        open_model(tmp_path / "nowhere.safetensors")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EngineError, match="holds no model"):
        open_model(tmp_path)
