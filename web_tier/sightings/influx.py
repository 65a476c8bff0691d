"""Writes sightings to InfluxDB 1.x over HTTP, in its line protocol.

https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/ has the format,
https://docs.influxdata.com/influxdb/v1/query_language/manage-database/ the deletions.
"""

import math
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

import requests

from pipeline.errors import ServiceUnavailable
from web_tier.sightings.sink import Place, SightingPoint

MEASUREMENT = "sightings"
_MILLISECOND = 1_000_000  # in nanoseconds
TIMEOUT_SECONDS = (3.05, 10.0)  # to connect, to answer


class _DatabaseMissing(ServiceUnavailable):
    """There is no such database in InfluxDB."""


class InfluxSink:
    """One database of one server. Safe to share between threads, as no connection is kept."""

    def __init__(self, url: str) -> None:
        """Take `http://host:8086/database`; nothing is asked yet."""
        parts = urlsplit(url)
        self._server = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        self._database = parts.path.strip("/")

    def write(self, points: Sequence[SightingPoint]) -> None:
        """Write sightings, each at the time it began. Raises ServiceUnavailable.

        A point with the same tags and time is overwritten. A sighting that has grown may have begun earlier
        than it seemed, or have another verdict: what was written of it is deleted first.
        """
        for place in (point.former_place for point in points):
            if place is not None:
                self.forget_one(place)
        lines = "\n".join(map(line, points)).encode()
        try:
            self._write(lines)
        except _DatabaseMissing:  # as with every new server
            self._query(f'CREATE DATABASE "{self._database}"')
            self._write(lines)

    def forget_one(self, place: Place) -> None:
        """Remove one sighting. Raises ServiceUnavailable."""
        self._query(_deletion(place))

    def forget(self, person_id: str) -> None:
        """Remove a person's series, from the index too. Raises ServiceUnavailable."""
        self._query(_statement("DROP SERIES", [f"person_id = {_quoted(person_id)}"]))

    def forget_before(self, collection: str, time: float) -> None:
        """Remove a collection's sightings that began before a time. Raises ServiceUnavailable."""
        conditions = [f"collection = {_quoted(collection)}", f"time < {_nanoseconds(time)}"]
        self._query(_statement("DELETE", conditions))

    def _write(self, lines: bytes) -> None:
        self._post("write", {"db": self._database, "precision": "ns"}, lines)

    def _query(self, statement: str) -> None:
        """Execute one statement; of several, 1.6 does not always say which failed and why."""
        answer = self._post("query", {"db": self._database}, {"q": statement})
        error = answer.json()["results"][0].get("error")
        if error and not error.startswith("database not found"):  # without one there is nothing to be deleted
            raise ServiceUnavailable(f"InfluxDB refused: {error}")

    def _post(self, path: str, query: dict[str, str], body: bytes | dict[str, str]) -> requests.Response:
        try:
            answer = requests.post(f"{self._server}/{path}", params=query, data=body, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as error:  # its text may hold the URL, and that a password
            raise ServiceUnavailable(f"InfluxDB does not answer: {type(error).__name__}") from None
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise _DatabaseMissing
        if not answer.ok:
            raise ServiceUnavailable(f"InfluxDB answered {answer.status_code}: {answer.text[:200]}")
        return answer


def line(point: SightingPoint) -> str:
    """Return a point in the line protocol."""
    tags = {
        "collection": point.collection,
        "person_id": point.person_id,
        "source": point.source,
        "verdict": point.verdict,
    }
    fields = {
        "pictures": f"{point.pictures}i",
        "clarity": f"{point.clarity:.1f}",
        "seconds": f"{point.last_at - point.first_at:.3f}",
        "similarity": None if point.similarity is None else f"{point.similarity:.1f}",
    }
    keys = ",".join([MEASUREMENT, *_pairs({key: value and _tag(value) for key, value in tags.items()})])
    return f"{keys} {','.join(_pairs(fields))} {_time(point.place)}"


def _pairs(values: dict[str, str | None]) -> Iterable[str]:
    return (f"{key}={value}" for key, value in values.items() if value)


def _tag(value: str) -> str:
    """Return a tag's value escaped."""
    value = _trimmed(value)
    for special in (",", "=", " "):
        value = value.replace(special, f"\\{special}")
    return value


def _trimmed(value: str) -> str:
    return value.rstrip("\\")  # at the end it would escape what follows, and cannot be escaped itself


def _deletion(place: Place) -> str:
    """Return what deletes a sighting, whatever was found then."""
    return _statement(
        "DELETE",
        [
            f"person_id = {_quoted(place.person_id)}",
            f"source = {_quoted(_trimmed(place.source or ''))}",
            f"time = {_time(place)}",
        ],
    )


def _statement(verb: str, conditions: Sequence[str]) -> str:
    return f"{verb} FROM {MEASUREMENT} WHERE " + " AND ".join(conditions)


def _quoted(text: str) -> str:
    """Return a text as a string literal of InfluxQL."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _time(place: Place) -> int:
    """Return when a sighting began, to the millisecond; what follows is made of its id.

    Points of the same tags and time are one, and two sightings may be of the same people, place and time.
    """
    return _nanoseconds(place.first_at) + int(place.sighting_id, 16) % _MILLISECOND


def _nanoseconds(seconds: float) -> int:
    return math.floor(seconds * 1000) * _MILLISECOND
