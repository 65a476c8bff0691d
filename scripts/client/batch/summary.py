"""What a batch came to, for people and for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from pipeline.outcomes import Outcome
from scripts.client.batch.expected import Accuracy
from scripts.client.batch.rows import Row
from scripts.client.progress import duration


@dataclass(frozen=True, kw_only=True)
class Summary:
    """All pictures that there is a row of, those of earlier runs included."""

    rows: Sequence[Row]
    pictures: int  #: how many were asked for
    sent: int  #: in this run
    seconds: float  #: that this run took
    accuracy: Accuracy | None

    @property
    def failed(self) -> list[Row]:
        """The pictures without an answer about their faces."""
        return [row for row in self.rows if not row.is_well]

    def as_json(self) -> dict[str, object]:
        """Return the summary for a program."""
        return {
            "pictures": self.pictures,
            "answered": sum(row.is_well for row in self.rows),
            "failed": len(self.failed),
            "sent": self.sent,
            "seconds": round(self.seconds, 3),
            "outcomes": self._outcomes(),
            "accuracy": self._accuracy(),
        }

    def lines(self) -> Iterator[str]:
        """Yield the summary for people."""
        yield from (f"{row.path}: {row.error or row.outcome}" for row in self.failed)
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in self._outcomes().items())
        rate = self.sent / self.seconds if self.seconds else 0.0
        yield (
            f"{len(self.rows)} of {self.pictures} pictures ({outcomes or 'none answered'}), "
            f"{len(self.failed)} failed; {self.sent} in {duration(self.seconds)}, {rate:.1f} a second"
        )
        if self.accuracy:
            yield from _accuracy_lines(self.accuracy)

    def _outcomes(self) -> dict[Outcome, int]:
        counts = Counter(row.outcome for row in self.rows if row.outcome)
        return {outcome: counts[outcome] for outcome in Outcome if counts[outcome]}

    def _accuracy(self) -> dict[str, object] | None:
        return {"ratio": self.accuracy.ratio, **asdict(self.accuracy)} if self.accuracy else None


def _accuracy_lines(accuracy: Accuracy) -> Iterator[str]:
    for wrong in accuracy.wrong:
        yield f"wrong: {wrong.path}: expected {wrong.expected}, answered {wrong.answered or 'nothing'}"
    right = accuracy.compared - len(accuracy.wrong)
    yield f"accuracy {100 * accuracy.ratio:.2f} % ({right} of {accuracy.compared})"
    if accuracy.not_expected or accuracy.not_seen:
        yield (
            f"{accuracy.not_expected} pictures without an expected name, "
            f"{accuracy.not_seen} expected names without a picture"
        )
