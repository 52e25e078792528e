"""The suite watches every statement its pools run: here it is seen to see."""

from sortie.base.db import AffinityPool


async def test_a_forbidden_statement_in_any_test_would_fail_it(
    database_url: str, forbidden_statements: list[str]
) -> None:
    pool = AffinityPool(database_url, size=1)
    try:
        async with pool.lease("") as connection:
            await connection.fetch("SELECT * FROM pg_catalog.pg_am")
            await connection.fetch("SELECT amname FROM pg_catalog.pg_am")
    finally:
        await pool.close()
    assert forbidden_statements == ["SELECT * FROM pg_catalog.pg_am"]
    forbidden_statements.clear()
