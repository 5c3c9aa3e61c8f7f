/* Edits of searches that are kept, and how their text is kept: with documents by their
 * uid, for numbers are of one library only. SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include <piyue/library.h>
#include <piyue/operation.h>
#include <piyue/seek.h>

#define QUERY_MAX_BYTES 4000

/* ---- the text -------------------------------------------------------------- */

/* Appends what a condition says instead of its value; false: it stays. */
typedef bool Reword(void *context, const SeekNode *node, StrBuf *out);

typedef struct Rewording {
    Str text;
    size_t done; /* bytes of `text` that `out` has */
    Reword *reword;
    void *context;
    StrBuf *out;
} Rewording;

/* Children stand in the order of the text. */
static void reword_node(Rewording *rewording, const SeekNode *node)
{
    StrBuf value = {0};
    bool is_named = node->kind == SEEK_DOC || node->kind == SEEK_TAG;
    if (is_named && node->source.start >= rewording->done &&
        rewording->reword(rewording->context, node, &value)) {
        strbuf_append_str(rewording->out, str_slice(rewording->text, rewording->done,
                                                    node->source.start));
        strbuf_append_str(rewording->out, strbuf_get(&value));
        rewording->done = node->source.end;
    }
    strbuf_clear(&value);
    for (const SeekNode *child = node->first; child; child = child->next)
        reword_node(rewording, child);
}

/* A query that cannot be read stays as it is. */
static void reword(Str text, Reword *reword_value, void *context, StrBuf *out)
{
    Error ignored = {0};
    Rewording rewording = {text, 0, reword_value, context, out};
    Seek *seek = seek_parse(text, NULL, &ignored);
    if (seek)
        reword_node(&rewording, seek_get_root(seek));
    strbuf_append_str(out, str_slice(text, rewording.done, text.len));
    seek_free(seek);
    error_clear(&ignored);
}

typedef struct Naming {
    SearchNamer *name;
    void *context;
} Naming;

static bool name_document(void *context, const SeekNode *node, StrBuf *out)
{
    const Naming *naming = context;
    return node->kind == SEEK_DOC && naming->name(naming->context, node->text, out);
}

void search_append_renamed(Str query, SearchNamer *name, void *context, StrBuf *out)
{
    Naming naming = {name, context};
    reword(query, name_document, &naming, out);
}

static bool name_uid(void *context, Str document, StrBuf *out)
{
    Store *store = context;
    int64_t doc;
    Uid uid;
    Error ignored = {0};
    bool is_found = str_parse_int(document, &doc) && doc > 0 &&
                    store_get_document_uid(store, doc, &uid, &ignored);
    if (is_found)
        strbuf_append_hex(out, uid.bytes, sizeof(uid.bytes));
    error_clear(&ignored);
    return is_found;
}

static bool name_number(void *context, Str document, StrBuf *out)
{
    Store *store = context;
    Uid uid;
    int64_t doc;
    Error ignored = {0};
    bool is_found =
        uid_parse(document, &uid) && store_find_document_uid(store, uid, &doc, &ignored);
    if (is_found)
        strbuf_appendf(out, "%lld", (long long)doc);
    error_clear(&ignored);
    return is_found;
}

void search_append_kept(Store *store, Str typed, StrBuf *out)
{
    search_append_renamed(typed, name_uid, store, out);
}

void search_append_typed(Store *store, Str kept, StrBuf *out)
{
    search_append_renamed(kept, name_number, store, out);
}

static bool refuse_unknown(Str name, Error *err)
{
    return error_set(
        err, ERR_NOT_FOUND,
        _("there is no search “%.*s”; “piyue search --list-saved” names them all"),
        STR_ARG(name));
}

bool library_get_search(Library *library, Str name, StrBuf *query, Error *err)
{
    Store *store = library_get_store(library);
    Arena *arena = arena_new();
    Str kept;
    bool is_found = store_get_search(store, text_trim(name), arena, &kept, err) &&
                    (kept.len || refuse_unknown(name, err));
    if (is_found)
        search_append_typed(store, kept, query);
    arena_free(arena);
    return is_found;
}

bool library_list_searches(Library *library, Arena *arena, NamedTextList *list,
                           Error *err)
{
    Store *store = library_get_store(library);
    if (!store_list_searches(store, arena, list, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        StrBuf typed = {0};
        search_append_typed(store, list->rows[i].text, &typed);
        list->rows[i].text = arena_str(arena, strbuf_get(&typed));
        strbuf_clear(&typed);
    }
    return true;
}

/* ---- edits ------------------------------------------------------------------ */

static bool read_query(Action *action, Str typed, Str *kept, Error *err)
{
    Str query = input_row(typed, QUERY_MAX_BYTES, action->arena);
    Seek *seek = seek_parse(query, NULL, err);
    StrBuf text = {0};
    if (!seek)
        return false;
    seek_free(seek);
    search_append_kept(action->library->store, query, &text);
    *kept = arena_str(action->arena, strbuf_get(&text));
    strbuf_clear(&text);
    return true;
}

/* The search of a name, which there may not be. */
static bool load(Action *action, Str name, Str *kept_name, Str *kept, Error *err)
{
    *kept_name = input_row(name, TAG_MAX_BYTES, action->arena);
    if (!kept_name->len)
        return error_set(err, ERR_USAGE, _("a search needs a name"));
    return store_get_search(action->library->store, *kept_name, action->arena, kept, err);
}

static bool save_search(Action *action, Str name, Str query, Error *err)
{
    Str kept_name, old, text = {0};
    if (!load(action, name, &kept_name, &old, err))
        return false;
    if (!query.len && !old.len)
        return refuse_unknown(kept_name, err);
    return (!query.len || read_query(action, query, &text, err)) &&
           edit_set_name(action, "search.set", kept_name, old, text, err);
}

bool library_save_search(Library *library, Str name, Str query, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = save_search(&action, name, query, err);
    return action_end(&action, is_done, err);
}

static bool rename_search(Action *action, Str from, Str to, Error *err)
{
    Str old_name, new_name, text, taken;
    if (!load(action, from, &old_name, &text, err) ||
        !load(action, to, &new_name, &taken, err))
        return false;
    if (!text.len)
        return refuse_unknown(old_name, err);
    if (str_is_equal(old_name, new_name))
        return true;
    if (taken.len)
        return error_set(err, ERR_CONFLICT,
                         _("there is a search “%.*s” already; choose another name"),
                         STR_ARG(new_name));
    return edit_set_name(action, "search.set", new_name, (Str){0}, text, err) &&
           edit_set_name(action, "search.set", old_name, text, (Str){0}, err);
}

bool library_rename_search(Library *library, Str name, Str new_name, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = rename_search(&action, name, new_name, err);
    return action_end(&action, is_done, err);
}

/* ---- tags that move ---------------------------------------------------------- */

typedef struct TagMove {
    Str from, to;
    Arena *arena;
} TagMove;

static bool name_moved(void *context, const SeekNode *node, StrBuf *out)
{
    const TagMove *move = context;
    if (node->kind != SEEK_TAG || !edit_is_in_branch(node->text, move->from))
        return false;
    Str moved = edit_move_name(node->text, move->from, move->to, move->arena);
    strbuf_appendf(out, "\"%.*s\"", STR_ARG(moved));
    return true;
}

bool edit_move_searches(Action *action, Str from, Str to, Error *err)
{
    NamedTextList list = {0};
    TagMove move = {from, to, action->arena};
    bool is_done = store_list_searches(action->library->store, action->arena, &list, err);
    for (size_t i = 0; is_done && i < list.count; i++) {
        StrBuf text = {0};
        reword(list.rows[i].text, name_moved, &move, &text);
        is_done = edit_set_name(action, "search.set", list.rows[i].name,
                                list.rows[i].text, strbuf_get(&text), err);
        strbuf_clear(&text);
    }
    return is_done;
}
