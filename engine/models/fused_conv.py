"""A convolution with everything that follows it merged in: batch norm, activation, residual sum."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_weights

Pair = tuple[int, int]


@dataclass(frozen=True)
class Activation:
    """An activation under the name that oneDNN's fused convolution takes.

    Attributes:
        name: ``none``, ``relu``, ``hardtanh``, ``swish``, ``hardswish``, ``sigmoid`` or ``gelu``.
        limits: for ``hardtanh``: smallest and largest value.
        algorithm: for ``gelu``: ``none`` or ``tanh``.
    """

    name: str = "none"
    limits: tuple[float, ...] = ()
    algorithm: str = ""

    def __call__(self, x: Tensor) -> Tensor:
        """The same with torch's own functions."""
        if self.name == "hardtanh":
            return functional.hardtanh(x, self.limits[0], self.limits[1])
        if self.name == "gelu":
            return functional.gelu(x, approximate=self.algorithm)
        plain: dict[str, Callable[[Tensor], Tensor]] = {
            "relu": functional.relu,
            "swish": functional.silu,
            "hardswish": functional.hardswish,
            "sigmoid": torch.sigmoid,
        }
        return plain[self.name](x) if self.name in plain else x


NO_ACTIVATION = Activation()


@functools.cache
def has_native_fusion() -> bool:
    """Whether this torch has oneDNN's fused convolution for CPUs (the builds for x86 have)."""
    names = ("_convolution_pointwise", "_reorder_convolution_weight")
    return torch._C._has_mkldnn and all(hasattr(torch.ops.mkldnn, name) for name in names)


@dataclass(frozen=True)
class SamePadding:
    """TensorFlow's "SAME" padding, which depends on the size and may be one wider after than before.

    Attributes:
        kernel, stride, dilation: of the convolution it is for; (height, width).
    """

    kernel: Pair
    stride: Pair
    dilation: Pair

    def amounts(self, height: int, width: int) -> tuple[Pair, Pair]:
        """((above, below), (left, right)) in pixels."""
        both = []
        for size, kernel, stride, dilation in zip(
            (height, width), self.kernel, self.stride, self.dilation, strict=True
        ):
            total = max((-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
            both.append((total // 2, total - total // 2))
        return both[0], both[1]

    def apply(self, x: Tensor) -> Tensor:
        """``x`` with a border of zeros, channels last; writes the border only, not all of it, twice."""
        n, channels, height, width = x.shape
        (above, below), (left, right) = self.amounts(height, width)
        if not any((above, below, left, right)):
            return x
        size = (n, channels, height + above + below, width + left + right)
        result = torch.empty(size, dtype=x.dtype, device=x.device, memory_format=torch.channels_last)
        result[:, :, above : above + height, left : left + width] = x
        return self.clear_border(result, height, width)

    def clear_border(self, padded: Tensor, height: int, width: int) -> Tensor:
        """Zeros in the border of ``padded``, in place; the inside is ``height`` x ``width``."""
        (above, _below), (left, _right) = self.amounts(height, width)
        padded[:, :, :above] = 0
        padded[:, :, above + height :] = 0
        padded[:, :, :, :left] = 0
        padded[:, :, :, left + width :] = 0
        return padded


class FusedConv(nn.Module):
    """``activation(norm(conv(x)) + other)`` in one pass over memory, for inference only.

    Args:
        conv: the convolution, zero-padded; its numbers are copied.
        norm: the batch norm after it, folded into its weights; None for none.
        activation: what follows.
        dtype: number format of weights and pictures.
        native: use oneDNN's fused kernel (CPU), else torch's functions one after another.
        same: padding that depends on the size, applied to the input; None for the convolution's own.
        halo: padding of the *next* convolution, made here, where there are fewer channels: the input
            is padded, and the border of the output set to zero. For 1x1 convolutions of stride 1.
        padded: the input comes with its border already.
    """

    weight: Tensor
    bias: Tensor | None

    def __init__(
        self,
        conv: nn.Conv2d,
        norm: nn.BatchNorm2d | None,
        activation: Activation,
        dtype: torch.dtype,
        *,
        native: bool,
        same: SamePadding | None = None,
        halo: SamePadding | None = None,
        padded: bool = False,
    ) -> None:
        super().__init__()
        weight, bias = _folded(conv, norm)
        self.register_buffer("weight", weight.to(dtype=dtype, memory_format=torch.channels_last))
        self.register_buffer("bias", None if bias is None else bias.to(dtype))
        self.activation = activation
        self.native = native
        self.same = same
        self.halo = halo
        no_padding = same is not None or padded
        self.padding: list[int] = [0, 0] if no_padding else [int(p) for p in conv.padding]
        self.stride = list(conv.stride)
        self.dilation = list(conv.dilation)
        self.groups = conv.groups
        self._packed: Tensor | None = None

    def forward(self, x: Tensor, other: Tensor | None = None) -> Tensor:
        """Shape (n, channels, height, width) to the convolution's output shape, channels last."""
        height, width = x.shape[-2:]
        pad = self.halo or self.same
        if pad is not None:
            x = pad.apply(x)
        y = self._native(x, other) if self.native else self._plain(x, other)
        return y if self.halo is None else self.halo.clear_border(y, height, width)

    def _native(self, x: Tensor, other: Tensor | None) -> Tensor:
        ops = torch.ops.mkldnn
        if self._packed is None:
            # oneDNN's own order of the weights for this shape; any other shape works with it as well.
            self._packed = ops._reorder_convolution_weight(
                self.weight, self.padding, self.stride, self.dilation, self.groups, list(x.shape)
            )
        act, shape = self.activation, (self.padding, self.stride, self.dilation, self.groups)
        result: Tensor
        if other is None:
            algorithm = act.algorithm
            result = ops._convolution_pointwise(
                x, self._packed, self.bias, *shape, act.name, list(act.limits), algorithm
            )
        else:
            unary = None if act.name == "none" else act.name
            result = ops._convolution_pointwise.binary(
                x, other, self._packed, self.bias, *shape, "add", 1.0, unary, [], ""
            )
        return result

    def _plain(self, x: Tensor, other: Tensor | None) -> Tensor:
        y = torch.conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)
        return self.activation(y if other is None else y + other)


def _folded(conv: nn.Conv2d, norm: nn.BatchNorm2d | None) -> tuple[Tensor, Tensor | None]:
    """Weight and bias of ``conv`` followed by ``norm`` in eval, computed in float32."""
    weight, bias = conv.weight.detach().float(), conv.bias
    bias = None if bias is None else bias.detach().float()
    if norm is None or norm.running_mean is None or norm.running_var is None:
        return weight, bias
    scale = None if norm.weight is None else norm.weight.detach().float()
    shift = None if norm.bias is None else norm.bias.detach().float()
    w, b = fuse_conv_bn_weights(
        weight, bias, norm.running_mean.float(), norm.running_var.float(), norm.eps, scale, shift
    )
    return w.detach(), b.detach()
