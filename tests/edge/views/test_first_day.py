"""A laptop on its first day: joined, one account, nothing else; home and every page say what comes first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.accounts import StoreAccounts
from edge.app import create_app
from edge.config import Config
from shared import web
from shared.events import Claim
from shared.facts import Count
from shared.ids import Pseudonym
from tests.edge.building import new_store
from tests.edge.views.school import SCHOOL, TABLET, School, receive_feed
from tests.shared.web.building import PASSPHRASE, SteppedClock, hashed
from tests.shared.web.markup import faults

CLASSES, PUPILS, COUNT = "Cree las aulas de la escuela", "Agregue a los estudiantes", "Todavía no se contó nada."
NO_LIST = "Todavía no llegó la lista de recursos"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[School]:
    store, clock = new_store(tmp_path), SteppedClock()
    coordinator = store.people.add_person("coordinator", "Ana Quispe")
    secret = hashed(PASSPHRASE)
    StoreAccounts(store.db).set_credential(web.Credential("coord", web.Role.COORDINATOR, secret, coordinator))
    yield School(store, clock, create_app(Config(dir=tmp_path, clock=clock), store), Pseudonym(b""), 0)
    store.close()


def asked(school: School) -> list[bool]:
    text = school.client("coord").get("/mas/").text
    return [words in text for words in (CLASSES, PUPILS, COUNT)]


def test_home_asks_for_classes_then_pupils_then_a_count_and_for_none_of_what_is_done(fresh: School) -> None:
    told = [asked(fresh)]
    class_id = fresh.store.people.add_class(SCHOOL, "3° A")
    told.append(asked(fresh))
    fresh.store.people.add_person("learner", "Rosa", code="r", school=SCHOOL, class_id=class_id)
    told.append(asked(fresh))
    receive_feed(fresh.store)
    told.append(asked(fresh))
    fresh.store.record([Claim(Count(resource=TABLET, units=10))])
    told.append(asked(fresh))

    assert told == [
        [True, False, False],
        [False, True, False],
        [False, False, False],
        [False, False, True],
        [False, False, False],
    ]


@pytest.mark.parametrize("path", ["/contar", "/registrar", "/cuaderno/", "/pedir"])
def test_what_has_nothing_to_count_or_record_says_where_the_list_comes_from(fresh: School, path: str) -> None:
    before = fresh.client("coord").get(path).text
    receive_feed(fresh.store)
    after = fresh.client("coord").get(path).text

    assert [NO_LIST in text for text in (before, after)] == [True, False]
    assert ("/envio" in before, faults(before), faults(after)) == (True, [], [])


@pytest.mark.parametrize("path", ["/mi-aula/", "/mi-aula/tarjetas/", "/mi-aula/asignar/", "/mi-aula/pedir"])
def test_a_page_of_classes_leads_the_coordinator_to_the_first_one(fresh: School, path: str) -> None:
    answer = fresh.client("coord").get(path)

    assert answer.status_code == 200
    assert "Todavía no hay aulas" in answer.text
    assert ('href="/escuela/aulas/"' in answer.text, faults(answer.text)) == (True, [])
