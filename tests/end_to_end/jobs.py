"""Many pictures at once, and what became of them."""

import concurrent.futures
import uuid
from collections.abc import Callable, Iterator, Sequence

from tests.end_to_end.service import Service
from tests.waiting import wait_until


def accepted(service: Service, pictures: Sequence[bytes]) -> list[str]:
    """Hand pictures in, many at a time; return the jobs' ids."""
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return list(pool.map(lambda picture: _accepted(service, picture), pictures))


def _accepted(service: Service, picture: bytes) -> str:
    answer = service.post(
        "/api/v1/recognitions?wait=0",
        files={"image": picture},
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )
    assert answer.status_code == 202, answer.text
    job_id: str = answer.json()["job_id"]
    return job_id


def wait_until_answered(
    service: Service, job_ids: Sequence[str], seconds: float, meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Wait until every job is done."""

    def all_are() -> bool:
        meanwhile()
        return len(answered(service, job_ids)) == len(job_ids)

    wait_until(all_are, seconds=seconds, every=0.1)


def answered(service: Service, job_ids: Sequence[str]) -> set[str]:
    """Return which of these jobs are done."""
    return {job["job_id"] for job in _all_done(service)} & set(job_ids)


def _all_done(service: Service) -> Iterator[dict[str, str]]:
    following: str | None = ""
    while following is not None:
        page = service.get(f"/api/v1/jobs?status=done&limit=200{following}").json()
        yield from page["items"]
        following = f"&cursor={page['next']}" if page["next"] else None
