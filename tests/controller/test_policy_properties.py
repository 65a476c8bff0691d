"""What the law promises whatever is observed."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from controller.decision import Decision
from controller.observation import LAUNCHING, Condition, LaunchFailure, Observation, Worker
from controller.policies.forecast import Rules, State, decide, machine_rules, process_rules
from pipeline.queue import Depth
from tests.controller.observations import NOW

#: The same cases every time, and no complaint about a busy machine.
steady = settings(derandomize=True, deadline=None)

READY = (Condition.IDLE, Condition.BUSY)

ages = st.floats(min_value=0, max_value=1000)
bounds = st.tuples(st.integers(0, 3), st.integers(0, 20)).map(
    lambda drawn: {"min_workers": drawn[0], "max_workers": max(1, sum(drawn))}
)
rules = st.builds(
    lambda make, limits, wait_target, idle, last_idle, hold: replace(
        make(**limits), wait_target=wait_target, idle=idle, last_idle=last_idle, hold=hold
    ),
    st.sampled_from([process_rules, machine_rules]),
    bounds,
    st.floats(0, 100),
    st.floats(0, 100),
    st.floats(0, 300),
    st.floats(0, 100),
)
depths = st.builds(Depth, visible=st.integers(0, 10_000), in_flight=st.integers(0, 1000))
states = st.builds(
    State, last_message_at=ages.map(lambda age: NOW - age), since=st.none() | st.just(NOW - 3600)
)
workers = st.builds(
    lambda condition, age, lived, service, done: Worker(
        worker_id="",
        condition=condition,
        since=NOW - age,
        launched_at=NOW - age - lived,
        ready_at=NOW - age if condition in READY else None,
        version="old" if done % 3 == 0 else "new",
        slots=2,
        service_seconds=service,
        images_done=done,
    ),
    st.sampled_from(list(Condition)),
    ages,
    ages,
    st.floats(0, 3),
    st.integers(0, 10_000),
)
fleets = st.lists(workers, max_size=30).map(
    lambda drawn: tuple(replace(each, worker_id=f"w{number}") for number, each in enumerate(drawn))
)
failures = st.lists(ages.map(lambda age: LaunchFailure(at=NOW - age, why="no capacity")), max_size=5).map(
    tuple
)
observations = st.builds(
    Observation,
    now=st.just(NOW),
    depth=st.none() | depths,
    workers=st.none() | fleets,
    version=st.sampled_from(["", "new"]),
    failures=failures,
)


def has_no_hope(worker: Worker, rules: Rules) -> bool:
    is_late = worker.condition in LAUNCHING and NOW - worker.launched_at > rules.boot_patience
    return is_late or worker.condition is Condition.UNKNOWN


def capacity(workers: tuple[Worker, ...]) -> int:
    return sum(worker.condition in {*LAUNCHING, *READY} for worker in workers)


@steady
@given(observations, states, rules)
def test_the_fleet_never_grows_past_its_bound(observation: Observation, state: State, rules: Rules) -> None:
    decision, _ = decide(observation, state, rules)

    assert decision.start >= 0
    assert decision.start == 0 or len(observation.workers or ()) + decision.start <= rules.max_workers


@steady
@given(observations, states, rules)
def test_nobody_is_drained_who_works_or_was_idle_for_too_short(
    observation: Observation, state: State, rules: Rules
) -> None:
    decision, _ = decide(observation, state, rules)

    by_id = {each.worker_id: each for each in observation.workers or ()}
    for worker_id in decision.drain:
        victim = by_id[worker_id]
        is_old = victim.version != observation.version and observation.version != ""
        is_excess = capacity(observation.workers or ()) > rules.max_workers
        assert victim.condition in {Condition.IDLE, Condition.UNKNOWN, *LAUNCHING} or is_old or is_excess
        has_rested = NOW - victim.since >= rules.idle
        assert has_rested or has_no_hope(victim, rules) or victim.version == "old" or is_excess


@steady
@given(observations, states, rules)
def test_nobody_who_works_is_ended(observation: Observation, state: State, rules: Rules) -> None:
    decision, _ = decide(observation, state, rules)

    by_id = {each.worker_id: each for each in observation.workers or ()}
    assert not {by_id[name].condition for name in decision.retire} & {*READY, Condition.UNKNOWN}
    assert not set(decision.retire) & set(decision.drain)


@steady
@given(observations.map(lambda seen: replace(seen, version="")), states, rules)
def test_draining_leaves_as_many_as_are_wanted(observation: Observation, state: State, rules: Rules) -> None:
    decision, _ = decide(observation, state, rules)

    hopeful = tuple(each for each in observation.workers or () if not has_no_hope(each, rules))
    leaving = [name for name in decision.drain if name in {each.worker_id for each in hopeful}]
    if leaving:
        assert decision.wanted is not None
        assert capacity(hopeful) - len(leaving) >= decision.wanted
    assert len(set(decision.drain)) == len(decision.drain)


@steady
@given(observations.map(lambda seen: replace(seen, version="new")), states, rules)
def test_a_rollout_leaves_as_many_at_work_as_are_to_be_there_unless_the_maximum_forces_it(
    observation: Observation, state: State, rules: Rules
) -> None:
    decision, _ = decide(observation, state, rules)

    workers = observation.workers or ()
    old = {each.worker_id for each in workers if each.version == "old" and each.condition in READY}
    if old & set(decision.drain) and len(workers) < rules.max_workers:
        at_work = sum(each.condition in READY and each.worker_id not in decision.drain for each in workers)
        assert at_work >= min(decision.figures["most"], max(decision.figures["least"], len(old)))


@steady
@given(observations, states, rules)
def test_never_both_directions_at_once(observation: Observation, state: State, rules: Rules) -> None:
    decision, _ = decide(observation, state, rules)

    hopeless = {each.worker_id for each in observation.workers or () if has_no_hope(each, rules)}
    assert not (decision.start and set(decision.drain) - hopeless)
    assert decision.reason.endswith(".")


@steady
@given(observations, states, rules)
def test_a_missing_reading_means_hold(observation: Observation, state: State, rules: Rules) -> None:
    for blind in (replace(observation, depth=None), replace(observation, workers=None)):
        decision, after = decide(blind, state, rules)

        assert not decision.acts
        assert after == state


@steady
@given(st.integers(1, 10_000), st.integers(0, 1000), states, rules)
def test_from_zero_two_looks_at_anything_visible_start_a_worker(
    visible: int, in_flight: int, state: State, rules: Rules
) -> None:
    observation = Observation(now=NOW, depth=Depth(visible=visible, in_flight=in_flight), workers=())

    first, state = decide(observation, state, rules)
    second, _ = decide(replace(observation, now=NOW + 2), state, rules)

    assert first.start + second.start >= 1


@steady
@given(observations, states, rules)
def test_seeing_the_same_again_and_what_was_launched_launches_nothing_again(
    observation: Observation, state: State, rules: Rules
) -> None:
    rules = replace(rules, max_launch_step=1000)
    for look in range(2):  # the second may be the evidence that the first lacks
        decision, state = decide(observation, state, rules)
        observation = with_launches(observation, decision.start, look)

    decision, _ = decide(observation, state, rules)

    assert decision.start == 0


@steady
@given(fleets, states, rules)
def test_from_any_state_an_empty_queue_leads_to_the_fewest_workers(
    workers: tuple[Worker, ...], state: State, rules: Rules
) -> None:
    rules = replace(rules, min_workers=0)
    patience = rules.idle + rules.last_idle + rules.hold + rules.boot_patience + 60
    now = NOW
    # enough looks for: work ends, the idle are drained, the last one is drained, all are ended
    for _ in range(6):
        now += patience
        observation = Observation(now=now, depth=Depth(visible=0, in_flight=0), workers=workers)
        decision, state = decide(observation, state, rules)
        assert decision.start == 0
        workers = after(decision, workers, now)

    assert workers == ()


@steady
@given(depths.filter(lambda depth: depth.visible > 1), states, rules)
def test_a_steady_backlog_is_met_once_and_then_left_alone(depth: Depth, state: State, rules: Rules) -> None:
    first, state = decide(Observation(now=NOW, depth=depth, workers=()), state, rules)
    launched = tuple(
        Worker(worker_id=f"w{number}", condition=Condition.STARTING, since=NOW, launched_at=NOW)
        for number in range(first.start)
    )

    second, _ = decide(Observation(now=NOW + 1, depth=depth, workers=launched), state, rules)

    assert not second.acts or first.start == rules.max_launch_step


def with_launches(observation: Observation, count: int, look: int) -> Observation:
    launched = tuple(
        Worker(worker_id=f"p{look}-{number}", condition=Condition.PENDING, since=NOW, launched_at=NOW)
        for number in range(count)
    )
    return replace(
        observation, workers=None if observation.workers is None else (*observation.workers, *launched)
    )


def after(decision: Decision, workers: tuple[Worker, ...], now: float) -> tuple[Worker, ...]:
    """Return the fleet a while later: who was drained has finished, and everybody else has nothing to do."""
    return tuple(
        _later(each, decision, now)
        for each in workers
        if each.worker_id not in decision.retire and each.condition is not Condition.DRAINED
    )


def _later(worker: Worker, decision: Decision, now: float) -> Worker:
    if worker.worker_id in decision.drain or worker.condition is Condition.DRAINING:
        return replace(worker, condition=Condition.DRAINED, since=now)
    if worker.condition in (Condition.IDLE, Condition.UNKNOWN):
        return worker
    return replace(worker, condition=Condition.IDLE, since=now, ready_at=now)
