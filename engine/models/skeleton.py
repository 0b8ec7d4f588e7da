"""Building a network without paying for a random initialisation that is thrown away at once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_parameter_registration_hook
from torch.overrides import TorchFunctionMode

_ONE_AT_A_TIME = threading.Lock()


class _NoDraws(TorchFunctionMode):
    """Leaves tensors without numbers alone when a builder wants to fill them with random ones.

    torch works out shapes for each such draw in Python, which took half of the time of building. Builders
    draw by ``torch.nn.init`` as well, some of whose functions hand themselves over here whole.
    """

    _DRAWS = frozenset(
        {Tensor.normal_, Tensor.uniform_, Tensor.bernoulli_, Tensor.exponential_, Tensor.erfinv_}
    )

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """torch's hook around every function."""
        given = kwargs or {}
        if func in self._DRAWS or getattr(func, "__module__", "") == nn.init.__name__:
            tensor = args[0] if args else given.get("tensor")
            if isinstance(tensor, Tensor) and tensor.device.type == "meta":
                return tensor
        return func(*args, **given)


@contextlib.contextmanager
def parameters_on_meta() -> Iterator[None]:
    """Modules built in this block by this thread hold their parameters on the meta device.

    Buffers stay real, unlike under ``torch.device("meta")``, so builders that compute with tensors
    (RegNet's widths, Swin's position indices) work. Fill the parameters with
    ``load_state_dict(..., assign=True)``.
    """
    builder = threading.get_ident()

    def to_meta(_module: nn.Module, _name: str, parameter: nn.Parameter | None) -> nn.Parameter | None:
        if parameter is None or threading.get_ident() != builder:
            return None
        return nn.Parameter(parameter.data.to("meta"), requires_grad=parameter.requires_grad)

    with _ONE_AT_A_TIME:
        # The annotation in torch says that the hook returns nothing; its documentation and code, a parameter.
        hook = register_module_parameter_registration_hook(cast(Callable[..., None], to_meta))
        try:
            with _NoDraws():
                yield
        finally:
            hook.remove()


def on_meta(module: nn.Module) -> list[str]:
    """Names of the parameters and buffers of ``module`` that hold no numbers yet."""
    tensors = [*module.named_parameters(), *module.named_buffers()]
    return [name for name, tensor in tensors if tensor.device == torch.device("meta")]
