"""Settings of a run: their names for people, the field's term, what each does and when to change it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import settings_training
from desktop.setting import Setting, by_gradient, thaws


def main_settings() -> tuple[Setting, ...]:
    """The four that people change most."""
    translate = QCoreApplication.translate
    return (
        Setting(
            "train.epochs",
            translate("Settings", "Epochs"),
            translate(
                "Settings", "Passes over the training pictures. More when the curves still fall at the end."
            ),
            "whole",
        ),
        Setting(
            "train.batch_size",
            translate("Settings", "Batch size"),
            translate(
                "Settings", "Pictures a step. Empty: chosen for your hardware. Smaller when memory runs out."
            ),
            "auto_whole",
            applies=by_gradient,
        ),
        Setting(
            "train.lr",
            translate("Settings", "Learning rate"),
            translate(
                "Settings", "Size of a step. Empty: a good default. Ten times less when the loss jumps about."
            ),
            "auto_number",
            applies=by_gradient,
        ),
        Setting(
            "train.seed",
            translate("Settings", "Seed"),
            translate("Settings", "The same seed gives the same run. Change it to see how much is chance."),
            "whole",
        ),
    )


def head_settings() -> tuple[Setting, ...]:
    """The new head."""
    translate = QCoreApplication.translate
    return (
        Setting(
            "model.head",
            translate("Settings", "Head"),
            translate(
                "Settings", "The new last layer. Linear is right nearly always; hidden helps on hard tasks."
            ),
            "choice",
            (
                ("linear", translate("Settings", "linear")),
                ("hidden", translate("Settings", "one hidden layer")),
                ("full_output", translate("Settings", "on ImageNet outputs")),
                ("binary", translate("Settings", "binary: one output")),
            ),
        ),
        Setting(
            "model.hidden_units",
            translate("Settings", "Hidden units"),
            translate("Settings", "Width of the hidden layer."),
            "whole",
            applies=lambda run: run.model.head == "hidden",
        ),
        Setting(
            "model.dropout",
            translate("Settings", "Dropout"),
            translate(
                "Settings",
                "Share of the head's inputs dropped while training. 0.2 to 0.5 against overfitting.",
            ),
            "number",
            applies=by_gradient,
        ),
        Setting(
            "model.prior_bias",
            translate("Settings", "Start from class frequencies"),
            translate("Settings", "The head's bias begins at how often each class occurs; a calmer start."),
            "switch",
            applies=by_gradient,
        ),
        Setting(
            "model.stage_lr_decay",
            translate("Settings", "Rate per stage"),
            translate(
                "Settings",
                "Factor on the rate for each stage further from the head. 1: the same everywhere.",
            ),
            "number",
            applies=thaws,
        ),
        Setting(
            "model.frozen_batch_norm",
            translate("Settings", "Freeze batch norm"),
            translate(
                "Settings",
                "Thawed stages keep the averages of their batch norms too. Steadier with few pictures.",
            ),
            "switch",
            applies=thaws,
        ),
    )


def machine_settings() -> tuple[Setting, ...]:
    """Where it runs and what is kept."""
    translate = QCoreApplication.translate
    automatic = translate("Settings", "automatic")
    return (
        Setting(
            "train.device",
            translate("Settings", "Device"),
            translate("Settings", "Automatic takes the GPU where there is one."),
            "choice",
            (("auto", automatic), ("cpu", "CPU"), ("cuda", "CUDA")),
        ),
        Setting(
            "train.precision",
            translate("Settings", "Precision"),
            translate("Settings", "Automatic takes what is fast here. fp32 to compare with other programs."),
            "choice",
            (("auto", automatic), ("fp32", "fp32"), ("bf16", "bf16"), ("fp16", "fp16")),
        ),
        Setting(
            "train.save_every_epoch",
            translate("Settings", "Keep every epoch"),
            translate(
                "Settings",
                "Save a checkpoint of each epoch beside the best and the last. Needs room on the disk.",
            ),
            "switch",
        ),
        Setting(
            "train.tensorboard",
            "TensorBoard",
            translate("Settings", "Also write TensorBoard event files into the run's folder."),
            "switch",
        ),
    )


def advanced_groups() -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    """Titles and settings of the advanced part, in order."""
    translate = QCoreApplication.translate
    return (
        (translate("Settings", "Head"), head_settings()),
        (translate("Settings", "Optimizer"), settings_training.optimizer_settings()),
        (translate("Settings", "Schedule"), settings_training.schedule_settings()),
        (translate("Settings", "Pictures and labels"), settings_training.picture_settings()),
        (translate("Settings", "Machine"), machine_settings()),
    )
