"""The trade: one room a noun, each owning its objects, rules and verbs."""
