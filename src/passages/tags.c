/* The tags: all of them, how much they are used, and what bears them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include "passages/tag_tree.h"

#include <piyue/finder.h>

#include <stdlib.h>

typedef struct Tags {
    ListScreen screen; /* first */
    App *app;
    Library *library;
    Store *store;
    Arena *arena;
    TagTree tree;
    bool has_uses;         /* they are counted behind the first frame */
    NamedTextList aliases; /* in the arena */
    size_t *order;         /* owned: nodes, the most used first */
    Finder *finder;        /* of the tree's nodes, or of `order` */
    FinderMatch *matches;  /* of the filter: indices into what the finder holds */
    size_t *shown;         /* owned: nodes in the order of the rows */
    char **folded;         /* owned names of branches */
    size_t folded_count, folded_capacity;
    StrBuf filter;
    bool most_used_first;
    int rows;
} Tags;

static const Context contexts[] = {CONTEXT_TAGS, CONTEXT_LIST};

/* ---- rows -------------------------------------------------------------- */

static const TagNode *get_node(const Tags *tags, size_t row)
{
    return &tags->tree.nodes[tags->shown[row]];
}

static const TagRow *tags_get_current(const Tags *tags)
{
    const List *list = &tags->screen.list;
    return list->current < list->count ? &get_node(tags, list->current)->tag : NULL;
}

static bool is_tree(const Tags *tags)
{
    return !tags->filter.len && !tags->most_used_first;
}

static size_t find_folded(const Tags *tags, Str name)
{
    for (size_t i = 0; i < tags->folded_count; i++)
        if (str_is_equal(str_from(tags->folded[i]), name))
            return i;
    return STR_NONE;
}

/* What is shown: the tree without what is folded away, or a flat list. */
static void tags_match(Tags *tags)
{
    size_t count = 0, total;
    if (is_tree(tags)) {
        for (size_t i = 0; i < tags->tree.count; i++) {
            const TagNode *node = &tags->tree.nodes[i];
            tags->shown[count++] = i;
            if (node->below && find_folded(tags, node->tag.name) != STR_NONE)
                i += node->below;
        }
    } else {
        count = finder_match(tags->finder, strbuf_get(&tags->filter), tags->matches,
                             tags->tree.count, &total);
        for (size_t i = 0; i < count; i++)
            tags->shown[i] = tags->order[tags->matches[i].index];
        /* Branches that nothing bears are for the tree alone. */
        size_t kept = 0;
        for (size_t i = 0; i < count; i++)
            if (tags->tree.nodes[tags->shown[i]].tag.id)
                tags->shown[kept++] = tags->shown[i];
        count = kept;
    }
    list_set_count(&tags->screen.list, count);
}

typedef struct Use {
    int64_t uses;
    size_t node;
} Use;

static int compare_uses(const void *a, const void *b)
{
    const Use *x = a, *y = b;
    if (x->uses != y->uses)
        return x->uses > y->uses ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

/* The list as it is now, to be filtered. */
static void tags_prepare(Tags *tags)
{
    size_t count = tags->tree.count;
    Use *uses = mem_alloc_array(count + 1, sizeof(*uses));
    for (size_t i = 0; i < count; i++) {
        const TagRow *tag = &tags->tree.nodes[i].tag;
        uses[i] = (Use){tags->most_used_first ? tag->passages + tag->documents : 0, i};
    }
    qsort(uses, count, sizeof(*uses), compare_uses);
    free(tags->order);
    free(tags->shown);
    free(tags->matches);
    tags->order = mem_alloc_array(count + 1, sizeof(*tags->order));
    tags->shown = mem_alloc_array(count + 1, sizeof(*tags->shown));
    tags->matches = mem_alloc_array(count + 1, sizeof(tags->matches[0]));
    finder_free(tags->finder);
    tags->finder = finder_new();
    finder_set_flags(tags->finder, FINDER_UNBROKEN | FINDER_IN_ORDER);
    for (size_t i = 0; i < count; i++) {
        tags->order[i] = uses[i].node;
        finder_add(tags->finder, tags->tree.nodes[uses[i].node].tag.name, 0);
    }
    free(uses);
}

static void tags_reload(Tags *tags)
{
    Arena *arena = arena_new();
    TagTree tree = {0};
    Error err = {0};
    NamedTextList aliases = {0};
    if (tag_tree_read(tags->store, arena, &tree, &err) &&
        store_list_aliases(tags->store, arena, &aliases, &err)) {
        tag_tree_keep_uses(&tree, &tags->tree);
        tags->has_uses = false;
        arena_free(tags->arena);
        tags->arena = arena;
        tags->tree = tree;
        tags->aliases = aliases;
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
    prompt_set_keys(
        app_open_prompt(tags->app, _("Filter"), strbuf_get(&before), &prompt_ops, tags),
        &list_prompt_keys);
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

/* ---- folding ------------------------------------------------------------- */

static void toggle_folded(Tags *tags, Str name)
{
    size_t at = find_folded(tags, name);
    if (at != STR_NONE) {
        free(tags->folded[at]);
        tags->folded[at] = tags->folded[--tags->folded_count];
        return;
    }
    tags->folded = mem_grow(tags->folded, &tags->folded_capacity, tags->folded_count + 1,
                            sizeof(*tags->folded));
    tags->folded[tags->folded_count++] = str_dup(name);
}

/* 0: this branch, or the one it is in; 1: all are folded; 2: none. */
bool act_tags_fold(const ActionCall *call, Error *err)
{
    Tags *tags = tags_get(call, err);
    const List *list = tags ? &tags->screen.list : NULL;
    if (!tags || !list->count || !is_tree(tags))
        return tags != NULL;
    size_t row = list->current;
    int depth = get_node(tags, row)->depth;
    if (call->arg == 0) {
        while (row && !get_node(tags, row)->below && get_node(tags, row)->depth >= depth)
            row--;
        if (get_node(tags, row)->below)
            toggle_folded(tags, get_node(tags, row)->tag.name);
    }
    Str name = get_node(tags, row)->tag.name;
    for (size_t i = 0; call->arg && i < tags->tree.count; i++) {
        const TagNode *node = &tags->tree.nodes[i];
        bool is_folded = find_folded(tags, node->tag.name) != STR_NONE;
        if (node->below && is_folded != (call->arg == 1))
            toggle_folded(tags, node->tag.name);
    }
    tags_match(tags);
    for (size_t i = 0; i < list->count; i++) {
        Str shown = get_node(tags, i)->tag.name;
        bool is_above = name.len > shown.len && str_has_prefix(name, shown) &&
                        name.data[shown.len] == '/';
        if (str_is_equal(shown, name) || is_above)
            list_set_current(&tags->screen.list, i);
    }
    return true;
}

/* ---- deleting, other names ---------------------------------------------------- */

bool act_tags_delete(const ActionCall *call, Error *err)
{
    Tags *tags = tags_get(call, err);
    const TagRow *tag = tags ? tags_get_current(tags) : NULL;
    if (!tag || !library_delete_tag(tags->library, tag->name, err))
        return false;
    message_with_undo(tags->app, _("deleted everywhere, with the tags below"));
    app_touch(tags->app);
    return true;
}

static bool alias_accept(void *context, Str text, Error *err)
{
    Tags *tags = context;
    const TagRow *tag = tags_get_current(tags);
    if (!tag || !library_set_alias(tags->library, text, tag->name, err))
        return false;
    message_with_undo(tags->app, _("typing that name sets the tag from now on"));
    app_touch(tags->app);
    return true;
}

bool act_tags_alias(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.accept = alias_accept};
    Tags *tags = tags_get(call, err);
    const TagRow *tag = tags ? tags_get_current(tags) : NULL;
    if (tag)
        app_open_prompt(tags->app, _("Another name for it"), (Str){0}, &prompt_ops, tags);
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

static void append_counts(StrBuf *out, const TagNode *node)
{
    const TagRow *tag = &node->tag;
    if (tag->passages)
        strbuf_appendf(
            out,
            translate_plural("%lld passage", "%lld passages", (uint64_t)tag->passages),
            (long long)tag->passages);
    if (tag->documents)
        strbuf_appendf(out,
                       translate_plural("%s%lld document", "%s%lld documents",
                                        (uint64_t)tag->documents),
                       out->len ? "  " : "", (long long)tag->documents);
    if (node->below_uses)
        strbuf_appendf(out, _("%s+%lld below"), out->len ? "  " : "",
                       (long long)node->below_uses);
}

static void append_aliases(const Tags *tags, Str name, StrBuf *out)
{
    for (size_t i = 0; i < tags->aliases.count; i++) {
        if (!str_is_equal(tags->aliases.rows[i].text, name))
            continue;
        strbuf_append_text(out, out->len ? ", " : "= ");
        format_flat(out, tags->aliases.rows[i].name);
    }
}

#define DAY_COLUMNS 10
#define ROW_COLUMNS_MAX 96
#define USES_FROM_COLUMNS 51 /* below, neither uses nor the day are shown */

/* Where the uses of a row end; 0 where they have no room. */
static int find_uses_end(const Frame *frame)
{
    return frame->columns >= USES_FROM_COLUMNS
               ? MIN(frame->columns - 1, ROW_COLUMNS_MAX) - DAY_COLUMNS - 2
               : 0;
}

static void put_tag(const Tags *tags, Frame *frame, const TagNode *node, int y,
                    bool is_current)
{
    StrBuf text = {0};
    int end = MIN(frame->columns - 1, ROW_COLUMNS_MAX), left = 3;
    int uses_end = find_uses_end(frame);
    if (uses_end) {
        format_day(&text, node->tag.used_ms, time_now_ms());
        put_right(frame, y, end - DAY_COLUMNS, end, strbuf_get(&text), STYLE_LIST_DIM);
        strbuf_reset(&text);
        tag_append_uses(&text, node->uses);
        end = uses_end - TAG_SPANS - 2;
        put_right(frame, y, end + 2, uses_end, strbuf_get(&text), STYLE_LIST_DIM);
    }
    strbuf_reset(&text);
    append_counts(&text, node);
    end = put_right(frame, y, left + 8, end, strbuf_get(&text), STYLE_LIST_DIM) - 1;
    strbuf_reset(&text);
    Str name = node->tag.name;
    if (is_tree(tags)) {
        left += 2 * node->depth;
        bool is_folded = node->below && find_folded(tags, name) != STR_NONE;
        frame_put(frame, y, left, 1, is_folded ? STR("+") : STR(""), STYLE_LIST_DIM,
                  STYLE_TEXT);
        left += 2;
        if (node->depth)
            name = tag_get_leaf(name);
    }
    if (!is_tree(tags) || !node->depth)
        strbuf_append_byte(&text, '#');
    sanitize(&text, name, SANITIZE_TERMINAL);
    left += 2 + frame_put_cut(frame, y, left, MAX(end - left, 0), strbuf_get(&text),
                              STYLE_TAG, STYLE_TEXT);
    strbuf_reset(&text);
    append_aliases(tags, node->tag.name, &text);
    if (text.len && left < end)
        frame_put_cut(frame, y, left, end - left, strbuf_get(&text), STYLE_LIST_DIM,
                      STYLE_TEXT);
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
    int uses_end = list->count ? find_uses_end(frame) : 0;
    if (uses_end)
        put_right(frame, BAR_ROWS, 0, uses_end, str_from(_("12 months")), STYLE_LIST_DIM);
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++) {
        size_t index = list->top + (size_t)i;
        put_tag(tags, frame, get_node(tags, index), BAR_ROWS + 1 + i,
                index == list->current);
    }
}

/* ---- the view ---------------------------------------------------------- */

static unsigned tags_get_state(const View *view)
{
    const Tags *tags = (const Tags *)view;
    unsigned state = tags_get_current(tags) ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(tags->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *tags_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("passages")},
                               {ACTION_TAGS_DOCUMENTS, N_("documents")},
                               {ACTION_TAGS_RENAME, N_("rename")},
                               {ACTION_TAGS_FILTER, N_("filter")},
                               {ACTION_TAGS_SORT, N_("order")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void tags_refresh(View *view)
{
    tags_reload((Tags *)view);
}

/* Gives way to typing, and is tried again after it. */
static bool tags_idle(View *view)
{
    Tags *tags = (Tags *)view;
    Error ignored = {0};
    if (tags->has_uses)
        return false;
    store_set_interrupt(tags->store, is_typing, tags->app);
    bool is_counted =
        tag_tree_count_uses(tags->store, time_now_ms(), &tags->tree, &ignored);
    store_set_interrupt(tags->store, NULL, NULL);
    tags->has_uses = is_counted || ignored.code != ERR_CANCELLED;
    error_clear(&ignored);
    return false;
}

static void tags_free(View *view)
{
    Tags *tags = (Tags *)view;
    strbuf_clear(&tags->filter);
    free(tags->matches);
    free(tags->order);
    free(tags->shown);
    for (size_t i = 0; i < tags->folded_count; i++)
        free(tags->folded[i]);
    free(tags->folded);
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
                                .layout = list_layout,
                                .get_state = tags_get_state,
                                .get_hints = tags_get_hints,
                                .event = list_event,
                                .refresh = tags_refresh,
                                .idle = tags_idle,
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
