/* What fits a filter, in order and in groups.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/table.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WEEK_MS ((int64_t)7 * 24 * 3600 * 1000)

void passage_index_clear(PassageIndex *index)
{
    free(index->ids);
    free(index->groups);
    *index = (PassageIndex){0};
}

static void add_group(PassageIndex *index, int64_t key)
{
    index->groups = mem_grow(index->groups, &index->group_capacity,
                             index->group_count + 1, sizeof(*index->groups));
    index->groups[index->group_count++] =
        (PassageGroup){.first = index->count, .key = key};
}

/* Another passage, of the group before or of a new one. There is room for it. */
static void add_passage(PassageIndex *index, int64_t id, int64_t key, bool is_new)
{
    if (!index->group_count || is_new || index->groups[index->group_count - 1].key != key)
        add_group(index, key);
    index->groups[index->group_count - 1].count++;
    index->ids[index->count++] = id;
}

static void make_room(PassageIndex *index, size_t count)
{
    index->ids = mem_grow(index->ids, &index->capacity, count + 1, sizeof(*index->ids));
}

/* ---- sets of numbers ------------------------------------------------------- */

/* Numbers of rows are small: they count what was ever made. */
typedef struct IdSet {
    uint64_t *words; /* owned */
    size_t count;
} IdSet;

static void id_set_add(IdSet *set, int64_t id)
{
    set->words[(size_t)id / 64] |= (uint64_t)1 << ((size_t)id % 64);
}

static bool id_set_has(const IdSet *set, int64_t id)
{
    size_t word = (size_t)id / 64;
    return word < set->count && set->words[word] >> ((size_t)id % 64) & 1;
}

static void id_set_init(IdSet *set, const IdList *ids)
{
    int64_t most = 0;
    for (size_t i = 0; i < ids->count; i++)
        most = MAX(most, ids->ids[i]);
    set->count = (size_t)most / 64 + 1;
    set->words = mem_alloc_array(set->count, sizeof(*set->words));
    for (size_t i = 0; i < ids->count; i++)
        id_set_add(set, ids->ids[i]);
}

/* ---- the filter ---------------------------------------------------------------- */

/* What the columns of the table cannot tell is asked of the store beforehand. */
typedef struct Sieve {
    const AnnotationFilter *filter;
    size_t style, author; /* SIZE_MAX: of none */
    IdSet trashed;        /* documents */
    IdSet parts[3];       /* by FilterPart */
    bool has_part[3];
    IdList collected; /* in its own order */
} Sieve;

static bool sieve_init(Sieve *sieve, Ledger *ledger, const AnnotationFilter *filter,
                       Error *err)
{
    const bool is_asked[] = {[FILTER_TAG] = filter->tag.len > 0,
                             [FILTER_TEXT] = text_trim(filter->text).len > 0,
                             [FILTER_COLLECTION] = filter->collection != 0};
    IdList trashed = {0};
    *sieve = (Sieve){.filter = filter,
                     .style = name_table_find(&ledger->styles, filter->style),
                     .author = name_table_find(&ledger->authors, filter->author)};
    bool is_found = store_list_trashed_ids(ledger->store, &trashed, err);
    id_set_init(&sieve->trashed, &trashed);
    free(trashed.ids);
    for (int part = 0; is_found && part < (int)ARRAY_SIZE(is_asked); part++) {
        IdList ids = {0};
        if (!is_asked[part])
            continue;
        sieve->has_part[part] = true;
        is_found =
            store_find_passages(ledger->store, (FilterPart)part, filter, &ids, err);
        id_set_init(&sieve->parts[part], &ids);
        if (part == FILTER_COLLECTION)
            sieve->collected = ids;
        else
            free(ids.ids);
    }
    return is_found;
}

static void sieve_clear(Sieve *sieve)
{
    free(sieve->trashed.words);
    for (size_t i = 0; i < ARRAY_SIZE(sieve->parts); i++)
        free(sieve->parts[i].words);
    free(sieve->collected.ids);
}

static bool fits(const Sieve *sieve, const LedgerRow *row)
{
    const AnnotationFilter *filter = sieve->filter;
    bool is_fit = (filter->doc ? row->doc == filter->doc
                               : !id_set_has(&sieve->trashed, row->doc)) &&
                  (filter->status < 0 || row->status == filter->status) &&
                  (!filter->orphans || row->is_orphan) &&
                  (!filter->since_ms || row->created_ms >= filter->since_ms) &&
                  (!filter->before_ms || row->created_ms < filter->before_ms) &&
                  (!filter->style.len || row->style == sieve->style) &&
                  (!filter->author.len || row->author == sieve->author) &&
                  (!filter->due_before_ms || (row->status == STATUS_OPEN && row->due_ms &&
                                              row->due_ms < filter->due_before_ms));
    for (size_t i = 0; is_fit && i < ARRAY_SIZE(sieve->parts); i++)
        is_fit = !sieve->has_part[i] || id_set_has(&sieve->parts[i], row->id);
    return is_fit;
}

/* ---- keys ------------------------------------------------------------------ */

/* The local month that was found last: rows come in order of time. */
typedef struct Month {
    int64_t from_ms, to_ms, key;
} Month;

static int64_t find_month(Month *month, int64_t time_ms)
{
    if (time_ms >= month->from_ms && time_ms < month->to_ms)
        return month->key;
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm parts = {0};
    if (!localtime_r(&seconds, &parts))
        return 0;
    struct tm first = {
        .tm_year = parts.tm_year, .tm_mon = parts.tm_mon, .tm_mday = 1, .tm_isdst = -1};
    struct tm next = {.tm_year = parts.tm_year,
                      .tm_mon = parts.tm_mon + 1,
                      .tm_mday = 1,
                      .tm_isdst = -1};
    month->from_ms = (int64_t)mktime(&first) * 1000;
    month->to_ms = (int64_t)mktime(&next) * 1000;
    month->key = (int64_t)(parts.tm_year + 1900) * 100 + parts.tm_mon + 1;
    return month->key;
}

static enum DueKey find_due(const LedgerRow *row, int64_t today_ms)
{
    if (row->status == STATUS_DONE)
        return DUE_DONE;
    if (row->status == STATUS_NONE)
        return DUE_NONE;
    if (!row->due_ms)
        return DUE_NEVER;
    return row->due_ms < today_ms             ? DUE_OVERDUE
           : row->due_ms < today_ms + WEEK_MS ? DUE_WEEK
                                              : DUE_LATER;
}

/* ---- orders ------------------------------------------------------------------- */

/* Rows of the table that fit, by their numbers in it. */
typedef struct Fitting {
    const Ledger *ledger;
    uint32_t *rows; /* owned */
    size_t count;
} Fitting;

static const LedgerRow *get_row(const Fitting *fitting, size_t i)
{
    return &fitting->ledger->rows[fitting->rows[i]];
}

static Sortable *make_sortable(const Fitting *fitting)
{
    return mem_alloc_array(fitting->count + 1, sizeof(Sortable));
}

static void index_by_place(const Fitting *fitting, bool by_chapter, PassageIndex *index)
{
    uint64_t chapter = 0;
    for (size_t i = 0; i < fitting->count; i++) {
        const LedgerRow *row = get_row(fitting, i);
        add_passage(index, row->id, row->doc, by_chapter && row->chapter != chapter);
        chapter = row->chapter;
    }
}

/* The newest first, those made at once by their numbers. */
static void index_by_date(const Fitting *fitting, bool by_month, PassageIndex *index)
{
    Sortable *rows = make_sortable(fitting);
    Month month = {0};
    for (size_t i = 0; i < fitting->count; i++)
        rows[i] = (Sortable){~order_key(get_row(fitting, i)->id), fitting->rows[i]};
    order_sort(rows, fitting->count);
    for (size_t i = 0; i < fitting->count; i++)
        rows[i].key = ~order_key(fitting->ledger->rows[rows[i].id].created_ms);
    order_sort(rows, fitting->count);
    for (size_t i = 0; i < fitting->count; i++) {
        const LedgerRow *row = &fitting->ledger->rows[rows[i].id];
        add_passage(index, row->id, by_month ? find_month(&month, row->created_ms) : 0,
                    false);
    }
    free(rows);
}

static void index_by_due(const Fitting *fitting, int64_t today_ms, PassageIndex *index)
{
    Sortable *rows = make_sortable(fitting);
    for (size_t i = 0; i < fitting->count; i++)
        rows[i] = (Sortable){order_key(get_row(fitting, i)->due_ms), fitting->rows[i]};
    order_sort(rows, fitting->count);
    for (size_t i = 0; i < fitting->count; i++)
        rows[i].key = find_due(&fitting->ledger->rows[rows[i].id], today_ms);
    order_sort(rows, fitting->count);
    for (size_t i = 0; i < fitting->count; i++)
        add_passage(index, fitting->ledger->rows[rows[i].id].id, (int64_t)rows[i].key,
                    false);
    free(rows);
}

static void index_collected(const Fitting *fitting, const IdList *collected,
                            PassageIndex *index)
{
    IdList ids = {mem_alloc_array(fitting->count + 1, sizeof(int64_t)), fitting->count,
                  fitting->count + 1};
    IdSet set;
    for (size_t i = 0; i < fitting->count; i++)
        ids.ids[i] = get_row(fitting, i)->id;
    id_set_init(&set, &ids);
    for (size_t i = 0; i < collected->count; i++)
        if (fitting->count && id_set_has(&set, collected->ids[i]))
            add_passage(index, collected->ids[i], 0, false);
    free(set.words);
    free(ids.ids);
}

/* ---- by tag --------------------------------------------------------------- */

/* Is `name` the tag that is asked for, or below it? */
static bool is_in_branch(Str name, Str branch)
{
    return !branch.len || (str_has_prefix(name, branch) &&
                           (name.len == branch.len || name.data[branch.len] == '/'));
}

/* What stands under a number: ranks of tags by their names, places of rows that fit. */
typedef struct NumberMap {
    uint32_t *values; /* owned; UINT32_MAX: nothing */
    size_t count;
} NumberMap;

static void number_map_init(NumberMap *map, int64_t most)
{
    map->count = (size_t)most + 1;
    map->values = mem_alloc_array(map->count, sizeof(*map->values));
    memset(map->values, 0xff, map->count * sizeof(*map->values));
}

static uint32_t number_map_get(const NumberMap *map, int64_t number)
{
    return (size_t)number < map->count ? map->values[number] : UINT32_MAX;
}

static NumberMap rank_tags(const TagList *tags, Str branch)
{
    NumberMap ranks;
    int64_t most = 0;
    for (size_t i = 0; i < tags->count; i++)
        most = MAX(most, tags->rows[i].id);
    number_map_init(&ranks, most);
    for (size_t i = 0; i < tags->count; i++)
        if (is_in_branch(tags->rows[i].name, branch))
            ranks.values[tags->rows[i].id] = (uint32_t)i;
    return ranks;
}

static NumberMap place_rows(const Fitting *fitting)
{
    NumberMap places;
    int64_t most = 0;
    for (size_t i = 0; i < fitting->count; i++)
        most = MAX(most, get_row(fitting, i)->id);
    number_map_init(&places, most);
    for (size_t i = 0; i < fitting->count; i++)
        places.values[get_row(fitting, i)->id] = (uint32_t)i;
    return places;
}

/* Once under each of its tags, and those without any at the end. */
static void add_tagged(const Fitting *fitting, const TagList *tags, Str branch,
                       PassageIndex *index)
{
    const IdList *pairs = &fitting->ledger->pairs;
    NumberMap ranks = rank_tags(tags, branch), places = place_rows(fitting);
    bool *is_tagged = mem_alloc_array(fitting->count + 1, sizeof(*is_tagged));
    Sortable *rows =
        mem_alloc_array(pairs->count / 2 + fitting->count + 1, sizeof(*rows));
    size_t count = 0;
    for (size_t i = 0; i < pairs->count; i += 2) {
        uint32_t place = number_map_get(&places, pairs->ids[i]);
        uint32_t rank = number_map_get(&ranks, pairs->ids[i + 1]);
        if (place == UINT32_MAX || rank == UINT32_MAX)
            continue;
        is_tagged[place] = true;
        rows[count++] = (Sortable){(uint64_t)rank << 32 | place, pairs->ids[i]};
    }
    for (size_t i = 0; i < fitting->count; i++)
        if (!is_tagged[i])
            rows[count++] =
                (Sortable){(uint64_t)tags->count << 32 | i, get_row(fitting, i)->id};
    order_sort(rows, count);
    make_room(index, count);
    for (size_t i = 0; i < count; i++) {
        size_t rank = (size_t)(rows[i].key >> 32);
        add_passage(index, rows[i].id, rank < tags->count ? tags->rows[rank].id : 0,
                    false);
    }
    free(rows);
    free(is_tagged);
    free(places.values);
    free(ranks.values);
}

static bool index_by_tag(Ledger *ledger, const Fitting *fitting, Str branch,
                         PassageIndex *index, Error *err)
{
    Arena *arena = arena_new();
    TagList tags = {0};
    bool is_done = store_list_tag_names(ledger->store, arena, &tags, err) &&
                   ledger_read_tags(ledger, NULL, NULL, err);
    if (is_done)
        add_tagged(fitting, &tags, branch, index);
    arena_free(arena);
    return is_done;
}

/* ---- all of it ------------------------------------------------------------ */

static bool put_in_order(Ledger *ledger, const Fitting *fitting, const Sieve *sieve,
                         PassageGrouping grouping, int64_t today_ms, PassageIndex *index,
                         Error *err)
{
    switch (grouping) {
    case GROUP_NONE:
        if (sieve->has_part[FILTER_COLLECTION])
            index_collected(fitting, &sieve->collected, index);
        else
            index_by_date(fitting, false, index);
        break;
    case GROUP_MONTH:
        index_by_date(fitting, true, index);
        break;
    case GROUP_DOCUMENT:
    case GROUP_CHAPTER:
    case GROUP_COUNT:
        index_by_place(fitting, grouping == GROUP_CHAPTER, index);
        break;
    case GROUP_DUE:
        index_by_due(fitting, today_ms, index);
        break;
    case GROUP_TAG:
        return index_by_tag(ledger, fitting, sieve->filter->tag, index, err);
    }
    return true;
}

bool ledger_index(Ledger *ledger, const AnnotationFilter *filter,
                  PassageGrouping grouping, int64_t today_ms, PassageIndex *index,
                  Error *err)
{
    Sieve sieve = {0};
    Fitting fitting = {.ledger = ledger};
    index->count = index->group_count = index->passages = 0;
    if (ledger->is_complete && !ledger_catch_up(ledger, err))
        return false;
    bool is_done =
        (grouping != GROUP_CHAPTER || ledger_read_chapters(ledger, NULL, NULL, err)) &&
        sieve_init(&sieve, ledger, filter, err);
    if (is_done) {
        fitting.rows = mem_alloc_array(ledger->count + 1, sizeof(*fitting.rows));
        for (size_t i = 0; i < ledger->count; i++)
            if (fits(&sieve, &ledger->rows[i]))
                fitting.rows[fitting.count++] = (uint32_t)i;
        make_room(index, fitting.count);
        is_done = put_in_order(ledger, &fitting, &sieve, grouping, today_ms, index, err);
    }
    if (is_done)
        index->passages = fitting.count;
    else
        index->count = index->group_count = 0;
    free(fitting.rows);
    sieve_clear(&sieve);
    return is_done;
}
