/* piyue tag: all that is done to tags.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/ledger.h>

#include <stdlib.h>
#include <string.h>

/* ---- list -------------------------------------------------------------- */

/* The tags with what is below each: passages of a branch count once. */
typedef struct Branches {
    TagList tags;
    NamedTextList aliases;
    Ledger *ledger;
    PassageIndex index;
} Branches;

static bool is_below(Str name, Str branch)
{
    return name.len > branch.len && str_has_prefix(name, branch) &&
           name.data[branch.len] == '/';
}

static bool count_branch(Branches *branches, const TagRow *row, int64_t *count,
                         Error *err)
{
    bool has_below = false;
    for (size_t i = 0; !has_below && i < branches->tags.count; i++)
        has_below = is_below(branches->tags.rows[i].name, row->name);
    *count = row->passages;
    if (!has_below)
        return true;
    AnnotationFilter filter = {.status = -1, .tag = row->name};
    bool is_done =
        ledger_read(branches->ledger, NULL, NULL, err) &&
        ledger_index(branches->ledger, &filter, GROUP_DOCUMENT, 0, &branches->index, err);
    if (is_done)
        *count = (int64_t)branches->index.passages;
    return is_done;
}

static Str find_parent(Str name)
{
    size_t end = name.len;
    while (end && name.data[end - 1] != '/')
        end--;
    return str_slice(name, 0, end - MIN(end, 1u));
}

static void print_json(Cli *cli, const Branches *branches, const TagRow *row,
                       int64_t branch)
{
    StrBuf names = {0};
    for (size_t i = 0; i < branches->aliases.count; i++) {
        if (!str_is_equal(branches->aliases.rows[i].text, row->name))
            continue;
        strbuf_append_text(&names, names.len ? "\n" : "");
        strbuf_append_str(&names, branches->aliases.rows[i].name);
    }
    json_open(cli);
    json_text(cli, "tag", row->name);
    json_int(cli, "passages", row->passages);
    json_int(cli, "documents", row->documents);
    json_text(cli, "parent", find_parent(row->name));
    json_int(cli, "branch", branch);
    json_list(cli, "aliases", strbuf_get(&names), STR("\n"));
    json_close(cli);
    strbuf_clear(&names);
}

static bool list_rows(Cli *cli, Branches *branches, bool is_json, Error *err)
{
    Table table;
    bool is_listed = true;
    table_init(&table, 4, 1u << 1 | 1u << 2 | 1u << 3, 0);
    table_add(&table, str_from(_("tag")));
    table_add(&table, str_from(_("passages")));
    table_add(&table, str_from(_("with those below")));
    table_add(&table, str_from(_("documents")));
    for (size_t i = 0; is_listed && i < branches->tags.count; i++) {
        const TagRow *row = &branches->tags.rows[i];
        int64_t branch = 0;
        is_listed = count_branch(branches, row, &branch, err);
        if (is_listed && is_json)
            print_json(cli, branches, row, branch);
        table_add(&table, row->name);
        table_addf(&table, "%lld", (long long)row->passages);
        table_addf(&table, "%lld", (long long)branch);
        table_addf(&table, "%lld", (long long)row->documents);
    }
    if (!is_listed || is_json)
        table_clear(&table);
    else
        table_print(cli, &table);
    return is_listed;
}

static bool tag_list(Cli *cli, const Args *args, Error *err)
{
    if (args->count != 1)
        return args_refuse(args, err);
    if (!cli_open_library(cli, false, err))
        return false;
    Arena *arena = arena_new();
    Store *store = library_get_store(cli->library);
    Branches branches = {.ledger = ledger_new(store)};
    bool is_listed = store_list_tags(store, false, arena, &branches.tags, err) &&
                     store_list_aliases(store, arena, &branches.aliases, err);
    if (is_listed && !branches.tags.count)
        is_listed = error_set(err, ERR_NOT_FOUND, _("there are no tags yet"));
    is_listed = is_listed && list_rows(cli, &branches, args_has(args, "json"), err);
    passage_index_clear(&branches.index);
    ledger_free(branches.ledger);
    arena_free(arena);
    return is_listed;
}

static bool refuse_unknown(Str name, Error *err)
{
    return error_set(err, ERR_NOT_FOUND,
                     _("there is no tag '%.*s'; `piyue tag list` names them all"),
                     STR_ARG(name));
}

static bool tag_exists(Cli *cli, Str name, bool *exists, Error *err)
{
    Arena *arena = arena_new();
    TagList list = {0};
    bool is_listed =
        store_list_tags(library_get_store(cli->library), false, arena, &list, err);
    *exists = false;
    for (size_t i = 0; is_listed && i < list.count; i++)
        *exists = *exists || str_is_equal(list.rows[i].name, name);
    arena_free(arena);
    return is_listed;
}

/* ---- add and remove ---------------------------------------------------- */

/* What is to be taken off must be a tag, or another name of one: not a slip of the hand.
 */
static bool require_tag(Cli *cli, Str name, Error *err)
{
    Arena *arena = arena_new();
    Str tag = {0};
    bool exists = false;
    bool is_known =
        store_get_alias(library_get_store(cli->library), name, arena, &tag, err) &&
        (tag.len || tag_exists(cli, name, &exists, err));
    bool is_unknown = is_known && !tag.len && !exists;
    arena_free(arena);
    return is_unknown ? refuse_unknown(name, err) : is_known;
}

static bool set_on_passage(Cli *cli, Str tag, const char *word, bool is_set, Error *err)
{
    int64_t id = 0;
    if (!str_parse_int(str_from(word), &id))
        return error_set(err, ERR_USAGE, _("a passage is named by its number, not '%s'"),
                         word);
    return library_tag_annotation(cli->library, id, tag, is_set, err);
}

static bool set_on_document(Cli *cli, Str tag, const char *word, bool is_set, Error *err)
{
    int64_t doc = 0;
    return cli_find_document(cli, str_from(word), &doc, err) &&
           library_tag_document(cli->library, doc, tag, is_set, err);
}

/* All passages of a filter, as one action. `other`, if any, is put on those that lose the
 * tag. */
static bool set_on_filtered(Cli *cli, const Args *args, Str tag, Str other, bool is_set,
                            Error *err)
{
    int64_t *ids = NULL;
    size_t count = 0;
    if (!cli_add_filtered(cli, args, &ids, &count, err) ||
        !library_begin_batch(cli->library, err)) {
        free(ids);
        return false;
    }
    bool is_done = true;
    for (size_t i = 0; is_done && i < count; i++) {
        uint64_t before = library_count_recorded(cli->library);
        is_done = library_tag_annotation(cli->library, ids[i], tag, is_set, err);
        if (is_done && other.len && library_count_recorded(cli->library) > before)
            is_done = library_tag_annotation(cli->library, ids[i], other, true, err);
    }
    free(ids);
    return library_end_batch(cli->library, is_done, err);
}

static bool has_filter(const Args *args)
{
    return args_has(args, "where") || args_has(args, "filter");
}

static bool tag_set(Cli *cli, const Args *args, bool is_set, Error *err)
{
    if (args->count < 2 || (args->count < 3 && !has_filter(args)))
        return args_refuse(args, err);
    if (!cli_open_library(cli, true, err))
        return false;
    Str tag = str_from(args->words[1]);
    if (!is_set && !require_tag(cli, tag, err))
        return false;
    bool is_passage = args_has(args, "passage");
    for (size_t i = 2; i < args->count; i++)
        if (!(is_passage ? set_on_passage : set_on_document)(cli, tag, args->words[i],
                                                             is_set, err))
            return false;
    return !has_filter(args) || set_on_filtered(cli, args, tag, (Str){0}, is_set, err);
}

/* One tag for another, on the passages of a filter. */
static bool tag_replace(Cli *cli, const Args *args, Error *err)
{
    if (args->count != 3 || !has_filter(args))
        return args_refuse(args, err);
    Str tag = str_from(args->words[1]);
    return cli_open_library(cli, true, err) && require_tag(cli, tag, err) &&
           set_on_filtered(cli, args, tag, str_from(args->words[2]), false, err);
}

/* ---- other names, and the end of tags ------------------------------------ */

static bool list_aliases(Cli *cli, const Args *args, Error *err)
{
    if (!cli_open_library(cli, false, err))
        return false;
    Arena *arena = arena_new();
    NamedTextList list = {0};
    bool is_listed =
        store_list_aliases(library_get_store(cli->library), arena, &list, err);
    if (is_listed && !list.count)
        is_listed = error_set(err, ERR_NOT_FOUND, _("no tag has another name yet"));
    for (size_t i = 0; is_listed && i < list.count; i++) {
        if (args_has(args, "json")) {
            json_open(cli);
            json_text(cli, "alias", list.rows[i].name);
            json_text(cli, "tag", list.rows[i].text);
            json_close(cli);
            continue;
        }
        out_text(cli, list.rows[i].name);
        out_printf(cli, " -> ");
        out_text(cli, list.rows[i].text);
        out_printf(cli, "\n");
    }
    arena_free(arena);
    return is_listed;
}

static bool tag_alias(Cli *cli, const Args *args, Error *err)
{
    bool is_drop = strcmp(args->words[0], "unalias") == 0;
    if (!is_drop && args->count == 1)
        return list_aliases(cli, args, err);
    if (args->count != (is_drop ? 2u : 3u))
        return args_refuse(args, err);
    return cli_open_library(cli, true, err) &&
           library_set_alias(cli->library, str_from(args->words[1]),
                             is_drop ? (Str){0} : str_from(args->words[2]), err);
}

static bool tag_delete(Cli *cli, const Args *args, Error *err)
{
    if (args->count != 2)
        return args_refuse(args, err);
    return cli_open_library(cli, true, err) &&
           library_delete_tag(cli->library, str_from(args->words[1]), err);
}

/* ---- rename and merge -------------------------------------------------- */

static bool tag_rename(Cli *cli, const Args *args, bool is_merge, Error *err)
{
    if (args->count != 3)
        return args_refuse(args, err);
    Str from = str_from(args->words[1]), to = str_from(args->words[2]);
    bool has_from = false, has_to = false;
    if (!cli_open_library(cli, true, err) || !tag_exists(cli, from, &has_from, err) ||
        !tag_exists(cli, to, &has_to, err))
        return false;
    if (!has_from || (is_merge && !has_to))
        return refuse_unknown(has_from ? to : from, err);
    if (!is_merge && has_to)
        return error_set(
            err, ERR_USAGE,
            _("there is a tag '%.*s' already; `piyue tag merge` joins the two"),
            STR_ARG(to));
    return library_rename_tag(cli->library, from, to, err);
}

bool cmd_tag(Cli *cli, const Args *args, Error *err)
{
    static const char *const verbs[] = {"list",  "add",   "remove",  "replace", "rename",
                                        "merge", "alias", "unalias", "delete"};
    if (args->count == 0)
        return args_want(args, 1, SIZE_MAX, err);
    const char *verb = args->words[0];
    if (strcmp(verb, "list") == 0)
        return tag_list(cli, args, err);
    if (strcmp(verb, "add") == 0 || strcmp(verb, "remove") == 0)
        return tag_set(cli, args, verb[0] == 'a', err);
    if (strcmp(verb, "replace") == 0)
        return tag_replace(cli, args, err);
    if (strcmp(verb, "alias") == 0 || strcmp(verb, "unalias") == 0)
        return tag_alias(cli, args, err);
    if (strcmp(verb, "delete") == 0)
        return tag_delete(cli, args, err);
    if (strcmp(verb, "rename") == 0 || strcmp(verb, "merge") == 0)
        return tag_rename(cli, args, verb[0] == 'm', err);
    return name_refuse(err, ERR_USAGE, _("command"), "piyue", str_from(verb), verbs,
                       ARRAY_SIZE(verbs));
}
