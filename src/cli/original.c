/* piyue original: the file that a document was imported from, byte for byte.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <string.h>

/* The edition that is named, which must be one of the document's; else the current one.
 */
static bool find_edition(Cli *cli, const Args *args, int64_t doc, EditionRow *row,
                         Arena *arena, Error *err)
{
    int64_t wanted = 0;
    EditionList list = {0};
    if (!args_get_int(args, "edition", 1, INT64_MAX, &wanted, err) ||
        !store_list_editions(library_get_store(cli->library), doc, arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        *row = list.rows[i];
        if (wanted ? row->id == wanted : row->is_current)
            return true;
    }
    return error_set(err, ERR_NOT_FOUND,
                     _("document %lld has no edition %lld; `piyue editions %lld` lists "
                       "them"),
                     (long long)doc, (long long)wanted, (long long)doc);
}

/* A stranger's bytes could be anything, and a terminal does what they say. */
static bool refuse_terminal(int64_t doc, Error *err)
{
    return error_set(err, ERR_USAGE,
                     _("the original is written as it is, which may do anything to a "
                       "terminal: give a file with -o, or a pipe; `piyue text "
                       "--original %lld` prints it"),
                     (long long)doc);
}

/* The hash tells what the pieces cannot: that none is missing at the end. */
static bool read_whole(Store *store, const EditionRow *edition, StrBuf *bytes, Error *err)
{
    if (!store_read_original(store, edition->id, bytes, err))
        return false;
    Hash hash = hash_bytes(strbuf_get(bytes));
    return memcmp(hash.bytes, edition->hash.bytes, sizeof(hash.bytes)) == 0 ||
           error_set(err, ERR_STORE,
                     _("the original of edition %lld is damaged; run “piyue check”"),
                     (long long)edition->id);
}

bool cmd_original(Cli *cli, const Args *args, Error *err)
{
    int64_t doc = 0;
    if (!args_want(args, 1, 1, err) || !cli_open_library(cli, false, err) ||
        !cli_find_document(cli, str_from(args->words[0]), &doc, err))
        return false;
    Str path = args_get(args, "o");
    bool is_file = path.data && !str_is_equal(path, STR("-"));
    Arena *arena = arena_new();
    EditionRow edition = {0};
    StrBuf bytes = {0};
    /* All of it is read and checked before the first byte goes out. */
    bool is_done = (is_file ? cli_allow_output(cli, args, path.data, err)
                            : !cli->is_terminal || refuse_terminal(doc, err)) &&
                   find_edition(cli, args, doc, &edition, arena, err) &&
                   read_whole(library_get_store(cli->library), &edition, &bytes, err);
    if (is_done && is_file)
        is_done = file_write_atomic(path.data, strbuf_get(&bytes), err);
    else if (is_done)
        strbuf_append_str(&cli->out, strbuf_get(&bytes));
    strbuf_clear(&bytes);
    arena_free(arena);
    return is_done;
}
