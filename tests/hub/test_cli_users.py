"""Accounts of the office, made by command."""

from pathlib import Path

from tests.hub.commands import new_hub, run


def test_an_account_is_made_from_a_passphrase_on_the_input(tmp_path: Path) -> None:
    folder = new_hub(tmp_path)
    short = run("user", "add", "Ana", "--role", "operator", "--dir", folder, told="corta\n")
    good = run("user", "add", "Ana", "--role", "operator", "--dir", folder, told="cuatro palabras sin orden\n")

    assert short.exit_code == 1
    assert good.exit_code == 0
    assert "palabras" not in good.output
