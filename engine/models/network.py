"""A network as Graft trains it: the library's module, its stages, its head, and exact cuts between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models import heads
from engine.models.backbones import Backbone, Preprocessing
from engine.models.dataflow import Dataflow, UntraceableError, belongs, run


@dataclass(frozen=True)
class Stage:
    """A part of the network that is frozen or trained as a whole.

    Attributes:
        name: for people: ``stem``, ``layer1``.
        units: dotted names of its modules and bare parameters.
        modules: those modules, in order.
        parameters: how many numbers they hold.
    """

    name: str
    units: tuple[str, ...]
    modules: tuple[nn.Module, ...]
    parameters: int

    @classmethod
    def of(cls, module: nn.Module, name: str, units: Sequence[str]) -> Stage:
        """The stage of ``module`` made of ``units``."""
        return cls.all_of(module, [(name, units)])[0]

    @classmethod
    def all_of(cls, module: nn.Module, units: Iterable[tuple[str, Sequence[str]]]) -> list[Stage]:
        """The stages of ``module``: the name of each, and the units that it is made of."""
        known = dict(module.named_modules())
        sizes = [(name, parameter.numel()) for name, parameter in module.named_parameters()]
        return [
            cls(
                stage,
                tuple(own),
                tuple(known[unit] for unit in own if unit in known),
                sum(size for name, size in sizes if belongs(name, own)),
            )
            for stage, own in units
        ]


class Network:
    """A backbone with a new head.

    Attributes:
        module: the library's own module, its last layer replaced; ``module.state_dict()`` has the
            library's keys.
        backbone: what it is.
        model: the settings it was built with.
        preprocessing: what its pictures have to look like.
        classes: number of classes.
        head: the trainable head with its dropout: takes what :meth:`features` gives, returns raw
            outputs (see :meth:`raw_to_logits`). A view on ``module``.
        stages: stem to last, head excluded. Every parameter is in exactly one stage or in the head
            (Inception's auxiliary head belongs to the head).
        notes: what a user should know about how the weights were loaded, in words.
    """

    def __init__(
        self,
        module: nn.Module,
        backbone: Backbone,
        model: ModelConfig,
        preprocessing: Preprocessing,
        classes: int,
        *,
        stages: tuple[Stage, ...],
        head: tuple[str, ...],
        layers: tuple[str, ...],
        notes: tuple[str, ...] = (),
    ) -> None:
        self.module = module
        self.backbone = backbone
        self.model = model
        self.preprocessing = preprocessing
        self.classes = classes
        self.stages = stages
        self.notes = notes
        self._head_names = head
        try:
            self._flow = Dataflow(module, [stage.units for stage in stages], layers)
        except UntraceableError as error:
            raise EngineError(
                f"The forward pass of {backbone.title} cannot be divided into stages: {error}.",
                "Choose another backbone.",
            ) from None
        entry = self._flow.cut_before_head()
        if entry is None:
            raise EngineError(f"{backbone.title} has no single place where its head begins.")
        self._head_entry = entry
        self._features = self._flow.segment(None, entry)
        tail = self._flow.segment(entry, None)
        dropout = 0.0 if model.head == "hidden" else model.dropout
        self.head = heads.Head(tail, [module.get_submodule(name) for name in layers], dropout)
        self._parts: dict[tuple[str, int], nn.Module] = {}

    @property
    def head_names(self) -> tuple[str, ...]:
        """Dotted names of the trainable head's modules, auxiliary heads included."""
        return self._head_names

    @property
    def head_is_affine(self) -> bool:
        """Whether the head is one linear layer with a bias on vectors (n, d): it can be solved directly.

        A solution has an intercept, for which a layer without bias (MaxViT's) has no place.
        """
        only = self.head.layers[0] if len(self.head.layers) == 1 else None
        return isinstance(only, nn.Linear) and only.bias is not None

    @property
    def aux(self) -> nn.Module | None:
        """The auxiliary head of Inception v3, else None."""
        return self.module.get_submodule(self.backbone.aux[0]) if self.backbone.aux else None

    def head_parameters(self) -> list[tuple[str, nn.Parameter]]:
        """(dotted name, parameter) of the head, auxiliary heads included."""
        return [(n, p) for n, p in self.module.named_parameters() if belongs(n, self._head_names)]

    def stage_parameters(self, stage: Stage) -> list[tuple[str, nn.Parameter]]:
        """(dotted name, parameter) of ``stage``."""
        return [(n, p) for n, p in self.module.named_parameters() if belongs(n, stage.units)]

    def to(self, device: torch.device | str) -> Network:
        """Move every parameter and buffer; returns the network itself."""
        self.module.to(device)
        return self

    def raw_to_logits(self, raw: Tensor) -> Tensor:
        """Logits (n, classes) from what the head or the module returns; the binary z becomes (0, z)."""
        return heads.raw_to_logits(raw, self.classes)

    def features(self, x: Tensor) -> Tensor:
        """The head's input for normalised pixels ``x``, shape (n, 3, height, width).

        Shape (n, d), or (n, channels, height, width) where the head is convolutional (SqueezeNet).
        """
        return run(self._features, x)

    def logits_from_features(self, features: Tensor) -> Tensor:
        """Logits, shape (n, classes)."""
        return self.raw_to_logits(self.head(features))

    def forward(self, x: Tensor) -> Tensor:
        """Logits, shape (n, classes), of normalised pixels ``x``."""
        return self.logits_from_features(self.features(x))

    __call__ = forward

    def training_outputs(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """Logits, and those of the auxiliary head where there is one and what feeds it is training."""
        if self.aux is None:
            return self.forward(x), None
        tap = self._flow.output_of(self.backbone.aux[1])
        middle = run(self._part("to_tap", 0, None, tap), x)
        features = run(self._part("from_tap", 0, tap, self._head_entry), middle)
        aux = self.raw_to_logits(self.aux(middle)) if middle.requires_grad else None
        return self.logits_from_features(features), aux

    def can_cut(self, stages: int) -> bool:
        """Whether the last ``stages`` stages (-1 = all) can be run on their own."""
        return self._flow.cut_before_stage(self._index(stages)) is not None if stages else True

    def boundary(self, x: Tensor, stages: int) -> Tensor:
        """What enters the last ``stages`` stages: the features for 0, the pixels for -1 or all.

        Raises:
            EngineError: the network cannot be cut there.
        """
        return run(self.front(stages), x)

    def from_boundary(self, activations: Tensor, stages: int) -> Tensor:
        """Logits, shape (n, classes), from what :meth:`boundary` gave."""
        if stages == 0:
            return self.logits_from_features(activations)
        return self.logits_from_features(run(self.back(stages), activations))

    def back(self, stages: int) -> nn.Module:
        """The module from what :meth:`boundary` gave to the features, sharing the network's own layers.

        Raises:
            EngineError: the network cannot be cut there.
        """
        return self._part("back", stages, self._entry(stages), self._head_entry)

    def front(self, stages: int) -> nn.Module:
        """The module that :meth:`boundary` runs, sharing the network's own layers.

        Raises:
            EngineError: the network cannot be cut there.
        """
        if self._index(stages) == 0:
            return nn.Identity()
        return self._part("front", stages, None, self._entry(stages))

    def _index(self, stages: int) -> int:
        if not -1 <= stages <= len(self.stages):
            raise EngineError(
                f"{self.backbone.title} has {len(self.stages)} stages; {stages} cannot be thawed.",
                f"Give 0 to {len(self.stages)}, or -1 for all.",
            )
        return 0 if stages == -1 else len(self.stages) - stages

    def _entry(self, stages: int) -> torch.fx.Node:
        node = self._head_entry if stages == 0 else self._flow.cut_before_stage(self._index(stages))
        if node is None:
            raise EngineError(f"{self.backbone.title} cannot be cut before its last {stages} stages.")
        return node

    def _part(
        self, kind: str, stages: int, start: torch.fx.Node | None, end: torch.fx.Node | None
    ) -> nn.Module:
        key = (kind, stages)
        if key not in self._parts:
            self._parts[key] = self._flow.segment(start, end)
        return self._parts[key]
