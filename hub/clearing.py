"""Taking off the list of what is stopped what nothing else takes off: with the reason, which the history keeps."""

from hub import ledger, stick_files, unlisted
from hub.acts import Kind as Did
from hub.limits import reason_told
from hub.stopped import Kind, Stopped
from hub.store import Store
from shared.acts import Actor


def clear(store: Store, one: Stopped, *, why: str, by: Actor) -> None:
    """
    Take one thing off the list, as it was shown; its records stay, and what comes later is told again.

    Raises:
        BadInput: The reason is missing or too long, or files are not as they were shown.
    """
    why = reason_told(why)
    with store.begin() as connection:
        if one.kind is Kind.FILE:
            gone = stick_files.forget(connection, one.subject)
            subject, told = f"{stick_files.KIND}/{gone.stick or '—'}", {"files": len(gone.files), "stick": gone.stick}
        else:
            unlisted.settle(connection, one.site, one.subject, one.count)
            subject = f"{unlisted.KIND}/{one.site}/{one.subject}"
            told = {"site": one.site, "resource": one.subject, "records": one.count}
        ledger.append(connection, store.now_s(), Did.CLEARED, subject[:80], by, {**told, "why": why})
