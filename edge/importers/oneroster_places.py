"""Which organisations and classes of a OneRoster package are of this node."""

import re
from collections.abc import Mapping

from edge.importers.oneroster_package import Package, listed
from edge.importers.place import Place
from edge.listed import ClassIn
from shared.errors import BadInput
from shared.ids import SchoolId, school_id
from shared.sentences import Sentence
from shared.tabular import Row

_CODE = re.compile(r"(\d{6,7})(?:-?(\d))?")

Services = Mapping[str, SchoolId | None]
"""The service that each organisation is; None: not of this node."""


def services_of(package: Package, place: Place) -> Services:
    """
    Return which service each organisation is: by its código modular; else the only one for the only one.

    Raises:
        BadInput: None of them is of this node.
    """
    file = package.file("orgs")
    schools = [row for row in file.rows if row["type"].casefold() == "school"]
    coded = {row["sourcedid"]: _service(row) for row in schools}
    found = dict.fromkeys(file.ids) | {id_: code if code in place.schools else None for id_, code in coded.items()}
    if any(found.values()):
        return found
    if len(schools) == len(place.schools) == 1 and not any(coded.values()):
        [only] = schools
        told = "«%(name)s» se toma como la escuela de esta laptop: no trae código modular."
        package.notes.append(Sentence(told, {"name": only["name"][:80]}))
        return found | {only["sourcedid"]: place.schools[0]}
    raise BadInput(
        "Ninguna escuela del archivo es de esta laptop, que atiende %(served)s. El archivo trae: %(found)s. Ponga el "
        "código modular y anexo en la columna identifier de orgs.csv.",
        served=", ".join(place.schools),
        found=", ".join(f"{row['name'][:40]} ({row['identifier'][:20] or '—'})" for row in schools[:5]) or "—",
    )


def classes_of(package: Package, orgs: Services, place: Place) -> dict[str, ClassIn | None]:
    """Return each class by its source id; None where it is not of this node, is over, or its line is refused."""
    file, terms = package.file("classes"), _terms(package, place)
    found: dict[str, ClassIn | None] = dict.fromkeys(file.ids)
    over = 0
    for row in file.rows:
        school, at = row["schoolsourcedid"], listed(row["termsourcedids"])
        if school not in orgs:
            package.lost("classes", row.line, "schoolSourcedId", school, "orgs")
        elif lost := [term for term in at if term not in terms and terms]:
            package.lost("classes", row.line, "termSourcedIds", lost[0], "academicSessions")
        elif not row["title"]:
            package.refuse("classes", row.line, Sentence("el aula no tiene nombre (title)."))
        elif at and all(terms.get(term, False) for term in at):
            over += 1
        elif (service := orgs[school]) is not None:
            found[row["sourcedid"]] = ClassIn(row["title"][:80], service)
    if over:
        package.notes.append(Sentence("Aulas de periodos que ya terminaron: %(n)s. No se traen.", {"n": over}))
    return found


def _terms(package: Package, place: Place) -> dict[str, bool]:
    """Return the terms, and whether each is over."""
    file = package.file("academicSessions")
    over = {row["sourcedid"]: is_over(package, "academicSessions", row, place) for row in file.rows}
    # What is over by no date that can be read is not over: its line is refused, and its classes are not lost with it.
    return dict.fromkeys(file.ids, True) | {id_: bool(told) for id_, told in over.items()}


def is_over(package: Package, file: str, row: Row, place: Place) -> bool | None:
    """Tell whether what a row tells of has ended; None where its end is no date, and its line is refused."""
    try:
        return place.is_past(row["enddate"])
    except BadInput as error:
        package.refuse(file, row.line, error.said)
        return None


def _service(row: Row) -> SchoolId | None:
    """
    Return the service that an organisation's codes name, if they are a código modular.

    >>> _service(Row(2, {"identifier": "403691"})), _service(Row(2, {"identifier": "NCES-061234500123"}))
    ('0403691-0', None)
    """
    for text in (row["identifier"], row["sourcedid"]):
        if code := _CODE.fullmatch(text):
            return school_id(code[1], code[2] or "0")
    return None
