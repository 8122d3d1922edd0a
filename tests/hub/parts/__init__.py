"""What the tests of every page know of each part of the region's pages: a module a part, so several grow at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from flask import Flask

from hub.console import RULES
from hub.store import Store
from shared.web import Role

LETTERS: Mapping[str, Role] = {"O": Role.OPERATOR, "A": Role.ADMIN, "N": Role.ANALYST}


@dataclass(frozen=True, kw_only=True)
class Part:
    """
    One part, its ``PART``.

    Args:
        who_may: Who may open each endpoint, by hand and not read from the policy: operator (O), admin (A), analyst (N).
        examples: Addresses of its pages in the busy office (``tests.hub.busy_office``), a page in each of its states.
        begun: Begins there what a page shows to a role of its own alone, before its addresses are opened.
        unseen: Endpoints that are files and no pages.
        names: What stays as it is in English.
    """

    who_may: Mapping[str, str]
    examples: Callable[[Store], Sequence[str]]
    begun: Callable[[Store, Role], None] | None = None
    unseen: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()


PARTS: tuple[Part, ...] = tuple(
    import_module(f"{__name__}.{found.name}").PART for found in sorted(iter_modules(__path__), key=lambda one: one.name)
)
WHO_MAY = {endpoint: letters for part in PARTS for endpoint, letters in part.who_may.items()}
UNSEEN = frozenset(endpoint for part in PARTS for endpoint in part.unseen)
NAMES = tuple(name for part in PARTS for name in part.names)


def examples(app: Flask, store: Store, role: Role) -> list[str]:
    """Return the address of every page that *role* may open in the busy office, in each of its states."""
    adapter = app.url_map.bind("localhost")
    for part in PARTS:
        if part.begun:
            part.begun(store, role)
    return [
        address
        for part in PARTS
        for address in part.examples(store)
        if role in RULES[str(adapter.match(address.partition("?")[0])[0])]
    ]
