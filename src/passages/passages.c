/* Passages: the ledger of what was marked, in one document or in all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "passages/passages.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_PAGE_ROWS 24
#define SLICE_US 6000

static const Context contexts[] = {CONTEXT_PASSAGES, CONTEXT_LIST};

/* ---- sets of numbers ----------------------------------------------------- */

static size_t ids_find(const Ids *ids, int64_t id)
{
    size_t low = 0, high = ids->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ids->items[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool ids_has(const Ids *ids, int64_t id)
{
    size_t at = ids_find(ids, id);
    return at < ids->count && ids->items[at] == id;
}

void ids_toggle(Ids *ids, int64_t id)
{
    size_t at = ids_find(ids, id);
    if (at < ids->count && ids->items[at] == id) {
        ids->count--;
        memmove(ids->items + at, ids->items + at + 1,
                (ids->count - at) * sizeof(*ids->items));
        return;
    }
    ids->items =
        mem_grow(ids->items, &ids->capacity, ids->count + 1, sizeof(*ids->items));
    memmove(ids->items + at + 1, ids->items + at,
            (ids->count - at) * sizeof(*ids->items));
    ids->items[at] = id;
    ids->count++;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

void ids_sort(Ids *ids)
{
    size_t count = 0;
    qsort(ids->items, ids->count, sizeof(*ids->items), compare_ids);
    for (size_t i = 0; i < ids->count; i++)
        if (!count || ids->items[count - 1] != ids->items[i])
            ids->items[count++] = ids->items[i];
    ids->count = count;
}

/* ---- groups ---------------------------------------------------------------- */

/* What stays of a group when the list is made anew: chapters have no number. */
static int64_t group_identity(const Passages *passages, const PassageGroup *group)
{
    return passages->grouping == GROUP_CHAPTER ? passages->index.ids[group->first]
                                               : group->key;
}

static bool group_is_folded(const Passages *passages, const PassageGroup *group)
{
    return ids_has(&passages->folded, group_identity(passages, group));
}

/* The group that holds an entry; there is one. */
static size_t find_group(const Passages *passages, size_t entry)
{
    size_t low = 0, high = passages->index.group_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (passages->starts[middle] <= entry)
            low = middle;
        else
            high = middle;
    }
    return low;
}

const PassageGroup *passages_get_group(const Passages *passages, size_t entry,
                                       bool *is_folded)
{
    if (entry >= passages->screen.list.count)
        return NULL;
    const PassageGroup *group = &passages->index.groups[find_group(passages, entry)];
    *is_folded = group_is_folded(passages, group);
    return group;
}

/* The passage of an entry; of a folded group the first. */
static int64_t get_id(const Passages *passages, size_t entry)
{
    size_t group = find_group(passages, entry);
    return passages->index
        .ids[passages->index.groups[group].first + entry - passages->starts[group]];
}

/* Counts the entries, of which a folded group is one. */
static void lay_out_groups(Passages *passages)
{
    PassageIndex *index = &passages->index;
    size_t count = 0;
    passages->starts = mem_grow(passages->starts, &passages->start_capacity,
                                index->group_count + 1, sizeof(*passages->starts));
    for (size_t i = 0; i < index->group_count; i++) {
        passages->starts[i] = count;
        count +=
            group_is_folded(passages, &index->groups[i]) ? 1 : index->groups[i].count;
    }
    list_set_count(&passages->screen.list, count);
}

/* The entry that shows a passage; the first one if none does. */
static size_t find_entry(const Passages *passages, int64_t id, size_t guess)
{
    const PassageIndex *index = &passages->index;
    for (size_t i = 0; id && i < index->group_count; i++)
        for (size_t j = 0; j < index->groups[i].count; j++)
            if (index->ids[index->groups[i].first + j] == id)
                return passages->starts[i] +
                       (group_is_folded(passages, &index->groups[i]) ? 0 : j);
    return guess;
}

/* ---- rows -------------------------------------------------------------- */

AnnotationFilter passages_filter_now(const Passages *passages)
{
    return passages->filter;
}

const Annotation *passages_get_row(const Passages *passages, size_t index, Str *title)
{
    if (index < passages->held_from ||
        index - passages->held_from >= passages->held.count)
        return NULL;
    *title = passages->held.doc_titles[index - passages->held_from];
    return &passages->held.rows[index - passages->held_from];
}

const Annotation *passages_get_current(const Passages *passages)
{
    Str title;
    return passages_get_row(passages, passages->screen.list.current, &title);
}

Str passages_get_entry_note(const Passages *passages, size_t index)
{
    Str title;
    return passages->entry_notes && passages_get_row(passages, index, &title)
               ? passages->entry_notes[index - passages->held_from]
               : (Str){0};
}

/* In a collection, what is said of its entries there. */
static bool read_entry_notes(const Passages *passages, const AnnotationList *rows,
                             Arena *arena, Str **notes, Error *err)
{
    *notes = NULL;
    if (!passages->filter.collection)
        return true;
    Str *read = arena_alloc(arena, size_mul(rows->count, sizeof(*read)));
    for (size_t i = 0; i < rows->count; i++) {
        CollectionEntry entry;
        if (!store_get_collection_entry(passages->store, passages->filter.collection,
                                        rows->rows[i].id, arena, &entry, err))
            return false;
        read[i] = entry.note;
    }
    *notes = read;
    return true;
}

/* Rows for two screens above the current entry and two below are fetched when one of a
 * screen above or below is missing: another order or filter costs no more than these. */
static void passages_hold(Passages *passages)
{
    const List *list = &passages->screen.list;
    size_t page = (size_t)MAX(passages->rows, LEAST_PAGE_ROWS), current = list->current;
    size_t first = current - MIN(current, 2 * page);
    Str title;
    if (!list->count ||
        (passages_get_row(passages, current - MIN(current, page), &title) &&
         passages_get_row(passages, MIN(current + page, list->count - 1), &title)))
        return;
    AnnotationList rows = {0};
    Str *notes;
    Arena *arena = arena_new();
    Error err = {0};
    size_t count = MIN(current + 2 * page, list->count) - first;
    int64_t *ids = mem_alloc_array(count, sizeof(*ids));
    for (size_t i = 0; i < count; i++)
        ids[i] = get_id(passages, first + i);
    if (store_get_annotations(passages->store, ids, count, arena, &rows, &err) &&
        read_entry_notes(passages, &rows, arena, &notes, &err)) {
        arena_free(passages->arena);
        passages->arena = arena;
        passages->held = rows;
        passages->entry_notes = notes;
        passages->held_from = first;
    } else {
        app_message_error(passages->app, &err);
        arena_free(arena);
    }
    free(ids);
    error_clear(&err);
}

static void passages_settle(Passages *passages)
{
    passages_hold(passages);
    passages_measure(passages);
    list_show(&passages->screen, passages_list_rows(passages), passages_height);
}

/* Reads on for a while, or all of it. */
static void passages_read(Passages *passages, bool is_whole)
{
    Slice slice = {passages->app, time_monotonic_us() + SLICE_US};
    Error err = {0};
    if (!ledger_read(passages->ledger, is_whole ? NULL : is_slice_over, &slice, &err))
        app_message_error(passages->app, &err);
    error_clear(&err);
}

void passages_reload(Passages *passages)
{
    List *list = &passages->screen.list;
    int64_t current = list->count ? get_id(passages, list->current) : 0;
    size_t before = list->current;
    Error err = {0};
    if (!ledger_index(passages->ledger, &passages->filter, passages->grouping,
                      time_start_of_day(time_now_ms()), &passages->index, &err) ||
        !store_count_passages(passages->store, passages->doc, &passages->total, &err))
        app_message_error(passages->app, &err);
    error_clear(&err);
    passages->held = (AnnotationList){0};
    lay_out_groups(passages);
    /* A passage under several tags stays the entry it was. */
    if (list->count && (before >= list->count || get_id(passages, before) != current))
        before = find_entry(passages, current, MIN(before, list->count - 1));
    list_set_current(list, before);
    passages_settle(passages);
}

void passages_complete(Passages *passages)
{
    if (ledger_is_complete(passages->ledger))
        return;
    passages_read(passages, true);
    passages_reload(passages);
}

static bool passages_is_filling(const View *view)
{
    const Passages *passages = (const Passages *)view;
    return !ledger_is_complete(passages->ledger) && !passages->screen.list.count;
}

/* The first rows are on the screen; the others come while nothing is typed. */
static bool passages_idle(View *view)
{
    Passages *passages = (Passages *)view;
    Slice slice = {passages->app, time_monotonic_us() + SLICE_US};
    Error ignored = {0};
    if (!ledger_is_complete(passages->ledger)) {
        passages_read(passages, false);
        if (ledger_is_complete(passages->ledger))
            passages_reload(passages);
        return true;
    }
    bool is_read =
        ledger_read_chapters(passages->ledger, is_slice_over, &slice, &ignored) &&
        (!ledger_has_chapters(passages->ledger) ||
         ledger_read_tags(passages->ledger, is_slice_over, &slice, &ignored));
    error_clear(&ignored); /* it is said when they are asked for */
    return is_read &&
           !(ledger_has_chapters(passages->ledger) && ledger_has_tags(passages->ledger));
}

static void passages_moved(ListScreen *screen)
{
    passages_settle((Passages *)screen);
}

static bool passages_open(ListScreen *screen, Error *err)
{
    Passages *passages = (Passages *)screen;
    const Annotation *row = passages_get_current(passages);
    bool is_folded = false;
    if (!row || !passages_get_group(passages, screen->list.current, &is_folded))
        return false;
    if (is_folded) {
        app_act(passages->app, ACTION_PASSAGES_FOLD, 0, (Str){0});
        return true;
    }
    if (row->is_orphan)
        app_message(passages->app,
                    _("the text has changed: this passage is not in it any more"));
    return open_reader(passages->app, row->doc,
                       row->is_orphan ? NULL : &row->selector.range.start, (Str){0}, err);
}

Passages *passages_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_PASSAGES, err) ? (Passages *)call->view : NULL;
}

/* ---- folding and order ------------------------------------------------------ */

bool act_passages_fold(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    bool is_folded;
    const PassageGroup *group =
        passages ? passages_get_group(passages, passages->screen.list.current, &is_folded)
                 : NULL;
    if (!group || passages->grouping == GROUP_NONE)
        return passages != NULL;
    size_t at = (size_t)(group - passages->index.groups);
    ids_toggle(&passages->folded, group_identity(passages, group));
    lay_out_groups(passages);
    passages->held = (AnnotationList){0};
    list_set_current(&passages->screen.list, passages->starts[at]);
    passages_settle(passages);
    return true;
}

bool act_passages_fold_all(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages || passages->grouping == GROUP_NONE || !passages->screen.list.count)
        return passages != NULL;
    passages_complete(passages);
    size_t at = find_group(passages, passages->screen.list.current);
    passages->folded.count = 0;
    for (size_t i = 0; call->arg && i < passages->index.group_count; i++)
        if (!group_is_folded(passages, &passages->index.groups[i]))
            ids_toggle(&passages->folded,
                       group_identity(passages, &passages->index.groups[i]));
    lay_out_groups(passages);
    passages->held = (AnnotationList){0};
    list_set_current(&passages->screen.list, passages->starts[at]);
    passages_settle(passages);
    return true;
}

bool act_passages_sort(const ActionCall *call, Error *err)
{
    static const PassageGrouping next[] = {
        [GROUP_DOCUMENT] = GROUP_NONE, [GROUP_NONE] = GROUP_CHAPTER,
        [GROUP_CHAPTER] = GROUP_TAG,   [GROUP_TAG] = GROUP_MONTH,
        [GROUP_MONTH] = GROUP_DUE,     [GROUP_DUE] = GROUP_DOCUMENT};
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    passages->grouping = next[passages->grouping];
    passages->folded.count = 0;
    passages->screen.list.count = 0;
    passages->screen.list.current = 0;
    passages->screen.top = 0;
    passages_reload(passages);
    return true;
}

/* ---- the view ---------------------------------------------------------- */

static void passages_layout(View *view, int rows, int columns)
{
    Passages *passages = (Passages *)view;
    passages->rows = rows;
    passages->columns = columns;
    passages_settle(passages);
}

static unsigned passages_get_state(const View *view)
{
    const Passages *passages = (const Passages *)view;
    unsigned state = passages_get_current(passages) ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(passages->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *passages_get_hints(const View *view)
{
    static const Hint full[] = {{ACTION_LIST_OPEN, N_("to the text")},
                                {ACTION_PASSAGES_NOTE, N_("note")},
                                {ACTION_PASSAGES_STATUS, N_("to do, done")},
                                {ACTION_PASSAGES_FILTER, N_("filter")},
                                {ACTION_PASSAGES_EXPORT, N_("export")},
                                {ACTION_HELP, N_("help")},
                                {ACTION_COUNT, NULL}};
    static const Hint narrowed[] = {{ACTION_LIST_OPEN, N_("to the text")},
                                    {ACTION_PASSAGES_NOTE, N_("note")},
                                    {ACTION_PASSAGES_STATUS, N_("to do, done")},
                                    {ACTION_PASSAGES_EXPORT, N_("export")},
                                    {ACTION_PASSAGES_CLEAR, N_("show all")},
                                    {ACTION_HELP, N_("help")},
                                    {ACTION_COUNT, NULL}};
    static const Hint marked[] = {{ACTION_PASSAGES_TAG, N_("tags")},
                                  {ACTION_PASSAGES_STATUS, N_("to do, done")},
                                  {ACTION_PASSAGES_COLLECT, N_("collect")},
                                  {ACTION_PASSAGES_COPY, N_("copy")},
                                  {ACTION_PASSAGES_DELETE, N_("delete")},
                                  {ACTION_PASSAGES_MARK_NONE, N_("unmark")},
                                  {ACTION_COUNT, NULL}};
    static const Hint collected[] = {{ACTION_LIST_OPEN, N_("to the text")},
                                     {ACTION_PASSAGES_MOVE_DOWN, N_("down")},
                                     {ACTION_PASSAGES_MOVE_UP, N_("up")},
                                     {ACTION_PASSAGES_UNCOLLECT, N_("take out")},
                                     {ACTION_PASSAGES_EXPORT, N_("export")},
                                     {ACTION_PASSAGES_CLEAR, N_("show all")},
                                     {ACTION_COUNT, NULL}};
    static const Hint empty[] = {{ACTION_PASSAGES_CLEAR, N_("show all")},
                                 {ACTION_CLOSE, N_("back")},
                                 {ACTION_HELP, N_("help")},
                                 {ACTION_COUNT, NULL}};
    const Passages *passages = (const Passages *)view;
    bool is_empty = passages->screen.list.count == 0;
    return is_empty                          ? empty
           : passages->marked.count          ? marked
           : passages->filter.collection     ? collected
           : passages_are_narrowed(passages) ? narrowed
                                             : full;
}

static void passages_refresh(View *view)
{
    passages_reload((Passages *)view);
}

static void passages_free(View *view)
{
    Passages *passages = (Passages *)view;
    ledger_free(passages->ledger);
    passage_index_clear(&passages->index);
    free(passages->starts);
    free(passages->folded.items);
    free(passages->marked.items);
    arena_free(passages->filter_arena);
    terms_clear(&passages->terms);
    free(passages->doc_title);
    arena_free(passages->arena);
    free(passages);
}

static const ViewOps ops = {.name = "passages",
                            .contexts = contexts,
                            .context_count = ARRAY_SIZE(contexts),
                            .draw = passages_draw,
                            .layout = passages_layout,
                            .get_state = passages_get_state,
                            .get_hints = passages_get_hints,
                            .event = list_event,
                            .refresh = passages_refresh,
                            .idle = passages_idle,
                            .is_filling = passages_is_filling,
                            .free = passages_free};

View *passages_new(App *app, int64_t doc, Error *err)
{
    Store *store = library_get_store(app_get_library(app));
    Str title = {0};
    Arena *arena = arena_new();
    DocumentFilter filter = {.id = doc, .limit = 1};
    DocumentList documents = {0};
    if (doc && !store_list_documents(store, &filter, arena, &documents, err)) {
        arena_free(arena);
        return NULL;
    }
    if (documents.count)
        title = documents.rows[0].title;
    Passages *passages = mem_alloc(sizeof(*passages));
    passages->screen.view = (View){&ops, app};
    passages->screen.open = passages_open;
    passages->screen.moved = passages_moved;
    passages->app = app;
    passages->library = app_get_library(app);
    passages->store = store;
    passages->doc = doc;
    passages->doc_title = str_dup(title);
    passages->filter = (AnnotationFilter){.doc = doc, .status = -1};
    passages->grouping = GROUP_DOCUMENT;
    arena_free(arena);
    passages->ledger = ledger_new(store);
    passages_read(passages, false);
    passages_reload(passages);
    return &passages->screen.view;
}

View *passages_new_of_tag(App *app, Str tag, Error *err)
{
    View *view = passages_new(app, 0, err);
    Passages *passages = (Passages *)view;
    if (!view)
        return NULL;
    AnnotationFilter filter = passages->filter;
    filter.tag = tag;
    passages_set_filter(passages, &filter);
    return view;
}
