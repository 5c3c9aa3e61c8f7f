/* The finder: anything with a name, by a few letters of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/finder.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 300 /* of each source: more is not looked through by eye */

/* Among names that fit as well, what is nearer comes first. Less than a class of fits
 * (see finder.c). */
static const struct {
    FindKind kind;
    int32_t lift;
} sources[SOURCE_COUNT] = {
    [SOURCE_OWN] = {FIND_HEADINGS, 300},   [SOURCE_TITLES] = {FIND_TITLES, 250},
    [SOURCE_TAGS] = {FIND_TAGS, 150},      [SOURCE_SEARCHES] = {FIND_SEARCHES, 150},
    [SOURCE_ACTIONS] = {FIND_ACTIONS, 50}, [SOURCE_HEADINGS] = {FIND_HEADINGS, 0},
};

/* ---- sources ----------------------------------------------------------- */

Finder *find_get_finder(const Find *find, FindSource source)
{
    switch (source) {
    case SOURCE_OWN:
        return find->own;
    case SOURCE_TITLES:
        return names_get_titles(find->names)->finder;
    case SOURCE_HEADINGS:
        return names_get_headings(find->names)->finder;
    case SOURCE_TAGS:
        return find->tag_names;
    case SOURCE_SEARCHES:
        return find->search_names;
    case SOURCE_ACTIONS:
        return find->action_names;
    case SOURCE_COUNT:
        break;
    }
    return NULL;
}

NameRef find_get_ref(const Find *find, const FindEntry *entry)
{
    if (entry->source == SOURCE_OWN)
        return (NameRef){.doc = find->document->id, .section = entry->index};
    const NameList *list = entry->source == SOURCE_TITLES
                               ? names_get_titles(find->names)
                               : names_get_headings(find->names);
    return list->refs[entry->index];
}

const FindEntry *find_get_current(const Find *find)
{
    return find->screen.list.current < find->count
               ? &find->entries[find->screen.list.current]
               : NULL;
}

static void add_flat(Finder *finder, Str name, uint8_t boost)
{
    StrBuf flat = {0};
    format_flat(&flat, name);
    finder_add(finder, strbuf_get(&flat), boost);
    strbuf_clear(&flat);
}

static void load_own(Find *find)
{
    find->own = finder_new();
    for (uint32_t i = 0; i < find->document->section_count; i++) {
        add_flat(find->own, document_get_title(find->document, i), 0);
        if (i % 1024 == 0)
            document_trim((Document *)find->document);
    }
}

/* Tags, and searches that are kept. */
static void load_kept(Find *find)
{
    Error err = {0};
    finder_free(find->tag_names);
    finder_free(find->search_names);
    arena_free(find->arena);
    find->tag_names = finder_new();
    find->search_names = finder_new();
    find->arena = arena_new();
    find->tags = (TagList){0};
    find->searches = (NamedTextList){0};
    if (!store_list_tags(find->store, true, find->arena, &find->tags, &err) ||
        !library_list_searches(app_get_library(find->app), find->arena, &find->searches,
                               &err))
        app_message_error(find->app, &err);
    error_clear(&err);
    for (size_t i = 0; i < find->tags.count; i++)
        add_flat(find->tag_names, find->tags.rows[i].name, 0);
    for (size_t i = 0; i < find->searches.count; i++)
        add_flat(find->search_names, find->searches.rows[i].name, 0);
}

static void load_context(Find *find, Context context)
{
    for (int i = 0; i < ACTION_COUNT; i++) {
        const Action *action = action_get((ActionId)i);
        if (action->context != context || i == ACTION_FIND_NAME)
            continue;
        StrBuf name = {0};
        strbuf_appendf(&name, "%s  :%s", _(action->help), action->name);
        find->actions[finder_add(find->action_names, strbuf_get(&name), 0)] = (ActionId)i;
        strbuf_clear(&name);
    }
}

/* What the screen below can do; by its meaning in the user's language, and its name. */
static void load_actions(Find *find)
{
    const ViewOps *ops = find->below->ops;
    find->action_names = finder_new();
    finder_set_flags(find->action_names, FINDER_UNBROKEN);
    for (size_t i = 0; i < ops->context_count; i++)
        load_context(find, ops->contexts[i]);
    load_context(find, CONTEXT_GLOBAL);
}

/* ---- matching ---------------------------------------------------------- */

static bool is_wanted(const Find *find, FindSource source)
{
    bool is_named = strbuf_get(&find->query).len > 0;
    if (find->kind != FIND_ALL)
        return sources[source].kind == find->kind;
    return source != SOURCE_HEADINGS || is_named;
}

static int compare_entries(const void *a, const void *b)
{
    const FindEntry *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    if (left->source != right->source)
        return left->source < right->source ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

static void match_source(Find *find, FindSource source)
{
    FinderMatch matches[SHOWN_MAX];
    size_t total = 0;
    Finder *finder = find_get_finder(find, source);
    if (!finder)
        return;
    size_t count =
        finder_match(finder, strbuf_get(&find->query), matches, SHOWN_MAX, &total);
    find->entries = mem_grow(find->entries, &find->capacity, find->count + count + 1,
                             sizeof(find->entries[0]));
    for (size_t i = 0; i < count; i++) {
        FindEntry entry = {source, matches[i].index,
                           matches[i].score + sources[source].lift};
        /* Those of the document that is read are there as its own. */
        bool is_twice = source == SOURCE_HEADINGS && find->document &&
                        find_get_ref(find, &entry).doc == find->document->id;
        if (is_twice)
            total--;
        else
            find->entries[find->count++] = entry;
    }
    find->total += total;
}

static void set_info(const Find *find)
{
    StrBuf info = {0};
    format_count(&info, find->total);
    if (find->prompt)
        prompt_set_info(find->prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

static void find_settle(Find *find)
{
    list_set_count(&find->screen.list, find->count);
    list_set_height(&find->screen.list, find_list_rows(find));
    find->screen.page_rows = find->screen.list.height;
    if (!is_typing(find->app))
        find_load_preview(find);
}

/* The names that fit, the best of them first; a row that was moved to stays current. */
static void find_match(Find *find)
{
    const FindEntry *entry = find->has_moved ? find_get_current(find) : NULL;
    const FindEntry current = entry ? *entry : (FindEntry){.source = SOURCE_COUNT};
    find->count = find->total = 0;
    for (int i = 0; i < SOURCE_COUNT; i++)
        if (is_wanted(find, (FindSource)i))
            match_source(find, (FindSource)i);
    if (find->count)
        qsort(find->entries, find->count, sizeof(find->entries[0]), compare_entries);
    list_set_count(&find->screen.list, find->count);
    list_set_current(&find->screen.list, 0);
    for (size_t i = 0; current.source != SOURCE_COUNT && i < find->count; i++)
        if (find->entries[i].source == current.source &&
            find->entries[i].index == current.index)
            list_set_current(&find->screen.list, i);
    find->preview.is_made = false;
    find_settle(find);
    set_info(find);
}

/* Without a word to go by, one stands where one reads. */
static void find_start_here(Find *find)
{
    if (!find->document)
        return;
    uint32_t here = sections_find(find->document->sections, find->document->section_count,
                                  reader_get_place(find->below).block);
    for (size_t i = 0; i < find->count; i++)
        if (find->entries[i].source == SOURCE_OWN && find->entries[i].index == here)
            list_set_current(&find->screen.list, i);
    find->has_moved = find->screen.list.current > 0; /* it stays when names come in */
    find_settle(find);
}

/* ---- the prompt -------------------------------------------------------- */

static void query_changed(void *context, Str text, Prompt *prompt)
{
    Find *find = context;
    (void)prompt;
    if (!str_is_equal(text, strbuf_get(&find->query))) {
        strbuf_reset(&find->query);
        strbuf_append_str(&find->query, text);
        find->has_moved = false;
        find_match(find);
    }
}

static bool go_to_heading(Find *find, NameRef ref, Error *err)
{
    Document *document = store_open_document(find->store, ref.doc, err);
    if (!document)
        return false;
    bool is_there = ref.section < document->section_count;
    Pos pos = {is_there ? document->sections[ref.section].heading.block : 0, 0};
    document_free(document);
    if (!open_reader(find->app, ref.doc, is_there ? &pos : NULL, (Str){0}, err))
        return false;
    reader_show_section(app_get_view(find->app), ref.section);
    return true;
}

static bool go_to_title(Find *find, NameRef ref, Error *err)
{
    bool is_here = find->document && find->document->id == ref.doc;
    return is_here || open_reader(find->app, ref.doc, NULL, (Str){0}, err);
}

static bool query_accept(void *context, Str text, Error *err)
{
    Find *find = context;
    const FindEntry *entry = find_get_current(find);
    (void)text;
    if (!entry)
        return error_set(err, ERR_NOT_FOUND, "%s",
                         _("nothing has such a name; S searches in the texts"));
    App *app = find->app;
    app_pop(app); /* freed when this turn is over */
    if (entry->source != SOURCE_OWN)
        reader_save_place(find->below);
    switch (entry->source) {
    case SOURCE_OWN:
        reader_show_section(find->below, entry->index);
        break;
    case SOURCE_TITLES:
        return go_to_title(find, find_get_ref(find, entry), err) || true;
    case SOURCE_HEADINGS:
        return go_to_heading(find, find_get_ref(find, entry), err) || true;
    case SOURCE_TAGS:
        return open_tag(app, &find->tags.rows[entry->index], err) || true;
    case SOURCE_SEARCHES:
        app_act(app, ACTION_SEARCH_LIBRARY, 0, find->searches.rows[entry->index].text);
        break;
    case SOURCE_ACTIONS:
        app_act(app, find->actions[entry->index], 0, (Str){0});
        break;
    case SOURCE_COUNT:
        break;
    }
    return true;
}

static void query_cancel(void *context)
{
    Find *find = context;
    if (app_get_view(find->app) == &find->screen.view)
        app_pop(find->app);
}

static bool is_key(Key key, uint32_t code, uint8_t modifiers)
{
    return key.code == code && key.modifiers == modifiers;
}

/* The wheel moves, a click picks the name under it, another takes it. */
static bool query_point(void *context, const Event *event)
{
    Find *find = context;
    List *list = &find->screen.list;
    size_t index = list->current;
    if (event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN)
        list_move(list, event->mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
    else if (event->mouse != MOUSE_CLICK ||
             !list_find_entry(&find->screen, event->row, &index))
        return false;
    else if (index == list->current)
        return true;
    else
        list_set_current(list, index);
    find->has_moved = true;
    find_settle(find);
    return false;
}

/* Moving in the list, and from kind to kind. */
static bool query_key(void *context, Key key, Prompt *prompt)
{
    Find *find = context;
    (void)prompt;
    int page = MAX(find->screen.page_rows - 1, 1), by = 0;
    if (is_key(key, KEY_DOWN, 0) || is_key(key, 'n', KEY_CTRL))
        by = 1;
    else if (is_key(key, KEY_UP, 0) || is_key(key, 'p', KEY_CTRL))
        by = -1;
    else if (is_key(key, KEY_PAGE_DOWN, 0))
        by = page;
    else if (is_key(key, KEY_PAGE_UP, 0))
        by = -page;
    if (by) {
        list_move(&find->screen.list, by);
        find->has_moved = true;
        find_settle(find);
        return true;
    }
    if (key.code != KEY_TAB)
        return false;
    int step = key.modifiers & KEY_SHIFT ? FIND_KIND_COUNT - 1 : 1;
    find->kind = (FindKind)(((int)find->kind + step) % FIND_KIND_COUNT);
    find->has_moved = false;
    find_match(find);
    if (!find->query.len)
        find_start_here(find);
    return true;
}

/* ---- the view ---------------------------------------------------------- */

static void find_layout(View *view, int rows, int columns)
{
    Find *find = (Find *)view;
    find->rows = rows;
    find->columns = columns;
    find_settle(find);
}

static unsigned find_get_state(const View *view)
{
    return find_get_current((const Find *)view) ? NEED_ITEM : NEED_NONE;
}

static bool find_idle(View *view)
{
    Find *find = (Find *)view;
    bool was_complete = names_are_complete(find->names);
    bool has_more = names_read(find->names);
    if (was_complete)
        find_settle(find);
    else
        find_match(find); /* indices may be others now */
    return has_more;
}

static void find_refresh(View *view)
{
    Find *find = (Find *)view;
    names_follow(find->names);
    load_kept(find);
    find_match(find);
}

static void find_free(View *view)
{
    Find *find = (Find *)view;
    finder_free(find->own);
    finder_free(find->tag_names);
    finder_free(find->search_names);
    finder_free(find->action_names);
    arena_free(find->arena);
    strbuf_clear(&find->query);
    strbuf_clear(&find->preview.head);
    strbuf_clear(&find->preview.text);
    document_free(find->preview.document);
    free(find->entries);
    free(find);
}

static const Context contexts[] = {CONTEXT_LIST};
static const ViewOps ops = {.name = "finder",
                            .contexts = contexts,
                            .context_count = ARRAY_SIZE(contexts),
                            .draw = find_draw,
                            .layout = find_layout,
                            .get_state = find_get_state,
                            .refresh = find_refresh,
                            .idle = find_idle,
                            .free = find_free};

static Find *find_new(App *app, View *below)
{
    Find *find = mem_alloc(sizeof(*find));
    find->screen.view = (View){&ops, app};
    find->app = app;
    find->store = library_get_store(app_get_library(app));
    find->below = below;
    find->document = reader_get_document(below);
    find->names = names_get(app);
    names_follow(find->names);
    if (find->document)
        load_own(find);
    load_kept(find);
    load_actions(find);
    return find;
}

bool act_find_name(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {query_changed, query_accept, query_cancel};
    static const PromptHint hints[] = {{"Enter", N_("go there")},
                                       {"Tab", N_("other kind")},
                                       {"Down", N_("next row")},
                                       {"Esc", N_("cancel")}};
    static const PromptKeys keys = {query_key, hints, ARRAY_SIZE(hints), query_point};
    if (call->view->ops == &ops)
        return error_set(err, ERR_USAGE, "%s", _("this is the finder; Esc goes back"));
    Find *find = find_new(call->app, call->view);
    app_push(call->app, &find->screen.view);
    find_match(find);
    find_start_here(find);
    find->prompt =
        app_open_prompt(call->app, _("Go to"), call->argument, &prompt_ops, find);
    prompt_set_keys(find->prompt, &keys);
    set_info(find);
    return true;
}
