"""Emergency codes: ten, each used once, found in no file, and dead when others are printed."""

from pathlib import Path

import pytest

from edge.codes_once import CODES, LETTERS, CodesOnce, draw, typed
from edge.store import Store
from shared.acts import Actor
from tests.edge.building import new_store

ANA = Actor("616e61", "coordinator")


def drawn(store: Store, login: str = "ana") -> tuple[CodesOnce, list[str]]:
    return store.codes_once, store.codes_once.draw(login, ANA, subject="616e61")


def test_ten_codes_are_drawn_and_each_opens_its_account_once(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        codes, ten = drawn(store)
        first = [codes.spend("ana", code, ANA, subject="616e61") for code in ten]
        again = [codes.spend("ana", code, ANA, subject="616e61") for code in ten]

        assert (len(set(ten)), first, again) == (CODES, [True] * CODES, [False] * CODES)
        assert codes.left("ana") == 0
        assert [act.kind for act in store.audit.newest(20)] == ["code-used"] * CODES + ["codes-made"]


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[:7]} {code[7:]}"]
)
def test_a_code_is_read_however_it_is_typed(tmp_path: Path, change: object) -> None:
    with new_store(tmp_path) as store:
        codes, ten = drawn(store)

        assert codes.opens("ana", change(ten[0]))  # type: ignore[operator]
        assert codes.left("ana") == CODES


def test_a_code_opens_no_other_account_and_nothing_opens_with_half_of_it(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        codes, ten = drawn(store)
        drawn(store, "beto")

        assert [codes.opens("beto", code) for code in ten] == [False] * CODES
        assert [codes.opens("ana", text) for text in ("", ten[0][:9], ten[0] + "A", "AAAA-AAAA-AAAA")] == [False] * 4


def test_another_sheet_ends_the_one_before_and_no_others(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        codes, old = drawn(store)
        _, others = drawn(store, "beto")
        drawn(store)

        assert (codes.opens("ana", old[0]), codes.opens("beto", others[0])) == (False, True)
        assert codes.left("ana") == CODES


def test_no_code_lies_in_any_file_and_the_digests_say_nothing_without_the_key(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    with new_store(tmp_path / "a") as store:
        _, ten = drawn(store)
        data = b"".join(path.read_bytes() for path in (tmp_path / "a").rglob("*") if path.is_file())
        sealed = {row[0] for row in store.db.rows("SELECT hash FROM one_time_codes")}
    with new_store(tmp_path / "b") as other:
        assert [other.people.seal.digest(f"once ana {code}", 16) in sealed for code in ten] == [False] * CODES

    assert [code for code in ten if code.encode() in data or typed(code).replace("-", "").encode() in data] == []


def test_no_letter_of_a_code_is_taken_for_another() -> None:
    letters = set("".join(draw() for _ in range(200)).replace("-", ""))

    assert letters <= set(LETTERS)
    assert set("01ILO") & letters == set()
