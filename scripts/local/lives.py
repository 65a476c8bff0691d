"""How often a part died lately, and so when it is started again. Pure."""

from dataclasses import dataclass

from controller.backoff import Backoff

#: A part that lived so long, seconds, dies for a reason of its own: the pauses begin anew.
STEADY_SECONDS = 20
#: A part that never got ready so often in a row never will.
HOPELESS_STARTS = 5
_BACKOFF = Backoff(first_seconds=0.5, most_seconds=30)


@dataclass(frozen=True, kw_only=True)
class Lives:
    """Deaths in a row."""

    short: int = 0  #: lives that ended soon, the last one included
    failed_starts: int = 0  #: lives that ended before the part was ready

    def after_death(self, *, lived_seconds: float, was_ready: bool) -> "Lives":
        """Return the record with one more death."""
        return Lives(
            short=self.short + 1 if lived_seconds < STEADY_SECONDS else 1,
            failed_starts=0 if was_ready else self.failed_starts + 1,
        )

    @property
    def pause_seconds(self) -> float:
        """How long to wait before the next life."""
        return _BACKOFF.pause_seconds(self.short)

    @property
    def hopeless(self) -> bool:
        """Whether to give up."""
        return self.failed_starts >= HOPELESS_STARTS
