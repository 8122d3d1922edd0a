"""What the page of a plan asks of all of its lines is read once, and is what the lines say."""

from pathlib import Path

from msgspec.structs import replace

from hub.console.plan_index import CHOICES, counts, filtered, index_of, indexed, reasons_found
from hub.console.plan_lines import quiet
from hub.planning import approve, publish
from hub.proposing import make_plan
from shared.allocation import Reason
from tests.hub.builders import GUIDE
from tests.hub.console.test_plan_lines import CALM
from tests.hub.office import PERIOD, app_of, needs, office, signed_in

LOUD = replace(CALM, asked=CALM.units + 1)


def test_what_nobody_need_look_at_is_left_out_unless_its_school_objected() -> None:
    calm, loud = indexed([CALM, LOUD]).entries

    assert filtered([calm, loud], "aviso", "", "") == [loud]
    assert filtered([calm, loud], "aviso", "", "", {(calm.school, calm.resource)}) == [calm, loud]


def test_what_goes_beyond_one_for_each_pupil_is_looked_at_and_found() -> None:
    calm, other = indexed([CALM, replace(CALM, resource="otro")]).entries
    beyond = {(calm.school, calm.resource)}

    assert filtered([calm, other], "matricula", "", "", beyond=beyond) == [calm]
    assert filtered([calm, other], "aviso", "", "", beyond=beyond) == [calm]
    assert counts([calm, other], (), beyond)["matricula"] == 1


def test_lines_are_filtered_by_what_goes_by_reason_by_resource_and_by_school() -> None:
    goes, stays = indexed([CALM, replace(CALM, units=0, resource="otro")]).entries

    assert filtered([goes, stays], "entrega", "", "") == [goes]
    assert filtered([goes, stays], "todas", "", "otro") == [stays]
    assert filtered([goes, stays], "todas", "NO SUCH", "") == []
    assert filtered([goes, stays], "todas", "", "", (), {goes.school}) == [goes, stays]
    assert filtered([goes, stays], "todas", "", "", (), ()) == []


def test_what_each_choice_shows_is_as_many_lines_as_it_says() -> None:
    entries = indexed([CALM, LOUD, replace(CALM, units=0, resource="otro")]).entries
    objected = {(CALM.school, "otro")}
    found = counts(entries, objected)

    assert found == {show: len(filtered(entries, show, "", "", objected)) for show in CHOICES}
    assert (found["objecion"], found["entrega"], found["todas"]) == (1, 2, 3)


def test_every_line_is_counted_under_one_badge_and_found_by_its_code() -> None:
    index = indexed([CALM, replace(CALM, resource=GUIDE, reason=Reason.STOCK), CALM])
    found = reasons_found(index.codes)

    assert sum(count for *_, count in found) == len(index.entries)
    assert [len(filtered(index.entries, "todas", code, "")) for code, _, _ in found] == [count for *_, count in found]


def test_the_index_of_a_plan_is_what_its_lines_say_and_is_read_once(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = make_plan(store, needs(), **PERIOD)
    lines, index = store.plan_lines(plan.id), index_of(store, plan.id)

    assert [(one.school, one.site, one.resource, one.units, one.quiet) for one in index.entries] == [
        (line.school, line.site, line.resource, line.units, quiet(line)) for line in lines
    ]
    assert index.sent == sum(1 for line in lines if line.units)
    assert index.sent_to == len({line.school for line in lines if line.units})
    assert index.uncounted == sum(not line.counted for line in lines)
    approve(store, plan.id, login="ana")
    publish(store, plan.id)
    assert index_of(store, plan.id) is index
    assert store.plan_lines(plan.id) == lines
    store.close()


def test_the_page_shows_the_lines_whose_turn_it_is_and_no_others(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = make_plan(store, needs(), **PERIOD)
    client, lines = signed_in(app_of(store)), store.plan_lines(plan.id)
    names = {one.id: one.name for one in store.schools()}
    pages = [client.get(f"/plan?ver=todas&p={number}").get_data(as_text=True) for number in (1, 2, 3)]

    assert len(lines) == 30
    for page, some in zip(pages, (lines[:12], lines[12:24], lines[24:]), strict=True):
        body = page.partition("<tbody>")[2].partition("</tbody>")[0]
        assert body.count("<tr") == len(some)
        assert all(names[line.school] in body for line in some)
    store.close()
