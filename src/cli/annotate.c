/* piyue annotate: a passage, its note and its tags.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/anchor.h>

#include <stdlib.h>

/* BLOCK:START-END; code points into the text of the block, as search gives them. */
static bool parse_place(Str place, int64_t *block, int64_t *start, int64_t *end)
{
    Str rest = place;
    Str first = str_split(&rest, ':');
    Str from = rest.data ? str_split(&rest, '-') : (Str){0};
    return rest.data && str_parse_int(first, block) && str_parse_int(from, start) &&
           str_parse_int(rest, end);
}

static bool find_place(const Document *document, Str place, Range *range, Error *err)
{
    int64_t block = 0, start = 0, end = 0;
    if (!parse_place(place, &block, &start, &end))
        return error_set(err, ERR_USAGE, _("--at is BLOCK:START-END, not '%.*s'"),
                         STR_ARG(place));
    if (block < 0 || block >= document->block_count)
        return error_set(err, ERR_NOT_FOUND, _("%s has no block %lld; its last is %lld"),
                         document->title, (long long)block,
                         (long long)document->block_count - 1);
    Str text = document_get_text(document, (uint32_t)block);
    int64_t codepoints = (int64_t)utf8_count_codepoints(text);
    if (start < 0 || end > codepoints || start >= end)
        return error_set(err, ERR_USAGE,
                         _("block %lld has the places 0 to %lld; %lld-%lld is no part "
                           "of it"),
                         (long long)block, (long long)codepoints, (long long)start,
                         (long long)end);
    size_t from = cluster_snap(text, utf8_offset_of(text, (size_t)start));
    size_t to = utf8_offset_of(text, (size_t)end);
    if (cluster_snap(text, to) != to) {
        const WidthPolicy width = {AMBIGUOUS_NARROW};
        Cluster cluster;
        to = cluster_snap(text, to);
        cluster_next(text, &to, &width, &cluster);
    }
    *range = (Range){{(uint32_t)block, (uint32_t)from}, {(uint32_t)block, (uint32_t)to}};
    return true;
}

bool cli_find_range(const Args *args, const Document *document, Range *range, Error *err)
{
    Str quote = args_get(args, "quote"), place = args_get(args, "at");
    return quote.data ? quote_find(document, quote, range, err)
                      : find_place(document, place, range, err);
}

static bool annotate(Cli *cli, const Args *args, const Document *document, Error *err)
{
    const ArgOption *tag = args_find(args, "tag");
    Str *tags = mem_alloc_array(tag->count, sizeof(*tags));
    for (size_t i = 0; i < tag->count; i++)
        tags[i] = str_from(tag->values[i]);
    NewAnnotation annotation = {.document = document,
                                .note = args_get(args, "note"),
                                .style = args_get(args, "style"),
                                .tags = tags,
                                .tag_count = tag->count};
    int64_t id = 0;
    bool is_done = cli_find_range(args, document, &annotation.range, err) &&
                   library_annotate(cli->library, &annotation, &id, err);
    if (is_done)
        out_printf(cli, "%lld\n", (long long)id);
    free(tags);
    return is_done;
}

bool cmd_annotate(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 1, 1, err))
        return false;
    if (args_has(args, "quote") == args_has(args, "at"))
        return error_set(err, ERR_USAGE,
                         _("one of --quote and --at says which passage is meant"));
    int64_t doc = 0;
    if (!cli_open_library(cli, true, err) ||
        !cli_find_document(cli, str_from(args->words[0]), &doc, err))
        return false;
    Document *document = store_open_document(library_get_store(cli->library), doc, err);
    bool is_done = document && annotate(cli, args, document, err);
    document_free(document);
    return is_done;
}

/* ---- another place for one ---------------------------------------------------- */

static bool find_document_of(Cli *cli, int64_t passage, int64_t *doc, Error *err)
{
    AnnotationFilter filter = {.id = passage, .status = -1, .limit = 1};
    AnnotationList list = {0};
    Arena *arena = arena_new();
    bool is_found = store_list_annotations(library_get_store(cli->library), &filter,
                                           arena, &list, err);
    if (is_found && !list.count)
        is_found = error_set(err, ERR_NOT_FOUND,
                             _("there is no passage %lld; `piyue passages` lists them"),
                             (long long)passage);
    if (is_found)
        *doc = list.rows[0].doc;
    arena_free(arena);
    return is_found;
}

bool cmd_reattach(Cli *cli, const Args *args, Error *err)
{
    int64_t passage = 0, doc = 0;
    if (!args_want(args, 1, 1, err))
        return false;
    if (args_has(args, "quote") == args_has(args, "at"))
        return error_set(err, ERR_USAGE,
                         _("one of --quote and --at says which passage is meant"));
    if (!str_parse_int(str_from(args->words[0]), &passage))
        return error_set(err, ERR_USAGE,
                         _("'%s' is no number of a passage; `piyue passages` shows them"),
                         args->words[0]);
    if (!cli_open_library(cli, true, err) || !find_document_of(cli, passage, &doc, err))
        return false;
    Document *document = store_open_document(library_get_store(cli->library), doc, err);
    Range range;
    bool is_done = document && cli_find_range(args, document, &range, err) &&
                   library_reattach(cli->library, passage, document, range, err);
    document_free(document);
    return is_done;
}
