"""The command says what would go before it goes, changes a term, and removes what is due."""

import json
from datetime import timedelta
from pathlib import Path

from tests.hub.commands import run
from tests.hub.office import NOW, office
from tests.hub.test_held import rows, session
from tests.hub.test_retention import began, nights


def test_it_says_what_would_go_and_then_it_goes(tmp_path: Path) -> None:
    store = office(tmp_path)
    session(store, "a", NOW - timedelta(days=40))
    looked = run("retention", "--dry-run", "--dir", tmp_path)
    doubted = run("retention", "--dir", tmp_path)
    kept = rows(store, "sessions")
    began(store, *nights(NOW))
    done = run("retention", "--dir", tmp_path)
    again = run("retention", "--dir", tmp_path)

    assert [one.exit_code for one in (looked, doubted, done, again)] == [0] * 4, looked.output
    for one in (looked, doubted):
        assert "las últimas siete noches no siguen una a otra" in one.output
    assert "No hay nada que quitar" not in doubted.output
    assert "sessions (sesiones que ya terminaron; 1 mes): se quita 1, lo más antiguo del 07/09/2026." in looked.output
    assert "invitations (códigos de inscripción usados; 12 meses): nada se quita." in looked.output
    assert (kept, rows(store, "sessions")) == (1, 0)
    assert "sesiones que ya terminaron: 1" in done.output
    assert "No hay nada que quitar." in again.output
    store.close()


def test_who_saw_that_the_clock_is_right_waits_for_no_night(tmp_path: Path) -> None:
    store = office(tmp_path)
    session(store, "a", NOW - timedelta(days=40))
    done = run("retention", "--clock-right", "--json", "--dir", tmp_path)

    assert json.loads(done.output)["removed"] == {"sessions": 1}
    assert (json.loads(done.output)["clock_in_doubt"], rows(store, "sessions")) == (False, 0)
    store.close()


def test_a_term_is_changed_and_nothing_goes_by_it(tmp_path: Path) -> None:
    store = office(tmp_path)
    session(store, "a", NOW - timedelta(days=40))
    changed = run("retention", "--keep", "sessions=0", "--keep", "reports=36", "--json", "--dir", tmp_path)
    told = {one["held"]: one["months"] for one in json.loads(changed.output)["would_go"]}

    assert (told["sessions"], told["reports"], rows(store, "sessions")) == (0, 36, 1)
    store.close()


def test_what_is_no_term_is_refused(tmp_path: Path) -> None:
    office(tmp_path).close()

    assert run("retention", "--keep", "sessions", "--dir", tmp_path).exit_code == 2
    refused = run("retention", "--keep", "reports=12", "--keep", "events=1", "--dir", tmp_path)
    looked = json.loads(run("retention", "--dry-run", "--json", "--dir", tmp_path).output)["would_go"]

    assert "Las hay: reports" in refused.output
    assert [one["months"] for one in looked if one["held"] == "reports"] == [24]
