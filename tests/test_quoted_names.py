"""What a sentence or a guide quotes is there under that very name: buttons, pages, fields and commands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.web.extraction import FOLDERS, messages
from shared.web.i18n import catalogue
from tests.test_docs import PROGRAMS, PROJECT, USERS, problem_of

ASKED = {text for message in messages() for text in (message.text, message.plural) if text}
ENGLISH = catalogue("en").messages()
NO_LABEL = {"DNI", "Ñ", "Ã‘"}
"""Quoted with a capital and no name of anything on a page: a column, and letters."""
FOREIGN = {"Centro", "Datos", "Quitar hardware con seguridad"}
"""What the guides name of other programs: Kolibri, Windows."""
_QUOTED = re.compile("«([^»]*)»")
_ENGLISH_QUOTED = re.compile("“([^”]*)”")
_EMPHASIS = re.compile(r"(?<![*\w])\*([^*\n|`]+(?:\n[^*\n|`]+)?)\*(?![*\w])")
_PLACE = re.compile(r"%\(\w+\)s")


def told() -> Iterator[str]:
    """Yield every text of the code and every message of the pages."""
    yield from ASKED
    for folder in (*FOLDERS, "models"):
        for path in (PROJECT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


QUOTED = {quoted for text in told() for quoted in _QUOTED.findall(text) if not _PLACE.search(quoted)}


def test_a_quoted_name_with_a_capital_is_one_that_a_page_shows() -> None:
    names = {name for name in QUOTED if name[:1].isupper()}

    assert names > {"Enviar ahora", "Llevar en USB"}
    assert names - ASKED == NO_LABEL


def test_a_quoted_command_exists_with_its_options() -> None:
    shown = {name for name in QUOTED if name.partition(" ")[0] in PROGRAMS}

    assert "chasqui-hub node list" in shown
    assert not [f"{line}: {problem}" for line in sorted(shown) if (problem := problem_of(line))]


@pytest.mark.parametrize("text", sorted(text for text in ASKED if set("«“\"'") & set(text)))
def test_spanish_quotes_with_angles_in_pairs(text: str) -> None:
    assert not set("“”\"'") & set(text)
    assert not set("«»") & set(_QUOTED.sub("", text))


def test_english_quotes_with_curls_in_pairs() -> None:
    said = [one for forms in ENGLISH.values() for one in forms]

    assert not [one for one in said if set('«»"') & set(one) or set("“”") & set(_ENGLISH_QUOTED.sub("", one))]


def test_english_quotes_what_spanish_quotes_by_the_name_that_its_pages_show() -> None:
    wrong = [
        (text, name)
        for text in ASKED
        for name in _QUOTED.findall(text)
        if name in ASKED and ENGLISH[name][0] not in _ENGLISH_QUOTED.findall(" ".join(ENGLISH[text]))
    ]

    assert not wrong


@pytest.mark.parametrize("user", USERS)
def test_a_guide_names_what_pages_show_as_they_show_it(user: str) -> None:
    named = names_in(PROJECT / "docs" / f"{user}.md")

    assert not [name for name in sorted(named) if not is_shown(name)]


def names_in(guide: Path) -> set[str]:
    """Return what stands in italics and begins with a capital."""
    found = _EMPHASIS.findall(guide.read_text(encoding="utf-8"))
    return {" ".join(name.split()).rstrip(".,;:") for name in found if name[:1].isupper()} - FOREIGN


def is_shown(name: str) -> bool:
    """Tell whether a page shows a name, or a sentence begins with it; "…" stands for a value."""
    return name in ASKED or any(re.match(re.escape(name) + r"\b.*\.", text) for text in SENTENCES)


SENTENCES = [_PLACE.sub("…", text) for text in told() if text[:1].isupper()]
