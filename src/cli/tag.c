/* piyue tag: list, add, remove, rename, merge.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <string.h>

static bool refuse_usage(const char *form, Error *err)
{
    return error_set(err, ERR_USAGE, _("usage: %s"), form);
}

/* ---- list -------------------------------------------------------------- */

static void print_json(Cli *cli, const TagRow *row)
{
    json_open(cli);
    json_text(cli, "tag", row->name);
    json_int(cli, "passages", row->passages);
    json_int(cli, "documents", row->documents);
    json_close(cli);
}

static bool tag_list(Cli *cli, const Args *args, Error *err)
{
    if (args->count != 1)
        return refuse_usage("piyue tag list [--json]", err);
    if (!cli_open_library(cli, false, err))
        return false;
    Arena *arena = arena_new();
    TagList list = {0};
    Table table;
    bool is_listed =
        store_list_tags(library_get_store(cli->library), false, arena, &list, err);
    if (is_listed && list.count == 0)
        is_listed = error_set(err, ERR_NOT_FOUND, _("there are no tags yet"));
    table_init(&table, 3, 1u << 1 | 1u << 2, 0);
    table_add(&table, str_from(_("tag")));
    table_add(&table, str_from(_("passages")));
    table_add(&table, str_from(_("documents")));
    for (size_t i = 0; is_listed && i < list.count; i++) {
        const TagRow *row = &list.rows[i];
        if (args_has(args, "json"))
            print_json(cli, row);
        table_add(&table, row->name);
        table_addf(&table, "%lld", (long long)row->passages);
        table_addf(&table, "%lld", (long long)row->documents);
    }
    if (!is_listed || args_has(args, "json"))
        table_clear(&table);
    else
        table_print(cli, &table);
    arena_free(arena);
    return is_listed;
}

/* ---- add and remove ---------------------------------------------------- */

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

static bool tag_set(Cli *cli, const Args *args, bool is_set, Error *err)
{
    if (args->count < 3)
        return refuse_usage(is_set ? "piyue tag add TAG [--passage] DOC..."
                                   : "piyue tag remove TAG [--passage] DOC...",
                            err);
    if (!cli_open_library(cli, true, err))
        return false;
    Str tag = str_from(args->words[1]);
    bool is_passage = args_has(args, "passage");
    for (size_t i = 2; i < args->count; i++)
        if (!(is_passage ? set_on_passage : set_on_document)(cli, tag, args->words[i],
                                                             is_set, err))
            return false;
    return true;
}

/* ---- rename and merge -------------------------------------------------- */

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

static bool tag_rename(Cli *cli, const Args *args, bool is_merge, Error *err)
{
    if (args->count != 3)
        return refuse_usage(
            is_merge ? "piyue tag merge FROM INTO" : "piyue tag rename FROM TO", err);
    Str from = str_from(args->words[1]), to = str_from(args->words[2]);
    bool has_from = false, has_to = false;
    if (!cli_open_library(cli, true, err) || !tag_exists(cli, from, &has_from, err) ||
        !tag_exists(cli, to, &has_to, err))
        return false;
    if (!has_from || (is_merge && !has_to))
        return error_set(err, ERR_NOT_FOUND, _("there is no tag '%.*s'"),
                         STR_ARG(has_from ? to : from));
    if (!is_merge && has_to)
        return error_set(
            err, ERR_USAGE,
            _("there is a tag '%.*s' already; `piyue tag merge` joins the two"),
            STR_ARG(to));
    return library_rename_tag(cli->library, from, to, err);
}

bool cmd_tag(Cli *cli, const Args *args, Error *err)
{
    static const char *const verbs[] = {"list", "add", "remove", "rename", "merge"};
    if (args->count == 0)
        return args_want(args, 1, SIZE_MAX, err);
    const char *verb = args->words[0];
    if (strcmp(verb, "list") == 0)
        return tag_list(cli, args, err);
    if (strcmp(verb, "add") == 0 || strcmp(verb, "remove") == 0)
        return tag_set(cli, args, verb[0] == 'a', err);
    if (strcmp(verb, "rename") == 0 || strcmp(verb, "merge") == 0)
        return tag_rename(cli, args, verb[0] == 'm', err);
    return name_refuse(err, ERR_USAGE, _("command"), str_from(verb), verbs,
                       ARRAY_SIZE(verbs));
}
