"""What each bundle says of this laptop before anything else: how it is, and who vouches for it."""

from edge.enrol import Identity
from edge.store import Store
from edge.unvouched import unvouched
from shared.events import Fields
from shared.fact_fields import NUMBERS

_SEEN = ("app_version", "model_version", "disk_free_mb", "clock_ok", "backup_age_h")


def health_of(store: Store, identity: Identity) -> Fields:
    """Return the few things that the region sees of this laptop before anything else arrives."""
    seen, who = store.health(), identity.invitation
    known = {NUMBERS[name]: seen[name] for name in _SEEN if seen[name] is not None}
    lost = unvouched(store, who.hub, who.site)
    return known | {NUMBERS["pending"]: store.outbox.pending()} | ({NUMBERS["unvouched"]: lost} if lost else {})


def proof_of(store: Store, identity: Identity) -> bytes | None:
    """Return the proof of enrolment as long as the hub has not recognised this computer."""
    known = store.outbox.cursor().proof and not store.db.setting("held", bool, False)
    return None if known else identity.enrolment
