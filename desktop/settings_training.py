"""Settings of the optimizer, its schedule, and what is done to pictures and labels."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.setting import Setting, begins_with_head, by_gradient


def optimizer_settings() -> tuple[Setting, ...]:
    """How steps are taken."""
    translate = QCoreApplication.translate
    return (
        Setting(
            "train.solver",
            translate("Settings", "Solver"),
            translate(
                "Settings", "Direct solves the head exactly in seconds (L-BFGS); it needs a frozen backbone."
            ),
            "choice",
            (
                ("gradient", translate("Settings", "mini-batches")),
                ("lbfgs", translate("Settings", "direct (L-BFGS)")),
            ),
        ),
        Setting(
            "train.solved_heads",
            translate("Settings", "Also solve the head"),
            translate(
                "Settings",
                "After the head's epochs, directly solved heads compete with them; the best is kept.",
            ),
            "switch",
            applies=begins_with_head,
        ),
        Setting(
            "train.optimizer",
            translate("Settings", "Optimizer"),
            translate("Settings", "AdamW suits nearly everything; SGD with momentum is the textbook's."),
            "choice",
            (("adamw", "AdamW"), ("adam", "Adam"), ("sgd", translate("Settings", "SGD with momentum"))),
            by_gradient,
        ),
        Setting(
            "train.momentum",
            translate("Settings", "Momentum"),
            translate("Settings", "How much of the last step is kept, for SGD."),
            "number",
            applies=lambda run: run.train.optimizer == "sgd" and by_gradient(run),
        ),
        Setting(
            "train.weight_decay",
            translate("Settings", "Weight decay"),
            translate(
                "Settings",
                "Pulls weights towards zero. Raise it when training is far better than validation.",
            ),
            "number",
            applies=by_gradient,
        ),
    )


def schedule_settings() -> tuple[Setting, ...]:
    """How the learning rate moves, and when a run ends."""
    translate = QCoreApplication.translate
    return (
        Setting(
            "train.schedule",
            translate("Settings", "Schedule"),
            translate("Settings", "How the learning rate falls over the run."),
            "choice",
            (
                ("none", translate("Settings", "constant")),
                ("step", translate("Settings", "in steps")),
                ("cosine", translate("Settings", "cosine")),
                ("onecycle", translate("Settings", "one cycle")),
                ("plateau", translate("Settings", "when validation stalls")),
            ),
            by_gradient,
        ),
        Setting(
            "train.step_epochs",
            translate("Settings", "Epochs a step"),
            translate("Settings", "Epochs between two drops of the rate, or without progress before one."),
            "whole",
            applies=lambda run: run.train.schedule in ("step", "plateau") and by_gradient(run),
        ),
        Setting(
            "train.step_gamma",
            translate("Settings", "Drop factor"),
            translate("Settings", "What the rate is multiplied by at a drop."),
            "number",
            applies=lambda run: run.train.schedule in ("step", "plateau") and by_gradient(run),
        ),
        Setting(
            "train.warmup_epochs",
            translate("Settings", "Warm-up epochs"),
            translate(
                "Settings", "Epochs in which the rate rises from zero. 1 to 3 when fine-tuning starts badly."
            ),
            "whole",
            applies=lambda run: run.train.schedule == "cosine" and by_gradient(run),
        ),
        Setting(
            "train.grad_clip",
            translate("Settings", "Gradient clipping"),
            translate("Settings", "Largest length of a step's gradient. 1 when the loss explodes; 0 is off."),
            "number",
            applies=by_gradient,
        ),
        Setting(
            "train.patience",
            translate("Settings", "Patience (early stopping)"),
            translate(
                "Settings",
                "Stop after so many epochs without a better validation accuracy. 0: never. Counts in the "
                "last phase of a staged run; its third phase and later ones begin only where the one before "
                "got more pictures right.",
            ),
            "whole",
            applies=by_gradient,
        ),
        Setting(
            "train.ema",
            translate("Settings", "Weight averaging (EMA)"),
            translate(
                "Settings",
                "Decay of a running average of the weights, such as 0.99; steadier results. 0 is off.",
            ),
            "number",
            applies=by_gradient,
        ),
    )


def picture_settings() -> tuple[Setting, ...]:
    """What is done to the pictures and their labels."""
    translate = QCoreApplication.translate
    return (
        Setting(
            "train.augment",
            translate("Settings", "Augmentation"),
            translate("Settings", "Random changes to training pictures. More of it for fewer pictures."),
            "choice",
            (
                ("none", translate("Settings", "none")),
                ("flip", translate("Settings", "mirror")),
                ("light", translate("Settings", "light")),
                ("classic", translate("Settings", "random crop and mirror")),
                ("randaugment", "RandAugment"),
                ("trivialaugment", "TrivialAugment"),
            ),
            by_gradient,
        ),
        Setting(
            "train.views",
            translate("Settings", "Cached views"),
            translate(
                "Settings",
                "Augmented versions kept of each picture when the backbone is frozen; each costs one pass.",
            ),
            "whole",
            applies=lambda run: run.train.augment != "none" and by_gradient(run),
        ),
        Setting(
            "train.mixup",
            translate("Settings", "Mixup"),
            translate(
                "Settings", "Blends pairs of pictures; 0.2 is usual, 0 is off. For long runs on few pictures."
            ),
            "number",
            applies=by_gradient,
        ),
        Setting(
            "train.cutmix",
            translate("Settings", "CutMix"),
            translate("Settings", "Pastes a piece of one picture into another; 1 is usual, 0 is off."),
            "number",
            applies=by_gradient,
        ),
        Setting(
            "train.label_smoothing",
            translate("Settings", "Label smoothing"),
            translate("Settings", "Asks for less than full certainty; 0.05 to 0.1 tempers overconfidence."),
            "number",
            applies=by_gradient,
        ),
        Setting(
            "train.class_weights",
            translate("Settings", "Weight rare classes"),
            translate("Settings", "Mistakes on rare classes count more. When classes differ much in size."),
            "switch",
        ),
        Setting(
            "train.balanced_sampling",
            translate("Settings", "Draw classes equally"),
            translate("Settings", "Every class is shown equally often. An alternative to weighting."),
            "switch",
            applies=by_gradient,
        ),
        Setting(
            "train.tta_flip",
            translate("Settings", "Average with the mirrored picture"),
            translate(
                "Settings",
                "Evaluates each picture mirrored too: a little better, half as fast. Not for text.",
            ),
            "switch",
        ),
        Setting(
            "model.edge_to_edge",
            translate("Settings", "See from edge to edge"),
            translate(
                "Settings",
                "The shorter side whole, not the middle alone: often a little better, up to a third slower.",
            ),
            "switch",
        ),
    )
