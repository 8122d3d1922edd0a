"""What a language lacks is found and told."""

import json
import re

from click.testing import CliRunner

from shared.web.extraction import Message, first_messages
from shared.web.i18n import Catalogue
from shared.web.missing import gaps, main

WORDS = Catalogue({"Ayuda": "Help", "Vieja": "Old", "quedan %(n)s": "left"}, {"%(n)s día": ("a day", "%(n)s days")})


def test_a_message_without_a_translation_is_missing_with_its_place() -> None:
    found = gaps(WORDS, {Message("Ayuda"): "a.py:1", Message("Salir"): "b.html:7"})

    assert found.missing == {"Salir": "b.html:7"}


def test_a_plural_is_missing_where_only_its_singular_is_translated() -> None:
    asked = {Message("Ayuda", "Ayudas"): "a.py:1", Message("%(n)s día", "%(n)s días"): "a.py:2"}

    assert list(gaps(WORDS, asked).missing) == ["Ayuda"]


def test_a_translation_that_nobody_asks_for_is_named() -> None:
    assert gaps(WORDS, {Message("Ayuda"): "a.py:1"}).unasked == ["%(n)s día", "Vieja", "quedan %(n)s"]


def test_a_translation_that_loses_a_value_is_named() -> None:
    asked = {Message("quedan %(n)s"): "a.py:1", Message("%(n)s día", "%(n)s días"): "a.py:2"}

    assert gaps(WORDS, asked).uneven == ["quedan %(n)s"]


def test_english_is_complete_and_the_command_says_so() -> None:
    done = CliRunner().invoke(main, ["--json"])

    assert json.loads(done.output)["en"] == {"missing": {}, "unasked": [], "uneven": [], "twofold": []}
    assert done.exit_code == 0


def test_what_pupils_read_and_the_five_questions_are_told_apart_from_the_rest() -> None:
    done = CliRunner().invoke(main, ["--first"])
    lines = done.output.splitlines()

    assert done.exit_code == 0
    assert len(set(re.findall(r"de (\d+) mensajes traducidos", done.output))) == 1
    assert any("student_signin.html" in where for where in first_messages().values())
    assert not [line for line in lines if "¿Qué falta?" in line or "lan.py" in line or "Nadie lo pide" in line]


def test_the_five_questions_and_the_pictures_are_among_the_first_words() -> None:
    first = {message.text for message in first_messages()}

    assert {"¿Se envió lo mío?", "¿Está sano el equipo?", "Sol", "Entra con tu tarjeta", "¿Eres %(name)s?"} <= first
    assert "Exportar" not in first
