"""No answer of home lies below the fold of the office's screen, however much is on its way."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from shared.allocation import Decision, Shipment
from tests.browser.pages import press
from tests.browser.test_school import DESK, sign_in
from tests.edge.views.school import CATALOGUE, DECISION, GUIDE, SHIPMENT, SITE, School, open_school, receive
from tests.edge.views.test_alarms import answered as alarm
from tests.edge.views.test_answers import asked, objected
from tests.edge.views.test_on_the_way import MORE, NOTHING, SECOND

OLD = msgspec.structs.replace(DECISION, id="2026-06/074294", plan="2026-06", published=date(2026, 6, 1))
FIRST = msgspec.structs.replace(
    SHIPMENT, pecosa="000122", decision=OLD.id, left=date(2026, 6, 10),
    lines=((GUIDE, 15),),
)  # fmt: skip
END = "[...document.querySelectorAll('main section')].at(-1).getBoundingClientRect().bottom"


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(school: School) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, school.app, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


def months_later(folder: Path) -> School:
    school = open_school(folder)
    school.clock.pass_s(40 * 86_400)
    return school


def send(school: School, decisions: Sequence[Decision], shipments: Sequence[Shipment]) -> None:
    receive(
        school.store,
        2,
        [
            ("all", "catalogue", "catalogue", CATALOGUE),
            *((SITE, "decision", f"decision/{one.plan}/{SITE}", one) for one in decisions),
            *((SITE, "shipment", f"shipment/{one.pecosa}", one) for one in shipments),
        ],
    )


@contextmanager
def home_of(browser: Any, school: School) -> Iterator[Any]:
    context = browser.new_context(viewport=DESK, locale="es-PE", java_script_enabled=False)
    page = context.new_page()
    with served(school) as url:
        sign_in(page, url, "coord")
        page.goto(f"{url}/")
        yield page
    context.close()


@pytest.mark.parametrize("more", [[], [NOTHING]], ids=["decided", "newest-sends-nothing"])
def test_home_with_three_parcels_needs_no_scrolling(browser: Any, tmp_path: Path, more: list[Decision]) -> None:
    school = months_later(tmp_path)
    send(school, [OLD, DECISION, MORE, *more], [FIRST, SHIPMENT, SECOND])
    with home_of(browser, school) as page:
        end, said = page.evaluate(END), page.locator("main").inner_text()

    assert end <= DESK["height"]
    assert ("y 1 entrega más" in said, "Contar lo que hay" in said) == (True, True)
    assert ("no entrega nada más" in said) is bool(more)


@pytest.mark.parametrize("tips", [(3,), (3, 5, 7)], ids=["another-copy", "a-twin"])
def test_home_with_three_tasks_two_parcels_and_an_alarm_needs_no_scrolling(
    browser: Any, tmp_path: Path, tips: tuple[int, ...]
) -> None:
    school = months_later(tmp_path)
    asked(school)
    objected(school)
    alarm(school, *tips)
    send(school, [OLD, DECISION], [FIRST, SHIPMENT])
    with home_of(browser, school) as page:
        end, tasks = page.evaluate(END), page.locator("section[aria-labelledby=q4] li").count()
        shown = page.locator(".note details[open]").count()
        press(page.locator(".note summary"))
        told = page.locator(".note details[open]").inner_text()

    assert end <= DESK["height"]
    assert (tasks, shown, "No se perdió nada" in told) == (3, 0, True)
