"""What is wrong with a JSON text is told in words, with its place."""

import msgspec
import pytest

from shared.json_faults import fault
from shared.resources import Catalogue


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'{"version": 1', "termina antes de tiempo"),
        (b"{\n 'version': 1}", "no es JSON desde la línea 2, letra 2"),
        (b'{"version": 1}', "falta «resources»"),
        (b'{"version": "uno"}', "en «version» se espera un número entero y trae un texto"),
        (
            b'{"version": 1, "resources": [{"id": 3}]}',
            "en «resources 1 › id» se espera un texto y trae un número entero",
        ),
        (b'{"version": 1, "resources": [{"id": "a", "name": "A", "kind": "vela"}]}', "«vela» no es un valor"),
        (b"[]", "se espera un objeto con sus campos y trae una lista"),
        (b'{"version": 1, "resources": [{"id": "\xff"}]}', "no es texto UTF-8"),
    ],
)
def test_what_is_wrong_is_told_in_words(text: bytes, words: str) -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)) as error:
        msgspec.json.decode(text, type=Catalogue)
    said = fault(error.value, text).text()

    assert words in said
    assert not any(word in said for word in ("Expected", "missing", "malformed", "Invalid", "truncated"))
