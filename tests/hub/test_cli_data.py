"""What goes into the hub by command, and what is released from it."""

import json
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from hub import ugel_calendars
from hub.acts import BY_COMMAND
from hub.config import Config
from hub.store import Store
from shared.acts import Act
from shared.forecaster import Forecaster
from shared.ids import SiteId
from sync.feed import ALL
from tests.hub.commands import LISTING, new_hub, run
from tests.hub.notified import notices_of
from tests.hub.office import heard
from tests.hub.test_release import CARD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_hub(tmp_path)


def test_importing_tells_what_was_read_and_refused(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "listado.csv"
    file.write_text(LISTING)

    told = run("import", "schools", file, "--dir", folder, "--json", "--accept")
    again = run("import", "schools", file, "--dir", folder, "--accept")

    report = json.loads(told.output)
    assert (report["read"], report["added"], report["refused"][0]["line"]) == (2, 1, 3)
    assert "Nuevas: 0. Cambiadas: 0. Sin cambio: 1. Rechazadas: 1." in again.output
    assert "Línea 3" in again.output
    assert (told.exit_code, again.exit_code) == (0, 0)


def test_a_file_with_refused_lines_writes_nothing_until_that_is_accepted(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "listado.csv"
    file.write_text(LISTING)

    tried = run("import", "schools", file, "--dir", folder, "--dry-run")
    taking = run("import", "schools", file, "--dir", folder, "--dry-run", "--accept")
    held = run("import", "schools", file, "--dir", folder)
    told = run("import", "schools", file, "--dir", folder, "--json")
    schools = json.loads(run("status", "--dir", folder, "--json").output)["schools"]

    report = json.loads(told.output)
    assert [done.exit_code for done in (tried, taking, held, told)] == [1, 0, 1, 1]
    assert ("nada se guardó" in tried.output, "--accept" in held.output, schools) == (True, True, 0)
    assert (report["written"], "--accept" in report["next"], report["added"]) == (False, True, 1)


CHANGED = "cod_mod,anexo,codlocal,nombre,nivel,alumnos\n0403691,0,074294,IE Los Andes,Primaria,{}\n"


def test_what_changes_at_a_school_asks_why_and_what_is_new_or_not_told_to_it_does_not(
    folder: Path, tmp_path: Path
) -> None:
    file, where = tmp_path / "listado.csv", ("--dir", folder)
    file.write_text(CHANGED.format(40))
    first = run("import", "schools", file, *where)
    file.write_text(CHANGED.format(52))

    refused = run("import", "schools", file, *where)
    tried = run("import", "schools", file, "--dry-run", *where)
    taken = run("import", "schools", file, "--why", "Matrícula de abril", *where)
    file.write_text(CHANGED.format(52).replace("IE Los Andes", "IE 38001"))
    renamed = run("import", "schools", file, *where)
    acts = [json.loads(act.detail)["why"] for act in opened(folder)]

    assert [one.exit_code for one in (first, refused, tried, taken, renamed)] == [0, 1, 0, 0, 0]
    assert "--why. No se importó nada." in refused.output
    assert acts == ["", "Matrícula de abril", ""]


def test_power_of_which_nothing_was_known_is_no_change_and_other_power_asks_why(folder: Path, tmp_path: Path) -> None:
    file, where = tmp_path / "listado.csv", ("--dir", folder)
    told = "cod_mod,anexo,codlocal,nombre,energía\n0403691,0,074294,IE Los Andes,{}\n"
    file.write_text(told.format(""))
    first = run("import", "schools", file, *where)
    file.write_text(told.format("solar"))
    learned = run("import", "schools", file, *where)
    file.write_text(told.format("red"))

    refused = run("import", "schools", file, *where)

    assert [one.exit_code for one in (first, learned, refused)] == [0, 0, 1]
    assert "--why. No se importó nada." in refused.output


def test_a_school_reads_what_an_import_by_command_replaced_of_it_and_why(folder: Path, tmp_path: Path) -> None:
    file, where = tmp_path / "listado.csv", ("--dir", folder)
    file.write_text(CHANGED.format(40))
    first = run("import", "schools", file, *where)
    file.write_text(CHANGED.format(52))
    with closing(Store(Config.from_env(folder))) as store:
        heard(store, SiteId("074294"), 3)
        taken = run("import", "schools", file, "--why", "Matrícula de abril", *where)
        (one,) = notices_of(store, "074294")

    assert (first.exit_code, taken.exit_code) == (0, 0)
    assert (one.fields, one.text) == ((("students", "40", "52"),), "Matrícula de abril")


def test_a_school_that_passes_to_a_ugel_with_a_calendar_of_its_own_asks_why_too(folder: Path, tmp_path: Path) -> None:
    file, where = tmp_path / "listado.csv", ("--dir", folder)
    told = "cod_mod,anexo,codlocal,nombre,ugel\n0403691,0,074294,IE Los Andes,{}\n0403692,0,074295,IE Otra,Huanta\n"
    file.write_text(told.format("Huamanga"))
    first = run("import", "schools", file, *where)
    file.write_text(told.format("La Mar"))
    other = run("import", "schools", file, *where)
    with closing(Store(Config.from_env(folder))) as store:
        own = msgspec.structs.replace(store.calendar(), version=1)
        ugel_calendars.bring_in(store, "Huanta", own, why="Lluvias", by=BY_COMMAND)
    file.write_text(told.format("Huanta"))

    refused = run("import", "schools", file, *where)

    assert [one.exit_code for one in (first, other, refused)] == [0, 0, 1]
    assert "--why. No se importó nada." in refused.output


def test_a_panel_has_its_line_in_the_history_once(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text("school,resource,week,units\n0403691-0,guia-com-3,2026-03-23,4\n")

    done = [run("import", "panel", file, "--why", "El de 2025", "--dir", folder) for _ in range(2)]

    assert [one.exit_code for one in done] == [0, 0]
    assert [(act.subject, act.told()["new"], act.told()["why"]) for act in opened(folder)] == [
        ("import/panel", 1, "El de 2025")
    ]


def test_what_goes_in_and_who_did_it_are_one(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "listado.csv"
    file.write_text(CHANGED.format(40))
    with closing(Store(Config.from_env(folder))) as store:
        with store.begin() as connection:
            connection.execute(text("ALTER TABLE acts RENAME TO acts_away"))
        cut = run("import", "schools", file, "--dir", folder)
        with store.begin() as connection:
            connection.execute(text("ALTER TABLE acts_away RENAME TO acts"))

        assert (cut.exit_code != 0, store.schools(), store.acts()) == (True, [], [])


def test_a_reason_that_is_too_long_is_refused_before_anything_goes_in(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "listado.csv"
    file.write_text(CHANGED.format(40))

    refused = run("import", "schools", file, "--why", "x" * 301, "--dir", folder)

    assert (refused.exit_code, "pasa de 300 letras" in refused.output) == (1, True)
    assert json.loads(run("status", "--dir", folder, "--json").output)["schools"] == 0
    assert opened(folder) == []


def test_a_catalogue_or_calendar_that_replaces_another_asks_why(folder: Path, tmp_path: Path) -> None:
    calendar, where = tmp_path / "calendario.json", ("--dir", folder)
    calendar.write_text('{"version": 2027, "source": "RM", "terms": [{"first": "2027-03-15", "last": "2027-12-17"}]}')

    refused, taken = (
        run("import", "calendar", calendar, *where),
        run("import", "calendar", calendar, "--why", "Se publicó", *where),
    )

    assert (refused.exit_code, "--why" in refused.output, taken.exit_code) == (1, True, 0)
    assert json.loads(opened(folder)[-1].detail)["version"] == 2027
    with closing(Store(Config.from_env(folder))) as store:
        told = [(one.what, one.version, one.text) for one in notices_of(store, ALL)]
    assert told == [("calendar", 2027, "Se publicó")]


def opened(folder: Path) -> list[Act]:
    store = Store(Config(folder))
    acts = store.acts()
    store.close()
    return acts


def test_an_import_of_nothing_but_refused_lines_fails_even_where_that_is_accepted(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "listado.csv"
    file.write_text("cod_mod,nombre\nX,IE\n")

    done = run("import", "schools", file, "--dir", folder, "--accept")

    assert (done.exit_code, "ninguna fila se puede usar" in done.output) == (1, True)
    assert "sin dato 0" not in done.output
    assert "Columnas que se leyeron" in done.output


@pytest.mark.parametrize("simulated", [True, False])
def test_releasing_a_model_of_a_simulated_region_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, simulated: bool
) -> None:
    monkeypatch.setattr(Forecaster, "load", lambda *_: Forecaster.baseline())
    model, card = tmp_path / "model.tflite", tmp_path / "card.json"
    model.write_bytes(b"model")
    card.write_text(json.dumps(CARD | {"simulated": simulated}))

    done = run("release", model, card, "--dir", folder)

    assert (done.exit_code, "se entrenó con una región simulada" in done.output) == (0, simulated)


@pytest.mark.parametrize("kind", ["catalogue", "calendar"])
def test_a_file_that_is_not_there_is_named_in_spanish(folder: Path, kind: str) -> None:
    done = run("import", kind, folder / "no-hay.json", "--dir", folder)

    assert done.exit_code == 1
    assert f"No existe el archivo «{folder / 'no-hay.json'}»" in done.output
