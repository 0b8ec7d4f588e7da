"""Tracing a network by torch.fx while other networks are at work in other threads.

While fx traces, it replaces ``Module.__call__`` and ``Module.__getattr__`` for the whole process, so a
network that runs in another thread comes by the tracer too, which does not know it and raises.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from torch import fx, nn

_TRACING = threading.Lock()

UNTRACEABLE = (TypeError, ValueError, RuntimeError, AttributeError, KeyError, NameError, AssertionError)
"""What fx raises, or the network itself when fx runs it, where a forward pass cannot be followed."""


class ThreadTracer(fx.Tracer):
    """Traces in its own thread; what other threads run meanwhile is let through. One trace at a time."""

    def __init__(self, autowrap_functions: tuple[Callable[..., object], ...] = ()) -> None:
        super().__init__(autowrap_functions=autowrap_functions)
        self._thread = threading.get_ident()

    def graph_of(self, module: nn.Module) -> fx.Graph:
        """The graph of ``module``'s forward pass; raises what fx raises where it cannot be followed."""
        with _TRACING:
            return self.trace(module)

    def call_module(
        self, m: nn.Module, forward: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """As fx has it, for the tracing thread alone."""
        if threading.get_ident() != self._thread:
            return forward(*args, **kwargs)
        return super().call_module(m, forward, args, kwargs)

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        """As fx has it, for the tracing thread alone."""
        if threading.get_ident() != self._thread:
            return attr_val
        return super().getattr(attr, attr_val, parameter_proxy_cache)


class LayerTracer(ThreadTracer):
    """Goes down to layers; a batch norm with its activation (timm) counts as a layer."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        """See fx.Tracer."""
        if isinstance(m, nn.Conv2d | nn.BatchNorm2d) or not any(True for _ in m.children()):
            return True
        return super().is_leaf_module(m, module_qualified_name)
