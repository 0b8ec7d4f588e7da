"""Training steps on a CPU through a convolution and the batch norm after it, which trains as well.

A batch norm that trains reads and writes its whole input eight times a step. Where a 1 x 1 convolution makes
many channels of few, as in MobileNet's and EfficientNet's blocks, none of that is needed: its output y = W x
has the mean W m and the variance diag(W C W'), m and C the mean and covariance of x, which has a sixth of the
channels. Statistics known, the norm is a part of the convolution's weights and the activation after it part
of the same oneDNN call. Backward, with y^ = (y - mean) / std and dz the gradient of the norm's output,

    dy = s (dz - sum(dz) / n - y^ sum(dz y^) / n),    s = scale / std     (Ioffe and Szegedy 2015, section 3)

and because y^ is linear in x, W' dy, dy x' and sum(dz y^) follow from W' dz, dz x', sum(dz), C and W: again
nothing of y's size is touched but dz and the output. It is exact but for rounding.

Measured in float32 on two cores, forward and backward of 16 pictures: the first such block of MobileNetV2 2.2
times as fast, its blocks at 14 x 14 1.3 times; the whole network 1.25 to 1.4 times with what
``training_conv`` adds.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.fused_conv import NO_ACTIVATION, Activation, has_native_fusion
from engine.models.fusion import activation_inside, same_padding
from engine.models.training_conv import (
    Shape,
    activated,
    before_activation,
    column_sums,
    convolve,
    gradients,
    is_pointwise,
    is_wide_depthwise,
    rows,
)

_WIDENS = 2
"""Outputs for an input from which on statistics come from the input."""
_MOST_INPUTS = 128
"""The covariance takes the square of the inputs: 112 to 672 was 1.2 times as fast, 192 to 1152 0.9 times."""
_PLAIN: Shape = ((1, 1), (0, 0), (1, 1), 1)


class NormedConv(nn.Module):
    """``activation(norm(conv(x)))`` where ``norm`` trains; moves its statistics as it does itself.

    Args:
        conv: the convolution; its parameters are shared.
        norm: the batch norm after it; its parameters and statistics are shared.
        activation: what follows.
    """

    def __init__(self, conv: nn.Conv2d, norm: nn.BatchNorm2d, activation: Activation) -> None:
        super().__init__()
        self.conv = conv
        self.norm = norm
        self.activation = activation
        self.same = same_padding(conv)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, channels, height, width) to the convolution's output shape."""
        conv, norm = self.conv, self.norm
        if not norm.training or x.dtype != torch.float32 or torch.is_autocast_enabled("cpu"):
            y: Tensor = norm(conv(x))
            return self.activation(y) if activation_inside(norm) == NO_ACTIVATION else y
        if self.same is not None:
            above, beside = self.same.amounts(x.shape[-2], x.shape[-1])
            x = functional.pad(x, (*beside, *above))
        if norm.num_batches_tracked is not None:
            norm.num_batches_tracked.add_(1)
        if widens(conv):
            return self._widened(x)
        y = convolve(x, conv.weight, conv.bias, _shape(conv), NO_ACTIVATION)
        y = functional.batch_norm(
            y,
            norm.running_mean,
            norm.running_var,
            norm.weight,
            norm.bias,
            True,
            norm.momentum or 0.0,
            norm.eps,
        )
        if self.activation.limits:
            limited: Tensor = _Limited.apply(y, *self.activation.limits)
            return limited
        return functional.relu_(y) if self.activation.name == "relu" else self.activation(y)

    def _widened(self, x: Tensor) -> Tensor:
        norm, count = self.norm, x.numel() // x.shape[1]
        if count < 2:
            raise ValueError(f"Expected more than 1 value per channel when training, got input {x.shape}")
        merged = self.activation if self.activation.name in ("relu", "hardtanh") else NO_ACTIVATION
        y, mean, variance = _Widened.apply(x, self.conv.weight, norm.weight, norm.bias, norm.eps, merged)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        with torch.no_grad():
            norm.running_mean.lerp_(mean, norm.momentum or 0.0)
            norm.running_var.lerp_(variance * (count / (count - 1)), norm.momentum or 0.0)
        result: Tensor = y if merged == self.activation else self.activation(y)
        return result


def pays(conv: nn.Conv2d, norm: nn.BatchNorm2d, activation: Activation) -> bool:
    """Whether :class:`NormedConv` is faster than its parts one after another, and can take their place."""
    if norm.weight is None or norm.bias is None or norm.momentum is None or not has_native_fusion():
        return False
    # A ReLU6 that torch does in place keeps a copy of what it is applied to.
    shape = _shape(conv)
    limits = activation.name == "hardtanh"
    return limits or is_pointwise(conv.weight, shape) or is_wide_depthwise(conv.weight, shape)


def widens(conv: nn.Conv2d) -> bool:
    """Whether the statistics of ``conv``'s output are to come from its input."""
    few = conv.in_channels <= _MOST_INPUTS and conv.out_channels >= _WIDENS * conv.in_channels
    return few and conv.bias is None and is_pointwise(conv.weight, _shape(conv))


def _shape(conv: nn.Conv2d) -> Shape:
    return conv.stride, [int(each) for each in conv.padding], conv.dilation, conv.groups


class _Widened(torch.autograd.Function):
    """Convolution, batch norm and activation by the input's mean and covariance; see the module."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, scale: Tensor, shift: Tensor, eps: float, activation: Activation
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The output; mean and (biased) variance of each channel before the norm."""
        count = x.numel() // x.shape[1]
        mean = column_sums(rows(x)) / count
        # Around the mean: a difference of large numbers would lose the variance of small ones.
        centred = x - mean.view(1, -1, 1, 1)
        covariance = (rows(centred).t() @ rows(centred)).div_(count)
        matrix = weight.flatten(1)
        spread = matrix @ covariance
        variance = (spread * matrix).sum(1).clamp_(min=0)
        inverse = torch.rsqrt(variance + eps)
        merged = weight * (scale * inverse).view(-1, 1, 1, 1)
        y = activated(centred, merged, shift, _PLAIN, activation)
        ctx.save_for_backward(
            centred, weight, merged, scale, spread, inverse, None if activation == NO_ACTIVATION else y
        )
        ctx.activation = activation
        outer_mean = matrix @ mean
        ctx.mark_non_differentiable(outer_mean, variance)
        return y, outer_mean, variance

    @staticmethod
    def backward(ctx: Any, *given: Tensor) -> Any:
        centred, weight, merged, scale, spread, inverse, y = ctx.saved_tensors
        count = centred.numel() // centred.shape[1]
        needed = ctx.needs_input_grad[0]
        dz = before_activation(given[0], y, ctx.activation)
        dx, product, dshift = gradients(dz, centred, merged, _PLAIN, (needed, True, True))
        assert product is not None
        assert dshift is not None
        matrix, product = weight.flatten(1), product.flatten(1)
        dscale = inverse * (product * matrix).sum(1)
        slope = scale * inverse
        dweight = slope[:, None] * (product - (dscale * inverse)[:, None] * spread)
        if dx is not None:
            back = matrix.t() @ (matrix * (slope * inverse * dscale / count)[:, None])
            constant = (slope * dshift) @ matrix / count
            dx = rows(dx).addmm_(rows(centred), back, alpha=-1).sub_(constant)
            dx = dx.view(*centred.permute(0, 2, 3, 1).shape).permute(0, 3, 1, 2)
        return dx, dweight.view_as(weight), dscale, dshift, None, None


class _Limited(torch.autograd.Function):
    """``hardtanh`` in place; torch's own keeps a copy of its input besides."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, low: float, high: float) -> Tensor:
        ctx.mark_dirty(x)
        x.clamp_(low, high)
        ctx.save_for_backward(x)
        ctx.activation = Activation("hardtanh", (low, high))
        return x

    @staticmethod
    def backward(ctx: Any, *given: Tensor) -> Any:
        return before_activation(given[0], ctx.saved_tensors[0], ctx.activation), None, None
