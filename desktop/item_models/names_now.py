"""What the classes of a run are called now, where the user has renamed or merged them since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from engine.data.edits import SampleEdit


class NamesNow:
    """A run's classes by the names that corrections use now.

    Attributes:
        classes: the names that the run has.
        names: what each of them is called now; the same name twice where two were merged.
    """

    def __init__(self, classes: Sequence[str], names: Sequence[str]) -> None:
        self.classes, self.names = tuple(classes), tuple(names)
        self._index: dict[str, int] = {}
        for label, name in enumerate(self.names):
            self._index.setdefault(name, label)

    @classmethod
    def of(
        cls,
        classes: Sequence[str],
        renamed: Mapping[str, str],
        edits: Mapping[str, SampleEdit],
        had: Callable[[str], int],
    ) -> NamesNow:
        """The names that ``classes`` carry now.

        Args:
            classes: the names that the run has.
            renamed: former name to name of now, see :meth:`engine.data.edits.Edits.class_names`.
            edits: the corrections by sample id.
            had: the label that the run had for a sample id, an index into ``classes``; -1 for none.
        """
        wanted = {label for label, name in enumerate(classes) if renamed.get(name, name) != name}
        if not wanted:
            return cls(classes, classes)
        # A class made anew under a name that was given up before is not the one renamed then: pictures that
        # the run had in it carry its name still.
        kept, gone = Counter[int](), Counter[int]()
        for sample_id, edit in edits.items():
            if edit.label is not None and (label := had(sample_id)) in wanted:
                kept[label] += edit.label == classes[label]
                gone[label] += edit.label == renamed[classes[label]]
        moved = {label for label in wanted if kept[label] <= gone[label]}
        return cls(classes, [renamed[name] if label in moved else name for label, name in enumerate(classes)])

    def offered(self) -> tuple[str, ...]:
        """The names of now in the order of the classes, none twice."""
        return tuple(self._index)

    def label(self, name: str, was: int) -> int:
        """The class that a correction to ``name`` means, -1 for one that the run does not know.

        ``was`` is the label that the run had: of classes merged into one, a picture stays in its own.
        """
        if was >= 0 and self.names[was] == name:
            return was
        return self._index.get(name, -1)
