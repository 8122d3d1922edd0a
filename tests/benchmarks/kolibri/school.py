"""
A school in Kolibri, run by the Python of its own environment; KOLIBRI_HOME names whose data.

``school.py PEOPLE`` makes so many learners, each with a password, and one document that they may open.
"""

import sys
from uuid import uuid4

PASSWORD = "puna quinua rio"


def make(people: int) -> tuple[str, ...]:
    """Make them; return the document's node, content and channel, and the school's number."""
    from kolibri.core.auth.models import Facility, FacilityUser
    from kolibri.core.content.models import ChannelMetadata, ContentNode

    facility = Facility.get_default_facility()
    for number in range(people):
        learner = FacilityUser(username=f"alumno{number}", full_name=f"Rosa Número {number}", facility=facility)
        learner.set_password(PASSWORD)
        learner.save()
    channel, root, node, content = (uuid4().hex for _ in range(4))
    top = ContentNode(
        id=root, title="Lecturas", content_id=uuid4().hex, channel_id=channel, kind="topic", available=True
    )
    top.save()
    ContentNode(
        id=node, parent=top, title="El zorro", content_id=content, channel_id=channel, kind="document",
        available=True,
    ).save()  # fmt: skip
    ChannelMetadata(id=channel, name="Lecturas", root=top, min_schema_version="1").save()
    return node, content, channel, facility.id


def main(people: str) -> None:
    """Do what the command says."""
    from kolibri.utils.main import initialize

    initialize(skip_update=True)
    print(*make(int(people)))


if __name__ == "__main__":
    main(*sys.argv[1:])
