/* Asking for a name: those there are by text or pinyin initials, or a new one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <piyue/finder.h>

#include <stdlib.h>

typedef struct NamePrompt {
    Arena *arena;
    TextList names;
    NameRequest request;
} NamePrompt;

void names_offer(const TextList *names, Str before, Str text, Prompt *prompt)
{
    Finder *finder = finder_new();
    FinderMatch *matches = mem_alloc_array(names->count + 1, sizeof(*matches));
    size_t total;
    for (size_t i = 0; i < names->count; i++)
        finder_add(finder, names->texts[i], 0);
    size_t count = finder_match(finder, text, matches, names->count, &total);
    StrBuf whole = {0};
    for (size_t i = 0; i < count; i++) {
        strbuf_reset(&whole);
        strbuf_append_str(&whole, before);
        strbuf_append_str(&whole, names->texts[matches[i].index]);
        prompt_add_candidate(prompt, strbuf_get(&whole), (Str){0});
    }
    strbuf_clear(&whole);
    free(matches);
    finder_free(finder);
}

static void name_prompt_free(void *context)
{
    NamePrompt *ask = context;
    arena_free(ask->arena);
    free(ask);
}

static void name_changed(void *context, Str text, Prompt *prompt)
{
    const NamePrompt *ask = context;
    prompt_clear_candidates(prompt);
    if (ask->request.is_known)
        prompt_pick_first(prompt);
    names_offer(&ask->names, (Str){0}, text_trim(text), prompt);
}

static bool name_accept(void *context, Str text, Error *err)
{
    NamePrompt *ask = context;
    bool is_done = ask->request.accept(ask->request.context, text_trim(text), err);
    if (is_done)
        name_prompt_free(ask);
    return is_done;
}

void name_prompt_open(App *app, const NameRequest *request, const NamedTextList *names)
{
    static const PromptOps ops = {name_changed, name_accept, name_prompt_free};
    NamePrompt *ask = mem_alloc(sizeof(*ask));
    ask->arena = arena_new();
    ask->request = *request;
    ask->names.texts = arena_alloc(ask->arena, size_mul(names->count, sizeof(Str)));
    ask->names.count = names->count;
    for (size_t i = 0; i < names->count; i++)
        ask->names.texts[i] = arena_str(ask->arena, names->rows[i].name);
    app_open_prompt(app, request->label, request->initial, &ops, ask);
}

bool collection_prompt_open(App *app, const NameRequest *request, Error *err)
{
    Arena *arena = arena_new();
    CollectionList list = {0};
    bool is_listed = store_list_collections(library_get_store(app_get_library(app)),
                                            arena, &list, err);
    if (is_listed && request->is_known && !list.count)
        is_listed =
            error_set(err, ERR_NOT_FOUND,
                      _("there are no collections yet; m puts passages into one"));
    NamedTextList names = {arena_alloc(arena, size_mul(list.count, sizeof(NamedText))),
                           list.count};
    for (size_t i = 0; i < list.count; i++)
        names.rows[i].name = list.rows[i].name;
    if (is_listed)
        name_prompt_open(app, request, &names);
    arena_free(arena);
    return is_listed;
}
