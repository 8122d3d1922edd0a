"""The second factors of accounts in the database: set up, asked for, used, dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from hub import ledger, schema
from hub import second_factor as codes
from hub.acts import Kind, account
from hub.database import Database, at
from shared.acts import Actor
from shared.errors import BadInput

_FACTORS, _RECOVERY = schema.access.factors, schema.access.recovery


@dataclass(frozen=True, slots=True)
class Factor:
    """What is told of an account's second factor."""

    since: datetime
    left: int
    """Codes for who has no telephone that were not used yet."""
    lost: bool = False
    """It did not come back with a copy: no code is of this account until somebody resets it."""


class Factors:
    """The second factors of a hub; each method is one transaction."""

    def __init__(self, db: Database, *, required: bool) -> None:
        """Read and keep them in *db*; *required*: whoever has none opens nothing but the page that sets it up."""
        self._db = db
        self._required = required

    def of(self, login: str) -> Factor | None:
        """Return an account's factor, or None where it has none."""
        count = select(func.count()).select_from(_RECOVERY).where(_RECOVERY.c.login == login)
        with self._db.read() as connection:
            row = connection.execute(select(_FACTORS).where(_FACTORS.c.login == login)).one_or_none()
            return (
                None if row is None else Factor(at(row.since_s), connection.execute(count).scalar_one(), not row.secret)
            )

    def is_missing(self, login: str) -> bool:
        """Tell whether an account must set one up before it opens anything else."""
        return self._required and self.of(login) is None

    def proves(self, login: str, code: str) -> bool:
        """Tell whether a code is the account's, and let it count no second time; one without a factor needs none."""
        with self._db.read() as connection:
            if connection.execute(select(_FACTORS.c.login).where(_FACTORS.c.login == login)).first() is None:
                return True
        with self._db.begin() as connection:
            row = connection.execute(select(_FACTORS).where(_FACTORS.c.login == login)).one_or_none()
            if row is None:
                return True
            step = codes.matching(row.secret, code, self._db.now_s(), row.step)
            if step is None:
                used = delete(_RECOVERY).where(_RECOVERY.c.login == login, _RECOVERY.c.code == codes.kept_of(code))
                return connection.execute(used).rowcount == 1
            connection.execute(update(_FACTORS).where(_FACTORS.c.login == login).values(step=step))
            return True

    def set_up(self, login: str, secret: bytes, code: str, *, by: Actor) -> Sequence[str]:
        """
        Give an account a factor whose telephone shows *code* now, and return the codes for who has no telephone.

        Raises:
            BadInput: The telephone shows another code, or the account has a factor already.
        """
        now_s = self._db.now_s()
        step = codes.matching(secret, code, now_s)
        if step is None:
            raise BadInput(
                "Ese código no es el que debe mostrar su teléfono ahora. Mire que la hora del teléfono sea la de la "
                "central y escriba el código que ve. No se cambió nada."
            )
        recovery = codes.new_recovery()
        with self._db.begin() as connection:
            if connection.execute(select(_FACTORS.c.login).where(_FACTORS.c.login == login)).first():
                raise BadInput(
                    "Esta cuenta ya tiene su segundo paso. Si no guardó su hoja de códigos, use «Cambiar de teléfono»."
                )
            row = {"login": login, "secret": secret, "step": step, "since_s": now_s}
            connection.execute(_FACTORS.insert().values(**row))
            rows = [{"login": login, "code": codes.kept_of(one)} for one in recovery]
            connection.execute(_RECOVERY.insert(), rows)
            ledger.append(connection, now_s, Kind.FACTOR, account(login), by, {"what": "set_up"})
        return recovery

    def drop(self, login: str, *, by: Actor, own: bool) -> None:
        """
        Take an account's factor away: its owner, who just proved it (*own*), or somebody else for who lost it.

        Raises:
            BadInput: It has none, or somebody would reset their own.
        """
        if not own and by.login == login:
            raise BadInput("Su propio segundo paso lo quita otra persona que administra. No se cambió nada.")
        with self._db.begin() as connection:
            if not forget(connection, login):
                raise BadInput("Esa cuenta no tiene segundo paso. No se cambió nada.")
            if not own:
                connection.execute(delete(schema.sessions).where(schema.sessions.c.login == login))
            what = {"what": "dropped" if own else "reset"}
            ledger.append(connection, self._db.now_s(), Kind.FACTOR, account(login), by, what)


def forget(connection: Connection, login: str) -> bool:
    """Remove what is kept of an account's factor; tell whether it had one."""
    connection.execute(delete(_RECOVERY).where(_RECOVERY.c.login == login))
    return connection.execute(delete(_FACTORS).where(_FACTORS.c.login == login)).rowcount == 1
