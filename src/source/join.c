/* A document that is a newer text of another one becomes an edition of that: what an
 * import guessed is asked for, else the user names it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/intake.h>
#include <piyue/screen.h>

#include <stdlib.h>

/* What the last import guessed, and what is being asked. */
typedef struct Joining {
    App *app;
    int64_t doc, suggested; /* 0: nothing was guessed, or it was asked for already */
    int64_t asked, other;
    bool is_reader;
} Joining;

static void joining_free(void *kept)
{
    free(kept);
}

static Joining *joining_get(App *app)
{
    Joining *joining = app_get_kept(app, joining_free);
    if (!joining) {
        joining = mem_alloc(sizeof(*joining));
        joining->app = app;
        app_keep(app, joining, joining_free);
    }
    return joining;
}

static Store *joining_get_store(const Joining *joining)
{
    return library_get_store(app_get_library(joining->app));
}

/* The title of a document, sanitised and cut; nothing where there is none. */
static void append_title(const Joining *joining, int64_t doc, StrBuf *out)
{
    Arena *arena = arena_new();
    Error err = {0};
    DocumentFilter filter = {.id = doc, .limit = 1};
    DocumentList list = {0};
    if (store_list_documents(joining_get_store(joining), &filter, arena, &list, &err) &&
        list.count)
        format_flat(out, list.rows[0].title);
    error_clear(&err);
    arena_free(arena);
}

void join_suggest(App *app, int64_t doc, int64_t suggested, ActionId action)
{
    Joining *joining = joining_get(app);
    StrBuf title = {0}, keys = {0};
    joining->doc = doc;
    joining->suggested = suggested;
    append_title(joining, suggested, &title);
    keymap_append_keys(app_get_keymap(app), action, &keys);
    app_message(app, _("much like “%s”; %s makes it a new edition of that"), title.data,
                keys.data);
    strbuf_clear(&title);
    strbuf_clear(&keys);
}

/* ---- joining ----------------------------------------------------------- */

static void tell_joined(const Joining *joining, const ReimportResult *result)
{
    StrBuf text = {0}, title = {0};
    uint32_t moved = result->moves.exact + result->moves.context + result->moves.fuzzy;
    append_title(joining, joining->other, &title);
    strbuf_appendf(&text, _("now a new edition of “%s”"), title.data);
    if (moved)
        strbuf_appendf(&text,
                       translate_plural(", %u passage came along",
                                        ", %u passages came along", moved),
                       moved);
    if (result->moves.orphaned)
        strbuf_appendf(&text,
                       translate_plural(", %u lost its place", ", %u lost their places",
                                        result->moves.orphaned),
                       result->moves.orphaned);
    message_with_undo(joining->app, text.data);
    strbuf_clear(&text);
    strbuf_clear(&title);
}

/* The document is in the trash then; who read it reads the other one. */
static bool join(Joining *joining, Error *err)
{
    ReimportResult result;
    App *app = joining->app;
    app_begin_work(app, _("the document is read anew"));
    if (!library_join(app_get_library(app), joining->asked, joining->other, &result, err))
        return false;
    if (joining->is_reader) {
        app_pop(app);
        if (!open_reader(app, joining->other, NULL, (Str){0}, err))
            return false;
    }
    tell_joined(joining, &result);
    app_touch(app);
    return true;
}

static void join_now(void *context)
{
    Joining *joining = context;
    Error err = {0};
    if (!join(joining, &err))
        app_message_error(joining->app, &err);
    error_clear(&err);
}

static void ask_whether(Joining *joining)
{
    StrBuf question = {0}, title = {0};
    append_title(joining, joining->other, &title);
    strbuf_appendf(&question, _("make it a new edition of “%s”?"), title.data);
    app_confirm(joining->app, question.data, join_now, joining);
    strbuf_clear(&question);
    strbuf_clear(&title);
}

static bool accept_title(void *context, Str text, Error *err)
{
    Joining *joining = context;
    text = text_trim(text);
    if (!text.len)
        return error_set(err, ERR_USAGE, _("name the document it is a newer text of"));
    if (!store_find_document(joining_get_store(joining), text, &joining->other, err))
        return false;
    if (joining->other == joining->asked)
        return error_set(err, ERR_USAGE, _("a document is no edition of itself"));
    ask_whether(joining);
    return true;
}

void join_ask(App *app, int64_t doc, bool is_reader)
{
    static const PromptOps prompt_ops = {.accept = accept_title};
    Joining *joining = joining_get(app);
    joining->asked = doc;
    joining->is_reader = is_reader;
    joining->other = 0;
    if (joining->doc == doc) {
        joining->other = joining->suggested;
        joining->suggested = 0; /* asked for once: who says no names another */
    }
    if (joining->other)
        ask_whether(joining);
    else
        app_open_prompt(app, _("New edition of"), (Str){0}, &prompt_ops, joining);
}
