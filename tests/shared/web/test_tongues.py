"""Languages are named in the reader's language."""

from flask import Flask

from shared.web.i18n import COOKIE
from shared.web.tongues import TONGUES, kind_told, tongue, tongues


def test_languages_are_named_and_one_without_a_name_keeps_its_code() -> None:
    assert tongues(["quy", "cni", "es"]) == "quechua chanka, cni y castellano"
    assert tongue("") == ""


def test_every_name_is_said_in_english_too() -> None:
    with Flask(__name__).test_request_context(headers={"Cookie": f"{COOKIE}=en"}):
        named = {code: tongue(code) for code in TONGUES}

    assert named["es"] == "Spanish"
    assert [code for code in TONGUES if named[code] == TONGUES[code]] == []


def test_a_group_of_several_languages_is_named_in_the_reader_s_language_and_no_other_group_is_touched() -> None:
    with Flask(__name__).test_request_context(headers={"Cookie": f"{COOKIE}=en"}):
        english = kind_told("language", "es|quy")

    assert english == "Spanish and Chanka Quechua"
    assert kind_told("language", "es|quy") == "castellano y quechua chanka"
    assert kind_told("rurality", "Rural 1") == "Rural 1"
