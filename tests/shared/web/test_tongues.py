"""Languages are named in the reader's language."""

from flask import Flask

from shared.web.i18n import COOKIE
from shared.web.tongues import TONGUES, tongue, tongues


def test_languages_are_named_and_one_without_a_name_keeps_its_code() -> None:
    assert tongues(["quy", "cni", "es"]) == "quechua chanka, cni, castellano"
    assert tongue("") == ""


def test_every_name_is_said_in_english_too() -> None:
    with Flask(__name__).test_request_context(headers={"Cookie": f"{COOKIE}=en"}):
        named = {code: tongue(code) for code in TONGUES}

    assert named["es"] == "Spanish"
    assert [code for code in TONGUES if named[code] == TONGUES[code]] == []
