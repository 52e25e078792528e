"""No record above itself: whatever declares a ``parent`` of its own kind stays a tree."""

from uuid import UUID

from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Object
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Draft
from sortie.kernel.records.service import Hooks
from sortie.kernel.tenancy.contracts import Tx

PARENT = "parent"


class ParentCircleError(AppError):
    """The chosen parent is the record itself or lies below it."""

    code, status = "record.parent_circle", 409
    text = Label(
        "不能把「{parent}」设为上级：它就是该记录本身或其下级。请另选上级。",
        "“{parent}” can't be the parent: it is this record itself or below it. Choose another.",
    )


def refuse_circles(hooks: Hooks) -> None:
    """Check every write of any object that has such a parent."""
    hooks.before("*", _check)


async def _check(tx: Tx, _actor: Actor, draft: Draft) -> None:
    """Raises ParentCircleError when the write would close a circle."""
    parent: UUID | None = draft.values.get(PARENT)
    if parent is None or not is_tree(draft.object):
        return
    table = tx.t(draft.object.table)
    # two moves at once, each harmless alone, could close one together: one kind, one at a time
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", table)
    met = await tx.value(
        f"WITH RECURSIVE above (id, parent) AS ("
        f"SELECT id, parent FROM {table} WHERE id = $1 "
        f"UNION SELECT t.id, t.parent FROM {table} AS t JOIN above AS a ON t.id = a.parent"
        ") SELECT EXISTS (SELECT 1 FROM above WHERE id = $2)",
        parent,
        draft.id,
    )
    if met or parent == draft.id:
        title = await tx.value(
            f'SELECT "{draft.object.title}"::text FROM {table} WHERE id = $1', parent
        )
        raise ParentCircleError(parent=title or str(parent))


def is_tree(obj: Object) -> bool:
    """Whether the object's field ``parent`` links to its own kind."""
    field = obj.by_name.get(PARENT)
    return field is not None and field.type == "link" and field.options.get("object") == obj.name
