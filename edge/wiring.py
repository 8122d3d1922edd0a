"""How the parts of a node are put together, for the commands and for the running node alike."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from edge.agent import Agent
from edge.computer import note_computer
from edge.config import Config
from edge.enrol import Identity, enrol_again
from edge.forecasting import Forecasting, forecast_node
from edge.models_store import ModelFiles
from edge.network import current_network
from edge.pace import bundle_events, room_for_answers
from edge.rhythm import Rhythm
from edge.road_watch import RoadWatch, has_route
from edge.store import Store
from edge.uplink import Uplink, place_of
from shared.surviving import surviving
from sync.enrolment import Invitation
from sync.header import MAX_BUNDLE_EVENTS
from sync.plugged import Plugged

if TYPE_CHECKING:
    from sync.http_road import HttpRoad


def agent_of(config: Config, store: Store, identity: Identity, forecast: Forecasting = forecast_node) -> Agent:
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
        forecast=forecast,
    )


def road_of(config: Config, store: Store, identity: Identity) -> Callable[[], "HttpRoad"]:
    """Return what makes a road over the network to the hub of *identity*."""
    url = hub_url(config, identity)

    def road() -> "HttpRoad":
        # What speaks HTTP is a tenth of a start, and the pages are there before the first attempt.
        from sync.http_road import HttpRoad

        network = current_network()
        left, pace = store.spending.left_today(), store.spending.pace(network)
        events, room = bundle_events(pace, most=MAX_BUNDLE_EVENTS, left=left), room_for_answers(pace)
        room.noted = lambda size: _note_room(store, network, size)
        found = HttpRoad(url, bundle_events=events, hub=identity.invitation.hub, room=room)
        # What is opened beforehand is counted with the request that uses it: there must be room for one.
        if left is None or left >= found.traffic.to_come(0):
            found.approach()
        return found

    return road


def _note_room(store: Store, network: str, size: int) -> None:
    with surviving("room not kept"):
        store.spending.keep_pace(network, replace(store.spending.pace(network), room=size))


def join_anew(config: Config, store: Store, agent: Agent, invitation: Invitation, *, new_key: bool) -> Identity:
    """
    Join the same site anew while *agent* goes on; see ``enrol_again``.

    Raises:
        NotReady: The invitation is for another site. Nothing was changed.
    """

    def join() -> tuple[Identity, Callable[[], "HttpRoad"]]:
        identity = enrol_again(config, store, invitation, new_key=new_key)
        return identity, road_of(config, store, identity)

    return agent.join_anew(join)


def hub_url(config: Config, identity: Identity) -> str:
    """Return where the hub is: where this computer is told to look, else where the invitation says."""
    return config.hub_url or identity.invitation.url


def watch_of(config: Config, store: Store, agent: Agent) -> RoadWatch:
    """Return what notices roads for *agent*."""

    def place() -> tuple[str, int] | None:
        return place_of(hub_url(config, agent.identity))

    uplink = Uplink(agent, store, place)
    plugged = Plugged(config.sticks)
    return RoadWatch(agent, lambda: plugged.look().sticks, lambda: has_route((place() or ("",))[0]), uplink)
