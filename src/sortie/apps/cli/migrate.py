"""``sortie migrate``: bring the database to this version's shape."""

from sortie.apps.cli.terminal import answering, out, tell, worded
from sortie.apps.serve.preparation import prepare
from sortie.apps.serve.supervisor import database
from sortie.base.i18n import Label
from sortie.base.settings import load_settings


def migrate() -> None:
    """迁移数据库 · Migrate the control plane and every tenant, then stop."""
    with answering(), database(load_settings(demo=False), tell) as (ready, _):
        prepare(ready, tell)
        out.print(worded(Label("数据库已是最新。", "The database is up to date.")))
