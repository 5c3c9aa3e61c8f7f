/* Undo and redo of what is typed. What an input method delivers at once, and what is
 * typed on from it, is one step up to the next mark: taking back goes by clauses, as
 * writing does. SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/edit_undo.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

#define UNDO_MAX_BYTES ((size_t)16 * 1024 * 1024)

static void undo_drop(EditUndo *undo, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        EditStep *step = &undo->steps[i];
        undo->bytes -= step->removed.len + step->inserted.len;
        strbuf_clear(&step->removed);
        strbuf_clear(&step->inserted);
    }
    if (to < undo->count)
        memmove(&undo->steps[from], &undo->steps[to],
                (undo->count - to) * sizeof(*undo->steps));
    undo->count -= to - from;
    undo->done = MIN(undo->done, undo->count);
}

void edit_undo_clear(EditUndo *undo)
{
    undo_drop(undo, 0, undo->count);
    free(undo->steps);
    *undo = (EditUndo){0};
}

void edit_undo_part(EditUndo *undo)
{
    undo->is_parted = true;
}

/* Does a text end where a clause does? */
static bool is_at_mark(Str text)
{
    size_t off = text.len;
    if (off == 0)
        return true;
    char32_t last = utf8_previous(text, &off);
    return text_is_punctuation(last) || text_is_space(last);
}

static bool step_joins_typed(const EditStep *last, size_t off, Str inserted)
{
    size_t at = 0;
    if (last->removed.len || off != last->off + last->inserted.len)
        return false;
    char32_t first = utf8_next(inserted, &at);
    bool is_mark = text_is_punctuation(first) || text_is_space(first);
    return is_mark || !is_at_mark(strbuf_get(&last->inserted));
}

/* Adds a change to the last step, where the two are one in the eyes of who typed. */
static bool undo_join(EditUndo *undo, EditKind kind, size_t off, Str removed,
                      Str inserted)
{
    EditStep *last = undo->done ? &undo->steps[undo->done - 1] : NULL;
    if (!last || undo->is_parted || last->kind != kind || kind == EDIT_WHOLE)
        return false;
    if (kind == EDIT_TYPED) {
        if (removed.len || !step_joins_typed(last, off, inserted))
            return false;
        strbuf_append_str(&last->inserted, inserted);
    } else if (off + removed.len == last->off) { /* backwards */
        strbuf_splice(&last->removed, 0, 0, removed);
        last->off = off;
    } else if (off == last->off) {
        strbuf_append_str(&last->removed, removed);
    } else {
        return false;
    }
    undo->bytes += removed.len + inserted.len;
    return true;
}

void edit_undo_note(EditUndo *undo, EditKind kind, size_t off, Str removed, Str inserted,
                    size_t caret)
{
    undo_drop(undo, undo->done, undo->count);
    bool is_joined = undo_join(undo, kind, off, removed, inserted);
    undo->is_parted = false;
    if (is_joined)
        return;
    EditStep step = {.kind = kind, .off = off, .caret = caret};
    strbuf_append_str(&step.removed, removed);
    strbuf_append_str(&step.inserted, inserted);
    undo->steps = mem_grow(undo->steps, &undo->capacity, undo->count + 1, sizeof(step));
    undo->steps[undo->count++] = step;
    undo->done = undo->count;
    undo->bytes += removed.len + inserted.len;
    while (undo->bytes > UNDO_MAX_BYTES && undo->count > 1)
        undo_drop(undo, 0, 1);
}

bool edit_undo_back(EditUndo *undo, StrBuf *text, size_t *caret, size_t *from)
{
    if (undo->done == 0)
        return false;
    const EditStep *step = &undo->steps[--undo->done];
    strbuf_splice(text, step->off, step->off + step->inserted.len,
                  strbuf_get(&step->removed));
    *caret = step->caret;
    *from = step->off;
    undo->is_parted = true;
    return true;
}

bool edit_undo_forth(EditUndo *undo, StrBuf *text, size_t *caret, size_t *from)
{
    if (undo->done == undo->count)
        return false;
    const EditStep *step = &undo->steps[undo->done++];
    strbuf_splice(text, step->off, step->off + step->removed.len,
                  strbuf_get(&step->inserted));
    *caret = step->off + step->inserted.len;
    *from = step->off;
    undo->is_parted = true;
    return true;
}
