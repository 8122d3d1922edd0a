"""Each reason has whole sentences, in every case, with nothing left to fill in."""

import msgspec
import pytest

from shared import reasons
from shared.allocation import UNFORESEEN, Line, Measure, Need, Reason, Turn
from shared.badges import badge
from shared.changes import what_would_change
from shared.ids import ResourceId, SchoolId, SiteId
from shared.reasons import MESSAGES, why
from shared.resources import Catalogue, Resource, ResourceKind
from shared.web.i18n import catalogue as words

CATALOGUE = Catalogue(
    1,
    tuple(
        Resource(id=ResourceId(id_), name=name, kind=ResourceKind.REUSABLE)
        for id_, name in (("guia", "Guías de Comunicación 3°"), ("tablet", "Tabletas"), ("cargador", "Cargadores"))
    ),
)
LINE = Line(
    school=SchoolId("0403691-0"), site=SiteId("074294"), resource=ResourceId("guia"), units=0, lots=0, lot=5,
    reason=Reason.STOCK, need=Need(10, 15, 21), on_hand=6, depot="Huamanga", depot_stock=340, depot_schools=71,
    changes_at=20,
)  # fmt: skip

EVEN = Turn(alpha=2.0, fill_before_pct=10, fill_after_pct=40, pressing_pct=156, measure=Measure.KILOS, about=True)

SUM_ALONE = msgspec.structs.replace(EVEN, alpha=0.0)


def line(**changes: object) -> Line:
    return msgspec.structs.replace(LINE, **changes)


def test_short_stock_names_the_depot_its_units_and_how_many_schools_wanted_them() -> None:
    text = why(LINE, CATALOGUE).text()

    assert text.startswith("El almacén de Huamanga tenía 340 guías de Comunicación 3° para 71 escuelas.")


def test_what_would_change_it_says_how_many_more_the_depot_would_need() -> None:
    text = what_would_change(LINE, CATALOGUE).text()

    assert text == "Si el almacén de Huamanga tuviera 20 más, recibiría otro lote de 5."


def test_how_many_parts_a_depot_lacks_is_said_as_an_estimate_and_promises_nothing() -> None:
    held = line(reason=Reason.KIT, limit="cargador", changes_at=7)

    text = what_would_change(held, CATALOGUE).text()

    estimate = "Se estima que con 7 más de «Cargadores» en el almacén de Huamanga recibiría otro lote de 5; "
    assert text == estimate + "podrían ser algo más o algo menos."


@pytest.mark.parametrize(
    ("changes", "words_"),
    [
        ({"depot_stock": 0}, "no tenía guías"),
        ({"depot_stock": 3}, "no le queda un lote completo"),
        ({"depot": ""}, "Ningún almacén"),
        ({"depot_schools": 1}, "no alcanzan para todo"),
        ({"depot_stock": 1, "lot": 1}, "una sola unidad"),
        ({"reason": Reason.SATISFIED, "units": 10}, "Tiene 6; con lo que llega (10) se cubre"),
        ({"reason": Reason.SATISFIED, "units": 20, "on_hand": 0}, "Lo que llega (20) cubre"),
        ({"reason": Reason.SATISFIED, "units": 5}, "se cubre casi todo"),
        ({"reason": Reason.SATISFIED}, "cubre lo que se espera"),
        ({"reason": Reason.SATISFIED, "need": Need(0, 0, 0)}, "No se prevé"),
        ({"reason": Reason.KIT, "kit_of": "tablet", "limit": "power", "units": 5}, "van con «Tabletas»"),
        ({"reason": Reason.KIT, "kit_of": "tablet", "limit": "power_unknown"}, "No se sabe si el local"),
        (
            {"reason": Reason.KIT, "limit": "cargador"},
            "El local no tiene energía eléctrica y en el almacén de Huamanga no queda nada de «Cargadores»",
        ),
        (
            {"reason": Reason.KIT, "limit": "cargador_unknown"},
            "No se sabe si el local tiene energía eléctrica y en el almacén de Huamanga no queda nada de «Cargadores»",
        ),
        ({"reason": Reason.INCOMPATIBLE, "limit": "coverage"}, "cobertura registrada"),
        ({"reason": Reason.INCOMPATIBLE, "limit": "coverage_unknown"}, "No se sabe si el operador"),
        ({"reason": Reason.INCOMPATIBLE, "limit": "something new"}, "requisito"),
        ({"reason": Reason.LOT_TOO_BIG}, "lotes de 5"),
        ({"reason": Reason.LOCK, "note": "Residencia nueva."}, "fijó la cantidad: Residencia nueva."),
        ({"turn": EVEN}, "Se atendió primero a las que menos tienen de lo que necesitan."),
        ({"reason": Reason.VOLUME, "limit": "Ruta 2", "turn": EVEN}, "todo el peso que puede"),
        ({"reason": Reason.TRIP, "turn": EVEN}, "en los viajes de este ciclo; en el próximo tiene más urgencia."),
        ({"reason": Reason.TRIP, "turn": SUM_ALONE}, "en los viajes de este ciclo."),
        ({"turn": SUM_ALONE}, "Se atendió primero donde es más probable que se usen."),
    ],
)
def test_the_sentence_fits_the_case(changes: dict[str, object], words_: str) -> None:
    assert words_ in why(line(**changes), CATALOGUE).text()


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("limit", ["", "power", "power_unknown", "cargador", "cargador_unknown"])
@pytest.mark.parametrize("kit_of", [None, "tablet"])
def test_every_reason_has_words_an_icon_and_something_that_would_change_it(
    reason: Reason, limit: str, kit_of: str | None
) -> None:
    one = line(reason=reason, limit=limit, kit_of=kit_of)

    for sentence in (badge(one).words, why(one, CATALOGUE), what_would_change(one, CATALOGUE)):
        assert sentence.msgid in MESSAGES
        assert "%(" not in sentence.text()


def test_a_translation_takes_the_whole_sentence() -> None:
    sentence = what_would_change(LINE, CATALOGUE)

    text = sentence.text(lambda message: "If %(depot)s had %(more)s more." if message == sentence.msgid else message)

    assert text == "If Huamanga had 20 more."


def test_every_sentence_is_in_the_english_catalogue_with_the_same_values() -> None:
    english = words("en")

    for message in reasons.MESSAGES:
        assert english.knows(message), message
        assert set(_places(message)) == set(_places(english.gettext(message))), message


def _places(message: str) -> list[str]:
    return [part.partition(")")[0] for part in message.split("%(")[1:]]


@pytest.mark.parametrize(
    ("on_hand", "units", "said"),
    [
        (269, 0, "Tiene 269: cubre lo más probable (14)."),
        (0, 15, "Lo que llega (15) cubre lo más probable (14)."),
        (4, 10, "Tiene 4; con lo que llega (10) se cubre lo más probable (14)."),
    ],
)
def test_what_does_not_come_or_is_not_there_is_not_named(on_hand: int, units: int, said: str) -> None:
    told = why(line(reason=Reason.STOCK, on_hand=on_hand, units=units, need=Need(10, 14, 300)), CATALOGUE)

    assert told.text().startswith(said)


def test_a_line_of_a_count_without_a_sure_day_says_that_its_figure_was_taken() -> None:
    sure, unsure = (why(line(on_hand=10, count_day_sure=told), CATALOGUE).text() for told in (True, False))

    end = "La escuela contó lo que tiene, pero la fecha del conteo no es segura: se tomó lo que contó."
    assert unsure == f"{sure} {end}"


def test_a_line_of_a_school_that_never_counted_says_so() -> None:
    told = [why(line(counted=False, on_hand=held), CATALOGUE).text() for held in (0, 6)]

    assert told[0].endswith("No se sabe cuánto tiene la escuela: no consta ningún conteo.")
    assert told[1].endswith("No consta ningún conteo de la escuela: se tomó lo que dicen sus registros (6).")


@pytest.mark.parametrize(("alpha", "taken", "says"), [(2.0, 34, True), (2.0, 0, False), (0.0, 34, False)])
def test_a_line_that_nobody_counted_says_what_was_taken_of_it(alpha: float, taken: int, says: bool) -> None:
    turn = msgspec.structs.replace(EVEN, alpha=alpha, assumed_pct=taken)

    told = why(line(counted=False, turn=turn), CATALOGUE).text()

    assert told.endswith("se supuso que ya tiene el 34\xa0% de lo que necesita, como las que sí contaron.") is says


@pytest.mark.parametrize(
    ("cycles", "reason", "end"),
    [
        (1, Reason.TRIP, "No le llegó nada en el reparto anterior: por eso esta vez cuenta más."),
        (4, Reason.STOCK, "No le llegó nada en los 4 repartos anteriores: por eso esta vez cuenta más."),
    ],
)
def test_a_line_of_a_school_that_waits_says_so(cycles: int, reason: Reason, end: str) -> None:
    turn = msgspec.structs.replace(EVEN, waited=cycles)

    assert why(line(reason=reason, turn=turn), CATALOGUE).text().endswith(f" {end}")
    assert end not in why(line(reason=reason, turn=EVEN), CATALOGUE).text()
    # What it needs no more of, or cannot use, is not told to count more.
    assert end not in why(line(reason=Reason.SATISFIED, units=0, turn=turn), CATALOGUE).text()


@pytest.mark.parametrize(
    ("on_hand", "coming", "said"),
    [
        (6, 20, "Tiene 6 y vienen en camino 20: cubre"),
        (24, 1, "Tiene 24 y viene en camino 1: cubre"),
        (24, 0, "Tiene 24: cubre"),
        (0, 110, "Tiene 0 y vienen en camino 110: cubre"),
    ],
)
def test_what_is_on_the_road_is_not_told_as_what_the_school_has(on_hand: int, coming: int, said: str) -> None:
    told = why(line(reason=Reason.SATISFIED, on_hand=on_hand, in_transit=coming), CATALOGUE).text()

    assert told.startswith(said)


def test_where_nobody_counted_only_what_is_on_the_road_is_told() -> None:
    told = why(line(reason=Reason.SATISFIED, on_hand=0, in_transit=110, counted=False), CATALOGUE).text()

    assert told.startswith("Vienen en camino 110: cubre")
    assert "Tiene" not in told


@pytest.mark.parametrize(
    ("units", "need", "end"),
    [
        (180, Need(90, 121, 178), "para tener una reserva: podría hacer falta hasta 178."),
        (125, Need(90, 121, 178), "Se entrega en lotes enteros de 5."),
        (120, Need(90, 120, 178), "se espera necesitar (120)."),
    ],
)
def test_more_than_the_likely_need_says_what_it_is_for(units: int, need: Need, end: str) -> None:
    told = why(line(reason=Reason.SATISFIED, on_hand=0, units=units, need=need), CATALOGUE).text()

    assert told.endswith(end)


@pytest.mark.parametrize("need", [Need(0, 0, 0), Need(1, 2, 4)])
def test_a_request_that_the_forecast_does_not_bear_out_is_answered_as_one(need: Need) -> None:
    asked = line(reason=Reason.SATISFIED, asked=2, need=need)

    assert "Pidió 2: su pedido queda a la vista de quien aprueba." in why(asked, CATALOGUE).text()
    assert "objete esta línea" in what_would_change(asked, CATALOGUE).text()
    assert badge(asked).words.text() == "Pidió más de lo previsto"


def test_a_request_that_is_met_in_full_needs_no_word() -> None:
    met = line(reason=Reason.SATISFIED, asked=10, units=10)

    assert "Pidió" not in why(met, CATALOGUE).text()
    assert badge(met).words.text() == "Necesidad cubierta"


def test_a_need_that_nobody_foresees_is_told_as_unknown_and_not_as_none() -> None:
    untold = line(reason=Reason.SATISFIED, need=Need(0, 0, 0), made_by=UNFORESEEN, on_hand=0)
    foreseen = msgspec.structs.replace(untold, made_by="model")
    asked = msgspec.structs.replace(untold, asked=7)

    assert [why(one, CATALOGUE).text()[:25] for one in (untold, foreseen)] == [
        "Todavía no hay pronóstico",
        "No se prevé que haga falt",
    ]
    assert "Pidió 7" in why(asked, CATALOGUE).text()
    assert what_would_change(untold, CATALOGUE).text().startswith("Si le hace falta, pídalo")
    assert what_would_change(asked, CATALOGUE).text().startswith("Si le hace falta, objete")
    assert [badge(one).words.text() for one in (untold, asked)] == [
        "Sin pronóstico todavía",
        "Pidió más de lo previsto",
    ]


OTHERS = {"turn": msgspec.structs.replace(EVEN, fixed_for_others=300)}
FIXED_HERE = "tenía 340 guías de Comunicación 3° para 71 escuelas; de esas unidades, una persona de la región fijó 300 "


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({}, f"{FIXED_HERE}para otras escuelas. El resto fue primero a las que menos tienen de lo que necesitan."),
        ({"depot_stock": 300}, "fijó 300 para otras escuelas."),
        ({"depot_schools": 1}, "tenía 340 guías de Comunicación 3°; de esas unidades, una persona de la región fijó "
                               "300 para otras escuelas."),
        ({"units": 10}, "no alcanzó el almacén de Huamanga. De lo que había, una persona de la región fijó 300 para "
                        "otras escuelas."),
        ({"reason": Reason.POOL}, "se repartió entre 71 escuelas y no alcanzó. De lo que había, una persona de la "
                                  "región fijó 300 para otras escuelas."),
    ],
)  # fmt: skip
def test_what_was_fixed_for_others_is_told_and_who_has_least_was_first_only_for_what_was_left(
    changes: dict[str, object], end: str
) -> None:
    text = why(line(**(OTHERS | changes)), CATALOGUE).text()

    assert text.endswith(end)
    assert "Se atendió primero" not in text
