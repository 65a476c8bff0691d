"""Pictures as points."""

import math

import numpy as np
import pytest

from benchmarks.faces.comparison import parity
from benchmarks.faces.embedded import EmbeddedPictures, central_face, embedded
from benchmarks.faces.lfw import Pair
from pipeline.results import Box
from tests.benchmarks.made_analyses import analysis

LARGE_IN_A_CORNER = Box(left=0, top=0, width=40, height=40)
SMALL_IN_THE_MIDDLE = Box(left=45, top=45, width=12, height=12)


def points(**embeddings: tuple[float, float]) -> EmbeddedPictures:
    return EmbeddedPictures(
        names=tuple(embeddings), embeddings=np.array(list(embeddings.values()), dtype=np.float32)
    )


NOWHERE = (math.nan, math.nan)


def test_the_face_of_a_picture_is_the_one_nearest_to_its_centre() -> None:
    face = central_face(analysis(LARGE_IN_A_CORNER, SMALL_IN_THE_MIDDLE))

    assert face is not None
    assert face.box == SMALL_IN_THE_MIDDLE
    assert central_face(analysis()) is None


def test_a_picture_without_a_face_is_nowhere() -> None:
    pictures = embedded(["none", "one"], [analysis(), analysis(SMALL_IN_THE_MIDDLE)])

    assert pictures.found.tolist() == [False, True]
    assert pictures.embeddings[1].tolist() == [45, 45, 12, 12]


def test_pictures_that_all_have_no_face_are_all_nowhere() -> None:
    assert embedded(["a", "b"], [analysis(), analysis()]).found.tolist() == [False, False]


def test_distances_of_unit_embeddings_do_not_see_their_lengths() -> None:
    pictures = points(a=(3, 0), b=(0, 5), c=(1, 0), d=NOWHERE)
    fold = tuple(Pair(first="a", second=other, same=True) for other in "bcd")

    assert pictures.distances(fold)[:2].tolist() == pytest.approx([math.sqrt(34), 2])
    assert pictures.normalised().distances(fold).tolist() == pytest.approx(
        [math.sqrt(2), 0, math.nan], nan_ok=True
    )


def test_parity_is_over_the_pictures_in_which_both_engines_found_a_face() -> None:
    ours = points(a=(1, 0), b=(0, 2), c=(1, 1), only_ours=(1, 1))
    theirs = points(b=(0, 1), a=(0, 1), c=NOWHERE)

    assert parity(ours, theirs) == {
        "pictures": 2,
        "median": pytest.approx(0.7071),
        "p95": pytest.approx(1.3435),
        "max": pytest.approx(1.4142),
    }


def test_engines_that_share_no_face_have_no_parity() -> None:
    assert parity(points(a=NOWHERE), points(a=(1, 0))) == {"pictures": 0}
