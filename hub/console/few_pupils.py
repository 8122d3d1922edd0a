"""What who only analyses is not shown of a few pupils; those who decide for their school, and answer it, see it."""

from dataclasses import replace

import msgspec

from hub.console.blueprint import store
from hub.report import FEW
from hub.small_groups import is_few, of_few_pupils
from shared.acts import Act
from shared.ids import SchoolId
from shared.web import Role, who
from shared.web import gettext as _


def hides() -> bool:
    """Tell whether who asks is shown nothing of fewer than five."""
    return who().role is Role.ANALYST


def untold() -> frozenset[SchoolId]:
    """Return the schools of which who asks is shown neither what their pupils used nor what they may need."""
    return of_few_pupils(store().every_school()) if hides() else frozenset()


def few_or(count: int | None, told: str) -> str:
    """Return what is *told* of a count of pupils or loans, or that they are few."""
    return _(FEW) if hides() and is_few(count) else told


def without_few(act: Act) -> Act:
    """Return an act as who asks is shown it: not how few pupils a school was said to have."""
    said = act.told()
    if not hides() or "fields" not in said:
        return act
    fields = [[name, *(map(_figure, told) if name == "students" else told)] for name, *told in said["fields"]]
    return replace(act, detail=msgspec.json.encode({**said, "fields": fields}).decode())


def _figure(told: str) -> str:
    return few_or(int(told), told) if told.isascii() and told.isdigit() else told
