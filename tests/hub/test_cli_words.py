"""What a command of the region says where a file, a folder or a local is not what it should be."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from tests.hub.builders import SITE, Office


def told(office: Office, *order: object) -> Result:
    where = ["--dir", str(office.store.config.folder)]
    done = CliRunner().invoke(main, [*map(str, order), *where], input="una frase larga y nueva\n" * 2)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.mark.parametrize(
    "order",
    [
        ["import", "schools", "{}/no/listado.csv"],
        ["import", "panel", "{}/no/panel.csv"],
        ["import", "supply", "{}/no/almacen.csv"],
        ["import", "calendar", "{}/no/calendario.json"],
        ["release", "{}/no/modelo", "{}/no/ficha"],
    ],
)
def test_a_file_that_is_not_there_is_told_without_the_words_of_the_system(
    order: list[str], office: Office, tmp_path: Path
) -> None:
    done = told(office, *(one.format(tmp_path) for one in order))

    assert (done.exit_code, "No such file" in done.output) == (1, False)
    assert str(tmp_path / "no") in done.output
    assert "repita" in done.output


@pytest.mark.parametrize("out", ["ocupado/copia.json", "no/copia.json", "."])
def test_an_invitation_that_cannot_be_written_is_not_issued(out: str, office: Office, tmp_path: Path) -> None:
    (tmp_path / "ocupado").write_text("", encoding="utf-8")
    done = told(office, "enrol", "--site", SITE, "--url", "http://hub", "--out", tmp_path / out)

    assert done.exit_code == 1
    assert "carpeta" in done.output
    with office.store.read() as connection:
        assert connection.exec_driver_sql("select count(*) from invitations").scalar() == 0


def test_a_folder_that_is_a_file_is_told_by_its_path(office: Office, tmp_path: Path) -> None:
    taken = tmp_path / "ocupado"
    taken.write_text("", encoding="utf-8")
    done = told(office, "keys", "backup", taken / "claves")

    assert done.exit_code == 1
    assert str(taken) in done.output


def test_a_service_of_a_local_is_told_with_its_local(office: Office) -> None:
    school = next(one for one in office.store.schools() if one.site == SITE)
    done = told(office, "enrol", "--site", school.id, "--url", "http://hub", "--words")

    assert done.exit_code == 1
    assert f"está en el local «{SITE}»" in done.output


def test_a_catalogue_saved_by_notepad_goes_in_and_a_broken_one_says_where(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "catalogo.json"
    file.write_text('{"version": 99, "resources": []}', encoding="utf-8-sig")
    good = told(office, "import", "catalogue", file, "--dry-run")
    file.write_text('{"version": 99,\n "resources": [}', encoding="utf-8")
    broken = told(office, "import", "catalogue", file)

    assert (good.exit_code, broken.exit_code) == (0, 1)
    assert "no es JSON desde la línea 2, letra 16" in broken.output


def test_a_command_shows_no_line_of_the_log(office: Office, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    (stick / "chasqui").mkdir(parents=True)
    (stick / "chasqui" / "x.chasqui").write_bytes(b"nada")
    done = told(office, "carry", stick, "--prepare")

    assert not any(word in done.output for word in ("WARNING", "INFO ", "stick_refused"))
