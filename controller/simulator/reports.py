"""Which of a machine's reports come through."""

from collections.abc import Sequence


def last_report(
    due: float, now: float, every: float, lost: Sequence[tuple[float, float]]
) -> tuple[float, float | None]:
    """Return when the last report until `now` was tried, and when the last of them that was not lost.

    The first is `due`, and the others follow `every` so many seconds. None where all were lost.
    """
    tried_at = written_at = due + (now - due) // every * every
    for start, end in reversed(lost):
        if start <= written_at < end:
            written_at -= ((written_at - start) // every + 1) * every
    return tried_at, written_at if written_at >= due else None
