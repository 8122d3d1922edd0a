"""Who may open which page of the node."""

from edge.uploads import MAX_BYTES
from shared.web import EVERYONE, Policy, Role

_ALL_STAFF = frozenset({Role.TEACHER, Role.COORDINATOR, Role.IT})
_COORDINATOR = frozenset({Role.COORDINATOR})
_TEACHING = frozenset({Role.TEACHER, Role.COORDINATOR})
_KEEPING = frozenset({Role.COORDINATOR, Role.IT})
_STUDENT = frozenset({Role.STUDENT})

POLICY = Policy(
    rules={
        "home.page": _ALL_STAFF,
        "record.use": _TEACHING,
        "record.save_use": _TEACHING,
        "record.ask": _TEACHING,
        "record.save_ask": _TEACHING,
        "count.page": _COORDINATOR,
        "count.save": _COORDINATOR,
        "register.page": _TEACHING,
        "register.save": _TEACHING,
        "importing.page": _KEEPING,
        "importing.preview": _KEEPING,
        "importing.take": _KEEPING,
        "needs.page": _ALL_STAFF,
        "needs.resource": _ALL_STAFF,
        "arrivals.page": _ALL_STAFF,
        "arrivals.oppose": _COORDINATOR,
        "arrivals.receive": _COORDINATOR,
        "arrivals.confirm": _COORDINATOR,
        "sending.page": _ALL_STAFF,
        "sending.send": _KEEPING,
        "sending.carry": _KEEPING,
        "sending.allow": _KEEPING,
        "joining.page": _KEEPING,
        "joining.look": _KEEPING,
        "joining.confirm": _KEEPING,
        "classroom.page": _TEACHING,
        "classroom.draw": _TEACHING,
        "erasing.page": _COORDINATOR,
        "erasing.erase": _COORDINATOR,
        "student.signin": EVERYONE,
        "student.tap": EVERYONE,
        "student.materials": _STUDENT,
        "student.open_material": _STUDENT,
        "student.rate": _STUDENT,
    },
    # A file, and what the form says beside it.
    uploads={"importing.preview": MAX_BYTES + 64 * 1024},
    lan=frozenset(
        {"student.signin", "student.tap", "student.materials", "student.open_material", "student.rate"},
    ),
)
