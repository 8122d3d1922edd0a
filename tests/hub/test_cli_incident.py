"""An incident from its first word to its report, by command."""

import json
from pathlib import Path

from tests.hub.commands import run
from tests.hub.office import SITES, office


def test_an_incident_is_noted_and_reported_by_command(tmp_path: Path) -> None:
    office(tmp_path).close()
    new = ("incident", "new", "--what", "Se perdió un USB.", "--noticed", "2026-10-16 09:00", "--site", SITES[0])
    told = [
        run(*new, "--dir", tmp_path),
        run("incident", "note", "1", "--done", "Se buscó.", "--told", "A la UGEL.", "--dir", tmp_path),
        run("incident", "report", "1", "--dir", tmp_path),
        run("incident", "list", "--dir", tmp_path),
    ]
    report = json.loads(run("incident", "report", "1", "--json", "--dir", tmp_path).stdout)

    assert [one.exit_code for one in told] == [0] * 4, [one.output for one in told]
    assert "Incidente 1 anotado" in told[0].output
    assert "Se notó: 16/10/2026 09:00" in told[2].output
    assert "Se perdió un USB." in told[3].output
    assert (report["done"], report["told"]) == (["Se buscó."], ["A la UGEL."])
    assert report["noticed"].startswith("2026-10-16T14:00:00")
    assert (tmp_path / "reports" / "incident-1-2026-10-17.txt").exists()


def test_a_note_that_says_nothing_is_refused(tmp_path: Path) -> None:
    office(tmp_path).close()
    run("incident", "new", "--what", "Se perdió un USB.", "--dir", tmp_path)

    assert run("incident", "note", "1", "--dir", tmp_path).exit_code == 1


def test_an_incident_is_closed_by_command(tmp_path: Path) -> None:
    office(tmp_path).close()
    run("incident", "new", "--what", "Se perdió un USB.", "--dir", tmp_path)
    closed = run("incident", "close", "1", "--why", "Apareció.", "--dir", tmp_path)
    again = run("incident", "note", "1", "--done", "Otra cosa.", "--dir", tmp_path)

    assert closed.exit_code == 0, closed.output
    assert "(cerrado)" in run("incident", "list", "--dir", tmp_path).output
    assert again.exit_code == 1


def test_a_site_that_is_known_of_later_is_added_by_command(tmp_path: Path) -> None:
    office(tmp_path).close()
    run("incident", "new", "--what", "Se perdió un USB.", "--site", SITES[0], "--dir", tmp_path)
    added = run("incident", "note", "1", "--site", SITES[1], "--site", SITES[2], "--dir", tmp_path)
    report = json.loads(run("incident", "report", "1", "--json", "--dir", tmp_path).stdout)

    assert added.exit_code == 0, added.output
    assert [one["site"] for one in report["sites"]] == list(SITES[:3])
    assert report["done"] == []


def test_a_note_of_which_a_part_is_refused_is_not_kept(tmp_path: Path) -> None:
    office(tmp_path).close()
    run("incident", "new", "--what", "Se perdió un USB.", "--dir", tmp_path)
    note = run("incident", "note", "1", "--done", "Se buscó.", "--told", "A todos. " * 300, "--dir", tmp_path)
    report = json.loads(run("incident", "report", "1", "--json", "--dir", tmp_path).stdout)

    assert note.exit_code == 1
    assert "No se anotó nada." in note.output
    assert report["done"] == []
    assert run("incident", "note", str(2**63), "--done", "Se buscó.", "--dir", tmp_path).exit_code == 1
