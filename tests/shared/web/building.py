"""A small application on shared.web, with accounts kept in memory."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from flask import Blueprint, Flask, jsonify, render_template_string
from flask.testing import FlaskClient

from shared import web
from shared.web.tries import Tries, TriesOfOneProcess

PASSPHRASE = "puna quinua rio sol"
PAGE = """{% extends "hub.html" %}{% import "macros.html" as ui %}
{% block title %}x{% endblock %}{% block main %}<h1>x</h1>{{ ui.state("ok") }}{% endblock %}"""


@dataclass
class SteppedClock:
    """A clock that moves when told to."""

    at: datetime = datetime(2026, 6, 23, 14, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def elapsed_s(self) -> float:
        return self.at.timestamp()

    def pass_s(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class KeptAccounts:
    """Accounts in dictionaries."""

    credentials: dict[str, web.Credential] = field(default_factory=dict)
    sessions: dict[bytes, web.Session] = field(default_factory=dict)
    throttles: dict[str, web.Throttle] = field(default_factory=dict)

    def credential(self, login: str) -> web.Credential | None:
        return self.credentials.get(login)

    def set_credential(self, credential: web.Credential) -> None:
        self.credentials[credential.login] = credential

    def open_session(self, session: web.Session) -> None:
        self.sessions[session.token_hash] = session

    def session(self, token_hash: bytes) -> web.Session | None:
        return self.sessions.get(token_hash)

    def touch_session(self, token_hash: bytes, seen_s: int) -> None:
        old = self.sessions[token_hash]
        self.sessions[token_hash] = web.Session(token_hash, old.login, old.role, old.person, old.opened_s, seen_s)

    def close_session(self, token_hash: bytes) -> None:
        self.sessions.pop(token_hash, None)

    def close_sessions_of(self, login: str) -> None:
        self.sessions = {key: kept for key, kept in self.sessions.items() if kept.login != login}

    def throttle(self, key: str) -> web.Throttle:
        return self.throttles.get(key, web.Throttle())

    def set_throttle(self, key: str, throttle: web.Throttle) -> None:
        self.throttles[key] = throttle

    def tries(self) -> Tries:
        return TriesOfOneProcess(self)


@cache
def hashed(secret: str) -> str:
    """Return the Argon2id hash of a secret at its least cost, which is checked as any other is: most tests sign in."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(secret)


def accounts_with(**roles: web.Role) -> KeptAccounts:
    """Return accounts whose passphrase is PASSPHRASE."""
    kept = KeptAccounts()
    secret = hashed(PASSPHRASE)
    for login, role in roles.items():
        kept.set_credential(web.Credential(login, role, secret))
    return kept


def app_on(accounts: web.Accounts, clock: SteppedClock) -> Flask:
    """Return an application with a page for operators, one for pupils, and one for machines."""
    app = Flask("small", static_folder=None)
    console = Blueprint("console", "small")
    console.add_url_rule("/", "schools", lambda: render_template_string(PAGE))
    console.add_url_rule("/plan", "approve", lambda: "ok", methods=["POST"])
    console.add_url_rule("/a/", "pupil", lambda: "hola")
    console.add_url_rule("/v1/bundles/<name>", "put", lambda name: jsonify(held=0), methods=["GET", "PUT"])
    console.add_url_rule("/olvidada", "forgotten", lambda: "nobody wrote a rule")
    app.register_blueprint(console)
    operators = frozenset({web.Role.OPERATOR})
    policy = web.Policy(
        {"console.schools": operators, "console.approve": operators, "console.pupil": web.EVERYONE},
        lan=frozenset({"console.pupil"}),
        machine=frozenset({"console.put"}),
    )
    nav = [web.NavItem("console.schools", "Escuelas", "map")]
    web.install(app, accounts=accounts, policy=policy, clock=clock, home="console.schools", region=True, nav=nav)
    return app


def form_token(page: str) -> str:
    """Return the form token of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found[1]


def sign_in(client: FlaskClient, login: str, passphrase: str = PASSPHRASE) -> int:
    """Sign in through the form; return the status of the answer."""
    token = form_token(client.get("/entrar").text)
    return client.post("/entrar", data={"csrf": token, "cuenta": login, "clave": passphrase}).status_code
