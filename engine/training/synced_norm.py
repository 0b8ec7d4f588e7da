"""Batch norm over the batch of all processes, so that dividing a batch changes nothing.

Each process sees a part of the batch. With its own part's mean and variance, batch norm would train
another network than one process with the whole batch does, the more so the smaller the parts. PyTorch's
own ``SyncBatchNorm`` puts this right on CUDA; on a CPU it refuses ("expected input tensor to be on GPU"),
so there the same sums (Chan et al. 1979 for joining variances) are taken with plain operations.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.modules._functions import SyncBatchNorm as _OnCuda
from torch.nn.modules.batchnorm import _BatchNorm
from torch.overrides import TorchFunctionMode


class SyncedNorms:
    """Every batch norm of a module, over all processes while it is in training mode.

    The modules themselves stay the library's own, names and tensors unchanged: only the function they
    call to normalise is replaced, from :meth:`attach` to :meth:`detach`.
    """

    def __init__(self, module: nn.Module, group: dist.ProcessGroup) -> None:
        self._norms = [m for m in module.modules() if isinstance(m, _BatchNorm)]
        self._mode = _OverAll(group)

    def attach(self) -> None:
        """Begin to normalise over all processes."""
        for norm in self._norms:
            norm.forward = functools.partial(self._forward, norm.forward)  # type: ignore[method-assign]

    def detach(self) -> None:
        """Normalise over this process alone again."""
        for norm in self._norms:
            norm.__dict__.pop("forward", None)

    def _forward(self, plain: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
        with self._mode:
            return plain(x)


class _OverAll(TorchFunctionMode):
    """Replaces ``batch_norm`` in training mode."""

    def __init__(self, group: dist.ProcessGroup) -> None:
        super().__init__()
        self._group = group

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if func is functional.batch_norm:
            return self._batch_norm(*args, **(kwargs or {}))
        return func(*args, **(kwargs or {}))

    def _batch_norm(
        self,
        x: Tensor,
        running_mean: Tensor | None,
        running_var: Tensor | None,
        weight: Tensor | None = None,
        bias: Tensor | None = None,
        training: bool = False,
        momentum: float = 0.1,
        eps: float = 1e-5,
    ) -> Any:
        if not training:
            return functional.batch_norm(x, running_mean, running_var, weight, bias, False, momentum, eps)
        kind = _OnCuda if x.device.type == "cuda" else _OnCpu
        world = dist.get_world_size(self._group)
        return kind.apply(x, weight, bias, running_mean, running_var, eps, momentum, self._group, world)


class _OnCpu(torch.autograd.Function):
    """The arguments and the result of PyTorch's own function for CUDA."""

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor | None,
        bias: Tensor | None,
        running_mean: Tensor | None,
        running_var: Tensor | None,
        eps: float,
        momentum: float,
        group: dist.ProcessGroup,
        world: int,
    ) -> Tensor:
        """Normalise ``x`` (n, channels, ...) by the statistics of all processes' pictures."""
        own = x.detach().float()
        var, mean = torch.var_mean(own, _all_but_channels(x), correction=0)
        mine = torch.cat([mean, var, mean.new_tensor([x.numel() / x.shape[1]])])
        parts = [torch.empty_like(mine) for _ in range(world)]
        dist.all_gather(parts, mine, group=group)
        channels = x.shape[1]
        every = torch.stack(parts).double()
        means, variances, counts = every[:, :channels], every[:, channels:-1], every[:, -1:]
        total = counts.sum()
        mean64 = (counts * means).sum(0) / total
        var64 = (counts * (variances + (means - mean64).square())).sum(0) / total
        if running_mean is not None and running_var is not None:
            running_mean.lerp_(mean64.to(running_mean.dtype), momentum)
            unbiased = var64 * (total / (total - 1).clamp(min=1))
            running_var.lerp_(unbiased.to(running_var.dtype), momentum)
        mean, var = mean64.float(), var64.float()
        ctx.save_for_backward(x, weight, mean, torch.rsqrt(var + eps), total.float())
        ctx.group = group
        return functional.batch_norm(x, mean, var, weight, bias, training=False, eps=eps)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """Ioffe & Szegedy 2015, with the two sums over the batch taken over all processes."""
        x, weight, mean, scale, total = ctx.saved_tensors
        grad = grads[0].float()
        shape = [1, -1, *[1] * (x.ndim - 2)]
        centred = x.float() - mean.view(shape)
        over = _all_but_channels(x)
        sums = torch.stack([grad.sum(over), (grad * centred).sum(over)])
        grad_weight = sums[1] * scale if weight is not None else None
        grad_bias = sums[0].clone() if weight is not None else None
        dist.all_reduce(sums, group=ctx.group)
        gain = scale if weight is None else weight.float() * scale
        along = (scale.square() * sums[1] / total).view(shape)
        grad_x = gain.view(shape) * (grad - (sums[0] / total).view(shape) - centred * along)
        return grad_x.to(x.dtype), grad_weight, grad_bias, None, None, None, None, None, None


def _all_but_channels(x: Tensor) -> list[int]:
    return [0, *range(2, x.ndim)]
