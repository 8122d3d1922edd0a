"""What every page knows of its node: the day in Peru, labels, and a name before anybody gave one."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from edge.app import create_app
from edge.config import Config
from edge.rows import SchoolRow
from edge.store import Store
from edge.views.node import node, school_name
from shared.ids import ResourceId, SchoolId
from shared.resources import Catalogue, Resource, ResourceKind
from tests.edge.building import with_tables
from tests.edge.views.school import SCHOOL, SITE, School
from tests.shared.web.building import SteppedClock


@pytest.mark.parametrize(("hour", "day"), [(4, date(2026, 6, 22)), (5, date(2026, 6, 23)), (14, date(2026, 6, 23))])
def test_the_day_begins_at_midnight_in_peru(school: School, hour: int, day: date) -> None:
    school.clock.at = datetime(2026, 6, 23, hour, tzinfo=UTC)

    with school.app.app_context():
        assert node().today() == day


def test_names_of_the_catalogue_are_labels_and_their_inner_capitals_stay(school: School) -> None:
    one = Resource(id=ResourceId("eib"), name="cuadernos EIB", kind=ResourceKind.CONSUMABLE)
    school.store.db.put("catalogue", Catalogue(3, (one,)))

    with school.app.app_context():
        assert {id_: one.name for id_, one in node().resources().items()} == {"eib": "Cuadernos EIB"}


def test_a_laptop_that_nobody_named_yet_has_pages_and_no_resources(tmp_path: Path) -> None:
    clock = SteppedClock()
    with Store(with_tables(tmp_path / "node.db"), clock, create=True) as store:
        app = create_app(Config(dir=tmp_path, clock=clock), store)
        with app.app_context():
            bare = school_name(), node().resources()
            store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 38001"), SchoolRow(SCHOOL, "I.E.I. 411")][:1])

            assert bare == ("Chasqui", {})
            assert school_name() == "I.E. 38001"


def test_a_building_with_several_services_is_not_called_by_one_of_them_alone(school: School) -> None:
    rows = [SchoolRow(SchoolId(f"040369{n}-0"), f"Los Andes {n}") for n in (1, 2, 3)]
    with school.app.test_request_context():
        alone = school_name()
        school.store.site.set(SITE, rows[:2])
        two = school_name()
        school.store.site.set(SITE, rows)

        assert alone == "I.E. 30999 Quebrada Honda"
        assert (two, school_name()) == ("Los Andes 1 y 1 servicio más", "Los Andes 1 y 2 servicios más")
