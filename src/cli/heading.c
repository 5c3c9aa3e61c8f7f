/* piyue heading: headings corrected by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/anchor.h>
#include <piyue/text.h>

#include <stdlib.h>

/* ---- which line is meant --------------------------------------------------- */

/* The block that starts on a line of the source, or the one that goes on there. */
static bool find_line(const Document *document, Str word, uint32_t *block, Error *err)
{
    int64_t line = 0;
    uint32_t low = 0, high = document->block_count;
    if (!str_parse_int(word, &line) || line < 1)
        return error_set(err, ERR_USAGE,
                         _("'%.*s' is no number of a line; `piyue outline --explain` "
                           "shows them"),
                         STR_ARG(word));
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (document_get_block(document, middle).source_line < line)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == document->block_count && !low)
        return error_set(err, ERR_NOT_FOUND, _("%s holds no text"), document->title);
    bool is_exact = low < document->block_count &&
                    document_get_block(document, low).source_line == line;
    *block = is_exact || !low ? low : low - 1;
    return true;
}

static bool find_place(const Args *args, const Document *document, HeadingChange *change,
                       Error *err)
{
    Str quote = args_get(args, "quote");
    if (!quote.data)
        return find_line(document, str_from(args->words[1]), &change->block, err);
    Range range;
    if (!quote_find(document, quote, &range, err))
        return false;
    if (range.start.block != range.end.block)
        return error_set(err, ERR_USAGE, _("a heading stands in one paragraph"));
    change->block = range.start.block;
    Str text = document_get_text(document, change->block);
    Str before = text_trim(str_slice(text, 0, range.start.off));
    Str behind = text_trim(str_slice(text, range.end.off, text.len));
    /* What begins a paragraph is its title, all of it or a part inside says which. */
    if (!before.len && behind.len) {
        change->title_start = range.start.off;
        change->title_end = range.end.off;
    }
    return true;
}

/* ---- what is wanted -------------------------------------------------------- */

typedef struct WishOption {
    const char *name;
    HeadingWish wish;
    int amount;
} WishOption;
static const WishOption wishes[] = {
    {"make", HEADING_TAKE, 0},    {"none", HEADING_DROP, 0},
    {"level", HEADING_LEVEL, 0},  {"promote", HEADING_SHIFT, -1},
    {"demote", HEADING_SHIFT, 1}, {"title", HEADING_TITLE, 0},
};

/* The wish; NULL with err where there is none. */
static const WishOption *find_wish(const Args *args, Error *err)
{
    for (size_t i = 0; i < ARRAY_SIZE(wishes); i++)
        if (args_has(args, wishes[i].name))
            return &wishes[i];
    error_set(err, ERR_USAGE,
              _("say what it is to be: --make, --none, --level N, --promote, "
                "--demote or --title T"));
    return NULL;
}

static void tell(Cli *cli, const OutlineChange *change, bool is_json)
{
    if (is_json) {
        json_open(cli);
        json_bool(cli, "changed", change->is_changed);
        json_int(cli, "headings", change->headings);
        json_int(cli, "lost", change->lost);
        json_close(cli);
        return;
    }
    out_printf(
        cli, translate_plural("%u heading now\n", "%u headings now\n", change->headings),
        change->headings);
    if (!change->is_changed)
        out_printf(cli, "%s\n", _("they are as they were before"));
}

static bool correct(Cli *cli, const Args *args, int64_t doc, Error *err)
{
    int64_t level = 0;
    const WishOption *wish = find_wish(args, err);
    if (!wish || !args_get_int(args, "level", 1, 9, &level, err))
        return false;
    Document *document = store_open_document(library_get_store(cli->library), doc, err);
    HeadingChange change = {.document = document,
                            .wish = wish->wish,
                            .amount = level ? (int)level : wish->amount,
                            .title = args_get(args, "title")};
    OutlineChange result = {0};
    bool is_done = document && find_place(args, document, &change, err) &&
                   library_correct_heading(cli->library, &change, &result, err);
    if (is_done)
        tell(cli, &result, args_has(args, "json"));
    document_free(document);
    return is_done;
}

static bool add_rule(Cli *cli, const Args *args, int64_t doc, Error *err)
{
    OutlineChange result = {0};
    if (!library_add_heading_rule(cli->library, doc, args_get(args, "rule"),
                                  args_get(args, "like"), &result, err))
        return false;
    tell(cli, &result, args_has(args, "json"));
    return true;
}

/* ---- what was said --------------------------------------------------------- */

static void print_json(Cli *cli, const Document *document, const CorrectionRow *row)
{
    bool is_rule = str_is_equal(row->kind, STR("rule"));
    json_open(cli);
    json_text(cli, "kind", row->kind);
    if (row->amount)
        json_int(cli, "amount", row->amount);
    if (row->text.len)
        json_text(cli, is_rule ? "pattern" : "title", row->text);
    if (row->family.len)
        json_text(cli, "like", row->family);
    if (!is_rule) {
        json_text(cli, "quote", row->selector.exact);
        json_bool(cli, "lost", row->is_lost);
    }
    if (!is_rule && !row->is_lost && row->place_block < document->block_count) {
        json_int(cli, "line", document_get_block(document, row->place_block).source_line);
        json_int(cli, "block", row->place_block);
    }
    json_close(cli);
}

static void add_row(Table *table, const Document *document, const CorrectionRow *row)
{
    bool is_rule = str_is_equal(row->kind, STR("rule"));
    bool has_place =
        !is_rule && !row->is_lost && row->place_block < document->block_count;
    if (has_place)
        table_addf(table, "%u",
                   document_get_block(document, row->place_block).source_line);
    else
        table_add(table, str_from(is_rule ? "" : _("lost")));
    if (row->amount)
        table_addf(table, "%.*s %+d", STR_ARG(row->kind), row->amount);
    else
        table_add(table, row->kind);
    table_add(table, is_rule ? row->text : row->selector.exact);
    table_add(table, is_rule ? row->family : row->text);
}

static bool print_list(Cli *cli, const Args *args, int64_t doc, Error *err)
{
    Store *store = library_get_store(cli->library);
    Arena *arena = arena_new();
    CorrectionList list = {0};
    Document *document = store_open_document(store, doc, err);
    bool is_listed = document && store_list_corrections(store, doc, arena, &list, err);
    if (is_listed && !list.count)
        is_listed =
            error_set(err, ERR_NOT_FOUND, _("no heading of “%s” was corrected by hand"),
                      document->title);
    Table table;
    table_init(&table, 4, 1u << 0, 2);
    table_add(&table, str_from(_("line")));
    table_add(&table, str_from(_("said")));
    table_add(&table, str_from(_("words")));
    table_add(&table, str_from(_("title")));
    for (size_t i = 0; is_listed && i < list.count; i++) {
        if (args_has(args, "json"))
            print_json(cli, document, &list.rows[i]);
        else
            add_row(&table, document, &list.rows[i]);
    }
    if (!is_listed || args_has(args, "json"))
        table_clear(&table);
    else
        table_print(cli, &table);
    document_free(document);
    arena_free(arena);
    return is_listed;
}

/* ---- taking it away -------------------------------------------------------- */

/* Those of one line, as far as the words are there. */
static bool clear_line(Cli *cli, const Args *args, int64_t doc, OutlineChange *result,
                       Error *err)
{
    Store *store = library_get_store(cli->library);
    Arena *arena = arena_new();
    CorrectionList list = {0};
    Document *document = store_open_document(store, doc, err);
    HeadingChange place = {.document = document};
    Uid *uids = NULL;
    size_t count = 0;
    bool is_done = document && store_list_corrections(store, doc, arena, &list, err) &&
                   find_place(args, document, &place, err);
    if (is_done) {
        uids = mem_alloc_array(list.count + 1, sizeof(*uids));
        for (size_t i = 0; i < list.count; i++)
            if (!list.rows[i].is_lost && !str_is_equal(list.rows[i].kind, STR("rule")) &&
                list.rows[i].place_block == place.block)
                uids[count++] = list.rows[i].uid;
        is_done = library_drop_corrections(cli->library, doc, uids, count, result, err);
    }
    free(uids);
    document_free(document);
    arena_free(arena);
    return is_done;
}

static bool clear(Cli *cli, const Args *args, int64_t doc, Error *err)
{
    OutlineChange result = {0};
    bool is_line = args->count > 1 || args_has(args, "quote");
    if (!(is_line ? clear_line(cli, args, doc, &result, err)
                  : library_drop_corrections(cli->library, doc, NULL, 0, &result, err)))
        return false;
    tell(cli, &result, args_has(args, "json"));
    return true;
}

/* ---- the command ------------------------------------------------------------ */

bool cmd_heading(Cli *cli, const Args *args, Error *err)
{
    int64_t doc = 0;
    bool is_list = args_has(args, "list"), is_rule = args_has(args, "rule"),
         is_clear = args_has(args, "clear");
    bool has_place = args->count == 2 || args_has(args, "quote");
    if (!args_want(args, 1, 2, err))
        return false;
    if (args->count == 2 && args_has(args, "quote"))
        return error_set(err, ERR_USAGE,
                         _("a line or --quote says which place is meant"));
    if (!is_list && !is_rule && !is_clear && !has_place)
        return error_set(err, ERR_USAGE,
                         _("name the line of the heading, or its words with --quote"));
    if (!cli_open_library(cli, !is_list, err) ||
        !cli_find_document(cli, str_from(args->words[0]), &doc, err))
        return false;
    if (is_list)
        return print_list(cli, args, doc, err);
    if (is_clear)
        return clear(cli, args, doc, err);
    return is_rule ? add_rule(cli, args, doc, err) : correct(cli, args, doc, err);
}
