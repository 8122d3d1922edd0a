"""What both applications' pages have: sign-in, help, privacy, static files."""

from tests.edge.parts import Part

PART = Part(
    who_may=dict.fromkeys(
        ("web.static", "web.signin", "web.enter", "web.help", "web.privacy", "web.signout"), "C T I S V"
    ),
    over_the_air=frozenset({"web.static", "web.help", "web.privacy", "web.signout"}),
    words={"filename": "chasqui.css"},
    unlisted={"web.signin": "who is in, is in"},
    names=("Español", "Runasimi", "UGEL", "PECOSA", "Chasqui"),
    browsed=("/ayuda", "/privacidad"),
)
