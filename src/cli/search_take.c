/* piyue search --collect, --mark: what is found becomes passages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/store_search.h>

#include <stdlib.h>

typedef struct Places {
    HitPlace *items;
    size_t count, capacity;
} Places;

/* A title is no passage. */
static bool take_place(void *context, const SearchHit *hit)
{
    Places *places = context;
    if (hit->in == SEARCH_TITLES)
        return true;
    places->items = mem_grow(places->items, &places->capacity, places->count + 1,
                             sizeof(*places->items));
    places->items[places->count++] =
        (HitPlace){hit->doc, hit->annotation, hit->block, hit->start, hit->end};
    return true;
}

static void print_taken(Cli *cli, const HitTaken *taken, bool is_json)
{
    if (is_json) {
        json_open(cli);
        json_int(cli, "passages", (int64_t)taken->passages);
        json_int(cli, "created", (int64_t)taken->created);
        json_int(cli, "collected", (int64_t)taken->collected);
        json_close(cli);
        return;
    }
    out_printf(cli,
               translate_plural("%zu passage, %zu of it new\n",
                                "%zu passages, %zu of them new\n", taken->passages),
               taken->passages, taken->created);
}

bool cli_take_hits(Cli *cli, const Args *args, const SearchQuery *query, size_t *count,
                   Error *err)
{
    Places places = {0};
    HitTake take = {.collection = args_get(args, "collect"),
                    .style = str_from(cli->settings.mark)};
    HitTaken taken;
    Str *tags = args_get_all(args, "mark", &take.tag_count);
    take.tags = tags;
    bool is_done =
        store_search(library_get_store(cli->library), query, take_place, &places, err);
    *count = places.count;
    if (is_done && places.count) {
        is_done = library_take_hits(cli->library, places.items, places.count, &take,
                                    &taken, err);
        if (is_done)
            print_taken(cli, &taken, args_has(args, "json"));
    }
    free(places.items);
    free(tags);
    return is_done;
}
