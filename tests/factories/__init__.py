"""One factory an area: valid things with as little said as the test needs."""
