"""A picture is due once it stood still, and never again."""

from pathlib import Path

from scripts.watch.agenda import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Agenda, Stamp

A, B = Path("a.jpg"), Path("b.jpg")


def stamp(size: int = 10, changed_ns: int = 1, inode: int = 1) -> Stamp:
    return Stamp(size=size, changed_ns=changed_ns, inode=inode)


def test_a_picture_is_due_at_the_second_look() -> None:
    agenda = Agenda()

    assert agenda.due({A: stamp()}, 0) == []
    assert agenda.due({A: stamp(), B: stamp()}, 1) == [A]


def test_a_picture_that_is_still_written_to_or_replaced_is_waited_for() -> None:
    agenda = Agenda()
    agenda.due({A: stamp()}, 0)

    for changed in (stamp(size=20), stamp(size=20, changed_ns=2), stamp(size=20, changed_ns=2, inode=7)):
        assert agenda.due({A: changed}, 1) == []

    assert agenda.due({A: stamp(size=20, changed_ns=2, inode=7)}, 2) == [A]


def test_an_empty_file_is_not_begun_yet() -> None:
    agenda = Agenda()

    assert [agenda.due({A: stamp(size=0)}, now) for now in range(3)] == [[], [], []]
    assert agenda.unfinished() == [A]


def test_a_picture_that_is_done_and_stays_is_left_alone_until_it_becomes_another() -> None:
    agenda = Agenda()
    agenda.due({A: stamp()}, 0)
    agenda.done(A, stamp())

    assert agenda.due({A: stamp()}, 1) == []
    assert agenda.unfinished() == []

    agenda.due({A: stamp(changed_ns=2)}, 2)

    assert agenda.due({A: stamp(changed_ns=2)}, 3) == [A]


def test_a_picture_that_failed_is_tried_again_ever_less_often() -> None:
    agenda = Agenda()
    agenda.due({A: stamp()}, 0)
    now, pauses = 0.0, []
    for _ in range(10):
        agenda.failed(A, stamp(), now)
        began_at = now
        while not agenda.due({A: stamp()}, now):
            now += 1
        pauses.append(now - began_at)

    assert pauses[:3] == [FIRST_PAUSE_SECONDS, 2 * FIRST_PAUSE_SECONDS, 4 * FIRST_PAUSE_SECONDS]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


def test_a_picture_that_took_the_place_of_one_that_failed_does_not_wait_for_it() -> None:
    agenda = Agenda()
    agenda.due({A: stamp()}, 0)
    agenda.failed(A, stamp(), 0)

    agenda.due({A: stamp(inode=2)}, 1)

    assert agenda.due({A: stamp(inode=2)}, 2) == [A]
