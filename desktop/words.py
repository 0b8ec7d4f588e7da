"""Numbers, times and sizes as people write them, in the window's language."""

from __future__ import annotations

import re
import time

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop import i18n
from engine.config import RunConfig

DASH = "–"


def percent(share: float | None, digits: int = 1) -> str:
    """``0.954`` as ``95.4 %``; a dash for None."""
    if share is None:
        return DASH
    return QCoreApplication.translate("words", "{0} %").format(f"{100 * share:.{digits}f}")


def interval(low: float, high: float) -> str:
    """Two shares as ``91.0 to 97.7 %``."""
    text = QCoreApplication.translate("words", "{0} to {1} %")
    return text.format(f"{100 * low:.1f}", f"{100 * high:.1f}")


def recipe(name: str) -> str:
    """A recipe's name as the model panel has it; another text as it is."""
    said = {
        "quick": QCoreApplication.translate("words", "Quick"),
        "balanced": QCoreApplication.translate("words", "Balanced"),
        "thorough": QCoreApplication.translate("words", "Thorough"),
        "classic": QCoreApplication.translate("words", "Classic"),
    }
    return said.get(name, name)


def unbroken(text: str) -> str:
    """``text`` as one word to a label that wraps: no line ends within it."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def duration(seconds: float) -> str:
    """``0:12``, ``3:05`` or ``1:02:33``; a dash when negative."""
    if seconds < 0:
        return DASH
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def count(number: int) -> str:
    """``1234567`` as ``1,234,567``."""
    return f"{number:,}"


def short_count(number: float) -> str:
    """``4652008`` as ``4.7 M``; in Korean, which counts by ten thousands, as ``465만``."""
    if i18n.shown() == "ko":
        if number >= 1e8:
            return f"{number / 1e8:,.1f}".removesuffix(".0") + "억"
        return f"{number / 1e4:,.0f}만" if number >= 1e4 else f"{number:,.0f}"
    for limit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= limit:
            return f"{number / limit:.1f} {letter}"
    return f"{number:.0f}"


def size(number: int) -> str:
    """Bytes as ``46.8 MB`` (decimal, as files are sold)."""
    for limit, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if number >= limit:
            return f"{number / limit:.1f} {unit}"
    return f"{number} B"


def speed(images_per_second: float) -> str:
    """``410 images/s``; a dash when unknown."""
    if images_per_second <= 0:
        return DASH
    shown = f"{images_per_second:.1f}" if images_per_second < 10 else f"{images_per_second:,.0f}"
    return QCoreApplication.translate("words", "{0} images/s").format(shown)


def number(value: float) -> str:
    """A small number without needless digits: ``0.001``, ``3.2e-05``, ``1.25``."""
    return f"{value:.3g}"


def moment(seconds: float) -> str:
    """Seconds since the Unix epoch as the locale's short date and time."""
    when = QDateTime.fromSecsSinceEpoch(int(seconds))
    shown: str = QLocale().toString(when, QLocale.FormatType.ShortFormat)
    return shown


def clock() -> str:
    """The time of day now, ``14:03:22``."""
    return time.strftime("%H:%M:%S")


def outcome(name: str) -> str:
    """A run's outcome in words."""
    translate = QCoreApplication.translate
    known = {
        "completed": translate("words", "finished"),
        "stopped": translate("words", "stopped"),
        "failed": translate("words", "failed"),
        "running": translate("words", "running"),
        "interrupted": translate("words", "interrupted"),
        "unseen": translate("words", "not known"),
    }
    return known.get(name, name)


def unseen(host: str, written: float = 0.0) -> str:
    """That only ``host`` (its name, or empty) can tell whether a run goes on; nothing since ``written``."""
    translate = QCoreApplication.translate
    host = host or translate("words", "another machine")
    text = translate("words", "Whether {0} still trains this run cannot be seen from here.").format(host)
    if not written:
        return text
    silence = max(0.0, time.time() - written)
    return translate("words", "No news for {0}.").format(duration(silence)) + " " + text


def phase(name: str, detail: str = "") -> str:
    """What a phase of a run does; ``detail`` where its name is not known here."""
    translate = QCoreApplication.translate
    known = {
        "read": translate("words", "Reading pictures"),
        "weights": translate("words", "Fetching weights"),
        "features": translate("words", "Running the backbone over the pictures"),
        "head": translate("words", "Training the head"),
        "train": translate("words", "Training"),
        "evaluate": translate("words", "Evaluating"),
        "save": translate("words", "Saving"),
    }
    return known.get(name) or detail or name


def run_name(name: str, number: int) -> str:
    """A run as the user called it, or by its number."""
    return name or QCoreApplication.translate("words", "Run {0}").format(number)


def device(name: str) -> str:
    """A processor as the engine calls it, ``AMD EPYC, 2 threads``, in the window's language."""
    found = re.fullmatch(r"(.*), (\d+) threads", name)
    if found is None:
        return name
    if found[2] == "1":
        return QCoreApplication.translate("words", "{0}, 1 thread").format(found[1])
    return QCoreApplication.translate("words", "{0}, {1} threads").format(*found.groups())


def mode(name: str) -> str:
    """A training mode in words."""
    translate = QCoreApplication.translate
    known = {
        "frozen": translate("words", "Frozen backbone"),
        "finetune": translate("words", "Fine-tuning"),
        "staged": translate("words", "Staged thaw"),
    }
    return known.get(name, name)


def training(config: RunConfig) -> list[str]:
    """How long and how fast a run is to train, and its seed, as far as they were chosen."""
    translate = QCoreApplication.translate
    if config.train.solver == "lbfgs":
        found = [translate("words", "solved directly")]
    else:
        found = [epochs(config.train.epochs)]
        if config.train.lr:
            found.append(translate("words", "learning rate {0}").format(number(config.train.lr)))
    if config.train.seed:
        found.append(translate("words", "seed {0}").format(config.train.seed))
    return found


def pictures(number_of: int) -> str:
    """So many pictures."""
    translate = QCoreApplication.translate
    if number_of == 1:
        return translate("words", "1 picture")
    return translate("words", "{0} pictures").format(count(number_of))


def classes(number_of: int) -> str:
    """So many classes."""
    translate = QCoreApplication.translate
    if number_of == 1:
        return translate("words", "1 class")
    return translate("words", "{0} classes").format(count(number_of))


def epochs(number_of: int) -> str:
    """So many epochs."""
    translate = QCoreApplication.translate
    if number_of == 1:
        return translate("words", "1 epoch")
    return translate("words", "{0} epochs").format(number_of)


def stages(number_of: int, total: int = 0) -> str:
    """Which part trains: ``head``, ``head and last 2 stages``, ``everything``."""
    translate = QCoreApplication.translate
    if number_of == 0:
        return translate("words", "head only")
    if number_of < 0 or (total and number_of >= total):
        return translate("words", "everything")
    if number_of == 1:
        return translate("words", "head and last stage")
    return translate("words", "head and last {0} stages").format(number_of)


def stages_shortly(number_of: int) -> str:
    """As :func:`stages` where there is little room: ``head``, ``2 stages``, ``everything``."""
    translate = QCoreApplication.translate
    if number_of == 0:
        return translate("words", "head")
    if number_of < 0:
        return translate("words", "everything")
    if number_of == 1:
        return translate("words", "1 stage")
    return translate("words", "{0} stages").format(number_of)
