"""What a health check found, kind by kind, the gravest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import engine_words, icons
from desktop.widgets import basic
from engine.data.findings import KINDS, SEVERITIES, Finding

_ICONS = {"error": ("error", "danger"), "warning": ("warning", "warning"), "note": ("info", "info")}


class FindingsList(basic.Translated):
    """One button a kind of finding.

    Signals:
        kind_chosen: the kind whose pictures the user wants to see.
        check_requested: the user wants the data set looked through.
        cancel_requested: and now not any more.
        labels_requested: the user wants the labels compared with what a run predicts.
    """

    kind_chosen = Signal(str)
    check_requested = Signal()
    cancel_requested = Signal()
    labels_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings_list")
        self._findings: tuple[Finding, ...] = ()
        self._state, self._done, self._total = "idle", 0, 0
        self._chosen = self._note = ""
        self._heading, self._status = basic.label(kind="section"), basic.label(kind="caption")
        self._start = basic.button("link", name="check_data")
        self._start.clicked.connect(self._start_clicked)
        self.labels = basic.button("link", "tag", name="check_labels")
        self.labels.clicked.connect(self.labels_requested)
        self.labels.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.tiny)
        layout.addLayout(basic.row(self._heading, None, self._status, self._start))
        layout.addLayout(self._rows)
        layout.addWidget(self.labels, 0, Qt.AlignmentFlag.AlignLeft)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._heading.setText(self.tr("Findings"))
        self.labels.setText(self.tr("Look for suspicious labels"))
        self.labels.setToolTip(self.tr("Compares the labels with what the run predicts of held-out pictures"))
        self._write_status()
        self._fill()

    def head_height(self) -> int:
        """Of the line above the findings, in pixels."""
        return max(part.sizeHint().height() for part in (self._heading, self._start))

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show ``findings``."""
        self._findings = tuple(findings)
        self._write_status()
        self._fill()

    def offer_labels(self, offered: bool) -> None:
        """Whether there is a run whose predictions the labels can be compared with."""
        self.labels.setVisible(offered)
        self.set_note("")

    def set_note(self, note: str) -> None:
        """Something to know beside the findings; empty for nothing."""
        self._note = note
        self._write_status()

    def set_chosen(self, kind: str) -> None:
        """Mark the kind that is shown; empty for none."""
        self._chosen = kind
        for name, made in self._buttons.items():
            made.setChecked(name == kind)

    def set_state(self, state: str, done: int = 0, total: int = 0) -> None:
        """``idle`` (not looked yet), ``running`` with progress, or ``done``."""
        self._state, self._done, self._total = state, done, total
        self._write_status()

    def _write_status(self) -> None:
        texts = {
            "idle": self._note,
            "running": self.tr("{done} of {total}").format(done=f"{self._done:,}", total=f"{self._total:,}"),
            "done": self._note or ("" if self._findings else self.tr("Nothing found")),
        }
        self._status.setText(texts[self._state])
        actions = {
            "idle": self.tr("Look for problems"),
            "running": self.tr("Cancel"),
            "done": self.tr("Look again"),
        }
        self._start.setText(actions[self._state])

    def _fill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = {}
        for kind in KINDS:
            found = [finding for finding in self._findings if finding.kind == kind]
            if found:
                self._rows.addWidget(self._row(kind, found))
        self.set_chosen(self._chosen)

    def _row(self, kind: str, found: Sequence[Finding]) -> QPushButton:
        severity = min((finding.severity for finding in found), key=SEVERITIES.index)
        made = basic.button("quiet", checkable=True, name=f"finding_{kind}")
        made.setProperty("key", kind)
        made.clicked.connect(self._row_clicked)
        made.setAccessibleName(f"{self.title(kind)}: {len(found)}")
        made.setToolTip("\n".join(engine_words.said(finding.message) for finding in found[:5]))
        sign, count = QLabel(), basic.label(f"{len(found):,}", kind="strong")
        icons.attach(sign, *_ICONS[severity])
        title = basic.label(self.title(kind))
        layout = basic.row(sign, title, None, count, margins=(8, 0, 8, 0))
        made.setLayout(layout)
        self._buttons[kind] = made
        return made

    def title(self, kind: str) -> str:
        """A kind of finding in words."""
        words = {
            "unusable": self.tr("Files that cannot be used"),
            "leak": self.tr("Same picture in two folds"),
            "near_leak": self.tr("Near copies in two folds"),
            "conflict": self.tr("Same picture, two labels"),
            "near_conflict": self.tr("Near copies, two labels"),
            "suspicious_label": self.tr("Suspicious labels"),
            "duplicate": self.tr("Same picture twice"),
            "near_duplicate": self.tr("Near copies"),
            "outlier": self.tr("Unlike all others"),
            "blank": self.tr("Blank pictures"),
            "tiny": self.tr("Tiny pictures"),
            "extreme_aspect": self.tr("Very long or very wide"),
            "few_pictures": self.tr("Classes with few pictures"),
            "imbalance": self.tr("Classes out of balance"),
            "empty_class": self.tr("Empty classes"),
        }
        return words.get(kind, kind)

    @Slot()
    def _row_clicked(self) -> None:
        made = self.sender()
        if isinstance(made, QPushButton):
            self.kind_chosen.emit(str(made.property("key")) if made.isChecked() else "")

    @Slot()
    def _start_clicked(self) -> None:
        if self._state == "running":
            self.cancel_requested.emit()
        else:
            self.check_requested.emit()
