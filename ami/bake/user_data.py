"""The builder's user data."""

import json
import shlex
from importlib.resources import files

from ami.bake.archive import Archive
from ami.bake.depot import Parcel

#: A builder whose order was forgotten ends itself after the time that was allowed, and so much more, minutes.
_GRACE = 15


def builder_script(*, archive: Archive, parcel: Parcel, commit: str, timeout_seconds: float) -> str:
    """Return a script that cloud-init runs at the builder's first boot."""
    order = {
        "archive_url": parcel.archive_url,
        "archive_sha256": archive.sha256,
        "report_url": parcel.report_url,
        "commit": commit,
        "minutes": str(round(timeout_seconds / 60) + _GRACE),
    }
    program = (files("ami.bake") / "on_builder.py").read_text()
    return f"#!/bin/sh\nexec python3 - {shlex.quote(json.dumps(order))} <<'PROGRAM'\n{program}PROGRAM\n"
