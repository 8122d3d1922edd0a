"""How each resource stands: no unit is counted for two services."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from edge.views.standing import Standing, standings
from shared.events import Claim
from shared.facts import Count, WeeklyTotal
from shared.ids import ResourceId
from shared.resources import Resource, ResourceKind
from tests.edge.views.busy_school import SECOND, busy_school
from tests.edge.views.school import CATALOGUE, GUIDE, SCHOOL, TALES, School, forecast, open_school

FLUTE = ResourceId("quena")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    opened = busy_school(tmp_path)
    yield opened
    opened.store.close()


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[School]:
    opened = open_school(tmp_path)
    yield opened
    opened.store.close()


def guides(school: School) -> dict[str, Standing]:
    with school.app.test_request_context():
        return {one.forecast.school: one for one in standings() if one.resource == GUIDE}


def test_services_of_one_site_share_what_is_there_and_what_comes(school: School) -> None:
    school.store.record([Claim(Count(resource=GUIDE, units=13))])
    found = guides(school)

    assert len(found) == 2
    assert sum(one.on_hand for one in found.values()) == 13
    assert sum(one.coming for one in found.values()) == 5


def test_the_service_that_needs_more_gets_more(school: School) -> None:
    school.store.record([Claim(Count(resource=GUIDE, units=13))])
    found = guides(school)
    small = found.pop(SECOND)
    (large,) = found.values()

    assert large.forecast.need().p50 > small.forecast.need().p50
    assert large.on_hand > small.on_hand > 0


def test_of_what_nobody_counted_nothing_is_told_to_be_missing(plain: School) -> None:
    store = plain.store
    flutes = Resource(id=FLUTE, name="Quenas", kind=ResourceKind.CONSUMABLE)
    store.db.put("catalogue", msgspec.structs.replace(CATALOGUE, resources=(*CATALOGUE.resources, flutes)))
    store.forecasts.keep([forecast(FLUTE, ResourceKind.CONSUMABLE, 2.6)])
    store.record([Claim(WeeklyTotal(school=SCHOOL, resource=FLUTE, units=41))])
    client = plain.client("coord")
    home, needs, need = (client.get(path).text for path in ("/", "/necesidad/", f"/necesidad/{FLUTE}"))

    assert "De 1 recurso no se sabe si alcanza: falta contar lo que hay." in home
    assert "no se sabe: falta contar" in needs
    assert "No se sabe cuánto hay: nadie lo contó todavía." in need
    assert not any(word in page for page in (home, needs, need) for word in ("faltan ", "Faltan ", "ya no alcanza"))
    assert 'Quenas<span class="hint">sin contar todavía' in client.get("/registrar").text
    store.record([Claim(Count(resource=FLUTE, units=2))])
    assert "faltan 22" in client.get("/").text


def test_a_count_on_a_day_that_nobody_knows_is_a_count(plain: School) -> None:
    plain.clock.at = plain.clock.at.replace(year=2001)
    plain.store.record([Claim(Count(resource=TALES, units=2))])

    assert {row.resource: row.counted for row in plain.store.folded.stock()}[TALES]


def test_what_rests_on_one_notebook_entry_is_told_as_a_possibility(plain: School) -> None:
    early = forecast(GUIDE, ResourceKind.CONSUMABLE, 9)
    rests = msgspec.structs.replace(early.rests_on, weeks=1)
    plain.store.forecasts.keep([msgspec.structs.replace(early, rests_on=rests)])
    text = plain.client("coord").get("/").text

    assert "podrían faltar" in text
    assert "según 1 semana de uso" in text
    assert "ya no alcanza" not in text


def test_what_is_missing_is_the_need_less_what_is_there_and_coming(school: School) -> None:
    for one in guides(school).values():
        assert one.outlook.missing == max(0, one.forecast.need().p50 - one.on_hand - one.coming)
