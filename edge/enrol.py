"""The beginning of a node: its folder, its keys, and the invitation that says which hub and which site it is for."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edge.config import Config
from edge.rows import SchoolRow
from edge.secrets_file import keep_secret
from edge.store import Store
from shared import os_errors
from shared.errors import BadInput, NotInitialised, NotReady
from shared.ids import SiteId
from sync.card import read_invitation
from sync.enrolment import Invitation, proof
from sync.keys import NodeKeys

KEY_FILE = "node.key"
INVITATION_FILE = "invitation.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a node is, and whom it belongs to."""

    keys: NodeKeys
    invitation: Invitation

    @property
    def enrolment(self) -> bytes:
        """The proof that this node's key goes with the invitation's one-time code."""
        return proof(self.invitation.code, self.keys.verify_key, self.invitation.site)


def _bare(_store: Store) -> None:
    """Put in nothing: accounts come by another command."""


def init(config: Config, invitation_file: Path) -> Identity:
    """
    Make a node in the folder of *config*; doing it again with the same invitation changes nothing.

    Raises:
        BadInput: The invitation cannot be read.
        NotReady: The folder belongs to a node of another site, or cannot be written.
        DatabaseBusy: The node is running.
    """
    return begin(config, invitation_in(invitation_file))


def invitation_in(file: Path) -> Invitation:
    """
    Return the invitation that a file holds: the hub's own, or the text of a card.

    Raises:
        BadInput: It cannot be read, or is none.
    """
    return read_invitation(_bytes_of(file))


def begin(config: Config, invitation: Invitation, furnish: Callable[[Store], None] = _bare) -> Identity:
    """
    Make a node that is invited so; see ``init``. It is none before *furnish* has put in what it must not lack.

    Raises:
        NotReady: The folder belongs to a node of another site, or cannot be written.
        DatabaseBusy: The node is running.
    """
    _make_folder(config.dir)
    if (config.dir / INVITATION_FILE).exists() and load_identity(config).invitation != invitation:
        raise NotReady("«%(dir)s» ya es un nodo con otra invitación. Use otra carpeta: --dir CARPETA.", dir=config.dir)
    if not (config.dir / KEY_FILE).exists():
        keep_secret(config.dir / KEY_FILE, NodeKeys.generate().seed)
    with Store(config.database, config.clock, create=True) as store:
        store.people.check_seal()
        _check_site(store.site.id(), invitation)
        names = zip(invitation.schools, invitation.school_names, strict=True)
        store.site.set(SiteId(invitation.site), [SchoolRow(school, name) for school, name in names])
        furnish(store)
    # Last of all: a folder with an invitation is a whole node.
    keep_secret(config.dir / INVITATION_FILE, invitation.to_json())
    identity = load_identity(config)
    _log.info("node initialised node=%s site=%s", identity.keys.node_id.hex(), invitation.site)
    return identity


def enrol_again(config: Config, store: Store, invitation: Invitation, *, new_key: bool = False) -> Identity:
    """
    Join the same site anew: under a hub's new keys, or with a *new_key* of this node. Nothing recorded is lost.

    Nobody may talk to the hub meanwhile: beside a running node, ``Agent.join_anew`` does this.

    What the hub had confirmed under other keys is unknown from now on, so that all of it is sent again; it counts once.
    The earlier key stays in the folder, unused.

    Raises:
        NotInitialised: There is no node.
        NotReady: The invitation is for another site.
    """
    before = load_identity(config)
    _check_site(SiteId(before.invitation.site), invitation)
    if invitation.hub != before.invitation.hub:
        store.outbox.forget_hub()
    if new_key:
        keep_secret(config.dir / f"node-{before.keys.node_id.hex()}.key", before.keys.seed)
        keep_secret(config.dir / KEY_FILE, NodeKeys.generate().seed, anew=True)
    store.outbox.introduce_again()
    # Last of all: with the old invitation the hub holds this node, and the command is repeated.
    keep_secret(config.dir / INVITATION_FILE, invitation.to_json(), anew=True)
    identity = load_identity(config)
    _log.info("node enrolled again node=%s hub=%s", identity.keys.node_id.hex(), identity.invitation.hub.fingerprint())
    return identity


def is_node(config: Config) -> bool:
    """Tell whether there is a node in the folder of *config*."""
    return (config.dir / INVITATION_FILE).exists() and (config.dir / KEY_FILE).exists()


def load_identity(config: Config) -> Identity:
    """
    Return who the node in the folder of *config* is.

    Raises:
        NotInitialised: There is none.
        BadInput: Its key or invitation is damaged.
    """
    if not is_node(config):
        raise NotInitialised(
            "En «%(dir)s» no hay un nodo todavía. Use: chasqui-edge init, con --invitation ARCHIVO, --card TEXTO "
            "o --words",
            dir=config.dir,
        )
    seed, invitation = _bytes_of(config.dir / KEY_FILE), _bytes_of(config.dir / INVITATION_FILE)
    return Identity(NodeKeys.from_seed(seed), Invitation.from_json(invitation))


def own_keys(config: Config) -> list[bytes]:
    """
    Return the public keys of the node in the folder of *config*: its own of now first, then those it had before.

    Raises:
        NotInitialised: There is none.
        BadInput: Its key or invitation is damaged.
    """
    found = [load_identity(config).keys.verify_key]
    for file in sorted(config.dir.glob("node-*.key")):
        try:
            found.append(NodeKeys.from_seed(_bytes_of(file)).verify_key)
        except BadInput:
            # A key of before that is damaged has nothing to say any more.
            _log.warning("earlier key unreadable file=%s", file.name)
    return found


def _check_site(ours: SiteId, invitation: Invitation) -> None:
    if ours and invitation.site != ours:
        raise NotReady(
            "La invitación es para el local %(theirs)s y esta laptop es del %(ours)s. No se cambió nada.",
            theirs=invitation.site,
            ours=ours,
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise NotReady(
            "No se puede crear «%(folder)s»: %(reason)s. Elija otra carpeta con --dir.",
            folder=folder,
            reason=os_errors.reason(error),
        ) from error


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            "No se puede leer «%(path)s»: %(reason)s. Revise la ruta y repita.",
            path=path,
            reason=os_errors.reason(error),
        ) from error
