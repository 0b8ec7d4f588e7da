"""Training steps on a CPU with layers merged, as long as that gives the same.

A batch norm that keeps its statistics is a scale and a shift for each channel. Merged into the weights of the
convolution before it, it costs a pass over the weights in place of two over the activations forward and three
backward; its own scale and shift go on training, because gradients reach them through the merged weights. An
activation that follows is part of the same oneDNN call. A batch norm that trains is taken together with its
convolution where that pays; see :mod:`engine.models.normed_conv`.

Measured on two cores in float32, forward and backward of a batch of 16 at 224 x 224, against the plain
layers: statistics kept, 1.4 times as fast with MobileNetV2, 1.6 with EfficientNet-Lite0, 1.0 to 1.2 with
ResNet-18, 1.1 with ResNet-50; trained, 1.2 to 1.4 with MobileNetV2, 1.25 with EfficientNet-Lite0, 1.0 to 1.2
with ResNet-50.

``torch.compile`` of the whole step was measured beside it and is not used: it wants a C++ compiler and took
47 seconds for ResNet-18 and 83 for MobileNetV2; their steps were 0.9 to 1.1 and 1.0 to 1.3 times as fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat

import torch
from torch import Tensor, fx, nn
from torch.nn import functional

from engine.models.fused_conv import NO_ACTIVATION, Activation, SamePadding, has_native_fusion
from engine.models.fusion import NotFusible, activation_inside, activation_of, same_padding
from engine.models.inference import only_norms_training
from engine.models.mixed import is_slow
from engine.models.normed_conv import NormedConv, pays
from engine.models.tracing import UNTRACEABLE, LayerTracer
from engine.models.training_conv import convolve


@dataclass(frozen=True)
class Agreement:
    """How far a merged module may be from the plain one.

    Attributes:
        outputs: largest difference as a share of the largest output; of statistics too.
        gradients: norm of the difference as a share of the norm. Units at the very edge of an activation may
            fall on either side, and batch norms that train pass that on: a millionth more or less in the
            pictures moves the plain gradients of a dozen networks by up to 5 %, merging by up to 3 %.
    """

    outputs: float
    gradients: float


_KEPT = Agreement(1e-4, 1e-2)
_TRAINED = Agreement(1e-3, 5e-2)
_COMPARED = 4
_MERGED = ("relu", "hardtanh")


class Folded:
    """``module`` for training steps, its layers merged as long as that gives the same.

    Args:
        module: what trains, float32; takes one tensor and gives one. Its parameters stay its own.

    Attributes:
        merged: whether layers are merged; None before :meth:`settle`.
    """

    def __init__(self, module: nn.Module) -> None:
        self.module = module
        self.merged: bool | None = None

    def settle(self, x: Tensor, known: bool | None = None) -> None:
        """Before the first step: merge, and compare on the first of the inputs ``x``, outside autocast.

        Takes the modes of training and evaluation as they are then.

        Args:
            known: what :attr:`merged` became when the same run settled before; nothing is compared again.
        """
        if self.merged is not None:
            return
        plain = self.module
        if known is not False:
            self.module = _agreeing(plain, None if known else x[:_COMPARED].float())
        self.merged = self.module is not plain

    def __call__(self, x: Tensor) -> Tensor:
        """What the module gives for ``x``."""
        result: Tensor = self.module(x)
        return result


def fold(segment: nn.Module) -> nn.Module:
    """``segment`` with its batch norms and convolutions merged as they are in training or in evaluation now.

    The result is on the same parameters.

    Raises:
        NotFusible: its forward pass cannot be traced to its layers, or no batch norm in it can be merged.
    """
    try:
        graph = LayerTracer().graph_of(segment)
    except UNTRACEABLE as error:
        raise NotFusible(str(error)) from error
    result = fx.GraphModule(segment, graph)
    layers = dict(segment.named_modules())
    norms = [node for node in graph.nodes if _is_norm(node, layers)]
    merged = [_merge(result, node, layers, f"folded{index}") for index, node in enumerate(norms)]
    if not any(merged):
        raise NotFusible("no batch norm in it can be merged")
    result.recompile()
    return result


def _is_norm(node: fx.Node, layers: dict[str, nn.Module]) -> bool:
    norm = layers.get(str(node.target)) if node.op == "call_module" else None
    return isinstance(norm, nn.BatchNorm2d) and norm.running_mean is not None


def _merge(result: fx.GraphModule, node: fx.Node, layers: dict[str, nn.Module], name: str) -> bool:
    """Put one convolution in place of ``node``, the convolution before it and the activation after it."""
    before, norm = node.args[0], layers[str(node.target)]
    conv = layers.get(str(before.target)) if isinstance(before, fx.Node) else None
    if not isinstance(before, fx.Node) or before.op != "call_module" or len(before.users) != 1:
        return False
    if not (isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d)) or not _is_plain(conv):
        return False
    activation, last = _activation_after(node, norm, layers)
    if activation is None:
        return False
    pool = None
    if norm.training:
        # One whose ``forward`` was replaced (synchronised between processes) is not what it seems.
        if "forward" in vars(norm) or not pays(conv, norm, activation):
            return False
        result.add_module(name, NormedConv(conv, norm, activation))
    elif activation.name in _MERGED or activation == NO_ACTIVATION:
        pool = _pool_after(last, layers) if activation.name == "relu" else None
        result.add_module(name, FoldedConv(conv, norm, activation if pool is None else NO_ACTIVATION))
    else:
        return False
    with result.graph.inserting_after(last):
        last.replace_all_uses_with(result.graph.call_module(name, before.args))
    if pool is not None:
        # A ReLU lets through the largest of a window or nothing of it: pooled first, there is less of it.
        with result.graph.inserting_after(pool):
            after = result.graph.call_function(functional.relu, (pool,))
        pool.replace_all_uses_with(after, lambda user: user is not after)
    for taken in dict.fromkeys((last, node, before)):
        result.graph.erase_node(taken)
    return True


def _is_plain(conv: nn.Conv2d) -> bool:
    return conv.padding_mode == "zeros" and not isinstance(conv.padding, str)


def _activation_after(
    node: fx.Node, norm: nn.BatchNorm2d, layers: dict[str, nn.Module]
) -> tuple[Activation | None, fx.Node]:
    """What follows batch norm ``node`` and the last node that it is; None for an unknown one within."""
    inner = activation_inside(norm)
    if inner != NO_ACTIVATION:
        return inner, node
    users = list(node.users)
    if len(users) == 1:
        after = activation_of(users[0], layers)
        if after is not None and after.name in _MERGED:
            return after, users[0]
    return NO_ACTIVATION, node


def _pool_after(node: fx.Node, layers: dict[str, nn.Module]) -> fx.Node | None:
    """The max pooling that alone uses ``node``."""
    users = list(node.users)
    if len(users) != 1 or users[0].op != "call_module":
        return None
    pool = layers[str(users[0].target)]
    return users[0] if isinstance(pool, nn.MaxPool2d) and not pool.return_indices else None


class FoldedConv(nn.Module):
    """``activation(norm(conv(x)))`` in one pass over memory, with gradients for the parameters of both.

    Args:
        conv: the convolution; its parameters are shared.
        norm: the batch norm after it, in eval; its parameters and statistics are shared.
        activation: ``relu``, ``hardtanh`` or none.
    """

    def __init__(self, conv: nn.Conv2d, norm: nn.BatchNorm2d, activation: Activation) -> None:
        super().__init__()
        self.conv = conv
        self.norm = norm
        self.activation = activation
        self.same: SamePadding | None = same_padding(conv)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, channels, height, width) to the convolution's output shape."""
        weight, bias = self._weights()
        padding = tuple(int(p) for p in self.conv.padding)
        if self.same is not None:
            rows, columns = self.same.amounts(x.shape[-2], x.shape[-1])
            x, padding = functional.pad(x, (*columns, *rows)), (0, 0)
        shape = (self.conv.stride, padding, self.conv.dilation, self.conv.groups)
        if x.device.type != "cpu" or not has_native_fusion():
            return self.activation(torch.conv2d(x, weight, bias, *shape))
        if not torch.is_autocast_enabled("cpu"):
            return convolve(x, weight, bias, shape, self.activation)
        reduced = torch.get_autocast_dtype("cpu")
        dtype = torch.float32 if is_slow(weight, self.conv.stride, self.conv.groups) else reduced
        y = convolve(x.to(dtype), weight.to(dtype), bias.to(dtype), shape, self.activation)
        return y.to(reduced)

    def _weights(self) -> tuple[Tensor, Tensor]:
        """Weight and bias of both together, float32 (Jacob et al. 2018, section 3.2)."""
        norm, conv = self.norm, self.conv
        assert norm.running_mean is not None
        assert norm.running_var is not None
        scale = torch.rsqrt(norm.running_var + norm.eps)
        if norm.weight is not None:
            scale = scale * norm.weight
        centre = norm.running_mean if conv.bias is None else norm.running_mean - conv.bias
        bias = -centre * scale if norm.bias is None else norm.bias - centre * scale
        return conv.weight * scale.view(-1, 1, 1, 1), bias


def _agreeing(module: nn.Module, x: Tensor | None) -> nn.Module:
    """``module`` merged, or itself where that is not possible or gives something else for ``x``, if given."""
    try:
        candidate = fold(module)
        return candidate if x is None or _agree(module, candidate, x) else module
    except (NotFusible, RuntimeError, NotImplementedError, ValueError):
        return module


def _agree(plain: nn.Module, candidate: nn.Module, x: Tensor) -> bool:
    """Whether outputs, statistics and gradients are the same but for rounding; leaves ``plain`` as it was."""
    trained = [parameter for parameter in plain.parameters() if parameter.requires_grad]
    norms = [part for part in plain.modules() if isinstance(part, nn.BatchNorm2d) and part.training]
    bounds = _TRAINED if norms else _KEPT
    with only_norms_training(plain), torch.enable_grad():
        buffers = list(plain.buffers())
        wanted = _try(plain, x, trained, buffers)
        given = _try(candidate, x, trained, buffers, wanted.output)
    if wanted.output.shape != given.output.shape or not _near(given.output, wanted.output, bounds.outputs):
        return False
    if not all(map(_near, given.buffers, wanted.buffers, repeat(bounds.outputs))):
        return False
    pairs = list(zip(wanted.gradients, given.gradients, strict=True))
    if any((one is None) != (other is None) for one, other in pairs):
        return False
    compared = [(one, other) for one, other in pairs if one is not None and other is not None]
    off = sum(float((one - other).square().sum()) for one, other in compared)
    return off <= bounds.gradients**2 * sum(float(one.square().sum()) for one, _ in compared)


@dataclass(frozen=True)
class _Trial:
    """What a module gave, what its buffers became, and its parameters' gradients."""

    output: Tensor
    buffers: list[Tensor]
    gradients: tuple[Tensor | None, ...]


def _try(
    module: nn.Module,
    x: Tensor,
    trained: list[nn.Parameter],
    buffers: list[Tensor],
    direction: Tensor | None = None,
) -> _Trial:
    """One pass forward and backward, from ``direction`` or the output itself; the buffers are put back."""
    before = [buffer.clone() for buffer in buffers]
    try:
        output: Tensor = module(x)
        along = output.detach() if direction is None else direction
        found = torch.autograd.grad(output, trained, along, allow_unused=True)
        return _Trial(output.detach(), [buffer.clone() for buffer in buffers], found)
    finally:
        for buffer, value in zip(buffers, before, strict=True):
            buffer.copy_(value)


def _near(one: Tensor, other: Tensor, share: float) -> bool:
    """Whether nothing differs by more than a share of the largest."""
    return float((one - other).abs().max()) <= share * float(other.abs().max())
