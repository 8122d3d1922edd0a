"""Inviting a school from the console: who is invited, and the sheet that goes to it on paper."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.console.blueprint import console, page_of, store
from hub.console.navigation import MORE
from hub.console.view import SIGNING, Group, Listed, View
from hub.enrol import CODE_DAYS, invite
from hub.invited import known_url, open_invitations, sheet_of
from hub.offices import SIGNERS
from hub.own_url import only_for_itself, url_for_schools
from hub.parts import parts
from shared.acts import Actor
from shared.addresses import without_user
from shared.errors import BadInput
from shared.ids import SiteId, site_told
from shared.reachable import only_here
from shared.web import N_, saved, say, who
from shared.web import gettext as _
from sync.spoken import groups

_HERE = "si"


@console.get("/invitaciones")
def invitations() -> str:
    """Show which sites are invited, and the form that invites one more."""
    return _page("", "", _usual_url())


@console.post("/invitaciones")
def invite_site() -> Response | tuple[str, int]:
    """Issue a one-time code for a site, and show its sheet."""
    code, url = request.form.get("local", "").strip()[:20], request.form.get("direccion", "").strip()[:400]
    here = request.form.get("aqui", "") == _HERE
    try:
        site = site_told(code)
        if only_here(url) and not here:
            raise BadInput(
                "«%(url)s» es, en cada equipo, él mismo: la laptop de la escuela se llamaría a sí misma. Escriba la "
                "dirección de la central en la red, como https://192.168.1.20:8060, o marque que es para practicar.",
                url=without_user(url)[:80],
            )
        by = Actor(who().login, SIGNERS[who().role])
        invite(store(), parts().keys.public, site, store().schools(), url, by=by)
    except BadInput as problem:
        return _page(say(problem.said), code, url, here=here), 400
    saved(_("Invitación emitida. Vale %(days)s días, una vez.", days=CODE_DAYS))
    return redirect(url_for("console.invitation_sheet", site=site))


@console.get("/invitaciones/<site>")
def invitation_sheet(site: str) -> str:
    """Show the sheet of a site's newest open invitation, to be printed."""
    from shared.web.qr import qr_of

    sheet = sheet_of(store(), parts().keys.public, SiteId(site[:20])) or abort(404)
    size, path = qr_of(sheet.card)
    return render_template(
        "invitation_sheet.html",
        sheet=sheet,
        names=sheet.invitation.school_names,
        site=site,
        only_here=only_here(sheet.invitation.url),
        size=size,
        path=path,
        letters=sheet.invitation.hub.fingerprint(),
        code=sheet.invitation.code,
        key_lines=groups(sheet.key_words),
        code_lines=groups(sheet.code_words),
    )


def _usual_url() -> str:
    """Return the address that the last invitation gave, or else this computer's own: none that leads to itself."""
    known = known_url(store())
    return known if known and not only_here(known) else url_for_schools(store().config)


def _page(error: str, code: str, url: str, *, here: bool = False) -> str:
    return render_template(
        "invitations.html", error=error, code=code, url=url, days=CODE_DAYS, here=here, only_here=only_here(url),
        closed=only_for_itself(store().config), page=page_of(open_invitations(store())),
    )  # fmt: skip


VIEW = View(
    {"console.invitations": SIGNING, "console.invite_site": SIGNING, "console.invitation_sheet": SIGNING},
    under=MORE,
    listed=(
        Listed(
            "console.invitations",
            N_("Invitaciones"),
            N_("El código con que la laptop de una escuela se inscribe."),
            "key",
            Group.COMPUTERS,
        ),
    ),
)
