"""Image in, name out, through real processes: web tier, endpoint, controller, workers and dlib."""

import concurrent.futures
import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import requests

from benchmarks.pictures import drawn_face
from tests.end_to_end.service import Service
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.timeout(420)]


def enrolled(service: Service, name: str, seed: int) -> str:
    """Make a person with one face; return the person's id."""
    made = service.post("/api/v1/people", json={"name": name})
    assert made.status_code == 201, made.text
    person_id: str = made.json()["id"]
    added = service.post(f"/api/v1/people/{person_id}/faces?wait=60", files={"image": drawn_face(seed)})
    assert added.status_code == 201, added.text
    return person_id


def test_nobody_works_while_there_is_nothing_to_do(service: Service) -> None:
    assert service.workers() == []


def test_a_newly_enrolled_person_is_named_by_the_very_next_request(service: Service) -> None:
    before = service.post("/", files={"inputFile": ("early.jpg", drawn_face(1))})
    assert before.text == "early:unknown"

    person_id = enrolled(service, "Drawn Person", seed=1)
    after = service.post("/", files={"inputFile": ("late.jpg", drawn_face(1))})
    result = service.post("/api/v1/recognitions", files={"image": drawn_face(2)}).json()

    assert (after.status_code, after.text) == (200, "late:Drawn Person")
    assert result["faces"][0]["match"]["person_id"] == person_id
    assert result["faces"][0]["match"]["name"] == "Drawn Person"


def test_a_deleted_person_is_unknown_to_the_very_next_request(service: Service) -> None:
    people = service.get("/api/v1/people").json()["items"]
    for person in people:
        answer = requests.delete(f"{service.url}/api/v1/people/{person['id']}", timeout=30)
        assert answer.status_code == 200

    assert service.post("/", files={"inputFile": ("gone.jpg", drawn_face(1))}).text == "gone:unknown"


def test_nothing_is_left_of_a_deleted_person_in_any_store_while_workers_run(service: Service) -> None:
    command = [sys.executable, "-m", "scripts.check_orphans", "--data", str(service.data), "--json"]

    checked = subprocess.run(
        [*command, "--min-age-seconds", "1"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert json.loads(checked.stdout)["orphans"] == []
    assert b"Drawn Person" not in b"".join(
        path.read_bytes() for path in service.data.glob("facefleet.db*") if path.is_file()
    )


def test_a_hundred_simultaneous_uploads_from_zero_workers_are_all_answered(service: Service) -> None:
    enrolled(service, "Drawn Person", seed=1)
    wait_until(lambda: service.workers() == [], seconds=150, every=0.2)
    names = [f"course_{number:03d}" for number in range(100)]

    def upload(name: str) -> requests.Response:
        return service.post("/", files={"inputFile": (f"{name}.jpg", drawn_face(1))})

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(upload, names))

    assert {answer.status_code for answer in answers} == {200}
    assert [answer.text for answer in answers] == [f"{name}:Drawn Person" for name in names]


def test_the_buckets_then_hold_one_object_per_picture_and_the_queues_are_empty(service: Service) -> None:
    s3, sqs = service.s3(), service.sqs()

    inputs = s3.list_objects_v2(Bucket="facefleet-input", Prefix="course_")["Contents"]
    outputs = s3.list_objects_v2(Bucket="facefleet-output", Prefix="course_")["Contents"]

    assert [each["Key"] for each in inputs] == [f"course_{number:03d}.jpg" for number in range(100)]
    assert [each["Key"] for each in outputs] == [f"course_{number:03d}" for number in range(100)]
    content = s3.get_object(Bucket="facefleet-output", Key="course_042")["Body"].read()
    assert content == b"Drawn Person"
    url = sqs.get_queue_url(QueueName="facefleet-requests")["QueueUrl"]

    def is_empty() -> bool:
        counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return counts["ApproximateNumberOfMessages"] == counts["ApproximateNumberOfMessagesNotVisible"] == "0"

    wait_until(is_empty, seconds=10)
    s3.close()
    sqs.close()


def test_the_workers_go_when_the_work_is_done(service: Service) -> None:
    wait_until(lambda: service.workers() == [], seconds=150, every=0.2)


def an_engine(service: Service) -> psutil.Process:
    return service.engines()[0]


def a_worker(service: Service) -> psutil.Process:
    return service.workers()[0]


def the_web_tier(service: Service) -> psutil.Process:
    return service.processes("web tier")[0]


def the_web_tiers_own_worker(service: Service) -> psutil.Process:
    return service.processes("web tier")[-1]


def the_controller(service: Service) -> psutil.Process:
    return service.processes("controller")[0]


def the_endpoint(service: Service) -> psutil.Process:
    return service.processes("endpoint")[0]


@pytest.mark.parametrize(
    "victim", [an_engine, a_worker, the_web_tier, the_web_tiers_own_worker, the_controller, the_endpoint]
)
def test_every_job_has_one_answer_although_a_part_is_killed_in_the_middle(
    service: Service, victim: Callable[[Service], psutil.Process]
) -> None:
    wait_until(service.is_ready, seconds=60)
    accepted = [_accepted(service) for _ in range(30)]
    wait_until(lambda: _finished(service, accepted) >= 5 and bool(service.engines()), seconds=60)

    service.kill(victim(service))

    wait_until(lambda: _finished(service, accepted) == 30, seconds=150, every=0.2)
    answers = [service.get(f"/api/v1/jobs/{job_id}").json() for job_id in accepted]
    assert {(answer["status"], answer["outcome"]) for answer in answers} == {("done", "recognised")}
    wait_until(service.is_ready, seconds=60)


def _accepted(service: Service) -> str:
    answer = service.post(
        "/api/v1/recognitions?wait=0",
        files={"image": drawn_face(1)},
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )
    assert answer.status_code == 202, answer.text
    job_id: str = answer.json()["job_id"]
    return job_id


def _finished(service: Service, job_ids: list[str]) -> int:
    try:
        page = service.get("/api/v1/jobs?status=done&limit=200").json()["items"]
    except (requests.RequestException, KeyError, ValueError):
        return 0  # the web tier is just being started again
    return len({each["job_id"] for each in page} & set(job_ids))


def test_a_malformed_request_does_not_stop_the_next_one(service: Service) -> None:
    sqs = service.sqs()
    url = sqs.get_queue_url(QueueName="facefleet-requests")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="neither JSON nor a request")

    assert service.post("/", files={"inputFile": ("after.jpg", drawn_face(1))}).text == "after:Drawn Person"
    s3 = service.s3()
    wait_until(
        lambda: "Contents" in s3.list_objects_v2(Bucket="facefleet-state", Prefix="malformed/"), seconds=30
    )
    s3.close()
    sqs.close()
