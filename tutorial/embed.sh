#!/bin/sh
# Prints C source that holds the given texts, one for each language.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
echo '/* Made by tutorial/embed.sh from the folder tutorial; do not edit. */'
echo '#include "views/tutorial.h"'
list=
for file in "$@"; do
    name=$(basename "$file" .txt)
    echo "static const unsigned char text_${name}[] = {"
    od -An -v -tu1 "$file" | sed 's/  */,/g; s/^,//; s/$/,/'
    echo '};'
    list="$list    {\"$name\", (const char *)text_$name, sizeof(text_$name)},
"
done
printf 'const EmbeddedTutorial embedded_tutorials[] = {\n%s    {NULL, NULL, 0},\n};\n' "$list"
