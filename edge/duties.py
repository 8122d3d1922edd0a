"""Handing a duty over, without the region: one person's ends and another's begins in the same act."""

from dataclasses import dataclass

from edge.acts import Kind
from edge.audit import DUTY_BYTES, Audit
from edge.facts_read import FactReaders
from edge.log import EventLog
from edge.staff import COORDINATOR, ROLES, AccountRow, Staff
from shared.acts import Actor
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import BEGINS, ENDS, Duty
from shared.ids import Pseudonym
from shared.sentences import N_

UNFOUNDED = N_("Un cambio de cargo que se envió a la región ya no está en el historial: alguien lo escribió de nuevo.")
STAYS, LEAVES = "teacher", ""
"""What becomes of who hands over: they go on as a teacher, or work here no longer."""


@dataclass(frozen=True, slots=True)
class Heir:
    """Who takes a duty: somebody with an account, somebody of the staff's list, or somebody new, who get one."""

    person: Pseudonym | None = None
    """None: somebody new, called ``name``."""
    name: str = ""
    login: str = ""
    """Of the account that they get; empty for who has one."""
    secret: str = ""
    """Hashed."""


class Duties:
    """
    Who is in charge of what. Each act is one transaction: accounts, history, and the fact that tells the region.

    The fact bears the hash of the history's newest row: a history that is written anew later no longer fits it.
    """

    def __init__(self, log: EventLog, facts: FactReaders, staff: Staff, audit: Audit) -> None:
        self._log = log
        self._facts = facts
        self._staff = staff
        self._audit = audit

    def hand_over(self, leaving: Pseudonym, role: str, heir: Heir, by: Actor, *, then: str = LEAVES) -> Pseudonym:
        """
        End the duty *role* of *leaving*, begin that of the heir, and return who that is.

        Every open session of both ends. Who leaves keeps no account; who stays goes on as a teacher.

        Raises:
            BadInput: They do not have that duty, they are the heir themselves, or the heir cannot get an account.
        """
        with self._log.all_or_nothing():
            held = [row for row in self._staff.accounts() if row.person == leaving]
            if role not in ROLES or role not in {row.role for row in held}:
                raise BadInput("Esa persona no tiene ese cargo. Elija de nuevo quién lo deja.")
            if heir.person == leaving:
                raise BadInput("Quien deja el cargo y quien lo toma son la misma persona. Elija a otra.")
            if then == STAYS == role:
                raise BadInput("Para dejar de enseñar aquí, elija «Ya no trabaja aquí».")
            who, had = self._settle(heir, role, by)
            # Whoever has two duties and stays as a teacher leaves both.
            ended = [one for one in dict.fromkeys(row.role for row in held) if one != then]
            if then == STAYS:
                self._staff.set_role(leaving, STAYS)
            else:
                self._staff.leave(leaving)
            self._staff.check_one_remains()
            for one in ended:
                self._tell(leaving, one, ENDS, by)
            if not had:
                self._tell(who, role, BEGINS, by)
        return who

    def add_account(
        self, login: str, role: str, secret: str, by: Actor, *, name: str = "", person: Pseudonym | None = None
    ) -> Pseudonym:
        """Make an account, as ``Staff.add`` does, and tell the region that somebody begins a duty."""
        with self._log.all_or_nothing():
            who = self._staff.add(login, role, secret, by, name=name, person=person)
            self._told(who, role, BEGINS)
        return who

    def end_account(self, login: str, by: Actor) -> None:
        """End an account, as ``Staff.end`` does; the duty ends with the last account that somebody has for it."""
        with self._log.all_or_nothing():
            before = [row for row in self._staff.accounts() if row.login == login]
            self._staff.end(login, by)
            for row in before:
                if not any(self._same(row, other) for other in self._staff.accounts()):
                    self._told(row.person, row.role, ENDS)

    def unfounded(self) -> int:
        """Return how many changes of duty of the log rest on a row that the history no longer has."""
        heads = [row.fact.audit for row in self._facts.told(Duty) if isinstance(row.fact, Duty) and row.fact.audit]
        return sum(not self._audit.has(head) for head in heads)

    def _same(self, one: AccountRow, other: AccountRow) -> bool:
        return (one.person, one.role) == (other.person, other.role)

    def _settle(self, heir: Heir, role: str, by: Actor) -> tuple[Pseudonym, bool]:
        """Let the heir have the duty; return who they are, and whether they had it before."""
        held = [row for row in self._staff.accounts() if row.person == heir.person]
        if not held:
            return self._staff.add(heir.login, role, heir.secret, by, name=heir.name, person=heir.person), False
        if role in {row.role for row in held}:
            return held[0].person, True
        if any(row.role == COORDINATOR for row in held):
            raise BadInput("Quien coordina ya puede todo lo de ese cargo. Elija a otra persona, o termine la cuenta.")
        self._staff.set_role(held[0].person, role)
        return held[0].person, False

    def _tell(self, person: Pseudonym, role: str, action: str, by: Actor) -> None:
        kind = Kind.DUTY_BEGUN if action == BEGINS else Kind.DUTY_ENDED
        self._audit.note(kind, by=by, subject=person.hex(), detail={"role": role})
        self._told(person, role, action)

    def _told(self, person: Pseudonym, role: str, action: str) -> None:
        last = self._audit.last()
        head = bytes.fromhex(last.hash)[:DUTY_BYTES] if last else None
        self._log.record([Claim(Duty(person=person, role=role, action=action, audit=head))])
