"""Workers as they are in a cloud, where every call of S3 and SQS takes its time, next to plain ones."""

from collections.abc import Sequence

from benchmarks.load import NOTHING_REMEMBERED, post_all
from benchmarks.pictures import Picture
from benchmarks.stack import Stack

#: What the workers' calls take longer than the embedded endpoint's, ms: S3 and SQS answer in 10 to 30.
SERVICE_MS = 20.0


def with_service_latency(
    stack: Stack, pictures: Sequence[Picture], workers: int, clients: int, service_ms: float
) -> dict[str, float]:
    """Return the throughput of both kinds of workers behind a slow endpoint. The web tier's stays quick."""
    with stack.slow_endpoint(service_ms) as url:
        ours = _images_per_second(stack, url, "app_tier", pictures, workers, clients)
        plain = _images_per_second(stack, url, "benchmarks.plain_worker", pictures, workers, clients)
    return {
        "service_latency_ms": service_ms,
        "images_per_second_with_service_latency": ours,
        "plain_worker_images_per_second_with_service_latency": plain,
        "speedup_vs_plain_worker_with_service_latency": ours / plain,
    }


def _images_per_second(
    stack: Stack, endpoint: str, module: str, pictures: Sequence[Picture], workers: int, clients: int
) -> float:
    with stack.workers(module, workers, {"AWS_ENDPOINT_URL": endpoint}):
        post_all(stack.url, pictures, clients, NOTHING_REMEMBERED)  # warms up
        return post_all(stack.url, pictures, clients, NOTHING_REMEMBERED).images_per_second
