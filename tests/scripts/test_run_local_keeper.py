"""One part is kept running: its pauses, its readiness, and when it is given up."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from controller.run_folder import RunFolder
from controller.sessions import kill, living
from scripts.local.failures import PartFailed
from scripts.local.keeper import Keeper, Part
from scripts.local.lives import HOPELESS_STARTS, STEADY_SECONDS, Lives
from scripts.local.service import Service
from tests.waiting import wait_until

STAYS = "import signal; signal.pause()"
DIES = "print('no luck'); raise SystemExit(3)"


def test_pauses_grow_while_a_part_dies_soon() -> None:
    lives, pauses = Lives(), []
    for _ in range(8):
        lives = lives.after_death(lived_seconds=1, was_ready=True)
        pauses.append(lives.pause_seconds)

    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert not lives.hopeless


def test_a_long_life_makes_the_pauses_short_again() -> None:
    lives = Lives(short=7).after_death(lived_seconds=STEADY_SECONDS, was_ready=True)

    assert lives.pause_seconds == 0.5


def test_a_part_that_never_gets_ready_is_hopeless_after_a_few_starts() -> None:
    lives = Lives()
    for _ in range(HOPELESS_STARTS - 1):
        lives = lives.after_death(lived_seconds=1, was_ready=False)
    assert not lives.hopeless

    assert lives.after_death(lived_seconds=1, was_ready=False).hopeless
    assert not lives.after_death(lived_seconds=1, was_ready=True).hopeless


@dataclass
class World:
    """A keeper's surroundings, with a clock that a test moves."""

    folder: Path
    now: float = 0.0
    is_ready: bool = True
    said: list[str] = field(default_factory=list)

    @property
    def run_folder(self) -> RunFolder:
        return RunFolder(self.folder / "run")

    @property
    def pid(self) -> int:
        return self.run_folder.sessions()["web"].pid

    def keeper(self, program: str) -> Keeper:
        part = Part(
            name="web",
            command=(sys.executable, "-c", program),
            environment={},
            log_file=self.folder / "web.log",
            prepare=lambda: self.is_ready,
        )
        return Keeper(part, run_folder=self.run_folder, say=self.said.append, clock=lambda: self.now)

    def kill(self, keeper: Keeper) -> None:
        """Kill the part, and let the keeper notice."""
        (session,) = self.run_folder.sessions().values()
        buried = keeper.restarts + 1
        kill(session)
        wait_until(looked(keeper, lambda: keeper.restarts == buried), seconds=10)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(folder=tmp_path)
    yield world
    for session in world.run_folder.sessions().values():
        kill(session)
        wait_until(lambda session=session: not living(session), seconds=10)  # type: ignore[misc]


def looked(keeper: Keeper, condition: Callable[[], bool]) -> Callable[[], bool]:
    def look() -> bool:
        keeper.look(may_start=True)
        return condition()

    return look


def test_a_part_is_ready_when_it_says_so(world: World) -> None:
    world.is_ready = False
    keeper = world.keeper(STAYS)
    keeper.look(may_start=True)
    keeper.look(may_start=True)
    assert not keeper.ready

    world.is_ready = True
    keeper.look(may_start=True)

    assert keeper.ready
    world.kill(keeper)


def test_a_part_waits_until_it_may_start(world: World) -> None:
    keeper = world.keeper(STAYS)

    keeper.look(may_start=False)

    assert world.run_folder.sessions() == {}


def test_a_killed_part_is_started_again_after_its_pause(world: World) -> None:
    keeper = world.keeper(STAYS)
    wait_until(looked(keeper, lambda: keeper.ready), seconds=10)
    first = world.pid
    world.kill(keeper)
    assert "killed by signal 9" in world.said[0]

    keeper.look(may_start=True)
    assert world.pid == first  # not before its pause is over
    world.now += 0.5
    wait_until(looked(keeper, lambda: keeper.ready), seconds=10)

    assert world.pid != first
    assert keeper.restarts == 1
    world.kill(keeper)


def test_a_part_that_cannot_start_is_given_up_with_the_end_of_its_log(world: World) -> None:
    world.is_ready = False
    keeper = world.keeper(DIES)

    def look_later() -> bool:
        world.now += 0.1
        keeper.look(may_start=True)
        return False

    with pytest.raises(PartFailed, match="no luck"):
        wait_until(look_later, seconds=30)


def test_a_part_that_hangs_at_its_start_is_killed(world: World) -> None:
    world.is_ready = False
    keeper = world.keeper(STAYS)
    keeper.look(may_start=True)

    world.now += 61
    wait_until(looked(keeper, lambda: keeper.restarts == 1), seconds=10)

    assert "hangs" in world.said[0]


def test_nothing_starts_before_what_it_needs_is_ready(world: World, tmp_path: Path) -> None:
    world.is_ready = False
    foundation = world.keeper(STAYS)
    other = World(folder=tmp_path / "other").keeper(STAYS)
    service = Service([foundation, other], when_up=lambda: None)

    service.look()
    service.look()

    assert RunFolder(tmp_path / "other" / "run").sessions() == {}
    assert len(world.run_folder.sessions()) == 1
    world.kill(foundation)
