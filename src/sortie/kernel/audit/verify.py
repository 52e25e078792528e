"""Checking the log against itself and against the heads exported out of the database."""

from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from sortie.base.db import Row
from sortie.kernel.audit.contracts import AuditReport, Damage, Finding, Head
from sortie.kernel.audit.entries import LEAF_COLUMNS, leaf_content
from sortie.kernel.audit.keeper import read_heads, signature_holds
from sortie.kernel.audit.merkle import Frontier, leaf_hash
from sortie.kernel.tenancy.contracts import Tx

_PAGE = 2_000


async def verify(tx: Tx, heads_path: Path, *, public_key: bytes | None = None) -> AuditReport:
    """Walk the whole log once; O(log n) memory.

    ``public_key``: the key heads must be signed with; without it each head's own key counts,
    which shows damage to the log but not a swapped key.
    """
    heads, findings = _trusted(tx, heads_path, public_key)
    roots = {head.size: head.root for head in heads}
    tree = Frontier()
    expected = 0
    async for row in _leaves(tx):
        if row["leaf_index"] != expected:
            findings.append(Finding(Damage.DELETED, expected, detail="leaf missing"))
        expected = row["leaf_index"] + 1
        findings.extend(_leaf_findings(row))
        tree = tree.add([row["hash"]])
        if tree.size in roots and roots[tree.size] != tree.root:
            findings.append(
                Finding(Damage.REORDERED, tree.size, detail="root differs from the exported head")
            )
    longest = max(roots, default=0)
    if longest > tree.size:
        findings.append(
            Finding(Damage.TRUNCATED, tree.size, detail=f"an exported head has {longest} leaves")
        )
    findings.extend(await _missing_heads(tx, {head.size for head in read_heads(heads_path)}))
    unsealed, backdated = await _outside(tx)
    findings.extend(backdated)
    return AuditReport(tree.size, unsealed, len(heads), tuple(findings))


async def _missing_heads(tx: Tx, exported: AbstractSet[int]) -> list[Finding]:
    """Heads the database has and the export lacks: without them a shorter log can't be told.

    Heads behind the last exported one may have been lost by a crash; the next seal exports them.
    """
    longest = max(exported, default=None)
    rows = await tx.fetch(
        f"SELECT size FROM {tx.t('audit_head')} WHERE $1::bigint IS NULL OR size < $1 ORDER BY size",
        longest,
    )
    return [
        Finding(Damage.UNWITNESSED, row["size"], detail="its exported head is missing")
        for row in rows
        if row["size"] not in exported
    ]


async def _leaves(tx: Tx) -> AsyncIterator[Row]:
    """Every leaf with its entry, in pages: the log may be longer than memory."""
    after = -1
    while True:
        rows = await tx.fetch(
            f"SELECT l.index AS leaf_index, l.hash, l.entry_id, {LEAF_COLUMNS} "
            f"FROM {tx.t('audit_leaf')} AS l "
            f"LEFT JOIN {tx.t('audit_entry')} AS e ON e.id = l.entry_id "
            "WHERE l.index > $1 ORDER BY l.index LIMIT $2",
            after,
            _PAGE,
        )
        for row in rows:
            yield row
        if len(rows) < _PAGE:
            return
        after = rows[-1]["leaf_index"]


def _trusted(
    tx: Tx, heads_path: Path, public_key: bytes | None
) -> tuple[list[Head], list[Finding]]:
    heads, findings = [], []
    for head in read_heads(heads_path):
        ours = head.tenant == tx.tenant.id and public_key in (None, head.key)
        if ours and signature_holds(head):
            heads.append(head)
        else:
            findings.append(Finding(Damage.FORGED, head.size, detail="head not signed by our key"))
    return heads, findings


def _leaf_findings(row: Row) -> list[Finding]:
    where = (row["leaf_index"], row["entry_id"])
    if row["id"] is None:
        return [Finding(Damage.DELETED, *where, detail="entry missing")]
    if leaf_hash(leaf_content(row)) != row["hash"]:
        return [Finding(Damage.EDITED, *where)]
    return []


async def _outside(tx: Tx) -> tuple[int, list[Finding]]:
    """Entries without a leaf: waiting ones, and ones slipped in behind the last seal."""
    rows = await tx.fetch(
        "SELECT e.id, h.epoch IS NOT DISTINCT FROM f.epoch "
        "AND pg_visible_in_snapshot(e.tx, h.seen::text::pg_snapshot) AS behind "
        f"FROM {tx.t('audit_entry')} AS e CROSS JOIN {tx.t('feed_state')} AS f LEFT JOIN "
        f"(SELECT seen, epoch FROM {tx.t('audit_head')} ORDER BY size DESC LIMIT 1) AS h ON true "
        f"WHERE NOT EXISTS (SELECT 1 FROM {tx.t('audit_leaf')} AS l WHERE l.entry_id = e.id)"
    )
    behind = [Finding(Damage.BACKDATED, None, row["id"]) for row in rows if row["behind"]]
    return len(rows) - len(behind), behind
