/* piyue outline: the headings of a document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/outline.h>

static int get_depth(const Document *document, uint32_t section)
{
    int depth = 1;
    while ((section = document->sections[section].parent) != SECTION_NONE)
        depth++;
    return depth;
}

static void print_json(Cli *cli, const Document *document, uint32_t section)
{
    const Heading *heading = &document->sections[section].heading;
    json_open(cli);
    json_int(cli, "line", document_get_block(document, heading->block).source_line);
    json_int(cli, "level", heading->level);
    json_text(cli, "title", document_get_title(document, section));
    json_text(cli, "family",
              str_from(outline_get_family_name((OutlineFamily)heading->family)));
    json_share(cli, "score", heading->score / 100.0);
    if (document->id)
        json_int(cli, "doc", document->id);
    json_int(cli, "block", heading->block);
    json_int(cli, "number", heading->number);
    json_close(cli);
}

static void print_row(Cli *cli, const Document *document, uint32_t section, int depth)
{
    out_printf(cli, "%*s", 2 * (depth - 1), "");
    out_text(cli, document_get_title(document, section));
    out_printf(cli, "\n");
}

bool cmd_outline(Cli *cli, const Args *args, Error *err)
{
    int64_t deepest = INT32_MAX;
    if (!args_want(args, 1, 1, err) || !args_get_int(args, "depth", 1, 99, &deepest, err))
        return false;
    Document *document = cli_open_document(cli, args->words[0], err);
    if (!document)
        return false;
    bool is_json = args_has(args, "json");
    if (args_has(args, "explain")) {
        bool is_done = cli_explain_outline(cli, document, is_json, err);
        document_free(document);
        return is_done;
    }
    for (uint32_t i = 0; i < document->section_count && !cli->is_broken; i++) {
        int depth = get_depth(document, i);
        if (depth > deepest)
            continue;
        if (is_json)
            print_json(cli, document, i);
        else
            print_row(cli, document, i, depth);
        document_trim(document);
    }
    bool has_any = document->section_count > 0;
    document_free(document);
    return has_any ||
           error_set(err, ERR_NOT_FOUND, _("%s has no headings"), args->words[0]);
}
