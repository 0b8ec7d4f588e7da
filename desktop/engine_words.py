"""What the engine says, in the window's language.

The engine knows no Qt and speaks English: messages, hints, findings, reasons. The sentences that people
meet most are listed here as templates, ``{0}`` where the engine puts a name or a number; a text is taken
apart into sentences, each is found among the templates, and said in the language of now. What is not
listed stays as it is. A test holds every template to what the engine really says.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_LISTED = (
    QT_TRANSLATE_NOOP("Engine", "{0} is not a folder of pictures, a CSV table or an archive."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Choose a folder with one folder of pictures a class, a CSV file, or a zip or tar of them.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} holds {1} pictures and no class folders."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Put the pictures of each class in a folder of its own, named like the class.",
    ),
    QT_TRANSLATE_NOOP("Engine", "There is no usable picture in {0}."),
    QT_TRANSLATE_NOOP("Engine", "Add pictures to it, or take the empty class folder away."),
    QT_TRANSLATE_NOOP("Engine", "{0} holds one class only: “{1}”."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "A classifier needs at least two; add a folder of pictures that are something else.",
    ),
    QT_TRANSLATE_NOOP("Engine", "No data set is chosen."),
    QT_TRANSLATE_NOOP("Engine", "{0} may not be read."),
    QT_TRANSLATE_NOOP("Engine", "Ask for permission to read the folder, or copy it."),
    QT_TRANSLATE_NOOP("Engine", "{0} is a single picture."),
    QT_TRANSLATE_NOOP("Engine", "Choose the folder that holds the class folders."),
    QT_TRANSLATE_NOOP("Engine", "None of the files that {0} names is there."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Paths count from the table's own folder; put the table beside the pictures.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} is empty."),
    QT_TRANSLATE_NOOP("Engine", "Choose a folder that holds one folder of pictures for each class."),
    QT_TRANSLATE_NOOP("Engine", "The class “{0}” has no pictures to train on, only held-out ones."),
    QT_TRANSLATE_NOOP("Engine", "Move some of its pictures to the training fold, or take the class out."),
    QT_TRANSLATE_NOOP("Engine", "{0} does not exist."),
    QT_TRANSLATE_NOOP("Engine", "Check that its disk is connected."),
    QT_TRANSLATE_NOOP("Engine", "The archive {0} is damaged ({1})."),
    QT_TRANSLATE_NOOP("Engine", "Download or pack it again."),
    QT_TRANSLATE_NOOP("Engine", "The archive {0} is protected by a password."),
    QT_TRANSLATE_NOOP("Engine", "Extract it yourself and open the folder."),
    QT_TRANSLATE_NOOP("Engine", "Free some space, or set GRAFT_CACHE to a folder on a larger disk."),
    QT_TRANSLATE_NOOP("Engine", "The table {0} is neither UTF-8 nor CP949 text."),
    QT_TRANSLATE_NOOP("Engine", "Save it as “CSV UTF-8” from the spreadsheet."),
    QT_TRANSLATE_NOOP("Engine", "The table {0} is empty."),
    QT_TRANSLATE_NOOP("Engine", "It needs a column of paths and a column of labels."),
    QT_TRANSLATE_NOOP("Engine", "The table {0} has no column “{1}”."),
    QT_TRANSLATE_NOOP("Engine", "Its columns are: {0}."),
    QT_TRANSLATE_NOOP("Engine", "A class needs a name."),
    QT_TRANSLATE_NOOP("Engine", "{0} could not be downloaded from {1}: {2}."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Check the connection to the internet and try again: it goes on where it stopped.",
    ),
    QT_TRANSLATE_NOOP("Engine", "It is not a file."),
    QT_TRANSLATE_NOOP("Engine", "The file does not exist."),
    QT_TRANSLATE_NOOP("Engine", "The file may not be read (permission denied)."),
    QT_TRANSLATE_NOOP("Engine", "The {0} file is cut off before the picture ends."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The header of the {0} picture is damaged, or of a kind that Graft does not read.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The {0} picture is damaged: its pixels cannot be decoded."),
    QT_TRANSLATE_NOOP("Engine", "The {0} picture is damaged ({1})."),
    QT_TRANSLATE_NOOP("Engine", "It is a PDF document, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a video, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a zip archive, not a picture."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "It is a Git LFS pointer: the picture itself was never fetched (git lfs pull).",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} pictures are the same: {1}."),
    QT_TRANSLATE_NOOP("Engine", "{0} pictures are nearly the same: {1}."),
    QT_TRANSLATE_NOOP("Engine", "They carry different labels ({0})."),
    QT_TRANSLATE_NOOP("Engine", "Choose one."),
    QT_TRANSLATE_NOOP("Engine", "They stand in different folds ({0}), so figures come out too good."),
    QT_TRANSLATE_NOOP("Engine", "Exclude all but one."),
    QT_TRANSLATE_NOOP("Engine", "One is enough."),
    QT_TRANSLATE_NOOP("Engine", "{0} is unlike all other pictures."),
    QT_TRANSLATE_NOOP("Engine", "Look whether it belongs here."),
    QT_TRANSLATE_NOOP("Engine", "{0} is labelled “{1}” and looks like “{2}”."),
    QT_TRANSLATE_NOOP("Engine", "{0} shows one even colour."),
    QT_TRANSLATE_NOOP("Engine", "Exclude it if it is empty."),
    QT_TRANSLATE_NOOP("Engine", "{0} is only {1} x {2} pixels."),
    QT_TRANSLATE_NOOP("Engine", "{0} is a strip of {1} x {2} pixels; only its middle will be seen."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{0} looks like a drawing, a screenshot or a web site's placeholder among photographs.",
    ),
    QT_TRANSLATE_NOOP("Engine", "Exclude it if it does not show what its label says."),
    QT_TRANSLATE_NOOP("Engine", "The class folder “{0}” holds no usable picture."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The class “{0}” has 1 picture; {1} or more make a result that can be trusted.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The class “{0}” has {1} pictures; {2} or more make a result that can be trusted.",
    ),
    QT_TRANSLATE_NOOP("Engine", "“{0}” has {1} times as many pictures as “{2}”."),
    QT_TRANSLATE_NOOP("Engine", "Add pictures to the smaller, or train with class weights."),
    QT_TRANSLATE_NOOP("Engine", "Choose one of {0}; not {1}."),
    QT_TRANSLATE_NOOP("Engine", "Give a value from {0} to {1}; not {2}."),
    QT_TRANSLATE_NOOP("Engine", "Choose a folder of pictures."),
    QT_TRANSLATE_NOOP("Engine", "Leave at least a tenth of the pictures for training."),
    QT_TRANSLATE_NOOP("Engine", "Give 2 to 20 folds, or 0 for none."),
    QT_TRANSLATE_NOOP("Engine", "Give a number of stages, or -1 for all."),
    QT_TRANSLATE_NOOP("Engine", "Choose auto, cpu, cuda or cuda:N."),
    QT_TRANSLATE_NOOP("Engine", "The direct solver needs a frozen backbone and a linear head."),
    QT_TRANSLATE_NOOP("Engine", "Phases start at epoch 0 and follow in order."),
    QT_TRANSLATE_NOOP("Engine", "Rates are above 0, stages are -1 or more."),
    QT_TRANSLATE_NOOP("Engine", "The phase from epoch {0} never begins: the run has {1} epochs."),
    QT_TRANSLATE_NOOP("Engine", "Let it begin earlier, or train for more epochs."),
    QT_TRANSLATE_NOOP("Engine", "The binary head tells two classes apart, and there are {0}."),
    QT_TRANSLATE_NOOP("Engine", "Choose the linear head."),
    QT_TRANSLATE_NOOP("Engine", "This build of PyTorch is for the CPU only."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "An NVIDIA card is present, but PyTorch cannot use it: the driver is too old or not loaded.",
    ),
    QT_TRANSLATE_NOOP("Engine", "No NVIDIA card was found, so training runs on the CPU."),
    QT_TRANSLATE_NOOP("Engine", "A CUDA device is present."),
    QT_TRANSLATE_NOOP("Engine", "Check the NVIDIA driver with nvidia-smi."),
    QT_TRANSLATE_NOOP("Engine", "No CUDA device can be used here."),
    QT_TRANSLATE_NOOP("Engine", "There is no device {0}."),
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory is full."),
    QT_TRANSLATE_NOOP("Engine", "Choose a smaller batch size, or a smaller backbone."),
    QT_TRANSLATE_NOOP("Engine", "The GPU stopped working: {0}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Start Graft again; if it happens again, check the driver and the card's temperature.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory does not hold even one picture's training step."),
    QT_TRANSLATE_NOOP("Engine", "Choose a smaller backbone, thaw fewer stages, or train on the CPU."),
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory was full: each batch of {0} now runs in parts of {1}."),
    QT_TRANSLATE_NOOP("Engine", "The result is the same, somewhat slower."),
    QT_TRANSLATE_NOOP("Engine", "A smaller batch size avoids it."),
    QT_TRANSLATE_NOOP("Engine", "{0} could not be written: {1}."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Check that the folder exists, that you may write to it, and that its disk is connected.",
    ),
    QT_TRANSLATE_NOOP("Engine", "There is no room left on the disk to write {0}."),
    QT_TRANSLATE_NOOP("Engine", "Free some space, then go on."),
    QT_TRANSLATE_NOOP("Engine", "The run waits."),
    QT_TRANSLATE_NOOP("Engine", "Free some space: it goes on by itself."),
    QT_TRANSLATE_NOOP("Engine", "The run's events cannot be written just now: they are kept in memory."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Free some space on the run's disk; they are written as soon as there is room.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The cache's disk is full: what the backbone computed is kept in memory for this run only.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} cannot be read: {1}."),
    QT_TRANSLATE_NOOP("Engine", "The file may be damaged."),
    QT_TRANSLATE_NOOP("Engine", "Repair or remove them, or go on without them."),
    QT_TRANSLATE_NOOP("Engine", "Change the setting and start again."),
    QT_TRANSLATE_NOOP("Engine", "The run {0} is complete."),
    QT_TRANSLATE_NOOP("Engine", "Start a new run, with more epochs if you like."),
    QT_TRANSLATE_NOOP("Engine", "The run {0} is being written by another process."),
    QT_TRANSLATE_NOOP("Engine", "Wait until it ends, or stop it there."),
    QT_TRANSLATE_NOOP("Engine", "The run {0} has no trained model yet."),
    QT_TRANSLATE_NOOP("Engine", "Let it finish an epoch first."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The run ended before its first checkpoint: start it again with the same settings.",
    ),
    QT_TRANSLATE_NOOP("Engine", "Bring the data set back as it was and resume, or start a new run."),
    QT_TRANSLATE_NOOP("Engine", "The weights of {0} are not here yet."),
    QT_TRANSLATE_NOOP("Engine", "Download them first."),
    QT_TRANSLATE_NOOP("Engine", "The weights file {0} does not exist."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{0} cannot be read as weights: it is damaged, incomplete, or something else ({1}).",
    ),
    QT_TRANSLATE_NOOP("Engine", "Download or copy it again, and compare its size with the original."),
    QT_TRANSLATE_NOOP("Engine", "{0} needs {1}, which is not installed."),
    QT_TRANSLATE_NOOP("Engine", "Install it with: pip install {0}"),
    QT_TRANSLATE_NOOP("Engine", "Choose another format."),
    QT_TRANSLATE_NOOP("Engine", "There is no picture in {0}."),
    QT_TRANSLATE_NOOP("Engine", "Choose another folder, or picture files."),
    QT_TRANSLATE_NOOP("Engine", "Checking that the pictures are as they were"),
    QT_TRANSLATE_NOOP("Engine", "The best epoch's weights on validation and test"),
    QT_TRANSLATE_NOOP("Engine", "The frozen part of the network, once a picture"),
    QT_TRANSLATE_NOOP("Engine", "Decoding every picture, once"),
    QT_TRANSLATE_NOOP("Engine", "Listing the pictures"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "One of the run's {0} processes was lost: it was killed, or its machine or the network went away.",
    ),
    QT_TRANSLATE_NOOP("Engine", "What was trained up to the last checkpoint is kept."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Start as many processes with torchrun … -m engine resume RUN to go on exactly from there.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The run was told to end while it waited for another of its processes, which did not answer.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The weights of the backbone are not on this machine yet."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Choose a backbone whose weights are here, or fetch them in the Model panel.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The head of this backbone works on maps, not on a list of features."),
    QT_TRANSLATE_NOOP("Engine", "Choose another backbone for a live head."),
    QT_TRANSLATE_NOOP("Engine", "The features of so many pictures do not fit into memory."),
    QT_TRANSLATE_NOOP("Engine", "Open a part of the pictures, or train without a live head."),
    QT_TRANSLATE_NOOP("Engine", "There are too few usable pictures."),
    QT_TRANSLATE_NOOP("Engine", "Open a folder with at least two."),
)

TEMPLATES = tuple(map(str, _LISTED))
"""Sentences of the engine."""

_BETWEEN = re.compile(r"(?<=[.!?]) (?=[A-Z“])")


def said(text: str) -> str:
    """``text`` as the window says it: line by line, and sentence by sentence."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    sentences = _BETWEEN.split(line)
    found = [_known(sentence) for sentence in sentences]
    if not all(found) and (whole := _known(line)):
        return whole
    return " ".join(told or sentence for told, sentence in zip(found, sentences, strict=True))


def _known(text: str) -> str:
    """The translation of a template that ``text`` was made from; empty where there is none."""
    for pattern, template in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            words = [said(word) if " " in word else word for word in found.groups()]
            return QCoreApplication.translate("Engine", template).format(*words)
    return ""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Templates as patterns, those with the most words of their own first."""
    ordered = sorted(TEMPLATES, key=lambda template: -len(re.sub(r"{\d}", "", template)))
    return tuple((_pattern(template), template) for template in ordered)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in re.split(r"{\d}", template)), re.DOTALL)
