"""What cannot be foreseen yet is on the page with its reason, and what is of no use here is not."""

import msgspec

from shared.events import Claim
from shared.facts import Use
from shared.forecast import RestsOn
from shared.resources import Catalogue, ResourceKind
from shared.service import Service
from tests.edge.views.school import CATALOGUE, GUIDE, SCHOOL, SITE, TABLET, TALES, School, forecast, receive

UNUSED, UNTOLD = "Nadie lo ha usado aquí", "nadie anotó cuántos a la vez"


def page(school: School) -> str:
    return school.client("coord").get("/necesidad/").get_data(as_text=True)


def test_a_resource_that_nobody_uses_is_listed_with_its_reason_and_how_to_ask(school: School) -> None:
    text = page(school)

    listed = text[text.index("Sin pronóstico todavía") :]
    assert "Relatos en quechua chanka" in listed
    assert UNUSED in listed
    assert "pídalo a la región" in listed
    assert "Tabletas" not in listed


def test_what_is_used_and_whose_peak_nobody_wrote_says_so(school: School) -> None:
    school.store.db.write("DELETE FROM forecasts WHERE resource = ?", TABLET)
    school.store.record([Claim(Use(school=SCHOOL, resource=TABLET, units=9))])

    assert UNTOLD in page(school)


def test_a_nought_that_rests_on_no_week_is_no_forecast(school: School) -> None:
    nothing = [
        msgspec.structs.replace(forecast(one, kind, 0), rests_on=RestsOn())
        for one, kind in ((GUIDE, ResourceKind.CONSUMABLE), (TABLET, ResourceKind.REUSABLE))
    ]
    school.store.forecasts.keep(nothing)
    client = school.client("coord")
    begun = page(school), client.get("/").text
    school.store.forecasts.keep([msgspec.structs.replace(nothing[0], rests_on=RestsOn(weeks=4)), nothing[1]])
    listed = page(school)

    assert "Todavía no hay pronóstico" in begun[0]
    assert ("Todavía no se sabe" in begun[1], "Alcanza lo que hay" in begun[1]) == (True, False)
    assert "Tabletas" in listed[listed.index("Sin pronóstico todavía") :]
    assert "una semana completa de clases" in listed


def test_a_resource_for_others_is_not_listed_where_the_region_has_said_so(school: School) -> None:
    asks = b'"language":"quy","requires":{"languages":["quy"]}'
    changed = msgspec.json.encode(CATALOGUE).replace(b'"language":"quy"', asks)
    catalogue = msgspec.json.decode(changed, type=Catalogue)
    told = Service(school=SCHOOL, languages=("es",))
    receive(school.store, 2, [("all", "catalogue", "catalogue", msgspec.structs.replace(catalogue, version=9)),
                              (SITE, "service", f"service/{SCHOOL}", told)])  # fmt: skip

    assert "Sin pronóstico todavía" not in page(school)


def test_where_everything_is_foreseen_nothing_is_said(school: School) -> None:
    school.store.forecasts.keep(
        [forecast(TALES, ResourceKind.PACK, 3), *(r.forecast for r in school.store.forecasts.all())]
    )

    assert "Sin pronóstico todavía" not in page(school)
