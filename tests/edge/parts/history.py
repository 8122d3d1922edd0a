"""The laptop's history, staff accounts, duty, and how long data is kept."""

from tests.edge.parts import Part

PART = Part(
    who_may={
        "audit.page": "C",
        **dict.fromkeys(
            ("dossier.page", "dossier.keep", "dossier.since_copy", "dossier.person", "dossier.download"), "C"
        ),
        "duty.page": "C",
        "duty.hand_over": "C",
        "accounts.page": "C",
        "accounts.change": "C",
        "accounts.own": "C T I",
        "accounts.change_own": "C T I",
        "recovering.page": "C T I S V",
        "recovering.recover": "C T I S V",
    },
    unlisted={"recovering.page": "the page of signing in", "dossier.person": "asks whom: from a list"},
    with_values=("/escuela/historial/?antes=2",),
    browsed=(
        "/escuela/historial/",
        "/escuela/cuentas/",
        "/escuela/cargo/",
        "/escuela/datos/",
        "/mi-cuenta/",
        "/entrar/codigo/",
    ),
)
