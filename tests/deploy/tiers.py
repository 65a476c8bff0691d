"""The tiers as their machines run them: the settings of the launch template, the credentials of the role."""

import io
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from flask.testing import FlaskClient
from moto.core.authorization import disable_iam_authentication

from app_tier.activity import Activity
from app_tier.assembly import assemble
from app_tier.drain_mark import DrainMark
from app_tier.engine.engine import Analysis
from app_tier.gallery.shelves import MemoryShelf
from app_tier.reporting import Reporter
from app_tier.settings import WorkerSettings
from app_tier.worker import _services
from controller.__main__ import _leading
from controller.decision import Decision
from controller.ground import ground_of
from controller.policies.forecast import without_memory
from controller.scaling import chosen_policy
from controller.settings import ControllerSettings
from pipeline.heartbeat import HEARTBEAT_CODEC
from pipeline.keys import heartbeat_key
from pipeline.messages import Options
from pipeline.settings import PREFIX, PipelineSettings
from tests.app_tier.world import READY, NamesEngine
from tests.waiting import wait_until
from tests.web_tier.world import picture
from web_tier.app import create_app
from web_tier.composition import WebTier, compose
from web_tier.settings import WebSettings
from web_tier.wsgi import outside_of

SECONDS = 20.0

S = TypeVar("S", bound=PipelineSettings)


def settings_of(kind: type[S], told: Mapping[str, str], **others: Any) -> S:
    """Return a tier's settings, read from the variables that its machine is told."""
    named = {name.removeprefix(PREFIX).lower(): value for name, value in told.items()}
    return kind(**{name: value for name, value in {**named, **others}.items() if name in kind.model_fields})


class Web:
    """A web machine. Its threads' steps are taken one at a time."""

    def __init__(self, told: Mapping[str, str], database_url: str) -> None:
        settings = settings_of(WebSettings, told, database_url=database_url, poll_seconds=1)
        self.outside = outside_of(settings)
        self.tier: WebTier = compose(settings, self.outside)
        self.client: FlaskClient = create_app(self.tier.services).test_client()

    def close(self) -> None:
        """Close the database."""
        self.outside.close()

    def post(self, path: str, **fields: Any) -> str:
        """Send a picture to be looked at later; return the job's id."""
        form = {"image": (io.BytesIO(picture()), "picture.png"), **fields}
        answer = self.client.post(f"{path}?wait=0", data=form)
        assert answer.status_code == 202, answer.text
        return str(answer.get_json()["job_id"])

    def result(self, job_id: str) -> dict[str, Any]:
        """Wait for a job's end; return its answer."""
        path = f"/api/v1/jobs/{job_id}"
        wait_until(lambda: self.client.get(path).get_json()["status"] not in ("accepted", "queued"), SECONDS)
        return dict(self.client.get(path).get_json())


class _AdaEverywhere(NamesEngine):
    """Sees the same face in every picture."""

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        return super().analyse(b"ada", options)


class WorkerMachine:
    """A worker's machine, without the engine's models."""

    def __init__(self, told: Mapping[str, str], instance_id: str) -> None:
        self.settings = settings_of(WorkerSettings, told, worker_id=instance_id, slots=1)
        self.services = _services(self.settings)
        self.activity = Activity(worker_id=instance_id, slots=1, clock=time.time)
        self.mark = DrainMark(self.services.state, instance_id)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Take requests and report while the block runs, then drain."""
        supervisor = assemble(
            settings=self.settings,
            services=self.services,
            engines=[_AdaEverywhere()],
            ready=READY,
            shelf=MemoryShelf(),
            activity=self.activity,
            clock=time.time,
        )
        with self._reporter().running():
            self.activity.ready({})
            supervisor.start()
            try:
                yield
            finally:
                supervisor.drain()

    def has_said(self, state: str) -> bool:
        """Whether that is what the last heartbeat says."""
        with disable_iam_authentication():
            written = self.services.state.get(heartbeat_key(self.settings.worker_id))
        return HEARTBEAT_CODEC.decode(written).state == state

    def _reporter(self) -> Reporter:
        return Reporter(
            activity=self.activity,
            store=self.services.state,
            worker_id=self.settings.worker_id,
            heartbeat_seconds=0.2,
        )


def decide_once(told: Mapping[str, str]) -> Decision:
    """Have a new controller decide once, by the rule of one machine per message, which needs no patience."""
    settings = settings_of(ControllerSettings, told, scaling="per_message")
    with _leading(settings, ground_of(settings), chosen_policy(settings, without_memory())) as controller:
        decision = controller.tick()
    assert decision is not None
    return decision
