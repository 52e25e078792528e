"""Sealing: committed entries become leaves, and the tree's head is signed and exported."""

from collections.abc import Iterable
from uuid import UUID

from sortie.kernel.audit.contracts import EntryNotSealedError, Head, InclusionProof
from sortie.kernel.audit.entries import LEAF_COLUMNS, leaf_content
from sortie.kernel.audit.keeper import Keeper
from sortie.kernel.audit.merkle import (
    Frontier,
    consistency_path,
    inclusion_path,
    leaf_hash,
    unpack,
)
from sortie.kernel.tenancy.contracts import Tx

_LOCK = 0x5EA1
_NOTHING_SEEN = "1:1:"


async def seal(tx: Tx, keeper: Keeper, *, limit: int = 50_000) -> Head | None:
    """Make leaves of every entry committed since the last seal; the new head, None if no news.

    Which entries are new is told by the two seals' snapshots, so a late commit isn't missed.
    The head is exported after the commit; one lost by a crash then is exported by the next seal.
    """
    await tx.execute("SELECT pg_advisory_xact_lock($1, hashtext($2))", _LOCK, tx.tenant.schema)
    epoch, now = await _moment(tx)
    size, frontier, seen = await _last(tx, epoch)
    rows = await tx.fetch(
        f"SELECT {LEAF_COLUMNS} FROM {tx.t('audit_entry')} AS e "
        "WHERE tx >= pg_snapshot_xmin($1::text::pg_snapshot) "
        "AND NOT pg_visible_in_snapshot(tx, $1::text::pg_snapshot) "
        "AND pg_visible_in_snapshot(tx, $2::text::pg_snapshot) "
        f"AND NOT EXISTS (SELECT 1 FROM {tx.t('audit_leaf')} AS l WHERE l.entry_id = e.id) "
        "ORDER BY at, id LIMIT $3",
        seen,
        now,
        limit,
    )
    tx.after_commit(lambda: _export(keeper, heads))
    if not rows:
        heads = await _heads_after(tx, keeper.exported_size(tx.tenant.id))
        return None
    hashes = [leaf_hash(leaf_content(row)) for row in rows]
    await tx.con.executemany(
        f"INSERT INTO {tx.t('audit_leaf')} (index, entry_id, hash) VALUES ($1, $2, $3)",
        [(size + n, row["id"], hashes[n]) for n, row in enumerate(rows)],
    )
    reached = seen if len(rows) == limit else now
    head = await _save(tx, keeper, frontier.add(hashes), reached, epoch)
    heads = await _heads_after(tx, keeper.exported_size(tx.tenant.id))
    return head


async def _export(keeper: Keeper, heads: Iterable[Head]) -> None:
    """Runs after the commit, so what is exported is never ahead of the database."""
    for head in heads:
        keeper.export(head)


async def prove_inclusion(tx: Tx, entry_id: UUID) -> InclusionProof:
    """Proof that an entry is under the newest head.

    Raises:
        EntryNotSealedError: it has no leaf yet.
    """
    index = await tx.value(f"SELECT index FROM {tx.t('audit_leaf')} WHERE entry_id = $1", entry_id)
    if index is None:
        raise EntryNotSealedError
    leaves = await _leaves(tx)
    return InclusionProof(index, len(leaves), leaves[index], inclusion_path(index, leaves))


async def prove_consistency(tx: Tx, old_size: int) -> tuple[bytes, ...]:
    """Proof that the log of ``old_size`` entries is the beginning of today's."""
    return consistency_path(old_size, await _leaves(tx))


async def _moment(tx: Tx) -> tuple[int, str]:
    """The feed's epoch and this statement's snapshot."""
    row = await tx.row(
        f"SELECT epoch, pg_current_snapshot()::text AS now FROM {tx.t('feed_state')}"
    )
    if row is None:  # pragma: no cover  the tenant's DDL inserts it
        msg = f"feed_state of {tx.tenant.schema} is empty"
        raise RuntimeError(msg)
    return row["epoch"], row["now"]


async def _last(tx: Tx, epoch: int) -> tuple[int, Frontier, str]:
    row = await tx.row(
        f"SELECT size, peaks, seen, epoch FROM {tx.t('audit_head')} ORDER BY size DESC LIMIT 1"
    )
    if row is None:
        return 0, Frontier(), _NOTHING_SEEN
    # after a restore an old snapshot says nothing: look at all entries without a leaf
    seen = row["seen"] if row["epoch"] == epoch else _NOTHING_SEEN
    return row["size"], unpack(row["size"], row["peaks"]), seen


async def _save(tx: Tx, keeper: Keeper, tree: Frontier, seen: str, epoch: int) -> Head:
    head = Head(
        tx.tenant.id,
        tree.size,
        tree.root,
        tx.now,
        keeper.sign(tx.tenant.id, tree.size, tree.root, tx.now),
        keeper.public,
    )
    await tx.execute(
        f"INSERT INTO {tx.t('audit_head')} (size, root, peaks, seen, epoch, at, signature, key) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        head.size,
        head.root,
        tree.pack(),
        seen,
        epoch,
        head.at,
        head.signature,
        head.key,
    )
    return head


async def _heads_after(tx: Tx, size: int) -> list[Head]:
    rows = await tx.fetch(
        f"SELECT size, root, at, signature, key FROM {tx.t('audit_head')} "
        "WHERE size > $1 ORDER BY size",
        size,
    )
    return [
        Head(tx.tenant.id, r["size"], r["root"], r["at"], r["signature"], r["key"]) for r in rows
    ]


async def _leaves(tx: Tx) -> list[bytes]:
    rows = await tx.fetch(f"SELECT hash FROM {tx.t('audit_leaf')} ORDER BY index")
    return [row["hash"] for row in rows]
