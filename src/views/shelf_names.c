/* Titles and tags of all documents, read bit by bit and kept until the library changes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/shelf_names.h"

#include <stdlib.h>

#define NAMES_AT_ONCE 250 /* half a millisecond */

void shelf_names_clear(ShelfNames *names)
{
    finder_free(names->finder);
    free(names->docs.ids);
    strbuf_clear(&names->scratch);
    *names = (ShelfNames){0};
}

void shelf_names_follow(ShelfNames *names, Store *store)
{
    if (names->finder && names->seq != find_last_change(store))
        shelf_names_clear(names);
}

/* ---- reading ----------------------------------------------------------- */

static void add_id(IdList *list, int64_t id)
{
    list->ids =
        mem_grow(list->ids, &list->capacity, list->count + 1, sizeof(list->ids[0]));
    list->ids[list->count++] = id;
}

static void take_name(void *context, const NameRow *row)
{
    ShelfNames *names = context;
    strbuf_reset(&names->scratch);
    strbuf_append_str(&names->scratch, row->title);
    strbuf_append_byte(&names->scratch, '\n');
    strbuf_append_str(&names->scratch, row->tags);
    finder_add(names->finder, strbuf_get(&names->scratch), 0);
    add_id(&names->docs, row->doc);
}

bool shelf_names_read(ShelfNames *names, App *app, Store *store, int64_t until_us)
{
    if (!names->finder) {
        names->seq = find_last_change(store);
        names->finder = finder_new();
        finder_set_flags(names->finder, FINDER_UNBROKEN | FINDER_IN_ORDER);
    }
    while (!names->cursor.is_over) {
        if (until_us != INT64_MAX && (is_typing(app) || time_monotonic_us() > until_us))
            return false;
        Error err = {0};
        if (!store_read_documents(store, &names->cursor, NAMES_AT_ONCE, take_name, names,
                                  &err)) {
            app_message_error(app, &err);
            names->cursor.is_over = true;
        }
        error_clear(&err);
    }
    return true;
}

/* ---- matching ---------------------------------------------------------- */

static bool has_id(const FinderMatch *matches, size_t count, const IdList *docs,
                   int64_t id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (docs->ids[matches[middle].index] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && docs->ids[matches[low].index] == id;
}

void shelf_names_match(ShelfNames *names, Str query, const IdList *order, IdList *fitting)
{
    size_t total, count = names->docs.count;
    FinderMatch *matches = mem_alloc_array(count + 1, sizeof(matches[0]));
    count = finder_match(names->finder, query, matches, count, &total);
    fitting->count = 0;
    for (size_t i = 0; i < order->count; i++)
        if (has_id(matches, count, &names->docs, order->ids[i]))
            add_id(fitting, order->ids[i]);
    free(matches);
}
