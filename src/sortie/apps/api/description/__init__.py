"""OpenAPI 3.1 made from the handlers and the object registry; nothing of it is written by hand."""
