"""The school's own list of people: code, name, role, school and class, one per line."""

from pathlib import Path

from edge.people import Newcomer, checked_role
from edge.store import Store
from shared.errors import BadInput, BadRow
from shared.ids import SchoolId, parse_school
from shared.imported import Imported
from shared.tabular import Row, read_table

COLUMNS = ("code", "name", "role", "school", "class_name")


def import_people(store: Store, path: Path) -> Imported:
    """
    Add people and their classes, all of them or none; importing the list again changes what it says anew.

    Raises:
        BadInput: A column is missing, or the file is cut short.
        BadRow: A line with a role or school that there is not; nothing was written.
    """
    table = read_table(path).whole()
    table.require(COLUMNS)
    served = {row.id for row in store.schools()}
    people = [_newcomer(row, served) for row in table.rows]
    added = store.add_people(people)
    return Imported(len(people), added)


def _newcomer(row: Row, served: set[SchoolId]) -> Newcomer:
    try:
        role = checked_role(row["role"].strip() or "learner")
    except BadInput as error:
        raise BadRow(row.line, "%(problem)s No se importó nada.", problem=error) from error
    return Newcomer(role, row["name"], row["code"], _school(row, served), row["class_name"].strip())


def _school(row: Row, served: set[SchoolId]) -> SchoolId:
    try:
        school = parse_school(row["school"].strip())
    except BadInput as error:
        raise BadRow(row.line, "%(problem)s No se importó nada.", problem=error) from error
    if school not in served:
        raise BadRow(row.line, "esta laptop no atiende el servicio %(school)s. No se importó nada.", school=school)
    return school
