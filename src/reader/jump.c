/* Places to come back to: where jumps came from, in all documents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <stdlib.h>
#include <string.h>

#define JUMP_COUNT 100

typedef struct Jump {
    int64_t doc;
    Pos pos;
} Jump;

/* Of one program, for all its readers. */
typedef struct Jumps {
    Jump list[JUMP_COUNT]; /* the newest last */
    size_t count, at;      /* `at` is count, or the one that was gone back to */
    Jump here;             /* where the caret is in the reader that was used last */
    bool is_travelling;    /* what is opened now is no jump of its own */
} Jumps;

static void jumps_free(void *jumps)
{
    free(jumps);
}

static Jumps *jumps_get(App *app)
{
    Jumps *jumps = app_get_kept(app, jumps_free);
    if (!jumps) {
        jumps = mem_alloc(sizeof(*jumps));
        app_keep(app, jumps, jumps_free);
    }
    return jumps;
}

static bool is_same(Jump a, Jump b)
{
    return a.doc == b.doc && pos_compare(a.pos, b.pos) == 0;
}

/* What was gone back from is forgotten when one leaves for elsewhere. */
static void jumps_add(Jumps *jumps, Jump place)
{
    jumps->count = jumps->at;
    if (jumps->count && is_same(jumps->list[jumps->count - 1], place))
        return;
    if (jumps->count == JUMP_COUNT) {
        memmove(jumps->list, jumps->list + 1, (JUMP_COUNT - 1) * sizeof(place));
        jumps->count--;
    }
    jumps->list[jumps->count++] = place;
    jumps->at = jumps->count;
}

void reader_push_jump(Reader *reader)
{
    jumps_add(jumps_get(reader->app), (Jump){reader->doc, reader->caret});
}

void reader_note_place(Reader *reader)
{
    jumps_get(reader->app)->here = (Jump){reader->doc, reader->caret};
}

void reader_leave_place(App *app, int64_t doc)
{
    Jumps *jumps = jumps_get(app);
    if (!jumps->is_travelling && jumps->here.doc && jumps->here.doc != doc)
        jumps_add(jumps, jumps->here);
}

void reader_forget_jumps(Reader *reader)
{
    Jumps *jumps = jumps_get(reader->app);
    size_t kept = 0, at = jumps->at;
    for (size_t i = 0; i < jumps->count; i++) {
        if (jumps->list[i].doc != reader->doc)
            jumps->list[kept++] = jumps->list[i];
        else if (i < jumps->at)
            at--;
    }
    jumps->count = kept;
    jumps->at = at;
}

/* ---- going ---------------------------------------------------------------- */

static void go_here(Reader *reader, Pos pos)
{
    const Document *document = reader->document;
    if (!document->block_count)
        return;
    pos.block = MIN(pos.block, document->block_count - 1);
    Str text = document_get_text(document, pos.block);
    pos.off = (uint32_t)cluster_snap(text, MIN((size_t)pos.off, text.len));
    reader_loosen_selection(reader, pos_compare(pos, reader->caret));
    if (reader_reveal(reader, pos))
        reader_folds_changed(reader);
    reader_leave_skeleton(reader, pos);
    reader_go(reader, pos);
    reader_settle(reader);
}

void reader_travel(Reader *reader, Pos pos)
{
    reader_push_jump(reader);
    go_here(reader, pos);
}

/* The other document takes the place of this one; beside a second text it lies above. */
static bool go_elsewhere(Reader *reader, Jump to, Error *err)
{
    App *app = reader->app;
    Jumps *jumps = jumps_get(app);
    jumps->is_travelling = true;
    View *next = reader_new(app, to.doc, &to.pos, err);
    jumps->is_travelling = false;
    if (!next)
        return false;
    reader_save_place(&reader->view);
    if (app_get_screen(app) == &reader->view) {
        app_swap_screen(app, next);
        app_retire(app, &reader->view);
    } else {
        app_push(app, next);
    }
    return true;
}

static bool go(Reader *reader, Jump to, Error *err)
{
    if (to.doc != reader->doc)
        return go_elsewhere(reader, to, err);
    go_here(reader, to.pos);
    return true;
}

/* Back: the caret's place is kept at the end, to come forth to. */
static bool jumps_step_back(Jumps *jumps, Jump here)
{
    if (jumps->at == jumps->count && jumps->at) {
        if (is_same(jumps->list[jumps->at - 1], here)) {
            jumps->at--;
        } else {
            size_t count = jumps->count;
            jumps_add(jumps, here);
            jumps->at = jumps->count > count ? count : count - 1;
        }
    }
    if (jumps->at == 0)
        return false;
    jumps->at--;
    return true;
}

static bool jumps_step_forth(Jumps *jumps)
{
    if (jumps->at + 1 >= jumps->count)
        return false;
    jumps->at++;
    return true;
}

/* -1: back, 1: forth, 0: to the other end of the last of either. */
bool act_jump(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Jumps *jumps = jumps_get(reader->app);
    Jump here = {reader->doc, reader->caret};
    size_t steps = 0, wanted = (size_t)MAX(call->count, 1);
    bool is_back = call->arg < 0 || (call->arg == 0 && jumps->at + 1 >= jumps->count);
    while (steps < wanted &&
           (is_back ? jumps_step_back(jumps, here) : jumps_step_forth(jumps)))
        steps++;
    if (steps == 0)
        return error_set(err, ERR_NOT_FOUND,
                         is_back ? _("there was no jump to go back from")
                                 : _("this is where the last jump led to"));
    return go(reader, jumps->list[jumps->at], err);
}

bool reader_travel_to(Reader *reader, int64_t doc, Pos pos, Error *err)
{
    reader_push_jump(reader);
    return go(reader, (Jump){doc, pos}, err);
}
