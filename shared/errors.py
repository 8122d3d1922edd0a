"""
Every error that Chasqui raises on purpose.

A message says what happened and what to do next, in the Spanish that a coordinator or operator reads. It is a template
with values, so that a page can say it in another language::

    raise BadInput("Falta la columna %(names)s. Revise y repita.", names="cod_mod")

::

    ChasquiError
      BadInput               somebody's text or file cannot be used as it is
        BadIdentifier
        BadRow               one line of a file, with its number
        WhichService         rows that do not say which service they are of, where there are several
        WrongWord            a word of a sheet that was typed, with its place
        Moved                what a person saw and speaks of is another by now: look again
      NotReady               the command needs another step first
        NotInitialised
        DatabaseBusy
        NamesLocked          the key to the names is sealed: somebody must open it
        Damaged              a database that cannot be trusted: to be repaired, never deleted
        NoSpace              the disk is full: what was kept before is safe
      SyncError              the road or what came over it
        RoadClosed           no road, or it broke: try again later
          NotTheHub          another answers at the hub's address
          GaveWay            a person went first: nothing failed
          TooLong            an answer that does not end
        HubRefused           the hub answered, and said no
        BadBundle            bytes that are not what was signed
          NewerFormat        made by a newer version: keep and apply after an update
        Forgotten            the hub remembers no such earlier exchange: say it in full
        SequenceGap          a hole in a chain
        Untrusted            a signature or key that does not fit
      BadModel               a model file that must not be used
      PlanRefused            a plan that cannot be approved or published as it stands
"""

from typing import Any

from shared.sentences import Sentence, Value


class ChasquiError(Exception):
    """
    Root of the tree; ``str(error)`` may be shown to the user, and so may ``error.said`` in another language.

    >>> error = BadInput("Falta la columna %(names)s.", names="cod_mod")
    >>> str(error), error.said.msgid
    ('Falta la columna cod_mod.', 'Falta la columna %(names)s.')
    """

    def __init__(self, template: str = "", /, **values: object) -> None:
        self.said = Sentence(template, {name: _said(value) for name, value in values.items()})
        super().__init__(self.said.text())

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error go from one process to another as it is, whatever its own constructor takes."""
        return _again, (type(self), self.args), vars(self)


class BadInput(ChasquiError):
    """Text, a form or a file from outside that cannot be used as it is."""


class WhichService(BadInput):
    """Rows that do not say which service they are of, where there are several."""


class Moved(BadInput):
    """What a person saw and speaks of is another by now."""


class BadIdentifier(BadInput):
    """A code that does not have the shape it must have."""

    def __init__(self, what: str, got: str, example: str) -> None:
        super().__init__(
            "«%(got)s» no es un código de %(what)s. Escríbalo como %(example)s.",
            got=got[:80],
            what=Sentence(what),
            example=example,
        )


class BadRow(BadInput):
    """
    One line of an imported file that cannot be used.

    >>> error = BadRow(4, "«%(text)s» no es una cantidad.", text="diez")
    >>> str(error), error.why
    ('Línea 4: «diez» no es una cantidad.', '«diez» no es una cantidad.')
    """

    def __init__(self, line: int, why: str | ChasquiError, /, **values: object) -> None:
        problem = why.said if isinstance(why, ChasquiError) else ChasquiError(why, **values).said
        super().__init__("Línea %(line)s: %(why)s", line=line, why=problem)
        self.line = line
        self.problem = problem

    @property
    def why(self) -> str:
        """What is wrong with the line, without its number."""
        return self.problem.text()


class WrongWord(BadInput):
    """A word that is not the one on the sheet; ``place`` is which, 0 where only all of them together do not fit."""

    def __init__(self, template: str, /, *, place: int = 0, **values: object) -> None:
        super().__init__(template, place=place, **values)
        self.place = place


class NotReady(ChasquiError):
    """The command needs another step first; the message names it."""


class Damaged(NotReady):
    """A database that cannot be trusted; it is to be repaired, and never deleted."""


class NamesLocked(NotReady):
    """The key to the names lies only sealed, and nobody opened it since the program began."""


class NotInitialised(NotReady):
    """The data directory holds no node or hub yet."""


class DatabaseBusy(NotReady):
    """Another process holds the node's write lock."""


class NoSpace(NotReady):
    """The disk is full. Nothing half was kept, and what was kept before is safe."""


class SyncError(ChasquiError):
    """Something on the road between node and hub."""


class RoadClosed(SyncError):
    """There is no road now, or it broke under way. Retryable: nothing is lost."""

    def __init__(self, template: str, /, retry_after_s: float | None = None, **values: object) -> None:
        super().__init__(template, **values)
        self.retry_after_s = retry_after_s


class NotTheHub(RoadClosed):
    """Somebody else answers at the hub's address: a portal, or TLS that no key of this node's hub vouches for."""


class GaveWay(RoadClosed):
    """The network was left to whoever goes first. Nothing failed: it goes on at once."""


class TooLong(RoadClosed):
    """An answer that does not end: trying again now is of no use."""


class DayUsedUp(SyncError):
    """What sending may cost in a day is used up. It goes on by itself on the next."""


class HubRefused(SyncError):
    """The hub understood and refused. Not retryable until somebody acts."""


class BadBundle(SyncError):
    """Bytes that are not what the other side signed, or that break a bound."""


class NewerFormat(BadBundle):
    """Made by a newer version of Chasqui. Kept whole, applied after the update."""


class Forgotten(SyncError):
    """A bundle goes on from an exchange that the hub does not remember. Nothing is lost: it is said in full."""


class SequenceGap(SyncError):
    """A bundle that starts after the next expected event."""

    def __init__(self, expected: int, got: int) -> None:
        super().__init__(
            "Falta un tramo: se esperaba el registro %(expected)s y llegó el %(got)s. Envíe desde el %(expected)s.",
            expected=expected,
            got=got,
        )
        self.expected = expected
        self.got = got


class Untrusted(SyncError):
    """A signature or a key that does not fit who it claims to be."""


class BadModel(ChasquiError):
    """A model file that failed one of its checks and must not be used."""


class PlanRefused(ChasquiError):
    """A plan that cannot be approved or published as it stands."""


def _again(kind: type[ChasquiError], args: tuple[Any, ...]) -> ChasquiError:
    error = kind.__new__(kind)
    error.args = args
    return error


def _said(value: object) -> Value:
    match value:
        case ChasquiError():
            return value.said
        case str() | int() | float() | Sentence():
            return value
        case _:
            return str(value)
