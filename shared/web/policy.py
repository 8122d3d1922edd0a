"""Who may open what: one table from endpoint to roles, deny by default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is here for; a person who has not signed in is a visitor."""

    VISITOR = "visitor"
    STUDENT = "student"
    TEACHER = "teacher"
    COORDINATOR = "coordinator"
    IT = "it"
    OPERATOR = "operator"
    ADMIN = "admin"
    ANALYST = "analyst"


EVERYONE = frozenset(Role)
STAFF = EVERYONE - {Role.VISITOR, Role.STUDENT}

_BASE: Mapping[str, frozenset[Role]] = {
    "web.static": EVERYONE,
    "web.help": EVERYONE,
    "web.privacy": EVERYONE,
    "web.signin": EVERYONE,
    "web.enter": EVERYONE,
    "web.signout": EVERYONE,
}
_BASE_LAN = frozenset({"web.static", "web.help", "web.privacy", "web.signout"})


@dataclass(frozen=True, slots=True)
class Policy:
    """
    The table of one application.

    ``lan`` names the endpoints that may be served over plain HTTP to another machine: pupils' pages and machines.
    ``machine`` names those that carry their own proof (a signed bundle): no session, no form token.
    ``uploads`` says how many bytes may be sent to those that take a file, by those who may open them.

    >>> policy = Policy({"school.home": frozenset({Role.COORDINATOR})})
    >>> policy.allows("school.home", Role.STUDENT), policy.allows("unheard.of", Role.COORDINATOR)
    (False, False)
    """

    rules: Mapping[str, frozenset[Role]]
    lan: frozenset[str] = field(default_factory=frozenset)
    machine: frozenset[str] = field(default_factory=frozenset)
    uploads: Mapping[str, int] = field(default_factory=dict)

    def roles(self, endpoint: str) -> frozenset[Role]:
        """Return who may open *endpoint*; nobody when the table does not name it."""
        if endpoint in self.machine:
            return EVERYONE
        return self.rules.get(endpoint) or _BASE.get(endpoint) or frozenset()

    def allows(self, endpoint: str, role: Role) -> bool:
        """Tell whether *role* may open *endpoint*."""
        return role in self.roles(endpoint)

    def upload_bytes(self, endpoint: str, role: Role) -> int:
        """Return how much *role* may upload to *endpoint*; 0 where it takes no file."""
        return self.uploads.get(endpoint, 0) if self.allows(endpoint, role) else 0

    def names(self, endpoint: str) -> bool:
        """Tell whether the table says anything of *endpoint*."""
        return bool(self.roles(endpoint))

    def open_on_lan(self, endpoint: str) -> bool:
        """Tell whether *endpoint* may be served over plain HTTP to another machine."""
        return endpoint in self.lan or endpoint in self.machine or endpoint in _BASE_LAN
