"""Shows what a stack costs, and what a change would do."""

from collections.abc import Sequence
from typing import Any

from deploy.console import Voice, cost_document, cost_table, table
from deploy.layout import Estimate
from deploy.stack import Change, Event


def show_estimate(voice: Voice, estimate: Estimate | None, region: str) -> None:
    """Say what the stack will cost in a region, before anything is made."""
    if estimate is None:
        voice.say("What this costs is not known: a machine is missing in deploy/prices.toml.")
        return
    most = estimate.most_workers * estimate.worker_hour
    voice.show(
        cost_table("A month without a picture", estimate.monthly, 2),
        "",
        cost_table("1,000 pictures of 200 KB, ten a second", estimate.per_1000_images, 4),
        "",
        f"Workers: none to {estimate.most_workers}, {estimate.worker_hour:.4f} USD an hour each, "
        f"{most:.2f} together at the most.",
        f"Prices: {estimate.region}, from deploy/prices.toml, without taxes and free tiers.",
        *_elsewhere(estimate.region, region),
        "",
    )


def _elsewhere(priced: str, region: str) -> tuple[str, ...]:
    """Say what another region's prices mean, beside other sums."""
    if region == priced:
        return ()
    return (
        f"This stack lies in {region}, whose prices differ. What MaxUsdPerHour allows is reckoned with "
        f"{priced}'s too, unless you name a worker's with --set WorkerUsdPerHour=….",
    )


def show_changes(voice: Voice, changes: Sequence[Change]) -> None:
    """Show what a change set would do."""
    rows = [(each.words, each.resource, each.kind) for each in changes]
    # an emulator may know that something changes without knowing what
    voice.show(table("Changes", ["", "resource", "kind"], rows) if rows else "Changes: parameters alone.", "")


def estimate_document(estimate: Estimate | None) -> dict[str, Any] | None:
    """Return an estimate for programs."""
    if estimate is None:
        return None
    return {
        "monthly": cost_document(estimate.monthly),
        "per_1000_images": cost_document(estimate.per_1000_images),
        "most_workers": estimate.most_workers,
        "worker_usd_per_hour": estimate.worker_hour,
    }


def change_documents(changes: Sequence[Change]) -> list[dict[str, str]]:
    """Return changes for programs."""
    return [{"change": each.words, "resource": each.resource, "kind": each.kind} for each in changes]


def event_line(event: Event) -> str:
    """Return an event as a line."""
    reason = f"  {event.reason}" if event.reason else ""
    return f"{event.at:%H:%M:%S}  {event.status:<28} {event.resource}{reason}"
