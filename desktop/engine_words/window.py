"""What the window's own parts say of files and folders, as the engine does: in English where it is raised."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

LISTED = (
    QT_TRANSLATE_NOOP("Engine", "The folder {0} is gone."),
    QT_TRANSLATE_NOOP("Engine", "Choose another folder to watch."),
    QT_TRANSLATE_NOOP("Engine", "{0} cannot be watched: {1}."),
    QT_TRANSLATE_NOOP("Engine", "Choose another folder."),
    QT_TRANSLATE_NOOP("Engine", "The folder {0} cannot be made: {1}."),
    QT_TRANSLATE_NOOP("Engine", "Choose another project folder."),
    QT_TRANSLATE_NOOP("Engine", "{0} is not a Graft project."),
    QT_TRANSLATE_NOOP("Engine", "Choose a folder that holds a {0}, or open the pictures."),
    QT_TRANSLATE_NOOP("Engine", "{0} is not of format {n}."),
    QT_TRANSLATE_NOOP("Engine", "It may be from another version of Graft."),
    QT_TRANSLATE_NOOP("Engine", "None of these pictures can be read."),
    QT_TRANSLATE_NOOP("Engine", "Check that their folder is still there."),
    QT_TRANSLATE_NOOP("Engine", "The pasted picture could not be written."),
    QT_TRANSLATE_NOOP("Engine", "Is the disk full?"),
    QT_TRANSLATE_NOOP("Engine", "{0} is not a queue of runs."),
    QT_TRANSLATE_NOOP("Engine", "Remove the file, or put it back as it was."),
    QT_TRANSLATE_NOOP("Engine", "{0} holds something that is no run."),
    QT_TRANSLATE_NOOP("Engine", "Remove the file, or put it back."),
)
