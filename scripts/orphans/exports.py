"""Reads whom the stores beside the database know: the sightings' InfluxDB, and workers' pgvector tables."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from sqlalchemy import inspect, text

from pipeline.errors import ServiceUnavailable
from scripts.orphans.findings import Place
from web_tier.database import connect

TIMEOUT_SECONDS = 30
#: https://docs.influxdata.com/influxdb/v1/query_language/explore-schema/#show-tag-values
_SERIES = 'SHOW TAG VALUES FROM "sightings" WITH KEY = "person_id"'
_VECTORS = "SELECT person_id FROM gallery_vectors UNION SELECT person_id FROM gallery_vetoes"

#: What reads the ids of everybody who is known there. Raises ServiceUnavailable.
Exports = Mapping[Place, Callable[[], set[str]]]


def exports_of(*, influxdb_url: str | None, gallery_index: str) -> Exports:
    """Return how to read the stores that are configured."""
    readers: dict[Place, Callable[[], set[str]]] = {}
    if influxdb_url is not None:
        readers[Place.INFLUXDB] = lambda: people_in_influxdb(influxdb_url)
    if gallery_index.startswith("postgresql:"):
        readers[Place.PGVECTOR] = lambda: people_in_pgvector(gallery_index)
    return readers


def people_in_influxdb(url: str) -> set[str]:
    """Return whose sightings `http://host:8086/database` has. Raises ServiceUnavailable."""
    parts = urlsplit(url)
    server = urlunsplit((parts.scheme, parts.netloc, "/query", "", ""))
    asked = {"db": parts.path.strip("/"), "q": _SERIES}
    try:
        answer = requests.get(server, params=asked, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return _values(answer.json())
    except requests.RequestException as error:  # its text may hold the URL, and that a password
        raise ServiceUnavailable(f"InfluxDB does not answer: {type(error).__name__}") from None


def people_in_pgvector(url: str) -> set[str]:
    """Return whom the tables know that workers share. Raises sqlalchemy.exc.OperationalError."""
    engine = connect(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("gallery_vectors"):
                return set()
            return {row.person_id.hex for row in connection.execute(text(_VECTORS))}
    finally:
        engine.dispose()


def _values(answer: Mapping[str, Any]) -> set[str]:
    series = [each for result in answer["results"] for each in result.get("series", ())]
    return {value for each in series for _, value in each["values"]}
