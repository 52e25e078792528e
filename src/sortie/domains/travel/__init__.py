"""How long the way takes, learned from the company's own ways; who travelled is not kept here."""
