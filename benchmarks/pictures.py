"""Pictures to work on: a folder of real ones where there is one, else faces drawn here.

A drawn face is plain geometry, and dlib's detector takes it for a face. It serves throughput and tests of the
flow; accuracy is never measured on it.
"""

import io
import random
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture's file name and its bytes."""

    name: str
    data: bytes


def pictures(folder: Path, count: int) -> list[Picture]:
    """Return `count` pictures from below `folder`, evenly chosen, or drawn ones if it has none."""
    paths = sorted(path for path in folder.rglob("*.jpg") if path.is_file())
    if not paths:
        return [Picture(name=f"drawn_{seed:04d}.jpg", data=drawn_face(seed)) for seed in range(count)]
    chosen = [paths[index * len(paths) // count % len(paths)] for index in range(count)]
    return [Picture(name=f"{i:04d}_{path.name}", data=path.read_bytes()) for i, path in enumerate(chosen)]


def drawn_face(seed: int, size: int = 250) -> bytes:
    """Return a JPEG of one drawn face; the same seed gives the same bytes."""
    buffer = io.BytesIO()
    _drawing(random.Random(seed), size).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def _drawing(chance: random.Random, size: int) -> Image.Image:
    grey = chance.randint(60, 200)
    picture = Image.new("RGB", (size, size), (grey, grey, grey))
    skin = (chance.randint(170, 235), chance.randint(130, 180), chance.randint(100, 150))
    width, height = size * 0.23 * chance.uniform(0.9, 1.1), size * 0.31 * chance.uniform(0.9, 1.1)
    _Head(ImageDraw.Draw(picture), size / 2, width, height, skin).draw()
    return picture.filter(ImageFilter.GaussianBlur(size / 120))


@dataclass(frozen=True)
class _Head:
    """One head in the middle of a square, drawn in units of its half width and half height."""

    canvas: ImageDraw.ImageDraw
    centre: float
    width: float
    height: float
    skin: Colour

    def draw(self) -> None:
        self._oval(0, -0.33, 1.15, 0.92, (50, 35, 25))  # hair
        self._oval(0, 0, 1, 1, self.skin)
        for side in (-0.42, 0.42):
            self._eye(side)
        self._nose()
        self._oval(0, 0.535, 0.35, 0.085, (150, 60, 60))  # mouth
        self._oval(0, 0.53, 0.33, 0.01, (80, 30, 30))

    def _eye(self, x: float) -> None:
        self._oval(x, -0.19, 0.28, 0.13, self._shade(0.8))
        self._oval(x, -0.18, 0.2, 0.06, (245, 245, 245))
        self._oval(x, -0.18, 0.09, 0.06, (30, 20, 20))
        self._oval(x, -0.37, 0.28, 0.025, (50, 35, 25))  # brow

    def _nose(self) -> None:
        corners = [(-0.06, -0.1), (0.06, -0.1), (0.16, 0.25), (-0.16, 0.25)]
        self.canvas.polygon([self._point(x, y) for x, y in corners], fill=self._shade(0.8))
        self._oval(0, 0.25, 0.14, 0.05, self._shade(0.55))

    def _oval(self, x: float, y: float, half_width: float, half_height: float, colour: Colour) -> None:
        corners = [self._point(x - half_width, y - half_height), self._point(x + half_width, y + half_height)]
        self.canvas.ellipse(corners, fill=colour)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return self.centre + x * self.width, self.centre + y * self.height

    def _shade(self, factor: float) -> Colour:
        red, green, blue = self.skin
        return int(red * factor), int(green * factor), int(blue * factor)
