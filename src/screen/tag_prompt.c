/* Asking for tags: existing ones by text or pinyin initials, new ones by naming them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <piyue/finder.h>

#include <stdlib.h>
#include <string.h>

typedef struct TagPrompt {
    App *app;
    Arena *arena;
    TagList known;
    NamedTextList aliases;
    Finder *finder; /* of known.rows, then of aliases.rows */
    FinderMatch *matches;
    TagRequest request;
    bool *is_offered; /* owned: for each known one, while candidates are gathered */
    bool has_typed;   /* from then on the first candidate is what Enter takes */
} TagPrompt;

static void tag_prompt_free(TagPrompt *ask)
{
    finder_free(ask->finder);
    free(ask->matches);
    free(ask->is_offered);
    arena_free(ask->arena);
    free(ask);
}

/* Full-width commas and 、 part tags too: no one changes the input method for a comma. */
static void fold_commas(StrBuf *out, Str text)
{
    size_t off = 0;
    while (off < text.len) {
        char32_t codepoint = utf8_next(text, &off);
        bool is_comma = codepoint == 0xFF0C || codepoint == 0x3001;
        strbuf_append_codepoint(out, is_comma ? ',' : codepoint);
    }
}

/* "协商, 调" → the last part begins behind the comma. */
static size_t last_part(Str text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == ',')
            start = i + 1;
    while (start < text.len && text.data[start] == ' ')
        start++;
    return start;
}

static bool is_listed(Str text, Str tag)
{
    Str rest = text;
    while (rest.data)
        if (str_is_equal(text_trim(str_split(&rest, ',')), tag))
            return true;
    return false;
}

static const TagRow *find_tag(const TagPrompt *ask, Str name)
{
    for (size_t i = 0; i < ask->known.count; i++)
        if (str_is_equal(ask->known.rows[i].name, name))
            return &ask->known.rows[i];
    return NULL;
}

static void add_candidate(Prompt *prompt, Str before, Str tag, Str detail)
{
    StrBuf whole = {0};
    strbuf_append_str(&whole, before);
    strbuf_append_str(&whole, tag);
    prompt_add_candidate(prompt, strbuf_get(&whole), detail);
    strbuf_clear(&whole);
}

/* How often it is used, and the other name that it was found by. */
static void add_known(const TagPrompt *ask, Prompt *prompt, Str before, const TagRow *tag,
                      Str alias)
{
    StrBuf detail = {0};
    size_t at = (size_t)(tag - ask->known.rows);
    if (ask->is_offered[at] || is_listed(before, tag->name))
        return;
    ask->is_offered[at] = true;
    if (alias.len) {
        strbuf_append_text(&detail, "= ");
        format_flat(&detail, alias);
        strbuf_append_text(&detail, "  ");
    }
    format_count(&detail, (uint64_t)(tag->passages + tag->documents));
    add_candidate(prompt, before, tag->name, strbuf_get(&detail));
    strbuf_clear(&detail);
}

/* The tag that another name leads to; NULL where nothing bears it. */
static const TagRow *find_alias(const TagPrompt *ask, Str name)
{
    for (size_t i = 0; i < ask->aliases.count; i++)
        if (str_is_equal(ask->aliases.rows[i].name, name))
            return find_tag(ask, ask->aliases.rows[i].text);
    return NULL;
}

static void add_matches(const TagPrompt *ask, Prompt *prompt, Str before, Str name)
{
    size_t total, known = ask->known.count;
    size_t count =
        finder_match(ask->finder, name, ask->matches, known + ask->aliases.count, &total);
    for (size_t i = 0; i < count; i++) {
        size_t at = ask->matches[i].index;
        Str alias = at < known ? (Str){0} : ask->aliases.rows[at - known].name;
        const TagRow *tag = at < known
                                ? &ask->known.rows[at]
                                : find_tag(ask, ask->aliases.rows[at - known].text);
        if (tag && (name.len || at < known))
            add_known(ask, prompt, before, tag, alias);
    }
}

/* The candidates for one part of the text: the tag of that very name first, or the one it
 * is another name for; then, where Han were typed, a new one, for they are meant as they
 * stand, while letters are pinyin before all else; then what matches. */
static void add_candidates(const TagPrompt *ask, Prompt *prompt, Str before, Str part)
{
    Str name = text_trim(part);
    const TagRow *same = find_tag(ask, name), *meant = find_alias(ask, name);
    bool is_new = name.len && !same && !meant && !ask->request.is_single;
    memset(ask->is_offered, 0, ask->known.count * sizeof(*ask->is_offered));
    if (same)
        add_known(ask, prompt, before, same, (Str){0});
    else if (meant)
        add_known(ask, prompt, before, meant, name);
    if (is_new && !str_is_ascii(name))
        add_candidate(prompt, before, name, str_from(_("(new)")));
    add_matches(ask, prompt, before, name);
    if (is_new && str_is_ascii(name))
        add_candidate(prompt, before, name, str_from(_("(new)")));
}

static void tags_changed(void *context, Str raw, Prompt *prompt)
{
    TagPrompt *ask = context;
    StrBuf folded = {0};
    fold_commas(&folded, raw);
    Str text = strbuf_get(&folded);
    size_t start = ask->request.is_single ? 0 : last_part(text);
    Str before = str_slice(text, 0, start), part = str_slice(text, start, text.len);
    prompt_clear_candidates(prompt);
    if (part.len && !ask->has_typed)
        prompt_pick_first(prompt);
    /* Once the first candidate is picked by itself, none may stand where nothing is
     * typed: Enter takes the tags that are there. */
    if (part.len || !ask->has_typed)
        add_candidates(ask, prompt, before, part);
    ask->has_typed = ask->has_typed || part.len > 0;
    strbuf_clear(&folded);
}

static bool tags_accept(void *context, Str raw, Error *err)
{
    TagPrompt *ask = context;
    StrBuf folded = {0};
    Str *tags = NULL;
    size_t count = 0, capacity = 0;
    if (ask->request.is_single)
        strbuf_append_str(&folded, raw);
    else
        fold_commas(&folded, raw);
    Str rest = strbuf_get(&folded);
    while (rest.data) {
        Str tag = text_trim(ask->request.is_single ? rest : str_split(&rest, ','));
        if (ask->request.is_single)
            rest = (Str){0};
        if (tag.len && tag.data[0] == '#')
            tag = text_trim(str_slice(tag, 1, tag.len));
        if (!tag.len)
            continue;
        tags = mem_grow(tags, &capacity, count + 1, sizeof(*tags));
        tags[count++] = tag;
    }
    bool is_done = ask->request.accept(ask->request.context, tags, count, err);
    free(tags);
    strbuf_clear(&folded);
    if (is_done)
        tag_prompt_free(ask);
    return is_done;
}

static void tags_cancel(void *context)
{
    TagPrompt *ask = context;
    if (ask->request.cancel)
        ask->request.cancel(ask->request.context);
    tag_prompt_free(ask);
}

/* Among tags that fit as well, the more used come first, as they do in the list. */
static void load_finder(TagPrompt *ask)
{
    size_t count = ask->known.count;
    ask->finder = finder_new();
    finder_set_flags(ask->finder, FINDER_UNBROKEN);
    for (size_t i = 0; i < count; i++)
        finder_add(ask->finder, ask->known.rows[i].name,
                   (uint8_t)(UINT8_MAX - i * UINT8_MAX / count));
    for (size_t i = 0; i < ask->aliases.count; i++)
        finder_add(ask->finder, ask->aliases.rows[i].name, UINT8_MAX);
    ask->matches =
        mem_alloc_array(count + ask->aliases.count + 1, sizeof(ask->matches[0]));
    ask->is_offered = mem_alloc_array(count + 1, sizeof(*ask->is_offered));
}

void tag_prompt_open(App *app, const TagRequest *request)
{
    static const PromptOps ops = {tags_changed, tags_accept, tags_cancel};
    TagPrompt *ask = mem_alloc(sizeof(*ask));
    Error err = {0};
    ask->app = app;
    ask->arena = arena_new();
    ask->request = *request;
    /* Without the list one can still type. */
    Store *store = library_get_store(app_get_library(app));
    if (!store_list_tags(store, true, ask->arena, &ask->known, &err) ||
        !store_list_aliases(store, ask->arena, &ask->aliases, &err))
        error_clear(&err);
    load_finder(ask);
    app_open_prompt(app, request->label, request->initial, &ops, ask);
}

static bool holds(const Str *tags, size_t count, Str tag)
{
    for (size_t i = 0; i < count; i++)
        if (str_is_equal(tags[i], tag))
            return true;
    return false;
}

typedef bool SetTag(Library *library, int64_t id, Str tag, bool is_set, Error *err);

static bool change_tags(Library *library, SetTag *set, int64_t id, const Str *before,
                        size_t before_count, const Str *tags, size_t count, Error *err)
{
    for (size_t i = 0; i < before_count; i++)
        if (!holds(tags, count, before[i]) && !set(library, id, before[i], false, err))
            return false;
    for (size_t i = 0; i < count; i++)
        if (!holds(before, before_count, tags[i]) &&
            !set(library, id, tags[i], true, err))
            return false;
    return true;
}

bool tags_apply(Library *library, const Annotation *annotation, const Str *tags,
                size_t count, Error *err)
{
    if (!library_begin_batch(library, err))
        return false;
    bool is_done = change_tags(library, library_tag_annotation, annotation->id,
                               annotation->tags, annotation->tag_count, tags, count, err);
    return library_end_batch(library, is_done, err);
}

bool tags_apply_document(Library *library, const DocumentRow *row, const Str *tags,
                         size_t count, Error *err)
{
    Str *before = NULL;
    size_t before_count = 0, capacity = 0;
    for (Str rest = row->tags; rest.len;) {
        before = mem_grow(before, &capacity, before_count + 1, sizeof(*before));
        before[before_count++] = text_trim(str_split(&rest, ','));
    }
    bool is_done = library_begin_batch(library, err);
    if (is_done) {
        is_done = change_tags(library, library_tag_document, row->id, before,
                              before_count, tags, count, err);
        is_done = library_end_batch(library, is_done, err);
    }
    free(before);
    return is_done;
}
