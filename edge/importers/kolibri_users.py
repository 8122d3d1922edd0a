"""Kolibri's list of users: who they are and in which classes. Passwords, birth years and gender are not read."""

import csv
import re
from collections.abc import Mapping, Sequence

from edge.importers.draft import Draft, Kind
from edge.importers.kolibri_logs import unguarded
from edge.importers.people import each_once, own_codes
from edge.importers.place import Place
from edge.listed import ClassIn, PersonIn
from shared.errors import BadInput, BadRow
from shared.ids import SchoolId
from shared.tabular import Row, Table

ROLES: Mapping[str, str] = {
    "LEARNER": "learner",
    "CLASS_COACH": "teacher",
    "FACILITY_COACH": "teacher",
    "COACH": "teacher",
    "ADMIN": "coordinator",
    "SUPERUSER": "it",
}
"""What each kind of user is here. It opens no page: accounts are made with ``chasqui-edge user add``."""
_TAG = re.compile(r"\(([A-Z_]+)\)\s*$")
_NEEDED = frozenset({"USERNAME", "FULL_NAME", "USER_TYPE"})


def is_users(columns: Sequence[str]) -> bool:
    """
    Tell whether these are the columns of a users list: it says them in brackets in every language.

    >>> is_users(["Nombre de usuario (USERNAME)", "Nombre completo (FULL_NAME)", "Tipo de usuario (USER_TYPE)"])
    True
    """
    return set(_tags(columns)) >= _NEEDED


def read_users(table: Table, place: Place) -> Draft:
    """
    Read the people of a users list with every class they are in or teach.

    Raises:
        BadInput: Another table.
    """
    tags = _tags(table.columns)
    if not set(tags) >= _NEEDED:
        raise BadInput("No es la lista de usuarios de Kolibri: faltan sus columnas. No se importó nada.")
    people, refused, school = [], list(table.refused), place.usual()
    for row in table.rows:
        try:
            people.append(_person(row, tags, school))
        except BadRow as error:
            refused.append(error)
    kept, repeated = each_once(people)
    own, notes = own_codes(kept)
    count = len(table.rows) + len(table.refused)
    return Draft(
        Kind.USERS,
        count,
        people=own,
        refused=tuple(sorted([*refused, *repeated], key=lambda one: one.line)),
        notes=(*table.notes, *notes),
    )


def _tags(columns: Sequence[str]) -> Mapping[str, str]:
    return {match[1]: name for name in columns if (match := _TAG.search(name))}


def _person(row: Row, tags: Mapping[str, str], school: SchoolId) -> PersonIn:
    def cell(tag: str) -> str:
        return unguarded(row[tags[tag]]).strip() if tag in tags else ""

    kind = cell("USER_TYPE").upper()
    if not cell("USERNAME"):
        raise BadRow(row.line, "falta el nombre de usuario.")
    if kind not in ROLES:
        raise BadRow(row.line, "«%(kind)s» no es un tipo de usuario de Kolibri.", kind=kind[:30])
    classes = [*_class_names(cell("ENROLLED_IN")), *_class_names(cell("ASSIGNED_TO"))]
    others = ("kolibri " + cell("UUID") if cell("UUID") else "", cell("IDENTIFIER"))
    name, code = cell("FULL_NAME"), cell("USERNAME")
    return PersonIn(
        line=row.line,
        code=code,
        # Kolibri asks for a name, and many write there again what they sign in with.
        name="" if name.casefold() == code.casefold() else name,
        role=ROLES[kind],
        school=school,
        classes=tuple(ClassIn(name) for name in dict.fromkeys(classes)),
        other_codes=tuple(other for other in others if other),
    )


def _class_names(text: str) -> list[str]:
    """
    Return the classes of one cell, by name: their order in the file means nothing.

    >>> _class_names('2° grado,"1° grado, tarde"')
    ['1° grado, tarde', '2° grado']
    """
    names = next(csv.reader([text], skipinitialspace=True), [])
    return sorted(name.strip()[:80] for name in names if name.strip())
