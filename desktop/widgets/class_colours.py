"""Colours that tell classes apart on a map."""

from __future__ import annotations

from PySide6.QtGui import QColor

from desktop import theme

PALETTE = (
    ("#0076B1", "#D88900"),
    ("#FF4E14", "#00B189"),
    ("#4E2727", "#C4B1FF"),
    ("#009D9D", "#D8003B"),
    ("#14009D", "#FFEB00"),
    ("#B18962", "#894EC4"),
    ("#4E004E", "#EBEBEB"),
    ("#3B76FF", "#277689"),
    ("#892700", "#C4FF9D"),
    ("#0000FF", "#9D14FF"),
)
"""For light and dark. Chosen to lie far apart for readers with red-green blindness as well."""


def class_colour(label: int, classes: int) -> QColor:
    """A colour for a class: the palette's where it suffices, else hues spread evenly."""
    if classes <= len(PALETTE):
        return QColor(PALETTE[label % len(PALETTE)][theme.is_dark()])
    # The golden angle keeps neighbouring class numbers apart.
    hue = (label * 137.508) % 360 / 360
    return QColor.fromHslF(hue, 0.55, 0.62 if theme.is_dark() else 0.42)
