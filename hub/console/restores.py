"""What a restore of the hub left to look at, on the page of the plan: who was not heard since, and what came back."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from hub import lost_model, restores
from hub.console.blueprint import console, page_of, store
from hub.console.view import SIGNING, View
from hub.database import at
from hub.unvouched import unvouched
from shared.web import ngettext, saved, say


def after_a_restore() -> Mapping[str, Any]:
    """Return what the page of the plan shows; nothing where this hub was never restored."""
    found = restores.last_restore(store())
    lost = lost_model.told(store())
    back = restores.unseen(restores.readmitted(store()))
    return {
        "restore": at(found.noticed_s) if found else None,
        "lost_model": say(lost) if lost else "",
        "unvouched": page_of([say(row.words()) for row in unvouched(store())], 12, name="otra-clave"),
        "unheard": page_of(restores.unheard(store()), 12, name="sin"),
        "back": page_of([(row, say(row.words())) for row in back], 12, name="vuelve"),
    }


@console.post("/plan/vueltas")
def seen() -> Response:
    """Note that a person has read the rows that were on the page, and no others."""
    shown = set(request.form.getlist("fila"))
    read = [row for row in restores.readmitted(store()) if f"{row.stream} {row.number}" in shown]
    count = restores.mark_seen(store(), read)
    saved(ngettext("Revisada %(n)s decisión que volvió.", "Revisadas %(n)s decisiones que volvieron.", count))
    return redirect(url_for("console.plan"))


VIEW = View({"console.seen": SIGNING}, under="console.plan")
