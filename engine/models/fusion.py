"""Rewriting a network for inference: every convolution with what follows it becomes one operation."""

from __future__ import annotations

import copy
import operator
from dataclasses import dataclass, field

import torch
from torch import fx, nn
from torch.nn import functional

from engine.models.fused_conv import NO_ACTIVATION, Activation, FusedConv, SamePadding, has_native_fusion
from engine.models.tracing import UNTRACEABLE, LayerTracer

_ADD = (operator.add, operator.iadd, torch.add)
_FUNCTIONS = {
    functional.relu: Activation("relu"),
    torch.relu: Activation("relu"),
    functional.relu6: Activation("hardtanh", (0.0, 6.0)),
    functional.silu: Activation("swish"),
    functional.hardswish: Activation("hardswish"),
    torch.sigmoid: Activation("sigmoid"),
}
# Modules that do nothing in eval, by class name: torchvision's and timm's own among them.
_IDLE = ("Identity", "Dropout", "Dropout2d", "DropPath", "StochasticDepth")


class NotFusible(Exception):
    """The network cannot be followed down to its layers, or has nothing to merge."""


def fuse(segment: nn.Module, dtype: torch.dtype, device: torch.device, *, sharing: bool = False) -> nn.Module:
    """A copy of ``segment`` for inference in ``dtype``, channels last, layers merged.

    Args:
        segment: in eval.
        dtype: number format of the copy's weights.
        device: where it is to run.
        sharing: keep ``segment``'s own layers, in their own format, wherever there is nothing to merge,
            which costs no memory. Then the copy is good for as long as nothing trains ``segment``.

    Raises:
        NotFusible: its forward pass cannot be traced to its layers, or there is no convolution in it.
    """
    try:
        graph = LayerTracer().graph_of(segment)
    except UNTRACEABLE as error:
        raise NotFusible(str(error)) from error
    native = device.type == "cpu" and has_native_fusion()
    return _Rewriter(segment, graph, dtype, native, sharing).run()


@dataclass
class _Chain:
    """A convolution and the nodes that it takes over."""

    conv: fx.Node
    norm: nn.BatchNorm2d | None = None
    activation: Activation = NO_ACTIVATION
    other: fx.Node | None = None
    nodes: list[fx.Node] = field(default_factory=list)
    same: SamePadding | None = None
    halo: SamePadding | None = None
    padded: bool = False

    @property
    def last(self) -> fx.Node:
        return self.nodes[-1]


class _Rewriter:
    """One rewriting of one graph."""

    def __init__(
        self, segment: nn.Module, graph: fx.Graph, dtype: torch.dtype, native: bool, sharing: bool
    ) -> None:
        self._modules = dict(segment.named_modules())
        self._segment = segment
        self._nodes = list(graph.nodes)
        self._dtype = dtype
        self._native = native
        self._sharing = sharing
        self._taken: set[fx.Node] = set()

    def run(self) -> nn.Module:
        """The rewritten network."""
        chains = [self._chain(node) for node in self._nodes if self._is_conv(node)]
        if not chains:
            raise NotFusible("there is no convolution in it")
        self._share_padding(chains)
        by_last = {chain.last: chain for chain in chains}
        graph, root = fx.Graph(), nn.Module()
        values: dict[fx.Node, fx.Node] = {}
        for node in self._nodes:
            if node in by_last:
                values[node] = self._emit(by_last[node], graph, root, values)
            elif node not in self._taken:
                values[node] = self._copy(node, graph, root, values)
        return fx.GraphModule(root, graph)

    def _is_conv(self, node: fx.Node) -> bool:
        module = self._module(node)
        return isinstance(module, nn.Conv2d) and module.padding_mode == "zeros" and module.padding != "same"

    def _module(self, node: fx.Node) -> nn.Module | None:
        return self._modules[str(node.target)] if node.op == "call_module" else None

    def _chain(self, conv: fx.Node) -> _Chain:
        """What follows ``conv`` and nothing else, as far as it can be merged."""
        chain = _Chain(conv, nodes=[conv])
        layer = self._module(conv)
        chain.same = same_padding(layer) if isinstance(layer, nn.Conv2d) else None
        norm = self._follower(chain)
        module = self._module(norm) if norm is not None else None
        if norm is not None and isinstance(module, nn.BatchNorm2d) and module.track_running_stats:
            inside = activation_inside(module)
            if inside is not None:
                chain.norm, chain.activation = module, inside
                chain.nodes.append(norm)
        if chain.activation == NO_ACTIVATION:
            self._take_sum(chain)
            self._take_activation(chain)
        self._taken.update(chain.nodes)
        return chain

    def _follower(self, chain: _Chain) -> fx.Node | None:
        """The one node that uses the chain's result, past layers that do nothing in eval."""
        while True:
            users = list(chain.last.users)
            if len(users) != 1 or users[0] in self._taken:
                return None
            module = self._module(users[0])
            if module is None or type(module).__name__ not in _IDLE:
                return users[0]
            chain.nodes.append(users[0])

    def _take_sum(self, chain: _Chain) -> None:
        """A residual sum whose other part is ready by then."""
        node = self._follower(chain)
        if node is None or node.op != "call_function" or node.target not in _ADD or len(node.args) != 2:
            return
        others = [arg for arg in node.args if isinstance(arg, fx.Node) and arg is not chain.last]
        if len(others) == 1 and not node.kwargs:
            chain.other = others[0]
            chain.nodes.append(node)

    def _take_activation(self, chain: _Chain) -> None:
        node = self._follower(chain)
        activation = activation_of(node, self._modules) if node is not None else None
        if node is None or activation is None or (chain.other is not None and activation.name != "relu"):
            return
        chain.activation = activation
        chain.nodes.append(node)

    def _share_padding(self, chains: list[_Chain]) -> None:
        """Let a 1x1 convolution make the border that the next one needs: it has fewer channels to copy."""
        by_last = {chain.last: chain for chain in chains}
        for chain in chains:
            source = chain.conv.args[0]
            before = by_last.get(source) if isinstance(source, fx.Node) else None
            if chain.same is None or before is None or len(before.last.users) != 1:
                continue
            layer = self._module(before.conv)
            if _is_pointwise(layer) and before.same is None and before.other is None:
                before.halo, chain.padded, chain.same = chain.same, True, None

    def _emit(
        self, chain: _Chain, graph: fx.Graph, root: nn.Module, values: dict[fx.Node, fx.Node]
    ) -> fx.Node:
        conv = self._module(chain.conv)
        if not isinstance(conv, nn.Conv2d):
            raise NotFusible("a convolution was expected")
        name = f"conv{sum(1 for _ in root.children())}"
        module = FusedConv(
            conv,
            chain.norm,
            chain.activation,
            self._dtype,
            native=self._native,
            same=chain.same,
            halo=chain.halo,
            padded=chain.padded,
        )
        root.add_module(name, module)
        inputs = [chain.conv.args[0], *([chain.other] if chain.other is not None else [])]
        return graph.call_module(name, tuple(values[node] for node in inputs if isinstance(node, fx.Node)))

    def _copy(
        self, node: fx.Node, graph: fx.Graph, root: nn.Module, values: dict[fx.Node, fx.Node]
    ) -> fx.Node:
        """``node`` as it is, its module or tensor converted."""
        copied = graph.node_copy(node, lambda old: values[old])
        module = self._module(node)
        name = f"kept{sum(1 for _ in root.children()) + len(root._buffers)}"
        if module is not None:
            root.add_module(name, module if self._sharing else converted(module, self._dtype))
            copied.target = name
        elif node.op == "get_attr":
            tensor = _attribute(self._segment, str(node.target))
            root.register_buffer(name, tensor.to(self._dtype) if tensor.is_floating_point() else tensor)
            copied.target = name
        return copied


def converted(module: nn.Module, dtype: torch.dtype) -> nn.Module:
    """A copy in ``dtype``, channels last; batch norms keep float32 statistics, which torch allows."""
    result = copy.deepcopy(module).eval().requires_grad_(False).to(memory_format=torch.channels_last)
    result = result.to(dtype)
    originals = dict(module.named_modules())
    for name, part in result.named_modules():
        if isinstance(part, nn.BatchNorm2d) and part.running_mean is not None:
            part.load_state_dict(originals[name].float().state_dict(), strict=True, assign=True)
            part.requires_grad_(False)
    return result


def _attribute(root: nn.Module, dotted: str) -> torch.Tensor:
    parent, _, name = dotted.rpartition(".")
    found: torch.Tensor = getattr(root.get_submodule(parent), name)
    return found.detach()


def _is_pointwise(layer: nn.Module | None) -> bool:
    shape = ((1, 1), (1, 1), (0, 0))
    return isinstance(layer, nn.Conv2d) and (layer.kernel_size, layer.stride, layer.padding) == shape


def _pair(value: tuple[int, ...]) -> tuple[int, int]:
    return value[0], value[1]


def same_padding(conv: nn.Conv2d) -> SamePadding | None:
    """The padding that timm's convolution of that name finds by the size of its input; None for others."""
    if type(conv).__name__ != "Conv2dSame":
        return None
    return SamePadding(_pair(conv.kernel_size), _pair(conv.stride), _pair(conv.dilation))


def activation_inside(norm: nn.BatchNorm2d) -> Activation | None:
    """The activation inside timm's batch norm; NO_ACTIVATION for a plain one, None if it is not known."""
    if not isinstance(getattr(norm, "drop", None), nn.Identity | None):
        return None  # drops parts of pictures between the two
    inner = getattr(norm, "act", None)
    return NO_ACTIVATION if inner is None else _of_module(inner)


def activation_of(node: fx.Node, layers: dict[str, nn.Module]) -> Activation | None:
    """The activation that ``node`` of a graph over ``layers`` is, if oneDNN can merge it."""
    if node.op == "call_module":
        return _of_module(layers[str(node.target)])
    if node.op == "call_function" and set(node.kwargs) <= {"inplace"} and len(node.args) == 1:
        for function, activation in _FUNCTIONS.items():
            if node.target is function:
                return activation
    return None


def _of_module(module: nn.Module) -> Activation | None:
    """The activation that ``module`` is, if oneDNN can merge it."""
    if type(module).__name__ in _IDLE:
        return NO_ACTIVATION
    if isinstance(module, nn.Hardtanh):
        return Activation("hardtanh", (float(module.min_val), float(module.max_val)))
    if isinstance(module, nn.GELU):
        return Activation("gelu", (), module.approximate)
    known = {nn.ReLU: "relu", nn.SiLU: "swish", nn.Hardswish: "hardswish", nn.Sigmoid: "sigmoid"}
    name = known.get(type(module))
    return Activation(name) if name else None
