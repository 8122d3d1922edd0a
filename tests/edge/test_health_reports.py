"""A laptop tells once a day how it is, on days on which somebody recorded something, and keeps nobody waiting by it."""

from pathlib import Path

from edge.copies_kept import copy_now
from edge.health_reports import HealthReports
from edge.store import Store
from shared.events import Claim
from shared.facts import Health
from tests.edge.building import FakeClock, FakeHub, HubRoad, new_agent, new_store, use

DAY_S = 86_400


def reports(store: Store) -> list[Health]:
    return [event.fact for _, event in store.entries.events() if isinstance(event.fact, Health)]


def test_it_is_recorded_once_on_each_day_on_which_something_was_also_after_a_restart(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        telling = HealthReports(store)
        silent = telling.run_if_due()
        store.record([Claim(use())])
        told = [telling.run_if_due(), telling.run_if_due()]
        again = HealthReports(store)
        store.record([Claim(use())])
        told.append(again.run_if_due())
        clock.pass_s(DAY_S)
        idle = again.run_if_due()
        store.record([Claim(use())])

        assert (silent, told, idle, again.run_if_due()) == (False, [True, False, False], False, True)
        assert len(reports(store)) == 2


def test_it_tells_how_old_the_last_copy_is(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        telling = HealthReports(store)
        store.record([Claim(use())])
        copy_now(store.path, clock)
        clock.pass_s(30 * 3_600)
        telling.run_if_due()
        [told] = reports(store)

    assert (told.backup_age_h, told.clock_ok, told.app_version > "") == (30, True, True)


def test_nobody_waits_for_it_and_no_page_lists_it(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        telling, agent = HealthReports(store), new_agent(store, HubRoad(FakeHub()))
        store.record([Claim(use())])
        agent.tick()
        agent.tick()
        telling.run_if_due()
        state = store.sync_state()

        assert (state.code, state.total, state.pending, state.marks) == ("ok", 1, 0, 1)
        assert [type(row.fact).__name__ for row in store.facts.recent_facts()] == ["Use"]
