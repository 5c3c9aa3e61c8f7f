/* What was typed at prompts: in memory, and in the library where it is to be kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/history.h"

#include <stdlib.h>
#include <string.h>

#define HISTORY_MAX 200

History *histories_get(Histories *histories, const char *label)
{
    for (size_t i = 0; i < histories->count; i++) {
        if (strcmp(histories->items[i].label, label) == 0)
            return &histories->items[i];
    }
    histories->items = mem_grow(histories->items, &histories->capacity,
                                histories->count + 1, sizeof(*histories->items));
    histories->items[histories->count] = (History){.label = str_dup(str_from(label))};
    return &histories->items[histories->count++];
}

void histories_add(Histories *histories, const char *label, Str text)
{
    History *history = histories_get(histories, label);
    if (text.len == 0)
        return;
    for (size_t i = 0; i < history->count; i++) {
        bool is_same = str_is_equal(str_from(history->entries[i]), text);
        if (!is_same && !(i == 0 && history->count == HISTORY_MAX))
            continue;
        free(history->entries[i]);
        history->count--;
        memmove(&history->entries[i], &history->entries[i + 1],
                (history->count - i) * sizeof(char *));
        break;
    }
    history->entries = mem_grow(history->entries, &history->capacity, history->count + 1,
                                sizeof(char *));
    history->entries[history->count++] = str_dup(text);
}

void histories_clear(Histories *histories)
{
    for (size_t i = 0; i < histories->count; i++) {
        History *history = &histories->items[i];
        for (size_t j = 0; j < history->count; j++)
            free(history->entries[j]);
        free(history->entries);
        free(history->label);
    }
    free(histories->items);
    *histories = (Histories){0};
}

void histories_load(Histories *histories, const char *label, Store *store,
                    const char *name)
{
    const History *before = histories_get(histories, label);
    if (before->is_loaded)
        return;
    Arena *arena = arena_new();
    TextList list = {0};
    Error ignored = {0};
    /* What was added already is newer. */
    size_t count = before->count;
    Str *newer = arena_alloc(arena, size_mul(count, sizeof(*newer)));
    for (size_t i = 0; i < count; i++)
        newer[i] = arena_str(arena, str_from(before->entries[i]));
    if (store_list_typed(store, str_from(name), arena, &list, &ignored))
        for (size_t i = 0; i < list.count; i++)
            histories_add(histories, label, list.texts[i]);
    for (size_t i = 0; i < count; i++)
        histories_add(histories, label, newer[i]);
    histories_get(histories, label)->is_loaded = true;
    error_clear(&ignored);
    arena_free(arena);
}
