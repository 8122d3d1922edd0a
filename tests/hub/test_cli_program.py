"""The region signs a bundle with the key that its laptops know, and with no other."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from hub.cli import main
from sync.keys import ReleaseKey
from sync.program_package import read_head
from tests.hub.builders import Office
from tests.sync.test_program_package import bundle


def run(office: Office, *words: str | Path) -> Result:
    return CliRunner().invoke(main, ["program", *map(str, words), "--dir", str(office.config.folder)])


def test_a_bundle_is_signed_beside_itself_and_the_laptops_take_it(office: Office, tmp_path: Path) -> None:
    done = run(office, "sign", bundle(tmp_path), "--json")
    told = json.loads(done.output)

    assert (done.exit_code, told["version"]) == (0, "0.2.0")
    with Path(told["file"]).open("rb") as file:
        assert read_head(file, office.keys.public).version == "0.2.0"
    assert told["file"] == str(tmp_path / "chasqui-edge.chasqui")


def test_another_key_and_a_name_that_is_taken_are_refused(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    other.write_bytes(ReleaseKey.generate().seed)
    wrong = run(office, "sign", bundle(tmp_path), "--key", other)
    run(office, "sign", bundle(tmp_path))
    again = run(office, "sign", bundle(tmp_path))

    assert (wrong.exit_code, again.exit_code) == (1, 1)
    assert "no es la de esta central" in wrong.output
    assert "ya existe" in again.output
