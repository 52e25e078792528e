"""What an actor may do: roles, data scope, field rights, organisation tree."""
