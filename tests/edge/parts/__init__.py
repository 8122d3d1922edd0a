"""What the tests of every page know of each part of the node's pages: a module a part, so that several grow at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules

from edge.store import Store


@dataclass(frozen=True, kw_only=True)
class Part:
    """
    One part, its ``PART``.

    Args:
        who_may: Who may open each endpoint, by hand and not read from the policy: coordinator (C), teacher (T), IT (I),
            pupil (S), visitor (V).
        over_the_air: Those served over plain HTTP to other machines.
        words: What stands for the values in addresses.
        unlisted: Pages without values in their address that *Más* does not list, each with where one comes from.
        with_values: Further addresses of the busy school, for what holds of every page.
        names: What stays as it is in English.
        browsed: Addresses that a coordinator's browser looks at, large, small and dark.
        canary: Lets the part take in the data of people that nobody else has, and returns what of it must be found in
            no file, bundle, report or log.
    """

    who_may: Mapping[str, str]
    over_the_air: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    unlisted: Mapping[str, str] = field(default_factory=dict)
    with_values: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    browsed: tuple[str, ...] = ()
    canary: Callable[[Store], Sequence[str]] = lambda _store: ()


PARTS: tuple[Part, ...] = tuple(
    import_module(f"{__name__}.{found.name}").PART for found in sorted(iter_modules(__path__), key=lambda one: one.name)
)
WHO_MAY = {endpoint: letters for part in PARTS for endpoint, letters in part.who_may.items()}
OVER_THE_AIR = frozenset(endpoint for part in PARTS for endpoint in part.over_the_air)
WORDS = {name: value for part in PARTS for name, value in part.words.items()}
UNLISTED = {endpoint: why for part in PARTS for endpoint, why in part.unlisted.items()}
WITH_VALUES = tuple(address for part in PARTS for address in part.with_values)
NAMES = tuple(name for part in PARTS for name in part.names)
BROWSED = tuple(address for part in PARTS for address in part.browsed)
