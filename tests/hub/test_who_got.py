"""Who in the end got what is what was sent and confirmed, by kind of school, and nothing of fewer than five schools."""

from dataclasses import replace
from pathlib import Path

from hub import planning, proposing
from hub.closing import close
from hub.report import FEW
from hub.settling import Said
from hub.who_got import HEADER, accepted_of, groups_of, who_got
from shared.acts import Actor
from shared.allocation import Line, Reason
from shared.clock import LIMA
from tests.hub.office import PERIOD, delivered, line, needs, office, schools, supply

GOT, SENT = HEADER.index("con_lo_recibido_pct"), HEADER.index("con_lo_enviado_pct")


def test_what_schools_confirm_is_told_beside_what_was_sent(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    before = {row[1:3]: row for row in who_got(store).rows}
    for shipment in store.shipments():
        delivered(
            store, shipment.decision, shipment.site, shipment.pecosa, [line(*row, 0, None) for row in shipment.lines]
        )

    after = {row[1:3]: row for row in who_got(store).rows}

    told = [key for key, row in after.items() if row[SENT] != FEW]
    assert told
    for key in told:
        assert before[key][GOT] == before[key][SENT - 1]
        assert after[key][GOT] == after[key][SENT] == before[key][SENT]


def test_what_never_left_was_not_sent_and_what_came_by_a_paper_is_confirmed(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    (before,) = [row for row in who_got(store).rows if row[1:3] == ("ugel", "Huamanga")]
    for at, one in enumerate(store.shipments()):
        said = Said(how="arrived" if at else "stayed", units=0, why="Lo dijo la UGEL.", day=one.left if at else None)
        close(store, one.pecosa, dict(one.lines), said, by=Actor("ana", "Central"))
    (after,) = [row for row in who_got(store).rows if row[1:3] == ("ugel", "Huamanga")]

    had, sent, got = (tuple(row[at] for row in (before, after)) for at in (SENT - 1, SENT, GOT))
    assert had[0] == had[1] == got[0] < got[1] == sent[1] < sent[0]
    one = store.shipments()[0]
    delivered(store, one.decision, one.site, one.pecosa, [line(*pair) for pair in one.lines])
    (proved,) = [row for row in who_got(store).rows if row[1:3] == ("ugel", "Huamanga")]
    assert proved[SENT] == proved[GOT] == before[SENT]


def test_a_plan_that_did_not_go_out_gave_nobody_anything(tmp_path: Path) -> None:
    store = office(tmp_path)
    proposing.make_plan(store, needs(), **PERIOD)

    assert who_got(store).rows == []
    assert accepted_of([]) == {}


def test_a_school_of_two_languages_counts_for_both_and_one_of_no_quintile_for_none() -> None:
    one = schools()[0]

    assert groups_of(one, "language") == one.languages
    assert groups_of(one, "quintile") == ((str(one.quintile),) if one.quintile else ())


def test_a_need_counts_once_where_two_plans_went_out_in_a_month(tmp_path: Path) -> None:
    store = office(tmp_path)
    lines: dict[tuple[str, str], list[Line]] = {}
    for _turn in range(2):
        plan = proposing.make_plan(store, needs(), **PERIOD)
        planning.approve(store, plan.id, login="ana")
        planning.publish(store, plan.id)
        for one in store.plan_lines(plan.id):
            lines.setdefault((one.school, one.resource), []).append(one)
        counted = store.clock.now().astimezone(LIMA).date()
        store.put_supply([replace(row, as_of=counted, units=400) for row in supply()])
    worth = {one.id: one.value for one in store.catalogue().resources}
    need = had = sent = 0
    for first, second in lines.values():
        there, units = first.on_hand + first.in_transit, first.units + second.units
        if first.reason is not Reason.INCOMPATIBLE:
            need += worth[first.resource] * first.need.p50
            had += worth[first.resource] * min(first.need.p50, there)
            sent += worth[first.resource] * min(first.need.p50, there + units)

    (row,) = [row for row in who_got(store).rows if row[1:3] == ("ugel", "Huamanga")]

    assert any(second.units for _first, second in lines.values())
    assert row[:1] + row[SENT - 1 : GOT] == ("2026-10", round(100 * had / need, 1), round(100 * sent / need, 1))
