"""How the parts of a node are put together, for the commands and for the running node alike."""

from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit

from edge.agent import Agent
from edge.computer import note_computer
from edge.config import Config
from edge.enrol import Identity, enrol_again
from edge.models_store import ModelFiles
from edge.pace import bundle_events, room_for_answers
from edge.rhythm import Rhythm
from edge.road_watch import RoadWatch, has_route
from edge.store import Store
from sync.enrolment import Invitation
from sync.header import MAX_BUNDLE_EVENTS
from sync.http_road import HttpRoad
from sync.sticks import sticks


def agent_of(config: Config, store: Store, identity: Identity) -> Agent:
    """Return the agent of a node, which reaches its hub over the invitation's address or the configured one."""
    store.spending.start_with(config.allowance)
    note_computer(store.db, config.computer)
    return Agent(
        store,
        identity,
        ModelFiles(config.models),
        road_of(config, store, identity),
        clock=config.clock,
        rng=Random(),
        rhythm=Rhythm(config.sync_every_s),
    )


def road_of(config: Config, store: Store, identity: Identity) -> Callable[[], HttpRoad]:
    """Return what makes a road over the network to the hub of *identity*."""
    url = hub_url(config, identity)

    def road() -> HttpRoad:
        left, pace = store.spending.left_today(), store.spending.pace()
        events = bundle_events(pace, most=MAX_BUNDLE_EVENTS, left=left)
        found = HttpRoad(url, bundle_events=events, hub=identity.invitation.hub, room=room_for_answers(pace))
        if left is None or left > 0:
            found.approach()
        return found

    return road


def join_anew(config: Config, store: Store, agent: Agent, invitation: Invitation, *, new_key: bool) -> Identity:
    """
    Join the same site anew while *agent* goes on; see ``enrol_again``.

    Raises:
        NotReady: The invitation is for another site. Nothing was changed.
    """

    def join() -> tuple[Identity, Callable[[], HttpRoad]]:
        identity = enrol_again(config, store, invitation, new_key=new_key)
        return identity, road_of(config, store, identity)

    return agent.join_anew(join)


def hub_url(config: Config, identity: Identity) -> str:
    """Return where the hub is: where this computer is told to look, else where the invitation says."""
    return config.hub_url or identity.invitation.url


def watch_of(config: Config, agent: Agent) -> RoadWatch:
    """Return what notices roads for *agent*."""
    return RoadWatch(agent, lambda: sticks(config.sticks), lambda: has_route(_host(hub_url(config, agent.identity))))


def _host(url: str) -> str:
    """Return the host of *url*; nothing where it is no address at all, which each attempt to send says in words."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
