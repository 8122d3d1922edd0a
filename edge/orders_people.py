"""Orders about people, classes and accounts; see ``edge.orders``."""

from typing import Any, TypeAlias, assert_never

import msgspec

from edge.acts import BY_COMMAND, Kind
from edge.duties import LEAVES, STAYS, Heir
from edge.erased_since import settle
from edge.people import Newcomer
from edge.store import Store
from edge.uploads import FOLDER, forget_waiting
from shared.errors import BadInput
from shared.ids import Pseudonym, SchoolId


class Pseudonyms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="pseudonyms"):
    """Tell the pseudonyms of local codes, and add those that are new."""

    codes: list[str]


class AddClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="class"):
    """Add a class."""

    school: SchoolId
    name: str


class AddPeople(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="people"):
    """Add people and their classes, all or none; without ``replace`` nobody who is known already is changed."""

    people: list[Newcomer]
    replace: bool = True


class Erase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="erase"):
    """Take a learner out of this laptop for good."""

    person: Pseudonym


class EraseAll(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="erase-all"):
    """Take several learners out of this laptop for good; tell how many were here."""

    people: list[Pseudonym]
    since_copy: bool = False
    """They are all who were erased after the copy that this node came out of: nothing is left to ask."""


class SetAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="account"):
    """Make or change an account of the staff; the secret is hashed before it is handed over."""

    login: str
    role: str
    secret: str
    name: str


class HandOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="duty"):
    """End a duty of one account's person and begin it for another's; ``secret`` is hashed, for one that is new."""

    leaving: str
    heir: str
    role: str
    secret: str
    name: str
    stays: bool


PeopleOrder: TypeAlias = Pseudonyms | AddClass | AddPeople | Erase | EraseAll | SetAccount | HandOver
PEOPLE_RESULTS: dict[type[Any], Any] = {
    Pseudonyms: dict[str, Pseudonym],
    AddClass: int,
    AddPeople: int,
    Erase: None,
    EraseAll: int,
    SetAccount: None,
    HandOver: None,
}
"""What the result of each is."""


def carry_out_people(order: PeopleOrder, store: Store) -> Any:
    """Do what an order about people says on a database that this process writes, and return its result."""
    match order:
        case Pseudonyms():
            return store.people.pseudonyms(order.codes)
        case AddClass():
            return _add_class(store, order)
        case AddPeople():
            return _add_people(store, order)
        case Erase():
            forget_waiting(store.path.with_name(FOLDER))
            return store.erase(order.person)
        case EraseAll():
            forget_waiting(store.path.with_name(FOLDER))
            count = store.erase_all(order.people) if order.people else 0
            if order.since_copy:
                settle(store.db)
            return count
        case SetAccount():
            return set_account(store, order)
        case HandOver():
            return _hand_over(store, order)
    assert_never(order)


def _add_class(store: Store, order: AddClass) -> int:
    with store.db.transaction():
        before = {row.id for row in store.people.classes()}
        class_id = store.people.add_class(order.school, order.name)
        if class_id not in before:
            store.audit.note(Kind.CLASS_ADDED, by=BY_COMMAND, subject=str(class_id))
    return class_id


def _add_people(store: Store, order: AddPeople) -> int:
    with store.db.transaction():
        added = store.people.add_people(order.people, replace=order.replace)
        if added or order.replace:
            told = {"new": added, "changed": len(order.people) - added}
            store.audit.note(Kind.LIST_TAKEN, by=BY_COMMAND, detail=told)
    return added


def set_account(store: Store, order: SetAccount) -> None:
    """Make or change an account, with the person whose it is; see ``edge.staff.Staff.put``."""
    store.staff.put(order.login, order.role, order.secret, order.name, BY_COMMAND)


def _hand_over(store: Store, order: HandOver) -> None:
    accounts = {row.login: row for row in store.staff.accounts()}
    leaving, taken = accounts.get(order.leaving), accounts.get(order.heir)
    done = taken is not None and taken.role == order.role
    if done and (leaving is None or leaving.role != order.role):
        # It came twice: the first time did it.
        return
    if leaving is None:
        raise BadInput("No hay una cuenta «%(login)s». No se cambió nada.", login=order.leaving)
    heir = Heir(taken.person) if taken else Heir(name=order.name, login=order.heir, secret=order.secret)
    then = STAYS if order.stays else LEAVES
    store.duties.hand_over(leaving.person, order.role, heir, BY_COMMAND, then=then)
