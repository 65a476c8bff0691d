"""A segment is what the database says of a range of versions."""

import pytest

from pipeline.gallery import Segment, unpack_ids
from tests.web_tier.gallery.made_gallery import (
    COLLECTION,
    MODEL,
    add_faces,
    add_person,
    add_stranger,
    add_veto,
    change,
)
from tests.web_tier.gallery.reading import Known, enrolled, people_of
from web_tier.database import Sessions
from web_tier.gallery import segments
from web_tier.gallery.segments import read_segment

A, B, BOTH = (3.0, 0.0), (0.0, 0.5), (0.70711, 0.70711)


def test_a_template_is_the_mean_direction_of_all_faces(sessions: Sessions) -> None:
    ada = add_person(sessions, A, B)

    assert _people(sessions, 1, 1) == {ada: {MODEL: Known(is_stranger=False, faces=2, centre=BOTH)}}


def test_everybody_stands_in_the_segment_of_their_last_change(sessions: Sessions) -> None:
    ada, bob, stranger = add_person(sessions, A), add_person(sessions, B), add_stranger(sessions, A)
    add_faces(sessions, ada, B)

    assert set(_people(sessions, 1, 1)) == set()
    assert set(_people(sessions, 1, 3)) == {bob, stranger}
    assert _people(sessions, 3, 3)[stranger][MODEL].is_stranger
    assert set(_people(sessions, 4, 4)) == {ada}


def test_somebody_with_faces_of_two_models_has_a_template_of_each(sessions: Sessions) -> None:
    ada = add_person(sessions, A, model="old")
    add_faces(sessions, ada, B, B, model="new")

    segment = _segment(sessions, 1, 2)

    assert [group.model for group in segment.templates] == ["new", "old"]
    known = people_of(segment)[ada]
    assert (known["new"].faces, known["new"].centre) == (2, (0.0, 1.0))
    assert (known["old"].faces, known["old"].centre) == (1, (1.0, 0.0))


def test_a_veto_stands_beside_the_template_of_its_model_alone(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    bob = add_person(sessions, B, model="of which ada has no face")
    add_veto(sessions, ada, B)
    add_veto(sessions, ada, B, model="of which ada has no face")

    people = _people(sessions, 1, 4)

    assert people[ada] == {
        MODEL: Known(is_stranger=False, faces=1, centre=(1.0, 0.0), vetoes=frozenset({(0.0, 1.0)}))
    }
    assert people[bob]["of which ada has no face"].vetoes == frozenset()


def test_who_left_is_named_except_where_there_was_nothing_before(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    change(sessions, ada, suspended=True)

    assert unpack_ids(_segment(sessions, 2, 2).removed) == [ada]
    assert unpack_ids(_segment(sessions, 1, 2).removed) == []


def test_another_collection_is_another_gallery(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    add_person(sessions, B, collection="other")

    assert set(_people(sessions, 1, 1)) == {ada}


def test_a_segment_that_is_read_in_many_pieces_is_whole(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "ROWS_AT_ONCE", 2)
    for _ in range(3):
        add_person(sessions, A, B, B)

    assert _people(sessions, 1, 3) == enrolled(sessions)


def _segment(sessions: Sessions, first: int, last: int) -> Segment:
    with sessions() as session:
        return read_segment(session, COLLECTION, first, last)


def _people(sessions: Sessions, first: int, last: int) -> dict[str, dict[str, Known]]:
    return people_of(_segment(sessions, first, last))
