"""Runtime hook: torchvision built for CUDA beside a torch built without it.

Where the only torchvision to be had is the CUDA build, its compiled operators cannot be loaded beside a
CPU torch, and importing it fails because it describes operators that nobody declared. Graft uses none of
them (they serve object detection), so declaring their names is enough. With a torchvision that fits,
nothing is done.
"""

import importlib.abc
import importlib.util
import sys

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


class _Declaring(importlib.abc.MetaPathFinder):
    """Declares the operators just before ``torchvision`` is first imported."""

    def find_spec(self, name, *_others):
        """See importlib: finds nothing itself."""
        if name == "torchvision":
            sys.meta_path.remove(self)
            import torch

            if not torch.backends.cuda.is_built():
                global _library
                _library = torch.library.Library("torchvision", "FRAGMENT")
                for schema in _SCHEMAS:
                    _library.define(schema)


_library = None
sys.meta_path.insert(0, _Declaring())
