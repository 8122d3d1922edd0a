"""A school's needs from its database to its page: a real node's store, its forecast, its pages behind their server."""

import hashlib
import shutil
import time
from datetime import timedelta
from pathlib import Path

from edge.accounts import StoreAccounts
from edge.app import create_app
from edge.config import Config
from edge.forecasting import forecast_node
from edge.models_store import ModelFiles
from edge.rows import SchoolRow
from edge.store import Store
from hub.demo.browsing import Browser
from shared import web
from shared.allocation import ModelManifest
from shared.events import Claim
from shared.facts import Use
from shared.ids import SchoolId, SiteId
from shared.occurred import Occurred
from tests.benchmarks import lake_events
from tests.edge.served import served

SCHOOL, SITE = SchoolId("0403691-0"), SiteId("074294")
LOGIN, PASSPHRASE = "coordinacion", "puna quinua rio sol"
PAGE = "/necesidad/"


def measured(folder: Path, model: Path | None, resources: int, weeks: int) -> dict[str, float]:
    """
    Make a school's node in *folder*, forecast it and ask for its page; return the seconds of each, the second time.

    Raises:
        RuntimeError: Something was not foreseen, or the page does not show it.
    """
    config = Config(dir=folder)
    with Store(config.database, config.clock, create=True) as store:
        _furnish(store, resources, weeks)
        if model is not None:
            _put_in_force(store, config.models, model)
        with served(create_app(config, store)) as port:
            browser = Browser(f"http://127.0.0.1:{port}")
            browser.sign_in(LOGIN, PASSPHRASE)
            for _ in range(2):
                at = time.perf_counter()
                done = forecast_node(store, ModelFiles(config.models))
                forecast_s, at = time.perf_counter() - at, time.perf_counter()
                page = browser.open(PAGE)
                page_s = time.perf_counter() - at
            browser.session.close()
    shown = sum(f'{PAGE}r-{number:02d}"' in page for number in range(resources))
    if (done.forecasts, shown) != (resources, resources) or bool(done.model_version) != (model is not None):
        raise RuntimeError(f"{done.forecasts} forecasts and {shown} lines of {resources}: {done.note}")
    told = {"forecast_s": forecast_s, "page_s": page_s, "seconds": forecast_s + page_s}
    return told | {"with_model": int(model is not None)}


def _furnish(store: Store, resources: int, weeks: int) -> None:
    store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 30999 Quebrada Honda")])
    store.db.put("catalogue", lake_events.catalogue(resources))
    head = store.people.add_person("coordinator", "Luz Huamán Quispe", code="c1")
    secret = web.hash_secret(PASSPHRASE)
    StoreAccounts(store.db).set_credential(web.Credential(LOGIN, web.Role.COORDINATOR, secret, head))
    today = store.clock.now().date()
    store.record(
        [
            Claim(
                Use(school=SCHOOL, resource=one.id, units=5 + (ago * 7 + number) % 13, seconds=600),
                Occurred.on(today - timedelta(weeks=ago)),
            )
            for ago in range(weeks, 0, -1)
            for number, one in enumerate(lake_events.catalogue(resources).resources)
        ]
    )


def _put_in_force(store: Store, into: Path, folder: Path) -> None:
    file, card = folder / "model.tflite", (folder / "card.json").read_bytes()
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    into.mkdir()
    shutil.copyfile(file, ModelFiles(into).path(sha256))
    told = ModelManifest(version="v1", sha256=sha256, size=file.stat().st_size, card=card, release_signature=b"")
    store.models.keep(told, "active")
