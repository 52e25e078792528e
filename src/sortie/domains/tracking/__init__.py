"""Where people are: for now the last position only, and only inside a published shift."""
