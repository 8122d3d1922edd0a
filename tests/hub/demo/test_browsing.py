"""Filling forms as a coordinator does."""

from hub.demo.browsing import delivery_form, inputs

PAGE = """<form><input type="hidden" name="csrf" value="token">
<input name="a-tablet" value=""><input name="x-tablet" value="0"><select name="m-tablet"><option value="">-</option></select>
<input id="pecosa" name="pecosa" value="000007"></form>"""


def test_a_form_keeps_what_it_already_holds() -> None:
    assert inputs(PAGE)["pecosa"] == "000007"


def test_one_unit_of_the_first_line_is_rejected_and_the_rest_accepted() -> None:
    form = delivery_form(PAGE, {"tablet": 5, "charger": 3}, "Transportes")

    assert (form["a-tablet"], form["x-tablet"], form["m-tablet"]) == ("4", "1", "no_enciende")
    assert (form["a-charger"], form["x-charger"], form["m-charger"]) == ("3", "0", "")
    assert form["csrf"] == "token"
