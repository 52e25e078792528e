"""Finding who is calling and what stands where. Tenant-qualified, indexed look-ups only."""

from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def by_phone(tx: Tx, phone: str) -> list[Row]:
    """Customers whose own, contact's or site contact's number is exactly ``phone``."""
    return await tx.fetch(
        f"""
        SELECT c.id, 'phone' AS matched_by FROM {tx.t("o_customer")} c
        WHERE c.phone = $1 AND c.deleted_at IS NULL
        UNION ALL
        SELECT k.customer, 'contact_phone' FROM {tx.t("o_contact")} k
        WHERE k.phone = $1 AND k.deleted_at IS NULL
        LIMIT 50
        """,
        phone,
    )


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
