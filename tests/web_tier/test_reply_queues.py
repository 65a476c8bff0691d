"""The response queues of web processes: the living keep theirs, those of the dead go."""

from tests.web_tier.world import World


def test_the_queue_of_a_process_silent_for_long_is_removed(any_world: World) -> None:
    dead = any_world.neighbour()
    dead.web.reply_queues.step()

    any_world.clock.now += 599
    any_world.web.reply_queues.step()
    assert set(any_world.replies.queues) == {"test", "neighbour"}

    any_world.clock.now += 2
    any_world.web.reply_queues.step()
    assert set(any_world.replies.queues) == {"test"}


def test_a_dead_process_whose_queue_is_gone_already_is_forgotten(world: World) -> None:
    world.neighbour().web.reply_queues.step()
    world.replies.remove("neighbour")
    world.clock.now += 601

    world.web.reply_queues.step()
    world.replies.open("neighbour")
    world.web.reply_queues.step()

    assert set(world.replies.queues) == {"test", "neighbour"}, "its row was removed with the first step"


def test_a_process_that_stops_removes_its_own_queue(world: World) -> None:
    world.web.reply_queues.step()

    world.web.reply_queues.close()

    assert world.replies.queues == {}
