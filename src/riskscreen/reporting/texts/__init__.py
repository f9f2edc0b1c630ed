"""Which words does a report use? TOML files, one a language."""
