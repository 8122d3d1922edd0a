"""How the parts of a node are put together, for the commands and for the running node alike."""

from random import Random

from edge.agent import Agent, Rhythm
from edge.config import Config
from edge.enrol import Identity
from edge.models_store import ModelFiles
from edge.store import Store
from sync.http_road import HttpRoad


def agent_of(config: Config, store: Store, identity: Identity) -> Agent:
    """Return the agent of a node, which reaches its hub over the invitation's address or the configured one."""
    url = config.hub_url or identity.invitation.url
    return Agent(
        store,
        identity,
        ModelFiles(config.models),
        lambda: HttpRoad(url),
        clock=config.clock,
        rng=Random(),
        rhythm=Rhythm(config.sync_every_s),
    )
