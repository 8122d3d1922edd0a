"""A decision in words: what comes, for whom, who approved it, and what it rests on."""

from datetime import date
from typing import Any

from msgspec import structs

from edge.rows import SchoolRow
from edge.views.decision_words import decision_view
from shared.allocation import Answer, Approval, Decision, Need, PackLine, PackNeed, PackReason
from shared.events import Claim
from shared.facts import Objection
from shared.ids import ResourceId, SchoolId
from tests.edge.views.school import DECISION, GUIDE, SCHOOL, SITE, TABLET, TALES, School, receive

OTHER = SchoolId("1234567-0")


def seen(school: School, decision: Decision = DECISION) -> dict[str, Any]:
    with school.app.test_request_context():
        return decision_view(decision)


def test_what_comes_is_said_first(quiet_school: School) -> None:
    assert seen(quiet_school)["headline"] == "Va a llegar: 18 tabletas y 5 guías de Comunicación 3°"


def test_a_decision_of_nothing_says_that_nothing_comes(quiet_school: School) -> None:
    nothing = tuple(structs.replace(line, units=0) for line in DECISION.lines)
    view = seen(quiet_school, structs.replace(DECISION, id="2026-08/074294", lines=nothing))

    assert view["headline"] == "Esta vez no llega nada; abajo dice por qué"
    assert [(words, done) for words, _, done in view["steps"]] == [("Aprobada", "done"), ("Publicada", "done")]


def test_lines_name_their_school_only_where_there_are_several(school: School) -> None:
    alone = [line["school"] for line in seen(school)["lines"]]
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "Inicial 12"), SchoolRow(OTHER, "Primaria 34")])
    shared = structs.replace(DECISION, lines=(DECISION.lines[0], structs.replace(DECISION.lines[1], school=OTHER)))

    assert alone == ["", ""]
    assert [line["school"] for line in seen(school)["lines"]] == ["Inicial 12", "Inicial 12"]
    assert [line["school"] for line in seen(school, shared)["lines"]] == ["Inicial 12", "Primaria 34"]


def test_two_services_of_one_name_are_told_apart_by_their_code(school: School) -> None:
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "39003"), SchoolRow(OTHER, "39003")])

    assert {line["school"] for line in seen(school)["lines"]} == {f"39003 ({SCHOOL})"}


def of_two_services(school: School) -> Decision:
    """Give the site a second service, and return a decision of guides for both."""
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "Inicial 12"), SchoolRow(OTHER, "Primaria 34")])
    return structs.replace(DECISION, lines=tuple(structs.replace(DECISION.lines[1], school=s) for s in (SCHOOL, OTHER)))


def objection(school: SchoolId | None) -> Claim:
    return Claim(Objection(decision=DECISION.id, school=school, resource=GUIDE, reason="cantidad"))


def answered(school: School, of: SchoolId | None, text: str) -> None:
    said = Answer(decision=DECISION.id, school=of, resource=GUIDE, text=text, role="operator", on=date(2026, 6, 22))
    receive(school.store, 2, [(SITE, "reply", f"reply/{DECISION.id}/{of}/{GUIDE}", said)])


def test_only_the_line_that_was_objected_to_shows_it(school: School) -> None:
    school.store.record([objection(SCHOOL)])

    assert {line["resource"]: line["objected"] for line in seen(school)["lines"]} == {TABLET: False, GUIDE: True}


def test_of_two_services_the_one_that_objects_is_the_one_that_is_answered(school: School) -> None:
    decision = of_two_services(school)
    school.store.record([objection(OTHER)])
    answered(school, OTHER, "Van 7 en julio.")
    lines = {line["school"]: line for line in seen(school, decision)["lines"]}

    assert [(name, line["objected"]) for name, line in lines.items()] == [("Inicial 12", False), ("Primaria 34", True)]
    assert [line["answer"].get("text") for line in lines.values()] == [None, "Van 7 en julio."]
    assert {line["summary"].split(":")[0] for line in lines.values()} == {
        "Guías de Comunicación 3°, Inicial 12",
        "Guías de Comunicación 3°, Primaria 34",
    }


def test_an_objection_of_an_older_version_is_of_all_services_and_so_is_its_answer(school: School) -> None:
    decision = of_two_services(school)
    school.store.record([objection(None)])
    answered(school, None, "Van 7 en julio.")

    assert [(line["objected"], line["answer"]["text"]) for line in seen(school, decision)["lines"]] == [
        (True, "Van 7 en julio."),
        (True, "Van 7 en julio."),
    ]


def test_every_approver_and_every_simulated_part_is_named(quiet_school: School) -> None:
    approvals = (*DECISION.approvals, Approval("admin", date(2026, 6, 13)))
    view = seen(quiet_school, structs.replace(DECISION, approvals=approvals, simulated=("demanda",)))

    assert view["made"] == "Esta propuesta la calculó un programa y la aprobaron 2 personas:"
    assert view["approvals"] == "Operación regional (12/06) y Administración regional (13/06)."
    assert view["simulated"] == "Se apoya en datos simulados: demanda."


def test_what_nobody_asked_for_is_not_told_as_a_nought(quiet_school: School) -> None:
    unasked = structs.replace(DECISION, lines=tuple(structs.replace(line, asked=0) for line in DECISION.lines))

    assert all("pidió —," in line["summary"] for line in seen(quiet_school, unasked)["lines"])


def test_the_same_thing_for_two_services_is_one_amount_in_the_headline(quiet_school: School) -> None:
    twice = tuple(structs.replace(DECISION.lines[0], school=SchoolId(f"040369{n}-0"), units=n) for n in (1, 2))

    assert seen(quiet_school, structs.replace(DECISION, lines=twice))["headline"] == "Va a llegar: 3 tabletas"


def packed(*lines: PackLine) -> Decision:
    return structs.replace(DECISION, id="2026-08/074294", packs=lines)


def test_packs_are_told_with_their_names_sizes_and_why_those_that_go_first(school: School) -> None:
    goes = PackLine(
        site=SITE, resource=TALES, chosen=True, reason=PackReason.CHOSEN, learners=24, storage_mb=600, sync_mb=480,
        worth=4, needs=(PackNeed(SCHOOL, Need(20, 24, 30)),),
    )  # fmt: skip
    lacks = PackLine(site=SITE, resource=ResourceId("p"), chosen=False, reason=PackReason.SIZE_UNKNOWN, worth=9)

    first, second = seen(school, packed(lacks, goes))["packs"]

    assert (first["name"], first["learners"], first["storage"]) == ("Relatos en quechua chanka", "24", "600")
    assert first["label"] == "Va"
    assert (second["learners"], second["storage"], second["sync"]) == ("—", "—", "—")
    assert second["why"].startswith("No se ofrece: el catálogo no dice")


def test_the_page_shows_packs_only_where_a_decision_has_them(school: School) -> None:
    before = school.client("coord").get("/llegadas").text
    line = PackLine(
        site=SITE, resource=TALES, chosen=False, reason=PackReason.STORAGE, storage_mb=600, sync_mb=480, left_mb=90
    )
    receive(school.store, 2, [(SITE, "decision", "decision/2026-09/074294", structs.replace(
        packed(line), plan="2026-09", lines=(), published=date(2026, 9, 1),
    ))])  # fmt: skip
    after = school.client("coord").get("/llegadas").text

    assert "Paquetes para esta escuela" not in before
    assert "Paquetes para esta escuela" in after
    assert "ocupa 600 MB y quedan 90 MB" in after
    assert "Línea por línea" not in after
