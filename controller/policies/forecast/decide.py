"""The decision: what was observed and remembered → what is done, and what is remembered."""

from dataclasses import replace

from controller.decision import Decision
from controller.observation import Observation, Worker
from controller.policies.forecast import reporting
from controller.policies.forecast.explaining import figures, reason
from controller.policies.forecast.giving_up import finished, never_ready, silent
from controller.policies.forecast.rules import Rules
from controller.policies.forecast.scale_in import victims
from controller.policies.forecast.scale_out import launches
from controller.policies.forecast.situation import Situation, situation_of
from controller.policies.forecast.state import State, learn
from controller.policies.forecast.trouble import withdrawn

_REPORTS_FAIL = "Hold: most workers fell silent, and requests are in flight: it is their reports that fail."


def decide(observation: Observation, state: State, rules: Rules) -> tuple[Decision, State]:
    """Return what to do now, and what to remember until the next decision.

    Where a reading is missing nothing is done and nothing learned: missing never means zero. Nor do reports
    that do not come.
    """
    depth, workers = observation.depth, observation.workers
    if depth is None or workers is None:
        missing = "; ".join(observation.missing) or "a reading is missing"
        return Decision(wanted=None, reason=f"Hold: {missing}."), state
    patience = state.fuse.patience(rules.boot_patience)
    given_up = never_ready(workers, state.boots, observation.now, patience)
    heard = reporting.look(state.reporting, depth, workers, given_up, observation.now, rules)
    state = replace(state, reporting=heard)
    if heard.fails(observation.now, rules):
        return Decision(wanted=None, reason=_REPORTS_FAIL), replace(state, since=None)
    state = learn(observation, depth, workers, state, given_up=given_up, rules=rules)
    believed = state.belief.depth if state.belief else depth
    situation = situation_of(observation, believed, workers, state, given_up=given_up, rules=rules)
    decision = _decision(situation, workers, state)
    return decision, replace(state, wishes=situation.wishes)


def _decision(situation: Situation, workers: tuple[Worker, ...], state: State) -> Decision:
    start = launches(situation)
    surplus = () if start else victims(situation)
    unheard = silent(workers, situation.now, state.reporting, situation.rules)
    retire = (
        *finished(workers, situation.now, state.stalls, situation.rules),
        *withdrawn(situation.trouble, situation.capacity),
    )
    # a launch that is taken back for one reason is not to be taken back for another as well
    drain = tuple(each for each in (*situation.given_up, *unheard, *surplus) if each not in retire)
    return Decision(
        wanted=situation.wanted,
        start=start,
        drain=drain,
        retire=retire,
        reason=reason(situation, start=start, surplus=len(surplus), unheard=len(unheard), retire=len(retire)),
        figures=figures(situation),
    )
