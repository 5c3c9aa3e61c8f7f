/* The themes that are compiled in: made by themes/embed.sh at build time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SETTINGS_THEMES_H
#define PIYUE_SETTINGS_THEMES_H

#include <stddef.h>

/* Text of a .theme file. The table ends with a row of NULLs; xuanzhi comes first. */
typedef struct EmbeddedTheme {
    const char *name, *data;
    size_t len_bytes;
} EmbeddedTheme;
extern const EmbeddedTheme embedded_themes[];

#endif
