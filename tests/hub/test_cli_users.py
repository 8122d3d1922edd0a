"""Accounts of the office, made by command."""

from contextlib import closing
from pathlib import Path

from hub.acts import BY_COMMAND
from hub.config import Config
from hub.factors import Factors
from hub.second_factor import code_at, step_of
from hub.store import Store
from tests.hub.builders import StillClock
from tests.hub.commands import new_hub, run

SEED = b"12345678901234567890"


def test_an_account_is_made_from_a_passphrase_on_the_input(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)
    short = run("user", "add", "Ana", "--role", "operator", "--dir", folder, told="corta\n")
    good = run("user", "add", "Ana", "--role", "operator", "--dir", folder, told="cuatro palabras sin orden\n")

    assert short.exit_code == 1
    assert good.exit_code == 0
    assert "palabras" not in good.output


def test_accounts_are_listed_and_closed_and_the_last_that_administers_stays(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)
    for login, role in (("ana", "operator"), ("rosa", "admin")):
        run("user", "add", login, "--role", role, "--dir", folder, told="cuatro palabras sin orden\n")
    gone = run("user", "close", "Ana", "--dir", folder)
    last = run("user", "close", "rosa", "--dir", folder)

    assert (gone.exit_code, last.exit_code) == (0, 1)
    assert "única cuenta que administra" in last.output
    listed = run("user", "list", "--dir", folder).output
    assert listed == "rosa: admin, sin segundo paso\nana: operator, cerrada\n"


def test_a_factor_is_reset_by_command_for_who_has_one(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)
    run("user", "add", "rosa", "--role", "admin", "--dir", folder, told="cuatro palabras sin orden\n")
    none = run("user", "factor", "reset", "rosa", "--dir", folder)
    with closing(Store(Config(folder, clock=StillClock()))) as store:
        code = code_at(SEED, step_of(store.now_s()))
        Factors(store, required=True).set_up("rosa", SEED, code, by=BY_COMMAND)
    done = run("user", "factor", "reset", "Rosa", "--dir", folder)

    assert (none.exit_code, done.exit_code) == (1, 0)
    assert "sin segundo paso" in run("user", "list", "--dir", folder).output
