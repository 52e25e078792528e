"""What every floor may use and no business word enters: time, ids, money, places, errors, databases."""
