"""Only places that exist are in the navigation, and every page lights up the place that it belongs to."""

import re

import pytest

from hub.console import NAV, SECTIONS, VIEWS
from hub.console.navigation import ANALYSIS, HEALTH, MORE, navigation, sections
from hub.console.view import ALL_READ, Listed, View
from hub.store import Store
from tests.hub.office import app_of, page, signed_in


def pages(*names: str, under: str = "") -> View:
    listed = tuple(Listed(f"console.{name}", name, "", "ok") for name in names)
    return View({f"console.{name}": ALL_READ for name in names}, under=under, listed=listed)


def test_a_place_without_a_page_is_in_no_navigation() -> None:
    assert [item.endpoint for item in navigation([pages("plan"), pages("more")])] == ["console.plan", MORE]
    assert HEALTH not in {item.endpoint for item in navigation([pages("plan"), pages("more")])}


def test_salud_is_there_as_a_module_serves_it() -> None:
    assert HEALTH in {item.endpoint for item in NAV}


def test_analysis_leads_to_its_only_page_and_to_the_list_once_there_are_two() -> None:
    one, two = pages("forecasts", under=ANALYSIS), pages("quality", under=ANALYSIS)

    alone, together = [pages("analysis"), one], [pages("analysis"), one, two]

    assert [item.endpoint for item in navigation(alone)] == ["console.forecasts"]
    assert sections(alone) == dict.fromkeys(("console.analysis", "console.forecasts"), "console.forecasts")
    assert [item.endpoint for item in navigation(together)] == [ANALYSIS]
    assert set(sections(together).values()) == {ANALYSIS}


def test_every_page_of_the_region_lights_up_a_place_that_is_there() -> None:
    rules = {endpoint for view in VIEWS for endpoint in view.rules}

    assert set(SECTIONS) == rules
    assert set(SECTIONS.values()) <= {item.endpoint for item in NAV}


@pytest.mark.parametrize(
    ("path", "place"),
    [("/", "/"), ("/usb", "/mas"), ("/fijado", "/plan"), ("/entregas", "/entregas"), ("/pronostico", "/analisis")],
)
def test_the_place_of_a_page_is_marked_for_whoever_cannot_see_it(store: Store, path: str, place: str) -> None:
    text = page(signed_in(app_of(store)), path)

    assert re.findall(r'<li><a href="([^"]+)" aria-current="page">', text) == [place]
