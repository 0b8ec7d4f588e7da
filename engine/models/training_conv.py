"""A convolution for training steps on a CPU: its activation merged, its gradients by the quickest way.

oneDNN's forward pass is as fast as it gets; its gradients are not always. Measured in float32 on two cores
with AVX-512, batches of 16, channels last:

- The gradient of a bias doubles a 1 x 1 convolution's backward pass; as a matrix product it is a tenth of it.
- 1 x 1 convolutions of many channels over few places are matrix products, and MKL's take two thirds to nine
  tenths of the time.
- Gradients of depthwise kernels wider than 3 take, for each weight, 3 to 8 times as long as those of 3 x 3;
  by columns of three they take a third of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from engine.models.fused_conv import NO_ACTIVATION, Activation

Shape = tuple[Sequence[int], Sequence[int], Sequence[int], int]
"""Stride, padding, dilation (height, width) and groups."""

MATRIX_ROWS = 16384
"""Places (pictures times height times width) up to which a 1 x 1 convolution is a matrix product."""
_COLUMNS = 3
_POINTWISE = ((1, 1), (0, 0))


def convolve(x: Tensor, weight: Tensor, bias: Tensor | None, shape: Shape, activation: Activation) -> Tensor:
    """``activation(conv(x))`` with gradients, by oneDNN.

    Args:
        x: shape (n, channels, height, width), channels last to be fast, on a CPU.
        weight: shape (outputs, channels / groups, height, width), in ``x``'s number format.
        bias: shape (outputs,) or None.
        shape: of the convolution.
        activation: ``relu``, ``hardtanh`` or none. With one, the result is kept for the backward pass and
            nothing may write into it.
    """
    result: Tensor = _Convolution.apply(x, weight, bias, shape, activation)
    return result


def activated(x: Tensor, weight: Tensor, bias: Tensor | None, shape: Shape, activation: Activation) -> Tensor:
    """The result of :func:`convolve`, without gradients."""
    stride, padding, dilation, groups = shape
    # Without an activation too: within autocast ``torch.conv2d`` would give another number format.
    result: Tensor = torch.ops.mkldnn._convolution_pointwise(
        x, weight, bias, padding, stride, dilation, groups, activation.name, list(activation.limits), ""
    )
    return result


def before_activation(gradient: Tensor, result: Tensor | None, activation: Activation) -> Tensor:
    """The gradient of an activation's input from that of its ``result``."""
    if result is None:
        return gradient
    if activation.limits:
        found: Tensor = torch.ops.aten.hardtanh_backward(gradient, result, *activation.limits)
    else:
        found = torch.ops.aten.threshold_backward(gradient, result, 0)
    return found


def rows(x: Tensor) -> Tensor:
    """Shape (n, channels, height, width) to (n * height * width, channels); a view if channels are last."""
    return x.permute(0, 2, 3, 1).reshape(-1, x.shape[1])


def column_sums(matrix: Tensor) -> Tensor:
    """Sum over the first of two dimensions, as a matrix product: half the time of ``sum``."""
    return (matrix.new_ones(1, len(matrix)) @ matrix)[0]


def is_pointwise(weight: Tensor, shape: Shape) -> bool:
    """Whether a convolution is one matrix for every place."""
    stride, padding, _, groups = shape
    return tuple(weight.shape[2:]) == (1, 1) and (tuple(stride), tuple(padding)) == _POINTWISE and groups == 1


def is_wide_depthwise(weight: Tensor, shape: Shape) -> bool:
    """Whether a convolution is one of those whose weights' gradients come by columns."""
    _, _, dilation, groups = shape
    depthwise = 1 < groups == len(weight) and weight.shape[1] == 1
    return depthwise and weight.shape[3] > _COLUMNS and max(dilation) == 1


def gradients(
    gradient: Tensor, x: Tensor, weight: Tensor, shape: Shape, wanted: Sequence[bool]
) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    """Those of a convolution's input, weight and bias where ``wanted``, from that of its result."""
    for_x, for_weight, for_bias = wanted
    if gradient.dtype != torch.float32 or not gradient.is_contiguous(memory_format=torch.channels_last):
        return _by_onednn(gradient, x, weight, shape, wanted)
    bias = column_sums(rows(gradient)) if for_bias else None
    if is_pointwise(weight, shape) and gradient.numel() <= MATRIX_ROWS * len(weight):
        flat = rows(gradient)
        of_x = (flat @ weight.flatten(1)).view(*_places(x), -1).permute(0, 3, 1, 2) if for_x else None
        return of_x, (flat.t() @ rows(x)).view_as(weight) if for_weight else None, bias
    if for_weight and is_wide_depthwise(weight, shape):
        of_x = _by_onednn(gradient, x, weight, shape, (for_x, False, False))[0]
        return of_x, _by_columns(gradient, x, weight, shape), bias
    return *_by_onednn(gradient, x, weight, shape, (for_x, for_weight, False))[:2], bias


def _places(x: Tensor) -> tuple[int, int, int]:
    return x.shape[0], x.shape[2], x.shape[3]


def _by_onednn(
    gradient: Tensor, x: Tensor, weight: Tensor, shape: Shape, wanted: Sequence[bool]
) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    if not any(wanted):
        return None, None, None
    stride, padding, dilation, groups = shape
    found: tuple[Tensor | None, Tensor | None, Tensor | None] = torch.ops.aten.convolution_backward(
        gradient, x, weight, [len(weight)], stride, padding, dilation, False, [0, 0], groups, list(wanted)
    )
    return found


def _by_columns(gradient: Tensor, x: Tensor, weight: Tensor, shape: Shape) -> Tensor:
    """A depthwise kernel's gradient, three of its columns at a time; the last three may overlap others."""
    stride, padding, dilation, groups = shape
    width = weight.shape[3]
    padded = functional.pad(x, (padding[1], padding[1])) if padding[1] else x
    taken = padded.shape[3] - width + _COLUMNS
    result = torch.empty_like(weight)
    for first in sorted({*range(0, width - _COLUMNS, _COLUMNS), width - _COLUMNS}):
        columns = slice(first, first + _COLUMNS)
        part = (stride, (padding[0], 0), dilation, groups)
        seen = padded[..., first : first + taken]
        found = _by_onednn(gradient, seen, weight[..., columns], part, (False, True, False))[1]
        assert found is not None
        result[..., columns] = found
    return result


class _Convolution(torch.autograd.Function):
    """See :func:`convolve`."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, shape: Shape, activation: Activation
    ) -> Tensor:
        y = activated(x, weight, bias, shape, activation)
        ctx.save_for_backward(x, weight, None if activation == NO_ACTIVATION else y)
        ctx.shape, ctx.activation = shape, activation
        return y

    @staticmethod
    def backward(ctx: Any, *given: Tensor) -> Any:
        x, weight, y = ctx.saved_tensors
        gradient = before_activation(given[0], y, ctx.activation)
        return (*gradients(gradient, x, weight, ctx.shape, ctx.needs_input_grad[:3]), None, None)
