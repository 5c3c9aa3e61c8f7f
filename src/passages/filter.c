/* Narrowing the ledger: words, tags, status, whole filters, those that are kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "passages/passages.h"

#include <stdlib.h>

void passages_set_filter(Passages *passages, const AnnotationFilter *filter)
{
    Arena *arena = arena_new();
    AnnotationFilter kept = *filter;
    kept.tag = arena_str(arena, filter->tag);
    kept.text = arena_str(arena, filter->text);
    kept.style = arena_str(arena, filter->style);
    kept.author = arena_str(arena, filter->author);
    arena_free(passages->filter_arena);
    passages->filter_arena = arena;
    /* In a collection its own order is the first one. */
    if (kept.collection && !passages->filter.collection)
        passages->grouping = GROUP_NONE;
    else if (!kept.collection && passages->filter.collection)
        passages->grouping = GROUP_DOCUMENT;
    passages->filter = kept;
    terms_set(&passages->terms, kept.text);
    list_set_count(&passages->screen.list, 0);
    passages->screen.top = 0;
    passages_reload(passages);
}

/* ---- words ----------------------------------------------------------------- */

static void set_text(Passages *passages, Str text)
{
    AnnotationFilter filter = passages->filter;
    filter.text = text_trim(text);
    passages_set_filter(passages, &filter);
}

static void show_count(const Passages *passages, Prompt *prompt)
{
    StrBuf info = {0};
    format_count(&info, passages->index.passages);
    prompt_set_info(prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

static void words_changed(void *context, Str text, Prompt *prompt)
{
    Passages *passages = context;
    if (!str_is_equal(text_trim(text), passages->filter.text))
        set_text(passages, text);
    show_count(passages, prompt);
}

static void words_cancel(void *context)
{
    set_text(context, (Str){0});
}

bool act_passages_filter(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.changed = words_changed,
                                         .cancel = words_cancel};
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    char *before = str_dup(passages->filter.text);
    prompt_set_keys(app_open_prompt(passages->app, _("Filter"), str_from(before),
                                    &prompt_ops, passages),
                    &list_prompt_keys);
    free(before);
    return true;
}

/* ---- the whole filter as a row ------------------------------------------------ */

static bool where_accept(void *context, Str text, Error *err)
{
    Passages *passages = context;
    Arena *arena = arena_new();
    AnnotationFilter filter;
    bool is_read = filter_parse(passages->store, text, arena, &filter, err);
    if (is_read) {
        filter.doc = filter.doc ? filter.doc : passages->doc;
        passages_set_filter(passages, &filter);
    }
    arena_free(arena);
    return is_read;
}

/* ---- what may stand behind a part's prefix ------------------------------------- */

typedef struct Names {
    Arena *arena;
    Str *texts;
    size_t count, capacity;
} Names;

/* A name with a blank needs its quotation marks. */
static void add_name(Names *names, Str name)
{
    StrBuf quoted = {0};
    bool has_blank = str_find(name, STR(" "), 0) != STR_NONE;
    strbuf_append_text(&quoted, has_blank ? "\"" : "");
    strbuf_append_str(&quoted, name);
    strbuf_append_text(&quoted, has_blank ? "\"" : "");
    names->texts =
        mem_grow(names->texts, &names->capacity, names->count + 1, sizeof(Str));
    names->texts[names->count++] = arena_str(names->arena, strbuf_get(&quoted));
    strbuf_clear(&quoted);
}

static bool list_tags(const Passages *passages, Names *names, Error *err)
{
    TagList tags = {0};
    NamedTextList aliases = {0};
    if (!store_list_tags(passages->store, true, names->arena, &tags, err) ||
        !store_list_aliases(passages->store, names->arena, &aliases, err))
        return false;
    for (size_t i = 0; i < tags.count; i++)
        add_name(names, tags.rows[i].name);
    for (size_t i = 0; i < aliases.count; i++)
        add_name(names, aliases.rows[i].name);
    return true;
}

static bool list_collections(const Passages *passages, Names *names, Error *err)
{
    CollectionList list = {0};
    if (!store_list_collections(passages->store, names->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        add_name(names, list.rows[i].name);
    return true;
}

static bool list_colours(const Passages *passages, Names *names, Error *err)
{
    Str name;
    (void)err;
    for (size_t i = 0; mark_get_name(app_get_settings(passages->app), i, &name); i++)
        add_name(names, name);
    return true;
}

static const struct Value {
    const char *prefix;
    bool (*list)(const Passages *passages, Names *names, Error *err);
} values[] = {{"#", list_tags},
              {"tag:", list_tags},
              {"in:", list_collections},
              {"style:", list_colours}};

/* Names behind a prefix that was typed; false where there is none. */
static bool offer_values(const Passages *passages, Str before, Str word, Prompt *prompt)
{
    for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
        Str prefix = str_from(values[i].prefix);
        if (!str_has_prefix(word, prefix))
            continue;
        Names names = {.arena = arena_new()};
        Error ignored = {0};
        StrBuf lead = {0};
        strbuf_append_str(&lead, before);
        strbuf_append_str(&lead, prefix);
        if (values[i].list(passages, &names, &ignored))
            names_offer(&(TextList){names.texts, names.count}, strbuf_get(&lead),
                        str_slice(word, prefix.len, word.len), prompt);
        error_clear(&ignored);
        strbuf_clear(&lead);
        free(names.texts);
        arena_free(names.arena);
        return true;
    }
    return false;
}

/* Parts that the last word may become. */
static void where_changed(void *context, Str text, Prompt *prompt)
{
    static const char *const parts[] = {"is:open", "is:done", "is:overdue", "is:lost",
                                        "since:",  "before:", "style:",     "in:"};
    const Passages *passages = context;
    size_t start = text.len;
    while (start && text.data[start - 1] != ' ')
        start--;
    Str before = str_slice(text, 0, start), word = str_slice(text, start, text.len);
    prompt_clear_candidates(prompt);
    if (offer_values(passages, before, word, prompt))
        return;
    StrBuf whole = {0};
    for (size_t i = 0; word.len && i < ARRAY_SIZE(parts); i++) {
        if (!str_has_prefix(str_from(parts[i]), word))
            continue;
        strbuf_reset(&whole);
        strbuf_append_str(&whole, before);
        strbuf_append_text(&whole, parts[i]);
        prompt_add_candidate(prompt, strbuf_get(&whole), (Str){0});
    }
    strbuf_clear(&whole);
}

static void append_shown(const Passages *passages, StrBuf *out)
{
    AnnotationFilter filter = passages->filter;
    if (filter.doc == passages->doc)
        filter.doc = 0;
    filter_format(passages->store, &filter, false, out);
}

bool passages_are_narrowed(const Passages *passages)
{
    StrBuf text = {0};
    append_shown(passages, &text);
    bool are_narrowed = text.len > 0;
    strbuf_clear(&text);
    return are_narrowed;
}

bool act_passages_where(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.changed = where_changed,
                                         .accept = where_accept};
    Passages *passages = passages_get(call, err);
    StrBuf text = {0};
    if (!passages)
        return false;
    append_shown(passages, &text);
    if (text.len)
        strbuf_append_byte(&text, ' ');
    app_open_prompt(passages->app, _("Passages with"), strbuf_get(&text), &prompt_ops,
                    passages);
    strbuf_clear(&text);
    return true;
}

/* Takes the last part of the filter away. */
bool act_passages_widen(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    AnnotationFilter filter = passages->filter;
    if (filter.text.len)
        filter.text = (Str){0};
    else if (filter.before_ms)
        filter.before_ms = 0;
    else if (filter.since_ms)
        filter.since_ms = 0;
    else if (filter.collection)
        filter.collection = 0;
    else if (filter.doc != passages->doc)
        filter.doc = passages->doc;
    else if (filter.style.len)
        filter.style = (Str){0};
    else if (filter.orphans || filter.status >= 0 || filter.due_before_ms) {
        filter.orphans = false;
        filter.status = -1;
        filter.due_before_ms = 0;
    } else if (filter.author.len)
        filter.author = (Str){0};
    else
        filter.tag = (Str){0};
    passages_set_filter(passages, &filter);
    return true;
}

static bool by_tag_accept(void *context, const Str *tags, size_t count, Error *err)
{
    Passages *passages = context;
    AnnotationFilter filter = passages->filter;
    (void)err;
    filter.tag = count ? tags[0] : (Str){0};
    passages_set_filter(passages, &filter);
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
    AnnotationFilter filter = passages->filter;
    filter.status = filter.status == -1            ? STATUS_OPEN
                    : filter.status == STATUS_OPEN ? STATUS_DONE
                                                   : -1;
    /* What is to be done: the days that have passed on top. */
    if (filter.status == STATUS_OPEN && !filter.collection)
        passages->grouping = GROUP_DUE;
    else if (passages->filter.status == STATUS_OPEN && passages->grouping == GROUP_DUE)
        passages->grouping = GROUP_DOCUMENT;
    passages_set_filter(passages, &filter);
    return true;
}

bool act_passages_clear(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    if (passages->marked.count) {
        passages->marked.count = 0;
    } else if (passages_are_narrowed(passages)) {
        AnnotationFilter filter = {.doc = passages->doc, .status = -1};
        passages_set_filter(passages, &filter);
    } else {
        app_act(passages->app, ACTION_CLOSE, 0, (Str){0});
    }
    return true;
}

/* ---- kept filters ------------------------------------------------------------- */

static bool kept_accept(void *context, Str name, Error *err)
{
    Passages *passages = context;
    Arena *arena = arena_new();
    Str kept;
    bool is_shown =
        store_get_filter(passages->store, name, arena, &kept, err) &&
        (kept.len ||
         error_set(err, ERR_NOT_FOUND,
                   _("no filter is kept under this name; W keeps the one shown"))) &&
        where_accept(passages, kept, err);
    arena_free(arena);
    return is_shown;
}

static bool keep_accept(void *context, Str name, Error *err)
{
    Passages *passages = context;
    if (!library_save_filter(passages->library, name, &passages->filter, err))
        return false;
    message_with_undo(passages->app, _("the filter is kept"));
    return true;
}

bool act_passages_kept(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages)
        return false;
    if (call->arg && !passages->doc && !passages_are_narrowed(passages))
        return error_set(err, ERR_USAGE, _("nothing is filtered here; / and f do that"));
    Arena *arena = arena_new();
    NamedTextList list = {0};
    bool is_listed = store_list_filters(passages->store, arena, &list, err);
    if (is_listed && !call->arg && !list.count)
        is_listed = error_set(err, ERR_NOT_FOUND,
                              _("no filter has been kept yet; W keeps the one shown"));
    NameRequest request = {.label =
                               call->arg ? _("Keep this filter as") : _("Kept filter"),
                           .is_known = !call->arg,
                           .accept = call->arg ? keep_accept : kept_accept,
                           .context = passages};
    if (is_listed)
        name_prompt_open(passages->app, &request, &list);
    arena_free(arena);
    return is_listed;
}
