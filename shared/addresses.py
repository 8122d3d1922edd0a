"""Addresses as people type them, and what of them may be said aloud."""

import re

_USER = re.compile(r"^([a-z][a-z0-9+.-]*:)?//[^/?#]*@", re.IGNORECASE)


def without_user(url: str) -> str:
    """
    Return an address without its user and passphrase, so that no message shows them.

    >>> without_user("https://ana:secreto@hub.pe/x"), without_user("http://hub.pe/@x")
    ('https://…@hub.pe/x', 'http://hub.pe/@x')
    """
    return _USER.sub(r"\1//…@", url)
