"""The node is copied to a sealed file and made again from it by command, also while it is open."""

from pathlib import Path

from click.testing import CliRunner, Result

from edge.accounts import StoreAccounts
from edge.cli import main
from edge.config import Config
from edge.enrol import init
from edge.store import Store
from shared import web
from shared.events import Claim
from tests.edge.building import FakeClock, FakeHub, use
from tests.shared.web.building import hashed

PHRASE = "maiz morado en la ladera"


def run(home: Path, *command: str, told: str) -> Result:
    return CliRunner().invoke(main, [*command, "--dir", str(home)], input=told)


def test_a_node_that_is_open_is_copied_and_comes_back_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "invitation.json").write_bytes(FakeHub().invitation().to_json())
    config = Config(dir=tmp_path / "node", clock=FakeClock())
    init(config, tmp_path / "invitation.json")
    with Store(config.database, config.clock) as store:
        store.record([Claim(use()), Claim(use())])
        made = run(config.dir, "backup", str(tmp_path / "copia"), told=PHRASE + "\n")
    wrong = run(tmp_path / "new", "restore", str(tmp_path / "copia"), told="otra frase cualquiera\n")
    done = run(tmp_path / "new", "restore", str(tmp_path / "copia"), told=PHRASE + "\n")

    assert made.exit_code == 0, made.output
    assert "leída de vuelta y completa: 3 registros" in made.output
    assert (wrong.exit_code, "La frase no abre la copia" in wrong.output) == (1, True)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "new" / "node.db").exists()


def test_a_node_with_a_coordinator_is_made_again_by_its_coordinator_alone(tmp_path: Path) -> None:
    (tmp_path / "invitation.json").write_bytes(FakeHub().invitation().to_json())
    config = Config(dir=tmp_path / "node", clock=FakeClock())
    init(config, tmp_path / "invitation.json")
    with Store(config.database, config.clock) as store:
        secret = hashed("puna quinua rio sol")
        StoreAccounts(store.db).set_credential(web.Credential("coord", web.Role.COORDINATOR, secret, b"12345678"))
    run(config.dir, "backup", str(tmp_path / "copia"), told=PHRASE + "\n")
    wrong = run(tmp_path / "new", "restore", str(tmp_path / "copia"), told=f"{PHRASE}\ncoord\notra clave larga\n")
    made = (tmp_path / "new").exists()
    right = run(tmp_path / "new", "restore", str(tmp_path / "copia"), told=f"{PHRASE}\ncoord\npuna quinua rio sol\n")

    assert (wrong.exit_code, "no son de quien coordina" in wrong.output, made) == (1, True, False)
    assert (right.exit_code, (tmp_path / "new" / "node.db").exists()) == (0, True), right.output
