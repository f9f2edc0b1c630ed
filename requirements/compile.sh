#!/usr/bin/env bash
# Compile the hash-pinned requirements, without index addresses (a lock with addresses binds a user to one mirror).
# The locks are whole, so that pip installs them without resolving anew (--no-deps): its resolver takes
# an extra of a pinned package (pydantic[email]) for something that is not pinned.
# Needs `uv` (pip install uv). Run from the project's root; --upgrade is passed on.
set -eu
compile() { uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header --no-annotate --quiet "$@"; }
compile --extra dev -o requirements/dev.txt "$@"
compile --extra workshop --extra build --constraint requirements/dev.txt -o requirements/workshop.txt
compile --constraint requirements/dev.txt -o requirements/core.txt
