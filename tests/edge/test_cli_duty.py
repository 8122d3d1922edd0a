"""``duty hand-over`` at the terminal, to a new account or one that is there; and a history written anew is found."""

from pathlib import Path

from click.testing import CliRunner, Result

from edge.acts import BY_COMMAND
from edge.cli import main
from edge.store import Store
from shared.facts import Duty
from tests.edge.building import FakeClock, new_store
from tests.edge.test_audit import without_guards

PHRASE = "puna quinua rio sol\npuna quinua rio sol\n"


def run(folder: Path, *words: str, said: str = "") -> Result:
    return CliRunner().invoke(main, [*words, "--dir", str(folder)], input=said)


def with_coordinator(folder: Path) -> None:
    with new_store(folder) as store:
        store.staff.add("ana", "coordinator", "hash", BY_COMMAND, name="Ana")
        store.staff.add("beto", "teacher", "hash", BY_COMMAND, name="Beto")


def test_a_duty_goes_to_a_new_account_and_then_to_one_that_is_there(tmp_path: Path) -> None:
    with_coordinator(tmp_path)
    first = run(tmp_path, "duty", "hand-over", "ana", "luz", "--name", "Luz", said=PHRASE)
    second = run(tmp_path, "duty", "hand-over", "luz", "beto", "--stays")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        found = {row.login: row.role for row in store.staff.accounts()}
        facts = len(store.facts.told(Duty))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert (found, facts) == ({"luz": "teacher", "beto": "coordinator"}, 4)
    assert run(tmp_path, "audit", "verify").exit_code == 0


def test_an_account_that_is_not_there_hands_over_nothing(tmp_path: Path) -> None:
    with_coordinator(tmp_path)
    result = run(tmp_path, "duty", "hand-over", "zoe", "beto")

    assert (result.exit_code, "No hay una cuenta «zoe»" in result.output) == (1, True)


def test_a_history_that_was_written_anew_no_longer_fits_what_the_region_was_told(tmp_path: Path) -> None:
    with_coordinator(tmp_path)
    run(tmp_path, "duty", "hand-over", "ana", "beto")
    without_guards(tmp_path / "node.db", "DELETE FROM audit")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        store.audit.note("account-made", by=BY_COMMAND)
        chain = store.audit.first_broken()
    result = run(tmp_path, "audit", "verify")

    assert chain is None
    assert (result.exit_code, "alguien lo escribió de nuevo" in result.output) == (1, True)
