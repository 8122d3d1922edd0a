"""What forms offer: what the school has on top, with how much; and what they refuse to believe."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.app import create_app
from edge.config import Config
from edge.rows import SchoolRow
from edge.store import Store
from edge.views import choices
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Count, Receipt, Use
from shared.ids import ResourceId, SchoolId
from shared.resources import Catalogue, Resource, ResourceKind
from tests.edge.building import with_tables
from tests.edge.views.busy_school import CHARGER, MORE, ROUTER
from tests.edge.views.school import CATALOGUE, GUIDE, SCHOOL, SITE, TABLET, TALES, School
from tests.shared.web.building import SteppedClock


@contextmanager
def asked(school: School) -> Iterator[None]:
    with school.app.test_request_context():
        yield


def hints(school: School) -> dict[str, str]:
    with asked(school):
        return {one["id"]: one["hint"] for one in choices.resource_choices()}


def test_what_the_school_has_is_on_top_and_devices_come_first(school: School) -> None:
    school.store.db.put("catalogue", Catalogue(2, (*reversed(CATALOGUE.resources), *MORE)))

    assert list(hints(school)) == [TABLET, GUIDE, CHARGER, ROUTER, TALES]


def test_each_kind_says_what_there_is_of_it_in_its_own_words(school: School) -> None:
    assert hints(school) == {TABLET: "10 en buen estado", GUIDE: "quedan 0", TALES: "paquete digital"}


def test_one_that_is_left_is_told_as_one(school: School) -> None:
    school.store.record([Claim(Count(resource=GUIDE, units=1))])
    one = hints(school)[GUIDE]
    school.store.record([Claim(Count(resource=GUIDE, units=1_200))])

    assert (one, hints(school)[GUIDE]) == ("queda 1", "quedan 1,200")


def test_what_nobody_counted_is_not_told_as_nothing_even_where_it_was_used(school: School) -> None:
    new = Resource(id=ResourceId("quena"), name="Quenas", kind=ResourceKind.REUSABLE)
    school.store.db.put("catalogue", Catalogue(2, (*CATALOGUE.resources, new)))
    unused = hints(school)[new.id]
    school.store.record([Claim(Use(school=SCHOOL, resource=new.id))])

    assert (unused, hints(school)[new.id]) == ("sin contar todavía", "sin contar todavía")


def test_what_was_received_and_never_counted_is_told_with_its_quantity(school: School) -> None:
    school.store.db.put("catalogue", Catalogue(2, (*CATALOGUE.resources, *MORE)))
    school.store.record([Claim(Receipt(resource=CHARGER, units=18))])

    assert hints(school)[CHARGER] == "18, sin contar"


def test_the_only_class_is_the_one_and_among_several_nothing_is_chosen_for_anybody(school: School) -> None:
    keys = ("", "no-hay", str(school.class_id), "-")
    with asked(school):
        only = [choices.room_of(key).key for key in keys]
        second = school.store.people.add_class(SCHOOL, "4° A")
        among = [choices.room_of(key).key for key in (*keys, str(second))]

    assert only == [str(school.class_id), "", str(school.class_id), "-"]
    assert among == ["", "", str(school.class_id), "-", str(second)]


def test_classes_of_one_name_are_told_apart_by_their_service_and_by_its_code_where_that_is_alike_too(
    school: School,
) -> None:
    other, third = SchoolId("0403692-0"), SchoolId("0403693-0")
    names = ("Los Andes", "I.E.I. 411", "LOS ANDES")
    rows = [SchoolRow(one, name) for one, name in zip((SCHOOL, other, third), names, strict=True)]
    school.store.site.set(SITE, rows)
    for service, name in ((other, "3° a"), (third, "3° A"), (other, "Inicial 5 años")):
        school.store.people.add_class(service, name)
    with asked(school):
        said = set(choices.class_names().values())

    assert said == {
        "3° A · Los Andes (0403691-0)", "3° a · I.E.I. 411", "3° A · LOS ANDES (0403693-0)", "Inicial 5 años",
    }  # fmt: skip


def test_pupils_are_those_of_the_class_and_nobody_without_one(school: School) -> None:
    with asked(school):
        here = choices.learners_of(choices.room_of(""))
        nobody = choices.learners_of(choices.room_of("-"))

    assert {row.name for row in here} == {"Rosa Quispe Huamán", "Luis Ccorimanya Sulca"}
    assert nobody == []


def test_a_form_starts_with_the_service_where_there_is_only_one(school: School) -> None:
    with asked(school):
        assert choices.schools() == [(SCHOOL, "I.E. 30999 Quebrada Honda")]
        assert choices.first_school() == SCHOOL


@pytest.mark.parametrize("text", ["", "0999999-0", "../../etc", "0403691"])
def test_a_service_of_another_site_is_refused(school: School, text: str) -> None:
    with asked(school), pytest.raises(BadInput, match="Elija el servicio"):
        choices.known_school(text)


@pytest.mark.parametrize("text", ["", "TABLET", "no-hay"])
def test_a_resource_that_the_catalogue_does_not_have_is_refused(school: School, text: str) -> None:
    with asked(school), pytest.raises(BadInput, match="Elija el recurso"):
        choices.known_resource(text)


def test_what_a_form_offers_it_takes_back(school: School) -> None:
    with asked(school):
        taken = [choices.known_resource(one["id"]).id for one in choices.resource_choices()]

        assert choices.known_school(choices.first_school()) == SCHOOL
        assert taken == [one["id"] for one in choices.resource_choices()]


def test_a_laptop_that_was_just_made_offers_nothing_and_fails_nowhere(tmp_path: Path) -> None:
    clock = SteppedClock()
    with Store(with_tables(tmp_path / "node.db"), clock, create=True) as store:
        app = create_app(Config(dir=tmp_path, clock=clock), store)
        with app.test_request_context():
            offered = choices.resource_choices(), choices.schools(), choices.first_school(), choices.room_of("")

    assert offered == ([], [], "", choices.Room("-"))
