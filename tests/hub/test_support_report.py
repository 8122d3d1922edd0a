"""What support is sent names nobody: the fields are these, and no others."""

import json
from pathlib import Path

import pytest

from hub.accounts import HubAccounts
from hub.parts import open_parts
from hub.support_report import report_on, text_of
from shared.errors import NotReady
from shared.web import Credential, Role
from tests.hub.busy_office import busy_office
from tests.hub.databases import Databases
from tests.hub.nights import failing
from tests.hub.office import SITES

CANARY = "quispehuaman"

pytestmark = pytest.mark.databases


def test_it_tells_what_support_needs_and_nothing_that_names_somebody(tmp_path: Path, databases: Databases) -> None:
    store = busy_office(tmp_path / CANARY, databases)
    HubAccounts(store).set_credential(Credential(CANARY, Role.OPERATOR, "secret", CANARY.encode()[:8]))
    with pytest.raises(NotReady):
        failing(store, "allocate", NotReady("No se lee «%(path)s».", path=f"/home/{CANARY}/hub.db"))
    with pytest.raises(ZeroDivisionError):
        failing(store, "allocate", ZeroDivisionError(CANARY))

    text = text_of(report_on(open_parts(store.config, store))).decode()
    told = json.loads(text)

    assert CANARY not in text
    assert [site for site in SITES if site in text] == []
    assert [one["failed"] for one in told["nights"]] == ["ZeroDivisionError", "said"]
    assert told["alarms"]["night_failed"] == 1
    assert told["database"]["rows"]["credentials"] == 1
    assert told["plans"] == {"proposed": 1, "published": 1}
    store.close()
