"""Who in the end got what is what was sent and confirmed, by kind of school, and nothing of fewer than five schools."""

from pathlib import Path

from hub import planning, proposing
from hub.report import FEW
from hub.who_got import HEADER, accepted_of, groups_of, who_got
from tests.hub.office import PERIOD, delivered, line, needs, office, schools

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


def test_a_plan_that_did_not_go_out_gave_nobody_anything(tmp_path: Path) -> None:
    store = office(tmp_path)
    proposing.make_plan(store, needs(), **PERIOD)

    assert who_got(store).rows == []
    assert accepted_of([]) == {}


def test_a_school_of_two_languages_counts_for_both_and_one_of_no_quintile_for_none() -> None:
    one = schools()[0]

    assert groups_of(one, "language") == one.languages
    assert groups_of(one, "quintile") == ((str(one.quintile),) if one.quintile else ())
