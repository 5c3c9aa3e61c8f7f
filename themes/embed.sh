#!/bin/sh
# Prints C source that holds the given theme files; the first is the default.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
echo '/* Made by themes/embed.sh from the folder themes; do not edit. */'
echo '#include "settings/themes.h"'
list=
for file in "$@"; do
    name=$(basename "$file" .theme)
    echo "static const unsigned char theme_${name}[] = {"
    od -An -v -tu1 "$file" | sed 's/  */,/g; s/^,//; s/$/,/'
    echo '};'
    list="$list    {\"$name\", (const char *)theme_$name, sizeof(theme_$name)},
"
done
printf 'const EmbeddedTheme embedded_themes[] = {\n%s    {NULL, NULL, 0},\n};\n' "$list"
