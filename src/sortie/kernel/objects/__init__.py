"""Objects: names, typed fields, states, layouts; built-in from Python, custom from metadata."""
