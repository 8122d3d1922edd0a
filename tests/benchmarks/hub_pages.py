"""The pages of a region, asked for over HTTP by each role, as a browser asks."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import requests
from flask import Flask

from hub.accounts import HubAccounts
from hub.config import Config
from hub.console import RULES, console
from hub.demo.browsing import Browser
from hub.demo.processes import Workshop, free_port
from hub.store import Store
from shared import web
from tests.benchmarks import lake_events
from tests.benchmarks.frame import Value, median, say
from tests.benchmarks.processes import family_peak_rss_mb, pss_mb

ROLES = (web.Role.OPERATOR, web.Role.ADMIN, web.Role.ANALYST)
_PASSPHRASE = "puna quinua rio sol"
_TIMES = 3
_WORKERS = 2


def measured(home: Path) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """
    Start the hub of *home* and ask for each page of each role; give its path among the figures, and its figures.

    Pages that a plan, a school or a shipment is part of are asked for one of them. Then the same of ``chasqui-hub
    pages`` beside it, for its memory.
    """
    with closing(Store(Config(home))) as store:
        accounts = HubAccounts(store)
        for role in ROLES:
            secret = web.hash_secret(_PASSPHRASE)
            accounts.set_credential(web.Credential(role.value, role, secret, b""))
        told = _names(store)
    port = free_port()
    settings = {"CHASQUI_HUB_PORT": str(port), "CHASQUI_HUB_SECOND_FACTOR": "0", "CHASQUI_HUB_MIN_FREE_MB": "1"}
    settings["CHASQUI_HUB_CLOCK"] = lake_events.day_after().isoformat()
    with Workshop(home.parent / "pages", settings) as shop:
        url = f"http://127.0.0.1:{port}"
        shop.serve("hub", ["chasqui-hub", "run", "--dir", str(home)], f"{url}/entrar")
        slowest, largest = 0.0, 0
        for role, rule, browser, address in _every_page(url, told):
            first, size = _asked(browser.session, address)
            if not size:
                continue
            later = [_asked(browser.session, address)[0] for _ in range(_TIMES)]
            seconds = median(later)
            say(f"hub: {role.value} {address.removeprefix(url)} {first:.2f} s, then {seconds:.2f} s, {size} bytes")
            yield f"{role.value}.{rule}", {"first_s": first, "seconds": seconds, "bytes": size}
            slowest, largest = max(slowest, seconds), max(largest, size)
        peak_mb = family_peak_rss_mb(shop.servers["hub"].pid)
        yield "", {"slowest_s": slowest, "largest_bytes": largest, "peak_mb": peak_mb}
        beside = free_port()
        command = ["chasqui-hub", "pages", "--dir", str(home), "--workers", str(_WORKERS), "--port", str(beside)]
        url = f"http://127.0.0.1:{beside}"
        shop.serve("pages", command, f"{url}/entrar")
        for _ in range(_WORKERS * _TIMES):
            # Whichever of them is free answers: after so many rounds each has answered most pages.
            for _role, _rule, browser, address in _every_page(url, told):
                _asked(browser.session, address)
        yield "beside", {"workers": _WORKERS, "pss_mb": pss_mb(shop.servers["pages"].pid)}


def _every_page(url: str, told: Mapping[str, str]) -> Iterator[tuple[web.Role, str, Browser, str]]:
    """Sign in as each role, and give each page that it may open: its rule, the role's browser, and where it is."""
    for role in ROLES:
        browser = Browser(url)
        browser.sign_in(role.value, _PASSPHRASE)
        for rule, path in addresses(role, told):
            yield role, rule, browser, url + path


def addresses(role: web.Role, told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the rule and an address of each page that *role* may open, with what *told* says in its place."""
    app = Flask(__name__)
    app.register_blueprint(console)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        given = set(rule.arguments) <= set(told)
        if "GET" in (rule.methods or ()) and role in RULES.get(rule.endpoint, ()) and given and "." not in rule.rule:
            yield rule.rule, re.sub(r"<(?:\w+:)?(\w+)>", lambda found: told[found[1]], rule.rule)


def _names(store: Store) -> dict[str, str]:
    """Return one of each of what pages are of."""
    school, sent = store.schools()[0], store.shipments()
    last = max(sent, key=lambda one: (one.left, one.pecosa))
    names = {"school": school.id, "school_id": school.id, "pecosa": last.pecosa}
    return {**names, "plan_id": store.plans()[0].id}


def _asked(session: requests.Session, address: str) -> tuple[float, int]:
    """Return how long a page took, and its bytes; none where it is no page."""
    began = time.monotonic()
    answer = session.get(address, timeout=300, allow_redirects=False)
    seconds = time.monotonic() - began
    if answer.status_code >= 500:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    page = answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")
    return seconds, len(answer.content) if page else 0
