/* piyue links: where words of a document lead.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

static Str get_words(const Document *document, const Link *link)
{
    return str_slice(document_get_text(document, link->block), link->start, link->end);
}

static void print_json(Cli *cli, const Document *document, const Link *link)
{
    Str text = document_get_text(document, link->block);
    Str before = str_slice(text, 0, link->start), words = get_words(document, link);
    size_t start = utf8_count_codepoints(before);
    json_open(cli);
    if (document->id)
        json_int(cli, "doc", document->id);
    json_int(cli, "block", link->block);
    json_int(cli, "line", document_get_block(document, link->block).source_line);
    json_int(cli, "start", (int64_t)start);
    json_int(cli, "end", (int64_t)(start + utf8_count_codepoints(words)));
    json_text(cli, "text", words);
    if (link->kind == LINK_ADDRESS) {
        json_text(cli, "address", link->target);
    } else {
        Str place = document_get_text(document, link->to_block);
        json_int(cli, "to_block", link->to_block);
        json_int(cli, "to_line",
                 document_get_block(document, link->to_block).source_line);
        json_int(cli, "to_start",
                 (int64_t)utf8_count_codepoints(str_slice(place, 0, link->to_off)));
    }
    json_close(cli);
}

static void add_row(Table *table, const Document *document, const Link *link)
{
    table_addf(table, "%u", (unsigned)link->block);
    table_add(table, get_words(document, link));
    if (link->kind == LINK_ADDRESS)
        table_add(table, link->target);
    else
        table_addf(table, _("block %u"), (unsigned)link->to_block);
}

bool cmd_links(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 1, 1, err))
        return false;
    Document *document = cli_open_document(cli, args->words[0], err);
    if (!document)
        return false;
    bool is_json = args_has(args, "json"), has_any = false;
    Table table;
    table_init(&table, 3, 1u << 0, 1);
    table_add(&table, str_from(_("Block")));
    table_add(&table, str_from(_("Words")));
    table_add(&table, str_from(_("Leads to")));
    for (uint32_t block = 0; !cli->is_broken; block++) {
        block = document_find_linked(document, block, 1);
        if (block >= document->block_count)
            break;
        size_t count = 0;
        const Link *links = document_get_links(document, block, &count);
        for (size_t i = 0; i < count; i++) {
            if (is_json)
                print_json(cli, document, &links[i]);
            else
                add_row(&table, document, &links[i]);
        }
        has_any = true;
        document_trim(document);
    }
    if (!is_json && has_any)
        table_print(cli, &table);
    table_clear(&table);
    document_free(document);
    return has_any || error_set(err, ERR_NOT_FOUND, _("%s has no links"), args->words[0]);
}
