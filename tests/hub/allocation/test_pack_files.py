"""Packs from files: what is held is not sent again, what others build on is offered with them, circles are refused."""

from pathlib import Path

import pandas as pd
import pytest

from hub.allocation.generate import generate_packs
from hub.allocation.pack_files import choice, read_packs
from hub.allocation.settings import Settings
from hub.allocation.writing import write_instance
from shared.errors import BadInput
from tests.hub.allocation.tabled import Tables, shuffled, write_in_parts


def tables(*packs: tuple[str, float, float, str], worth: dict[str, float], held: str = "", free: float = 10) -> Tables:
    rows = [("1", pack, value, "si" if pack == held else "no") for pack, value in worth.items()]
    return {
        "schools": pd.DataFrame({"school_id": ["1"], "depot": [""], "free_mb": [free], "sync_mb": [None]}),
        "packs": pd.DataFrame(packs, columns=["pack_id", "storage_mb", "sync_mb", "after"]),
        "pack_worth": pd.DataFrame(rows, columns=["school_id", "pack_id", "worth", "held"]),
    }


def chosen(folder: Path, some: Tables) -> list[str]:
    write_instance(folder, some, Settings(), csv=True)
    return choice(read_packs(folder))["pack_id"].tolist()


def test_what_a_pack_builds_on_comes_with_it_or_is_there(tmp_path: Path) -> None:
    two = ("b", 6, 6, "a"), ("a", 5, 5, "")

    assert chosen(tmp_path, tables(*two, worth={"b": 9})) == []
    assert chosen(tmp_path, tables(*two, worth={"b": 9}, free=11)) == ["a", "b"]
    assert chosen(tmp_path, tables(*two, worth={"b": 9, "a": 1}, held="a")) == ["b"]


@pytest.mark.parametrize(
    ("packs", "told"),
    [
        ([("a", 1, 1, "b"), ("b", 1, 1, "a")], "hay paquetes que se esperan unos a otros: "),
        ([("a", 1, 1, "x"), ("b", 1, 1, "")], "packs.csv, línea 2: «x» no está en packs."),
        ([("a", -1, 1, ""), ("b", 1, 1, "")], "packs.csv, línea 2: storage_mb es «-1» y debe estar entre 0 y"),
    ],
)
def test_packs_that_cannot_be_are_refused(
    tmp_path: Path, packs: list[tuple[str, float, float, str]], told: str
) -> None:
    with pytest.raises(BadInput) as caught:
        chosen(tmp_path, tables(*packs, worth={"b": 9}))

    assert told in str(caught.value)


def test_without_tables_of_packs_nothing_is_sent(tmp_path: Path) -> None:
    only = {"schools": tables(("a", 1, 1, ""), worth={"a": 1})["schools"]}

    assert chosen(tmp_path, only) == []


def test_it_is_the_same_in_any_order_and_in_any_parts(tmp_path: Path) -> None:
    drawn = generate_packs(80, 7)
    write_instance(tmp_path / "one", drawn, Settings())
    write_in_parts(tmp_path / "eight", shuffled(drawn, 3), Settings(), 8)

    one, eight = (choice(read_packs(tmp_path / name)) for name in ("one", "eight"))

    pd.testing.assert_frame_equal(one, eight)
    assert len(one) > 80
