"""Clients for a benchmark: post pictures from many threads, or one by one, and time each answer."""

import concurrent.futures
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import requests

from benchmarks.pictures import Picture

#: Form fields of pictures whose faces leave neither sightings nor strangers.
NOTHING_REMEMBERED = {"remember": "false"}


@dataclass(frozen=True, kw_only=True)
class Load:
    """What came of posting some pictures."""

    seconds: float  #: from the first request to the last answer
    latencies_ms: tuple[float, ...]

    @property
    def images_per_second(self) -> float:
        """Throughput over the whole of it."""
        return len(self.latencies_ms) / self.seconds


def post_all(url: str, pictures: Sequence[Picture], clients: int, fields: Mapping[str, str]) -> Load:
    """Post all pictures to the API from `clients` threads; every one must be answered with its result.

    `fields` are the form fields beside each picture.
    """
    sessions = threading.local()
    started = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        latencies = list(pool.map(lambda picture: _timed_post(sessions, url, picture, fields), pictures))
    return Load(seconds=time.perf_counter() - started, latencies_ms=tuple(latencies))


def _timed_post(sessions: threading.local, url: str, picture: Picture, fields: Mapping[str, str]) -> float:
    if not hasattr(sessions, "session"):
        sessions.session = requests.Session()
    started = time.perf_counter()
    answer = sessions.session.post(
        f"{url}/api/v1/recognitions?wait=300",
        data=fields,
        files={"image": (picture.name, picture.data)},
        timeout=310,
    )
    answer.raise_for_status()
    if answer.json()["status"] != "done":
        raise RuntimeError(f"{picture.name} has no answer: {answer.text}")
    return (time.perf_counter() - started) * 1000
