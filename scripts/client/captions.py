"""What is known of a face, in a few words."""

from typing import Protocol

from pipeline.outcomes import Verdict

#: Of a stranger's id: as many as people can compare at a glance.
_ID_LETTERS = 8


class Matched(Protocol):
    """Whom a face belongs to."""

    @property
    def verdict(self) -> Verdict | None:
        """How sure the service is."""

    @property
    def name(self) -> str | None:
        """Whose face it is."""

    @property
    def unknown_id(self) -> str | None:
        """Which stranger's face it is."""

    @property
    def similarity(self) -> float | None:
        """0 to 100."""


def caption(match: Matched) -> str:
    """Return `Ada Lovelace 93 %`, `Ada Lovelace? 61 %`, `unknown 4f1d09aa` (a stranger's id) or `unknown`."""
    if match.verdict is Verdict.UNKNOWN or match.name is None:
        return f"unknown {match.unknown_id[:_ID_LETTERS]}" if match.unknown_id else "unknown"
    doubt = "?" if match.verdict is Verdict.UNSURE else ""
    return f"{match.name}{doubt} {match.similarity or 0:.0f} %"
