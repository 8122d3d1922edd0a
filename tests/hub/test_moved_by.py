"""Why a line moved is told by the first thing that differs between its plans, and by nothing that does not."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from hub import changes, proposing
from hub.fixing import LockRow
from hub.moved_by import Between, between, moved_by
from shared.allocation import Line, LockKind, Need, Reason, Turn
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue
from tests.hub.builders import StillClock
from tests.hub.busy_office import lock
from tests.hub.office import NOW, PERIOD, SITES, app_of, needs, office, page, signed_in
from tests.hub.regions import GUIDE, TABLET

CATALOGUE = Catalogue(1, ())
TURN = Turn(alpha=2.0, fill_before_pct=20, fill_after_pct=40, pressing_pct=120)
LINE = Line(
    school=SchoolId("0999101-0"), site=SiteId("999101"), resource=TABLET, units=5, lots=1, lot=5, reason=Reason.STOCK,
    need=Need(10, 14, 19), on_hand=2, in_transit=1, depot="Huamanga", depot_stock=40, price=1_200_000, turn=TURN,
)  # fmt: skip


def fixed(school: str, resource: ResourceId) -> LockRow:
    return LockRow(school=SchoolId(school), resource=resource, kind=LockKind.MIN, units=10, number=7)


def said(after: Line, plans: Between = Between()) -> str:  # noqa: B008
    return moved_by(LINE, after, plans, CATALOGUE).text()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"need": Need(10, 15, 19)}, "lo más probable que necesite: antes 14, ahora 15."),
        ({"need": Need(10, 14, 21)}, "podría llegar a necesitar: antes 19, ahora 21."),
        ({"on_hand": 1_300}, "lo que tiene la escuela: antes 2, ahora 1,300."),
        ({"asked": 9}, "lo que pidió la escuela: antes 0, ahora 9."),
        ({"in_transit": 0}, "lo que va en camino: antes 1, ahora 0."),
        ({"urgency_pct": 150}, "la urgencia de la escuela: antes 100\xa0%, ahora 150\xa0%."),
        ({"turn": structs.replace(TURN, waited=2)}, "sin recibir: antes 0, ahora 2."),
        ({"turn": structs.replace(TURN, fill_before_pct=35)}, "antes del plan: antes 20\xa0%, ahora 35\xa0%."),
        ({"depot_stock": 60}, "en el almacén de Huamanga: antes 40, ahora 60."),
        ({"price": 1_500_000}, "Un lote vale 1.50 en el mejor uso que queda sin atender; antes, 1.20."),
        ({"turn": structs.replace(TURN, fill_after_pct=60)}, "no cambió nada: cambió lo que necesitan"),
    ],
)  # fmt: skip
def test_the_figure_that_differs_is_told_with_both_values(changed: dict[str, object], words: str) -> None:
    assert words in said(structs.replace(LINE, units=10, **changed))


def test_what_was_fixed_is_told_by_whose_it_is() -> None:
    own, school, other = fixed(LINE.school, TABLET), fixed(LINE.school, GUIDE), fixed("0999102-0", TABLET)

    assert said(LINE, Between(laid=(school, own))) == "Se fijó después para esta línea: al menos 10."
    assert said(LINE, Between(laid=(other, school))).startswith(
        "Se fijó después para esta escuela: «guia», al menos 10."
    )
    assert said(LINE, Between(gone=(school,))).startswith("Ya no vale lo fijado para esta escuela: «guia»")
    assert "en otras escuelas (1)" in said(LINE, Between(laid=(other,)))
    assert "cambió lo que necesitan" in said(LINE, Between(laid=(fixed("0999102-0", GUIDE),)))
    assert "la versión 1, ahora la 2" in said(LINE, Between(laid=(other,), weights=(1, 2)))


def test_a_quantity_that_was_fixed_between_two_plans_is_what_the_page_says(tmp_path: Path) -> None:
    store = office(tmp_path, StillClock(NOW))
    first = proposing.make_plan(store, needs(), **PERIOD)
    lock(store, SITES[0], GUIDE, 60)
    store.clock.at += timedelta(minutes=1)  # type: ignore[attr-defined]
    second = proposing.make_plan(store, needs(), **PERIOD)
    plans = between(store.plan(first.id), store.plan(second.id))
    found = changes.differences(store.plan_lines(first.id), store.plan_lines(second.id))
    text = page(signed_in(app_of(store)), f"/plan/{second.id}/cambios")

    assert [(one.school, one.resource) for one in plans.laid] == [("0999101-0", GUIDE)]
    assert (plans.gone, plans.weights[0]) == ((), plans.weights[1])
    told = [[said.text() for said in one.reasons(store.catalogue(), plans)] for one in found]
    assert told
    assert all(then != now for then, now in told)
    assert "de esas unidades, una persona de la región fijó 60 para otras escuelas. El resto fue primero" in text
    assert "El motivo es el mismo. Se fijó después para esta escuela: «Guías de Comunicación 3°», al menos 60." in text
    store.close()
