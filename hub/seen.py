"""What a page showed, as its form says it back: whoever speaks of what is another by now is told so."""

from hashlib import blake2b

import msgspec


def mark(shown: object) -> str:
    """
    Return a short name of what a page shows, the same as long as it is the same.

    >>> mark(("ana", 3)) == mark(["ana", 3]) != mark(("ana", 4))
    True
    """
    return blake2b(msgspec.json.encode(shown), digest_size=16).hexdigest()
