from datetime import timedelta
from decimal import Decimal

from sortie.base.i18n import Label
from sortie.base.units import distance_label, duration_label, hours_of, km_of


def test_a_duration_reads_by_its_two_largest_parts() -> None:
    assert duration_label(timedelta(hours=1, minutes=30)) == Label("1小时30分", "1 h 30 min")
    assert duration_label(timedelta(days=2, hours=3, minutes=4)) == Label("2天3小时", "2 d 3 h")
    assert duration_label(45) == Label("45秒", "45 s")
    assert duration_label(0) == Label("0秒", "0 s")
    assert duration_label(-3600) == Label("-1小时", "-1 h")


def test_a_distance_reads_in_metres_until_a_kilometre() -> None:
    assert distance_label(850.4) == Label("850米", "850 m")
    assert distance_label(12_345) == Label("12.3公里", "12.3 km")
    assert distance_label(999.7).zh == "1.0公里"


def test_what_a_bill_multiplies_by_is_exact_and_rounded_once() -> None:
    assert hours_of(timedelta(minutes=50)) == Decimal("0.8333")
    assert km_of(12_345.6) == Decimal("12.346")
