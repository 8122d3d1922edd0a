"""The offices whose accounts may sign and publish plans, as schools are told them."""

from collections.abc import Mapping

from shared.web import N_, Role

SIGNERS: Mapping[Role, str] = {Role.OPERATOR: N_("Operación regional"), Role.ADMIN: N_("Administración")}
"""The policy table of the pages takes its signers from here, and so do the commands and the rule of two signatures."""
