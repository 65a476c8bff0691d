"""One request comes back as an answer, as `Unreachable` or as `Refused`."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests

from scripts.client.connection import Connection, retry_after_seconds
from scripts.client.failures import Refused, Unreachable
from scripts.client.patience import Patience
from scripts.client.service import Facefleet
from tests.scripts.stand_in import Fault, StandIn


@pytest.fixture
def connection(service: StandIn) -> Iterator[Connection]:
    """A connection to the stand-in."""
    with Connection(service.url) as connection:
        yield connection


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_busy_server_is_to_be_tried_again_when_it_said(
    service: StandIn, connection: Connection, status: int
) -> None:
    service.faults.append(Fault("GET", "/api/v1/people", status=status, retry_after=7))

    with pytest.raises(Unreachable) as caught:
        connection.send("GET", "api/v1/people", answer_seconds=5)

    assert caught.value.retry_after_seconds == 7


def test_a_server_that_is_away_is_to_be_tried_again(service: StandIn, connection: Connection) -> None:
    service.stop()

    with pytest.raises(Unreachable):
        connection.send("GET", "api/v1/people", answer_seconds=5)


def test_a_connection_cut_before_the_answer_is_to_be_tried_again(
    service: StandIn, connection: Connection
) -> None:
    service.faults.append(Fault("POST", "/api/v1/people", cuts_the_answer=True))

    with pytest.raises(Unreachable):
        connection.send("POST", "api/v1/people", answer_seconds=5, json={"name": "Ada"})


def test_an_expired_job_is_not_mistaken_for_a_proxys_timeout(
    service: StandIn, connection: Connection
) -> None:
    service.faults.append(Fault("GET", "/api/v1/people", status=504))

    with pytest.raises(Refused) as caught:
        connection.send("GET", "api/v1/people", answer_seconds=5)

    assert caught.value.status == 504


def test_a_refusal_carries_the_services_words(connection: Connection) -> None:
    with pytest.raises(Refused) as caught:
        connection.send("POST", "/", answer_seconds=5, files={"inputFile": ("a.jpg", b"junk")})

    assert str(caught.value) == "not_an_image: This is no picture."
    assert caught.value.is_lasting


def test_a_refusal_in_other_words_is_a_refusal_too(connection: Connection) -> None:
    with pytest.raises(Refused) as caught:
        connection.send("GET", "no/such/route", answer_seconds=5)

    assert caught.value.code == "http_404"


@pytest.mark.parametrize(("status", "is_lasting"), [(400, True), (422, True), (409, False), (500, False)])
def test_only_refusals_of_the_picture_itself_last(status: int, is_lasting: bool) -> None:
    assert Refused(status=status, code="any", message="any").is_lasting is is_lasting


@pytest.mark.parametrize(("value", "seconds"), [("", 0), ("2.5", 2.5), ("-3", 0), ("soon", 0)])
def test_retry_after_is_read_as_seconds(value: str, seconds: float) -> None:
    response = requests.Response()
    response.headers["Retry-After"] = value

    assert retry_after_seconds(response) == seconds


def test_retry_after_is_read_as_a_date() -> None:
    response = requests.Response()
    response.headers["Retry-After"] = format_datetime(datetime.now(UTC) + timedelta(minutes=1), usegmt=True)

    assert 50 < retry_after_seconds(response) <= 60


def test_something_that_is_no_facefleet_is_named_as_such(service: StandIn, connection: Connection) -> None:
    facefleet = Facefleet(connection, Patience(0, threading.Event()))
    service.people["x"] = {"collection": "default", "name": "Ada", "no_id": True}

    with pytest.raises(Refused, match="does not answer as Facefleet does"):
        facefleet.person("Ada", "default")
