"""The calls of the HTTP interface, as the clients make them."""

import threading
from collections.abc import Iterator

import pytest

from scripts.client.connection import Connection
from scripts.client.failures import Refused
from scripts.client.patience import Patience
from scripts.client.service import Facefleet
from tests.scripts.stand_in import Fault, StandIn


@pytest.fixture
def facefleet(service: StandIn) -> Iterator[Facefleet]:
    """The stand-in, as a client sees it."""
    with Connection(service.url) as connection:
        yield Facefleet(connection, Patience(10, threading.Event()), poll_seconds=0.01)


def test_the_known_faces_are_named_largest_first(facefleet: Facefleet) -> None:
    recognition = facefleet.recognise("a.jpg", b"who=?,Ada,Grace;", key="k", collection="default")

    assert recognition.names == ("Ada", "Grace")
    assert len(recognition.faces) == 3


def test_a_job_that_takes_long_is_asked_for_until_it_is_done(service: StandIn, facefleet: Facefleet) -> None:
    service.looks = 3

    recognition = facefleet.recognise("a.jpg", b"who=Ada;", key="k", collection="default")

    assert recognition.names == ("Ada",)
    assert service.requests["GET /api/v1/jobs/job1"] == 4


def test_an_upload_whose_answer_was_lost_is_the_same_job_again(
    service: StandIn, facefleet: Facefleet
) -> None:
    service.faults.append(Fault("POST", "/recognitions", cuts_the_answer=True))

    recognition = facefleet.recognise("a.jpg", b"who=Ada;", key="k", collection="default")

    assert recognition.job_id == "job1"
    assert service.requests["POST /api/v1/recognitions"] == 2
    assert len(service.jobs) == 1


@pytest.mark.parametrize(("end", "status"), [("job_failed", 500), ("expired", 504)])
def test_a_job_that_fails_later_is_refused(
    service: StandIn, facefleet: Facefleet, end: str, status: int
) -> None:
    service.looks, service.end = 1, end

    with pytest.raises(Refused) as caught:
        facefleet.recognise("a.jpg", b"who=Ada;", key="k", collection="default")

    assert caught.value.status == status


def test_a_plain_upload_answers_the_name_after_the_stem(facefleet: Facefleet) -> None:
    assert facefleet.plain_name("12:30.jpg", b"who=Ada: Countess;") == "Ada: Countess"
    assert facefleet.plain_name("b.jpg", b"who=?;") == "unknown"


def test_a_person_is_found_by_the_whole_name_on_whatever_page(service: StandIn, facefleet: Facefleet) -> None:
    service.page_size = 1
    names = ["Ada", "Ada Byron", "Ada King"]

    created = [facefleet.person(name, "default").id for name in names]
    found = [facefleet.person(name, "default").id for name in names]

    assert created == found
    assert len(service.people) == 3


def test_a_creation_whose_answer_was_lost_makes_nobody_twice(service: StandIn, facefleet: Facefleet) -> None:
    service.faults.append(Fault("POST", "/api/v1/people", cuts_the_answer=True))

    person = facefleet.person("Ada", "default")

    assert list(service.people) == [person.id]


def test_people_of_another_collection_are_other_people(service: StandIn, facefleet: Facefleet) -> None:
    assert facefleet.person("Ada", "one").id != facefleet.person("Ada", "two").id


def test_an_enrolment_that_takes_long_is_waited_for(service: StandIn, facefleet: Facefleet) -> None:
    service.looks = 1
    person = facefleet.person("Ada", "default")

    enrolled = facefleet.enrol(person, "a.jpg", b"who=Ada;", key="k")

    assert {face.id for face in enrolled.faces} == facefleet.face_ids(person)
    assert len(service.jobs) == 1


def test_an_enrolment_that_takes_long_and_finds_no_face_is_refused_for_good(
    service: StandIn, facefleet: Facefleet
) -> None:
    service.looks = 1
    person = facefleet.person("Ada", "default")

    with pytest.raises(Refused) as caught:
        facefleet.enrol(person, "a.jpg", b"who=;", key="k")

    assert (caught.value.code, caught.value.is_lasting) == ("no_face", True)
