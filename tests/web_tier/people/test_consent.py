"""Consent: who may be recognised, and until when."""

import pytest
from pydantic import ValidationError

from pipeline.stores.memory import MemoryStore
from tests.web_tier.people.published import published, published_to
from tests.web_tier.people.rows import add_person
from web_tier import people
from web_tier.database import Sessions
from web_tier.failures import RequestFailure
from web_tier.models import Collection, Person
from web_tier.people import consent
from web_tier.people.consent import Consents
from web_tier.person_fields import Consent, NewPerson, PersonChanges


def until(time: str | None) -> Consent:
    return Consent.model_validate({"purpose": "attendance", "expires_at": time})


def suspended(sessions: Sessions) -> list[str]:
    with sessions() as session:
        return sorted(each.name for each in session.query(Person).where(Person.suspended.is_(True)))


def test_whose_consent_expires_leaves_the_gallery_and_nobody_else(sessions: Sessions) -> None:
    with sessions.begin() as session:
        add_person(session, "Ada", faces=1, consent_expires_at=50.0)
        add_person(session, "Eve", faces=1, consent_expires_at=50.0, collection="staff")
        bob = add_person(session, "Bob", faces=1, consent_expires_at=51.0)
        cleo = add_person(session, "Cleo", faces=1)

    Consents(sessions=sessions, clock=lambda: 50.0).step()

    assert suspended(sessions) == ["Ada", "Eve"]
    state = MemoryStore()
    assert published_to(state, sessions).people == {bob.id: (False, 1), cleo.id: (False, 1)}
    assert published_to(state, sessions, "staff").people == {}


def test_however_many_expire_at_once_one_step_suspends_them_all(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consent, "BATCH", 2)
    with sessions.begin() as session:
        for n in range(5):
            add_person(session, f"P{n}", faces=1, consent_expires_at=50.0)

    Consents(sessions=sessions, clock=lambda: 50.0).step()

    assert suspended(sessions) == ["P0", "P1", "P2", "P3", "P4"]


def test_a_step_without_anything_expired_changes_no_gallery(sessions: Sessions) -> None:
    with sessions.begin() as session:
        add_person(session, "Ada", faces=1, consent_expires_at=50.0)
    consents = Consents(sessions=sessions, clock=lambda: 50.0)
    consents.step()

    with sessions() as session:
        before = session.get_one(Collection, "default").version
    consents.step()

    with sessions() as session:
        assert session.get_one(Collection, "default").version == before


def test_a_renewed_consent_takes_the_person_back(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", faces=1, consent_expires_at=50.0)
    Consents(sessions=sessions, clock=lambda: 50.0).step()

    with sessions.begin() as session:
        people.update(session, ada.id, PersonChanges(consent=until("1970-01-01T00:02:00Z")), now=60.0)

    assert suspended(sessions) == []
    assert published(sessions).people == {ada.id: (False, 1)}


def test_a_consent_that_is_withdrawn_takes_effect_at_once(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", faces=1)

    with sessions.begin() as session:
        people.update(session, ada.id, PersonChanges(consent=until("1970-01-01T00:01:00Z")), now=60.0)

    assert suspended(sessions) == ["Ada"]
    assert published(sessions).people == {}


def test_a_change_of_something_else_leaves_the_consent_as_it_is(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", faces=1, consent_expires_at=50.0, consent_purpose="attendance")
    Consents(sessions=sessions, clock=lambda: 50.0).step()

    with sessions.begin() as session:
        changed = people.update(session, ada.id, PersonChanges(name="Ada L."), now=60.0)

    assert (changed.suspended, changed.consent_expires_at) == (True, 50.0)


def test_a_new_persons_consent_must_not_have_expired(sessions: Sessions) -> None:
    new = NewPerson(name="Ada", consent=until("1970-01-01T00:01:00Z"))

    with pytest.raises(RequestFailure, match="expired"), sessions.begin() as session:
        people.create(session, new, now=60.0)
    with sessions.begin() as session:
        ada = people.create(session, new, now=59.0)

    assert (ada.consent_given_at, ada.consent_expires_at, ada.suspended) == (59.0, 60.0, False)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"purpose": ""},
        {"purpose": "x" * 501},
        {"purpose": "door", "expires_at": "soon"},
        {"purpose": "door", "expires_at": "0001-01-01T00:00:00+14:00"},
        {"purpose": "door", "given_at": "2026-01-02", "expires_at": "2026-01-02"},
        {"purpose": "door", "until": "2026-01-02"},
    ],
)
def test_a_consent_that_makes_no_sense_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Consent.model_validate(said)


def test_a_time_without_a_zone_is_in_utc() -> None:
    here = Consent.model_validate({"purpose": "door", "given_at": "2026-01-02T03:04:05"})
    there = Consent.model_validate({"purpose": "door", "given_at": "2026-01-02T05:04:05+02:00"})

    assert here.given_at_or(0.0) == there.given_at_or(0.0) == 1767323045.0
