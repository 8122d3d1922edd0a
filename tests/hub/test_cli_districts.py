"""Points of districts go out and in by command, with a reason."""

from pathlib import Path

from click.testing import CliRunner

from hub.cli import main
from tests.hub.office import office

TABLE = "ubigeo,lat,lon\n050101,-13.16,-74.22\n"


def test_points_are_tried_brought_and_written_again(tmp_path: Path) -> None:
    office(tmp_path / "hub").close()
    file, out = tmp_path / "d.csv", tmp_path / "d.geojson"
    file.write_text(TABLE, encoding="utf-8")

    def told(*words: object) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["districts", *map(str, words), "--dir", str(tmp_path / "hub")])
        return done.exit_code, done.output

    tried, refused = told("import", file, "--dry-run"), told("import", file)
    brought, written = told("import", file, "--why", "El del INEI."), told("export", out)

    assert (tried, refused[0]) == ((0, "Puntos en el archivo: 1. No se guardó nada.\n"), 1)
    assert "Escriba el motivo" in refused[1]
    assert (brought, written) == ((0, "Puntos guardados: 1.\n"), (0, "Puntos escritos: 1.\n"))
    assert b"050101" in out.read_bytes()
