"""What came and does not count."""

from collections.abc import Sequence

from hub import schema, stick_files
from hub.carried import Problem
from hub.carry import NOT_OURS
from hub.forks import open_forks
from hub.store import Store
from shared.sentences import Sentence
from tests.hub.office import SITES
from tests.hub.parts import Part


def forked(store: Store) -> None:
    """Let a second history of a site have come, which branches off the first one."""
    segment = {"name": "fork", "kind": "events", "rows": 1, "bytes": 1, "committed_s": 0}
    stretch = {"tree": "f" * 16, "incarnation": "f" * 16, "first_seq": 2, "first_depth": 2, "count": 1, "heads": b"",
               "parent_incarnation": "f" * 16, "parent_seq": 1, "parent_head": "f" * 32, "forks": True,
               "segment": "fork", "node": "f" * 16, "site": SITES[3]}  # fmt: skip
    with store.begin() as connection:
        connection.execute(schema.segments.insert(), segment)
        connection.execute(schema.stretches.insert(), stretch)


def refused(store: Store) -> str:
    """Let two files of a stick not have been taken; return what names them."""
    problems = [Problem(name, Sentence(NOT_OURS)) for name in ("a.jpg", "b.jpg")]
    with store.begin() as connection:
        stick_files.note(connection, store.now_s(), "KINGSTON", problems, ())
        return stick_files.not_taken(connection)[0].id


def examples(store: Store) -> Sequence[str]:
    if not open_forks(store):
        forked(store)
    return [
        f"/locales/{SITES[3]}/aclarado",
        "/detenidos",
        "/detenidos?tipo=resource",
        "/detenidos?q=nobody",
        "/?detenido=si",
        f"/detenidos/quitar?tipo=resource&local={SITES[4]}&cual=proyector",
        f"/detenidos/quitar?tipo=file&cual={refused(store)}",
    ]


PART = Part(
    who_may={
        "console.stopped_records": "OAN",
        "console.stopped_csv": "OAN",
        "console.confirm_cleared": "OA",
        "console.clear_stopped": "OA",
    },
    examples=examples,
    unseen=frozenset({"console.stopped_csv"}),
    names=("un código demasiado largo. Se guarda aparte; avise a soporte.", "proyector"),
)
