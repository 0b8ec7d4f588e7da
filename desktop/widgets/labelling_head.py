"""First line of labelling: how far it is, undo and redo, and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop import engine_words
from desktop.item_models.labelling_session import LabellingSession
from desktop.item_models.predictions_model import percent
from desktop.widgets import basic

FEW = 8
"""Labels given by hand from which on a share of right ones means something."""


class LabellingHead(basic.Translated):
    """Follows a :class:`LabellingSession` when it is told to.

    Signals:
        closed: back to the other panels.
        train_wanted: a run with the labels is wanted.
    """

    closed = Signal()
    train_wanted = Signal()

    def __init__(self, session: LabellingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._title, self.about = basic.label(kind="title"), basic.label(kind="caption")
        self.about.setObjectName("labelling_about")
        self._back = basic.button("link", "chevron-left", name="labelling_back")
        self.undo = basic.tool("undo", name="labelling_undo")
        self.redo = basic.tool("redo", name="labelling_redo")
        self.train = basic.button("primary", name="labelling_train")
        words = QWidget()
        words.setLayout(basic.column(self._title, self.about, gap=0))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(basic.GAP.medium)
        line.addWidget(self._back)
        line.addWidget(words, 1)
        for part in (self.undo, self.redo, self.train):
            line.addWidget(part)
        self._back.clicked.connect(self.closed)
        self.train.clicked.connect(self.train_wanted)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Label pictures"))
        self._back.setText(self.tr("All panels"))
        self.train.setText(self.tr("Train"))
        self.train.setToolTip(self.tr("A run with the labels given so far"))
        self.follow()

    def follow(self) -> None:
        """Write how far labelling is and what undo and redo would do."""
        session = self._session
        labels = session.labels[~session.excluded]
        text = self.tr("{n} of {total} labelled").format(
            n=f"{int((labels >= 0).sum()):,}", total=f"{len(labels):,}"
        )
        found = session.accuracy()
        if found is not None and found[1] >= FEW:
            right = self.tr("live head: {share} right on your {n} labels, each held out in turn")
            text += " · " + right.format(share=percent(found[0]), n=f"{found[1]:,}")
        self.about.setText(text)
        edits = session.edits
        for target, done, what in (
            (self.undo, edits.undo_text if edits is not None else "", self.tr("Undo")),
            (self.redo, edits.redo_text if edits is not None else "", self.tr("Redo")),
        ):
            target.setEnabled(bool(done))
            basic.name_it(target, f"{what}: {engine_words.said(done)}" if done else what)
