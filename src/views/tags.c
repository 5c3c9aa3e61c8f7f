/* The tags: all of them, how much they are used, and what bears them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/screen.h"

#include <piyue/finder.h>

#include <stdlib.h>
#include <string.h>

typedef struct Tags {
    ListScreen screen; /* first */
    App *app;
    Library *library;
    Store *store;
    Arena *arena;
    TagList all;
    Finder *finder;       /* of all.rows */
    FinderMatch *matches; /* of the filter: indices into all.rows */
    StrBuf filter;
    bool most_used_first;
    int rows;
} Tags;

static const Context contexts[] = {CONTEXT_TAGS, CONTEXT_LIST};

/* ---- rows -------------------------------------------------------------- */

static const TagRow *tags_get_current(const Tags *tags)
{
    const List *list = &tags->screen.list;
    return list->current < list->count
               ? &tags->all.rows[tags->matches[list->current].index]
               : NULL;
}

static void tags_match(Tags *tags)
{
    size_t total;
    list_set_count(&tags->screen.list,
                   finder_match(tags->finder, strbuf_get(&tags->filter), tags->matches,
                                tags->all.count, &total));
}

/* The list as it is now, to be filtered. */
static void tags_prepare(Tags *tags)
{
    finder_free(tags->finder);
    tags->finder = finder_new();
    finder_set_flags(tags->finder, FINDER_UNBROKEN | FINDER_IN_ORDER);
    for (size_t i = 0; i < tags->all.count; i++)
        finder_add(tags->finder, tags->all.rows[i].name, 0);
    free(tags->matches);
    tags->matches = mem_alloc_array(tags->all.count + 1, sizeof(tags->matches[0]));
}

static void tags_reload(Tags *tags)
{
    Arena *arena = arena_new();
    TagList list = {0};
    Error err = {0};
    if (store_list_tags(tags->store, tags->most_used_first, arena, &list, &err)) {
        arena_free(tags->arena);
        tags->arena = arena;
        tags->all = list;
    } else {
        app_message_error(tags->app, &err);
        arena_free(arena);
    }
    error_clear(&err);
    tags_prepare(tags);
    tags_match(tags);
}

static bool tags_open(ListScreen *screen, Error *err)
{
    Tags *tags = (Tags *)screen;
    const TagRow *tag = tags_get_current(tags);
    return tag && open_tag(tags->app, tag, err);
}

/* ---- acting ------------------------------------------------------------ */

static Tags *tags_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_TAGS, err) ? (Tags *)call->view : NULL;
}

static void filter_changed(void *context, Str text, Prompt *prompt)
{
    Tags *tags = context;
    strbuf_reset(&tags->filter);
    strbuf_append_str(&tags->filter, text_trim(text));
    tags_match(tags);
    StrBuf info = {0};
    format_count(&info, tags->screen.list.count);
    prompt_set_info(prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

static void filter_cancel(void *context)
{
    Tags *tags = context;
    strbuf_reset(&tags->filter);
    tags_match(tags);
}

bool act_tags_filter(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.changed = filter_changed,
                                         .cancel = filter_cancel};
    Tags *tags = tags_get(call, err);
    if (!tags)
        return false;
    StrBuf before = {0};
    strbuf_append_str(&before, strbuf_get(&tags->filter));
    app_open_prompt(tags->app, _("Filter"), strbuf_get(&before), &prompt_ops, tags);
    strbuf_clear(&before);
    return true;
}

bool act_tags_sort(const ActionCall *call, Error *err)
{
    Tags *tags = tags_get(call, err);
    if (!tags)
        return false;
    tags->most_used_first = !tags->most_used_first;
    list_set_current(&tags->screen.list, 0);
    tags_reload(tags);
    return true;
}

static bool rename_accept(void *context, Str text, Error *err)
{
    Tags *tags = context;
    const TagRow *tag = tags_get_current(tags);
    Str name = text_trim(text);
    if (!name.len)
        return error_set(err, ERR_USAGE, _("a tag must have a name"));
    if (!tag || str_is_equal(tag->name, name))
        return true;
    if (!library_rename_tag(tags->library, tag->name, name, err))
        return false;
    message_with_undo(tags->app, _("renamed everywhere"));
    app_touch(tags->app);
    return true;
}

bool act_tags_rename(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.accept = rename_accept};
    Tags *tags = tags_get(call, err);
    const TagRow *tag = tags ? tags_get_current(tags) : NULL;
    if (tag)
        app_open_prompt(tags->app, _("New name"), tag->name, &prompt_ops, tags);
    return tag != NULL;
}

bool act_tags_documents(const ActionCall *call, Error *err)
{
    Tags *tags = tags_get(call, err);
    const TagRow *tag = tags ? tags_get_current(tags) : NULL;
    View *shelf = tag ? shelf_new_of_tag(tags->app, tag->name, err) : NULL;
    if (shelf)
        app_push(tags->app, shelf);
    return shelf != NULL;
}

/* ---- drawing ----------------------------------------------------------- */

static void put_tag(Frame *frame, const TagRow *tag, int y, bool is_current)
{
    StrBuf text = {0};
    int end = MIN(frame->columns - 1, 76);
    format_day(&text, tag->used_ms, time_now_ms());
    put_right(frame, y, end - 10, end, strbuf_get(&text), STYLE_LIST_DIM);
    end -= 12;
    strbuf_reset(&text);
    if (tag->documents)
        strbuf_appendf(
            &text,
            translate_plural("%lld document", "%lld documents", (uint64_t)tag->documents),
            (long long)tag->documents);
    if (end > 40)
        put_right(frame, y, end - 14, end, strbuf_get(&text), STYLE_LIST_DIM);
    end -= end > 40 ? 16 : 0;
    strbuf_reset(&text);
    if (tag->passages)
        strbuf_appendf(
            &text,
            translate_plural("%lld passage", "%lld passages", (uint64_t)tag->passages),
            (long long)tag->passages);
    put_right(frame, y, end - 14, end, strbuf_get(&text), STYLE_LIST_DIM);
    end -= 15;
    strbuf_reset(&text);
    strbuf_append_byte(&text, '#');
    sanitize(&text, tag->name, SANITIZE_TERMINAL);
    frame_put_cut(frame, y, 3, end - 3, strbuf_get(&text), STYLE_TAG, STYLE_TEXT);
    strbuf_clear(&text);
    if (is_current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
}

static void tags_draw(View *view, Frame *frame)
{
    const Tags *tags = (const Tags *)view;
    const List *list = &tags->screen.list;
    StrBuf right = {0}, left = {0}, count = {0};
    frame_erase(frame, STYLE_LIST);
    format_count(&count, list->count);
    strbuf_appendf(&right, translate_plural("%s tag", "%s tags", list->count),
                   count.data);
    strbuf_appendf(&right, "   %s",
                   tags->most_used_first ? _("most used first") : _("by name"));
    if (tags->filter.len) {
        strbuf_append_byte(&left, '/');
        sanitize(&left, strbuf_get(&tags->filter), SANITIZE_TERMINAL);
    }
    put_bar(frame, _("Tags"), strbuf_get(&left), strbuf_get(&right));
    strbuf_clear(&count);
    strbuf_clear(&right);
    strbuf_clear(&left);
    if (!list->count)
        put_advice(frame,
                   tags->filter.len
                       ? _("No tag matches\nletters stand for pinyin too: xsj finds "
                           "协商机制")
                       : _("No tags yet\n\nt tags a passage in a document,\n"
                           "or a document on the shelf"));
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++) {
        size_t index = list->top + (size_t)i;
        put_tag(frame, &tags->all.rows[tags->matches[index].index], BAR_ROWS + 1 + i,
                index == list->current);
    }
}

/* ---- the view ---------------------------------------------------------- */

static void tags_layout(View *view, int rows, int columns)
{
    Tags *tags = (Tags *)view;
    (void)columns;
    tags->screen.page_rows = MAX(screen_body_rows(rows) - 1, 1);
    list_set_height(&tags->screen.list, tags->screen.page_rows);
}

static unsigned tags_get_state(const View *view)
{
    const Tags *tags = (const Tags *)view;
    unsigned state = tags_get_current(tags) ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(tags->store) ? NEED_WRITABLE : NEED_NONE);
}

static size_t tags_get_hints(const View *view, Hint *hints, size_t capacity)
{
    static const Hint all[] = {
        {ACTION_LIST_OPEN, N_("passages")}, {ACTION_TAGS_DOCUMENTS, N_("documents")},
        {ACTION_TAGS_RENAME, N_("rename")}, {ACTION_TAGS_FILTER, N_("filter")},
        {ACTION_TAGS_SORT, N_("order")},    {ACTION_HELP, N_("help")}};
    (void)view;
    size_t count = MIN(ARRAY_SIZE(all), capacity);
    memcpy(hints, all, count * sizeof(Hint));
    return count;
}

static void tags_refresh(View *view)
{
    tags_reload((Tags *)view);
}

static void tags_free(View *view)
{
    Tags *tags = (Tags *)view;
    strbuf_clear(&tags->filter);
    free(tags->matches);
    finder_free(tags->finder);
    arena_free(tags->arena);
    free(tags);
}

View *tags_new(App *app, Error *err)
{
    static const ViewOps ops = {.name = "tags",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = tags_draw,
                                .layout = tags_layout,
                                .get_state = tags_get_state,
                                .get_hints = tags_get_hints,
                                .event = list_event,
                                .refresh = tags_refresh,
                                .free = tags_free};
    (void)err;
    Tags *tags = mem_alloc(sizeof(*tags));
    tags->screen.view = (View){&ops, app};
    tags->screen.open = tags_open;
    tags->app = app;
    tags->library = app_get_library(app);
    tags->store = library_get_store(tags->library);
    tags_reload(tags);
    return &tags->screen.view;
}
