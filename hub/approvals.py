"""The signatures under a plan: in the order in which they were given, one for each account and each office."""

from sqlalchemy import Connection, and_, func, select

from hub import ledger, schema
from hub.acts import Kind, account
from hub.database import at
from hub.plan_rows import ApprovalRow, PlanRow
from shared.errors import PlanRefused
from shared.sentences import N_, Sentence


def approvals_in(connection: Connection, plan: str) -> tuple[ApprovalRow, ...]:
    """Return a plan's signatures by their acts; those of a time without a history come first, by the clock."""
    table, acts = schema.approvals, schema.acts
    its_act = and_(acts.c.subject == table.c.plan, acts.c.login == table.c.login, acts.c.kind == Kind.APPROVED)
    order = func.coalesce(acts.c.number, 0), table.c.on_s, table.c.login
    query = select(table).join(acts, its_act, isouter=True).where(table.c.plan == plan).order_by(*order)
    return tuple(
        ApprovalRow(plan=row.plan, role=row.role, login=row.login, on=at(row.on_s)) for row in connection.execute(query)
    )


def with_signature(plan: PlanRow, new: ApprovalRow) -> set[str]:
    """
    Return the offices that have signed with a *new* signature.

    Raises:
        PlanRefused: Its account or its office has signed before: what is missing is another's.
    """
    if any(one.login == new.login for one in plan.approvals):
        raise PlanRefused(
            "La cuenta «%(login)s» ya firmó el plan %(plan)s. Falta la firma de otra función.",
            login=new.login,
            plan=plan.id,
        )
    offices = {one.office for one in plan.approvals}
    if new.office in offices:
        raise PlanRefused(
            "Ya firmó el plan %(plan)s una cuenta de %(office)s. Falta la firma de otra función.",
            plan=plan.id,
            office=Sentence(new.office),
        )
    return offices | {new.office}


def check_person(connection: Connection, plan: PlanRow, new: ApprovalRow) -> None:
    """
    Look whether a *new* signature is of somebody who has not signed with another account.

    Who gave an account the passphrase with which it still enters could sign with it; so could who changed it since
    the plan was proposed.

    Raises:
        PlanRefused: An account of the same person has signed, or of somebody who could enter with this one.
    """
    table = schema.credentials
    query = select(table.c.login, table.c.person).where(table.c.login.in_([*_logins(plan), new.login]))
    of = {row.login: row.person for row in connection.execute(query)}
    own = of.get(new.login)
    for login in _logins(plan):
        if own and of.get(login) == own:
            raise PlanRefused(_SAME_PERSON, login=new.login, other=login, plan=plan.id)
        for entered, by in ((new.login, login), (login, new.login)):
            if _handed(connection, plan, entered, by):
                raise PlanRefused(_HANDED, login=entered, other=by, plan=plan.id)


def _handed(connection: Connection, plan: PlanRow, login: str, by: str) -> bool:
    """Tell whether *by* gave *login* the passphrase that it has, or changed the account since the plan was proposed."""
    proposed = max((act.number for act in ledger.acts(connection, plan.id, kind=Kind.PROPOSED)), default=0)
    given = False
    # All of them first: PostgreSQL's cursor is left open where one of them decides.
    for act in list(ledger.acts(connection, account(login))):
        what = act.told().get("what")
        if what == _OWN_SECRET and act.login == login:
            given = False
        if act.login == by and what in _GIVEN:
            given = True
        if act.login == by and what in _CHANGED and act.number > proposed:
            return True
    return given


def _logins(plan: PlanRow) -> list[str]:
    return [one.login for one in plan.approvals]


_OWN_SECRET, _GIVEN = "secret", ("opened", "kept")
_CHANGED = (*_GIVEN, "role", "reset")
"""What an act of an account tells (``hub.staff``, ``hub.factors``)."""
_HANDED = N_(
    "La cuenta «%(login)s» entra con la clave que le puso «%(other)s», o esta la cambió después de calcularse el plan "
    "%(plan)s: las dos firmas serían de una persona. Quien usa «%(login)s» cambia su clave en «Mi cuenta»; si el "
    "cambio es posterior al plan, firma otra persona o se calcula otra vez."
)
_SAME_PERSON = N_(
    "La cuenta «%(login)s» es de la misma persona que «%(other)s», que ya firmó el plan %(plan)s. Falta la firma de "
    "otra persona."
)
