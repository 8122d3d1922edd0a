"""How the parts of a node are put together, for the commands and for the running node alike."""

from random import Random

from edge.agent import Agent
from edge.config import Config
from edge.enrol import Identity
from edge.models_store import ModelFiles
from edge.pace import bundle_events
from edge.rhythm import Rhythm
from edge.store import Store
from sync.header import MAX_BUNDLE_EVENTS
from sync.http_road import HttpRoad


def agent_of(config: Config, store: Store, identity: Identity) -> Agent:
    """Return the agent of a node, which reaches its hub over the invitation's address or the configured one."""
    url = config.hub_url or identity.invitation.url

    def road() -> HttpRoad:
        events = bundle_events(store.pace(), most=MAX_BUNDLE_EVENTS, left=store.left_today())
        return HttpRoad(url, bundle_events=events, hub=identity.invitation.hub)

    store.start_with(config.allowance)
    return Agent(
        store,
        identity,
        ModelFiles(config.models),
        road,
        clock=config.clock,
        rng=Random(),
        rhythm=Rhythm(config.sync_every_s),
    )
