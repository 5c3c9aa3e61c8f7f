/* piyue collection: passages in an order made by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <stdlib.h>
#include <string.h>

static bool find(Cli *cli, const Args *args, int64_t *collection, Error *err)
{
    return store_find_collection(library_get_store(cli->library),
                                 str_from(args->words[1]), collection, err);
}

static bool read_passage(const char *word, int64_t *id, Error *err)
{
    return str_parse_int(str_from(word), id) ||
           error_set(err, ERR_USAGE, _("a passage is named by its number, not '%s'"),
                     word);
}

static bool read_passages(Cli *cli, const Args *args, int64_t **ids, size_t *count,
                          Error *err)
{
    *count = 0;
    *ids = mem_alloc_array(args->count, sizeof(**ids));
    for (size_t i = 2; i < args->count; i++)
        if (!read_passage(args->words[i], &(*ids)[(*count)++], err))
            return false;
    return cli_add_filtered(cli, args, ids, count, err) &&
           (*count || error_set(err, ERR_USAGE,
                                _("name the passages by their numbers, or "
                                  "by --where and --filter")));
}

/* ---- verbs ------------------------------------------------------------- */

static bool do_list(Cli *cli, const Args *args, Error *err)
{
    Arena *arena = arena_new();
    CollectionList list = {0};
    Table table;
    bool is_listed =
        store_list_collections(library_get_store(cli->library), arena, &list, err);
    if (is_listed && list.count == 0)
        is_listed = error_set(err, ERR_NOT_FOUND, _("there are no collections yet"));
    table_init(&table, 3, 1u << 1, 2);
    table_add(&table, str_from(_("collection")));
    table_add(&table, str_from(_("passages")));
    table_add(&table, str_from(_("note")));
    for (size_t i = 0; is_listed && i < list.count; i++) {
        const CollectionRow *row = &list.rows[i];
        if (args_has(args, "json")) {
            json_open(cli);
            json_text(cli, "collection", row->name);
            json_text(cli, "note", row->note);
            json_int(cli, "passages", row->passages);
            json_close(cli);
        }
        table_add(&table, row->name);
        table_addf(&table, "%lld", (long long)row->passages);
        table_add(&table, row->note);
    }
    if (!is_listed || args_has(args, "json"))
        table_clear(&table);
    else
        table_print(cli, &table);
    arena_free(arena);
    return is_listed;
}

static bool do_show(Cli *cli, const Args *args, Error *err)
{
    AnnotationFilter filter = {.status = -1};
    return find(cli, args, &filter.collection, err) &&
           cli_list_passages(cli, &filter, args_has(args, "json"), err);
}

static bool do_create(Cli *cli, const Args *args, Error *err)
{
    int64_t collection;
    return library_create_collection(cli->library, str_from(args->words[1]), &collection,
                                     err);
}

static bool do_rename(Cli *cli, const Args *args, Error *err)
{
    int64_t collection;
    return find(cli, args, &collection, err) &&
           library_rename_collection(cli->library, collection, str_from(args->words[2]),
                                     err);
}

static bool do_delete(Cli *cli, const Args *args, Error *err)
{
    int64_t collection;
    return find(cli, args, &collection, err) &&
           library_delete_collection(cli->library, collection, err);
}

static bool do_add(Cli *cli, const Args *args, Error *err)
{
    int64_t collection, *ids = NULL;
    size_t count = 0;
    bool is_done = find(cli, args, &collection, err) &&
                   read_passages(cli, args, &ids, &count, err) &&
                   library_collect(cli->library, collection, ids, count, NULL, err);
    free(ids);
    return is_done;
}

static bool do_remove(Cli *cli, const Args *args, Error *err)
{
    int64_t collection, *ids = NULL;
    size_t count = 0;
    bool is_done = find(cli, args, &collection, err) &&
                   read_passages(cli, args, &ids, &count, err) &&
                   library_uncollect(cli->library, collection, ids, count, err);
    free(ids);
    return is_done;
}

static bool do_move(Cli *cli, const Args *args, Error *err)
{
    int64_t collection, passage, before = 0;
    Str word = args_get(args, "before");
    return find(cli, args, &collection, err) &&
           read_passage(args->words[2], &passage, err) &&
           (!word.data || read_passage(word.data, &before, err)) &&
           library_move_collected(cli->library, collection, passage, before, err);
}

static bool do_note(Cli *cli, const Args *args, Error *err)
{
    int64_t collection, passage;
    Str word = args_get(args, "passage"), note = str_from(args->words[2]);
    if (!find(cli, args, &collection, err))
        return false;
    if (!word.data)
        return library_set_collection_note(cli->library, collection, note, err);
    return read_passage(word.data, &passage, err) &&
           library_note_collected(cli->library, collection, passage, note, err);
}

/* ---- all of them ------------------------------------------------------- */

static const struct Verb {
    const char *name;
    bool (*run)(Cli *cli, const Args *args, Error *err);
    size_t least, most; /* words, with the verb */
    bool writes;
} verbs[] = {
    {"list", do_list, 1, 1, false},
    {"show", do_show, 2, 2, false},
    {"create", do_create, 2, 2, true},
    {"rename", do_rename, 3, 3, true},
    {"delete", do_delete, 2, 2, true},
    {"add", do_add, 2, SIZE_MAX, true},
    {"remove", do_remove, 2, SIZE_MAX, true},
    {"move", do_move, 3, 3, true},
    {"note", do_note, 3, 3, true},
};

bool cmd_collection(Cli *cli, const Args *args, Error *err)
{
    const char *names[ARRAY_SIZE(verbs)];
    if (args->count == 0)
        return args_want(args, 1, SIZE_MAX, err);
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        const struct Verb *verb = &verbs[i];
        names[i] = verb->name;
        if (strcmp(args->words[0], verb->name) != 0)
            continue;
        if (args->count < verb->least || args->count > verb->most)
            return args_refuse(args, err);
        return cli_open_library(cli, verb->writes, err) && verb->run(cli, args, err);
    }
    return name_refuse(err, ERR_USAGE, _("command"), "piyue", str_from(args->words[0]),
                       names, ARRAY_SIZE(names));
}
