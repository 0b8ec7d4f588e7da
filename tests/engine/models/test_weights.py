"""Weights files of every kind: loaded, refused with a readable reason, never executed."""

from __future__ import annotations

import contextlib
import pickle
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models import weights
from engine.models.build import build_network
from engine.models.network import Network
from engine.models.saved import open_model, read_info, save_model
from engine.models.state_files import read_state
from tests.engine.models.networks import picture, scratch

SMALL = "shufflenet_v2_x0_5"


@pytest.fixture
def trained() -> Network:
    """A network with three classes."""
    return scratch(SMALL, 3)


def from_file(path: Path, name: str = SMALL, classes: int = 2) -> Network:
    """A network whose backbone comes from ``path``."""
    return build_network(ModelConfig(backbone=name, weights=str(path)), classes)


def same_body(one: Network, other: Network) -> bool:
    """Whether all but the heads is equal."""
    ours, theirs = one.module.state_dict(), other.module.state_dict()
    return all(torch.equal(ours[k], theirs[k]) for k in ours if not k.startswith("fc."))


@pytest.mark.parametrize("wrapper", [None, "state_dict", "model"])
@pytest.mark.parametrize("prefix", ["", "module."])
def test_that_wrapped_and_prefixed_files_load_and_the_old_head_is_left_out(
    tmp_path: Path, trained: Network, wrapper: str | None, prefix: str
) -> None:
    state = {prefix + k: v for k, v in trained.module.state_dict().items()}
    path = tmp_path / "mine.pth"
    torch.save({wrapper: state, "epoch": 3} if wrapper else state, path)
    loaded = from_file(path)
    assert same_body(loaded, trained)
    assert "3 classes" in " ".join(loaded.notes)


def test_that_safetensors_load(tmp_path: Path, trained: Network) -> None:
    path = tmp_path / "mine.safetensors"
    save_file({k: v.contiguous() for k, v in trained.module.state_dict().items()}, path)
    assert same_body(from_file(path), trained)


def test_that_an_earlier_run_loads_with_its_own_preprocessing(tmp_path: Path) -> None:
    network = scratch("resnet18", 3, head="hidden", hidden_units=4)
    path = tmp_path / "best.safetensors"
    save_model(path, network, classes=["a", "b", "c"], extra={"epoch": 2})
    again = from_file(path, "resnet18")
    assert same_body(again, network)
    assert again.preprocessing == network.preprocessing


def test_that_half_precision_files_become_float32(tmp_path: Path, trained: Network) -> None:
    path = tmp_path / "half.pth"
    torch.save(
        {k: v.half() if v.is_floating_point() else v for k, v in trained.module.state_dict().items()}, path
    )
    assert {p.dtype for p in from_file(path).module.parameters()} == {torch.float32}


def test_that_another_architecture_is_named_with_the_first_differences(tmp_path: Path) -> None:
    path = tmp_path / "theirs.pth"
    torch.save(scratch("mobilenet_v3_small", 5).module.state_dict(), path)
    with pytest.raises(EngineError) as caught:
        from_file(path)
    assert "theirs.pth does not fit ShuffleNetV2 x0.5" in caught.value.message
    assert "looks like MobileNetV3-Small" in caught.value.message
    assert "Missing: conv1.0.weight" in caught.value.message
    assert "mobilenet_v3_small" in caught.value.hint


def test_that_a_wrong_shape_is_told_with_both_shapes(tmp_path: Path, trained: Network) -> None:
    state = trained.module.state_dict()
    state["conv5.0.weight"] = torch.zeros(7, 192, 1, 1)
    path = tmp_path / "odd.pth"
    torch.save(state, path)
    with pytest.raises(
        EngineError, match=r"\(7, 192, 1, 1\) in the file, \(1024, 192, 1, 1\) in the network"
    ):
        from_file(path)


class Hostile:
    """Pickles to a program that makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return (Path.touch, (self.mark,))  # type: ignore[return-value]


@pytest.mark.parametrize("how", ["torch", "pickle"])
def test_that_a_hostile_file_is_refused_and_runs_nothing(tmp_path: Path, how: str) -> None:
    path, mark = tmp_path / "hostile.pth", tmp_path / "ran"
    if how == "torch":
        torch.save({"conv1.0.weight": Hostile(mark)}, path)
    else:
        path.write_bytes(pickle.dumps(Hostile(mark)))
    with pytest.raises(EngineError, match=r"hostile\.pth") as caught:
        read_state(path)
    assert caught.value.hint
    assert not mark.exists()


def test_that_truncated_and_altered_files_give_a_message_and_nothing_else(
    tmp_path: Path, trained: Network
) -> None:
    whole = tmp_path / "whole.pth"
    torch.save({k: v for k, v in trained.module.state_dict().items() if "stage4" in k}, whole)
    content = whole.read_bytes()
    path = tmp_path / "broken.pth"
    for cut in [0, 1, 7, 9, 100, *range(1000, len(content) - 1, len(content) // 25)]:
        path.write_bytes(content[:cut])
        with pytest.raises(EngineError, match=r"broken\.pth"):
            read_state(path)
    generator = torch.Generator().manual_seed(0)
    for _ in range(60):
        changed = bytearray(content)
        for position in torch.randint(0, 4000, (3,), generator=generator).tolist():
            changed[position] ^= 0x41
        path.write_bytes(changed)
        with contextlib.suppress(EngineError):
            assert all(isinstance(tensor, torch.Tensor) for tensor in read_state(path).values())


def test_that_text_and_other_things_are_not_weights(tmp_path: Path) -> None:
    text = tmp_path / "notes.pth"
    text.write_text("these are not weights")
    numbers = tmp_path / "numbers.pth"
    torch.save({"accuracy": 0.9}, numbers)
    for path in (text, numbers):
        with pytest.raises(EngineError, match=path.name):
            read_state(path)
    with pytest.raises(EngineError, match="does not exist"):
        weights.locate(ModelConfig(backbone=SMALL, weights=str(tmp_path / "gone.pth")))


def test_that_the_identity_follows_the_content_and_an_unchanged_file_is_not_read_again(
    tmp_path: Path, trained: Network, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.pth"
    torch.save(trained.module.state_dict(), path)
    model = ModelConfig(backbone=SMALL, weights=str(path))
    first = weights.identity(model)
    assert (own_cache / "weights-identity.json").is_file()
    with monkeypatch.context() as patch:
        patch.setattr(weights.hashlib, "file_digest", None)
        assert weights.identity(model) == first
    path.write_bytes(path.read_bytes() + b"x")
    assert weights.identity(model) != first


def test_that_efficientnet_lite0_comes_from_its_package_with_its_own_normalisation() -> None:
    network = build_network(ModelConfig(), 2)
    assert weights.locate(ModelConfig()).here
    assert network.preprocessing.mean == (0.5, 0.5, 0.5)
    assert network.notes == ()
    stored = read_state(weights.locate(ModelConfig()).path or Path())
    assert torch.equal(network.module.state_dict()["conv_stem.weight"], stored["_conv_stem.weight"])


def test_that_torchvisions_own_cache_is_found(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    model = ModelConfig(backbone="squeezenet1_0", weights="IMAGENET1K_V1")
    assert not weights.locate(model).here
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    shutil.copy(
        shared / "weights" / "squeezenet1_0-deepcompression.pth", folder / "squeezenet1_0-b66bff10.pth"
    )
    assert weights.locate(model).here
    network = build_network(model, 2)
    from torchvision.models import squeezenet1_0

    plain = squeezenet1_0(weights="IMAGENET1K_V1").state_dict()
    ours = network.module.state_dict()
    assert all(torch.equal(ours[k], plain[k]) for k in plain if not k.startswith("classifier"))


def test_that_real_weights_recognise_the_wrong_backbone(shared: Path) -> None:
    path = shared / "weights" / "mobilenet_v2-dequantised.pth"
    with pytest.raises(EngineError, match="looks like MobileNetV2"):
        from_file(path, "resnet18")


@pytest.mark.parametrize("head", ["linear", "hidden", "full_output"])
def test_that_a_saved_model_predicts_the_same_with_nothing_else(tmp_path: Path, head: str) -> None:
    network = scratch("mobilenet_v3_small", 3, head=head, hidden_units=8)
    path = tmp_path / "best.safetensors"
    save_model(path, network, classes=["ant", "bee", "개미"], extra={"epoch": 4})
    again, info = open_model(path)
    x = picture(network)
    with torch.no_grad():
        assert torch.equal(again.forward(x), network.forward(x))
    assert info.classes == ("ant", "bee", "개미")
    assert info.extra == {"epoch": 4}
    assert info.preprocessing == network.preprocessing == again.preprocessing


def test_that_a_damaged_model_file_is_told_in_words(tmp_path: Path, trained: Network) -> None:
    path = tmp_path / "best.safetensors"
    save_model(path, trained, classes=["a", "b", "c"], extra={})
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(EngineError, match=r"best\.safetensors"):
        open_model(path)
    foreign = tmp_path / "foreign.safetensors"
    save_file({"x": torch.zeros(2)}, foreign)
    with pytest.raises(EngineError, match="not a model that Graft saved"):
        read_info(foreign)
