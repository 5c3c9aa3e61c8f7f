/* What is taken back, brought back, or gone for good.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

/* ---- back, and for good ------------------------------------------------- */

/* The newest of the deleted passages; NULL where it is not in the model, or another one
 * stands in its place by now. */
static Passage *find_deleted(Model *model)
{
    Arena *arena = arena_new();
    AnnotationFilter filter = {
        .status = -1, .in_trash = true, .newest_first = true, .limit = 1};
    AnnotationList list = {0};
    Passage *found = NULL;
    Error err = {0};
    soak_must(store_list_annotations(library_get_store(seat.library), &filter, arena,
                                     &list, &err));
    for (int i = 0; list.count && i < model->count; i++) {
        Passage *row = &model->rows[i];
        const Doc *doc = &model->docs[row->doc];
        if (row->is_deleted && row->id == list.rows[0].id && doc->is_there &&
            !doc->is_trashed &&
            !model_find(model, row->doc, row->paragraph.id, row->start, row->end))
            found = row;
    }
    arena_free(arena);
    return found;
}

static void deed_restore(void)
{
    Passage *row = find_deleted(soak_intend());
    if (!row) {
        soak_drop();
        return;
    }
    row->is_deleted = false;
    if (roll(3) == 0) {
        VERB("restore", "--passage", number(row->id));
    } else {
        open_context(CONTEXT_TRASHED);
        act(ACTION_LIST_FIRST);
        act(ACTION_TRASHED_RESTORE);
    }
    soak_commit();
}

/* All that are deleted: one of them on the screen, or when there is little room left for
 * others. */
static void deed_purge(void)
{
    const Model *now = model_now();
    bool is_full = now->count >= PASSAGES_MAX * 3 / 4;
    if (soak->is_child)
        return;
    soak_drop();
    int64_t first = 0;
    Passage *row = find_deleted(&soak->history[soak->now]);
    if (!row && !is_full)
        return;
    if (row) {
        first = row->id;
        open_context(CONTEXT_TRASHED);
        act(ACTION_LIST_FIRST);
        act(ACTION_TRASHED_PURGE);
        play_keys("y");
    }
    for (int i = 0; i < now->count; i++)
        if (now->rows[i].is_deleted && now->rows[i].id != first)
            VERB("purge", "--passage", number(now->rows[i].id));
    soak_forget_past();
}

static void deed_undo(void)
{
    if (!soak->now)
        return;
    soak_intend_back(-1);
    if (roll(3) == 0) {
        VERB("undo");
    } else {
        open_context((Context[]){CONTEXT_SHELF, CONTEXT_READER, CONTEXT_PASSAGES,
                                 CONTEXT_TAGS}[roll(4)]);
        act(ACTION_UNDO);
    }
    soak_commit();
}

static void deed_redo(void)
{
    if (soak->now == soak->newest)
        return;
    soak_intend_back(1);
    if (roll(3) == 0) {
        VERB("redo");
    } else {
        open_context(roll(2) ? CONTEXT_SHELF : CONTEXT_READER);
        act(ACTION_REDO);
    }
    soak_commit();
}

/* Far back and forth again, some steps of it. */
static void deed_travel(void)
{
    uint32_t depth = 2 + roll(30);
    open_context(CONTEXT_SHELF);
    for (uint32_t i = 0; i < depth && soak->now; i++) {
        soak_intend_back(-1);
        act(ACTION_UNDO);
        soak_commit();
    }
    soak_check();
    for (uint32_t i = roll(depth + 1); i > 0 && soak->now < soak->newest; i--) {
        soak_intend_back(1);
        act(ACTION_REDO);
        soak_commit();
    }
}

/* The change on top of the log is the newest one, or what took it back. */
static void deed_log(void)
{
    if (soak->last == LAST_OTHER)
        return;
    soak_intend_back(soak->last == LAST_UNDO ? 1 : -1);
    open_context(CONTEXT_LOG);
    act(ACTION_LIST_FIRST);
    act(ACTION_LOG_UNDO);
    soak_commit();
}

const Deed past_deeds[] = {
    {deed_restore, "out of the trash", 4},
    {deed_purge, "for good", 6},
    {deed_undo, "undo", 6},
    {deed_redo, "redo", 4},
    {deed_travel, "far back", 1},
    {deed_log, "back in the log", 3},
    {0},
};
