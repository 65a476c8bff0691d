"""The package `face_recognition`, used as its users use it.

Its import makes Pillow accept truncated pictures in the whole process, and loads five models: so this module
is imported in processes of its own alone, by `loading.py`.
"""

import io

import face_recognition

from app_tier.engine.pixels import Pixels
from app_tier.engine.stopwatch import Stopwatch
from benchmarks.engine.arms.arm import Timed
from pipeline.results import Box


class FaceRecognitionArm:
    """Picture to embeddings: `load_image_file`, `face_locations`, `face_encodings`."""

    def __init__(self, model: str, upsampling: int) -> None:
        self._model = model
        self._upsampling = upsampling

    def answer(self, question: bytes) -> Timed[int]:
        """Return how many faces it embeds.

        `face_encodings` aligns and embeds in one call. What finding the landmarks takes of it is measured by
        finding them once more, which counts in no other stage.
        """
        watch = Stopwatch()
        pixels = face_recognition.load_image_file(io.BytesIO(question))
        watch.lap("decode")
        places = face_recognition.face_locations(pixels, self._upsampling, self._model)
        watch.lap("detect")
        embeddings = face_recognition.face_encodings(pixels, places, num_jitters=1)
        watch.lap("encode")
        face_recognition.face_landmarks(pixels, places, model="small")
        watch.lap("align")
        return Timed(stages=_stages(watch.stages), result=len(embeddings))


class HogArm:
    """`face_locations` with its default detector and upsampling."""

    def answer(self, question: Pixels) -> Timed[list[Box]]:
        """Return the faces' boxes."""
        watch = Stopwatch()
        places = face_recognition.face_locations(question)
        watch.lap("detect")
        boxes = [
            Box(left=left, top=top, width=right - left, height=bottom - top)
            for top, right, bottom, left in places
        ]
        return Timed(stages=watch.stages, result=boxes)


def _stages(laps: dict[str, float]) -> dict[str, float]:
    return {
        "decode": laps["decode"],
        "detect": laps["detect"],
        "align": laps["align"],
        "embed": laps["encode"] - laps["align"],
        "whole": laps["decode"] + laps["detect"] + laps["encode"],
    }
