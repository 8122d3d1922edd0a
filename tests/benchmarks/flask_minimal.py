"""
The least that serves the same page and makes the same commit: ``python flask_minimal.py PORT DATABASE``.

Flask, waitress with four threads and one SQLite table with ``synchronous=FULL``; no sign-in, no form token, no words in
two languages, no log with a chain. What anything on the same parts costs at least.
"""

import sqlite3
import sys
import threading
from pathlib import Path

import waitress
from flask import Flask, redirect, render_template_string, request
from werkzeug.wrappers import Response

PAGE = """<!doctype html><html lang="es"><meta charset="utf-8"><title>Tus materiales</title><h1>Hola, {{ who }}</h1>
{% for item in materials %}<article><h2>{{ item }}</h2><form method="post" action="/abrir">
<input type="hidden" name="who" value="{{ who }}"><button name="material" value="{{ item }}">Abrir</button></form>
</article>{% endfor %}</html>"""
MATERIALS = tuple(f"Material {number}" for number in range(1, 13))


def create_app(database: Path) -> Flask:
    """Return the application over *database*."""
    app, gate = Flask(__name__), threading.Lock()
    db = sqlite3.connect(database, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS uses (n INTEGER PRIMARY KEY, who TEXT, material TEXT)")

    @app.get("/")
    def page() -> str:
        return render_template_string(PAGE, who=request.args.get("who", ""), materials=MATERIALS)

    @app.post("/abrir")
    def save() -> Response:
        with gate, db:
            db.execute(
                "INSERT INTO uses (who, material) VALUES (?, ?)", (request.form["who"], request.form["material"])
            )
        return redirect(f"/?who={request.form['who']}")

    return app


if __name__ == "__main__":
    waitress.serve(create_app(Path(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]), threads=4)
