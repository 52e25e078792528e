"""Pure decisions of settlement: prices, bills, statements. No I/O, no clock."""
