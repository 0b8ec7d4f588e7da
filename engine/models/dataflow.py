"""Where a network can be cut: its forward pass as a graph of whole stages, split exactly.

The library's own ``forward`` is traced by torch.fx at the level of stages: a stage is one opaque
node, so whatever happens inside it needs not be traceable. The glue between stages (flatten, pooling,
a ViT's class token) is kept as the library wrote it. A cut is a single tensor that everything
downstream depends on and nothing upstream bypasses; where there is none, the cut is refused.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Sequence

import torch
from torch import fx, nn

from engine.models.tracing import UNTRACEABLE, ThreadTracer


def belongs(name: str, units: Iterable[str]) -> bool:
    """Whether the dotted ``name`` is one of ``units`` or inside one."""
    return any(name == unit or name.startswith(unit + ".") for unit in units)


class _StageTracer(ThreadTracer):
    """Goes into a module only as far as needed to reach the stages' modules."""

    def __init__(self, units: Sequence[str]) -> None:
        super().__init__(autowrap_functions=_size_dependent())
        self._units = tuple(units)

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:  # noqa: ARG002 (fx names it)
        return not any(unit.startswith(module_qualified_name + ".") for unit in self._units)


def _size_dependent() -> tuple[Callable[..., object], ...]:
    """timm's functions between stages that branch on the picture's size; each is kept as one node."""
    layers = sys.modules.get("timm.layers")
    names = ("resample_abs_pos_embed", "resample_abs_pos_embed_nhwc")
    return tuple(getattr(layers, name) for name in names if hasattr(layers, name))


class _Fetch(nn.Module):
    """Gives a bare parameter or buffer as it is now: moving or loading a module may replace the object."""

    def __init__(self, root: nn.Module, dotted: str) -> None:
        super().__init__()
        parent, _, self._name = dotted.rpartition(".")
        self.owner = root.get_submodule(parent)

    def forward(self) -> torch.Tensor:
        """The tensor."""
        found: torch.Tensor = getattr(self.owner, self._name)
        return found


class UntraceableError(Exception):
    """The forward pass cannot be followed at the level of stages."""


class Dataflow:
    """The forward pass of ``module`` in eval, with stages and head as nodes.

    Args:
        module: the whole network, its head replaced.
        stages: the dotted names that make up each stage, stem first.
        head: the dotted names that make up the trainable head.

    Raises:
        UntraceableError: the top level of ``forward`` depends on the pixels' values.
    """

    def __init__(self, module: nn.Module, stages: Sequence[Sequence[str]], head: Sequence[str]) -> None:
        self.module = module
        self._stages = [tuple(units) for units in stages]
        self._head = tuple(head)
        units = [unit for stage in self._stages for unit in stage] + list(self._head)
        was_training = {name for name, m in module.named_modules() if m.training}
        module.eval()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                graph = _StageTracer(units).graph_of(module)
        except UNTRACEABLE as error:
            raise UntraceableError(str(error)) from error
        finally:
            for name, m in module.named_modules():
                m.training = name in was_training
        self._graph = graph
        self._nodes: list[fx.Node] = list(graph.nodes)
        self._input = next(node for node in self._nodes if node.op == "placeholder")
        self._output = next(node for node in self._nodes if node.op == "output")

    def cut_before_stage(self, index: int) -> fx.Node | None:
        """The one tensor entering stage ``index`` (0 = the picture itself); None if there is no such cut."""
        if index == 0:
            return self._input
        tail = [unit for stage in self._stages[index:] for unit in stage] + list(self._head)
        return self._cut(tail, [unit for stage in self._stages[:index] for unit in stage])

    def cut_before_head(self) -> fx.Node | None:
        """The one tensor entering the head; None if there is no such cut."""
        return self._cut(self._head, [unit for stage in self._stages for unit in stage])

    def output_of(self, unit: str) -> fx.Node | None:
        """The node of module ``unit``; None if the graph has none."""
        for node in self._nodes:
            if node.op == "call_module" and node.target == unit:
                return node
        return None

    def segment(self, start: fx.Node | None, end: fx.Node | None) -> nn.Module:
        """From ``start`` (None = the picture) to ``end`` (None = the output), sharing all modules."""
        start = start or self._input
        needed = self._needed(end or self._output, start)
        graph = fx.Graph()
        copies = {start: graph.placeholder("x")}
        used: dict[str, nn.Module] = {}
        for node in self._nodes:
            if node in needed and node is not start and node.op != "output":
                copies[node] = graph.node_copy(node, lambda old: copies[old])
                if node.op == "call_module":
                    used[str(node.target)] = self.module.get_submodule(str(node.target))
                elif node.op == "get_attr":
                    name = f"fetch{len(used)}"
                    used[name] = _Fetch(self.module, str(node.target))
                    copies[node].op, copies[node].target = "call_module", name
        result = end if end is not None else self._output.args[0]
        graph.output(fx.node.map_arg(result, lambda old: copies[old]))
        return fx.GraphModule(used, graph)

    def _cut(self, tail: Sequence[str], front: Sequence[str]) -> fx.Node | None:
        """The latest node that separates ``tail`` from ``front``."""
        first = next((i for i, node in enumerate(self._nodes) if _uses(node, tail)), None)
        if first is None:
            return None
        for node in reversed(self._nodes[:first]):
            if node is self._input or node.op in ("get_attr", "placeholder"):
                continue
            needed = self._needed(self._output, node)
            if self._input not in needed and not any(_uses(n, front) for n in needed if n is not node):
                return node
        return None

    def _needed(self, end: fx.Node, start: fx.Node) -> set[fx.Node]:
        """Every node that ``end`` depends on, going back no further than ``start``."""
        found: set[fx.Node] = set()
        waiting = [end]
        while waiting:
            node = waiting.pop()
            if node in found:
                continue
            found.add(node)
            if node is not start:
                waiting.extend(node.all_input_nodes)
        return found


def _uses(node: fx.Node, units: Iterable[str]) -> bool:
    return node.op in ("call_module", "get_attr") and belongs(str(node.target), units)


def run(segment: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """``segment(x)``, which is one tensor."""
    result: torch.Tensor = segment(x)
    return result
