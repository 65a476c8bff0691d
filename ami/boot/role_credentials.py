"""Waits for the credentials of this machine's role, which may come a moment after the machine.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
"""

import json
import time
from collections.abc import Callable
from typing import Protocol

#: Below it lie the role's name, and below that its credentials.
ROLE = "meta-data/iam/security-credentials/"
_LOOKS = 60  # a second apart


class Metadata(Protocol):
    """What is asked."""

    def get(self, path: str) -> str | None:
        """Return what is under a path, None where there is nothing. Raises MetadataUnavailable."""


def wait_for_credentials(metadata: Metadata, pause: Callable[[float], None] = time.sleep) -> bool:
    """Return whether there are credentials: as soon as there are, or after a minute without.

    Raises MetadataUnavailable.
    """
    for _ in range(_LOOKS):
        if _are_served(metadata):
            return True
        pause(1)
    return False


def _are_served(metadata: Metadata) -> bool:
    role = metadata.get(ROLE)
    return bool(role) and _is_success(metadata.get(f"{ROLE}{role}") or "")


def _is_success(document: str) -> bool:
    """Whether these are credentials: what EC2 could not get is answered too, with its reason."""
    try:
        return bool(json.loads(document)["Code"] == "Success")
    except (ValueError, KeyError, TypeError):
        return False
