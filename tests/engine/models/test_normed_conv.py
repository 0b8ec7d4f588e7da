"""A convolution and a batch norm that trains, taken together: the same outputs, statistics and gradients."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor, nn

from engine.models.fused_conv import NO_ACTIVATION, Activation, has_native_fusion
from engine.models.fusion import activation_inside
from engine.models.mixed import autocast
from engine.models.normed_conv import NormedConv, pays, widens

pytestmark = pytest.mark.skipif(not has_native_fusion(), reason="this torch has no fused convolution")

RELU, RELU6, SWISH = Activation("relu"), Activation("hardtanh", (0.0, 6.0)), Activation("swish")
KINDS = {
    "widening": lambda: nn.Conv2d(6, 24, 1, bias=False),
    "narrowing": lambda: nn.Conv2d(6, 4, 1, bias=False),
    "widening with a bias": lambda: nn.Conv2d(6, 24, 1),
    "wide depthwise": lambda: nn.Conv2d(6, 6, 5, padding=2, groups=6, bias=False),
    "plain": lambda: nn.Conv2d(6, 8, 3, stride=2, padding=1, bias=False),
}


def pair(kind: str) -> tuple[nn.Conv2d, nn.BatchNorm2d]:
    """A convolution and a batch norm with parameters and statistics of their own, in training mode."""
    torch.manual_seed(0)
    conv = KINDS[kind]()
    norm = nn.BatchNorm2d(conv.out_channels)
    with torch.no_grad():
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.normal_()
        assert norm.running_mean is not None
        norm.running_mean.normal_()
    return conv, norm


def pictures(count: int = 4, size: int = 9, mean: float = 0.5) -> Tensor:
    x = torch.randn(count, 6, size, size, generator=torch.Generator().manual_seed(1)) + mean
    return x.contiguous(memory_format=torch.channels_last)


def exactly(
    conv: nn.Conv2d, norm: nn.BatchNorm2d, activation: Activation, x: Tensor, steps: int = 1
) -> tuple[list[Tensor], nn.BatchNorm2d]:
    """Output and gradients (picture, convolution, norm) in float64, and the norm afterwards."""
    conv, norm, x = copy.deepcopy(conv).double(), copy.deepcopy(norm).double(), x.double().requires_grad_()
    for _ in range(steps):
        y = activation(norm(conv(x)))
    return passed(y, [x, *conv.parameters(), *norm.parameters()]), norm


def passed(y: Tensor, leaves: list[Tensor]) -> list[Tensor]:
    along = torch.randn(y.shape, generator=torch.Generator().manual_seed(2)).to(y.dtype)
    return [y.detach(), *torch.autograd.grad(y, leaves, along.contiguous(memory_format=torch.channels_last))]


@pytest.mark.parametrize("activation", [NO_ACTIVATION, RELU, RELU6, SWISH], ids=lambda each: each.name)
@pytest.mark.parametrize("kind", KINDS)
def test_that_outputs_gradients_and_statistics_are_those_of_the_parts(
    kind: str, activation: Activation
) -> None:
    conv, norm = pair(kind)
    x = pictures()
    wanted, moved = exactly(conv, norm, activation, x, steps=2)
    x = x.requires_grad_()
    module = NormedConv(conv, norm, activation).train()
    module(x)
    got = passed(module(x), [x, *conv.parameters(), *norm.parameters()])
    for one, other in zip(got, wanted, strict=True):
        torch.testing.assert_close(one.double(), other, rtol=1e-4, atol=2e-4)
    for name, buffer in norm.named_buffers():
        expected = dict(moved.named_buffers())[name]
        torch.testing.assert_close(buffer.double(), expected.double(), rtol=1e-5, atol=1e-5)
    assert int(norm.num_batches_tracked or 0) == 2


def test_that_inputs_far_from_zero_keep_their_variance() -> None:
    conv, norm = pair("widening")
    x = pictures(mean=300.0)
    wanted, _ = exactly(conv, norm, RELU6, x)
    got = NormedConv(conv, norm, RELU6).train()(x)
    torch.testing.assert_close(got.detach().double(), wanted[0], rtol=1e-3, atol=1e-3)


def test_that_a_picture_that_needs_no_gradient_gets_none_and_the_weights_get_theirs() -> None:
    conv, norm = pair("widening")
    wanted, _ = exactly(conv, norm, RELU, pictures())
    y = NormedConv(conv, norm, RELU).train()(pictures())
    got = passed(y, list(conv.parameters()))
    torch.testing.assert_close(got[1].double(), wanted[2], rtol=1e-4, atol=1e-4)


def test_that_a_channel_that_never_changes_gives_its_shift() -> None:
    conv, norm = pair("widening")
    x = torch.full((2, 6, 3, 3), 0.7).contiguous(memory_format=torch.channels_last)
    y = NormedConv(conv, norm, NO_ACTIVATION).train()(x)
    torch.testing.assert_close(y, norm.bias.view(1, -1, 1, 1).expand_as(y), rtol=1e-3, atol=1e-3)


def test_that_a_single_value_a_channel_is_refused_as_torch_refuses_it() -> None:
    conv, norm = pair("widening")
    x = pictures(count=1, size=1)
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        norm(conv(x))
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        NormedConv(conv, norm, RELU).train()(x)


@pytest.mark.parametrize("how", ["bf16", "evaluation"])
def test_that_reduced_precision_and_evaluation_take_the_parts_themselves(how: str) -> None:
    conv, norm = pair("widening")
    other_conv, other_norm = copy.deepcopy(conv), copy.deepcopy(norm)
    module = NormedConv(conv, norm, RELU6)
    if how == "evaluation":
        norm.eval()
        other_norm.eval()
    with autocast("cpu", "bf16" if how == "bf16" else "fp32"):
        got, wanted = module(pictures()), RELU6(other_norm(other_conv(pictures())))
    assert got.dtype == wanted.dtype
    assert torch.equal(got, wanted)
    for one, other in zip(norm.buffers(), other_norm.buffers(), strict=True):
        assert torch.equal(one, other)


def test_that_it_is_used_only_where_it_is_faster_and_can_be() -> None:
    assert widens(nn.Conv2d(16, 96, 1, bias=False))
    assert not widens(nn.Conv2d(16, 96, 1))  # a bias would have to be told the statistics
    assert not widens(nn.Conv2d(16, 24, 1, bias=False))
    assert not widens(nn.Conv2d(192, 1152, 1, bias=False))
    assert not widens(nn.Conv2d(16, 96, 1, stride=2, bias=False))
    assert not widens(nn.Conv2d(16, 96, 3, padding=1, bias=False))
    conv, norm = pair("plain")
    assert not pays(conv, norm, RELU)
    assert pays(conv, norm, RELU6)
    conv, norm = pair("widening")
    assert pays(conv, norm, NO_ACTIVATION)
    assert not pays(conv, nn.BatchNorm2d(24, affine=False), NO_ACTIVATION)
    assert not pays(conv, nn.BatchNorm2d(24, momentum=None), NO_ACTIVATION)


def test_that_a_batch_norm_that_drops_parts_of_pictures_is_not_known() -> None:
    from timm.layers import BatchNormAct2d, DropBlock2d

    assert activation_inside(BatchNormAct2d(8, act_layer=nn.ReLU)) == RELU
    assert activation_inside(BatchNormAct2d(8, act_layer=nn.ReLU, drop_layer=DropBlock2d)) is None
