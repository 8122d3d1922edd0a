"""The stick at the hub: what it brought is taken in, and the answers and models go back on it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from hub import enrol, rounds, schema, stick_files
from hub.carried import Came, Carried, Problem
from hub.ingest import Ingest
from hub.lost_model import lost_model, take_back
from hub.region import names_of_sites
from hub.release import released
from hub.rows import Wait
from hub.store import Store
from hub.taken import Full, Taken
from hub.waiting import question_of
from shared.disk import full_disk_told
from shared.errors import BadInput, NotReady, RoadClosed, SyncError
from shared.ids import NodeId, SiteId
from shared.sentences import N_, Sentence
from shared.whole import forget
from sync import folder
from sync.bundle import bundle_id
from sync.foreign_files import shown
from sync.header import CUT_EARLY
from sync.pages import is_broadcast
from sync.reply import Reply, encode_reply

CUT = N_("El archivo está cortado: se tomó lo que llegó entero. Pida otra copia a la escuela.")
_CUT_EARLY = N_(
    "El archivo está cortado y no se pudo tomar nada de él. En la escuela, escríbalo otra vez en el USB con «Llevar en "
    "USB»: su laptop guarda todo hasta que se le confirme."
)
_NO_QUOTA = N_("Ya esperan demasiados paquetes de computadoras desconocidas. Acéptelas o descártelas, y repita.")
NOT_READ = N_("El archivo no se pudo leer, o es demasiado grande. Si sacó el USB, conéctelo otra vez y repita.")
NOT_OURS = N_("No es un paquete de Chasqui: no se tomó. La laptop de la escuela los escribe con «Llevar en USB».")
_log = logging.getLogger(__name__)

Tell = Callable[[int, int], None]
"""Is told how many files were looked at, of how many."""


def _nobody(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file that somebody's key vouches for."""

    path: Path
    bundle: str
    whole: bool
    """All of it was applied, or waits at the hub for what comes before it."""


@dataclass(slots=True)
class _Intake:
    """What was taken so far."""

    bundles: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    files: dict[NodeId, list[_File]] = field(default_factory=lambda: defaultdict(list))


def carry(
    store: Store, ingest: Ingest, root: Path, tell: Tell = _nobody, *, whom: str = rounds.STICKS_OWN,
    stick: str | None = None, most: int = folder.MAX_FILES,
) -> Carried:  # fmt: skip
    """
    Take in ``CHASQUI/up`` of a stick, and write to ``CHASQUI/down`` what the region says: an answer for each computer
    that sent, the broadcast once for all schools, the model in force, and its own feed for each school that did not
    send but is of the round (*whom*: see ``rounds.chosen``). What was not taken is noted by the name of the *stick*.

    Doing it again takes nothing twice. A file that was cut counts up to where it verifies. One that was taken whole,
    or waits here, leaves the stick once its answer is on it: its laptop keeps everything until it is confirmed. At
    *most* so many files are read in one visit.

    Raises:
        BadInput: There is no such folder.
        RoadClosed: The stick cannot be read, or has a link where a folder should be.
    """
    if not root.is_dir():
        raise BadInput("No se encuentra la carpeta «%(root)s». Conecte el USB y repita.", root=root)
    folder.check_down(root)
    files, strange = folder.sorted_out(root)
    before = _last_stretch(store)
    intake = _Intake(refused=len(strange))
    intake.problems += [Problem(shown(path.name), Sentence(NOT_OURS)) for path in strange[:most]]
    trouble = _take_all(ingest, files[:most], intake, tell)
    trouble = trouble or _noted(store, root.name or str(root) if stick is None else stick, intake)
    answered, cleared, models, loaded = set[NodeId](), 0, 0, rounds.Loaded()
    try:
        carried = folder.carried_for(root)
        # Asked again, now that everything is in: this answer names all that came, and takes the others' place.
        waiting = {row.bundle for row in store.waiting()}
        for node, found in intake.files.items():
            if _answer(root, ingest, node, found[-1].path):
                answered.add(node)
                cleared += sum(forget(one.path) for one in found if one.whole or one.bundle in waiting)
        folder.put_broadcast(root, [encode_reply(reply) for reply in ingest.broadcast()])
        folder.put_introduction(root, ingest.introduction().to_json())
        models = _put_model(store, ingest, root)
        known = rounds.stops(store)
        chosen = rounds.chosen(known, whom, sent=answered, carried=carried, now_s=store.now_s())
        loaded = rounds.load(root, ingest, chosen)
    except (RoadClosed, NotReady) as error:
        _log.warning("stick_stopped why=%s", type(error).__name__)
        trouble = trouble or error.said
    came = _came(store, intake, before, answered)
    return Carried(
        bundles=intake.bundles,
        # Counted at the end: what had to wait for another file of the same stick came in with that one.
        new_events=sum(one.new_events for one in came),
        held=sum(one.held for one in came),
        refused=intake.refused,
        replies=len(answered),
        models=models,
        problems=tuple(intake.problems),
        came=came,
        unread=max(0, len(files) - most),
        cleared=cleared,
        trouble=trouble,
        round=loaded,
    )


def check_stick(root: Path, known: Iterable[Path] = ()) -> None:
    """
    Check that a folder is a stick of ours, or one of those *known* to be sticks: nobody else's is written into.

    Raises:
        BadInput: It is some other folder.
    """
    if root.is_dir() and not (root / folder.TOP).is_dir() and root.resolve() not in set(known):
        raise BadInput(
            "«%(root)s» no tiene la carpeta CHASQUI: no es un USB de Chasqui, y no se escribió nada en él. Revise la "
            "ruta, o repita con --prepare para dejar ahí las respuestas.",
            root=root,
        )


def _take_all(ingest: Ingest, files: list[Path], intake: _Intake, tell: Tell) -> Sentence | None:
    """Take in file after file; return what stopped it, if anything did."""
    for number, path in enumerate(files, start=1):
        intake.bundles += 1
        try:
            taken, id_, why = _take(ingest, path)
        except NotReady as error:
            return error.said
        if why:
            node = taken.node.hex() if taken else ""
            intake.problems.append(Problem(shown(path.name), why, node, id_))
        if taken is None:
            intake.refused += 1
        else:
            intake.files[NodeId(taken.node)].append(_file(path, id_, taken))
        tell(number, len(files))
    return None


def _noted(store: Store, stick: str, intake: _Intake) -> Sentence | None:
    """Note the files of which nothing was kept, and forget those that were taken; return what stopped it."""
    waiting = {row.bundle for row in store.waiting()}
    lost = (one for one in intake.problems if not one.node and one.bundle not in waiting)
    # What begins like a bundle of ours comes before somebody's own files.
    refused = sorted(lost, key=lambda one: one.why.msgid == NOT_OURS)
    taken = [one.path.name for found in intake.files.values() for one in found]
    try:
        with full_disk_told(), store.begin() as connection:
            stick_files.note(connection, store.now_s(), stick, refused, taken)
    except NotReady as error:
        return error.said
    return None


def _file(path: Path, id_: str, taken: Taken) -> _File:
    return _File(path, id_, taken.state == "ok" and taken.complete and not taken.problem)


def _take(ingest: Ingest, path: Path) -> tuple[Taken | None, str, Sentence | None]:
    """Take a file in; return what became of it, None where nothing did, the bundle's id, and what was wrong with it."""
    data = folder.read_bundle(path)
    if data is None:
        return None, "", Sentence(NOT_READ)
    id_ = bundle_id(data)
    try:
        taken = ingest.take(data)
    except SyncError as error:
        _log.warning("stick_refused file=%s why=%s", shown(path.name), type(error).__name__)
        # A file does not go on from where it broke, as what travels over a network does.
        return None, id_, Sentence(_CUT_EARLY) if error.said.msgid == CUT_EARLY else error.said
    if isinstance(taken, Full):
        return None, id_, Sentence(_NO_QUOTA)
    words = taken.problem or ("" if taken.complete else CUT)
    return taken, id_, Sentence(words) if words else None


def _answer(root: Path, ingest: Ingest, node: NodeId, path: Path) -> bool:
    """Leave an answer in place of the earlier ones, and tell so; where there is none to give, those stay."""
    data = folder.read_bundle(path)
    if data is None:
        raise RoadClosed(NOT_READ)
    taken = ingest.take(data)
    if isinstance(taken, Full):
        return False
    before = folder.numbered_replies(root, node)
    own = tuple(page for page in taken.reply.slices if not is_broadcast(page))
    folder.put_reply(root, node, encode_reply(Reply(taken.reply.ack, own)))
    for old in before:
        forget(old)
    return True


def _last_stretch(store: Store) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.coalesce(func.max(schema.stretches.c.id), 0))).scalar_one())


def _events_since(store: Store, last: int) -> Mapping[str, int]:
    """Return how many events came after the *last* stretch, by computer."""
    table = schema.stretches.c
    with store.read() as connection:
        query = select(table.node, func.sum(table.count)).where(table.id > last).group_by(table.node)
        return {node: int(count) for node, count in connection.execute(query).all()}


def _came(store: Store, intake: _Intake, last: int, answered: set[NodeId]) -> tuple[Came, ...]:
    """Return what each computer brought after the *last* stretch of before, those that need somebody's word first."""
    new = _events_since(store, last)
    waiting = {row.bundle: row for row in store.waiting()}
    with store.read() as connection:
        names = names_of_sites(connection)
        sites = {node: str(enrol.site_of(connection, node)) for node in intake.files}
    found = []
    for node, files in intake.files.items():
        ids = (*(one.bundle for one in files), question_of(node))
        held = [waiting[id_] for id_ in ids if id_ in waiting]
        site = sites[node] or (held[0].site if held else "")
        found.append(
            Came(
                node=node.hex(),
                site=site,
                schools=names.get(SiteId(site), ()),
                bundles=len(files),
                new_events=new.get(node.hex(), 0),
                held=len(held),
                known=bool(sites[node]) and all(row.why is not Wait.REVOKED for row in held),
                answered=node in answered,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.known and not one.held, one.schools, one.node)))


def _put_model(store: Store, ingest: Ingest, root: Path) -> int:
    if (lost := lost_model(store)) is not None:
        take_back(store, ingest.introduction().hub, folder.read_model(root, lost.sha256))
    model = released(store)
    if model is None:
        return 0
    folder.put_model(root, model[0].sha256, model[1])
    return 1
