"""A copy on a stick is due a month after the last one, or after the first day of the laptop."""

from pathlib import Path

from edge.stick_times import begin_waiting, is_due, note_on_stick
from tests.edge.building import FakeClock, new_store

DAY_S = 86_400


def test_it_is_due_a_month_after_the_first_day_and_after_each_copy(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        found = [is_due(store.db)]
        begin_waiting(store.db)
        for days in (30, 1, 5):
            clock.pass_s(days * DAY_S)
            begin_waiting(store.db)
            found.append(is_due(store.db))
        note_on_stick(store.db, store.db.now_s())
        found.append(is_due(store.db))
        clock.pass_s(31 * DAY_S)

        assert [*found, is_due(store.db)] == [False, False, True, True, False, True]
