"""The engine that a model pack makes: decode, detect, align, embed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app_tier.calibration import Calibration
from app_tier.engine import pose, quality
from app_tier.engine.alignment.aligner import Aligner
from app_tier.engine.choosing import chosen
from app_tier.engine.cropping import with_crops
from app_tier.engine.detection.detector import Detection, Detector
from app_tier.engine.embedding.embedder import Embedder
from app_tier.engine.embedding.views import embed_views
from app_tier.engine.engine import Analysis, DetectedFace
from app_tier.engine.full_size import full_box, full_landmarks, visible_box
from app_tier.engine.pixels import Pixels
from app_tier.engine.stopwatch import Stopwatch
from pipeline.decoding import Decoded, decode_within
from pipeline.images import ImageLimits, allow_heic
from pipeline.messages import Options, Views
from pipeline.results import Box, ModelId


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A model pack, loaded."""

    model: ModelId
    calibration: Calibration
    detector: Detector
    aligner: Aligner
    embedder: Embedder


class PackEngine:
    """Runs one pack. Not safe to share between threads."""

    def __init__(self, pack: Pack, limits: ImageLimits, max_image_px: int) -> None:
        allow_heic()
        self._pack = pack
        self._limits = limits
        self._max_image_px = max_image_px
        self.model = pack.model
        self.calibration = pack.calibration

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        """Find and embed the picture's faces, largest first. Raises InvalidImage."""
        watch = Stopwatch()
        decoded = decode_within(picture, self._limits, self._max_image_px)
        pixels = np.asarray(decoded.picture)
        watch.lap("decode")
        found = chosen(self._found(pixels, decoded, options.min_face_px), options)
        watch.lap("detect")
        faces = self._described(pixels, decoded, found, options.views, watch) if found else ()
        if options.crops:
            faces = with_crops(faces, pixels, decoded.full)
            watch.lap("crop")
        return Analysis(image=decoded.full, faces=faces, timings=watch.timings)

    def _found(self, pixels: Pixels, decoded: Decoded, min_face_px: int) -> list[tuple[Box, Detection]]:
        smallest = max(1, int(min_face_px / max(decoded.scale)))
        detections = self._pack.detector.detect(pixels, smallest)
        return [(full_box(visible_box(each, decoded), decoded), each) for each in detections]

    def _described(
        self,
        pixels: Pixels,
        decoded: Decoded,
        found: Sequence[tuple[Box, Detection]],
        views: Views,
        watch: Stopwatch,
    ) -> tuple[DetectedFace, ...]:
        detections = [detection for _, detection in found]
        aligned = self._pack.aligner.align(pixels, detections)
        scale = max(decoded.scale)
        qualities = [quality.measure(pixels, visible_box(each, decoded), scale) for each in detections]
        watch.lap("align")
        embeddings = embed_views(self._pack.embedder, aligned.chips, views)
        watch.lap("embed")
        return tuple(
            DetectedFace(
                box=box,
                confidence=round(detection.score, 4),
                landmarks=full_landmarks(landmarks, decoded),
                pose=None if detection.points is None else pose.estimate(detection.points),
                quality=measured,
                embedding=embedding,
            )
            for (box, detection), landmarks, measured, embedding in zip(
                found, aligned.landmarks, qualities, embeddings, strict=True
            )
        )
