/* Changing passages in the ledger: the one under the caret, or all that are marked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "passages/passages.h"

#include <stdlib.h>

/* ---- changing ---------------------------------------------------------- */

void passages_after_edit(Passages *passages)
{
    passages_reload(passages);
    app_touch(passages->app);
}

static bool note_saved(void *context, Str text, Error *err)
{
    Passages *passages = context;
    if (!library_set_note(passages->library, passages->request, text_trim(text), err))
        return false;
    passages_after_edit(passages);
    return true;
}

bool act_passages_note(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    const Annotation *row = passages ? passages_get_current(passages) : NULL;
    if (!row)
        return false;
    StrBuf key = {0};
    strbuf_append_text(&key, "note:");
    strbuf_append_hex(&key, row->uid.bytes, sizeof(row->uid.bytes));
    passages->request = row->id;
    app_open_editor(passages->app, &(EditorRequest){.title = _("Note"),
                                                    .initial = row->note,
                                                    .draft_key = strbuf_get(&key),
                                                    .saved = note_saved,
                                                    .context = passages});
    strbuf_clear(&key);
    return true;
}

/* Marked passages are given the tags; "-tag" takes one off. */
static bool retag_marked(Passages *passages, const Str *tags, size_t count, Error *err)
{
    size_t chosen;
    int64_t *ids = passages_chosen(passages, &chosen);
    bool is_done = library_begin_batch(passages->library, err);
    if (is_done) {
        for (size_t i = 0; is_done && i < chosen * count; i++) {
            Str tag = tags[i % count];
            bool is_off = tag.len > 1 && tag.data[0] == '-';
            is_done = library_tag_annotation(passages->library, ids[i / count],
                                             is_off ? str_slice(tag, 1, tag.len) : tag,
                                             !is_off, err);
        }
        is_done = library_end_batch(passages->library, is_done, err);
    }
    free(ids);
    if (is_done)
        passages_after_edit(passages);
    return is_done;
}

static bool tags_accept(void *context, const Str *tags, size_t count, Error *err)
{
    Passages *passages = context;
    const Annotation *row = passages_get_current(passages);
    if (passages->marked.count)
        return retag_marked(passages, tags, count, err);
    if (!row || row->id != passages->request)
        return error_set(err, ERR_CONFLICT,
                         _("the list has changed meanwhile; try again"));
    if (!tags_apply(passages->library, row, tags, count, err))
        return false;
    passages_after_edit(passages);
    return true;
}

bool act_passages_tag(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    const Annotation *row = passages ? passages_get_current(passages) : NULL;
    if (!row)
        return false;
    StrBuf initial = {0};
    for (size_t i = 0; !passages->marked.count && i < row->tag_count; i++) {
        strbuf_append_str(&initial, row->tags[i]);
        strbuf_append_text(&initial, ", ");
    }
    passages->request = row->id;
    tag_prompt_open(passages->app,
                    &(TagRequest){.label = passages->marked.count
                                               ? _("Tags on the marked (-tag takes off)")
                                               : _("Tags"),
                                  .initial = strbuf_get(&initial),
                                  .accept = tags_accept,
                                  .context = passages});
    strbuf_clear(&initial);
    return true;
}

/* ---- one or many ------------------------------------------------------------- */

int64_t *passages_chosen(const Passages *passages, size_t *count)
{
    const Annotation *row = passages_get_current(passages);
    *count = 0;
    if (!passages->marked.count) {
        int64_t *ids = mem_alloc_array(1, sizeof(*ids));
        if (row)
            ids[(*count)++] = row->id;
        return ids;
    }
    /* Under several tags a passage stands more than once. */
    int64_t *ids = mem_alloc_array(passages->marked.count, sizeof(*ids));
    Ids seen = {0};
    for (size_t i = 0; i < passages->index.count; i++) {
        int64_t id = passages->index.ids[i];
        if (!ids_has(&passages->marked, id) || ids_has(&seen, id))
            continue;
        if (passages->grouping == GROUP_TAG)
            ids_toggle(&seen, id);
        ids[(*count)++] = id;
    }
    free(seen.items);
    return ids;
}

/* Does the same to all that are chosen, as one action. */
typedef bool EditOne(Passages *passages, int64_t id, Error *err);
static bool edit_chosen(Passages *passages, EditOne *edit, Error *err)
{
    size_t count;
    int64_t *ids = passages_chosen(passages, &count);
    bool is_done = library_begin_batch(passages->library, err);
    if (is_done) {
        for (size_t i = 0; is_done && i < count; i++)
            is_done = edit(passages, ids[i], err);
        is_done = library_end_batch(passages->library, is_done, err);
    }
    free(ids);
    if (is_done)
        passages_after_edit(passages);
    return is_done;
}

static AnnotationStatus next_status(const Passages *passages)
{
    static const AnnotationStatus next[] = {[STATUS_NONE] = STATUS_OPEN,
                                            [STATUS_OPEN] = STATUS_DONE,
                                            [STATUS_DONE] = STATUS_NONE};
    const Annotation *row = passages_get_current(passages);
    return row ? next[row->status] : STATUS_OPEN;
}

static bool set_status(Passages *passages, int64_t id, Error *err)
{
    return library_set_status(passages->library, id, (AnnotationStatus)passages->request,
                              err);
}

/* All become what follows the status of the one under the caret. */
bool act_passages_status(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages || !passages_get_current(passages))
        return false;
    passages->request = next_status(passages);
    return edit_chosen(passages, set_status, err);
}

/* ---- colour and day -------------------------------------------------------------- */

static void colour_changed(void *context, Str text, Prompt *prompt)
{
    const Passages *passages = context;
    colours_offer(app_get_settings(passages->app), text, prompt);
}

static bool set_colour(Passages *passages, int64_t id, Error *err)
{
    return library_set_style(passages->library, id, passages->wanted_style, err);
}

static bool colour_accept(void *context, Str text, Error *err)
{
    Passages *passages = context;
    passages->wanted_style = colour_read(text);
    return mark_check_colour(app_get_settings(passages->app), passages->wanted_style,
                             err) &&
           edit_chosen(passages, set_colour, err);
}

bool act_passages_colour(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.changed = colour_changed,
                                         .accept = colour_accept};
    Passages *passages = passages_get(call, err);
    if (!passages || !passages_get_current(passages))
        return false;
    app_open_prompt(passages->app, _("Colour (- for none)"), (Str){0}, &prompt_ops,
                    passages);
    return true;
}

static void due_changed(void *context, Str text, Prompt *prompt)
{
    (void)context;
    due_remark(text, prompt);
}

static bool set_due(Passages *passages, int64_t id, Error *err)
{
    return library_set_due(passages->library, id, passages->request, err);
}

static bool due_accept(void *context, Str text, Error *err)
{
    Passages *passages = context;
    return seek_parse_due(text, time_now_ms(), &passages->request, err) &&
           edit_chosen(passages, set_due, err);
}

bool act_passages_due(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.changed = due_changed, .accept = due_accept};
    Passages *passages = passages_get(call, err);
    const Annotation *row = passages ? passages_get_current(passages) : NULL;
    if (!row)
        return false;
    StrBuf initial = {0};
    if (row->due_ms && !passages->marked.count)
        strbuf_append_time(&initial, row->due_ms, false);
    app_open_prompt(passages->app, _("Due (明天, +3d, 12-01; - for none)"),
                    strbuf_get(&initial), &prompt_ops, passages);
    strbuf_clear(&initial);
    return true;
}

/* ---- deleting -------------------------------------------------------------------- */

static bool delete_one(Passages *passages, int64_t id, Error *err)
{
    return library_delete_annotation(passages->library, id, err);
}

bool act_passages_delete(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages || !passages_get_current(passages))
        return false;
    size_t count = MAX(passages->marked.count, 1u);
    if (!edit_chosen(passages, delete_one, err))
        return false;
    passages->marked.count = 0;
    StrBuf message = {0};
    strbuf_appendf(&message,
                   translate_plural("passage deleted", "%zu passages deleted", count),
                   count);
    message_with_undo(passages->app, message.data);
    strbuf_clear(&message);
    return true;
}

/* ---- marks -------------------------------------------------------------------- */

static void toggle_group(Passages *passages, const PassageGroup *group)
{
    for (size_t i = 0; i < group->count; i++)
        ids_toggle(&passages->marked, passages->index.ids[group->first + i]);
}

bool act_passages_mark(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    const Annotation *row = passages ? passages_get_current(passages) : NULL;
    bool is_folded = false;
    if (!row)
        return false;
    const PassageGroup *group =
        passages_get_group(passages, passages->screen.list.current, &is_folded);
    if (is_folded)
        toggle_group(passages, group);
    else
        ids_toggle(&passages->marked, row->id);
    app_act(passages->app, ACTION_LIST_DOWN, 1, (Str){0});
    return true;
}

/* 0: none, 1: all that are shown, 2: those that were not. */
bool act_passages_mark_all(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    passages_complete(passages);
    const PassageIndex *index = &passages->index;
    Ids before = passages->marked, marked = {0};
    marked.items = mem_alloc_array(index->count + 1, sizeof(*marked.items));
    marked.capacity = index->count + 1;
    for (size_t i = 0; call->arg && i < index->count; i++)
        if (call->arg == 1 || !ids_has(&before, index->ids[i]))
            marked.items[marked.count++] = index->ids[i];
    ids_sort(&marked);
    passages->marked = marked;
    free(before.items);
    return true;
}

/* ---- the clipboard --------------------------------------------------------------- */

static bool append_quotation(Passages *passages, const Annotation *row, StrBuf *text,
                             Error *err)
{
    Document *document = store_open_document(passages->store, row->doc, err);
    export_append_plain(row->selector.exact, text);
    bool is_done = document && append_source(passages->app, document,
                                             row->selector.range.start, row, text, err);
    document_free(document);
    return is_done;
}

bool act_passages_copy(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages || !passages_get_current(passages))
        return false;
    size_t count;
    int64_t *ids = passages_chosen(passages, &count);
    Arena *arena = arena_new();
    AnnotationList list = {0};
    StrBuf text = {0};
    bool is_done = store_get_annotations(passages->store, ids, count, arena, &list, err);
    for (size_t i = 0; is_done && i < list.count; i++) {
        strbuf_append_text(&text, i ? "\n\n" : "");
        is_done = append_quotation(passages, &list.rows[i], &text, err);
    }
    is_done = is_done && copy_text(passages->app, strbuf_get(&text), err);
    strbuf_clear(&text);
    arena_free(arena);
    free(ids);
    return is_done;
}
