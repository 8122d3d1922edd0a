"""Every page of the region that a role may open: small and light, large and dark, and by keyboard."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from hub.store import Store
from shared.web import Role
from tests.browser.test_accessibility import FOCUS, RULES, RUN
from tests.browser.test_accessibility import axe as axe
from tests.browser.test_school import DESK, sign_in
from tests.hub import parts
from tests.hub.busy_office import busy_office, with_a_stick
from tests.hub.office import app_of

NARROW = {"width": 320, "height": 640}
STEPS = 10
"""How far one goes by keyboard: past the bars of the region, into the page."""
ROOM = 0.8
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOUCHING = """(() => {
  const boxes = [...document.querySelectorAll("main .btn")].map(e => [e, e.getBoundingClientRect()])
    .filter(([e, r]) => r.width > 1 && e.checkVisibility());
  const near = (a, b) => a.left < b.right + 4 && b.left < a.right + 4 && a.top < b.bottom + 4 && b.top < a.bottom + 4;
  return boxes.flatMap(([e, a], i) => boxes.slice(i + 1).filter(([, b]) => near(a, b))
    .map(([f]) => `${e.innerText.trim()} | ${f.innerText.trim()}`));
})()"""
"""Buttons less than four pixels apart: a thumb meant for one presses the other."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = busy_office(tmp_path_factory.mktemp("region"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """The addresses that were opened in a role before: they are walked by keyboard, and seen in the dark, once."""
    return set()


@pytest.fixture(params=[Role.OPERATOR, Role.ADMIN, Role.ANALYST], ids=lambda role: role.value)
def region(request: pytest.FixtureRequest, store: Store) -> Iterator[tuple[str, list[str]]]:
    """The address of the region's pages, in which ana has a role, and the addresses that this role may open."""
    app: Flask = with_a_stick(app_of(store, request.param))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", parts.examples(app, store, request.param)
    server.shutdown()


def faults(page: Any) -> list[str]:
    """Return what is wrong with the page that is open, in which axe-core was put, as it is shown now."""
    wide = [f"wider by {by}"] if (by := page.evaluate(WIDER)) > 0 else []
    touching = [f"touch: {pair}" for pair in page.evaluate(TOUCHING)]
    found = page.evaluate(RUN, list(RULES))["violations"]
    return [*wide, *touching, *(f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"])]


def lost(page: Any) -> list[str]:
    """Return what has the focus, of the first that one comes to by keyboard, unmarked or out of sight."""
    walked = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        walked.append(page.evaluate(FOCUS))
    seen = [one for one in walked if one["tag"] != "BODY"]
    assert seen
    return [f"focus: {one}" for one in seen if one["outline"] < 2 or not _in_sight(**one)]


def _in_sight(top: float, bottom: float, tall: float, **_: Any) -> bool:
    """Tell whether all of something is to be seen; of a table that leaves the bars no room beside it, a part."""
    return 0 <= top <= bottom <= tall if bottom - top <= ROOM * tall else top < tall and bottom > 0


def test_every_page_of_a_role_keeps_the_rules_large_and_small_light_and_dark_and_by_keyboard(
    browser: Any, axe: str, region: tuple[str, list[str]], looked_at: set[str]
) -> None:
    url, paths = region
    context = browser.new_context(viewport=NARROW, color_scheme="light", bypass_csp=True)
    page = context.new_page()
    sign_in(page, url, "ana")
    wrong: dict[str, list[str]] = {}
    for path in paths:
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="light")
        page.goto(url + path)
        page.evaluate(axe)
        said = faults(page)
        if path not in looked_at:
            said += lost(page)
            page.set_viewport_size(DESK)
            page.emulate_media(color_scheme="dark")
            said += faults(page)
        if said:
            wrong[path] = said
    looked_at |= set(paths)
    context.close()

    assert len(paths) > 20
    assert wrong == {}
