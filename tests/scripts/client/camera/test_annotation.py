"""The annotated film shows boxes and names on all frames."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Box
from scripts.client.answers import Face, Match, Recognition
from scripts.client.camera.annotation import CODECS, AnnotatedFilm, fitted, with_faces
from scripts.client.camera.frames import Frame
from scripts.client.camera.relay import Seen
from tests.scripts.client.camera.pictures import frame, read_film, scene, shot

ADA = Face(
    box=Box(left=40, top=50, width=60, height=60),
    match=Match(verdict=Verdict.KNOWN, name="Ada Lovelace", person_id="1", similarity=93.4, distance=0.4),
)


def seen(*faces: Face) -> Seen:
    """Return an answer."""
    recognition = Recognition(job_id="j", status=JobStatus.DONE, outcome=Outcome.RECOGNISED, faces=faces)
    return Seen(
        shot=shot("a.jpg"), recognition=recognition, milliseconds=1, delay_milliseconds=1, was_kept=False
    )


@pytest.mark.parametrize("suffix", CODECS)
def test_every_frame_is_in_the_film_with_the_last_answers_boxes(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"

    with AnnotatedFilm(path, 5) as film:
        for answer in (None, seen(ADA), None, seen()):
            film.show(frame(), answer)

    has_box = [pixels[80, 40:43].max() > 140 for pixels in read_film(path)]
    assert has_box == [False, True, True, False]


def test_the_picture_that_is_sent_is_not_drawn_upon() -> None:
    pixels = scene()

    drawn = with_faces(pixels, [ADA])

    assert np.array_equal(pixels, scene())
    assert not np.array_equal(drawn, pixels)


def test_frames_of_other_sizes_are_fitted_into_the_film(tmp_path: Path) -> None:
    wide = np.full((50, 400, 3), 200, dtype=np.uint8)

    with AnnotatedFilm(tmp_path / "out.avi", 5) as film:
        film.show(frame(), None)
        film.show(Frame(name="wide", taken_at=0, pixels=wide), None)
        film.show(Frame(name="unreadable", taken_at=0, pixels=None, encoded=b"?"), None)

    assert [pixels.shape for pixels in read_film(tmp_path / "out.avi")] == [(120, 160, 3)] * 2
    assert fitted(wide, (160, 120))[0].max() == 0
