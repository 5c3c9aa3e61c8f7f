#!/bin/sh
# Runs a trial that is written in Python; skipped where there is no Python 3.
# SPDX-License-Identifier: GPL-3.0-or-later
if ! command -v python3 >/dev/null 2>&1; then
    echo "1..0 # SKIP no python3"
    exit 0
fi
PYTHONPATH=$(dirname "$0") PYTHONDONTWRITEBYTECODE=1 exec python3 "$@"
