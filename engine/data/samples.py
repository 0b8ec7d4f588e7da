"""The built-in sample: scikit-learn's 1,797 handwritten digits (Alpaydin and Kaynak 1998)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from engine.files import cache_folder, put_folder, saving

_SIDE = 64


def digits_folder() -> Path:
    """Class folders ``0`` to ``9`` of 64x64 grey PNGs in the cache folder; written whole on first use.

    The originals are 8x8 with 17 levels of ink; they are enlarged eightfold (bicubic), ink dark on white,
    so that people can see them.

    Raises:
        EngineError: the cache folder cannot be written.
    """
    final = cache_folder() / "samples" / "digits-1"
    if final.is_dir():
        return final
    with saving(final):
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=final.parent, prefix=".digits."))
        try:
            _write_digits(temporary)
            put_folder(temporary, final)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return final


def _write_digits(folder: Path) -> None:
    import numpy as np
    from PIL import Image
    from sklearn.datasets import load_digits

    folder.chmod(0o755)
    digits = load_digits()
    ink = np.clip(digits.images / 16.0, 0.0, 1.0)
    grey = np.rint(255.0 * (1.0 - ink)).astype(np.uint8)
    for name in map(str, range(10)):
        (folder / name).mkdir()
    for number, (pixels, label) in enumerate(zip(grey, digits.target, strict=True)):
        picture = Image.fromarray(pixels).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC)
        picture.save(folder / str(label) / f"{number:04d}.png")
