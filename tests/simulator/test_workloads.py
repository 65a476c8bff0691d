"""What the rules are tried on is what it says, and the same for everybody."""

from pathlib import Path

import numpy as np
import pytest

from controller.simulator import workloads
from controller.simulator.baselines.step_scaling import StepScaling
from controller.simulator.physics import Physics
from controller.simulator.simulate import simulate
from controller.simulator.trace import UnreadableTrace, read


@pytest.mark.parametrize("name", workloads.NAMES)
def test_a_seed_always_gives_the_same_drawing_and_another_seed_another(name: str) -> None:
    first, again, other = (workloads.drawn(name, seed) for seed in (3, 3, 4))

    assert first.name == name
    assert np.array_equal(first.arrivals, again.arrivals)
    assert not np.array_equal(first.arrivals, other.arrivals)


@pytest.mark.parametrize(
    ("name", "rate"), [("poisson-0.5", 0.5), ("poisson-2", 2.0), ("poisson-20", 20.0), ("poison", 2.0)]
)
def test_steady_streams_have_their_rate_and_the_spread_of_chance(name: str, rate: float) -> None:
    drawings = [workloads.drawn(name, seed) for seed in range(20)]
    expected = rate * drawings[0].duration_seconds
    counts = [each.images for each in drawings]
    gaps = np.concatenate([np.diff(each.arrivals) for each in drawings])

    assert np.mean(counts) == pytest.approx(expected, abs=4 * np.sqrt(expected / 20))
    assert gaps.std() == pytest.approx(gaps.mean(), rel=0.05)  # as exponential gaps have it


def test_bursts_are_ten_of_20_to_600_minutes_apart() -> None:
    arrivals = workloads.drawn("bursts", 1).arrivals
    breaks = np.flatnonzero(np.diff(arrivals) > 60)
    sizes = np.diff([0, *(breaks + 1), len(arrivals)])

    assert len(sizes) == 10
    assert all(20 <= size <= 600 for size in sizes)
    assert np.diff(arrivals)[breaks].min() > 150


def test_batches_of_150_come_every_45_seconds() -> None:
    drawing = workloads.drawn("batches", 1)
    breaks = np.flatnonzero(np.diff(drawing.arrivals) > 10)
    sizes = np.diff([0, *(breaks + 1), drawing.images])

    assert set(sizes) == {150}
    assert np.diff(drawing.arrivals[breaks + 1]) == pytest.approx(45, abs=2)


def test_what_is_on_and_off_is_20_a_second_for_a_third_of_the_time() -> None:
    seconds = np.concatenate(
        [
            np.histogram(drawing.arrivals, bins=360, range=(0, drawing.duration_seconds))[0] / 10
            for drawing in (workloads.drawn("on-off", seed) for seed in range(20))
        ]
    )

    assert np.median(seconds[seconds > 10]) == pytest.approx(20, rel=0.05)
    assert np.mean(seconds == 0) == pytest.approx(2 / 3, abs=0.1)


def test_scarce_capacity_is_bursts_where_two_of_three_launches_are_refused() -> None:
    assert workloads.world("scarce-capacity").no_capacity == pytest.approx(2 / 3)
    assert np.sum(np.diff(workloads.drawn("scarce-capacity", 1).arrivals) > 60) == 9
    assert workloads.world("bursts") == Physics()


@pytest.mark.parametrize("name", ["100-at-once", "flash-crowd"])
def test_what_comes_out_of_the_blue_finds_cloudwatch_asleep(name: str) -> None:
    asleep, awake = workloads.world(name), Physics()
    waits = [
        np.median(simulate(workloads.drawn(name, 1), StepScaling(), physics, seed=1).waits)
        for physics in (asleep, awake)
    ]

    assert waits[0] > waits[1] + 30


def test_the_day_is_quiet_at_both_ends_and_busy_at_noon() -> None:
    day = workloads.drawn("diurnal", 1)
    per_minute = np.histogram(day.arrivals, bins=120, range=(0, day.duration_seconds))[0]

    assert per_minute[:10].max() < 60
    assert per_minute[-10:].max() < 60
    assert per_minute[55:65].mean() / 60 == pytest.approx(30, rel=0.05)


def test_in_a_retry_storm_clients_send_what_failed_again_until_it_works() -> None:
    storm = workloads.drawn("retry-storm", 1)
    [(begin, end)] = storm.outages
    before = np.sum((storm.arrivals >= begin - 240) & (storm.arrivals < begin))
    during = np.sum((storm.arrivals >= begin) & (storm.arrivals < end))

    assert during > 3 * before
    afterwards = storm.duration_seconds - end - 30
    assert np.sum(storm.arrivals >= end + 30) == pytest.approx(2 * afterwards, rel=0.15)


def test_slow_images_and_poison_are_some_of_many() -> None:
    slow, poison = workloads.drawn("slow-images", 1), workloads.drawn("poison", 1)

    assert slow.service_factors is not None
    assert np.unique(slow.service_factors).tolist() == [1.0, 10.0]
    assert poison.poison is not None
    assert poison.poison.mean() == pytest.approx(0.05, abs=0.015)


def test_a_trace_counts_from_its_first_image_on(tmp_path: Path) -> None:
    trace = tmp_path / "monday.csv"
    trace.write_text("seconds,images\n1000.5,2\n1003,0\n\n1001.5\n")

    monday = read(trace)

    assert monday.name == "monday"
    assert monday.arrivals.tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("content", ["", "seconds,images\n", "a,b\n", "nan,1\n", "5,-1\n", "5,many\n"])
def test_a_file_that_is_no_trace_is_refused(tmp_path: Path, content: str) -> None:
    trace = tmp_path / "trace.csv"
    trace.write_text(content)

    with pytest.raises(UnreadableTrace):
        read(trace)


def test_a_trace_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTrace):
        read(tmp_path / "none.csv")
