"""What the evaluation curves say: how each is drawn, and its figures in words with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from desktop import words
from desktop.item_models.curve_figures import CurveFigures, Reliability, Source
from engine.evaluation.curves import Answering, PrecisionRecallCurve, RocCurve

if TYPE_CHECKING:
    from desktop.widgets.share_plot import Line, SharePlot


def of_fold(source: Source) -> str:
    """Which pictures figures are of, and what that means for them."""
    fold = source.fold.table.fold
    if fold == "validation" and source.solved:
        return QCoreApplication.translate(
            "curve_words", "Validation: held out, and the head was solved without it."
        )
    if fold == "validation":
        return QCoreApplication.translate(
            "curve_words", "Validation: optimistic, the best epoch was chosen on it."
        )
    if fold == "train" and source.fold.crossed:
        return QCoreApplication.translate(
            "curve_words", "Training: each picture by a live head that has not seen it."
        )
    if fold == "train":
        return QCoreApplication.translate("curve_words", "Training: the model has learned these pictures.")
    return QCoreApplication.translate("curve_words", "Test: pictures used for nothing else.")


def of_coverage(found: Answering, source: Source) -> str:
    """What a threshold costs and buys."""
    answered = QCoreApplication.translate(
        "curve_words", "Answers {share} of the pictures ({interval}), {n} of {count}."
    ).format(
        share=words.percent(found.coverage),
        interval=words.interval(*found.coverage_interval),
        n=words.count(found.answered),
        count=words.count(found.count),
    )
    if found.accuracy is None:
        return f"{answered} {of_fold(source)}"
    right = QCoreApplication.translate("curve_words", "Of these answers {share} are right ({interval}).")
    said = right.format(
        share=words.percent(found.accuracy), interval=words.interval(*found.accuracy_interval)
    )
    return f"{answered} {said} {of_fold(source)}"


def of_calibration(figures: CurveFigures) -> str:
    """Calibration error, as it is and with the temperature that the validation fold asks for."""
    text = QCoreApplication.translate("curve_words", "Calibration error {0} at temperature {1}.")
    said = [text.format(words.percent(figures.used.error), f"{figures.used.temperature:.2f}")]
    fitted, source = figures.fitted, figures.source
    if fitted is not None and _is_other(fitted, figures.used):
        text = QCoreApplication.translate(
            "curve_words", "At {0}, fitted on the validation pictures, it would be {1} (dashed)."
        )
        said.append(text.format(f"{fitted.temperature:.2f}", words.percent(fitted.error)))
    if figures.unfitted:
        said.append(
            QCoreApplication.translate(
                "curve_words",
                "No temperature fits: too few validation pictures are wrong, or too few are right.",
            )
        )
    if figures.used.temperature != 1.0 and source.fold.table.fold == "validation":
        said.append(
            QCoreApplication.translate("curve_words", "The temperature was fitted on these very pictures.")
        )
    said.append(of_fold(source))
    return " ".join(said)


def of_roc(found: RocCurve, name: str, source: Source) -> str:
    """The area under the curve."""
    if found.auc is None or found.auc_interval is None:
        return _without_pictures(name)
    text = QCoreApplication.translate(
        "curve_words", "“{name}” against the rest: area under the curve {area} ({low} to {high})."
    )
    low, high = found.auc_interval
    figures = {"area": found.auc, "low": low, "high": high}
    said = text.format(name=name, **{key: f"{value:.3f}" for key, value in figures.items()})
    return f"{said} {of_fold(source)}"


def of_precision(found: PrecisionRecallCurve, name: str, source: Source) -> str:
    """The average precision."""
    if found.average_precision is None:
        return _without_pictures(name)
    text = QCoreApplication.translate(
        "curve_words", "“{name}” against the rest: average precision {area}; guessing has {base}."
    )
    said = text.format(name=name, area=f"{found.average_precision:.3f}", base=f"{found.base_rate:.3f}")
    return f"{said} {of_fold(source)}"


def _without_pictures(name: str) -> str:
    text = QCoreApplication.translate("curve_words", "There is no picture of “{name}”, or of no other class.")
    return text.format(name=name)


def draw_coverage(plot: SharePlot, figures: CurveFigures) -> None:
    """Accuracy against coverage, with the band of its interval."""
    from desktop.widgets.share_plot import Line

    low, high = figures.band
    floor = min(0.9, max(0.0, np.floor(10 * float(np.quantile(low, 0.05))) / 10))
    plot.set_axes(
        QCoreApplication.translate("curve_words", "Pictures answered, %"),
        QCoreApplication.translate("curve_words", "Right among the answers, %"),
        floor,
    )
    curve = figures.coverage
    plot.draw((Line(curve.coverage, curve.accuracy, low=low, high=high),))


def draw_calibration(plot: SharePlot, figures: CurveFigures) -> None:
    """Accuracy against confidence, beside what it would be at the fitted temperature."""
    plot.set_axes(
        QCoreApplication.translate("curve_words", "Confidence, %"),
        QCoreApplication.translate("curve_words", "Right, %"),
    )
    lines = [_diagonal(), _reliability(figures.used, "train", bars=True)]
    if figures.fitted is not None and _is_other(figures.fitted, figures.used):
        lines.append(_reliability(figures.fitted, "validation", bars=False))
    plot.draw(lines)
    plot.mark(None)


def draw_roc(plot: SharePlot, found: RocCurve) -> None:
    """Hits against false alarms."""
    from desktop.widgets.share_plot import Line

    plot.set_axes(
        QCoreApplication.translate("curve_words", "False alarms, %"),
        QCoreApplication.translate("curve_words", "Hits, %"),
    )
    curve = Line(found.false_positive_rate, found.true_positive_rate)
    plot.draw((_diagonal(), curve) if found.auc is not None else ())
    plot.mark(None)


def draw_precision(plot: SharePlot, found: PrecisionRecallCurve) -> None:
    """Precision against recall, over the precision of guessing."""
    from desktop.widgets.share_plot import Line

    plot.set_axes(
        QCoreApplication.translate("curve_words", "Recall, %"),
        QCoreApplication.translate("curve_words", "Precision, %"),
    )
    guess = np.full(2, found.base_rate)
    lines = (Line(np.array([0.0, 1.0]), guess, "faint", dashed=True), Line(found.recall, found.precision))
    plot.draw(lines if found.average_precision is not None else ())
    plot.mark(None)


def _diagonal() -> Line:
    from desktop.widgets.share_plot import Line

    ends = np.array([0.0, 1.0])
    return Line(ends, ends, "faint", dashed=True)


def _reliability(found: Reliability, role: str, *, bars: bool) -> Line:
    from desktop.widgets.share_plot import Line

    full = [entry for entry in found.bins if entry.count]
    low, high = np.array([entry.accuracy_interval for entry in full]).T
    return Line(
        np.array([entry.confidence for entry in full]),
        np.array([entry.accuracy for entry in full]),
        role,
        dashed=not bars,
        dots=True,
        low=low if bars else None,
        high=high if bars else None,
    )


def _is_other(fitted: Reliability, used: Reliability) -> bool:
    """Whether the fitted temperature is another one than that in use, as far as it is written."""
    return f"{fitted.temperature:.2f}" != f"{used.temperature:.2f}"
