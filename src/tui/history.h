/* What was typed behind each label of a prompt, the newest last.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_HISTORY_H
#define PIYUE_TUI_HISTORY_H

#include <piyue/tui.h>

typedef struct History {
    char *label;
    char **entries;
    size_t count, capacity;
    bool is_loaded; /* what the library keeps of it is there */
} History;
typedef struct Histories {
    History *items;
    size_t count, capacity;
} Histories;
void histories_clear(Histories *histories);
/* The history of a label, made when there is none. Valid until the next call. */
History *histories_get(Histories *histories, const char *label);
/* As the newest; what was there already comes to the end. */
void histories_add(Histories *histories, const char *label, Str text);
/* Takes in what a library keeps under a name, once. What cannot be read is not missed. */
void histories_load(Histories *histories, const char *label, Store *store,
                    const char *name);

#endif
