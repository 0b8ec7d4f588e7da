"""The window's language: the system's by default, switched while it runs.

Translations are kept as ``resources/translations/graft_LANGUAGE.ts``. Qt reads them compiled
(``.qm``); they are compiled into the cache the first time they are needed.
"""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop import paths
from engine.files import cache_folder, replacing

LANGUAGES = ("system", "en", "ko")
NAMES = {"en": "English", "ko": "한국어"}
"""Each language by its own name."""

_log = logging.getLogger(__name__)
_installed: list[QTranslator] = []
_shown = {"language": "en"}


def resolve(wish: str) -> str:
    """The language meant by ``wish`` (one of ``LANGUAGES``): ``en`` or ``ko``."""
    if wish != "system":
        return wish
    for name in QLocale.system().uiLanguages():
        language = name.split("-")[0]
        if language in NAMES:
            return language
    return "en"


def shown() -> str:
    """The language that the window shows: ``en`` or ``ko``."""
    return _shown["language"]


def use(wish: str) -> str:
    """Show the window in ``wish`` (one of ``LANGUAGES``) from now on; gives the language shown."""
    language = _shown["language"] = resolve(wish)
    for old in _installed:
        QCoreApplication.removeTranslator(old)
    _installed.clear()
    QLocale.setDefault(QLocale(language) if wish != "system" else QLocale.system())
    if language != "en":
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for path in (Path(folder) / f"qtbase_{language}.qm", compiled(language)):
            translator = QTranslator()
            if path is not None and translator.load(str(path)):
                QCoreApplication.installTranslator(translator)
                _installed.append(translator)
    return language


def compiled(language: str) -> Path | None:
    """The compiled translation, made where it is missing or old; None when it cannot be made."""
    source = paths.resources() / "translations" / f"graft_{language}.ts"
    shipped = source.with_suffix(".qm")
    if shipped.is_file():
        return shipped
    key = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    target = cache_folder() / "translations" / f"graft_{language}-{key}.qm"
    if target.is_file():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as temporary:
            release(source, temporary)
    except (OSError, subprocess.SubprocessError) as error:
        _log.warning("the translation %s could not be compiled: %s", source.name, error)
        return None
    return target


def release(source: Path, target: Path) -> None:
    """Compile a ``.ts`` with the ``lrelease`` that comes with PySide6.

    Raises:
        OSError: it is not there.
        subprocess.SubprocessError: it failed.
    """
    import PySide6

    folder = Path(PySide6.__file__).parent
    name = "lrelease.exe" if sys.platform == "win32" else "lrelease"
    program = next((p for p in (folder / name, folder / "Qt" / "libexec" / name) if p.is_file()), None)
    if program is None:
        raise FileNotFoundError(name)
    subprocess.run([program, "-silent", source, "-qm", target], check=True, capture_output=True, timeout=60)
