"""Automatic mixed precision, without the convolutions that it makes slower on a processor.

oneDNN has fast bf16 kernels for the backward pass of most convolutions, but not of every depthwise one.
Measured on two cores with AVX512-BF16, batches of 16, forward and backward, bf16 against float32: 3 to 25
times the time with a stride, 2.5 to 3.5 times with kernels of 5, and two thirds of it for the rest (3 x 3,
stride 1). In float32 with casts on both sides they take 1.0 to 1.4 times what float32 alone takes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

_DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16}
_FAST_KERNEL = 3


@contextlib.contextmanager
def autocast(device: str, precision: str) -> Iterator[None]:
    """Number formats chosen by operation for the block, in this thread.

    Args:
        device: torch's type of it.
        precision: ``bf16`` or ``fp16``; with ``fp32`` everything stays as it is.
    """
    dtype = _DTYPES.get(precision)
    if dtype is None:
        yield
        return
    with torch.autocast(device, dtype=dtype):
        # Forward alone, the kernels in question are as fast as any.
        if device == "cpu" and torch.is_grad_enabled():
            with _DepthwiseInFloat32():
                yield
        else:
            yield


class _DepthwiseInFloat32(TorchFunctionMode):
    """Runs the depthwise convolutions that are slow in reduced precision in float32, within autocast."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """See TorchFunctionMode."""
        kwargs = kwargs or {}
        if func is torch.conv2d and _is_slow_call(args, kwargs):
            return _in_float32(func, args, kwargs)
        return func(*args, **kwargs)


def is_slow(weight: Tensor, stride: int | Sequence[int], groups: int) -> bool:
    """Whether a convolution is a depthwise one with a stride or a large kernel: slow in reduced precision.

    Args:
        weight: shape (channels, 1, height, width) where it is depthwise.
        stride, groups: as ``torch.conv2d`` takes them.
    """
    if groups == 1 or weight.shape[1] != 1:
        return False
    steps = (stride,) if isinstance(stride, int) else stride
    return max(steps) > 1 or max(weight.shape[2:]) > _FAST_KERNEL


def _is_slow_call(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """The same of a call of ``torch.conv2d``: (input, weight, bias, stride, padding, dilation, groups)."""
    if len(args) < 2:
        return False
    x, weight = args[:2]
    groups = args[6] if len(args) > 6 else kwargs.get("groups", 1)
    return groups == x.shape[-3] and is_slow(
        weight, args[3] if len(args) > 3 else kwargs.get("stride", 1), groups
    )


def _in_float32(func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    reduced = torch.get_autocast_dtype("cpu")
    with torch.autocast("cpu", enabled=False):
        wide = [value.float() if isinstance(value, Tensor) else value for value in args]
        named = {key: value.float() if isinstance(value, Tensor) else value for key, value in kwargs.items()}
        return func(*wide, **named).to(reduced)
