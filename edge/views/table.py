"""The modules of pages that a node serves: the one place where a new one is added."""

from edge.views import (
    answers,
    arrivals,
    asking,
    classroom,
    count,
    devices,
    erasing,
    home,
    importing,
    joining,
    lan,
    more,
    needs,
    record,
    register,
    sending,
    student,
    teaching,
)

VIEWS = (
    home.VIEW,
    record.VIEW,
    teaching.VIEW,
    asking.VIEW,
    register.VIEW,
    count.VIEW,
    devices.VIEW,
    needs.VIEW,
    arrivals.VIEW,
    answers.VIEW,
    importing.VIEW,
    classroom.VIEW,
    erasing.VIEW,
    sending.VIEW,
    joining.VIEW,
    lan.VIEW,
    more.VIEW,
    student.VIEW,
)
"""In the order in which *Más* lists them and, where no day decides, home their tasks."""
