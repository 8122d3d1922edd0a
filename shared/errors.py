"""
Every error that Chasqui raises on purpose.

A message says what happened and what to do next, in the Spanish that a coordinator or operator reads.

::

    ChasquiError
      BadInput               somebody's text or file cannot be used as it is
        BadIdentifier
        BadRow               one line of a file, with its number
      NotReady               the command needs another step first
        NotInitialised
        DatabaseBusy
      SyncError              the road or what came over it
        RoadClosed           no road, or it broke: try again later
        HubRefused           the hub answered, and said no
        BadBundle            bytes that are not what was signed
          NewerFormat        made by a newer version: keep and apply after an update
        SequenceGap          a hole in a chain
        Untrusted            a signature or key that does not fit
      BadModel               a model file that must not be used
      PlanRefused            a plan that cannot be approved or published as it stands
"""


class ChasquiError(Exception):
    """Root of the tree; ``str(error)`` may be shown to the user."""


class BadInput(ChasquiError):
    """Text, a form or a file from outside that cannot be used as it is."""


class BadIdentifier(BadInput):
    """A code that does not have the shape it must have."""

    def __init__(self, what: str, got: str, example: str) -> None:
        super().__init__(f"«{got[:80]}» no es un código de {what}. Escríbalo como {example}.")


class BadRow(BadInput):
    """One line of an imported file that cannot be used."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"Línea {line}: {why}")
        self.line = line
        self.why = why


class NotReady(ChasquiError):
    """The command needs another step first; the message names it."""


class NotInitialised(NotReady):
    """The data directory holds no node or hub yet."""


class DatabaseBusy(NotReady):
    """Another process holds the node's write lock."""


class SyncError(ChasquiError):
    """Something on the road between node and hub."""


class RoadClosed(SyncError):
    """There is no road now, or it broke under way. Retryable: nothing is lost."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class HubRefused(SyncError):
    """The hub understood and refused. Not retryable until somebody acts."""


class BadBundle(SyncError):
    """Bytes that are not what the other side signed, or that break a bound."""


class NewerFormat(BadBundle):
    """Made by a newer version of Chasqui. Kept whole, applied after the update."""


class SequenceGap(SyncError):
    """A bundle that starts after the next expected event."""

    def __init__(self, expected: int, got: int) -> None:
        super().__init__(
            f"Falta un tramo: se esperaba el registro {expected} y llegó el {got}. Envíe desde el {expected}."
        )
        self.expected = expected
        self.got = got


class Untrusted(SyncError):
    """A signature or a key that does not fit who it claims to be."""


class BadModel(ChasquiError):
    """A model file that failed one of its checks and must not be used."""


class PlanRefused(ChasquiError):
    """A plan that cannot be approved or published as it stands."""
