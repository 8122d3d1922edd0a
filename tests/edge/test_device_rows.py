"""The table of devices keeps what the fold says, and is folded again from the log."""

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.device_rows import DeviceTable
from shared.devices import DeviceState, Place, not_seen
from shared.events import Claim
from shared.facts import Count, Day, Device, Loan, Receipt, Return
from shared.ids import Pseudonym, ResourceId
from shared.occurred import Occurred
from shared.own_days import OwnDays, standing
from tests.edge.building import SCHOOL, new_store
from tests.shared.test_devices import ANA, ROSA, TABLET

JUNE, JULY = Occurred.on(date(2026, 6, 22)), Occurred.on(date(2026, 7, 20))
_who, _day = st.none() | st.binary(min_size=8, max_size=8).map(Pseudonym), st.none() | st.dates()
_told, _size = st.text(st.characters(codec="utf-8"), max_size=9), st.none() | st.integers(0, 2**31 - 1)
STATES = st.builds(
    DeviceState, resource=st.just(TABLET), serial=st.sampled_from(["A1", "A2"]), place=st.sampled_from(Place),
    holder=_who, learner=_who, due=st.none() | st.integers(0, 30_000), since=_day, seen=_day, cause=_told,
    report=_told, maker=_told, android=_size, storage_mb=_size, free_mb=_size, memory_mb=_size, condition=_told,
    origin=_told,
)  # fmt: skip


def test_what_is_put_comes_back_and_the_last_one_stands(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:

        @settings(max_examples=50, deadline=None)
        @given(st.lists(STATES, min_size=1, max_size=4))
        def check(states: list[DeviceState]) -> None:
            with store.db.transaction():
                store.db.write("DELETE FROM devices")
                table = DeviceTable(store.db.execute)
                for state in states:
                    table.put(state)
                last = {state.key: state for state in states}
                assert dict(table) == last
                assert store.devices.all() == sorted(last.values(), key=lambda one: one.serial)

        check()


def test_the_log_folded_again_gives_the_same_devices_loans_and_days(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record(
            [
                Claim(Receipt(resource=TABLET, units=2, serials=("A1", "A2"), origin="Minedu"), JUNE),
                Claim(Device(resource=TABLET, serial="a1", android=9), JUNE),
                Claim(Loan(resource=TABLET, serial="a1", borrower=ANA, learner=ROSA, due=20_700), JUNE),
                Claim(Count(resource=TABLET, units=1, serials=("A2",), away=("A1",)), JULY),
                Claim(Day(school=SCHOOL, first=20_640, last=20_642, open=False, cause="friaje"), JUNE),
            ]
        )
        seen = store.devices.all(), store.devices.counted(), store.folded.loans(), store.folded.own_days()
        store.log.rebuild()

        assert (store.devices.all(), store.devices.counted(), store.folded.loans(), store.folded.own_days()) == seen
        assert [(loan.serial, loan.learner) for loan in store.folded.loans()] == [("A1", ROSA)]
        assert store.devices.held_by(ROSA) == store.devices.held_by(ANA) == [store.devices.one((TABLET, "A1"))]


def test_what_a_scanner_wrote_otherwise_is_the_same_loan(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(Loan(resource=TABLET, serial="hga'1", borrower=ANA), JUNE)])
        store.record([Claim(Return(resource=TABLET, serial="HGA-1", borrower=ANA), JULY)])

        assert store.folded.loans() == []


def test_what_the_last_count_by_serial_did_not_see_is_told(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(Receipt(resource=TABLET, units=2, serials=("A1", "A2")), JUNE)])
        store.record([Claim(Count(resource=TABLET, units=1, serials=("A1",)), JULY)])
        store.record([Claim(Count(resource=ResourceId("router"), units=1), JULY)])

        assert store.devices.counted() == {TABLET: date(2026, 7, 20)}
        assert [one.serial for one in not_seen(store.devices.all(), store.devices.counted())] == ["A2"]


def test_the_last_told_day_of_a_service_stands(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(Day(school=SCHOOL, first=20_640, last=20_646, open=False, cause="friaje"))])
        store.record([Claim(Day(school=SCHOOL, first=20_641, last=20_641, open=True))])
        told = store.folded.own_days()

        assert told[1] == OwnDays(SCHOOL, date(2026, 7, 7), date(2026, 7, 7), True, "")
        assert [getattr(standing(told, SCHOOL, date(2026, 7, day)), "open", None) for day in (6, 7, 14)] == [
            False, True, None,
        ]  # fmt: skip
