"""Merging: everything that was the others' is the first one's, and they are gone."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web_tier.people.published import published
from tests.web_tier.people.rows import (
    add_face,
    add_job,
    add_mention,
    add_person,
    add_sighting,
    links,
    mentions,
    names,
    vetoes,
)
from web_tier import people
from web_tier.database import Sessions
from web_tier.failures import Conflict, NotFound, RequestFailure
from web_tier.models import Delivery, Face, Job, Person, PersonKind, Purpose, Role, Sighting, Veto, Webhook
from web_tier.people.links import forbid
from web_tier.people.merging import unite

NOW = 99.0


def merged(
    sessions: Sessions,
    into: Person,
    *others: Person,
    kind: PersonKind = PersonKind.PERSON,
    force: bool = False,
) -> Person:
    with sessions.begin() as session:
        return unite(session, into.id, [each.id for each in others], kind=kind, force=force, now=NOW)


def test_a_strangers_history_becomes_the_persons(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", faces=1, external_id="7", details={"team": "x"})
        stranger = add_person(session, "", faces=2)
        add_sighting(session, ada, add_job(session), at=20.0, clarity=30.0)
        add_sighting(session, stranger, add_job(session), at=5.0, clarity=80.0)
        add_sighting(session, stranger, add_job(session), at=50.0, clarity=40.0)

    merged(sessions, ada, stranger)

    with sessions() as session:
        assert names(session) == ["Ada"]
        person = people.get(session, ada.id)
        assert (person.external_id, person.details, person.updated_at) == ("7", {"team": "x"}, NOW)
        assert (person.sightings, person.first_seen_at, person.last_seen_at) == (3, 5.0, 51.0)
        assert person.clarity == 80.0
        assert len(people.faces_of(session, ada.id)) == 3
        sightings = session.scalars(select(Sighting)).all()
        assert {each.person_id for each in sightings} == {ada.id}
        # what the sink has of the stranger is not as it stands any more
        assert sorted(each.exported for each in sightings) == [False, False, True]


def test_the_gallery_has_one_of_them_with_the_faces_of_all(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, again = add_person(session, "Ada", faces=1), add_person(session, "Ada?", faces=1)
        stranger, other = add_person(session, "", faces=2), add_person(session, "Bob", faces=1)

    merged(sessions, ada, again, stranger)

    assert published(sessions).people == {ada.id: (False, 4), other.id: (False, 1)}


def test_merged_faces_are_pinned_so_that_no_clustering_parts_them(sessions: Sessions) -> None:
    with sessions.begin() as session:
        one, other = add_person(session, "", faces=1), add_person(session, "", faces=1)

    merged(sessions, one, other, kind=PersonKind.STRANGER)

    with sessions() as session:
        assert [face.pinned for face in people.faces_of(session, one.id)] == [True, True]
        assert people.get_stranger(session, one.id).name == ""
    assert published(sessions).people == {one.id: (True, 2)}


def test_documents_speak_of_whoever_is_left_once_for_each_face(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, bob, stranger = (add_person(session, name) for name in ("Ada", "Bob", ""))
        both, alone = add_job(session), add_job(session)
        add_mention(session, ada, both, role=Role.NEAR)
        add_mention(session, stranger, both, role=Role.IS)
        add_mention(session, bob, both, role=Role.NEAR)
        add_mention(session, ada, both, index=1, role=Role.IS)
        add_mention(session, stranger, both, index=1, role=Role.NEAR)
        add_mention(session, stranger, alone, role=Role.NEAR)

    merged(sessions, ada, stranger)

    assert mentions(sessions) == {
        (both.id, 0, ada.id, Role.IS),
        (both.id, 0, bob.id, Role.NEAR),
        (both.id, 1, ada.id, Role.IS),
        (alone.id, 0, ada.id, Role.NEAR),
    }


def test_what_was_said_of_the_others_is_said_of_whoever_is_left(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, bob, one, two = (add_person(session, name) for name in ("Ada", "Bob", "", ""))
        forbid(session, one.id, bob.id)
        forbid(session, two.id, bob.id)
        first, second = add_job(session), add_job(session)
        for person, job in ((ada, first), (one, first), (one, second)):
            add_veto(session, person, job)

    merged(sessions, ada, one, two)

    assert links(sessions) == {frozenset((ada.id, bob.id))}
    assert vetoes(sessions) == {(ada.id, first.id, 0), (ada.id, second.id, 0)}


def test_a_veto_against_a_face_that_is_the_persons_after_all_is_withdrawn(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, stranger = add_person(session, "Ada", faces=1), add_person(session, "")
        face = add_face(session, stranger, axis=1)
        add_veto(session, ada, session.get_one(Job, face.job_id))

    merged(sessions, ada, stranger)

    assert vetoes(sessions) == set()
    assert published(sessions).vetoes == {ada.id: []}


def test_jobs_and_deliveries_follow(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, again = add_person(session, "Ada"), add_person(session, "Ada?")
        enrolling = add_job(session, purpose=Purpose.ENROL, person_id=again.id)
        delivery = add_delivery(session, again)

    merged(sessions, ada, again)

    with sessions() as session:
        assert session.get_one(Job, enrolling.id).person_id == ada.id
        assert session.get_one(Delivery, delivery.id).person_id == ada.id


def test_two_who_are_not_one_person_are_merged_by_force_alone(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, twin, bob = (add_person(session, name, faces=1) for name in ("Ada", "Ida", "Bob"))
        forbid(session, ada.id, twin.id)
        forbid(session, twin.id, bob.id)

    with pytest.raises(Conflict, match="force"):
        merged(sessions, ada, twin)
    with pytest.raises(Conflict, match="force"):
        merged(sessions, ada, bob, twin)  # the link is between the two that are merged into a third
    merged(sessions, ada, twin, force=True)

    assert links(sessions) == {frozenset((ada.id, bob.id))}


def test_whoever_was_merged_is_found_by_either_id_and_not_merged_again(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, again = add_person(session, "Ada"), add_person(session, "Ada?")

    merged(sessions, ada, again)

    with sessions() as session:
        assert people.get(session, again.id).id == people.get(session, ada.id).id == ada.id
    with pytest.raises(NotFound):
        merged(sessions, ada, again)


def test_what_cannot_be_merged_stays_as_it_is(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, stranger = add_person(session, "Ada", faces=1), add_person(session, "", faces=1)
        elsewhere = add_person(session, "Eve", collection="staff")

    with pytest.raises(RequestFailure, match="themselves"):
        merged(sessions, ada, stranger, ada)
    with pytest.raises(Conflict, match="collection"):
        merged(sessions, ada, elsewhere)
    with pytest.raises(Conflict, match="name"):
        merged(sessions, stranger, ada, kind=PersonKind.STRANGER)
    with pytest.raises(NotFound):
        merged(sessions, stranger, ada)  # a stranger's id, where a person's is asked for

    with sessions() as session:
        assert names(session) == ["", "Ada", "Eve"]
        assert len(session.scalars(select(Face)).all()) == 2


def add_veto(session: Session, person: Person, job: Job) -> None:
    session.add(
        Veto(
            id=f"{person.id[:16]}{job.id[:16]}",
            person_id=person.id,
            job_id=job.id,
            face_index=0,
            model="tests",
            embedding=b"\x00\x00\x80?" * 4,
            created_at=1.0,
        )
    )
    session.flush()


def add_delivery(session: Session, person: Person) -> Delivery:
    hook = Webhook(
        id="a" * 32, collection="default", url="https://example.org", events=[], secret="s", created_at=1.0
    )
    session.add(hook)
    session.flush()
    delivery = Delivery(
        id="b" * 32,
        webhook_id=hook.id,
        event="sighting",
        person_id=person.id,
        payload={},
        status="waiting",
        due_at=1.0,
        created_at=1.0,
    )
    session.add(delivery)
    session.flush()
    return delivery
