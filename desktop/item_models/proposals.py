"""What can be done about all pictures of a kind of finding at once."""

from __future__ import annotations

from enum import Enum

from desktop.item_models.dataset_view import DatasetView
from desktop.item_models.edit_session import EditSession
from desktop.item_models.health_watch import HealthWatch


class Proposal(Enum):
    """One action on all pictures shown."""

    NONE = ""
    KEEP_ONE = "keep_one"
    LEAVE_OUT = "leave_out"
    RELABEL = "relabel"
    ADD = "add"


_OF_KIND = {
    **dict.fromkeys(("leak", "near_leak", "duplicate", "near_duplicate"), Proposal.KEEP_ONE),
    **dict.fromkeys(
        ("conflict", "near_conflict", "outlier", "blank", "tiny", "extreme_aspect"), Proposal.LEAVE_OUT
    ),
    "suspicious_label": Proposal.RELABEL,
    **dict.fromkeys(("few_pictures", "imbalance", "empty_class"), Proposal.ADD),
}


def proposal_for(kind: str) -> Proposal:
    """What is proposed for a kind of :data:`engine.data.findings.KINDS`."""
    return _OF_KIND.get(kind, Proposal.NONE)


def accept(kind: str, health: HealthWatch, view: DatasetView, session: EditSession) -> None:
    """Correct every picture that findings of ``kind`` are about, as proposed, in one step."""
    match proposal_for(kind):
        case Proposal.KEEP_ONE:
            session.exclude(health.surplus(kind, view))
        case Proposal.LEAVE_OUT:
            session.exclude([view.raw.samples[row] for row in health.rows(kind, view)])
        case Proposal.RELABEL:
            suggested = health.suggested(view)
            session.label([sample for sample, _ in suggested], [name for _, name in suggested], checked=False)
        case _:
            pass
