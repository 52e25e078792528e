"""The front door of the audit."""

from sortie.kernel.audit.ddl import RESTORED, TENANT_DDL
from sortie.kernel.audit.entries import append, entry_row
from sortie.kernel.audit.keeper import Keeper, open_keeper
from sortie.kernel.audit.merkle import check_consistency, check_inclusion
from sortie.kernel.audit.reading import entries, head_time
from sortie.kernel.audit.sealing import prove_consistency, prove_inclusion, seal
from sortie.kernel.audit.verify import verify

__all__ = [
    "RESTORED",
    "TENANT_DDL",
    "Keeper",
    "append",
    "check_consistency",
    "check_inclusion",
    "entries",
    "entry_row",
    "head_time",
    "open_keeper",
    "prove_consistency",
    "prove_inclusion",
    "seal",
    "verify",
]
