"""Prometheus reads what the analyst's page says, with the token of the office and over no open air."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub import access
from hub.acts import BY_COMMAND
from hub.app import create_app
from hub.store import Store
from shared.ids import SchoolId
from shared.school_year import Week
from tests.hub.office import office, schools
from tests.hub.regions import GUIDE
from tests.hub.watched import watched_office

TOKEN = "puna-quinua-rio"
_SAMPLE = re.compile(r'(chasqui_\w+)(?:\{(\w+)="([^"]*)"\})? (\S+)')


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def of_baseline(school: SchoolId, week: Week) -> int:
    """Return use that the baseline foresaw and the model did not."""
    return 9 + (int(week) + int(school[:7])) % 3


def scraper(store: Store, token: str = TOKEN) -> FlaskClient:
    return create_app(replace(store.config, metrics_token=token)).test_client()


def ask(client: FlaskClient, token: str = TOKEN, address: str = "127.0.0.1") -> TestResponse:
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"}, environ_base={"REMOTE_ADDR": address})


def samples(text: str) -> dict[tuple[str, str], float]:
    """Return the samples by name and label; a line that is neither a sample nor a comment breaks this."""
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    found = [_SAMPLE.fullmatch(line) for line in lines]
    assert all(found), lines
    return {(one[1], one[3] or ""): float(one[4]) for one in found if one}


def test_it_tells_ratio_and_coverage_of_each_school_and_resource_and_what_was_set_aside(store: Store) -> None:
    watched_office(store, GUIDE, of_baseline)

    answer = ask(scraper(store))

    found = samples(answer.get_data(as_text=True))
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    for school in schools():
        assert found["chasqui_forecast_school_ratio", school.id] > 1.5
        assert 0 <= found["chasqui_forecast_school_coverage", school.id] <= 1
    assert found["chasqui_forecast_resource_ratio", GUIDE] == found["chasqui_forecast_ratio", ""]
    assert found["chasqui_forecast_set_aside", "dense"] == 1
    assert found["chasqui_forecast_set_aside", "sparse"] == 0


def test_it_tells_how_far_inputs_moved_but_not_of_small_samples(store: Store) -> None:
    watched_office(store, GUIDE, of_baseline)

    found = samples(ask(scraper(store)).get_data(as_text=True))

    assert found["chasqui_forecast_input_psi", "use"] == 0.31
    assert ("chasqui_forecast_input_psi", "known_weeks") not in found


def test_it_tells_where_inputs_moved_most(store: Store) -> None:
    watched_office(store, GUIDE, of_baseline)

    found = samples(ask(scraper(store)).get_data(as_text=True))

    assert [found["chasqui_forecast_school_psi", one.id] for one in schools()[:3]] == [0.9, 0.8, 0.7]
    assert found["chasqui_forecast_resource_psi", "guia-01"] == 0.42


def test_of_a_school_of_four_it_tells_nothing(store: Store) -> None:
    few, *others = schools()
    store.put_schools([replace(few, students=4), *others])
    watched_office(store, GUIDE, of_baseline)

    assert few.id not in ask(scraper(store)).get_data(as_text=True)


@pytest.mark.parametrize("token", ["", "puna", TOKEN + "x"])
def test_another_token_is_turned_away(store: Store, token: str) -> None:
    assert ask(scraper(store), token).status_code == 401


def test_a_token_that_was_given_to_a_program_reads_it_whether_or_not_there_is_the_setting(store: Store) -> None:
    watched_office(store, GUIDE, of_baseline)
    _made, given = access.grant(store, "Prometheus", ["metrics"], days=30, by=BY_COMMAND)

    assert [ask(scraper(store, setting), given).status_code for setting in ("", TOKEN)] == [200, 200]


def test_a_token_that_would_travel_in_the_clear_is_turned_away(store: Store) -> None:
    assert ask(scraper(store), address="192.168.1.7").status_code == 403


@pytest.mark.parametrize("said", ["", TOKEN])
def test_an_office_that_gave_no_token_lets_nobody_read_it(store: Store, said: str) -> None:
    assert ask(scraper(store, token=""), said).status_code == 401


def test_before_anything_was_watched_it_tells_nothing_of_forecasts(store: Store) -> None:
    answer = ask(scraper(store))

    assert answer.status_code == 200
    assert b"chasqui_forecast" not in answer.data
