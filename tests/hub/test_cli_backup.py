"""A copy of the hub, its keys and a hub from them, by command."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from hub.cli import main
from hub.restored import restored_words
from hub.restores import last_restore
from tests.faults.test_restored_hub import opened
from tests.hub.builders import Node, Office, use
from tests.hub.rewritten import rewritten
from tests.hub.test_factors import enrolled

PHRASE = "cuatro llamas cruzan"


def restore(*words: str, told: str | None = None) -> Result:
    """Make a hub of a copy, with a database of its own in its folder."""
    return CliRunner().invoke(main, ["restore", *words], input=told, env={"CHASQUI_HUB_DATABASE": None})


def test_by_command_with_sealed_keys(office: Office, tmp_path: Path) -> None:
    copy, new = str(tmp_path / "copy.zip"), str(tmp_path / "new")

    told = CliRunner().invoke(
        main, ["backup", copy, "--keys", "--dir", str(office.config.folder)], input=f"{PHRASE}\n{PHRASE}\n"
    )
    done = restore(copy, "--dir", new, told=f"{PHRASE}\n")

    assert (told.exit_code, done.exit_code) == (0, 0), told.output + done.output
    assert opened(tmp_path / "new").keys.to_bytes() == office.keys.to_bytes()


def test_by_command_without_keys_says_so_and_asks_for_them(office: Office, tmp_path: Path) -> None:
    copy, new = str(tmp_path / "copy.zip"), str(tmp_path / "new")

    told = CliRunner().invoke(main, ["backup", copy, "--dir", str(office.config.folder)])
    asked = restore(copy, "--dir", new)

    assert "Sin las claves" in told.output
    assert asked.exit_code == 1
    assert "--key-file" in asked.output
    done = restore(copy, "--dir", new, "--key-file", str(office.config.keys_file))
    assert done.exit_code == 0, done.output


def test_without_the_keys_of_before_whose_telephone_did_not_come_back_is_named(office: Office, tmp_path: Path) -> None:
    enrolled(office)
    copy, new = str(tmp_path / "copy.zip"), str(tmp_path / "new")
    CliRunner().invoke(main, ["backup", copy, "--dir", str(office.config.folder)])
    done = restore(copy, "--dir", new, "--new-keys", "--release-key", str(office.config.release_key_file))
    reset = CliRunner().invoke(main, ["user", "factor", "reset", "ana", "--dir", new])

    assert "no volvió el código del teléfono de: ana." in done.output, done.output
    assert (reset.exit_code, reset.output) == (0, "«ana» configura otra vez su teléfono la próxima vez que entre.\n")


def test_what_was_restored_is_told_and_kept_as_a_report(office: Office, node: Node, tmp_path: Path) -> None:
    node.record(*(use() for _ in range(3)))
    office.take(node.bundle())
    copy, new = str(tmp_path / "copy.zip"), str(tmp_path / "new")
    CliRunner().invoke(main, ["backup", copy, "--dir", str(office.config.folder)])
    told = json.loads(restore(copy, "--dir", new, "--key-file", str(office.config.keys_file), "--json").stdout)

    store = opened(tmp_path / "new").store
    assert (told["nodes"], told["events"], told["schools"]) == (1, 3, 2)
    assert told["life_ms"] == last_restore(store).lost_ms  # type: ignore[union-attr]
    assert "1 laptop enlazada, 3 registros" in restored_words(told)
    assert list((tmp_path / "new" / "reports").glob("*restore*"))


def test_by_command_a_copy_that_nobody_signed_asks_for_a_word(office: Office, tmp_path: Path) -> None:
    CliRunner().invoke(main, ["backup", str(tmp_path / "copy.zip"), "--dir", str(office.config.folder)])
    copy = str(rewritten(tmp_path / "copy.zip", tmp_path / "older.zip", format=1))
    words = (copy, "--dir", str(tmp_path / "new"), "--key-file", str(office.config.keys_file))
    asked = restore(*words)

    assert (asked.exit_code, "--unsigned" in asked.output) == (1, True), asked.output
    assert not (tmp_path / "new").exists()
    done = restore(*words, "--unsigned")
    assert done.exit_code == 0, done.output


def test_with_new_keys_nobody_is_told_that_the_laptops_go_on_by_themselves(office: Office, tmp_path: Path) -> None:
    copy, new = str(tmp_path / "copy.zip"), str(tmp_path / "new")
    CliRunner().invoke(main, ["backup", copy, "--dir", str(office.config.folder)])
    release = str(office.config.release_key_file)
    done = restore(copy, "--dir", new, "--new-keys", "--release-key", release)

    assert done.exit_code == 0, done.output
    assert "ninguna laptop envía ni recibe hasta que se enlace de nuevo" in done.output
    assert "en su próximo contacto" not in done.output
    # There is no key to check it with: what the invitations of then bear is compared by eye.
    assert f"huella {office.keys.public.fingerprint()}" in done.output
