"""The beginning of a node: its folder, its keys, and the invitation that says which hub and which site it is for."""

import logging
from dataclasses import dataclass
from pathlib import Path

from edge.config import Config
from edge.rows import SchoolRow
from edge.secrets_file import keep_secret
from edge.store import Store
from shared.errors import BadInput, NotInitialised, NotReady
from shared.ids import SiteId
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


def init(config: Config, invitation_file: Path) -> Identity:
    """
    Make a node in the folder of *config*; doing it again with the same invitation changes nothing.

    Raises:
        BadInput: The invitation cannot be read.
        NotReady: The folder belongs to a node of another site, or cannot be written.
        DatabaseBusy: The node is running.
    """
    invitation = Invitation.from_json(_bytes_of(invitation_file))
    _make_folder(config.dir)
    if (config.dir / INVITATION_FILE).exists() and load_identity(config).invitation != invitation:
        raise NotReady("«%(dir)s» ya es un nodo con otra invitación. Use otra carpeta: --dir CARPETA.", dir=config.dir)
    if not (config.dir / KEY_FILE).exists():
        keep_secret(config.dir / KEY_FILE, NodeKeys.generate().seed)
    with Store(config.database, config.clock, create=True) as store:
        store.check_seal()
        names = zip(invitation.schools, invitation.school_names, strict=True)
        store.set_site(SiteId(invitation.site), [SchoolRow(school, name) for school, name in names])
    # Last of all: a folder with an invitation is a whole node.
    keep_secret(config.dir / INVITATION_FILE, invitation.to_json())
    identity = load_identity(config)
    _log.info("node initialised node=%s site=%s", identity.keys.node_id.hex(), invitation.site)
    return identity


def load_identity(config: Config) -> Identity:
    """
    Return who the node in the folder of *config* is.

    Raises:
        NotInitialised: There is none.
        BadInput: Its key or invitation is damaged.
    """
    invitation, key = config.dir / INVITATION_FILE, config.dir / KEY_FILE
    if not invitation.exists() or not key.exists():
        raise NotInitialised(
            "En «%(dir)s» no hay un nodo todavía. Use: chasqui-edge init --invitation ARCHIVO", dir=config.dir
        )
    return Identity(NodeKeys.from_seed(_bytes_of(key)), Invitation.from_json(_bytes_of(invitation)))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise NotReady(
            "No se puede crear «%(folder)s»: %(reason)s. Elija otra carpeta con --dir.",
            folder=folder,
            reason=error.strerror,
        ) from error


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            "No se puede leer «%(path)s»: %(reason)s. Revise la ruta y repita.", path=path, reason=error.strerror
        ) from error
