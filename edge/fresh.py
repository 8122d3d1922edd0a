"""A folder without a node: what its pages need until somebody has joined, and nothing that a node has."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from edge.backup_file import Restored, restore
from edge.config import Config
from edge.database import Database
from edge.enrol import begin
from edge.orders_people import SetAccount, set_account
from edge.staff import checked_login
from edge.store import Store
from shared.web import check_passphrase, hash_secret
from sync.enrolment import Invitation
from sync.plugged import Plugged


@dataclass(frozen=True, slots=True)
class NewAccount:
    """The first account of a node: its coordinator's, who makes the others."""

    login: str
    name: str
    passphrase: str

    def checked(self) -> SetAccount:
        """
        Return the order that makes it.

        Raises:
            BadInput: No name of an account, or a passphrase that may not be used.
        """
        login = checked_login(self.login)
        secret = hash_secret(check_passphrase(self.passphrase))
        return SetAccount(login, "coordinator", secret, self.name.strip() or login)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Takes in the first invitation of a folder."""

    config: Config
    plugged: Plugged
    done: threading.Event = field(default_factory=threading.Event)
    """Set once there is a node, and whoever made it was told."""
    _one: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, invitation: Invitation, account: NewAccount) -> None:
        """
        Make the node, with an account that can enter: a cut leaves either both or a folder without a node.

        Raises:
            BadInput: The account cannot be made so.
            NotReady: The folder belongs to a node of another site, or cannot be written.
            DatabaseBusy: Another program makes a node there.
        """
        order = account.checked()

        def furnish(store: Store) -> None:
            set_account(store, order)

        with self._one:
            begin(self.config, invitation, furnish)

    def restore(self, file: Path, phrase: str, admit: Callable[[Database], None]) -> Restored:
        """Make the node of a sealed copy; raises as ``edge.backup_file.restore`` does."""
        with self._one:
            return restore(self.config, file, phrase, admit)
