"""The agency's colours, dark enough to be read on white and to carry white letters (signs §5)."""

from __future__ import annotations

import math
from functools import cache

Rgb = tuple[float, float, float]

CONTRAST = 7.0
USUAL = "#14424a"  # for an agency that names no colour
STEP = 0.97
DAY = (0.98, 0.976, 0.968)  # the darker of the light grounds of our pages
NIGHT = (0.126, 0.118, 0.110)  # the lighter of the dark grounds of our pages


def readable(colour: str) -> Rgb:
    """`#RRGGBB` as it is, or darkened in its own hue until it stands 7:1 against white."""
    rgb = parse(colour or USUAL)
    while contrast_with_white(rgb) < CONTRAST:
        rgb = (rgb[0] * STEP, rgb[1] * STEP, rgb[2] * STEP)
    return rgb


@cache
def css_colour(configured: str) -> str:
    """The agency's colour as `#rrggbb`, dark enough for text of 7:1 on our pages. «»: the usual one."""
    rgb = parse(configured or USUAL)
    while _contrast(DAY, rgb) < CONTRAST:
        rgb = (rgb[0] * STEP, rgb[1] * STEP, rgb[2] * STEP)
    return _css(rgb)


@cache
def night_colour(configured: str) -> str:
    """The same hue for dark pages: as it is, or lightened until it stands 7:1 against their ground."""
    rgb = parse(configured or USUAL)
    while _contrast(rgb, NIGHT) < CONTRAST:
        rgb = (1 - (1 - rgb[0]) * STEP, 1 - (1 - rgb[1]) * STEP, 1 - (1 - rgb[2]) * STEP)
    return _css(rgb, up=True)


def _css(rgb: Rgb, *, up: bool = False) -> str:
    """Rounded away from the ground, so that no contrast is lost."""
    return "#" + "".join(f"{(math.ceil if up else math.floor)(part * 255):02x}" for part in rgb)


def parse(colour: str) -> Rgb:
    """`#RRGGBB` as parts of one."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def contrast_with_white(rgb: Rgb) -> float:
    """The ratio of WCAG 2: 1 for white, 21 for black."""
    return _contrast((1.0, 1.0, 1.0), rgb)


def _contrast(light: Rgb, dark: Rgb) -> float:
    return (_luminance(light) + 0.05) / (_luminance(dark) + 0.05)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
