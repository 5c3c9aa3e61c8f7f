/* piyue clean: what cleaning did to a document, and which passes run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/clean.h>

#define EDITS_AT_ONCE 256

/* ---- the passes --------------------------------------------------------- */

static void print_pass(Cli *cli, const EditCount *count, unsigned rule, bool is_on)
{
    json_open(cli);
    json_text(cli, "pass", str_from(clean_get_name((CleanRule)rule)));
    json_bool(cli, "on", is_on);
    json_int(cli, "places", count ? (int64_t)count->places : 0);
    json_int(cli, "edits", count ? (int64_t)count->edits : 0);
    json_text(cli, "what", str_from(clean_get_summary((CleanRule)rule)));
    json_close(cli);
}

static void add_pass(Table *table, const EditCount *count, unsigned rule, bool is_on)
{
    table_add(table, str_from(clean_get_name((CleanRule)rule)));
    table_add(table, str_from(is_on ? _("on") : _("off")));
    table_addf(table, "%llu", (unsigned long long)(count ? count->places : 0));
    table_add(table, str_from(_(clean_get_summary((CleanRule)rule))));
}

static const EditCount *find_count(const EditCountList *counts, unsigned rule)
{
    for (size_t i = 0; i < counts->count; i++)
        if (str_is_equal(counts->rows[i].pass, str_from(clean_get_name((CleanRule)rule))))
            return &counts->rows[i];
    return NULL;
}

static void print_passes(Cli *cli, const EditCountList *counts, unsigned without,
                         bool is_json)
{
    Table table;
    table_init(&table, 4, 1u << 2, 3);
    table_add(&table, str_from(_("pass")));
    table_add(&table, str_from(_("state")));
    table_add(&table, str_from(_("places")));
    table_add(&table, str_from(_("what it mends")));
    for (unsigned rule = 0; rule < CLEAN_RULE_COUNT; rule++) {
        const EditCount *count = find_count(counts, rule);
        bool is_on = !(without & 1u << rule);
        if (is_json)
            print_pass(cli, count, rule, is_on);
        else
            add_pass(&table, count, rule, is_on);
    }
    if (is_json)
        table_clear(&table);
    else
        table_print(cli, &table);
}

/* ---- the places of one pass ---------------------------------------------- */

static void print_edit(Cli *cli, const Document *document, const EditionEdit *edit,
                       bool is_json)
{
    BlockInfo info = document_get_block(document, edit->block);
    Str text = document_get_text(document, edit->block);
    bool is_whole = !edit->old_text.len && !edit->new_text.len;
    if (is_json) {
        json_open(cli);
        json_int(cli, "line", info.source_line);
        json_int(cli, "block", edit->block);
        json_int(cli, "off", edit->off);
        json_text(cli, "old", edit->old_text);
        json_text(cli, "new", edit->new_text);
        json_text(cli, "text", text);
        json_close(cli);
        return;
    }
    out_printf(cli, "%u\t", info.source_line);
    out_text(cli, is_whole ? text : edit->old_text);
    if (!is_whole && edit->new_text.len) {
        out_printf(cli, "\t");
        out_text(cli, edit->new_text);
    }
    out_printf(cli, "\n");
}

static bool print_edits(Cli *cli, Document *document, Str pass, bool is_json, Error *err)
{
    Store *store = library_get_store(cli->library);
    for (size_t at = 0; !cli->is_broken; at += EDITS_AT_ONCE) {
        Arena *arena = arena_new();
        EditionEditList list = {0};
        bool is_listed = store_list_edits(store, document->edition, pass, at,
                                          EDITS_AT_ONCE, arena, &list, err);
        for (size_t i = 0; is_listed && i < list.count; i++)
            print_edit(cli, document, &list.rows[i], is_json);
        document_trim(document);
        arena_free(arena);
        if (!is_listed || list.count < EDITS_AT_ONCE)
            return is_listed;
    }
    return true;
}

/* ---- the command ----------------------------------------------------------- */

/* The passes named by an option. */
static bool read_bits(const Args *args, const char *option, unsigned *bits, Error *err)
{
    const ArgOption *names = args_find(args, option);
    *bits = 0;
    for (size_t i = 0; i < names->count; i++) {
        unsigned bit = 0;
        if (!cli_find_pass(str_from(names->values[i]), &bit, err))
            return false;
        *bits |= bit;
    }
    return true;
}

static bool list_cleaning(Cli *cli, int64_t doc, Str pass, bool is_json, Error *err)
{
    Document *document = store_open_document(library_get_store(cli->library), doc, err);
    if (!document)
        return false;
    Arena *arena = arena_new();
    Processing processing;
    EditCountList counts;
    bool is_listed = pass.data
                         ? print_edits(cli, document, pass, is_json, err)
                         : library_get_processing(cli->library, doc, &processing, err) &&
                               store_count_edits(library_get_store(cli->library),
                                                 document->edition, arena, &counts, err);
    if (is_listed && !pass.data)
        print_passes(cli, &counts, processing.without, is_json);
    arena_free(arena);
    document_free(document);
    return is_listed;
}

bool cmd_clean(Cli *cli, const Args *args, Error *err)
{
    int64_t doc = 0;
    unsigned on, off, one;
    Str pass = args_get(args, "places");
    if (!args_want(args, 1, 1, err) || !read_bits(args, "with", &on, err) ||
        !read_bits(args, "without", &off, err) ||
        (pass.data && !cli_find_pass(pass, &one, err)) ||
        !cli_open_library(cli, (on | off) != 0, err) ||
        !cli_find_document(cli, str_from(args->words[0]), &doc, err))
        return false;
    bool is_json = args_has(args, "json");
    if (on | off) {
        Processing processing;
        if (!library_get_processing(cli->library, doc, &processing, err))
            return false;
        processing.without = (processing.without | off) & ~on;
        if (!cli_reimport(cli, doc, NULL, &processing, is_json, err))
            return false;
        if (is_json && !pass.data)
            return true;
    }
    return list_cleaning(cli, doc, pass, is_json, err);
}
