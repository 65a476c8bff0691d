"""What whoever runs Facefleet asks of it: does it live, can it serve, how much does it do."""

from apiflask import APIBlueprint
from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from pipeline.heartbeat import VERSION
from web_tier.job_answers import json_answer
from web_tier.services import services

operations = APIBlueprint("operations", __name__)


class Health(BaseModel):
    """The process lives."""

    status: str
    version: str


class ReadinessOut(BaseModel):
    """Whether each service behind this one answers: `ok`, or what is wrong."""

    status: str
    checks: dict[str, str]


@operations.get("/healthz")
@operations.output(Health)
def health() -> Health:
    """Say that the process lives; nothing else is asked."""
    return Health(status="ok", version=VERSION)


@operations.get("/readyz")
@operations.output(ReadinessOut)
@operations.doc(responses={503: "Something does not answer"})
def readiness() -> Response:
    """Ask the database, the buckets and the request queue."""
    checks = services().readiness.report()
    ready = all(verdict == "ok" for verdict in checks.values())
    body = ReadinessOut(status="ok" if ready else "unavailable", checks=checks)
    return json_answer(body, status=200 if ready else 503)


@operations.get("/metrics")
@operations.doc(summary="Figures for Prometheus", responses={200: "Prometheus's text format"})
def metrics() -> Response:
    """Return all figures."""
    return Response(services().metrics.text(), content_type=CONTENT_TYPE_LATEST)
