"""Accounts of the office, made by command."""

from contextlib import closing
from pathlib import Path

from hub.accounts import HubAccounts
from hub.acts import BY_COMMAND
from hub.config import Config
from hub.factors import Factors
from hub.second_factor import code_at, step_of
from hub.store import Store
from shared.web.passphrases import matches
from tests.hub.builders import StillClock
from tests.hub.commands import new_hub, run

SEED = b"12345678901234567890"


def accepts(folder: Path, passphrase: str) -> bool:
    with closing(Store(Config(folder, clock=StillClock()))) as store:
        found = HubAccounts(store).credential("ana")
    return found is not None and matches(found.secret, passphrase)


def test_an_account_is_made_from_a_passphrase_on_the_input(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)
    short = run("user", "add", "Ana", "--role", "operator", "--dir", folder, told="corta\n")
    good = run("user", "add", "Ana", "--role", "operator", "--dir", folder, told="cuatro palabras sin orden\n")

    assert short.exit_code == 1
    assert good.exit_code == 0
    assert "palabras" not in good.output


def test_an_account_that_there_is_keeps_its_passphrase_until_somebody_says_to_replace_it(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)
    add = ("user", "add", "ana", "--role", "operator", "--dir", folder)
    missed = run(*add, "--replace", told="cuatro palabras sin orden\n")
    run(*add, told="cuatro palabras sin orden\n")
    again = run(*add, told="otras palabras sin orden\n")
    assert accepts(folder, "cuatro palabras sin orden")
    replaced = run(*add, "--replace", told="otras palabras sin orden\n")

    assert (missed.exit_code, again.exit_code, replaced.exit_code) == (1, 1, 0)
    assert "No hay una cuenta «ana»" in missed.output
    assert "Ya hay una cuenta «ana»" in again.output
    assert "--replace" in again.output
    assert accepts(folder, "otras palabras sin orden")
    history = run("plan", "history", "--dir", folder).output
    assert (history.count("Cuenta abierta"), history.count("Clave y función puestas otra vez")) == (1, 1)


def test_accounts_are_listed_and_closed_and_the_last_that_administers_stays(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)
    for login, role in (("ana", "operator"), ("rosa", "admin")):
        run("user", "add", login, "--role", role, "--dir", folder, told="cuatro palabras sin orden\n")
    gone = run("user", "close", "Ana", "--dir", folder)
    last = run("user", "close", "rosa", "--dir", folder)

    assert (gone.exit_code, last.exit_code) == (0, 1)
    assert "única cuenta que administra" in last.output
    listed = run("user", "list", "--dir", folder).output
    assert listed == "rosa: Administración, sin segundo paso\nana: Operación regional, cerrada\n"


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
