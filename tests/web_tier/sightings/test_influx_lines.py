"""What is sent to InfluxDB, read by a stand-in that says what a test tells it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.errors import ServiceUnavailable
from tests.web_tier.sightings.points import point
from web_tier.sightings.influx import InfluxSink, line


class Influx(ThreadingHTTPServer):
    """Notes each request: path, query, body."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, dict[str, list[str]], str]] = []
        self.answer = (200, b'{"results": [{"statement_id": 0}]}')

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/cameras"


class Handler(BaseHTTPRequestHandler):
    """Answers as its server was told."""

    server: Influx

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        address = urlsplit(self.path)
        self.server.requests.append((address.path, parse_qs(address.query), body))
        status, content = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def influx() -> Iterator[Influx]:
    server = Influx()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_sighting_is_one_line() -> None:
    assert line(point(source="door 1", similarity=91.25)) == (
        r"sightings,collection=default,person_id=aa,source=door\ 1,verdict=known"
        " pictures=3i,clarity=50.0,seconds=2.500,similarity=91.2 1500000000250000000"
    )


def test_what_is_not_known_is_left_out() -> None:
    text = line(point(source=None, similarity=None))

    assert "source" not in text and "similarity" not in text


@pytest.mark.parametrize(
    ("source", "written"),
    [("a,b=c d", r"a\,b\=c\ d"), ("back\\slash", "back\\slash"), ("end\\", "end"), ("Tür", "Tür")],
)
def test_a_source_cannot_break_out_of_its_tag(source: str, written: str) -> None:
    assert f",source={written},verdict=" in line(point(source=source))


def test_a_source_of_nothing_but_backslashes_is_none() -> None:
    assert "source" not in line(point(source="\\\\"))


def test_sightings_are_written_to_the_database_of_the_url(influx: Influx) -> None:
    points = [point(pictures=1, person_id=each) for each in ("aa", "bb")]

    InfluxSink(influx.url).write(points)

    assert influx.requests == [
        ("/write", {"db": ["cameras"], "precision": ["ns"]}, "\n".join(map(line, points)))
    ]


def test_two_sightings_of_one_time_have_times_of_their_own() -> None:
    one, other = (line(point(sighting_id=f"{number:032x}")) for number in (5, 16))

    assert (one.split()[-1], other.split()[-1]) == ("1500000000250000005", "1500000000250000016")


def test_what_was_written_of_a_sighting_that_has_grown_goes_first(influx: Influx) -> None:
    InfluxSink(influx.url).write([point(source="it's", pictures=2, written_first_at=1_500_000_001.0)])

    (deletion, write) = influx.requests
    assert (deletion[0], write[0]) == ("/query", "/write")
    assert parse_qs(deletion[2])["q"] == [
        r"DELETE FROM sightings WHERE person_id = 'aa' AND source = 'it\'s'"
        " AND time = 1500000001000000000"
    ]


@pytest.mark.parametrize(
    "answer",
    [
        (503, b"later"),
        (400, b'{"error": "unable to parse"}'),
        (200, b'{"results": [{"error": "no such database"}]}'),
    ],
)
def test_a_refusal_is_an_outage(influx: Influx, answer: tuple[int, bytes]) -> None:
    influx.answer = answer

    with pytest.raises(ServiceUnavailable):
        InfluxSink(influx.url).forget("aa")


def test_an_error_tells_no_password() -> None:
    sink = InfluxSink("http://user:secret@127.0.0.1:1/cameras")

    with pytest.raises(ServiceUnavailable) as caught:
        sink.write([point()])

    assert "secret" not in str(caught.value) and caught.value.__cause__ is None
