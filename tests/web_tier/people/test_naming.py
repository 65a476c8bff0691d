"""Naming a stranger: the same id, with a name, and all that was seen is the person's."""

import pytest

from tests.web_tier.people.published import published
from tests.web_tier.people.rows import add_job, add_person, add_sighting
from web_tier import people
from web_tier.database import Sessions
from web_tier.failures import Conflict, NotFound, RequestFailure
from web_tier.models import Collection, PersonKind
from web_tier.people.naming import name_stranger
from web_tier.person_fields import Consent, PersonFields

NOW = 99.0


def test_a_named_stranger_is_a_person_with_the_history_that_was_theirs(sessions: Sessions) -> None:
    with sessions.begin() as session:
        stranger = add_person(session, "", faces=2)
        add_sighting(session, stranger, add_job(session), at=10.0)

    fields = PersonFields(name="Ada", external_id="7", details={"team": "x"}, consent=Consent(purpose="door"))
    with sessions.begin() as session:
        name_stranger(session, stranger.id, fields, NOW)

    with sessions() as session:
        ada = people.get(session, stranger.id)
        assert (ada.kind, ada.name, ada.external_id, ada.details) == ("person", "Ada", "7", {"team": "x"})
        assert (ada.consent_purpose, ada.consent_given_at, ada.sightings) == ("door", NOW, 1)
        assert [face.pinned for face in people.faces_of(session, ada.id)] == [True, True]
        with pytest.raises(NotFound):
            people.get_stranger(session, ada.id)


def test_workers_know_the_person_from_the_next_request_on(sessions: Sessions) -> None:
    with sessions.begin() as session:
        stranger = add_person(session, "", faces=1)

    with sessions.begin() as session:
        name_stranger(session, stranger.id, PersonFields(name="Ada"), NOW)

    with sessions() as session:
        collection = session.get_one(Collection, "default")
        assert collection.needed_version == collection.version  # a stranger's change is waited for by nobody
    assert published(sessions).people == {stranger.id: (False, 1)}


def test_a_name_that_cannot_be_given_leaves_a_stranger(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", external_id="7")
        stranger = add_person(session, "", faces=1)
    expired = Consent.model_validate({"purpose": "door", "expires_at": "1970-01-01T00:00:05Z"})

    with pytest.raises(Conflict), sessions.begin() as session:
        name_stranger(session, stranger.id, PersonFields(name="Bob", external_id="7"), NOW)
    with pytest.raises(RequestFailure, match="expired"), sessions.begin() as session:
        name_stranger(session, stranger.id, PersonFields(name="Bob", consent=expired), NOW)
    with pytest.raises(NotFound), sessions.begin() as session:
        name_stranger(session, ada.id, PersonFields(name="Bob"), NOW)  # has one

    with sessions() as session:
        assert people.get_stranger(session, stranger.id).kind == PersonKind.STRANGER
