"""What is said while a run prepares, trains and ends."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

LISTED = (
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory does not hold even one picture's training step."),
    QT_TRANSLATE_NOOP("Engine", "Choose a smaller backbone, thaw fewer stages, or train on the CPU."),
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory was full: each batch of {0} now runs in parts of {1}."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "There is too little memory for {0} pictures at a time: each batch runs in parts of {1}.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The result is the same, somewhat slower."),
    QT_TRANSLATE_NOOP(
        "Engine", "Batch norms now see that many pictures at a time, so the result may differ a little."
    ),
    QT_TRANSLATE_NOOP("Engine", "A smaller batch size avoids it."),
    QT_TRANSLATE_NOOP("Engine", "The run waits."),
    QT_TRANSLATE_NOOP("Engine", "Free some space: it goes on by itself."),
    QT_TRANSLATE_NOOP("Engine", "The run's events cannot be written just now: they are kept in memory."),
    QT_TRANSLATE_NOOP(
        "Engine", "Free some space on the run's disk; they are written as soon as there is room."
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "The cache's disk is full: what the backbone computed is kept in memory for this run only."
    ),
    QT_TRANSLATE_NOOP("Engine", "Repair or remove them, or go on without them."),
    QT_TRANSLATE_NOOP("Engine", "Change the setting and start again."),
    QT_TRANSLATE_NOOP("Engine", "The run {0} is complete."),
    QT_TRANSLATE_NOOP("Engine", "Start a new run, with more epochs if you like."),
    QT_TRANSLATE_NOOP(
        "Engine", "The run ended before its first checkpoint: start it again with the same settings."
    ),
    QT_TRANSLATE_NOOP("Engine", "Bring the data set back as it was and resume, or start a new run."),
    QT_TRANSLATE_NOOP("Engine", "Checking that the pictures are as they were"),
    QT_TRANSLATE_NOOP("Engine", "The best epoch's weights on validation and test"),
    QT_TRANSLATE_NOOP("Engine", "The frozen part of the network, once a picture"),
    QT_TRANSLATE_NOOP("Engine", "Decoding every picture, once"),
    QT_TRANSLATE_NOOP("Engine", "Listing the pictures"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "One of the run's {0} processes was lost: it was killed, or its machine or the network went away.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The weights of the backbone are not on this machine yet."),
    QT_TRANSLATE_NOOP(
        "Engine", "Choose a backbone whose weights are here, or fetch them in the Model panel."
    ),
    QT_TRANSLATE_NOOP("Engine", "The head of this backbone works on maps, not on a list of features."),
    QT_TRANSLATE_NOOP("Engine", "Choose another backbone for a live head."),
    QT_TRANSLATE_NOOP("Engine", "The features of so many pictures do not fit into memory."),
    QT_TRANSLATE_NOOP("Engine", "Open a part of the pictures, or train without a live head."),
    QT_TRANSLATE_NOOP("Engine", "There are too few usable pictures."),
    QT_TRANSLATE_NOOP("Engine", "Open a folder with at least two."),
    QT_TRANSLATE_NOOP("Engine", "The {0} processes did not find each other: {1}"),
    QT_TRANSLATE_NOOP(
        "Engine", "Check that every machine reaches the first one's address and port, and start again."
    ),
    QT_TRANSLATE_NOOP("Engine", "Process {0} on {1}"),
    QT_TRANSLATE_NOOP("Engine", "The loss became infinite in epoch {0}, by batch {1} of {2}."),
    QT_TRANSLATE_NOOP("Engine", "After epoch {0} the loss on validation is no number any more."),
    QT_TRANSLATE_NOOP("Engine", "After epoch {0} the weights are no numbers any more."),
    QT_TRANSLATE_NOOP("Engine", "Try a tenth of the learning rate, gradient clipping, or precision fp32."),
    QT_TRANSLATE_NOOP("Engine", "The best epoch so far is kept."),
    QT_TRANSLATE_NOOP("Engine", "The backbone's weights on this machine are not those of the first one."),
    QT_TRANSLATE_NOOP("Engine", "Use the same weights file on every machine."),
    QT_TRANSLATE_NOOP("Engine", "{0} is not on this machine."),
    QT_TRANSLATE_NOOP(
        "Engine", "Put the pictures in the same place on every machine, a shared disk for example."
    ),
    QT_TRANSLATE_NOOP("Engine", "The cached activations are gone."),
    QT_TRANSLATE_NOOP("Engine", "Start the run again to compute them anew."),
    QT_TRANSLATE_NOOP("Engine", "A cached activation is damaged or was removed while the run used it."),
    QT_TRANSLATE_NOOP("Engine", "Resume the run: it computes it anew."),
    QT_TRANSLATE_NOOP("Engine", "{0} does not say in which precision the run computed: it is chosen anew."),
    QT_TRANSLATE_NOOP(
        "Engine", "The run goes on from where it was, but perhaps no longer to the very same weights."
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} can no longer be read: {1}."),
    QT_TRANSLATE_NOOP("Engine", "Put an undamaged copy in its place: the run waits and goes on by itself."),
    QT_TRANSLATE_NOOP(
        "Engine", "Bring it back (is its drive connected?): the run waits and goes on by itself."
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "This run trained its backbone, so a new head alone would not be the same network."
    ),
    QT_TRANSLATE_NOOP("Engine", "Train again to see what the corrections do."),
    QT_TRANSLATE_NOOP("Engine", "This run does not say which pictures it saw."),
    QT_TRANSLATE_NOOP("Engine", "Train again."),
    QT_TRANSLATE_NOOP("Engine", "A cached feature is gone or damaged."),
    QT_TRANSLATE_NOOP("Engine", "Try again: it is computed anew."),
    QT_TRANSLATE_NOOP("Engine", "PyTorch could not go on: {0}"),
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory was full: pictures are now evaluated {0} at a time."),
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory was full: the frozen part took {0} pictures at a time."),
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory does not hold even one picture."),
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory does not hold even one picture's evaluation."),
    QT_TRANSLATE_NOOP("Engine", "Choose a smaller backbone, or train on the CPU."),
    QT_TRANSLATE_NOOP("Engine", "The run {0} cannot be written: {1}."),
    QT_TRANSLATE_NOOP("Engine", "Check that its disk is connected and that you may write to its folder."),
    QT_TRANSLATE_NOOP("Engine", "The computer's memory is full."),
    QT_TRANSLATE_NOOP("Engine", "Close other programs or choose a smaller backbone, then resume the run."),
    QT_TRANSLATE_NOOP("Engine", "A file or a folder could not be used: {0}"),
    QT_TRANSLATE_NOOP("Engine", "Check that its disk is connected and has room, then resume the run."),
    QT_TRANSLATE_NOOP("Engine", "The run could not go on: {0}"),
    QT_TRANSLATE_NOOP("Engine", "Resume the run; if it fails again, start a new one."),
    QT_TRANSLATE_NOOP("Engine", "Resume the run; if it fails again, try another precision or the CPU."),
    QT_TRANSLATE_NOOP("Engine", "The direct solver has no learning rate."),
    QT_TRANSLATE_NOOP("Engine", "Choose mini-batches as the solver, or just train."),
    QT_TRANSLATE_NOOP("Engine", "The backbone's weights are not those that the run began with."),
    QT_TRANSLATE_NOOP("Engine", "Bring the same weights file back, or start a new run."),
    QT_TRANSLATE_NOOP("Engine", "train.device is {0}, and {1} processes cannot share one GPU."),
    QT_TRANSLATE_NOOP("Engine", "Leave train.device at auto: each process then takes a GPU of its own."),
    QT_TRANSLATE_NOOP("Engine", "The run was trained by {0} processes at once and goes on with {1}."),
    QT_TRANSLATE_NOOP("Engine", "It goes on from where it was, but no longer to the very same weights."),
    QT_TRANSLATE_NOOP("Engine", "Downloading the weights of {0}"),
    QT_TRANSLATE_NOOP("Engine", "Known classes keep what was learned: {0}"),
    QT_TRANSLATE_NOOP("Engine", "The head trains"),
    QT_TRANSLATE_NOOP("Engine", "Everything trains"),
    QT_TRANSLATE_NOOP("Engine", "The head and the last {0} of {1} stages train"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The activations before the last {0} stages would take {1} GB on disk, more than the {2} GB "
        "kept for them: they are computed anew in every epoch.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The backbone's features would take {0} GB on disk, more than the {1} GB "
        "kept for them: they are computed anew in every epoch.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The backbone's features would take {0} GB on disk, more than the {1} GB "
        "kept for them: the head cannot be solved directly.",
    ),
    QT_TRANSLATE_NOOP("Engine", "Choose another solver, or set GRAFT_CACHE to a folder on a larger disk."),
    QT_TRANSLATE_NOOP("Engine", "No picture of the class {0} is left to train on."),
    QT_TRANSLATE_NOOP("Engine", "Add pictures to it, or leave the class out."),
    QT_TRANSLATE_NOOP("Engine", "1 file is left out: {0}."),
    QT_TRANSLATE_NOOP("Engine", "{n} files are left out: {0}."),
    QT_TRANSLATE_NOOP("Engine", "and {n} more"),
    QT_TRANSLATE_NOOP("Engine", "{0} is gone since the run began."),
    QT_TRANSLATE_NOOP("Engine", "{0} has changed since the run began."),
    QT_TRANSLATE_NOOP("Engine", "There is no recipe named {0}."),
    QT_TRANSLATE_NOOP("Engine", "Recipes are: {0}."),
    QT_TRANSLATE_NOOP("Engine", "A batch of {0} pictures cannot be divided among {1} processes."),
    QT_TRANSLATE_NOOP("Engine", "Choose a batch size of {0} or more, or start fewer processes."),
    QT_TRANSLATE_NOOP("Engine", "Choose a smaller backbone or thaw fewer stages."),
    QT_TRANSLATE_NOOP("Engine", "The GPU's memory is full: its part of a batch of {0} is {1} pictures."),
    QT_TRANSLATE_NOOP(
        "Engine", "Choose a smaller batch size or a smaller backbone, or start more processes."
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "TensorBoard files were asked for, and the package tensorboard is not installed."
    ),
    QT_TRANSLATE_NOOP("Engine", "Install it with: pip install tensorboard."),
    QT_TRANSLATE_NOOP("Engine", "Or turn the setting off."),
)
