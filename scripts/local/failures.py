"""Why the service on one machine cannot run, in words for its user."""

from pathlib import Path

from pipeline.errors import FacefleetError

_TAIL_LINES = 15


class PartFailed(FacefleetError):
    """A part does not start."""

    def __init__(self, name: str, log_file: Path) -> None:
        super().__init__(f"{name} does not start. The end of {log_file}:\n\n{_tail(log_file)}")


class PortTaken(FacefleetError):
    """Another program listens there."""

    def __init__(self, address: str, variable: str) -> None:
        super().__init__(
            f"{address} is taken by another program. Stop it, or choose another port: {variable}=…"
        )


class AlreadyRuns(FacefleetError):
    """Another run uses this data folder."""


def _tail(log_file: Path) -> str:
    lines = log_file.read_text(errors="replace").splitlines() if log_file.exists() else []
    return "\n".join(f"  {line}" for line in lines[-_TAIL_LINES:]) or "  (it is empty)"
