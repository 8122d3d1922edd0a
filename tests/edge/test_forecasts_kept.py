"""The last forecasts, beside the stock of now."""

from pathlib import Path

from shared.resources import ResourceKind
from shared.sentences import Sentence
from tests.edge.building import GUIDE, TABLET, counted, new_store
from tests.edge.views.school import forecast


def test_new_forecasts_take_the_place_of_all_that_were_before(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        for resource in (TABLET, GUIDE):
            store.forecasts.keep([forecast(resource, ResourceKind.REUSABLE, 3.0)], Sentence("Sin modelo."))
        [row] = store.forecasts.all()

        assert (row.resource, row.note) == (GUIDE, Sentence("Sin modelo."))
        assert (store.forecasts.of(GUIDE), store.forecasts.of(TABLET)) == ([row], [])


def test_a_forecast_stands_beside_the_stock_of_now_and_not_of_when_it_was_made(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.forecasts.keep([forecast(GUIDE, ResourceKind.CONSUMABLE, 3.0)])
        before = [(row.on_hand, row.counted) for row in store.forecasts.all()]
        store.record([counted(7, "2026-06-22")])

        assert before == [(0, False)]
        assert [(row.on_hand, row.counted) for row in store.forecasts.all()] == [(7, True)]
