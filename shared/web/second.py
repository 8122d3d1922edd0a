"""What an application asks besides a passphrase, where it asks for anything."""

from typing import Protocol


class Second(Protocol):
    """The second factors of an application's accounts."""

    def proves(self, login: str, code: str) -> bool:
        """Tell whether a code is the account's and counts no more from now on; one without a factor needs none."""

    def is_missing(self, login: str) -> bool:
        """Tell whether an account has none that it must have."""
