"""The built-in guide: its sections, and which of them explains what in the window.

The text is Markdown in ``resources/guide/LANGUAGE.md``. A heading ends in its name, ``{#name}``; the same
names stand in every language. Links within the guide are ``[words](#name)``, links from the window
``guide:name``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape

from PySide6.QtCore import QCoreApplication

from desktop import paths

SCHEME = "guide:"
PROPERTY = "guide_section"
"""Property of a widget: the section that explains it and what is in it."""

PANELS = {
    "data": "pictures",
    "label": "labelling",
    "model": "model",
    "train": "curves",
    "explore": "explore",
    "export": "export",
    "runs": "runs",
}
"""Sections of the panels, by the names of the window's views."""

_SETTINGS = {
    "model.dropout": "head",
    "model.frozen_batch_norm": "mode",
    "model.head": "head",
    "model.hidden_units": "head",
    "model.prior_bias": "head",
    "model.stage_lr_decay": "learning-rate",
    "model.edge_to_edge": "augmentation",
    "train.augment": "augmentation",
    "train.balanced_sampling": "imbalance",
    "train.batch_size": "batch-size",
    "train.class_weights": "imbalance",
    "train.cutmix": "augmentation",
    "train.device": "machine",
    "train.ema": "schedule",
    "train.epochs": "epochs",
    "train.grad_clip": "schedule",
    "train.label_smoothing": "augmentation",
    "train.lr": "learning-rate",
    "train.mixup": "augmentation",
    "train.momentum": "optimizer",
    "train.optimizer": "optimizer",
    "train.patience": "schedule",
    "train.precision": "machine",
    "train.save_every_epoch": "machine",
    "train.schedule": "schedule",
    "train.seed": "seed",
    "train.solved_heads": "optimizer",
    "train.solver": "optimizer",
    "train.step_epochs": "schedule",
    "train.step_gamma": "schedule",
    "train.tensorboard": "machine",
    "train.tta_flip": "augmentation",
    "train.views": "augmentation",
    "train.warmup_epochs": "schedule",
    "train.weight_decay": "optimizer",
}

_HEADING = re.compile(r"^(#{1,3}) (.+?) \{#([a-z0-9-]+)\}$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A heading of the guide: its name, its title, and how deep it stands (1 to 3)."""

    name: str
    title: str
    level: int


@dataclass(frozen=True)
class Guide:
    """The guide in one language: Markdown without the names, and the sections in order."""

    markdown: str
    sections: tuple[Section, ...]


@cache
def read(language: str) -> Guide:
    """The guide in ``language`` (``en`` or ``ko``). Raises FileNotFoundError for another."""
    text = (paths.resources() / "guide" / f"{language}.md").read_text(encoding="utf-8")
    sections = tuple(Section(found[3], found[2], len(found[1])) for found in _HEADING.finditer(text))
    return Guide(_HEADING.sub(r"\1 \2", text), sections)


def section_of(path: str) -> str:
    """The section that explains a setting, by its dotted path; the model's where none is its own."""
    return _SETTINGS.get(path, PANELS["model"])


def whats_this(title: str, text: str, section: str) -> str:
    """Rich text for Qt's “What is this?”: what a thing is, and the way into the guide."""
    more = QCoreApplication.translate("guide", "More in the guide")
    return f'<p><b>{escape(title)}</b></p><p>{escape(text)}</p><p><a href="{SCHEME}{section}">{more}</a></p>'
