"""What a module of the region's pages tells of itself: who may open them, where they are listed and what lights up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hub.offices import SIGNERS
from shared.web import N_, Role

ALL_READ = frozenset({Role.OPERATOR, Role.ADMIN, Role.ANALYST})
SIGNING = frozenset(SIGNERS)
ADMIN = frozenset({Role.ADMIN})


class Group(StrEnum):
    """The headings of *Más*, in their order."""

    OFFICE = N_("La oficina")
    REGION = N_("La región")
    COMPUTERS = N_("Las computadoras de las escuelas")
    PROGRAMS = N_("Para otros programas")
    INCIDENTS = N_("Incidentes")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page as the page of its place lists it; its words are marked with ``N_`` and translated when shown."""

    endpoint: str
    label: str
    detail: str
    icon: str
    group: Group | None = None
    """Its heading; None: it is of a place that has none."""


@dataclass(frozen=True, slots=True)
class View:
    """
    The pages of one module (``VIEW``), as ``hub.console.table`` gathers them.

    Args:
        rules: Who may open each endpoint; one that is not named answers 403.
        under: The place of the navigation that lights up on these pages, an endpoint; "" for their own.
        uploads: How many bytes an endpoint that takes a file may be sent.
        listed: What the page of that place lists of them (*Análisis*, *Más*).
    """

    rules: Mapping[str, frozenset[Role]]
    under: str = ""
    uploads: Mapping[str, int] = field(default_factory=dict)
    listed: Sequence[Listed] = ()
