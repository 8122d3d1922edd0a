"""What a module of pages tells of itself: who may open them, where they are listed, what they add to home."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from flask import Blueprint

from shared.web import N_, Role

ALL_STAFF = frozenset({Role.TEACHER, Role.COORDINATOR, Role.IT})
COORDINATOR = frozenset({Role.COORDINATOR})
TEACHING = frozenset({Role.TEACHER, Role.COORDINATOR})
KEEPING = frozenset({Role.COORDINATOR, Role.IT})
PUPIL = frozenset({Role.STUDENT})


class Group(StrEnum):
    """The headings of *Más*, in their order."""

    DAILY = N_("Cada día")
    SCHOOL = N_("La escuela")
    FILES = N_("Papeles y archivos")
    MACHINE = N_("El equipo")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page as *Más* lists it; its words are marked with ``N_`` and translated when shown."""

    endpoint: str
    label: str
    detail: str
    icon: str
    group: Group


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do; ``by`` is the day until when, None where it has none, ``due`` the words for it."""

    title: str
    detail: str
    href: str
    due: str = ""
    by: date | None = None


_LINE = 130
"""Letters of a note on a screen of 1366."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A note above the page: the state it shows, what happened in bold, and what to do."""

    code: str
    what: str
    todo: str

    @property
    def is_long(self) -> bool:
        """It takes more than a line of the office's screen: what to do is told on home once it is asked for."""
        return len(self.what) + len(self.todo) > _LINE


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of how the laptop is."""

    name: str
    value: str
    well: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """
    The pages of one module (``VIEW``), as ``edge.views.table`` gathers them.

    Args:
        rules: Who may open each endpoint; one that is not named answers 403.
        under: The place of the navigation that lights up on these pages, an endpoint; "" for their own.
        lan: Endpoints served over plain HTTP to other machines: pupils' alone.
        uploads: How many bytes an endpoint that takes a file may be sent.
        listed: What *Más* lists of them.
        tasks: What is to be done here by who is asking (``web.may``).
        alarms: What a person must know whatever they came for.
        figures: How the laptop is, for the fifth question.
    """

    pages: Blueprint
    rules: Mapping[str, frozenset[Role]]
    under: str = ""
    lan: frozenset[str] = frozenset()
    uploads: Mapping[str, int] = field(default_factory=dict)
    listed: Sequence[Listed] = ()
    tasks: Callable[[], Sequence[Task]] = tuple
    alarms: Callable[[], Sequence[Alarm]] = tuple
    figures: Callable[[], Sequence[Figure]] = tuple
