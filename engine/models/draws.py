"""Random initialisation that is a function of a seed alone, whatever else the program does meanwhile.

torch's modules draw their first weights from one generator for the whole process. Seeding that one, even if
it is put back, is seen by every other thread: a run that trains would drop out and mix other numbers because
a network was built beside it, and one that is built beside another would begin with other weights.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode


@contextlib.contextmanager
def drawn_from(seed: int) -> Iterator[None]:
    """Tensors on the CPU that this thread makes or fills in this block with random numbers take ``seed``'s.

    They are those that ``torch.manual_seed(seed)`` right before the block would give; the global generators
    are neither read nor moved.
    """
    with _Drawing(torch.Generator().manual_seed(seed)):
        yield


class _Drawing(TorchFunctionMode):
    """Hands ``generator`` to every function that would draw from the global one."""

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()
        self._generator = generator

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """torch's hook around every function."""
        given = kwargs or {}
        if func in _DRAWING and given.get("generator") is None:
            given = {**given, "generator": self._generator}
        return func(*args, **given)


def _initialisers() -> Iterator[Callable[..., Any]]:
    """Functions of ``torch.nn.init`` that take a generator: some are handed over whole, some as they draw."""
    for name, function in vars(nn.init).items():
        public = inspect.isfunction(function) and not name.startswith("_")
        if public and "generator" in inspect.signature(function).parameters:
            yield function


_DRAWING = frozenset(
    {
        Tensor.bernoulli_,
        Tensor.cauchy_,
        Tensor.exponential_,
        Tensor.geometric_,
        Tensor.log_normal_,
        Tensor.multinomial,
        Tensor.normal_,
        Tensor.random_,
        Tensor.uniform_,
        torch.bernoulli,
        torch.multinomial,
        torch.normal,
        torch.rand,
        torch.randint,
        torch.randn,
        torch.randperm,
        *_initialisers(),
    }
)
