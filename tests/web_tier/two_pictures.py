"""Workers' answers to two pictures, and the requests that send two."""

import base64
import io
from collections.abc import Mapping, Sequence

from werkzeug.test import TestResponse

from pipeline.messages import RecognitionRequest
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Face, JobResult, ModelId, Pair, Target
from tests.web_tier.world import SIZE, Answer, World


def pair(source: int, target: int, verdict: Verdict = Verdict.KNOWN, distance: float = 0.3) -> Pair:
    """Return how a worker found two faces to be."""
    return Pair(
        source=source,
        target=target,
        verdict=verdict,
        distance=distance,
        similarity=91.0,
        false_match_rate=0.0004,
    )


def compared(source: Sequence[Face], target: Sequence[Face], *pairs: Pair) -> Answer:
    """Return the answer of a worker that found these faces in two pictures."""

    def answer(request: RecognitionRequest) -> JobResult:
        return JobResult(
            job_id=request.job_id,
            status=JobStatus.DONE,
            outcome=Outcome.UNKNOWN if pairs else Outcome.NO_FACE,
            image=SIZE,
            model=ModelId(pack="test", version="1", embeddings="tests", runtime="none"),
            faces=tuple(source),
            target=Target(image=SIZE, faces=tuple(target), pairs=pairs),
            timings={"detect": 1.0},
        )

    return answer


def post_pictures(
    world: World,
    path: str,
    pictures: Mapping[str, bytes],
    *,
    wait: float = 10,
    key: str | None = None,
    fields: dict[str, str] | None = None,
) -> TestResponse:
    """Send pictures by their fields, as a form."""
    form = {field: (io.BytesIO(data), f"{field}.png") for field, data in pictures.items()}
    headers = None if key is None else {"Idempotency-Key": key}
    return world.client.post(f"{path}?wait={wait}", data={**form, **(fields or {})}, headers=headers)


def base64_of(data: bytes) -> str:
    """Return bytes as JSON carries them."""
    return base64.b64encode(data).decode()
