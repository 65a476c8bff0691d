"""The inbox of strangers: its order, its pages, and the picture of each."""

from typing import Any

import pytest

from tests.web_tier.people.rows import add_face, add_job, add_person, add_sighting
from web_tier.database import Sessions
from web_tier.failures import RequestFailure
from web_tier.people import unknowns
from web_tier.people.unknowns import UnknownsQuery


def listed(sessions: Sessions, **asked: Any) -> tuple[list[str], str | None]:
    with sessions() as session:
        page = unknowns.page(session, UnknownsQuery(**asked))
        return [each.id for each in page.items], page.next


def test_who_was_seen_most_comes_first_then_who_was_seen_most_clearly(sessions: Sessions) -> None:
    with sessions.begin() as session:
        once = add_person(session, "", sightings=1, clarity=99.0)
        often = add_person(session, "", sightings=7, clarity=10.0)
        often_clear = add_person(session, "", sightings=7, clarity=80.0)
        add_person(session, "Ada", sightings=9)
        elsewhere = add_person(session, "", sightings=8, collection="staff")

    assert listed(sessions, collection="default")[0] == [often_clear.id, often.id, once.id]
    assert listed(sessions)[0] == [elsewhere.id, often_clear.id, often.id, once.id]


def test_pages_have_everybody_once_also_where_many_are_alike(sessions: Sessions) -> None:
    with sessions.begin() as session:
        made = {add_person(session, "", sightings=n // 4, clarity=float(n // 2)).id for n in range(11)}

    seen, cursor = listed(sessions, limit=3)
    while cursor:
        page, cursor = listed(sessions, limit=3, cursor=cursor)
        seen += page

    assert (len(seen), set(seen)) == (11, made)


def test_another_lists_cursor_is_refused(sessions: Sessions) -> None:
    with sessions() as session, pytest.raises(RequestFailure):
        unknowns.page(session, UnknownsQuery(cursor="eyJhdCI6WzEuMF0sImlkIjoiMCJ9"))  # one number, an id


def test_the_picture_of_a_stranger_is_that_of_the_clearest_sighting(sessions: Sessions) -> None:
    with sessions.begin() as session:
        stranger = add_person(session, "")
        assert unknowns.best_crop(session, stranger.id) is None
        add_face(session, stranger).crop_key = "crops/face.jpg"
        session.flush()
        assert unknowns.best_crop(session, stranger.id) == "crops/face.jpg"
        for clarity, key in ((20.0, "crops/dim.jpg"), (80.0, "crops/clear.jpg"), (90.0, None)):
            add_sighting(session, stranger, add_job(session), clarity=clarity).crop_key = key
        session.flush()

        assert unknowns.best_crop(session, stranger.id) == "crops/clear.jpg"
