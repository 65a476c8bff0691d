"""Runs on a test machine in place of AWS: metadata service, S3, SQS, Secrets Manager, CloudWatch Logs."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import boto3

from pipeline import aws, provision
from pipeline.settings import PipelineSettings
from tests.ami.metadata_service import instance_metadata, metadata_service

ENDPOINT = "http://127.0.0.1:4566"
GROUPS = "/facefleet/test"


def main(user_data: str) -> None:
    """Serve until killed; systemd is told when everything is there."""
    os.environ.update(AWS_ENDPOINT_URL=ENDPOINT, AWS_DEFAULT_REGION="us-east-1")
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
    with metadata_service(instance_metadata(user_data), port=1338):
        ministack = subprocess.Popen([sys.executable, "-m", "ministack"])
        _wait_for(f"{ENDPOINT}/_ministack/health")
        provision.ensure_buckets(aws.s3_client(), PipelineSettings())
        provision.ensure_request_queues(aws.sqs_client(), PipelineSettings())
        for role in ("worker", "web", "controller"):
            boto3.client("logs").create_log_group(logGroupName=f"{GROUPS}/{role}")
        boto3.client("secretsmanager").create_secret(
            Name="database", SecretString="sqlite:////var/lib/facefleet/from-the-secret.db"
        )
        subprocess.run(["/usr/bin/systemd-notify", "--ready"], check=True)
        ministack.wait()


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 (own endpoint)
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_text())
