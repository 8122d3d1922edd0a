"""Signing a plan by command: whoever signs proves who it is as on the page, and the signature says how it came."""

from collections.abc import Mapping

from hub import planning
from hub.accounts import HubAccounts
from hub.plan_rows import PlanRow
from hub.store import Store
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
        PlanRefused: The plan is not a proposal any more.
    """
    gate = Gate(HubAccounts(store), store.clock)
    match gate.sign_in(login, passphrase, _ADDRESS):
        case Refused(wait_s=0):
            raise BadInput("La cuenta «%(login)s» o su clave no es correcta. El plan sigue como estaba.", login=login)
        case Refused(wait_s=wait_s):
            raise BadInput("Demasiadas claves equivocadas. Espere %(wait)s segundos y repita.", wait=wait_s)
        case SignedIn(token=token, session=session):
            gate.sign_out(token)
    if session.role not in BY_COMMAND:
        raise BadInput(
            "La cuenta «%(login)s» no puede aprobar planes. Use una de operación o administración.", login=login
        )
    return planning.approve(store, plan_id, login=session.login, role=BY_COMMAND[session.role])
