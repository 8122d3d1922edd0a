"""People of the school: erasing a learner."""

from tests.edge.parts import Part

PART = Part(
    who_may={"erasing.page": "C", "erasing.erase": "C"},
    unlisted={"erasing.page": "asks whom: from the list of a class"},
)
