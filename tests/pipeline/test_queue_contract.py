"""What every queue promises, in memory and on SQS alike."""

import pytest

from pipeline.errors import ReceiptExpired
from pipeline.queue import Queue

Queues = tuple[Queue, Queue]


def test_a_message_is_received_as_it_was_sent(queues: Queues) -> None:
    queue, _ = queues
    queue.send('{"text": "naïve ✓"}')

    [delivery] = queue.receive(10, wait_seconds=1)

    assert delivery.body == '{"text": "naïve ✓"}'
    assert delivery.receive_count == 1
    assert delivery.sent_at > 1_700_000_000


def test_a_received_message_is_hidden_and_counts_as_in_flight(queues: Queues) -> None:
    queue, _ = queues
    queue.send("one")
    queue.receive(1, wait_seconds=1)

    assert queue.receive(1, wait_seconds=0) == []
    assert (queue.depth().visible, queue.depth().in_flight, queue.depth().backlog) == (0, 1, 1)


def test_a_deleted_message_is_gone(queues: Queues) -> None:
    queue, _ = queues
    queue.send("one")
    [delivery] = queue.receive(1, wait_seconds=1)

    queue.delete(delivery)

    assert queue.depth().backlog == 0


def test_several_messages_are_deleted_at_once_and_those_of_others_are_passed_over(queues: Queues) -> None:
    queue, _ = queues
    for text in ("one", "two", "three"):
        queue.send(text)
    deliveries = queue.receive(10, wait_seconds=1)
    queue.delete(deliveries[0])

    queue.delete_all(deliveries)

    assert queue.depth().backlog == 0


def test_a_message_given_back_is_received_again_at_once(queues: Queues) -> None:
    queue, _ = queues
    queue.send("one")
    [first] = queue.receive(1, wait_seconds=1)

    queue.extend(first, 0)
    [second] = queue.receive(1, wait_seconds=2)

    assert second.message_id == first.message_id
    assert second.receive_count == 2


def test_an_extended_message_stays_hidden(queues: Queues) -> None:
    queue, _ = queues
    queue.send("one")
    [delivery] = queue.receive(1, wait_seconds=1)

    queue.extend(delivery, 60)

    assert queue.receive(1, wait_seconds=0) == []
    assert queue.depth().in_flight == 1


def test_no_more_messages_come_than_asked_for(queues: Queues) -> None:
    queue, _ = queues
    for number in range(5):
        queue.send(str(number))

    first = queue.receive(2, wait_seconds=1)
    rest = queue.receive(10, wait_seconds=1)

    assert len(first) == 2
    assert {each.body for each in first + rest} == {"0", "1", "2", "3", "4"}


def test_a_message_received_too_often_goes_to_the_dead_letter_queue(queues: Queues) -> None:
    queue, dead = queues
    queue.send("poison")
    for _ in range(2):
        [delivery] = queue.receive(1, wait_seconds=1)
        queue.extend(delivery, 0)

    assert queue.receive(1, wait_seconds=0) == []
    [buried] = dead.receive(1, wait_seconds=1)
    assert buried.body == "poison"


def test_extending_a_deleted_message_says_that_the_receipt_is_no_longer_ours(queues: Queues) -> None:
    queue, _ = queues
    queue.send("one")
    [delivery] = queue.receive(1, wait_seconds=1)
    queue.delete(delivery)

    with pytest.raises(ReceiptExpired):
        queue.extend(delivery, 10)
