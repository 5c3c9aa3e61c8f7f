/* Asking for tags: existing ones by text or pinyin initials, new ones by naming them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/screen.h"

#include <stdlib.h>

typedef struct TagPrompt {
    App *app;
    Arena *arena;
    TagList known;
    TagRequest request;
} TagPrompt;

static void tag_prompt_free(TagPrompt *ask)
{
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

static bool tag_exists(const TagPrompt *ask, Str name)
{
    for (size_t i = 0; i < ask->known.count; i++)
        if (str_is_equal(ask->known.rows[i].name, name))
            return true;
    return false;
}

static void add_candidate(Prompt *prompt, Str before, Str tag, Str detail)
{
    StrBuf whole = {0};
    strbuf_append_str(&whole, before);
    strbuf_append_str(&whole, tag);
    prompt_add_candidate(prompt, strbuf_get(&whole), detail);
    strbuf_clear(&whole);
}

static void tags_changed(void *context, Str raw, Prompt *prompt)
{
    TagPrompt *ask = context;
    StrBuf folded = {0}, detail = {0};
    fold_commas(&folded, raw);
    Str text = strbuf_get(&folded);
    size_t start = ask->request.is_single ? 0 : last_part(text);
    Str before = str_slice(text, 0, start), part = str_slice(text, start, text.len);
    prompt_clear_candidates(prompt);
    for (size_t i = 0; i < ask->known.count; i++) {
        const TagRow *tag = &ask->known.rows[i];
        Span match;
        if (is_listed(before, tag->name) ||
            (part.len && !pinyin_match(tag->name, part, &match)))
            continue;
        strbuf_reset(&detail);
        strbuf_appendf(&detail, "%lld", (long long)(tag->passages + tag->documents));
        add_candidate(prompt, before, tag->name, strbuf_get(&detail));
    }
    Str name = text_trim(part);
    if (name.len && !ask->request.is_single && !tag_exists(ask, name))
        add_candidate(prompt, before, name, str_from(_("(new)")));
    strbuf_clear(&folded);
    strbuf_clear(&detail);
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
    tag_prompt_free(context);
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
    if (!store_list_tags(library_get_store(app_get_library(app)), true, ask->arena,
                         &ask->known, &err))
        error_clear(&err);
    app_open_prompt(app, request->label, request->initial, &ops, ask);
}

static bool holds(const Str *tags, size_t count, Str tag)
{
    for (size_t i = 0; i < count; i++)
        if (str_is_equal(tags[i], tag))
            return true;
    return false;
}

bool tags_apply(Library *library, const Annotation *annotation, const Str *tags,
                size_t count, Error *err)
{
    for (size_t i = 0; i < annotation->tag_count; i++)
        if (!holds(tags, count, annotation->tags[i]) &&
            !library_tag_annotation(library, annotation->id, annotation->tags[i], false,
                                    err))
            return false;
    for (size_t i = 0; i < count; i++)
        if (!holds(annotation->tags, annotation->tag_count, tags[i]) &&
            !library_tag_annotation(library, annotation->id, tags[i], true, err))
            return false;
    return true;
}
