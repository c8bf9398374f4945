"""The sizes in which a sign is printed, and how far each one reaches (signs §4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from adapters.language import tr
from bot.signs.qr import Unprintable

Shape = Literal["tall", "card", "wide", "story"]

INCH_MM = 25.4
HAND_SQUARE_MM = 0.8
DOOR_SQUARE_MM = 2.0  # ours: what a metre leaves of the 3 mm for the street
STREET_SQUARE_MM = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`side_mm` is the QR without its quiet zone, `reach_m` the largest distance we claim, `bleed_mm` the usual
    bleed, `clear_mm` what an app covers at the top and bottom of a screen. `photo_side_mm`: the QR that leaves room for
    a photograph, 0 where the usual one does."""

    name: str
    width_mm: float
    height_mm: float
    side_mm: float
    reach_m: float
    square_min_mm: float
    shape: Shape = "tall"
    photo_side_mm: float = 0.0
    bleed_mm: float = 3.0
    clear_mm: float = 0.0
    screen_px: tuple[int, int] | None = None

    def beside_photo(self) -> Layout:
        """The same with the smaller QR, and what that one reaches."""
        if not self.photo_side_mm:
            return self
        return replace(self, side_mm=self.photo_side_mm, reach_m=self.photo_side_mm / 100)


def _paper(
    name: str,
    size_mm: tuple[float, float],
    side_mm: float,
    reach_m: float,
    square_min_mm: float,
    shape: Shape = "tall",
    photo_side_mm: float = 0.0,
) -> Layout:
    width, height = size_mm
    return Layout(
        name=name,
        width_mm=width,
        height_mm=height,
        side_mm=side_mm,
        reach_m=reach_m,
        square_min_mm=square_min_mm,
        shape=shape,
        photo_side_mm=photo_side_mm,
    )


def _inches(width: float, height: float) -> tuple[float, float]:
    return width * INCH_MM, height * INCH_MM


STORY_MM_PER_PX = INCH_MM / 400  # so wide as a phone's screen is

_ALL = (
    _paper("tarjeta", (85, 55), 25, 0.25, HAND_SQUARE_MM, "card"),
    _paper("volante", (148, 210), 40, 0.4, HAND_SQUARE_MM),
    _paper("a5", (148, 210), 40, 0.4, HAND_SQUARE_MM),
    _paper("a4", (210, 297), 100, 1, DOOR_SQUARE_MM, photo_side_mm=80),
    _paper("carta", _inches(8.5, 11), 100, 1, DOOR_SQUARE_MM, photo_side_mm=80),
    _paper("a3", (297, 420), 180, 1.8, STREET_SQUARE_MM, photo_side_mm=120),
    _paper("tabloide", _inches(11, 17), 180, 1.8, STREET_SQUARE_MM, photo_side_mm=120),
    _paper("18x24", _inches(18, 24), 300, 3, STREET_SQUARE_MM, photo_side_mm=200),
    _paper("24x36", _inches(24, 36), 450, 4.5, STREET_SQUARE_MM, photo_side_mm=260),
    _paper("rider", _inches(24, 6), 100, 1, DOOR_SQUARE_MM, "wide"),
    Layout(
        name="historia",
        shape="story",
        width_mm=1080 * STORY_MM_PER_PX,
        height_mm=1920 * STORY_MM_PER_PX,
        side_mm=280 * STORY_MM_PER_PX,
        reach_m=0.17,
        square_min_mm=0.5,  # lit, and held still in a hand
        bleed_mm=0,
        clear_mm=220 * STORY_MM_PER_PX,
        screen_px=(1080, 1920),
    ),
)
LAYOUTS = {layout.name: layout for layout in _ALL}


def check_distance(layout: Layout, distance_m: float | None) -> None:
    """Raises Unprintable when people stand farther away than the layout reaches. None: its own reach is enough."""
    if distance_m is None or distance_m <= layout.reach_m:
        return
    farther = [other for other in _ALL if other.reach_m >= distance_m and other.screen_px is None]
    if not farther:
        most = max(_ALL, key=lambda other: other.reach_m)
        raise Unprintable(
            tr(
                f"ningún letrero se lee a {distance_m:g} m; el que más alcanza es {most.name}, "
                f"hasta {most.reach_m:g} m. "
                "No sirve para quien va manejando: ponlo donde la gente pueda parar",
                f"no sign can be read at {distance_m:g} m; the one that reaches furthest is {most.name}, "
                f"up to {most.reach_m:g} m. "
                "It is of no use to somebody who drives: put it where people can stop",
            )
        )
    smallest = min(farther, key=lambda other: (other.reach_m, other.width_mm * other.height_mm))
    raise Unprintable(
        tr(
            f"{layout.name} se lee hasta {layout.reach_m:g} m, porque su QR mide {layout.side_mm / 10:.3g} cm, "
            f"y la gente va a estar a {distance_m:g} m: usa {smallest.name}, que llega a {smallest.reach_m:g} m",
            f"{layout.name} can be read up to {layout.reach_m:g} m: its QR measures {layout.side_mm / 10:.3g} cm, "
            f"and people will be at {distance_m:g} m: use {smallest.name}, which reaches {smallest.reach_m:g} m",
        )
    )
