/* Reading the table, and keeping it up to date.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/table.h"

#include <stdlib.h>
#include <string.h>

#define SLICE_ROWS 2048   /* rows between two questions whether time is up */
#define SLICE_PAIRS 16384 /* one annotation never has as many tags */
#define MOST_CHANGES 4096 /* operations behind which reading all of it is as quick */

Ledger *ledger_new(Store *store)
{
    Ledger *ledger = mem_alloc(sizeof(*ledger));
    ledger->store = store;
    return ledger;
}

static void name_table_clear(NameTable *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->names[i]);
    free(table->names);
    *table = (NameTable){0};
}

void ledger_free(Ledger *ledger)
{
    if (!ledger)
        return;
    name_table_clear(&ledger->styles);
    name_table_clear(&ledger->authors);
    free(ledger->pairs.ids);
    free(ledger->rows);
    free(ledger);
}

bool ledger_is_complete(const Ledger *ledger)
{
    return ledger->is_complete;
}

bool ledger_has_chapters(const Ledger *ledger)
{
    return ledger->is_complete && ledger->chapter_count == ledger->count;
}

/* ---- names -------------------------------------------------------------- */

size_t name_table_find(NameTable *table, Str name)
{
    for (size_t i = 0; i < table->count; i++) {
        size_t at = (table->last + i) % table->count; /* the same come together */
        if (str_is_equal(str_from(table->names[at]), name))
            return table->last = at;
    }
    return SIZE_MAX;
}

/* More names than 16 bits tell are taken for the last of them. */
static uint16_t name_table_number(NameTable *table, Str name)
{
    size_t at = name_table_find(table, name);
    if (at == SIZE_MAX && table->count <= UINT16_MAX) {
        table->names = mem_grow(table->names, &table->capacity, table->count + 1,
                                sizeof(*table->names));
        table->names[at = table->last = table->count++] = str_dup(name);
    }
    return (uint16_t)MIN(at, (size_t)UINT16_MAX);
}

/* ---- rows --------------------------------------------------------------- */

static uint64_t hash_headings(Str headings)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < headings.len; i++)
        hash = (hash ^ (uint8_t)headings.data[i]) * 0x100000001b3u;
    return hash;
}

static LedgerRow make_row(Ledger *ledger, const PassageRow *row)
{
    return (LedgerRow){.id = row->id,
                       .doc = row->doc,
                       .created_ms = row->created_ms,
                       .due_ms = row->due_ms,
                       .chapter = hash_headings(row->headings),
                       .block = row->block,
                       .off = row->off,
                       .style = name_table_number(&ledger->styles, row->style),
                       .author = name_table_number(&ledger->authors, row->author),
                       .status = (uint8_t)row->status,
                       .is_orphan = row->is_orphan};
}

static int compare_rows(const void *a, const void *b)
{
    const LedgerRow *x = a, *y = b;
    if (x->doc != y->doc)
        return x->doc < y->doc ? -1 : 1;
    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    if (x->off != y->off)
        return x->off < y->off ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static PassageRow get_place(const LedgerRow *row)
{
    return (PassageRow){
        .id = row->id, .doc = row->doc, .block = row->block, .off = row->off};
}

/* ---- in slices ------------------------------------------------------------ */

typedef struct Reading {
    Ledger *ledger;
    bool (*is_over)(void *context);
    void *context;
    size_t read;
    bool is_stopped;
} Reading;

static bool go_on(Reading *reading)
{
    reading->is_stopped = ++reading->read % SLICE_ROWS == 0 && reading->is_over &&
                          reading->is_over(reading->context);
    return !reading->is_stopped;
}

static bool take_row(void *context, const PassageRow *row)
{
    Reading *reading = context;
    Ledger *ledger = reading->ledger;
    ledger->rows = mem_grow(ledger->rows, &ledger->capacity, ledger->count + 1,
                            sizeof(*ledger->rows));
    ledger->rows[ledger->count++] = make_row(ledger, row);
    return go_on(reading);
}

bool ledger_read(Ledger *ledger, bool (*is_over)(void *context), void *context,
                 Error *err)
{
    Reading reading = {ledger, is_over, context, 0, false};
    if (ledger->is_complete)
        return true;
    /* What is changed while the rest is read is looked at again. */
    if (!ledger->count && !store_get_last_op(ledger->store, &ledger->seen_op, err))
        return false;
    PassageRow last;
    if (ledger->count)
        last = get_place(&ledger->rows[ledger->count - 1]);
    bool is_read = store_read_passages(ledger->store, ledger->count ? &last : NULL, false,
                                       take_row, &reading, err);
    ledger->is_complete = is_read && !reading.is_stopped;
    return is_read;
}

/* Rows come as they stand in the table; one that is not there was put in meanwhile. */
static bool take_chapter(void *context, const PassageRow *row)
{
    Reading *reading = context;
    Ledger *ledger = reading->ledger;
    LedgerRow wanted = make_row(ledger, row);
    size_t at = ledger->chapter_count;
    while (at < ledger->count && compare_rows(&ledger->rows[at], &wanted) < 0)
        at++;
    if (at < ledger->count && ledger->rows[at].id == row->id)
        ledger->rows[at++].chapter = wanted.chapter;
    ledger->chapter_count = at;
    return go_on(reading);
}

bool ledger_read_chapters(Ledger *ledger, bool (*is_over)(void *context), void *context,
                          Error *err)
{
    Reading reading = {ledger, is_over, context, 0, false};
    if (!ledger->is_complete || ledger_has_chapters(ledger))
        return true;
    PassageRow last;
    if (ledger->chapter_count)
        last = get_place(&ledger->rows[ledger->chapter_count - 1]);
    bool is_read =
        store_read_passages(ledger->store, ledger->chapter_count ? &last : NULL, true,
                            take_chapter, &reading, err);
    if (is_read && !reading.is_stopped)
        ledger->chapter_count = ledger->count;
    return is_read;
}

/* A slice may end between the tags of an annotation: these are read again. */
static bool read_pairs(Ledger *ledger, Error *err)
{
    IdList *pairs = &ledger->pairs;
    size_t before = pairs->count;
    int64_t after = before ? pairs->ids[before - 2] : 0;
    if (!store_list_tag_pairs(ledger->store, after, SLICE_PAIRS, pairs, err)) {
        pairs->count = before;
        return false;
    }
    ledger->has_pairs = pairs->count - before < 2 * (size_t)SLICE_PAIRS;
    int64_t last = pairs->count ? pairs->ids[pairs->count - 2] : 0;
    while (!ledger->has_pairs && pairs->ids[pairs->count - 2] == last)
        pairs->count -= 2;
    BUG_ON(!ledger->has_pairs && pairs->count <= before);
    return true;
}

bool ledger_has_tags(const Ledger *ledger)
{
    return ledger->has_pairs;
}

bool ledger_read_tags(Ledger *ledger, bool (*is_over)(void *context), void *context,
                      Error *err)
{
    bool is_read = true;
    while (is_read && !ledger->has_pairs) {
        is_read = read_pairs(ledger, err);
        if (is_over && is_over(context))
            break;
    }
    return is_read;
}

/* ---- what has changed --------------------------------------------------------- */

typedef struct Changes {
    Ledger *ledger;
    LedgerRow *rows; /* as they are now */
    size_t count, capacity;
    IdList gone; /* ids of old rows */
} Changes;

static bool take_change(void *context, const PassageRow *row)
{
    Changes *changes = context;
    changes->rows = mem_grow(changes->rows, &changes->capacity, changes->count + 1,
                             sizeof(*changes->rows));
    changes->rows[changes->count++] = make_row(changes->ledger, row);
    return true;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Takes the rows of `gone` out, and puts `rows` in where they belong. */
static void merge(Ledger *ledger, Changes *changes)
{
    size_t kept = 0;
    bool had_chapters = ledger_has_chapters(ledger);
    qsort(changes->gone.ids, changes->gone.count, sizeof(int64_t), compare_ids);
    for (size_t i = 0; i < ledger->count; i++)
        if (!bsearch(&ledger->rows[i].id, changes->gone.ids, changes->gone.count,
                     sizeof(int64_t), compare_ids))
            ledger->rows[kept++] = ledger->rows[i];
    if (changes->count)
        qsort(changes->rows, changes->count, sizeof(*changes->rows), compare_rows);
    ledger->rows = mem_grow(ledger->rows, &ledger->capacity, kept + changes->count + 1,
                            sizeof(*ledger->rows));
    size_t from = kept, left = changes->count, to = kept + left;
    ledger->count = to;
    while (left) {
        bool is_change =
            !from || compare_rows(&ledger->rows[from - 1], &changes->rows[left - 1]) < 0;
        ledger->rows[--to] = is_change ? changes->rows[left - 1] : ledger->rows[from - 1];
        left -= is_change;
        from -= !is_change;
    }
    /* Changed rows bring their chapters. */
    ledger->chapter_count = had_chapters ? ledger->count : 0;
}

static bool is_of(Str kind, const char *scope)
{
    return str_has_prefix(kind, str_from(scope));
}

/* Operations that change many rows, rows that they do not name, or rows of which nothing
 * is left that would say their number. */
static bool changes_all(const OpRow *op)
{
    return str_is_equal(op->kind, STR("document.edition")) ||
           str_is_equal(op->kind, STR("document.purge")) ||
           str_is_equal(op->kind, STR("annotation.purge"));
}

static void drop_pairs(Ledger *ledger)
{
    ledger->pairs.count = 0;
    ledger->has_pairs = false;
}

/* Nothing that bears a tag bears another one afterwards. */
static bool keeps_tags(const OpRow *op)
{
    static const char *const kinds[] = {"annotation.note", "annotation.status",
                                        "annotation.style", "annotation.due"};
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (str_is_equal(op->kind, str_from(kinds[i])))
            return true;
    return !is_of(op->kind, "annotation.") && !is_of(op->kind, "tag.");
}

static bool add_target(Changes *changes, const OpRow *op, Error *err)
{
    Uid uid;
    int64_t id;
    Error missing = {0};
    if (!uid_parse(op->target, &uid))
        return true;
    if (!store_find_annotation_uid(changes->ledger->store, uid, &id, &missing)) {
        error_clear(&missing);
        return true;
    }
    for (size_t i = 0; i < changes->gone.count; i++)
        if (changes->gone.ids[i] == id)
            return true; /* read already */
    changes->gone.ids = mem_grow(changes->gone.ids, &changes->gone.capacity,
                                 changes->gone.count + 1, sizeof(int64_t));
    changes->gone.ids[changes->gone.count++] = id;
    return store_read_passage(changes->ledger->store, uid, take_change, changes, err);
}

static bool read_all_again(Ledger *ledger, Error *err)
{
    ledger->count = ledger->chapter_count = 0;
    ledger->is_complete = false;
    return ledger_read(ledger, NULL, NULL, err);
}

bool ledger_catch_up(Ledger *ledger, Error *err)
{
    Arena *arena = arena_new();
    OpList ops = {0};
    Changes changes = {.ledger = ledger};
    int64_t last = 0;
    bool is_done = store_get_last_op(ledger->store, &last, err);
    if (is_done && last != ledger->seen_op)
        is_done = store_list_ops_after(ledger->store, ledger->seen_op, MOST_CHANGES,
                                       arena, &ops, err);
    /* A log that is shorter is that of a library that went back to a backup. */
    bool is_whole = ops.count == MOST_CHANGES || last < ledger->seen_op;
    for (size_t i = 0; is_done && i < ops.count; i++) {
        const OpRow *op = &ops.rows[i];
        is_whole = is_whole || changes_all(op);
        if (!keeps_tags(op))
            drop_pairs(ledger);
        if (!is_whole && is_of(op->kind, "annotation."))
            is_done = add_target(&changes, op, err);
    }
    if (is_done && is_whole) {
        drop_pairs(ledger);
        is_done = read_all_again(ledger, err);
    } else if (is_done && (changes.gone.count || changes.count)) {
        merge(ledger, &changes);
    }
    if (is_done)
        ledger->seen_op = last;
    free(changes.gone.ids);
    free(changes.rows);
    arena_free(arena);
    return is_done;
}
