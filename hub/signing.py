"""Signing a plan by command: whoever signs proves who it is as on the page, and the signature says how it came."""

from collections.abc import Mapping

from hub import planning
from hub.accounts import HubAccounts
from hub.offices import SIGNERS
from hub.plan_rows import PlanRow
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.web import N_, Gate, Refused, Role, SignedIn

BY_COMMAND: Mapping[Role, str] = {
    Role.OPERATOR: N_("Operación regional, por comando"),
    Role.ADMIN: N_("Administración, por comando"),
}
"""How the signature of each account that may sign is kept: its office, and that it came by command."""
_ADDRESS = "command"


def sign(store: Store, plan_id: str, *, login: str, passphrase: str) -> PlanRow:
    """
    Sign a proposed plan in the name of *login*, whose passphrase this is; wrong ones are counted as on the page.

    Raises:
        BadInput: There is no such plan, the passphrase is not that of the account, or the account may not sign.
        PlanRefused: The plan is not a proposal any more, or this account or its office has signed it.
    """
    by, role = identify(store, login=login, passphrase=passphrase)
    if role not in SIGNERS:
        raise BadInput(
            "La cuenta «%(login)s» no puede aprobar planes. Use una de operación o administración.", login=login
        )
    return planning.approve(store, plan_id, login=by.login, role=by.office)


def administrator(store: Store, *, login: str, passphrase: str) -> Actor:
    """
    Return the account of an administrator who acts by command.

    Raises:
        BadInput: The passphrase is not that of the account, or it is no administrator's.
    """
    by, role = identify(store, login=login, passphrase=passphrase)
    if role is not Role.ADMIN:
        raise BadInput("Eso lo cambia una cuenta de administración. No se cambió nada.")
    return by


def signer(store: Store, *, login: str, passphrase: str) -> Actor:
    """
    Return the account of somebody who may sign plans and acts by command.

    Raises:
        BadInput: The passphrase is not that of the account, or it may not sign.
    """
    by, role = identify(store, login=login, passphrase=passphrase)
    if role not in SIGNERS:
        raise BadInput("Eso lo hace una cuenta de operación o administración. No se cambió nada.")
    return by


def identify(store: Store, *, login: str, passphrase: str) -> tuple[Actor, Role]:
    """
    Return who acts by command, whose passphrase this is; wrong ones are counted as on the page.

    Raises:
        BadInput: The passphrase is not that of the account.
    """
    gate = Gate(HubAccounts(store), store.clock)
    match gate.sign_in(login, passphrase, _ADDRESS):
        case Refused(wait_s=0):
            raise BadInput("La cuenta «%(login)s» o su clave no es correcta. No se cambió nada.", login=login)
        case Refused(wait_s=wait_s):
            raise BadInput("Demasiadas claves equivocadas. Espere %(wait)s segundos y repita.", wait=wait_s)
        case SignedIn(token=token, session=session):
            gate.sign_out(token)
    return Actor(session.login, BY_COMMAND.get(session.role, "")), session.role
