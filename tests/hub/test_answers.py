"""An answer to an objection goes into the feed of the site that objected, and nowhere else."""

import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from hub.answers import MAX_LETTERS, answer, answers
from hub.region_rows import School
from hub.store import Store
from shared.allocation import Answer
from shared.errors import BadInput
from shared.ids import SchoolId
from tests.hub.busy_office import objected
from tests.hub.office import SITES, office

DECISION = "2026-10-abc-999101"
SECOND = SchoolId("7777777-0")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = office(tmp_path)
    objected(opened, DECISION, SITES[0], "cantidad", "Entraron seis alumnos.")
    return opened


def reply(store: Store, text: str, decision: str = DECISION, school: SchoolId | None = None) -> Answer:
    by = {"login": "ana", "role": "Operación regional"}
    return answer(store, decision=decision, school=school, resource="tablet", text=text, **by)


def test_an_answer_is_an_item_of_the_sites_stream(store: Store) -> None:
    said = reply(store, " Van diez más. ")
    items = [entry.item for entry in store.entries(SITES[0])]

    assert [(item.kind, item.subject) for item in items] == [("reply", f"reply/{DECISION}/tablet")]
    assert msgspec.json.decode(items[0].body, type=Answer) == said
    assert (said.text, store.entries(SITES[1])) == ("Van diez más.", [])


def test_each_service_that_objects_is_answered_by_itself(store: Store) -> None:
    services = [one.id for one in store.schools() if one.site == SITES[0]]
    store.put_schools([School(id=SECOND, site=SITES[0], name="Inicial 12")])
    for school in (*services, SECOND):
        objected(store, DECISION, SITES[0], "cantidad", "Faltan.", school)
    told = [reply(store, f"Para {school}.", school=school) for school in (None, *services, SECOND)]
    subjects = [entry.item.subject for entry in store.entries(SITES[0])]

    named = [f"reply/{DECISION}/{school}/tablet" for school in (*services, SECOND)]
    assert subjects == [f"reply/{DECISION}/tablet", *named]
    assert answers(store) == {(DECISION, one.school, one.resource): one for one in told}


def test_a_service_that_did_not_object_gets_no_answer(store: Store) -> None:
    with pytest.raises(BadInput, match="Ninguna escuela objetó"):
        reply(store, "Van.", school=SECOND)


def test_a_later_answer_replaces_an_earlier_one_and_the_same_one_adds_nothing(store: Store) -> None:
    for text in ("Van diez más.", "Van doce más.", "Van doce más."):
        reply(store, text)

    assert [one.text for one in answers(store).values()] == ["Van doce más."]
    assert len(store.entries(SITES[0])) == 2


def test_a_hub_put_back_from_a_copy_answers_in_a_life_of_its_own(store: Store, tmp_path: Path) -> None:
    store.start_life()
    copy = Store(replace(store.config, folder=shutil.copytree(store.config.folder, tmp_path / "copy")))
    reply(store, "Van diez más.")

    reply(copy, "Van doce más.")

    lives = {entry.item.birth[0] for of in (store, copy) for entry in of.entries(SITES[0])}
    assert len(lives) == 2


@pytest.mark.parametrize(
    ("text", "decision", "words"),
    [
        (" ", DECISION, "Escriba la respuesta"),
        ("x" * (MAX_LETTERS + 1), DECISION, "pasa de 500 letras"),
        ("Sí.", "another", "Ninguna escuela objetó"),
    ],
)
def test_what_is_no_answer_to_an_objection_is_refused_with_words(
    store: Store, text: str, decision: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        reply(store, text, decision)

    assert store.entries(SITES[0]) == []
