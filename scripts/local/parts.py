"""The three parts that run all the time: the embedded endpoint, the web tier and the controller."""

import sys
import urllib.request
from collections.abc import Callable, Mapping

from pipeline import aws, provision
from pipeline.errors import ServiceUnavailable
from pipeline.settings import PipelineSettings
from scripts.local.environment import endpoint_environment
from scripts.local.folders import DataFolder
from scripts.local.keeper import Part


def endpoint_part(
    environment: Mapping[str, str], folder: DataFolder, port: int, provision_all: Callable[[], bool]
) -> Part:
    """Return the S3/SQS endpoint: ready once it answers and has its buckets and queues."""
    return Part(
        name="endpoint",
        command=(sys.executable, "-m", "ministack"),
        environment=endpoint_environment(environment, folder, port),
        log_file=folder.log("endpoint"),
        prepare=lambda: answers(f"http://127.0.0.1:{port}/_ministack/health") and provision_all(),
    )


def web_part(environment: Mapping[str, str], folder: DataFolder, url: str) -> Part:
    """Return the web tier: ready once it says so."""
    return Part(
        name="web",
        command=(sys.executable, "-m", "web_tier"),
        environment=environment,
        log_file=folder.log("web"),
        prepare=lambda: answers(f"{url}/readyz"),
    )


def controller_part(environment: Mapping[str, str], folder: DataFolder) -> Part:
    """Return the controller: nothing asks it anything, so that it is ready as long as it runs."""
    return Part(
        name="controller",
        command=(sys.executable, "-m", "controller"),
        environment=environment,
        log_file=folder.log("controller"),
        prepare=lambda: True,
    )


def answers(url: str) -> bool:
    """Whether a server answers there with 200."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def provisioner(settings: PipelineSettings) -> Callable[[], bool]:
    """Return what makes missing buckets and queues, and says whether they are all there now."""
    s3, sqs = aws.s3_client(), aws.sqs_client()

    def provision_all() -> bool:
        try:
            provision.ensure_buckets(s3, settings)
            provision.ensure_request_queues(sqs, settings)
        except ServiceUnavailable:
            return False
        return True

    return provision_all
