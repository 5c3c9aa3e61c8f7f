#!/bin/sh
# Prints C source that holds the given GNU MO files; LANGUAGE=FILE for each argument.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
echo '/* Made by po/embed.sh from the folder po; do not edit. */'
echo '#include "base/catalogue.h"'
echo '#include <stddef.h>'
list=
for pair in "$@"; do
    language=${pair%%=*} file=${pair#*=}
    echo "static const _Alignas(4) unsigned char mo_$language[] = {"
    od -An -v -tu1 "$file" | sed 's/  */,/g; s/^,//; s/$/,/'
    echo '};'
    list="$list{\"$language\", mo_$language}, "
done
echo "const Catalogue catalogues[] = {${list}{NULL, NULL}};"
