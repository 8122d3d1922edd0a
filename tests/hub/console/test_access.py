"""Who may open the region's pages at all, and in which language."""

import pytest

from hub import proposing
from hub.brought import MAX_BYTES
from hub.console import RULES, UPLOADS, VIEWS
from hub.console.calendars import MAX_BYTES as CALENDAR_BYTES
from hub.console.importing import UPLOAD_BYTES
from hub.console.rules import MAX_BYTES as WEIGHTS_BYTES
from hub.plan_rows import PlanStatus
from hub.store import Store
from tests.hub.office import PERIOD, app_of, needs, page, signed_in
from tests.hub.parts import LETTERS, WHO_MAY


@pytest.mark.parametrize("path", ["/", "/plan", "/entregas", "/escuelas.csv"])
def test_a_visitor_is_sent_to_sign_in(store: Store, path: str) -> None:
    answer = app_of(store).test_client().get(path)

    assert answer.status_code == 302
    assert "/entrar" in answer.headers["Location"]


def test_every_page_of_the_console_is_in_the_policy_table(store: Store) -> None:
    endpoints = {rule.endpoint for rule in app_of(store).url_map.iter_rules() if rule.endpoint.startswith("console.")}

    assert endpoints == set(RULES)


def test_each_page_is_open_to_just_those_whom_its_part_names_by_hand() -> None:
    assert {endpoint: {LETTERS[one] for one in letters} for endpoint, letters in WHO_MAY.items()} == dict(RULES)


def test_no_two_modules_of_pages_tell_of_the_same_page() -> None:
    assert sum(len(view.rules) for view in VIEWS) == len(RULES)


def test_only_what_takes_a_file_may_be_sent_more_than_a_form() -> None:
    calendars = {"console.preview_calendar": CALENDAR_BYTES + 64 * 1024, "console.bring_calendar": 128 * 1024}
    weights = {"console.preview_weights": WEIGHTS_BYTES + 64 * 1024, "console.bring_weights": 4 * WEIGHTS_BYTES}
    assert calendars | weights | {"console.read_files": MAX_BYTES, "console.preview_import": UPLOAD_BYTES} == UPLOADS


def test_a_post_without_the_form_token_is_refused(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    assert client.post(f"/plan/{plan.id}/aprobar").status_code in (400, 403)
    assert store.plan(plan.id).status is PlanStatus.PROPOSED


def test_the_pages_also_speak_english(store: Store) -> None:
    proposing.make_plan(store, needs(), **PERIOD)

    text = page(signed_in(app_of(store)), "/plan?idioma=en")

    assert "Approve the plan" in text
    assert "The depot of Huamanga had 55 tabletas" in text
