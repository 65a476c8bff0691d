"""What the builder reports, waited for."""

from typing import Any

from ami.bake.builder import Builders
from ami.bake.depot import Depot, Parcel
from ami.bake.errors import BuildFailed, SaidNothing, TookTooLong
from ami.bake.patience import Patience

#: The first report comes as soon as the machine has a network, about a minute after its start.
_TO_BEGIN = 300.0  # seconds


class Listener:
    """Waits for a builder's word."""

    def __init__(self, *, depot: Depot, builders: Builders, patience: Patience) -> None:
        self._depot = depot
        self._builders = builders
        self._patience = patience

    def provenance(self, parcel: Parcel, instance: str) -> dict[str, str]:
        """Return what the machine was made of, once its self-test has passed.

        Raises SaidNothing, BuildFailed, TookTooLong.
        """
        self._hear_that_it_begins(parcel, instance)
        return self._patience.until(
            "the builder provisions itself; minutes", lambda: self._outcome(parcel, instance)
        )

    def _hear_that_it_begins(self, parcel: Parcel, instance: str) -> None:
        try:
            self._patience.until(
                "the builder boots", lambda: self._has_begun(parcel, instance), within=_TO_BEGIN
            )
        except TookTooLong as error:
            raise SaidNothing(instance, _TO_BEGIN / 60) from error

    def _has_begun(self, parcel: Parcel, instance: str) -> bool | None:
        if self._depot.report(parcel):
            return True
        self._builders.ensure_alive(instance)
        return None

    def _outcome(self, parcel: Parcel, instance: str) -> dict[str, str] | None:
        report = self._depot.report(parcel)
        if report.get("state") == "failed":
            raise BuildFailed(f"The builder {instance} failed. Its last words:\n{report['output']}")
        if report.get("state") != "passed":
            self._builders.ensure_alive(instance)
            return None
        facts: dict[str, Any] = report["provenance"]
        return {name: str(value) for name, value in facts.items()}
