"""The one source of truth for a run: what data, which model, how it is trained.

All classes are frozen; change a field with :func:`dataclasses.replace`. ``RunConfig.problems()``
says in words what is wrong, so that the window can show it beside the field and the command line
on stderr. JSON both ways by ``to_json`` / ``from_json`` (unknown keys are errors: a typing mistake
in a setting must not be ignored).
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.config_checks import Problem, data_problems, model_problems, train_problems
from engine.errors import EngineError

FORMAT = 1
_LARGEST = 2**63


@dataclass(frozen=True)
class DataConfig:
    """Where the pictures are and how they are divided.

    Attributes:
        source: folder, CSV file or archive; ``sample:digits`` for the built-in sample;
            ``torchvision:NAME`` for one of torchvision's sets.
        val_fraction: share of each class held out for validation, 0 to 0.9; unused where the
            source brings its own validation fold.
        test_fraction: share of each class held out for the final test, 0 to 0.9.
        split_seed: seed of the division; same seed, same division.
        folds: 0, or the number of folds of a cross-validation (2 to 20).
        fold: which of ``folds`` is the validation fold, counted from 0.
        edits: path of an ``edits.json`` overlay; empty for none.
        image_column: CSV column holding the paths; empty to find it.
        label_column: CSV column holding the labels; empty to find it.
    """

    source: str = ""
    val_fraction: float = 0.2
    test_fraction: float = 0.0
    split_seed: int = 0
    folds: int = 0
    fold: int = 0
    edits: str = ""
    image_column: str = ""
    label_column: str = ""


@dataclass(frozen=True)
class ThawPhase:
    """From ``from_epoch`` on (counted from 0), the last ``stages`` stages train as well as the head.

    Attributes:
        from_epoch: first epoch of the phase, 0 or more.
        stages: number of stages counted from the head backwards; 0 = head only, -1 = all.
        lr_factor: factor on ``TrainConfig.lr`` for the whole phase, above 0.
    """

    from_epoch: int = 0
    stages: int = 0
    lr_factor: float = 1.0


@dataclass(frozen=True)
class ModelConfig:
    """The network, where its weights come from, and which part of it trains.

    Attributes:
        backbone: a name known to :mod:`engine.models.backbones`; ``timm:NAME`` for any timm model.
        weights: ``default``, ``none`` (from scratch), the name of a published weight set
            (``IMAGENET1K_V1``), or the path of a file.
        mode: ``frozen`` (head only), ``finetune`` (last ``thaw_stages`` stages), ``staged``
            (``schedule``).
        thaw_stages: for ``finetune``: how many of the last stages train; -1 = all.
        schedule: for ``staged``: the phases, in order of ``from_epoch``, the first at 0.
        frozen_batch_norm: thawed stages, too, keep the statistics of their batch norms, whose scales and
            shifts train: batches of few pictures say little of them. Of no effect from scratch.
        stage_lr_decay: factor on the learning rate per stage counted from the head (1 = the same
            rate everywhere; ULMFiT, Howard & Ruder 2018, uses 1/2.6).
        head: ``linear``, ``hidden`` (one hidden layer), ``full_output`` (the network's own
            1,000-way output kept, a linear layer on top), ``binary`` (one logit, two classes).
        hidden_units: width of the hidden layer for ``hidden``.
        dropout: dropout before the last linear layer, 0 to 0.95.
        prior_bias: start the head's bias at the log of the class frequencies.
        edge_to_edge: the network sees the picture's shorter side from edge to edge, in place of the
            middle alone (:mod:`engine.models.framing`).
    """

    backbone: str = "efficientnet_lite0"
    weights: str = "default"
    mode: str = "frozen"
    thaw_stages: int = -1
    schedule: tuple[ThawPhase, ...] = ()
    frozen_batch_norm: bool = False
    stage_lr_decay: float = 1.0
    head: str = "linear"
    hidden_units: int = 256
    dropout: float = 0.0
    prior_bias: bool = True
    edge_to_edge: bool = False

    @property
    def keeps_batch_norm(self) -> bool:
        """Whether thawed batch norms keep their statistics; from scratch there are none to keep."""
        return self.frozen_batch_norm and self.weights != "none"


@dataclass(frozen=True)
class TrainConfig:
    """How the chosen part is trained.

    Attributes:
        recipe: the preset these values came from, or empty; only a label.
        solver: ``gradient`` (epochs of mini-batches) or ``lbfgs`` (the head solved directly;
            needs mode ``frozen`` and head ``linear`` or ``binary``).
        solved_heads: with ``gradient``, at the end of the epochs that train a linear head alone: heads
            solved directly compete with them (:mod:`engine.training.rivals`). No matter elsewhere.
        epochs: passes over the training fold, 1 to 10,000.
        batch_size: pictures a step; 0 = chosen for the device.
        lr: peak learning rate of the head; 0 = a default for the optimizer and the mode.
        optimizer: ``sgd``, ``adam`` or ``adamw``.
        momentum: for ``sgd``, 0 to 1.
        weight_decay: decoupled for ``adamw``, L2 otherwise; never on norms and biases.
        schedule: ``none``, ``step``, ``cosine``, ``onecycle`` or ``plateau``.
        step_epochs: for ``step``: epochs between drops; for ``plateau``: epochs of a phase without a
            lower loss before a drop.
        step_gamma: for ``step`` and ``plateau``: factor of a drop.
        warmup_epochs: for ``cosine``: epochs of linear warm-up.
        label_smoothing: 0 to 0.5 (Szegedy et al. 2016).
        class_weights: weight the loss by inverse class frequency.
        balanced_sampling: draw every class equally often.
        grad_clip: largest norm of the gradient; 0 = off.
        mixup: Beta parameter of mixup (Zhang et al. 2018); 0 = off.
        cutmix: Beta parameter of CutMix (Yun et al. 2019); 0 = off.
        augment: one of ``engine.config_checks.AUGMENTATIONS``; ``classic`` is RandomResizedCrop and flip.
        views: augmented views cached per picture when the backbone is frozen, 1 to 100.
        ema: decay of the weight average, 0 to 0.9999; 0 = off.
        tta_flip: average the logits with those of the mirrored picture when evaluating.
        patience: epochs without a better validation accuracy before stopping, counted in the last
            phase of a staged run, whose third phase and later ones are left out where the one before
            got no more pictures right; 0 = never.
        seed: seed of initialisation, order and augmentation.
        precision: ``auto``, ``fp32``, ``bf16`` or ``fp16``.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        save_every_epoch: keep a checkpoint of each epoch.
        tensorboard: also write TensorBoard event files.
    """

    recipe: str = ""
    solver: str = "gradient"
    solved_heads: bool = False
    epochs: int = 25
    batch_size: int = 0
    lr: float = 0.0
    optimizer: str = "adamw"
    momentum: float = 0.9
    weight_decay: float = 1e-4
    schedule: str = "cosine"
    step_epochs: int = 7
    step_gamma: float = 0.1
    warmup_epochs: int = 0
    label_smoothing: float = 0.0
    class_weights: bool = False
    balanced_sampling: bool = False
    grad_clip: float = 0.0
    mixup: float = 0.0
    cutmix: float = 0.0
    augment: str = "none"
    views: int = 1
    ema: float = 0.0
    tta_flip: bool = False
    patience: int = 0
    seed: int = 0
    precision: str = "auto"
    device: str = "auto"
    save_every_epoch: bool = False
    tensorboard: bool = False


@dataclass(frozen=True)
class RunConfig:
    """Everything that defines a run.

    Attributes:
        data, model, train: the settings.
        name: free text for people; empty = made from the rest.
        repeat: which one of a job of repeats, as ``GROUP/NUMBER/COUNT``
            (:mod:`engine.evaluation.repeats`); empty for a run on its own.
    """

    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    train: TrainConfig = field(default_factory=TrainConfig)
    name: str = ""
    repeat: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dict with ``"format": 1``."""
        return {"format": FORMAT, **dataclasses.asdict(self)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> RunConfig:
        """The inverse of :meth:`to_json`.

        Raises:
            EngineError: another format number, an unknown key, or a value of the wrong type.
        """
        if not isinstance(raw, Mapping):
            raise EngineError("The settings should be a group of settings.")
        values = dict(raw)
        found = values.pop("format", FORMAT)
        if found != FORMAT:
            raise EngineError(
                f"This run's settings have format {found}, and this version reads format {FORMAT}.",
                "Open it with the version of Graft that wrote it.",
            )
        return typing.cast(RunConfig, _build(cls, values, ""))

    def problems(self) -> list[Problem]:
        """What is wrong, in words, one entry a field; empty when the run can start."""
        return [
            *data_problems(self.data),
            *model_problems(self.model, self.train.epochs),
            *train_problems(self),
        ]


def with_setting(config: RunConfig, key: str, text: str) -> RunConfig:
    """``config`` with one field replaced, as ``--set train.lr=0.01`` asks.

    Args:
        config: the configuration to start from.
        key: dotted path (``train.lr``), or the field's own name where it is unambiguous (``lr``).
        text: the value as typed; lists (``model.schedule``) as JSON.

    Raises:
        EngineError: no such setting, or a value that its type does not take.
    """
    import json

    section, _, name = key.rpartition(".")
    raw = config.to_json()
    sections = [s for s in ("data", "model", "train") if name in raw[s] and section in ("", s)]
    if len(sections) != 1:
        known = ", ".join(f"{s}.{n}" for s in ("data", "model", "train") for n in raw[s])
        raise EngineError(f"There is no setting named {key}.", f"Settings are: {known}.")
    current = raw[sections[0]][name]
    try:
        value = (
            text
            if isinstance(current, str)
            else json.loads(text.lower() if isinstance(current, bool) else text)
        )
    except json.JSONDecodeError:
        raise EngineError(
            f"The setting {key} cannot be {text!r}.", f"It takes a value like {json.dumps(current)}."
        ) from None
    raw[sections[0]][name] = value
    return RunConfig.from_json(raw)


def _build(cls: type[Any], raw: Mapping[str, Any], where: str) -> Any:
    """An instance of dataclass ``cls`` from plain JSON values, each checked against its annotation."""
    if not isinstance(raw, Mapping):
        raise EngineError(f"The setting {where or 'file'} should be a group of settings.")
    hints = typing.get_type_hints(cls)
    unknown = sorted(set(raw) - set(hints))
    if unknown:
        raise EngineError(
            f"Unknown setting: {where}{unknown[0]}.", f"Known here: {', '.join(sorted(hints))}."
        )
    return cls(**{key: _value(hints[key], value, where + key) for key, value in raw.items()})


def _value(kind: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(kind):
        return _build(typing.cast(type[Any], kind), value, where + ".")
    if isinstance(kind, types.GenericAlias):
        if not isinstance(value, list | tuple):
            raise EngineError(f"{where} should be a list.")
        return tuple(_value(kind.__args__[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if isinstance(value, int | float) and not abs(value) < _LARGEST:
        raise EngineError(f"{where} should be a number of reasonable size.")
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        words = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}
        raise EngineError(f"{where} should be {words.get(kind, kind)}, and is {value!r}.")
    return value
