"""The school's own list of people: code, name, role, school and class, one per line."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from edge.importers.draft import Draft, Kind
from edge.importers.headings import all_there, headings_of
from edge.importers.place import Place, served_school
from edge.listed import ClassIn, PersonIn
from shared.errors import BadInput, BadRow
from shared.sentences import N_, Sentence
from shared.tabular import Codes, Column, Row, Table
from shared.tabular.codes import DNI
from shared.tabular.lines import Lines
from shared.tabular.names import key

_DNI_HEADINGS = ("DNI", "documento", "documento de identidad", "número de documento", "número de DNI", "n° DNI")
COLUMNS = (
    Column(
        "code",
        ("código", "código de estudiante", "código del estudiante", "código de alumno", "código del alumno",
         "código siagie", "código local", "student id", *_DNI_HEADINGS),
        needed=True,
    ),
    Column(
        "name",
        ("nombre", "nombres", "nombre completo", "apellidos y nombres", "apellidos y nombres del estudiante",
         "nombre del estudiante", "estudiante", "full name", "student name"),
        needed=True,
    ),
    Column("surnames", ("apellidos",)),
    Column("paternal", ("apellido paterno", "primer apellido")),
    Column("maternal", ("apellido materno", "segundo apellido")),
    Column("role", ("rol", "función", "cargo")),
    Column("school", ("servicio", "servicio educativo", "código modular y anexo", "escuela")),
    Column("class_name", ("aula", "sección", "grado y sección", "class", "section")),
    Column("grade", ("grado", "grado de estudios", "grade")),
)  # fmt: skip
_ROLES = {
    "": "learner", "learner": "learner", "student": "learner", "estudiante": "learner", "alumno": "learner",
    "alumna": "learner", "teacher": "teacher", "docente": "teacher", "profesor": "teacher", "profesora": "teacher",
    "coordinator": "coordinator", "coordinador": "coordinator", "coordinadora": "coordinator",
    "coordinación": "coordinator", "director": "coordinator", "directora": "coordinator", "it": "it",
    "soporte": "it",
}  # fmt: skip
_ACCOUNT = "cuenta "
"""What the codes of people with an account begin with: no list may rename them."""
_SHORT_DNI = re.compile(r"[0-9]{6,7}")
"""A DNI that lost its zeros: those of before 1990 begin with one or two."""
_WHOLE_DNI = re.compile(r"[0-9]{8}")
_AS_NUMBER = re.compile(r"""(?=.*[^0-9])[='"]*[0-9][0-9.,  ]*([eE]\+?[0-9]+)?"*""")
"""A DNI that a spreadsheet took for a number: other documents have letters or dashes, or other figures alone."""
_POWER = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,2}")
_SPOILT = N_("el código perdió cifras en la hoja de cálculo. Dé formato de texto a la columna y exporte otra vez.")
_LEADING = re.compile(r"[0-9]+")


def is_people(table: Table) -> bool:
    """Tell whether these are the columns of a list of people."""
    return all_there(table, COLUMNS)


def read_people(table: Table, place: Place) -> Draft:
    """
    Read a list of people with their classes.

    Raises:
        BadRow: A column is missing, or there twice.
    """
    names = headings_of(table, COLUMNS)
    people, refused, codes = [], list(table.refused), Codes()
    heading = table.spelt.get(names["code"], names["code"]).strip()
    is_dni = key(heading) in map(key, _DNI_HEADINGS)
    for row in table.rows:
        try:
            cells = {name: row[names[name]].strip() for name in names}
            if is_dni:
                cells["code"] = _dni(row.line, cells["code"], codes, heading)
            elif _POWER.fullmatch(cells["code"]):
                raise BadRow(row.line, _SPOILT)
            people.append(_person(Row(row.line, cells), place))
        except BadRow as error:
            refused.append(error)
    kept, repeated = each_once(people)
    count = len(table.rows) + len(table.refused)
    return Draft(
        Kind.PEOPLE,
        count,
        people=kept,
        refused=tuple(sorted([*refused, *repeated], key=lambda one: one.line)),
        notes=(*table.notes, *codes.notes(), *_short(kept)),
    )


def _dni(line: int, text: str, codes: Codes, heading: str) -> str:
    """Return a DNI as it was before a spreadsheet had it: one of six or seven figures has lost its zeros."""
    if not (_SHORT_DNI.fullmatch(text) or _AS_NUMBER.fullmatch(text)):
        return text
    try:
        return codes.read(text, DNI, heading, line)
    except BadInput as error:
        told = "el DNI perdió cifras en la hoja de cálculo. Dé formato de texto a la columna y exporte otra vez."
        raise BadRow(line, told) from error


def _short(people: Sequence[PersonIn]) -> list[Sentence]:
    whole = sum(bool(_WHOLE_DNI.fullmatch(one.code)) for one in people)
    short = Lines()
    for one in people:
        # Six figures are many a school's own code, unless those around are of a DNI's length.
        if _SHORT_DNI.fullmatch(one.code) and (len(one.code) == DNI - 1 or 2 * whole > len(people)):
            short.add(one.line)
    told = (
        "Códigos de 6 o 7 cifras: %(n)s. Si son DNI que perdieron sus ceros iniciales, la misma persona puede quedar "
        "dos veces: ponga «DNI» de título a esa columna y repita."
    )
    return [Sentence(told, {"n": short.said()})] if short.count else []


def each_once(people: Sequence[PersonIn]) -> tuple[tuple[PersonIn, ...], list[BadRow]]:
    """Return each person once; who is said twice, and differently, is refused the second time."""
    first: dict[str, PersonIn] = {}
    refused = []
    for person in people:
        before = first.setdefault(person.code.casefold(), person)
        if _said(person) != _said(before):
            refused.append(
                BadRow(person.line, "este código ya está en la línea %(line)s con otros datos.", line=before.line)
            )
        elif person.code.casefold().startswith(_ACCOUNT):
            del first[person.code.casefold()]
            refused.append(BadRow(person.line, "los códigos que empiezan por «cuenta» son de esta laptop. Use otro."))
    return tuple(first.values()), refused


def own_codes(people: Sequence[PersonIn]) -> tuple[tuple[PersonIn, ...], list[Sentence]]:
    """
    Return people with those of their other codes that nobody else in the file has, and what to say of the rest.

    Where everybody's identifier is ``1`` or ``-`` it recognises nobody.
    """
    times = Counter(code for one in people for code in {_bare(other) for other in one.other_codes})
    own = [replace(one, other_codes=tuple(x for x in one.other_codes if times[_bare(x)] == 1)) for one in people]
    shared = sum(one.other_codes != before.other_codes for one, before in zip(own, people, strict=True))
    told = "Personas con un identificador que otra del archivo también tiene: %(n)s. Ese identificador no se usa."
    return tuple(own), [Sentence(told, {"n": shared})] if shared else []


def _bare(code: str) -> str:
    return code.strip().casefold()


def _said(person: PersonIn) -> tuple[object, ...]:
    return (person.name, person.role, person.school, frozenset(person.classes), person.other_codes)


def _person(row: Row, place: Place) -> PersonIn:
    role = _ROLES.get(row["role"].casefold())
    if not row["code"]:
        raise BadRow(row.line, "falta el código de la persona: con él se la reconoce la próxima vez.")
    if role is None:
        raise BadRow(
            row.line,
            "lo que está en la columna del rol no es un rol. Use estudiante, docente, coordinador o soporte (o "
            "learner, teacher, coordinator, it).",
        )
    return PersonIn(
        line=row.line,
        code=row["code"][:80],
        name=_name(row),
        role=role,
        school=served_school(row, place),
        classes=(ClassIn(name),) if (name := _class_name(row["grade"], row["class_name"])) else (),
    )


def _name(row: Row) -> str:
    """
    Return a name with the surnames that have columns of their own.

    >>> _name(Row(2, {"paternal": "Quispe", "maternal": "Rojas", "name": "Rosa"}))
    'Quispe Rojas, Rosa'
    """
    surnames = " ".join(one for one in (row["surnames"] or row["paternal"], row["maternal"]) if one)
    missing = {*map(key, surnames.split())} - {*map(key, row["name"].split())}
    return f"{surnames}, {row['name']}".removesuffix(", ") if missing else row["name"]


def _class_name(grade: str, section: str) -> str:
    """
    Return the name of a class; a section without its grade is that of another class too.

    >>> [_class_name(*said) for said in (("3", "A"), ("3°", "A"), ("3", "3° A"), ("", "Única"), ("3", ""))]
    ['3° A', '3° A', '3° A', 'Única', '3°']
    >>> [_class_name(*said) for said in (("3", "1"), ("3", "A1"), ("1", "12"), ("Tercero", "Tercero A"))]
    ['3° 1', '3° A1', '1° 12', 'Tercero A']
    """
    if grade.isdigit():
        grade += "°"
    name = section if not grade or _says_grade(section, grade) else f"{grade} {section}"
    return name.strip()[:80]


def _says_grade(section: str, grade: str) -> bool:
    """Tell whether a section begins with its grade: a bare number is a section's own, such as the 1 of «3° 1»."""
    if section.isdigit():
        return False
    number, begins = _LEADING.match(grade), _LEADING.match(section)
    if number and begins:
        return int(number[0]) == int(begins[0])
    return key(section).startswith(key(grade))
