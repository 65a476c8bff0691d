"""Tells CloudFormation that this machine's web tier answers: `python -m ami.boot.signal_ready`.

A stack that is made or changed waits for this before it goes on to the next machine. Without
FACEFLEET_SIGNAL_STACK and FACEFLEET_SIGNAL_RESOURCE in the user data nobody waits, and nothing is done.
"""

import os
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

STACK, RESOURCE = "FACEFLEET_SIGNAL_STACK", "FACEFLEET_SIGNAL_RESOURCE"
_PATIENCE = 120  # seconds, within the unit's TimeoutStartSec
_QUICKLY = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "max_attempts": 5})


def main(environment: Mapping[str, str], pause: Callable[[float], None] = time.sleep) -> int:
    """Wait until the web tier is well, then signal; return the process's exit code."""
    stack, resource = environment.get(STACK), environment.get(RESOURCE)
    if not (stack and resource):
        return 0
    address = f"http://127.0.0.1:{environment.get('FACEFLEET_PORT', '8000')}/healthz"
    if not _becomes_well(address, pause):
        return _failed(f"no signal for {resource} of stack {stack}: {address} does not answer")
    try:
        _signal(stack, resource, environment["FACEFLEET_WORKER_ID"])
    except (BotoCoreError, ClientError) as error:
        # also where nobody waits any more: a web tier that is started anew signals again
        return _failed(f"CloudFormation did not take the signal for {resource} of stack {stack}: {error}")
    sys.stderr.write(f"signalled {resource} of stack {stack}\n")
    return 0


def _becomes_well(address: str, pause: Callable[[float], None]) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the address is the machine's own
    for _ in range(_PATIENCE):
        try:
            opener.open(address, timeout=5).close()
        except OSError:  # an answer of 4xx or 5xx is one too
            pause(1)
        else:
            return True
    return False


def _signal(stack: str, resource: str, machine: str) -> None:
    boto3.client("cloudformation", config=_QUICKLY).signal_resource(
        StackName=stack, LogicalResourceId=resource, UniqueId=machine, Status="SUCCESS"
    )


def _failed(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(os.environ))
