"""What the evaluation curves show of a fold, computed off the main thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop.item_models.loaded_run import LoadedFold
from engine.evaluation import calibration, curves
from engine.evaluation.calibration import ReliabilityBin
from engine.evaluation.curves import CoverageCurve, PrecisionRecallCurve, RocCurve
from engine.evaluation.decision import Decision
from engine.evaluation.wilson import wilson_interval
from engine.run_folder import RunFolder

Floats = npt.NDArray[np.float64]

POINTS = 400
"""Points of a curve that are drawn: more than a side pane has pixels."""

_FITTED_ON = 20_000
"""Pictures that a temperature is fitted on at most; its error is then far below what can be seen."""
_CHUNK = 8192


@dataclass(frozen=True)
class Source:
    """What curves are drawn of.

    Attributes:
        run: the run they are of.
        fold: the pictures; its logits are divided by the decision's temperature already.
        fitting: the validation fold, which alone a temperature is fitted on; None without one.
        decision: threshold and temperature in use.
        solved: whether the head was solved directly, so that validation chose no epoch.
    """

    run: RunFolder
    fold: LoadedFold
    fitting: LoadedFold | None
    decision: Decision
    solved: bool = False


@dataclass(frozen=True)
class Reliability:
    """Confidence against accuracy at one temperature.

    Attributes:
        temperature: what the run's own logits are divided by.
        bins: the diagram.
        error: expected calibration error, 0 to 1.
    """

    temperature: float
    bins: tuple[ReliabilityBin, ...]
    error: float


@dataclass(frozen=True)
class CurveFigures:
    """Curves of a fold's labelled pictures.

    Attributes:
        source: what they are of.
        confidence: of each top answer, float32, shape (n,).
        right: whether it is right, bool, shape (n,).
        coverage: accuracy against coverage.
        band: 95 % Wilson interval of the accuracy at each point of :attr:`coverage`, shape (2, m).
        used: reliability at the temperature in use.
        fitted: reliability at the temperature that the validation fold asks for; None without one.
        unfitted: whether the validation fold was asked and cannot tell a temperature.
    """

    source: Source
    confidence: npt.NDArray[np.float32]
    right: npt.NDArray[np.bool_]
    coverage: CoverageCurve
    band: Floats
    used: Reliability
    fitted: Reliability | None
    unfitted: bool = False


def figures_of(source: Source) -> CurveFigures | None:
    """Everything but the curves of single classes; None where nothing is labelled."""
    fold, labels = source.fold, source.fold.labels()
    known = labels >= 0
    if not known.any():
        return None
    table = fold.table
    confidence, right = table.confidence[known], table.predicted[known] == labels[known]
    bins = calibration.bins_of_confidences(confidence, right)
    used = Reliability(source.decision.temperature, bins, calibration.calibration_error(bins))
    coverage = _thinned(curves.coverage_of_confidences(confidence, right))
    answered = np.rint(coverage.coverage * len(right)).astype(int)
    hits = np.rint(coverage.accuracy * answered).astype(int)
    band = np.array([wilson_interval(int(h), int(n)) for h, n in zip(hits, answered, strict=True)]).T
    fitted = None
    factor = _fit(source.fitting) if source.fitting is not None else None
    if factor is not None:
        scaled = calibration.bins_of_confidences(_confidence(table.logits, factor)[known], right)
        temperature = source.decision.temperature * factor
        fitted = Reliability(temperature, scaled, calibration.calibration_error(scaled))
    unfitted = fitted is None and source.fitting is not None and bool((source.fitting.labels() >= 0).any())
    return CurveFigures(source, confidence, right, coverage, band, used, fitted, unfitted)


def roc_of_class(source: Source, label: int) -> RocCurve:
    """One class against the rest, thinned for drawing."""
    known, positive = _one_against_rest(source, label)
    found = curves.roc_of_scores(source.fold.table.chances(label)[known], positive)
    keep = _kept(len(found.thresholds))
    return RocCurve(
        found.false_positive_rate[keep],
        found.true_positive_rate[keep],
        found.thresholds[keep],
        found.auc,
        found.auc_interval,
    )


def precision_recall_of_class(source: Source, label: int) -> PrecisionRecallCurve:
    """One class against the rest, thinned for drawing."""
    known, positive = _one_against_rest(source, label)
    found = curves.precision_recall_of_scores(source.fold.table.chances(label)[known], positive)
    keep = _kept(len(found.precision))
    return PrecisionRecallCurve(
        found.precision[keep],
        found.recall[keep],
        found.thresholds[keep[:-1]],
        found.average_precision,
        found.auc,
        found.base_rate,
    )


def _one_against_rest(source: Source, label: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    labels = source.fold.labels()
    known = labels >= 0
    return known, labels[known] == label


def _fit(fold: LoadedFold) -> float | None:
    """The factor on the temperature in use that the fold asks for.

    None where nothing is labelled, and where the best one is a bound: without a mistake the loss falls as
    long as the answers get surer, and a temperature would say nothing about them.
    """
    labels = fold.labels()
    rows = np.flatnonzero(labels >= 0)
    if not len(rows):
        return None
    rows = rows[:: -(-len(rows) // _FITTED_ON)]
    found = calibration.fit_temperature(fold.table.logits[rows], labels[rows])
    return None if found in calibration.TEMPERATURE_RANGE else found


def _confidence(logits: npt.NDArray[np.float32], temperature: float) -> npt.NDArray[np.float32]:
    found = np.empty(len(logits), dtype=np.float32)
    for start in range(0, len(logits), _CHUNK):
        part = logits[start : start + _CHUNK]
        shifted = (part - part.max(axis=1, keepdims=True)) / np.float32(temperature)
        found[start : start + _CHUNK] = 1.0 / np.exp(shifted).sum(axis=1)
    return found


def _kept(count: int) -> npt.NDArray[np.int64]:
    return np.unique(np.linspace(0, count - 1, min(count, POINTS)).round().astype(np.int64))


def _thinned(curve: CoverageCurve) -> CoverageCurve:
    keep = _kept(len(curve.thresholds))
    return CoverageCurve(curve.thresholds[keep], curve.coverage[keep], curve.accuracy[keep])
