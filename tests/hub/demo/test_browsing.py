"""Filling forms as a coordinator does."""

from hub.demo.browsing import delivery_form, inputs

PAGE = """<form><input type="hidden" name="csrf" value="token">
<td class="n"><b>5</b></td>
<td class="n"><input class="short" id="a-tablet" name="a-tablet" value=""></td>
<td><input name="x-tablet" value="0"></td>
<td class="n"><b>3</b></td>
<td class="n"><input class="short" id="a-charger" name="a-charger" value=""></td>
<input type="checkbox" name="sin_acta" value="1"><input name="acta" value="">
<input id="fecha" name="fecha" value="17/10/2026"></form>"""


def test_a_form_keeps_what_it_already_holds() -> None:
    assert inputs(PAGE)["fecha"] == "17/10/2026"


def test_one_unit_of_the_first_line_is_rejected_and_the_rest_accepted() -> None:
    form = delivery_form(PAGE, "000007", "Transportes")

    assert (form["a-tablet"], form["x-tablet"], form["m-tablet"]) == ("4", "1", "golpeado")
    assert (form["a-charger"], form["x-charger"], form["m-charger"]) == ("3", "0", "")
    assert (form["csrf"], form["pecosa"]) == ("token", "000007")
    assert (form["acta"], form["guardado"], "sin_acta" in form) == ("000007-DEMO", "seco_con_llave", False)
