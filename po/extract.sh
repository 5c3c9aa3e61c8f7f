#!/bin/sh
# Gathers the messages of the sources: po/extract.sh FILE.pot, from the top of the tree.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
{ find src include -name '*.[ch]'; find src -name '*.def'; } | LC_ALL=C sort |
    xgettext --files-from=- --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ \
        --keyword=translate_plural:1,2 --add-comments=Translators --no-location \
        --package-name=piyue --output=- |
    sed '/^"POT-Creation-Date:/d' >"$1" # which would change although nothing else did
