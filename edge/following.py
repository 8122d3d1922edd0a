"""What the region's news ask of a node: a new model is fetched, and it forecasts again where something changed."""

from collections.abc import Sequence

from edge.forecasting import Forecasting, forecast_node
from edge.model_waits import forget_trouble, may_ask, note_trouble
from edge.models_store import ModelFiles, adopt, wanted
from edge.store import Store
from shared.errors import BadModel, GaveWay, SyncError
from shared.sentences import Sentence
from shared.set_aside import KIND as SET_ASIDE
from sync.feed import FeedItem
from sync.keys import HubPublic
from sync.roads import Road

_REFORECAST = {"catalogue", "calendar", "model", "service", SET_ASIDE}


def follow(
    store: Store,
    files: ModelFiles,
    hub: HubPublic,
    road: Road | None,
    items: Sequence[FeedItem],
    forecast: Forecasting = forecast_node,
) -> Sentence | None:
    """
    Fetch a new model and forecast again where the news change a forecast; return what went wrong.

    *road* is None where it broke after it had brought *items*: a model waits then.
    """
    note, changed = None, bool(_REFORECAST & {item.kind for item in items})
    manifest = wanted(store)
    if road is not None and manifest is not None and _may_fetch(store, road) and may_ask(store, manifest):
        before = files.fetched(manifest)
        try:
            adopt(store, files, road, hub, manifest)
            forget_trouble(store)
            changed = True
        except GaveWay as error:
            note = error.said
        except (SyncError, BadModel) as error:
            note_trouble(store, manifest, moved=files.fetched(manifest) > before)
            note = Sentence("El modelo nuevo no se pudo usar: %(why)s", {"why": error.said})
    if changed:
        forecast(store, files)
    return note


def _may_fetch(store: Store, road: Road) -> bool:
    """Tell whether a model may come by this road: over a line that is paid by the byte it waits."""
    return road.name != "http" or not store.spending.allowance().metered
