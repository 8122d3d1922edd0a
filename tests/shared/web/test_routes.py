"""Addresses are the same as Flask's own, and nothing is compiled for one that nobody asks for."""

import builtins

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import BuildError

from shared.web.routes import Route

RULES = ("/", "/a/<name>", "/a/<int:number>/b", "/c/<path:where>", "/d/", "/e/<name>/<int(fixed_digits=3):number>")


def application(*, routes: bool) -> Flask:
    app = Flask(__name__, static_folder=None)
    if routes:
        app.url_rule_class = Route
    for rule in RULES:
        app.add_url_rule(rule, endpoint=rule, view_func=str, defaults={"page": 1} if rule == "/d/" else None)
    return app


THEIRS, OURS = application(routes=False), application(routes=True)


def address(app: Flask, endpoint: str, **values: object) -> str:
    with app.test_request_context():
        try:
            return url_for(endpoint, **values)  # type: ignore[arg-type]
        except BuildError:
            return "none"


@given(
    endpoint=st.sampled_from(RULES),
    values=st.fixed_dictionaries(
        {},
        optional={
            "name": st.text(max_size=5),
            "number": st.integers(0, 9_999),
            "where": st.text(max_size=5),
            "page": st.integers(1, 2),
            "q": st.text(max_size=5),
        },
    ),
)
def test_an_address_is_what_flask_would_make_of_it(endpoint: str, values: dict[str, object]) -> None:
    assert address(OURS, endpoint, **values) == address(THEIRS, endpoint, **values)


def test_nothing_is_compiled_before_an_address_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, compile_ = list[object](), builtins.compile

    def told(source: object, *more: object, **named: object) -> object:
        compiled.append(source)
        return compile_(source, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(builtins, "compile", told)
    app = application(routes=True)
    before = len(compiled)
    address(app, "/a/<name>", name="x")
    once = len(compiled)
    address(app, "/a/<name>", name="y")

    assert (before, once > 0, len(compiled)) == (0, True, once)
