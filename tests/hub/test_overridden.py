"""What an import replaced of what was known of a school is told to it, with the reason; what filled a gap is not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from hub import overridden, schema
from hub.importers.kinds import Asked, Kind
from hub.importing import bring_in, look
from hub.region_rows import School
from hub.store import Store
from shared.acts import Actor
from shared.differing import Fate, FieldChange, RowChange
from shared.ids import SchoolId, SiteId
from shared.resources import Power
from tests.hub.databases import Databases
from tests.hub.notified import notices_of
from tests.hub.office import SITES, heard, office, schools

pytestmark = pytest.mark.databases
ANA = Actor("ana", "Administración, por comando")
HEADER = "COD_MOD;ANEXO;CEN_EDU;TALUMNO;ENERGIA\n"


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """A region of which two schools have a computer; of the fifth nobody knows its power."""
    opened = office(tmp_path, databases=databases)
    for site in (SITES[0], SITES[4]):
        heard(opened, site, 3)
    yield opened
    opened.close()


def imported(store: Store, folder: Path, *rows: str) -> None:
    file = folder / "padron.csv"
    file.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    asked = Asked(Kind.SCHOOLS, file.name)
    mark, _ = look(store, file, asked)
    bring_in(store, file, asked, mark, why="Padrón de marzo.", accept=False, by=ANA)


def told(store: Store, site: SiteId) -> list[Sequence[tuple[str, str, str]]]:
    return [one.fields for one in notices_of(store, site)]


def test_a_school_reads_what_an_import_replaced_of_it_and_why(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "0999101;0;Quebrada Honda;44;solar")
    (one,) = notices_of(store, SITES[0])

    assert (one.what, one.school, one.text, one.role) == (
        "corrected", schools()[0].id, "Padrón de marzo.", "Administración",
    )  # fmt: skip
    assert one.fields == (("students", "21", "44"), ("power", "ninguna", "solar"))


def test_what_was_not_known_is_no_override_and_what_is_the_same_is_told_to_nobody(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "0999105;0;Tres Cruces;57;solar", "0999101;0;Quebrada Honda;21;")
    filled = told(store, SITES[4])
    imported(store, tmp_path, "0999105;0;Tres Cruces;57;red")

    assert (filled, told(store, SITES[4]), told(store, SITES[0])) == ([], [(("power", "solar", "red"),)], [])


def test_a_school_without_a_computer_never_read_what_was_replaced(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "0999102;0;El Mirador;44;")

    assert store.entries(SITES[1]) == []


def test_each_import_is_told_and_each_service_of_a_site(store: Store, tmp_path: Path) -> None:
    other = replace(schools()[0], id=SchoolId("0999199-0"), name="Inicial Honda")
    store.put_schools([other])
    for students in (44, 45):
        imported(store, tmp_path, f"0999101;0;Quebrada Honda;{students};", f"0999199;0;Inicial Honda;{students};")

    numbers = [entry.number for entry in store.entries(SITES[0])]
    said = [(one.school, one.fields) for one in notices_of(store, SITES[0])]
    assert numbers == [1, 2, 3, 4]
    assert said == [
        (school, (("students", before, after),))
        for before, after in (("21", "44"), ("44", "45")) for school in (schools()[0].id, other.id)
    ]  # fmt: skip


def many(store: Store, count: int) -> list[RowChange]:
    """Return the changes of *count* more schools, each at a site of its own with a computer."""
    some = [
        School(id=SchoolId(f"07{n:05d}-0"), site=SiteId(f"8{n:05d}"), name=f"IE {n}", power=Power.NONE)
        for n in range(count)
    ]
    store.put_schools(some)
    row = {"verify_key": bytes(32), "state": "ok", "enrolled_s": store.now_s()}
    with store.begin() as connection:
        rows = [{**row, "node": f"{one.site:0>16}", "site": one.site} for one in some]
        connection.execute(schema.nodes.insert(), rows)
    change = (FieldChange("power", Power.NONE, Power.SOLAR),)
    return [RowChange(Fate.CHANGED, one.id, one.name, change) for one in some]


def test_thousands_of_schools_are_told_in_a_few_statements(store: Store) -> None:
    changes, statements = many(store, 2_000), list[str]()
    with store.begin() as connection:
        store.issuing_life(connection)
        event.listen(
            connection, "before_cursor_execute", lambda *args: statements.append(str(args[2]).split(maxsplit=1)[0])
        )
        count = overridden.tell(store, connection, changes, 7, why="Padrón.", by=ANA)

    assert count == 2_000
    assert len(statements) < 12
    assert [len(store.entries(one)) for one in ("800000", "801999")] == [1, 1]
