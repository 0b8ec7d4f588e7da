"""Labels that a run's own predictions of held-out pictures speak against."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from desktop.item_models.names_now import NamesNow
from engine.data.catalog import Catalog
from engine.data.edit_records import SampleEdit
from engine.data.findings import Finding
from engine.run_folder import RunFolder


def is_settled(edit: SampleEdit | None) -> bool:
    """Whether the user has looked at a picture's label, or left the picture out.

    A label that was accepted as proposed, unseen, is open still.
    """
    return edit is not None and (edit.checked or edit.excluded)


def suspicious_labels(
    run: RunFolder, catalog: Catalog, edits: Mapping[str, SampleEdit], renamed: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Findings of kind ``suspicious_label``, the clearest first.

    Pictures that the run did not hold out, classes that it does not know, and labels that the user has
    decided about (see :func:`is_settled`) say nothing.

    Args:
        run: whose predictions are asked.
        catalog: the data set as corrected.
        edits: the corrections by sample id.
        renamed: former class name to name of now, see :meth:`engine.data.edits.Edits.class_names`.

    Raises:
        EngineError: the run's predictions cannot be read.
    """
    from engine.evaluation import label_issues
    from engine.evaluation.probabilities import softmax

    predictions = run.predictions()
    ids = [str(name) for name in predictions.ids]
    had = dict(zip(ids, predictions.labels.tolist(), strict=True))
    names = NamesNow.of(predictions.classes, renamed, edits, lambda name: had.get(name, -1))
    labels = {
        sample.id: names.label(catalog.classes[sample.label], had[sample.id])
        for sample in catalog.samples
        if sample.label >= 0 and sample.id in had
    }
    now = np.array([labels.get(name, -1) for name in ids], dtype=np.int64)
    # What is settled is compared as well: a class is judged by how sure the model is of its pictures.
    found = label_issues.find(ids, now, softmax(predictions.logits))
    words = "{0} is labelled “{1}” and looks like “{2}”."
    return tuple(
        Finding(
            "suspicious_label",
            "warning",
            words.format(one.id, names.names[one.label], names.names[one.suggested]),
            (one.id,),
            suggested=names.names[one.suggested],
            score=one.margin,
        )
        for one in found
        if not is_settled(edits.get(one.id)) and names.names[one.label] != names.names[one.suggested]
    )
