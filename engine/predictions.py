"""What a run's best epoch says of its pictures, as files of predictions hold it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.config import FORMAT
from engine.errors import EngineError
from engine.files import replacing, saving

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class Predictions:
    """What the best epoch's weights say of the validation and test folds.

    Attributes:
        ids: sample ids (paths relative to the data set's root, with ``/``), shape (n,).
        folds: ``validation`` or ``test``, shape (n,).
        labels: true class indices, int64, shape (n,); -1 where unknown.
        logits: float32, shape (n, classes).
        classes: class names in the order of the logits.
        epoch: the epoch they are from, counted from 1.
    """

    ids: npt.NDArray[np.str_]
    folds: npt.NDArray[np.str_]
    labels: npt.NDArray[np.int64]
    logits: npt.NDArray[np.float32]
    classes: tuple[str, ...]
    epoch: int

    @property
    def probabilities(self) -> npt.NDArray[np.float32]:
        """Softmax of the logits, shape (n, classes), rows sum to 1."""
        import numpy as np

        shifted = np.exp(self.logits - self.logits.max(axis=1, keepdims=True))
        result: npt.NDArray[np.float32] = (shifted / shifted.sum(axis=1, keepdims=True)).astype(np.float32)
        return result

    @property
    def predicted(self) -> npt.NDArray[np.int64]:
        """Index of the most probable class, shape (n,)."""
        result: npt.NDArray[np.int64] = self.logits.argmax(axis=1)
        return result


def write_predictions(path: Path, predictions: Predictions) -> None:
    """Write a file of predictions, atomically. Raises EngineError when it cannot be written."""
    import numpy as np

    with saving(path), replacing(path) as temporary, temporary.open("wb") as stream:
        np.savez(
            stream,
            format=np.int64(FORMAT),
            ids=predictions.ids,
            folds=predictions.folds,
            labels=predictions.labels,
            logits=predictions.logits,
            classes=np.array(predictions.classes, dtype=np.str_),
            epoch=np.int64(predictions.epoch),
        )


def read_predictions(path: Path) -> Predictions:
    """What a file of predictions holds. Raises EngineError when it cannot be read."""
    import zipfile

    import numpy as np

    try:
        with zipfile.ZipFile(path) as archive:
            records = archive.infolist()
        # Written uncompressed: anything else may unfold to more than the memory.
        bomb = any(record.compress_type != zipfile.ZIP_STORED for record in records)
        if bomb or sum(record.file_size for record in records) > path.stat().st_size:
            raise ValueError("it is compressed, or claims more than it holds")
        with np.load(path, allow_pickle=False) as stored:
            found = Predictions(
                ids=stored["ids"],
                folds=stored["folds"],
                labels=stored["labels"],
                logits=stored["logits"],
                classes=tuple(str(name) for name in stored["classes"]),
                epoch=int(stored["epoch"]),
            )
        _check_predictions(found)
        return found
    except (
        OSError, ValueError, KeyError, TypeError, EOFError, MemoryError, OverflowError, NotImplementedError,
        RuntimeError, SyntaxError, zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise EngineError(f"{path} cannot be read: {error}.", "Evaluate the run again.") from None


def _check_predictions(found: Predictions) -> None:
    """Raise ValueError unless the parts are of one length and mean what they should."""
    count = (len(found.ids),)
    if not found.ids.shape == found.folds.shape == found.labels.shape == count:
        raise ValueError("its parts are of several lengths")
    if found.logits.shape != (*count, len(found.classes)) or found.logits.dtype.kind != "f":
        raise ValueError("its logits are not one for every picture and class")
    if found.ids.dtype.kind != "U" or found.folds.dtype.kind != "U" or found.labels.dtype.kind != "i":
        raise ValueError("its parts are of other kinds")
    if count[0] and not -1 <= found.labels.min() <= found.labels.max() < len(found.classes):
        raise ValueError("a label is none of its classes")
