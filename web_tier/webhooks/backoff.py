"""When a delivery that failed is tried again. Pure."""

#: After the last of them a delivery has failed for good: some fifteen hours after the event.
MAX_ATTEMPTS = 8
_FIRST_PAUSE_SECONDS = 10.0
_FACTOR = 4.0


def pause_after(attempts: int) -> float | None:
    """Return seconds until the next try after so many failed ones; None where there is none."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return float(_FIRST_PAUSE_SECONDS * _FACTOR ** (attempts - 1))
