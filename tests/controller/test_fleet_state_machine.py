"""The controller over a fleet of machines, whatever happens to both, in whatever order.

All of it is production's code, but for AWS and the workers, which are `tests/strict`.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from controller.policies.forecast import machine_rules
from tests.strict.world import World

MOST = 5
#: Longer than every patience of the law's: boots, silence, fuse; then the work, by one machine if need be.
PATIENCE_SECONDS = 8000


class Fleet(RuleBasedStateMachine):
    """What may happen."""

    @initialize(fewest=st.sampled_from([0, 0, 1]))
    def begin(self, fewest: int) -> None:
        self.world = World(machine_rules(min_workers=fewest, max_workers=MOST, slots=1))

    @rule(count=st.integers(1, 30))
    def images_arrive(self, count: int) -> None:
        self.world.queue.send(count)

    @precondition(lambda self: self.world.queue.sent < 300)
    @rule()
    def a_crowd_comes_for_which_the_whole_fleet_is_launched(self) -> None:
        self.world.queue.send(150)

    @rule(every=st.sampled_from([0, 7, 33, 61]))
    def one_image_comes_in_after_the_other(self, every: int) -> None:
        self.world.image_every = every

    @rule(seconds=st.integers(1, 10))
    def a_moment_passes(self, seconds: int) -> None:
        self.world.pass_seconds(seconds)

    @rule(seconds=st.integers(10, 120))
    def a_while_passes(self, seconds: int) -> None:
        self.world.pass_seconds(seconds)

    @rule(seconds=st.integers(120, 1000))
    def a_long_time_passes(self, seconds: int) -> None:
        self.world.pass_seconds(seconds)

    @rule(seconds=st.sampled_from([None, 1.0, 90.0]))
    def the_next_machine_boots_fast_or_slowly_or_never(self, seconds: float | None) -> None:
        self.world.boots.append(seconds)

    @precondition(lambda self: self.world.workers)
    @rule(data=st.data())
    def a_worker_dies(self, data: st.DataObject) -> None:
        self.world.workers[self._one(data)].alive = False

    @precondition(lambda self: self.world.workers)
    @rule(data=st.data(), seconds=st.sampled_from([-300, -100, 100]))
    def a_workers_clock_is_set(self, data: st.DataObject, seconds: int) -> None:
        self.world.workers[self._one(data)].clock_error = seconds

    @precondition(lambda self: self.world.workers)
    @rule(data=st.data())
    def a_machine_vanishes(self, data: st.DataObject) -> None:
        self.world.take_away(self._one(data))

    @precondition(lambda self: self.world.workers)
    @rule(data=st.data())
    def a_spot_machine_is_to_be_taken_back(self, data: st.DataObject) -> None:
        self.world.interrupt(self._one(data))

    @rule()
    def a_new_version_is_rolled_out(self) -> None:
        self.world.group.version += 1

    @rule(has=st.booleans())
    def the_cloud_has_machines_or_none(self, has: bool) -> None:
        self.world.group.has_capacity = has

    @rule(queue=st.booleans(), bucket=st.booleans(), group=st.booleans())
    def readings_fail_or_succeed(self, queue: bool, bucket: bool, group: bool) -> None:
        self.world.queue.fails = queue
        self.world.store.fails = bucket
        self.world.group.throttled = group

    @rule(seconds=st.integers(100, 200))
    def the_state_bucket_is_away_for_a_while(self, seconds: int) -> None:
        self.world.store.fails = True
        self.world.pass_seconds(seconds)
        self.world.store.fails = False
        self.world.pass_seconds(5)

    @rule(error=st.integers(-1, 1), late=st.sampled_from([0, 10, 60]))
    def counts_are_wrong_or_late(self, error: int, late: int) -> None:
        self.world.queue.error, self.world.queue.late_seconds = error, late

    @rule(late=st.sampled_from([0, 3, 12]))
    def readings_of_the_group_are_late(self, late: int) -> None:
        self.world.group.readings.late_seconds = late

    @rule(desired=st.sampled_from([0, 1, MOST]))
    def somebody_edits_the_group(self, desired: int) -> None:
        self.world.group.desired = desired

    @rule(name=st.sampled_from(["first", "second"]))
    def a_controller_starts_or_starts_again(self, name: str) -> None:
        self.world.add_controller(name)

    @precondition(lambda self: len(self.world.controllers) > 1)
    @rule(name=st.sampled_from(["first", "second"]))
    def one_of_two_controllers_dies(self, name: str) -> None:
        del self.world.controllers[name]

    def _one(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.world.workers)))

    @invariant()
    def nobody_who_lives_is_ended_with_work_in_hand(self) -> None:
        for ended in self.world.ended:
            assert ended.held is None or not ended.lived, ended

    @invariant()
    def there_are_never_more_than_allowed(self) -> None:
        assert self.world.most_members <= MOST

    def teardown(self) -> None:
        """Nothing more arrives and nothing is broken any more: all is answered, and the fleet goes."""
        if not hasattr(self, "world"):
            return
        self.one_image_comes_in_after_the_other(every=0)
        self.the_cloud_has_machines_or_none(has=True)
        self.readings_fail_or_succeed(queue=False, bucket=False, group=False)
        self.counts_are_wrong_or_late(error=0, late=0)
        self.readings_of_the_group_are_late(late=0)
        self.world.boots.clear()
        for _ in range(PATIENCE_SECONDS // 50):
            self.world.pass_seconds(50)
            if self._is_at_rest():
                break
        assert len(self.world.queue.answered) == self.world.queue.sent
        assert self.world.members == self.world.rules.min_workers
        self.nobody_who_lives_is_ended_with_work_in_hand()
        self.there_are_never_more_than_allowed()

    def _is_at_rest(self) -> bool:
        done = len(self.world.queue.answered) == self.world.queue.sent
        return done and self.world.members == self.world.rules.min_workers


TestFleet = Fleet.TestCase
TestFleet.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, derandomize=True)
