"""Labels that a run's own predictions of held-out pictures speak against."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.data.catalog import Catalog
from engine.data.edit_records import SampleEdit
from engine.data.findings import Finding
from engine.run_folder import RunFolder


def is_settled(edit: SampleEdit | None) -> bool:
    """Whether the user has decided about a picture's label."""
    return edit is not None and (edit.checked or edit.excluded or edit.label is not None)


def suspicious_labels(
    run: RunFolder, catalog: Catalog, edits: Mapping[str, SampleEdit]
) -> tuple[Finding, ...]:
    """Findings of kind ``suspicious_label``, the clearest first.

    Pictures that the run did not hold out, classes that it does not know, and labels that the user has
    decided about (see :func:`is_settled`) say nothing.

    Raises:
        EngineError: the run's predictions cannot be read.
    """
    from engine.evaluation import label_issues
    from engine.evaluation.probabilities import softmax

    predictions = run.predictions()
    known = {name: at for at, name in enumerate(predictions.classes)}
    to_run = [known.get(name, -1) for name in catalog.classes]
    labels = {
        s.id: to_run[s.label] for s in catalog.samples if s.label >= 0 and not is_settled(edits.get(s.id))
    }
    ids = [str(name) for name in predictions.ids]
    now = np.array([labels.get(name, -1) for name in ids], dtype=np.int64)
    found = label_issues.find(ids, now, softmax(predictions.logits))
    words = "{0} is labelled “{1}” and looks like “{2}”."
    return tuple(
        Finding(
            "suspicious_label",
            "warning",
            words.format(one.id, predictions.classes[one.label], predictions.classes[one.suggested]),
            (one.id,),
            suggested=predictions.classes[one.suggested],
            score=one.margin,
        )
        for one in found
    )
