"""The quicker ways to a convolution's gradients give what the plain way gives."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from engine.models import training_conv
from engine.models.fused_conv import NO_ACTIVATION, Activation, has_native_fusion
from engine.models.training_conv import Shape, convolve

pytestmark = pytest.mark.skipif(not has_native_fusion(), reason="this torch has no fused convolution")

RELU, RELU6 = Activation("relu"), Activation("hardtanh", (0.0, 6.0))
# Inputs, outputs, size, kernel, stride, padding, dilation, groups.
KINDS = {
    "pointwise": (12, 20, 9, (1, 1), 1, 0, 1, 1),
    "pointwise with a stride": (12, 20, 9, (1, 1), 2, 0, 1, 1),
    "pointwise in groups": (12, 24, 9, (1, 1), 1, 0, 1, 4),
    "plain": (6, 10, 9, (3, 3), 2, 1, 1, 1),
    "depthwise": (16, 16, 9, (3, 3), 1, 1, 1, 16),
    "depthwise, 5 wide": (16, 16, 9, (5, 5), 1, 2, 1, 16),
    "depthwise, 5 wide, stride": (16, 16, 11, (5, 5), 2, 0, 1, 16),
    "depthwise, 7 wide": (16, 16, 9, (7, 7), 1, 3, 1, 16),
    "depthwise, 3 x 4": (16, 16, 9, (3, 4), 1, 1, 1, 16),
    "depthwise, dilated": (16, 16, 11, (5, 5), 1, 4, 2, 16),
    "depthwise, two of each": (16, 32, 9, (5, 5), 1, 2, 1, 16),
}


def given(kind: str) -> tuple[Tensor, Tensor, Tensor, Shape]:
    """Inputs, weight and bias in float64, and the shape."""
    inputs, outputs, size, kernel, stride, padding, dilation, groups = KINDS[kind]
    made = torch.Generator().manual_seed(0)
    x = torch.randn(3, inputs, size, size, generator=made, dtype=torch.float64)
    weight = torch.randn(outputs, inputs // groups, *kernel, generator=made, dtype=torch.float64)
    bias = torch.randn(outputs, generator=made, dtype=torch.float64)
    shape = ((stride, stride), (padding, padding), (dilation, dilation), groups)
    return x.contiguous(memory_format=torch.channels_last), weight, bias, shape


def passed(leaves: list[Tensor], y: Tensor) -> list[Tensor]:
    """The output and the gradients of ``leaves`` from a gradient that differs everywhere."""
    made = torch.Generator().manual_seed(1)
    along = torch.randn(y.shape, generator=made, dtype=torch.float64).to(y.dtype)
    found = torch.autograd.grad(y, leaves, along.contiguous(memory_format=torch.channels_last))
    return [y.detach(), *found]


@pytest.fixture(params=["few places", "many places"])
def places(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "many places":
        monkeypatch.setattr(training_conv, "MATRIX_ROWS", 0)


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("activation", [NO_ACTIVATION, RELU, RELU6], ids=lambda each: each.name)
@pytest.mark.parametrize("kind", KINDS)
def test_that_outputs_and_gradients_are_those_of_a_plain_convolution(
    kind: str, activation: Activation
) -> None:
    *exact, shape = given(kind)
    exact = [each.requires_grad_() for each in exact]
    wanted = passed(exact, activation(functional.conv2d(exact[0], exact[1], exact[2], *shape)))
    x, weight, bias = (each.detach().float().requires_grad_() for each in exact)
    got = passed([x, weight, bias], convolve(x, weight, bias, shape, activation))
    for one, other in zip(got, wanted, strict=True):
        assert one.dtype == torch.float32
        torch.testing.assert_close(one.double(), other, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("kind", ["pointwise", "plain", "depthwise, 5 wide"])
def test_that_only_what_is_asked_for_gets_a_gradient(kind: str) -> None:
    x, weight, bias, shape = given(kind)
    parts = [each.float() for each in (x, weight, bias)]
    for asked in range(3):
        leaves = [each.detach().requires_grad_(index == asked) for index, each in enumerate(parts)]
        convolve(leaves[0], leaves[1], leaves[2], shape, RELU).sum().backward()  # type: ignore[no-untyped-call]
        assert [leaf.grad is not None for leaf in leaves] == [index == asked for index in range(3)]


@pytest.mark.parametrize("kind", ["pointwise", "depthwise, 5 wide"])
def test_that_gradients_in_other_layouts_and_formats_are_right(kind: str) -> None:
    x, weight, bias, shape = given(kind)
    wanted = torch.autograd.grad(
        functional.conv2d(x, weight.requires_grad_(), bias, *shape).mean((2, 3)).sum(), weight
    )[0]
    for dtype, tolerance in ((torch.float32, 1e-4), (torch.bfloat16, 0.1)):
        leaf = weight.detach().to(dtype).requires_grad_()
        y = convolve(x.to(dtype), leaf, bias.to(dtype), shape, NO_ACTIVATION)
        # A mean's gradient is one number for all places, which lies nowhere in memory as a picture does.
        found = torch.autograd.grad(y.mean((2, 3)).sum(), leaf)[0]
        assert float((found - wanted).norm()) <= tolerance * float(wanted.norm())
