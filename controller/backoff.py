"""How long to wait before something that failed is tried again."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """Pauses that double from `first_seconds` up to `most_seconds`."""

    first_seconds: float
    most_seconds: float

    def pause_seconds(self, failures: int) -> float:
        """Return the pause after so many failures in a row; none after none."""
        if failures == 0:
            return 0.0
        doublings = min(failures - 1, 30)  # enough for any bound, and no overflow after a long night
        return min(self.first_seconds * 2.0**doublings, self.most_seconds)
