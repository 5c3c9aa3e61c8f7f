/* piyue editions: those of a document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/clean.h>

/* Names of the passes that were off, parted by LF. */
static void append_passes_off(StrBuf *out, const EditionRow *row)
{
    Processing processing = processing_parse(row->processing);
    size_t before = out->len;
    for (unsigned i = 0; i < CLEAN_RULE_COUNT; i++)
        if (processing.without & 1u << i)
            strbuf_appendf(out, "%s%s", out->len > before ? "\n" : "",
                           clean_get_name((CleanRule)i));
}

static void print_json(Cli *cli, const EditionRow *row)
{
    StrBuf passes = {0}, hash = {0}, added = {0};
    strbuf_append_rfc3339(&added, row->added_ms);
    append_passes_off(&passes, row);
    strbuf_append_hex(&hash, row->hash.bytes, sizeof(row->hash.bytes));
    json_open(cli);
    json_int(cli, "edition", row->id);
    json_int(cli, "doc", row->doc);
    json_bool(cli, "current", row->is_current);
    json_text(cli, "added", strbuf_get(&added));
    json_text(cli, "title", row->title);
    json_text(cli, "path", row->path);
    json_text(cli, "format", row->format);
    json_text_or_null(cli, "encoding", row->encoding.len ? row->encoding : (Str){0});
    json_bool(cli, "encoding_set", processing_parse(row->processing).encoding != NULL);
    json_list(cli, "passes_off", strbuf_get(&passes), STR("\n"));
    json_text(cli, "sha256", strbuf_get(&hash));
    json_int(cli, "bytes", (int64_t)row->original_bytes);
    json_int(cli, "codepoints", (int64_t)row->codepoints);
    json_int(cli, "blocks", row->blocks);
    json_int(cli, "headings", row->headings);
    json_int(cli, "replaced", (int64_t)row->replaced);
    cli_json_moves(cli, &row->moves);
    json_close(cli);
    strbuf_clear(&passes);
    strbuf_clear(&hash);
    strbuf_clear(&added);
}

static void add_row(Table *table, const EditionRow *row)
{
    StrBuf cell = {0};
    table_addf(table, "%lld%s", (long long)row->id, row->is_current ? "*" : "");
    strbuf_append_time(&cell, row->added_ms, true);
    table_add(table, strbuf_get(&cell));
    table_addf(table, "%llu", (unsigned long long)row->codepoints);
    table_add(table, row->encoding.len ? row->encoding : row->format);
    strbuf_reset(&cell);
    append_passes_off(&cell, row);
    for (size_t i = 0; i < cell.len; i++)
        if (cell.data[i] == '\n')
            cell.data[i] = ',';
    table_add(table, strbuf_get(&cell));
    table_addf(table, "%u", row->moves.exact + row->moves.context + row->moves.fuzzy);
    table_addf(table, "%u", row->moves.orphaned);
    table_add(table, row->path);
    strbuf_clear(&cell);
}

static void print_table(Cli *cli, const EditionList *list)
{
    Table table;
    table_init(&table, 8, 1u << 0 | 1u << 2 | 1u << 5 | 1u << 6, 7);
    table_add(&table, str_from(_("edition")));
    table_add(&table, str_from(_("made")));
    table_add(&table, str_from(_("characters")));
    table_add(&table, str_from(_("encoding")));
    table_add(&table, str_from(_("passes off")));
    table_add(&table, str_from(_("passages kept")));
    table_add(&table, str_from(_("lost")));
    table_add(&table, str_from(_("file")));
    for (size_t i = 0; i < list->count; i++)
        add_row(&table, &list->rows[i]);
    table_print(cli, &table);
}

bool cmd_editions(Cli *cli, const Args *args, Error *err)
{
    int64_t doc = 0;
    bool is_compare = args_has(args, "compare");
    size_t words = is_compare ? 2 : 1;
    if (!args_want(args, words, words, err) || !cli_open_library(cli, false, err) ||
        !cli_find_document(cli, str_from(args->words[args->count - 1]), &doc, err))
        return false;
    if (is_compare)
        return cli_compare_editions(cli, doc, args_get(args, "compare").data,
                                    args->words[0], args_has(args, "json"), err);
    Arena *arena = arena_new();
    EditionList list = {0};
    bool is_listed =
        store_list_editions(library_get_store(cli->library), doc, arena, &list, err);
    for (size_t i = 0; is_listed && args_has(args, "json") && i < list.count; i++)
        print_json(cli, &list.rows[i]);
    if (is_listed && !args_has(args, "json"))
        print_table(cli, &list);
    arena_free(arena);
    return is_listed;
}
