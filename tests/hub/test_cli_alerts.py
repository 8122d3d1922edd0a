"""What is wrong is told by command, and by how it ends, so that a timer can send a mail."""

import json

import pytest

from shared.errors import NotReady
from tests.hub.builders import Office
from tests.hub.commands import run
from tests.hub.nights import failing


def test_where_nothing_is_wrong_it_ends_well_and_says_so(office: Office) -> None:
    done = run("alerts", "--dir", office.config.folder)

    assert (done.exit_code, done.output) == (0, "No hay nada que atender.\n")
    assert json.loads(run("alerts", "--dir", office.config.folder, "--json").output) == {"alarms": []}


def test_a_night_that_failed_is_told_with_what_to_do_and_ends_with_1(office: Office) -> None:
    with pytest.raises(NotReady):
        failing(office.store, "forecast", NotReady("Falta el catálogo."))

    done = run("alerts", "--dir", office.config.folder)
    asked = run("alerts", "--dir", office.config.folder, "--json")

    assert (done.exit_code, asked.exit_code) == (1, 1)
    assert "Falta el catálogo." in done.output
    assert "chasqui-hub nightly" in done.output
    (alarm,) = json.loads(asked.output)["alarms"]
    assert (alarm["kind"], alarm["subject"]) == ("night_failed", "")
    assert alarm["since"].startswith("20")
