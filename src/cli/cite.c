/* piyue cite: where a document, a place or a passage is from.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/export.h>

static void print(Cli *cli, StrBuf *citation)
{
    out_text(cli, strbuf_get(citation));
    out_printf(cli, "\n");
}

static bool cite_passage(Cli *cli, int64_t id, Str template, StrBuf *out, Error *err)
{
    Store *store = library_get_store(cli->library);
    AnnotationFilter filter = {.id = id, .status = -1, .limit = 1};
    AnnotationList list = {0};
    Arena *arena = arena_new();
    bool is_done = store_list_annotations(store, &filter, arena, &list, err);
    if (is_done && !list.count)
        is_done = error_set(err, ERR_NOT_FOUND,
                            _("there is no passage %lld; `piyue passages` lists them"),
                            (long long)id);
    Document *document =
        is_done ? store_open_document(store, list.rows[0].doc, err) : NULL;
    is_done = document && export_cite(store, document, list.rows[0].selector.range.start,
                                      &list.rows[0], template, out, err);
    document_free(document);
    arena_free(arena);
    return is_done;
}

static bool cite_place(Cli *cli, const Args *args, Str template, StrBuf *out, Error *err)
{
    int64_t block = UINT32_MAX; /* none: of the whole document */
    Document *document = cli_open_document(cli, args->words[0], err);
    Store *store = cli->library ? library_get_store(cli->library) : NULL;
    bool is_done =
        document &&
        args_get_int(args, "at", 0, (int64_t)document->block_count - 1, &block, err) &&
        export_cite(store, document, (Pos){(uint32_t)block, 0}, NULL, template, out, err);
    document_free(document);
    return is_done;
}

bool cmd_cite(Cli *cli, const Args *args, Error *err)
{
    int64_t passage = 0;
    bool has_passage = args_has(args, "passage");
    Str name = args_get(args, "template"), template;
    StrBuf citation = {0};
    if (!args_want(args, has_passage ? 0 : 1, has_passage ? 0 : 1, err) ||
        !args_get_int(args, "passage", 1, INT64_MAX, &passage, err) ||
        !export_find_citation(name.data ? name : str_from(cli->settings.citation),
                              &template, err))
        return false;
    bool is_done = has_passage ? cli_open_library(cli, false, err) &&
                                     cite_passage(cli, passage, template, &citation, err)
                               : cite_place(cli, args, template, &citation, err);
    if (is_done)
        print(cli, &citation);
    strbuf_clear(&citation);
    return is_done;
}
