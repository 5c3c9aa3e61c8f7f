/* Passages: what was marked, in one document or in all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/passages.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 200

static const Context contexts[] = {CONTEXT_PASSAGES, CONTEXT_LIST};

/* ---- rows -------------------------------------------------------------- */

AnnotationFilter passages_filter_now(const Passages *passages)
{
    return (AnnotationFilter){.doc = passages->doc,
                              .tag = strbuf_get(&passages->tag),
                              .status = passages->status,
                              .text = strbuf_get(&passages->text),
                              .newest_first = passages->newest_first};
}

const Annotation *passages_get_row(const Passages *passages, size_t index, Str *title)
{
    if (index < passages->held_from ||
        index - passages->held_from >= passages->held.count)
        return NULL;
    *title = passages->held.doc_titles[index - passages->held_from];
    return &passages->held.rows[index - passages->held_from];
}

static const Annotation *get_current(const Passages *passages)
{
    Str title;
    return passages_get_row(passages, passages->screen.list.current, &title);
}

static void passages_hold(Passages *passages)
{
    const List *list = &passages->screen.list;
    size_t before = MIN(list->current, (size_t)PAGE_ROWS);
    size_t first = list->current - before, last = list->current + PAGE_ROWS / 2;
    Str title;
    last = list->count ? MIN(last, list->count - 1) : 0;
    if (!list->count ||
        (passages_get_row(passages, list->current - MIN(before, 100u), &title) &&
         passages_get_row(passages, last, &title)))
        return;
    AnnotationFilter filter = passages_filter_now(passages);
    AnnotationList rows = {0};
    Arena *arena = arena_new();
    Error err = {0};
    filter.offset = (int64_t)first;
    filter.limit = 2 * PAGE_ROWS;
    if (store_list_annotations(passages->store, &filter, arena, &rows, &err)) {
        arena_free(passages->arena);
        passages->arena = arena;
        passages->held = rows;
        passages->held_from = first;
    } else {
        app_message_error(passages->app, &err);
        arena_free(arena);
    }
    error_clear(&err);
}

static void passages_settle(Passages *passages)
{
    list_set_height(&passages->screen.list, 1); /* the window is our own */
    passages_hold(passages);
    passages_measure(passages);
    passages->top =
        list_find_top(&passages->screen, passages->top, passages_list_rows(passages),
                      passages_height, &passages->screen.page_rows);
}

static void passages_reload(Passages *passages)
{
    AnnotationFilter filter = passages_filter_now(passages);
    AnnotationFilter all = {.doc = passages->doc, .status = -1};
    int64_t count = 0;
    Error err = {0};
    if (!store_count_annotations(passages->store, &filter, &count, &err) ||
        !store_count_annotations(passages->store, &all, &passages->total, &err))
        app_message_error(passages->app, &err);
    error_clear(&err);
    passages->held = (AnnotationList){0};
    list_set_count(&passages->screen.list, (size_t)count);
    passages_settle(passages);
}

static void passages_moved(ListScreen *screen)
{
    passages_settle((Passages *)screen);
}

static bool passages_open(ListScreen *screen, Error *err)
{
    Passages *passages = (Passages *)screen;
    const Annotation *row = get_current(passages);
    if (!row)
        return false;
    if (row->is_orphan)
        app_message(passages->app,
                    _("the text has changed: this passage is not in it any more"));
    return open_reader(passages->app, row->doc,
                       row->is_orphan ? NULL : &row->selector.range.start, (Str){0}, err);
}

/* ---- narrowing --------------------------------------------------------- */

static Passages *passages_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_PASSAGES, err) ? (Passages *)call->view : NULL;
}

static void passages_set_text(Passages *passages, Str text)
{
    strbuf_reset(&passages->text);
    strbuf_append_str(&passages->text, text_trim(text));
    terms_set(&passages->terms, strbuf_get(&passages->text));
    list_set_current(&passages->screen.list, 0);
    passages->top = 0;
    passages_reload(passages);
}

static void filter_changed(void *context, Str text, Prompt *prompt)
{
    Passages *passages = context;
    if (!str_is_equal(text_trim(text), strbuf_get(&passages->text)))
        passages_set_text(passages, text);
    StrBuf info = {0};
    format_count(&info, passages->screen.list.count);
    prompt_set_info(prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

static void filter_cancel(void *context)
{
    passages_set_text(context, (Str){0});
}

bool act_passages_filter(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.changed = filter_changed,
                                         .cancel = filter_cancel};
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    StrBuf before = {0};
    strbuf_append_str(&before, strbuf_get(&passages->text));
    app_open_prompt(passages->app, _("Filter"), strbuf_get(&before), &prompt_ops,
                    passages);
    strbuf_clear(&before);
    return true;
}

static bool by_tag_accept(void *context, const Str *tags, size_t count, Error *err)
{
    Passages *passages = context;
    (void)err;
    strbuf_reset(&passages->tag);
    if (count)
        strbuf_append_str(&passages->tag, tags[0]);
    list_set_current(&passages->screen.list, 0);
    passages_reload(passages);
    return true;
}

bool act_passages_by_tag(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    tag_prompt_open(passages->app, &(TagRequest){.label = _("Passages with tag"),
                                                 .is_single = true,
                                                 .accept = by_tag_accept,
                                                 .context = passages});
    return true;
}

bool act_passages_by_status(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    passages->status = passages->status == -1            ? STATUS_OPEN
                       : passages->status == STATUS_OPEN ? STATUS_DONE
                                                         : -1;
    list_set_current(&passages->screen.list, 0);
    passages_reload(passages);
    return true;
}

bool act_passages_sort(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    passages->newest_first = !passages->newest_first;
    list_set_current(&passages->screen.list, 0);
    passages_reload(passages);
    return true;
}

bool act_passages_clear(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    if (!passages->text.len && !passages->tag.len && passages->status == -1) {
        app_act(passages->app, ACTION_CLOSE, 0, (Str){0});
        return true;
    }
    strbuf_reset(&passages->tag);
    passages->status = -1;
    passages_set_text(passages, (Str){0});
    return true;
}

/* ---- changing ---------------------------------------------------------- */

static void passages_after_edit(Passages *passages)
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
    const Annotation *row = passages ? get_current(passages) : NULL;
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

static bool tags_accept(void *context, const Str *tags, size_t count, Error *err)
{
    Passages *passages = context;
    const Annotation *row = get_current(passages);
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
    const Annotation *row = passages ? get_current(passages) : NULL;
    if (!row)
        return false;
    StrBuf initial = {0};
    for (size_t i = 0; i < row->tag_count; i++) {
        strbuf_append_str(&initial, row->tags[i]);
        strbuf_append_text(&initial, ", ");
    }
    passages->request = row->id;
    tag_prompt_open(passages->app, &(TagRequest){.label = _("Tags"),
                                                 .initial = strbuf_get(&initial),
                                                 .accept = tags_accept,
                                                 .context = passages});
    strbuf_clear(&initial);
    return true;
}

bool act_passages_status(const ActionCall *call, Error *err)
{
    static const AnnotationStatus next[] = {[STATUS_NONE] = STATUS_OPEN,
                                            [STATUS_OPEN] = STATUS_DONE,
                                            [STATUS_DONE] = STATUS_NONE};
    Passages *passages = passages_get(call, err);
    const Annotation *row = passages ? get_current(passages) : NULL;
    if (!row || !library_set_status(passages->library, row->id, next[row->status], err))
        return false;
    passages_after_edit(passages);
    return true;
}

bool act_passages_delete(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    const Annotation *row = passages ? get_current(passages) : NULL;
    if (!row || !library_delete_annotation(passages->library, row->id, err))
        return false;
    passages_after_edit(passages);
    message_with_undo(passages->app, _("passage deleted"));
    return true;
}

bool act_passages_copy(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    Str title = {0};
    const Annotation *row =
        passages ? passages_get_row(passages, passages->screen.list.current, &title)
                 : NULL;
    if (!row)
        return false;
    StrBuf text = {0};
    export_append_plain(row->selector.exact, &text);
    Document *document = store_open_document(passages->store, row->doc, err);
    bool is_done = document &&
                   append_source(passages->app, document, row->selector.range.start, row,
                                 &text, err) &&
                   copy_text(passages->app, strbuf_get(&text), err);
    document_free(document);
    strbuf_clear(&text);
    return is_done;
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
    unsigned state = get_current(passages) ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(passages->store) ? NEED_WRITABLE : NEED_NONE);
}

static size_t passages_get_hints(const View *view, Hint *hints, size_t capacity)
{
    static const Hint full[] = {{ACTION_LIST_OPEN, N_("to the text")},
                                {ACTION_PASSAGES_NOTE, N_("note")},
                                {ACTION_PASSAGES_TAG, N_("tags")},
                                {ACTION_PASSAGES_STATUS, N_("to do, done")},
                                {ACTION_PASSAGES_FILTER, N_("filter")},
                                {ACTION_PASSAGES_EXPORT, N_("export")}};
    static const Hint empty[] = {{ACTION_PASSAGES_CLEAR, N_("show all")},
                                 {ACTION_CLOSE, N_("back")},
                                 {ACTION_HELP, N_("help")}};
    const Passages *passages = (const Passages *)view;
    bool is_empty = passages->screen.list.count == 0;
    size_t count = MIN(is_empty ? ARRAY_SIZE(empty) : ARRAY_SIZE(full), capacity);
    memcpy(hints, is_empty ? empty : full, count * sizeof(Hint));
    return count;
}

static void passages_refresh(View *view)
{
    passages_reload((Passages *)view);
}

static void passages_free(View *view)
{
    Passages *passages = (Passages *)view;
    strbuf_clear(&passages->text);
    strbuf_clear(&passages->tag);
    terms_clear(&passages->terms);
    free(passages->doc_title);
    free(passages->export_path);
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
    passages->status = -1;
    arena_free(arena);
    passages_reload(passages);
    return &passages->screen.view;
}

View *passages_new_of_tag(App *app, Str tag, Error *err)
{
    View *view = passages_new(app, 0, err);
    Passages *passages = (Passages *)view;
    if (!view)
        return NULL;
    strbuf_append_str(&passages->tag, tag);
    passages_reload(passages);
    return view;
}
