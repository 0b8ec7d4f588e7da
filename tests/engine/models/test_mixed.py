"""Which operations run in which number format."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from engine.models.mixed import autocast

WIDE, NARROW = torch.float32, torch.bfloat16
CHANNELS = 8


def _convolved(
    kernel: int, stride: int, groups: int, dtype: torch.dtype | None
) -> tuple[torch.Tensor, torch.Tensor]:
    """What a convolution gives within our autocast, or in ``dtype``, and its weight with a gradient."""
    made = torch.Generator().manual_seed(0)
    x = torch.randn(2, CHANNELS, 9, 9, generator=made)
    weight = torch.randn(CHANNELS, CHANNELS // groups, kernel, kernel, generator=made).requires_grad_()
    if dtype is None:
        with autocast("cpu", "bf16"):
            # As within a network: what comes from the layer before is in reduced precision.
            y = functional.conv2d(x.to(NARROW), weight, None, stride, kernel // 2, 1, groups)
    else:
        y = functional.conv2d(x.to(NARROW).to(dtype), weight.to(dtype), None, stride, kernel // 2, 1, groups)
    y.float().square().mean().backward()
    return y, weight


@pytest.mark.parametrize(
    ("kernel", "stride", "groups", "inside"),
    [
        (3, 2, CHANNELS, WIDE),
        (5, 1, CHANNELS, WIDE),
        (3, 1, CHANNELS, NARROW),
        (3, 2, 1, NARROW),
        (3, 2, 2, NARROW),
        (5, 1, 1, NARROW),
    ],
)
def test_that_depthwise_convolutions_with_a_stride_or_a_large_kernel_train_in_float32(
    kernel: int, stride: int, groups: int, inside: torch.dtype
) -> None:
    y, weight = _convolved(kernel, stride, groups, None)
    wanted, reference = _convolved(kernel, stride, groups, inside)
    assert y.dtype == NARROW
    assert torch.equal(y, wanted.to(NARROW))
    assert weight.grad is not None
    assert reference.grad is not None
    assert weight.grad.dtype == WIDE
    torch.testing.assert_close(weight.grad, reference.grad, rtol=0.02, atol=1e-3)


def test_that_float32_stays_float32() -> None:
    x, weight = torch.randn(2, CHANNELS, 9, 9), torch.randn(CHANNELS, 1, 3, 3)
    with autocast("cpu", "fp32"):
        y = functional.conv2d(x, weight, None, 2, 1, 1, CHANNELS)
    assert torch.equal(y, functional.conv2d(x, weight, None, 2, 1, 1, CHANNELS))


def test_that_evaluation_takes_the_reduced_format_everywhere() -> None:
    x, weight = torch.randn(2, CHANNELS, 9, 9).to(NARROW), torch.randn(CHANNELS, 1, 3, 3)
    with torch.inference_mode(), autocast("cpu", "bf16"):
        y = functional.conv2d(x, weight, None, 2, 1, 1, CHANNELS)
    assert torch.equal(y, functional.conv2d(x, weight.to(NARROW), None, 2, 1, 1, CHANNELS))
