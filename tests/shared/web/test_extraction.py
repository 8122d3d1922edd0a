"""Every way in which the code asks for words is seen."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import shared.errors
from shared.web.extraction import FOLDERS, ROOT, Message, messages, of_code


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('_("Ayuda")', Message("Ayuda")),
        ('_("una " "frase")', Message("una frase")),
        ('web.N_("Plan")', Message("Plan")),
        ('ngettext("un día", "%(n)s días", 3)', Message("un día", "%(n)s días")),
        ('web.nfragment("un día", "%(n)s días", 3)', Message("un día", "%(n)s días")),
        ('Sentence("faltan %(n)s", {"n": 1})', Message("faltan %(n)s")),
        ('words = "Falta %(what)s."\nraise NotReady(words, what="x")', Message("Falta %(what)s.")),
        ('raise BadIdentifier("recurso", text, "guia-com-3")', Message("recurso")),
        ('unpack(data, list, what="la ficha")', Message("la ficha")),
        ('raise NotReady("Falta %(what)s.", what="x")', Message("Falta %(what)s.")),
        ('raise BadRow(line, "Falta %(what)s.", what="x")', Message("Falta %(what)s.")),
    ],
)
def test_a_call_that_asks_for_words_is_found(source: str, message: Message) -> None:
    assert [found for _line, found in of_code(source)] == [message]


@pytest.mark.parametrize("source", ['print("Ayuda")', "_(words)", 'raise ValueError("a bug")', '_("")'])
def test_any_other_text_is_not(source: str) -> None:
    assert list(of_code(source)) == []


def test_pages_reasons_and_code_are_all_read() -> None:
    found = {message.text for message in messages()}

    assert {"¿Se envió lo mío?", "Necesidad cubierta", "Los valores no coinciden"} - found == {
        "Los valores no coinciden"
    }


def test_no_error_is_made_of_a_text_that_nobody_could_translate() -> None:
    errors = {name for name, kind in vars(shared.errors).items() if isinstance(kind, type)} & _raised()
    glued = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node in _calls()
        if isinstance(node.func, ast.Name) and node.func.id in errors and any(map(_is_glued, node.args[:1]))
    ]

    assert errors
    assert glued == []


def _calls() -> Iterator[tuple[Path, ast.Call]]:
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            yield from ((path, node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def _raised() -> set[str]:
    return {node.func.id for _path, node in _calls() if isinstance(node.func, ast.Name)}


def _is_glued(argument: ast.expr) -> bool:
    return isinstance(argument, ast.JoinedStr | ast.BinOp)
