"""Which classes are whose who is asking: a teacher's own, all of them for the coordinator, and no other."""

from collections.abc import Sequence

from flask import abort, request, url_for

from edge.rows import ClassRow, LearnerRow
from edge.teaching import Teaching
from edge.views.choices import class_names
from edge.views.node import node
from shared import web


def teaching() -> Teaching:
    """Return who teaches in which class."""
    store = node().store
    return Teaching(store.db, store.people)


def own_classes() -> list[ClassRow]:
    """Return the classes that who is asking may look into."""
    if web.who().role == web.Role.COORDINATOR:
        return node().store.people.classes()
    return teaching().classes_of(web.who().person)


def own_class() -> ClassRow | None:
    """Return the class that the address names, or the only one there is; 403 for a class that is not their own."""
    return chosen_of(own_classes())


def chosen_of(own: Sequence[ClassRow]) -> ClassRow | None:
    """Return the one of several classes that the address names, or the only one; 403 for any other."""
    key = request.args.get("aula", "")
    if not key:
        return own[0] if len(own) == 1 else None
    found = next((row for row in own if str(row.id) == key), None)
    return found if found is not None else abort(403, "role")


def classes_to_help() -> list[ClassRow]:
    """
    Return the classes whose pupils' way in who is asking may renew.

    A teacher to whom nobody has given a class yet helps in all of them: no child waits for the coordinator.
    """
    return own_classes() or node().store.people.classes()


def own_learner(key: str) -> LearnerRow:
    """Return a pupil of one of the classes of who is asking; 404 for anybody else."""
    people = node().store.people
    found = (row for one in own_classes() for row in people.learners(one.id) if row.key == key)
    return next(found, None) or abort(404)


def class_links(endpoint: str, chosen: ClassRow | None) -> list[dict[str, object]]:
    """Return the classes to choose from, each with its address."""
    names = class_names()
    return [
        {"name": names[row.id], "href": url_for(endpoint, aula=row.id), "on": row == chosen} for row in own_classes()
    ]
