/* piyue annotate: a passage, its note and its tags.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/anchor.h>
#include <piyue/seek.h>

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

bool cli_read_status(const Args *args, AnnotationStatus *status, Error *err)
{
    static const char *const words[] = {"none", "open", "done"};
    Str word = args_get(args, "status");
    if (!word.data)
        return true;
    for (int i = 0; i < (int)ARRAY_SIZE(words); i++)
        if (str_is_equal(word, str_from(words[i]))) {
            *status = (AnnotationStatus)i;
            return true;
        }
    return error_set(err, ERR_USAGE, _("--status is one of %s, not '%.*s'"),
                     "open|done|none", STR_ARG(word));
}

bool cli_read_due(const Args *args, int64_t *due_ms, Error *err)
{
    Str day = args_get(args, "due");
    return !day.data || seek_parse_due(day, time_now_ms(), due_ms, err);
}

/* A passage to be done by a day is a task, as it is in library_set_due(). */
static bool read_task(const Args *args, NewAnnotation *annotation, Error *err)
{
    if (!cli_read_status(args, &annotation->status, err) ||
        !cli_read_due(args, &annotation->due_ms, err))
        return false;
    if (annotation->due_ms && !args_has(args, "status"))
        annotation->status = STATUS_OPEN;
    return true;
}

static bool annotate(Cli *cli, const Args *args, const Document *document, Error *err)
{
    size_t tag_count;
    Str *tags = args_get_all(args, "tag", &tag_count);
    NewAnnotation annotation = {.document = document,
                                .note = args_get(args, "note"),
                                .style = args_has(args, "style")
                                             ? args_get(args, "style")
                                             : str_from(cli->settings.mark),
                                .tags = tags,
                                .tag_count = tag_count};
    int64_t id = 0;
    bool is_done = mark_check_colour(&cli->settings, annotation.style, err) &&
                   read_task(args, &annotation, err) &&
                   cli_find_range(args, document, &annotation.range, err) &&
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

/* ---- one that is there ------------------------------------------------------- */

bool cli_load_passage(Cli *cli, const char *word, bool will_write, Arena *arena,
                      Annotation *annotation, Error *err)
{
    int64_t passage = 0;
    if (!str_parse_int(str_from(word), &passage))
        return error_set(err, ERR_USAGE,
                         _("'%s' is no number of a passage; `piyue passages` shows them"),
                         word);
    AnnotationFilter filter = {.id = passage, .status = -1, .limit = 1};
    AnnotationList list = {0};
    if (!cli_open_library(cli, will_write, err) ||
        !store_list_annotations(library_get_store(cli->library), &filter, arena, &list,
                                err))
        return false;
    if (!list.count)
        return error_set(err, ERR_NOT_FOUND,
                         _("there is no passage %lld; `piyue passages` lists them"),
                         (long long)passage);
    *annotation = list.rows[0];
    return true;
}

bool cli_place_passage(Cli *cli, const Args *args, const Annotation *annotation,
                       Error *err)
{
    Document *document =
        store_open_document(library_get_store(cli->library), annotation->doc, err);
    Range range;
    bool is_done = document && cli_find_range(args, document, &range, err) &&
                   library_reattach(cli->library, annotation->id, document, range, err);
    document_free(document);
    return is_done;
}

/* ---- another place for one ---------------------------------------------------- */

bool cmd_reattach(Cli *cli, const Args *args, Error *err)
{
    Annotation annotation;
    if (!args_want(args, 1, 1, err))
        return false;
    if (args_has(args, "quote") == args_has(args, "at"))
        return error_set(err, ERR_USAGE,
                         _("one of --quote and --at says which passage is meant"));
    Arena *arena = arena_new();
    bool is_done = cli_load_passage(cli, args->words[0], true, arena, &annotation, err) &&
                   cli_place_passage(cli, args, &annotation, err);
    arena_free(arena);
    return is_done;
}
