"""The table of backbones: complete, true to torchvision, readable without torch."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.errors import EngineError
from engine.models.backbones import SORT_KEYS, all_backbones, backbone, search, sort_value


def test_that_the_table_is_read_without_torch() -> None:
    code = (
        "import sys; from engine.models import backbones, weights, freezing; backbones.all_backbones();"
        "assert not {'torch', 'torchvision', 'timm'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_that_every_builder_of_the_installed_torchvision_is_in_the_table_with_its_weights() -> None:
    from torchvision import models

    for name in models.list_models(module=models):
        entry = backbone(name)
        published = {w.name: w for w in models.get_model_weights(name)}
        ours = {w.name: w for w in entry.weights}
        assert set(published) <= set(ours), name
        assert entry.weights[0].name == models.get_model_weights(name).DEFAULT.name
        for key, official in published.items():
            assert ours[key].url == official.url
            assert ours[key].gflops == official.meta["_ops"]
            top1 = official.meta["_metrics"].get("ImageNet-1K", {}).get("acc@1")
            assert ours[key].top1 == top1 or (top1 != top1 and ours[key].top1 != ours[key].top1)
            facts = official.transforms()
            assert [ours[key].preprocessing.crop] == facts.crop_size
            assert [ours[key].preprocessing.resize] == facts.resize_size
            assert ours[key].preprocessing.interpolation == facts.interpolation.value
            assert list(ours[key].preprocessing.mean) == facts.mean
            assert list(ours[key].preprocessing.std) == facts.std


def test_that_the_table_counts_every_parameter_once() -> None:
    for entry in all_backbones():
        assert sum(stage.parameters for stage in entry.stages) + entry.head_parameters == entry.parameters


def test_that_swag_weights_state_their_licence() -> None:
    licences = {w.licence for entry in all_backbones() for w in entry.weights if "SWAG" in w.name}
    assert licences == {"CC-BY-NC-4.0"}


def test_that_a_mistyped_name_is_answered_with_near_ones() -> None:
    with pytest.raises(EngineError) as caught:
        backbone("resnet81")
    assert "resnet81" in caught.value.message
    assert "resnet18" in caught.value.hint


def test_that_an_unknown_weight_set_is_answered_with_the_known_ones() -> None:
    with pytest.raises(EngineError, match="IMAGENET1K_V2") as caught:
        backbone("resnet50").weight_set("V3")
    assert "ResNet-50" in caught.value.message


def test_that_search_finds_by_every_word_whatever_the_case() -> None:
    assert {entry.name for entry in search("VGG batch")} == {"vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn"}
    assert backbone("efficientnet_lite0") in search("lite")


@pytest.mark.parametrize("key", SORT_KEYS)
def test_that_the_list_sorts_by_every_column(key: str) -> None:
    ordered = sorted(all_backbones(), key=lambda entry: sort_value(entry, key))
    known = [sort_value(entry, key)[1] for entry in ordered if not sort_value(entry, key)[0]]
    assert len(known) > 60
    assert known == sorted(known)
