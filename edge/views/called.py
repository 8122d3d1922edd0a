"""What a pupil is called on the pupils' own pages: as their classmates see them where they sign in."""

from edge.rows import LearnerRow
from edge.views.node import node
from edge.views.words import short_name, short_names


def called(pupil: LearnerRow | None) -> str:
    """Return the short name that tells a pupil apart in their class; nothing where there is none."""
    if pupil is None:
        return ""
    mates = node().store.people.learners(pupil.class_id) if pupil.class_id is not None else []
    names = short_names([row.name or row.code for row in mates])
    own = {row.person: name for row, name in zip(mates, names, strict=True)}
    return own.get(pupil.person) or short_name(pupil.name or pupil.code)
