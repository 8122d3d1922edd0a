"""The region's likeness goes to schools where it wins on weeks that came after, and is taken back where it does not."""

import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from edge.recommending import offers_for
from edge.rows import SchoolRow
from hub.cli import main
from hub.recommending import recommend
from hub.release import broadcast_similarity
from shared.errors import NotReady
from shared.events import Claim
from shared.facts import Use
from shared.occurred import Occurred
from shared.school_year import Week, week_of
from shared.similarity import Similarity, similarity
from sync.feed import ALL, Slice, verify_item
from tests.hub.builders import PACK, SCHOOL, SITE, Node, Office
from tests.hub.demanding import send
from tests.hub.laptop import Laptop
from tests.hub.tastes import FIRST_DAY, name_contents, opened, tastes

pytestmark = pytest.mark.spark


@pytest.fixture(autouse=True)
def named(office: Office) -> None:
    name_contents(office)


def sent(office: Office) -> list[Similarity]:
    items = [entry.item for entry in office.store.entries(ALL) if entry.item.kind == "similarity"]
    for item in items:
        verify_item(item, office.keys.public)
    return [msgspec.json.decode(item.body, type=Similarity) for item in items]


def test_where_likeness_wins_it_is_signed_and_sent_once(office: Office, node: Node, spark: Any) -> None:
    send(office, node, *tastes())

    first, again = (recommend(office.store, send=True) for _ in range(2))
    [known] = sent(office)
    assert (first.sent, again.sent) == (True, False)
    assert first.weight_pct == known.weight_pct > 0
    assert first.gain.low > 0
    assert replace(first, sent=False) == again


def test_without_sending_it_is_only_judged_and_the_report_is_kept(office: Office, node: Node, spark: Any) -> None:
    send(office, node, *tastes(120))
    done = recommend(office.store, send=False)

    [file] = office.config.reports_folder.glob("recommend-*.json")
    assert json.loads(file.read_text())["weight_pct"] == done.weight_pct
    assert (done.sent, sent(office)) == (False, [])


def test_where_it_is_chance_nothing_travels_and_an_earlier_one_is_taken_back(
    office: Office, node: Node, spark: Any
) -> None:
    send(office, node, *tastes(alike=False))
    nothing = recommend(office.store, send=True)
    broadcast_similarity(office.store, similarity({}, {}, until=Week(2900), weight_pct=80))
    back = recommend(office.store, send=True)

    assert (nothing.weight_pct, nothing.sent, back.sent) == (0, False, True)
    assert [one.weight_pct for one in sent(office)] == [80, 0]
    assert "lo más usado del aula" in nothing.words()


def test_weeks_that_have_not_come_tell_nothing(office: Office, node: Node, spark: Any) -> None:
    send(office, node, *tastes(120))
    before = recommend(office.store, send=False)
    send(office, node, *(opened(who, f"b{who % 12:02d}", 3800 + who) for who in range(24)))

    assert recommend(office.store, send=False) == before


def test_too_short_a_history_is_told(office: Office, node: Node, spark: Any) -> None:
    send(office, node, *tastes(4))

    with pytest.raises(NotReady, match="hacen falta 24"):
        recommend(office.store, send=True)


def test_the_command_says_what_it_found(office: Office, node: Node, spark: Any) -> None:
    send(office, node, *tastes(120))

    result = CliRunner().invoke(main, ["recommend", "--json", "--dir", str(office.config.folder)])
    assert result.exit_code == 0
    assert json.loads(result.output)["materials"] > 12


def test_what_a_school_sent_comes_back_as_offers_of_its_own_page(office: Office, laptop: Laptop, spark: Any) -> None:
    store = laptop.store
    store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 1")])
    class_id = store.people.add_class(SCHOOL, "3° A")
    me = store.people.add_person("learner", "Rosa", code="r", school=SCHOOL, class_id=class_id)
    mine = Use(school=SCHOOL, resource=PACK, learner=me, content="a03", progress_pct=100)
    laptop.record(*tastes(), Claim(mine, Occurred.at(FIRST_DAY)))
    laptop.send()
    recommend(office.store, send=True)
    entries = tuple(office.store.entries(ALL))
    store.outbox.apply(Slice(ALL, entries[-1].hub_incarnation, None, entries))

    row, today = store.people.learner(me), week_of(FIRST_DAY.date())
    found = offers_for(store, row, today) if row else None
    assert found is not None
    assert found.by_likeness
    assert (found.offers[0].item, found.offers[0].because) == (f"{PACK}/b03", f"{PACK}/a03")
