"""What the scaling rule promises whatever is observed."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from controller.observation import Condition, Observation, Worker
from controller.policy import Decision, Rules, State, decide
from pipeline.queue import Depth
from tests.controller.observations import NOW

#: The same cases every time, and no complaint about a busy machine.
steady = settings(derandomize=True, deadline=None)

CAPACITY = (Condition.STARTING, Condition.IDLE, Condition.BUSY)

ages = st.floats(min_value=0, max_value=1000)
rules = st.builds(
    lambda fewest, more, per_worker, idle_seconds, last: Rules(
        min_workers=fewest,
        max_workers=max(1, fewest + more),
        backlog_per_worker=per_worker,
        idle_seconds=idle_seconds,
        last_idle_seconds=last,
    ),
    st.integers(0, 3),
    st.integers(0, 20),
    st.integers(1, 50),
    st.floats(0, 100),
    st.floats(0, 300),
)
depths = st.builds(Depth, visible=st.integers(0, 10_000), in_flight=st.integers(0, 1000))
states = st.builds(State, last_message_at=ages.map(lambda age: NOW - age))
conditions = st.sampled_from(list(Condition))
fleets = st.lists(st.tuples(conditions, ages), max_size=30).map(
    lambda drawn: tuple(
        Worker(worker_id=f"w{number}", condition=condition, since=NOW - age)
        for number, (condition, age) in enumerate(drawn)
    )
)
observations = st.builds(Observation, now=st.just(NOW), depth=st.none() | depths, workers=st.none() | fleets)


def capacity(workers: tuple[Worker, ...]) -> int:
    return sum(worker.condition in CAPACITY for worker in workers)


@steady
@given(observations, states, rules)
def test_the_fleet_never_grows_past_its_bound(observation: Observation, state: State, rules: Rules) -> None:
    decision, _ = decide(observation, state, rules)

    silent = [each for each in observation.workers or () if each.condition is Condition.UNKNOWN]
    there = capacity(observation.workers or ()) + len(silent)
    assert decision.start >= 0
    assert decision.start == 0 or there + decision.start <= rules.max_workers


@steady
@given(observations, states, rules)
def test_only_idle_workers_of_sufficient_patience_are_drained(
    observation: Observation, state: State, rules: Rules
) -> None:
    decision, _ = decide(observation, state, rules)

    by_id = {each.worker_id: each for each in observation.workers or ()}
    for worker_id in decision.drain:
        assert by_id[worker_id].condition is Condition.IDLE
        assert NOW - by_id[worker_id].since >= rules.idle_seconds


@steady
@given(observations, states, rules)
def test_draining_leaves_what_the_backlog_wants(observation: Observation, state: State, rules: Rules) -> None:
    decision, _ = decide(observation, state, rules)

    if decision.drain:
        assert decision.wanted is not None
        assert capacity(observation.workers or ()) - len(decision.drain) >= decision.wanted
        assert len(set(decision.drain)) == len(decision.drain)


@steady
@given(observations, states, rules)
def test_never_both_directions_at_once(observation: Observation, state: State, rules: Rules) -> None:
    decision, _ = decide(observation, state, rules)

    assert not (decision.start and decision.drain)


@steady
@given(st.integers(1, 10_000), st.integers(0, 1000), states, rules)
def test_from_zero_anything_visible_starts_a_worker(
    visible: int, in_flight: int, state: State, rules: Rules
) -> None:
    observation = Observation(now=NOW, depth=Depth(visible=visible, in_flight=in_flight), workers=())

    decision, _ = decide(observation, state, rules)

    assert decision.start >= 1


@steady
@given(fleets, states, rules)
def test_from_any_state_an_empty_queue_leads_to_the_fewest_workers(
    workers: tuple[Worker, ...], state: State, rules: Rules
) -> None:
    rules = replace(rules, min_workers=0)
    patience = rules.idle_seconds + rules.last_idle_seconds + 1
    now = NOW
    # enough ticks for: work ends, the idle are drained, the last one is drained
    for _ in range(4):
        now += patience
        observation = Observation(now=now, depth=Depth(visible=0, in_flight=0), workers=workers)
        decision, state = decide(observation, state, rules)
        assert decision.start == 0
        workers = after(decision, workers, now)

    assert capacity(workers) == 0


@steady
@given(depths.filter(lambda depth: depth.visible > 0), states, rules)
def test_a_steady_backlog_is_met_once_and_then_left_alone(depth: Depth, state: State, rules: Rules) -> None:
    first, state = decide(Observation(now=NOW, depth=depth, workers=()), state, rules)
    launched = tuple(
        Worker(worker_id=f"w{number}", condition=Condition.STARTING, since=NOW)
        for number in range(first.start)
    )

    second, _ = decide(Observation(now=NOW + 1, depth=depth, workers=launched), state, rules)

    assert not second.acts


def after(decision: Decision, workers: tuple[Worker, ...], now: float) -> tuple[Worker, ...]:
    """Return the fleet a while later: the drained are gone, and everybody who reports has nothing to do."""
    return tuple(
        each
        if each.condition in (Condition.IDLE, Condition.UNKNOWN)
        else replace(each, condition=Condition.IDLE, since=now)
        for each in workers
        if each.worker_id not in decision.drain and each.condition is not Condition.DRAINING
    )
