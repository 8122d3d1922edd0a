"""
OneRoster 1.1 and 1.2: people, their classes and what they do there, of the services that this node serves.

Passwords, mail, telephones and demographics are never read. Who is listed opens no page: accounts are made here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from edge.importers.draft import Draft, Kind
from edge.importers.oneroster_package import Package, listed, named, read_package
from edge.importers.oneroster_places import classes_of, is_over, services_of
from edge.importers.people import each_once, own_codes
from edge.importers.place import Place
from edge.listed import ClassIn, PersonIn
from shared.errors import BadInput
from shared.ids import SchoolId
from shared.sentences import Sentence
from shared.tabular import Row

ROLES: Mapping[str, str] = {
    "student": "learner",
    "teacher": "teacher",
    "aide": "teacher",
    "administrator": "coordinator",
    "principal": "coordinator",
    "siteadministrator": "coordinator",
    "systemadministrator": "it",
}
"""What each role is here; guardians, district staff and the rest are not of the school and stay out."""
_OUTSIDE = frozenset({"guardian", "parent", "relative", "proctor", "counselor", "districtadministrator"})
_RANK = ("it", "coordinator", "teacher", "learner")

Roles = Mapping[str, list[tuple[str, SchoolId | None]]]
"""What each user is, and at which service; None: at one that is not of this node."""


def is_oneroster(files: Iterable[str]) -> bool:
    """
    Tell whether these are the files of a package.

    >>> is_oneroster(["roster/orgs.csv", "roster/users.csv"]), is_oneroster(["users.csv"])
    (True, False)
    """
    return {"orgs", "users"} <= set(named(files))


def read_oneroster(files: Mapping[str, bytes], place: Place) -> Draft:
    """
    Read a package.

    Raises:
        BadInput: A file is missing, there twice or another thing, or no organisation in it is of this node.
    """
    _check_one(files)
    package = read_package(files)
    orgs = services_of(package, place)
    classes = classes_of(package, orgs, place)
    enrolled = _enrolled(package, classes, place)
    roles, refused = _roles(package, orgs)
    people, users = [], package.file("users")
    times = Counter(row["identifier"].casefold() for row in users.rows)
    for row in users.rows:
        here = [(role, school) for role, school in roles.get(row["sourcedid"], []) if role and school]
        if here and row["sourcedid"] not in refused:
            person = _person(row, here, enrolled.get(row["sourcedid"], []), partial=package.delta)
            if person.code == row["identifier"][:80] and times[row["identifier"].casefold()] > 1:
                person = replace(person, code=row["sourcedid"][:80])
            people.append(person)
    kept, repeated = each_once(people)
    own, shared = own_codes(kept)
    refusals = (*package.refused, *repeated)
    others = len(users.ids) - len(people) - len(refused)
    notes = (*package.notes, *shared, *_notes(package, sum(one is not None for one in classes.values()), others))
    return Draft(Kind.ONEROSTER, len(kept) + len(refusals), people=own, refused=refusals, notes=notes)


def _check_one(files: Iterable[str]) -> None:
    """Refuse two packages in one: of each file only the last would be read."""
    times = Counter(name for path in files for name in named([path]))
    if twice := next((name for name, count in times.items() if count > 1), None):
        told = "El archivo trae más de un paquete OneRoster: %(name)s.csv está dos veces. Deje uno solo y repita."
        raise BadInput(told, name=twice)


def _notes(package: Package, classes: int, others: int) -> list[Sentence]:
    notes = [Sentence("Aulas de esta laptop en el archivo: %(n)s.", {"n": classes})]
    if others > 0:
        told = "Personas de otra escuela, con otra función o dadas de baja: %(n)s. No se traen, y nadie se borra aquí."
        notes.append(Sentence(told, {"n": others}))
    if package.delta:
        notes.append(Sentence("El paquete trae solo cambios (delta): las aulas se agregan a las que ya se conocen."))
    return notes


def _enrolled(package: Package, classes: Mapping[str, ClassIn | None], place: Place) -> dict[str, list[ClassIn]]:
    """Return the classes of each user."""
    users = package.file("users").ids
    found: dict[str, list[ClassIn]] = defaultdict(list)
    for row in package.file("enrollments").rows:
        user, class_ = row["usersourcedid"], row["classsourcedid"]
        if user not in users:
            package.lost("enrollments", row.line, "userSourcedId", user, "users")
        elif class_ not in classes:
            package.lost("enrollments", row.line, "classSourcedId", class_, "classes")
        elif (one := classes[class_]) is not None and is_over(package, "enrollments", row, place) is False:
            found[user].append(one)
    return found


def _roles(package: Package, orgs: Mapping[str, SchoolId | None]) -> tuple[Roles, set[str]]:
    """Return the roles of the users, as 1.2 or as 1.1 tells them, and the users whose own line is refused."""
    found: dict[str, list[tuple[str, SchoolId | None]]] = defaultdict(list)
    refused: set[str] = set()
    users = package.file("users")
    for row in package.file("roles").rows:
        if row["usersourcedid"] not in users.ids:
            package.lost("roles", row.line, "userSourcedId", row["usersourcedid"], "users")
        elif (role := _role(package, "roles", row, [row["orgsourcedid"]], orgs)) is not None:
            found[row["usersourcedid"]].append((role, orgs[row["orgsourcedid"]]))
    for row in users.rows:
        if row["role"]:
            at = listed(row["orgsourcedids"])
            role = _role(package, "users", row, at, orgs)
            found[row["sourcedid"]] += [(role, orgs[org]) for org in at] if role is not None else []
            refused |= {row["sourcedid"]} if role is None else set()
    return found, refused


def _role(package: Package, file: str, row: Row, at: Iterable[str], orgs: Mapping[str, SchoolId | None]) -> str | None:
    """Return what a role is here, nothing where it stays out; None where its line is refused."""
    if lost := [org for org in at if org not in orgs]:
        package.lost(file, row.line, "orgSourcedId", lost[0], "orgs")
        return None
    role = row["role"].casefold()
    if role not in ROLES and role not in _OUTSIDE:
        told = Sentence("el rol «%(role)s» no es de OneRoster.", {"role": row["role"][:30]})
        package.refuse(file, row.line, told)
        return None
    return ROLES.get(role, "")


def _person(row: Row, here: list[tuple[str, SchoolId]], classes: list[ClassIn], *, partial: bool) -> PersonIn:
    role, school = min(here, key=lambda one: _RANK.index(one[0]))
    # A name to sign in with is often a mail address, and that is never kept.
    username = row["username"] if "@" not in row["username"] else ""
    name = f"{row['givenname']} {row['familyname']}".strip()
    code = username or row["identifier"] or row["sourcedid"]
    return PersonIn(
        line=row.line,
        code=code[:80],
        name="" if name.casefold() == code.casefold() else name,
        role=role,
        school=school,
        classes=tuple(dict.fromkeys(classes)),
        other_codes=tuple(one for one in ("oneroster " + row["sourcedid"], row["identifier"]) if one),
        partial=partial,
        lent=not username,
    )
