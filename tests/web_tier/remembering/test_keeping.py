"""Which of a stranger's faces are kept."""

import math

import numpy as np

from pipeline.gallery import Embedding
from web_tier.remembering.keeping import MOST_FACES, Keeping, KeptLook, keep

ADDED, LEFT_OUT = Keeping(is_kept=True), Keeping(is_kept=False)


def towards(degrees: float) -> Embedding:
    angle = math.radians(degrees)
    return np.array([math.cos(angle), math.sin(angle)], dtype=np.float32)


def kept(degrees: float, *, clarity: float = 50, pinned: bool = False) -> KeptLook:
    return KeptLook(face_id=f"at {degrees}", embedding=towards(degrees), clarity=clarity, pinned=pinned)


def test_the_first_face_is_kept() -> None:
    assert keep(towards(0), 10, []) == ADDED


def test_another_look_is_kept() -> None:
    assert keep(towards(15), 10, [kept(0)]) == ADDED


def test_the_same_look_is_not() -> None:
    assert keep(towards(5), 55, [kept(0), kept(40)]) == LEFT_OUT


def test_the_same_look_takes_its_place_where_it_is_much_clearer() -> None:
    assert keep(towards(38), 70, [kept(0), kept(40)]) == Keeping(is_kept=True, instead_of="at 40")


def test_what_somebody_pinned_stays() -> None:
    assert keep(towards(5), 99, [kept(0, clarity=1, pinned=True)]) == LEFT_OUT


def test_where_there_are_many_the_poorest_makes_room() -> None:
    many = [kept(11.0 * each, clarity=30 + each) for each in range(MOST_FACES)]
    pinned = [kept(11.0 * each, clarity=30 + each, pinned=each == 0) for each in range(MOST_FACES)]

    assert keep(towards(340), 29, many) == LEFT_OUT
    assert keep(towards(340), 40, many) == Keeping(is_kept=True, instead_of="at 0.0")
    assert keep(towards(340), 40, pinned) == Keeping(is_kept=True, instead_of="at 11.0")
