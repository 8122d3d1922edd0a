"""The school's own list of people: code, name, role, school and class, one per line."""

from pathlib import Path

from edge.importers.report import Imported
from edge.store import Store
from shared.errors import BadInput, BadRow
from shared.ids import SchoolId, parse_school
from shared.tabular import Row, read_table

COLUMNS = ("code", "name", "role", "school", "class_name")


def import_people(store: Store, path: Path) -> Imported:
    """
    Add people and their classes, all of them or none; importing the list again changes what it says anew.

    Raises:
        BadInput: A column is missing, or the file is cut short.
        BadRow: A line with a role or school that there is not; nothing was written.
    """
    table = read_table(path)
    table.require(COLUMNS)
    before = {row.person for row in store.learners()} | {row.person for row in store.staff()}
    served = {row.id for row in store.schools()}
    added = 0
    with store.transaction():
        for row in table.rows:
            school = _school(row, served)
            name = row["class_name"].strip()
            class_id = store.add_class(school, name) if name else None
            try:
                person = store.add_person(
                    row["role"].strip() or "learner", row["name"], code=row["code"], school=school, class_id=class_id
                )
            except BadInput as error:
                raise BadRow(row.line, "%(problem)s No se importó nada.", problem=error) from error
            added += person not in before
    return Imported(len(table.rows), added, len(table.rows) - added)


def _school(row: Row, served: set[SchoolId]) -> SchoolId:
    try:
        school = parse_school(row["school"].strip())
    except BadInput as error:
        raise BadRow(row.line, "%(problem)s No se importó nada.", problem=error) from error
    if school not in served:
        raise BadRow(row.line, "esta laptop no atiende el servicio %(school)s. No se importó nada.", school=school)
    return school
