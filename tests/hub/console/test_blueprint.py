"""A list is cut into pages that keep what else was asked for."""

from pathlib import Path

import pytest

from hub.console.blueprint import Page, page_of
from tests.hub.office import app_of, office


def cut(folder: Path, address: str, rows: int, size: int = 15) -> Page[int]:
    with app_of(office(folder)).test_request_context(address):
        return page_of(range(rows), size)


@pytest.mark.parametrize(
    ("asked", "rows", "shown"),
    [
        ("", 40, (1, 15)),
        ("?p=3", 40, (31, 40)),
        ("?p=99", 40, (31, 40)),
        ("?p=0", 40, (1, 15)),
        ("?p=-1", 40, (1, 15)),
        ("?p=\N{ARABIC-INDIC DIGIT TWO}", 40, (1, 15)),
        ("?p=9999999999", 40, (1, 15)),
        ("", 0, (0, 0)),
    ],
)
def test_a_page_is_cut_and_one_that_is_none_is_the_nearest(
    tmp_path: Path, asked: str, rows: int, shown: tuple[int, int]
) -> None:
    page = cut(tmp_path, f"/{asked}", rows)

    assert (page.first, page.last, page.total) == (*shown, rows)


def test_its_neighbours_keep_the_filters_and_the_ends_have_one(tmp_path: Path) -> None:
    middle = cut(tmp_path, "/?q=quinua&p=2", 40)

    assert (middle.prev, middle.next) == ("/?q=quinua&p=1", "/?q=quinua&p=3")
    assert not cut(tmp_path / "first", "/", 40).prev
    assert not cut(tmp_path / "last", "/?p=3", 40).next
