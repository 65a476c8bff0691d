"""Says in a sentence and in figures why something is done, or not."""

from controller.policies.forecast.scale_out import lacking
from controller.policies.forecast.situation import Situation


def reason(situation: Situation, *, start: int, surplus: int, unheard: int, retire: int) -> str:
    """Return the sentences. The numbers are of workers that are launched, drained and ended now."""
    sentences = _about_the_fleet(situation, start, surplus)
    if situation.given_up:
        sentences.append(f"Give up {len(situation.given_up)} that should have come up long ago.")
    if unheard:
        sentences.append(f"Give up {unheard} that went silent.")
    if retire:
        sentences.append(f"End {retire} that finished or are not to be launched.")
    return " ".join(sentences)


def figures(situation: Situation) -> dict[str, float]:
    """Return what the decision rests on. Times in seconds, rates per second."""
    return {
        "visible": situation.depth.visible,
        "in_flight": situation.depth.in_flight,
        "arrivals_per_second": round(situation.demand.arrivals, 3),
        "onsets": situation.demand.onsets,
        "service_seconds": round(situation.speed.service_seconds, 4),
        "boot_seconds": round(situation.boot, 1),
        "forecast_backlog": round(situation.wish.forecast_backlog, 1),
        "least": situation.least,
        "most": situation.most,
        "ready": len(situation.capacity.ready),
        "launching": situation.capacity.launching,
        "leaving": situation.capacity.taken - situation.capacity.count,
        "old_versions": len(situation.rollout.old),
        "in_trouble": float(situation.trouble is not None),
    }


def _about_the_fleet(situation: Situation, start: int, surplus: int) -> list[str]:
    if start:
        return [f"Start {start}: {_there(situation)} for {_work(situation)}.", *_limits(situation, start)]
    if surplus:
        return [f"Drain {surplus}: {_there(situation)} for {_work(situation)}.", *_why(situation)]
    if lacking(situation):
        return [f"Start none: {_there(situation)} for {_work(situation)}.", *_limits(situation, 0)]
    return [f"Keep {_there(situation)} for {_work(situation)}{_although_fewer_would_do(situation)}."]


def _although_fewer_would_do(situation: Situation) -> str:
    if situation.capacity.count <= situation.most:
        return ""
    if not situation.knows_arrivals:
        return ": how much arrives is not known yet"
    return ": none has been idle and paid for long enough"


def _limits(situation: Situation, start: int) -> list[str]:
    """Say what keeps more from being launched."""
    rules, limits = situation.rules, []
    if situation.wish.least > rules.max_workers or situation.room < lacking(situation):
        limits.append(f"{rules.max_workers} are allowed by {rules.limited_by}.")
    if situation.trouble:
        limits.append(f"As {situation.trouble.why}, no more than {situation.allowed} are allowed for now.")
    if not limits and start < lacking(situation):
        limits.append("More at the next look.")
    return limits


def _why(situation: Situation) -> list[str]:
    if situation.excess:
        return [f"{situation.rules.max_workers} are allowed by {situation.rules.limited_by}."]
    return ["They are of an old version."] if situation.rollout.old else []


def _there(situation: Situation) -> str:
    ready, launching = len(situation.capacity.ready), situation.capacity.launching
    return f"{ready} ready" + (f" and {launching} launching" if launching else "")


def _work(situation: Situation) -> str:
    depth = situation.depth
    return f"{depth.visible} waiting and {depth.in_flight} in work"
