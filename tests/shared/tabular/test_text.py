"""Which encoding a text has is told from what Spanish looks like in it; what is no text is refused by name."""

import pytest

from shared.errors import BadInput, BadRow
from shared.sentences import Sentence
from shared.tabular import parse_table
from shared.tabular.text import encoding_of

SHOUTED = "CÓDIGO;INSTITUCIÓN\n0403691;NIÑO JESÚS DE ÁVILA\n0403692;SEÑOR DE LOS ÚLTIMOS\n"
SPOKEN = "código;institución\n0403691;José María Argüedas, 3° «B»\n0403692;¿Señor? Túpac Ibáñez\n"


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", [SHOUTED, SPOKEN], ids=["shouted", "spoken"])
def test_the_encoding_is_the_one_that_reads_as_spanish(said: str, encoding: str) -> None:
    said = said.replace("«", "").replace("»", "")

    assert encoding_of(said.encode(encoding), "x") == encoding


@pytest.mark.parametrize(
    "word", ["Ñ", "ñandú", "PERÚ", "Perú", "CAFÉ", "San José", "ÁNCASH", "Ibáñez", "3° A", "ACCIÓN"]
)
@pytest.mark.parametrize("encoding", ["cp850", "cp1252"])
def test_one_accented_word_is_enough(word: str, encoding: str) -> None:
    assert encoding_of(f"nombre\n{word}\n".encode(encoding), "x") == encoding


def test_letters_that_were_lost_before_are_told_and_the_rest_is_read() -> None:
    data = b"a;b\r\nCA\xef\xbf\xbdETE;1\r\nNI\xef\xbf;2\r\nSE\xef\xbf\xbdOR;3\r\n"

    table = parse_table(data)

    assert [row["a"] for row in table.rows] == ["CA\ufffdETE", "NI\ufffd", "SE\ufffdOR"]
    assert "Filas: 3" in table.notes[0].text()


def test_utf8_with_a_damaged_place_is_refused_with_its_line() -> None:
    with pytest.raises(BadRow, match="Línea 3"):
        parse_table("a;b\nñ;é\ná;".encode() + b"\xff" + "í;ó\n".encode())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel antiguo"),
        (b"\x89PNG\r\n", "imagen"),
        (b"\r\n<html><table><tr><td>1</td></tr></table>", "página web"),
        (b'<?xml version="1.0"?><Workbook/>', "página web"),
        (bytes(range(1, 40)) * 9, "no es un archivo de texto"),
    ],
)
def test_what_is_no_text_is_called_by_its_name(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        parse_table(data)


def test_accents_that_were_written_twice_are_put_right_and_told() -> None:
    data = "a;b\nNIÑO JESÚS;Ángel\nIE;1\n".encode().decode("latin-1").encode()

    table = parse_table(data)

    assert [tuple(row.cells.values()) for row in table.rows] == [("NIÑO JESÚS", "Ángel"), ("IE", "1")]
    assert "Filas: 1" in table.notes[0].text()


def test_what_a_file_is_instead_can_be_said_in_another_language() -> None:
    with pytest.raises(BadInput) as caught:
        encoding_of(b"%PDF-1.7", "x")

    assert caught.value.said.params["what"] == Sentence("un PDF")


def test_a_quote_left_open_is_told_in_our_words() -> None:
    with pytest.raises(BadRow, match="una comilla quedó abierta") as caught:
        parse_table(b'a,b\n1,"2\n')

    assert "unexpected" not in str(caught.value)
