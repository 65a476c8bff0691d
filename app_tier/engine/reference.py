"""The reference engine: dlib's detector, aligner and embedder, exactly as `face_recognition` uses them.

That package itself is not imported: it loads five models and has Pillow accept truncated files. This engine
is slow, and what a faster one is measured against.
"""

from pathlib import Path

import dlib
import numpy as np
from PIL import Image

from app_tier.calibration import Calibration
from app_tier.engine import quality
from app_tier.engine.alignment.dlib_predictor import LANDMARKS
from app_tier.engine.choosing import chosen
from app_tier.engine.cropping import with_crops
from app_tier.engine.engine import Analysis, DetectedFace
from app_tier.engine.manifest import PackFile
from app_tier.engine.pack_files import verified_path
from app_tier.engine.pixels import Pixels
from app_tier.engine.stopwatch import Stopwatch
from pipeline.decoding import decode_upright
from pipeline.images import ImageLimits, allow_heic
from pipeline.messages import Options
from pipeline.results import Box, ImageSize, Landmark, ModelId

#: Larger pictures are scaled down to this before detection, pixels: the detector's time and memory grow with
#: the area, and it finds faces from 40 pixels up on the picture it is given.
MAX_DETECTION_SIDE = 1600
#: How often the picture is doubled before detection, as `face_recognition` does.
UPSAMPLING = 1
_PREDICTOR = PackFile(
    package="face_recognition_models",
    path="models/shape_predictor_5_face_landmarks.dat",
    sha256="c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
)
_EMBEDDER = PackFile(
    package="face_recognition_models",
    path="models/dlib_face_recognition_resnet_model_v1.dat",
    sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
)
_NO_FOLDER = Path()  #: the package brings both


class ReferenceEngine:
    """HOG detector, 5-point landmarks, 128 numbers a face. Not safe to share between threads."""

    model = ModelId(pack="dlib-reference", version="1")
    #: Measured on LFW: `python -m benchmarks.calibrate_matching --pack dlib-reference`.
    calibration = Calibration(
        handicap=0.038,
        curve=(
            (0.0001, 0.3449),
            (0.0003, 0.3626),
            (0.001, 0.3837),
            (0.003, 0.4061),
            (0.01, 0.4321),
            (0.03, 0.4586),
            (0.1, 0.4952),
            (0.3, 0.5421),
        ),
    )

    def __init__(self, limits: ImageLimits) -> None:
        """Load the models. Raises InvalidPack."""
        allow_heic()
        self._limits = limits
        self._detector = dlib.get_frontal_face_detector()
        self._predictor = dlib.shape_predictor(str(verified_path(_PREDICTOR, _NO_FOLDER)))
        self._embedder = dlib.face_recognition_model_v1(str(verified_path(_EMBEDDER, _NO_FOLDER)))

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        """Find and embed the picture's faces, largest first. Raises InvalidImage."""
        watch = Stopwatch()
        image = decode_upright(picture, self._limits)
        pixels = np.asarray(image)
        watch.lap("decode")
        found = chosen(self._detect(image, pixels), options)
        watch.lap("detect")
        faces = tuple(self._describe(pixels, box, score) for box, score in found)
        watch.lap("embed")
        size = ImageSize(width=image.width, height=image.height)
        if options.crops:
            faces = with_crops(faces, pixels, size)
            watch.lap("crop")
        return Analysis(image=size, faces=faces, timings=watch.timings)

    def _detect(self, image: Image.Image, pixels: Pixels) -> list[tuple[Box, float]]:
        scale = max(1.0, max(image.size) / MAX_DETECTION_SIDE)
        if scale > 1:
            smaller = (max(1, round(image.width / scale)), max(1, round(image.height / scale)))
            pixels = np.asarray(image.resize(smaller, Image.Resampling.BOX))
        rectangles, scores, _ = self._detector.run(pixels, UPSAMPLING, 0.0)
        boxes = [_box(rectangle, scale, image) for rectangle in rectangles]
        return [(box, float(score)) for box, score in zip(boxes, scores, strict=True)]

    def _describe(self, pixels: Pixels, box: Box, score: float) -> DetectedFace:
        shape = self._predictor(pixels, _rectangle(box))
        embedding = self._embedder.compute_face_descriptor(pixels, shape)
        return DetectedFace(
            box=box,
            confidence=round(score, 4),
            landmarks=tuple(
                Landmark(type=name, x=float(point.x), y=float(point.y))
                for name, point in zip(LANDMARKS, shape.parts(), strict=True)
            ),
            quality=quality.measure(pixels, box),
            embedding=np.asarray(embedding, dtype=np.float32),
        )


def _box(rectangle: dlib.rectangle, scale: float, image: Image.Image) -> Box:
    """Return a detection as a box in the upright picture, cut off at its edges."""
    left = max(0, round(rectangle.left() * scale))
    top = max(0, round(rectangle.top() * scale))
    right = min(image.width, round(rectangle.right() * scale))
    bottom = min(image.height, round(rectangle.bottom() * scale))
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def _rectangle(box: Box) -> dlib.rectangle:
    return dlib.rectangle(int(box.left), int(box.top), int(box.left + box.width), int(box.top + box.height))
