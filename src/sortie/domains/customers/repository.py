"""Finding who is calling and what stands where. Tenant-qualified, indexed look-ups only."""

from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def by_phone_end(tx: Tx, object_: str, end: str, *, tail: bool, most: int) -> list[UUID]:
    """Customers of which a ``customer``'s or ``contact``'s number begins (``tail``: ends) so.

    One range of an index: the order is the index's own, no row beyond ``most`` is read.
    """
    whose = "t.id" if object_ == "customer" else "t.customer"
    value = 'reverse(t.phone) COLLATE "C"' if tail else 't.phone COLLATE "C"'
    begin = end[::-1] if tail else end
    rows = await tx.fetch(
        f"""
        SELECT {whose} AS id FROM {tx.t(f"o_{object_}")} t
        WHERE {value} >= $1 AND {value} < $2 AND t.deleted_at IS NULL
        ORDER BY {value} LIMIT $3
        """,
        begin,
        # the next text after all that begin so: digits and "+" are far from the last character
        begin[:-1] + chr(ord(begin[-1]) + 1),
        most,
    )
    return [row["id"] for row in rows]


async def asset_by_code(tx: Tx, token: str) -> Row | None:
    return await tx.row(
        f"""
        SELECT a.id, a.customer, a.site, a.name, a.model, a.number, a.category, a.warranty_until,
               a.contract_until, s.name AS site_name, s.address_text, s.location, s.area, s.fence_m,
               c.name AS customer_name
        FROM {tx.t("o_asset")} a
        JOIN {tx.t("o_customer")} c ON c.id = a.customer
        LEFT JOIN {tx.t("o_site")} s ON s.id = a.site
        WHERE a.qr_token = $1 AND a.deleted_at IS NULL AND a.state <> 'retired'
        """,
        token,
    )


async def site_customer(tx: Tx, site: UUID) -> UUID | None:
    found: UUID | None = await tx.value(
        f"SELECT s.customer FROM {tx.t('o_site')} s WHERE s.id = $1 AND s.deleted_at IS NULL", site
    )
    return found


async def area_polygons(tx: Tx) -> list[Row]:
    return await tx.fetch(
        f"""
        SELECT a.id, a.polygon FROM {tx.t("o_service_area")} a
        WHERE a.deleted_at IS NULL AND a.polygon IS NOT NULL ORDER BY a.code
        """
    )


async def map_base(tx: Tx) -> Row | None:
    return await tx.row(
        f"""
        SELECT b.provider, b.pmtiles_url FROM {tx.t("o_map_base")} b
        WHERE b.deleted_at IS NULL LIMIT 1
        """
    )
