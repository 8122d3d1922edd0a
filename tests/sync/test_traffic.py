"""What a road carried is counted as it is taken, not as it was meant."""

from dataclasses import replace

from sync.traffic import Counted, Traffic


def test_a_body_counts_only_what_was_taken_from_it() -> None:
    traffic = Traffic()
    body = Counted(bytes(1_000), traffic)
    body.read(300)

    assert traffic == Traffic(bytes_up=300)


def test_what_an_exchange_carried_is_what_came_after_its_beginning() -> None:
    traffic = Traffic(10, 20, 1)
    before = replace(traffic)
    traffic.bytes_down += 5

    assert traffic.since(before) == Traffic(0, 5, 0)
