"""The agency's colours, dark enough to be read on white and to carry white letters (signs §5)."""

from __future__ import annotations

Rgb = tuple[float, float, float]

CONTRAST = 7.0
USUAL = "#14424a"  # for an agency that names no colour
STEP = 0.97


def readable(colour: str) -> Rgb:
    """`#RRGGBB` as it is, or darkened in its own hue until it stands 7:1 against white."""
    rgb = parse(colour or USUAL)
    while contrast_with_white(rgb) < CONTRAST:
        rgb = (rgb[0] * STEP, rgb[1] * STEP, rgb[2] * STEP)
    return rgb


def parse(colour: str) -> Rgb:
    """`#RRGGBB` as parts of one."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def contrast_with_white(rgb: Rgb) -> float:
    """The ratio of WCAG 2: 1 for white, 21 for black."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
