/* piyue undo, redo, log: the changes of the library.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

/* ---- undo and redo ----------------------------------------------------- */

typedef bool Step(Library *library, StrBuf *what, int64_t *doc, Error *err);

static bool read_count(const Args *args, size_t most, int64_t *count, Error *err)
{
    if (!args_want(args, 0, most, err))
        return false;
    if (args->count && (!str_parse_int(str_from(args->words[0]), count) || *count < 1))
        return error_set(err, ERR_USAGE, _("'%s' is no number of changes"),
                         args->words[0]);
    return true;
}

static bool step(Cli *cli, const Args *args, Step *take, const char *done, Error *err)
{
    int64_t count = 1;
    if (!read_count(args, 1, &count, err) || !cli_open_library(cli, true, err))
        return false;
    StrBuf what = {0}, row = {0};
    bool is_done = true;
    for (int64_t i = 0; is_done && i < count; i++) {
        int64_t doc = 0;
        strbuf_reset(&what);
        is_done = take(cli->library, &what, &doc, err);
        if (is_done) {
            strbuf_reset(&row);
            strbuf_appendf(&row, done, what.data ? what.data : "");
            out_text(cli, strbuf_get(&row));
            out_printf(cli, "\n");
        }
    }
    strbuf_clear(&row);
    strbuf_clear(&what);
    return is_done;
}

static bool undo_change(Cli *cli, const Args *args, Error *err)
{
    int64_t seq = 0;
    bool is_again = false;
    StrBuf what = {0}, row = {0};
    bool is_done = args_want(args, 0, 0, err) &&
                   args_get_int(args, "change", 1, INT64_MAX, &seq, err) &&
                   cli_open_library(cli, true, err) &&
                   library_undo_change(cli->library, seq, &what, &is_again, err);
    if (is_done) {
        strbuf_appendf(&row, is_again ? _("done again: %s") : _("undone: %s"),
                       what.data ? what.data : "");
        out_text(cli, strbuf_get(&row));
        out_printf(cli, "\n");
    }
    strbuf_clear(&row);
    strbuf_clear(&what);
    return is_done;
}

bool cmd_undo(Cli *cli, const Args *args, Error *err)
{
    if (args_has(args, "change"))
        return undo_change(cli, args, err);
    return step(cli, args, library_undo, _("undone: %s"), err);
}

bool cmd_redo(Cli *cli, const Args *args, Error *err)
{
    return step(cli, args, library_redo, _("done again: %s"), err);
}

/* ---- log --------------------------------------------------------------- */

static int64_t get_time_ms(const OpRow *op)
{
    return op->hlc >> 16; /* the counter of the hybrid clock is below */
}

/* A value that is JSON already. */
static void json_raw(Cli *cli, const char *name, Str value)
{
    if (value.len)
        strbuf_appendf(&cli->out, ",\"%s\":%.*s", name, STR_ARG(value));
}

static void print_json(Cli *cli, const OpRow *op)
{
    StrBuf text = {0};
    json_open(cli);
    json_int(cli, "seq", op->seq);
    strbuf_append_rfc3339(&text, get_time_ms(op));
    json_text(cli, "time", strbuf_get(&text));
    strbuf_reset(&text);
    strbuf_append_hex(&text, op->group.bytes, sizeof(op->group.bytes));
    json_text(cli, "group", strbuf_get(&text));
    json_text(cli, "author", op->author);
    json_text(cli, "device", op->device);
    json_text(cli, "kind", op->kind);
    json_text(cli, "target", op->target);
    json_raw(cli, "old", op->old_json);
    json_raw(cli, "new", op->new_json);
    json_bool(cli, "undone", op->is_undone);
    json_close(cli);
    strbuf_clear(&text);
}

static void add_row(Cli *cli, Table *table, const OpRow *op)
{
    StrBuf text = {0};
    strbuf_appendf(&text, "%lld", (long long)op->seq);
    table_add(table, strbuf_get(&text));
    strbuf_reset(&text);
    strbuf_append_time(&text, get_time_ms(op), true);
    table_add(table, strbuf_get(&text));
    table_add(table, op->author);
    strbuf_reset(&text);
    if (op->is_undone)
        strbuf_appendf(&text, "(%s) ", _("undone"));
    library_describe_op(cli->library, op, &text);
    table_add(table, strbuf_get(&text));
    strbuf_clear(&text);
}

typedef struct Listing {
    Cli *cli;
    Table *table;  /* NULL: JSON */
    int64_t limit; /* rows still wanted */
    bool is_any;
} Listing;

/* Passages that followed their document are told with its edition. */
static bool list_row(void *context, const OpRow *op)
{
    Listing *listing = context;
    listing->is_any = true;
    if (!listing->table)
        print_json(listing->cli, op);
    else if (!str_is_equal(op->kind, STR("annotation.move")))
        add_row(listing->cli, listing->table, op);
    return --listing->limit != 0;
}

static bool read_filter(Cli *cli, const Args *args, LogFilter *filter, Error *err)
{
    Str doc = args_get(args, "doc"), since = args_get(args, "since");
    return (!since.data || cli_parse_since(since, &filter->since_ms, err)) &&
           cli_open_library(cli, false, err) &&
           (!doc.data || cli_find_document(cli, doc, &filter->doc, err));
}

bool cmd_log(Cli *cli, const Args *args, Error *err)
{
    LogFilter filter = {0};
    Listing listing = {.cli = cli}; /* limit 0: all */
    Table table;
    if (!read_count(args, args_has(args, "limit") ? 0 : 1, &listing.limit, err) ||
        !args_get_int(args, "limit", 1, INT64_MAX, &listing.limit, err) ||
        !read_filter(cli, args, &filter, err))
        return false;
    if (!args_has(args, "json")) {
        table_init(&table, 4, 1, 3);
        table_add(&table, str_from(_("number")));
        table_add(&table, str_from(_("time")));
        table_add(&table, str_from(_("author")));
        table_add(&table, str_from(_("change")));
        listing.table = &table;
    }
    bool is_listed =
        store_walk_ops(library_get_store(cli->library), &filter, list_row, &listing, err);
    if (listing.table)
        table_print(cli, &table);
    if (is_listed && !listing.is_any)
        is_listed = error_set(err, ERR_NOT_FOUND,
                              filter.doc || filter.since_ms
                                  ? _("nothing was changed there, or since then")
                                  : _("nothing was changed yet"));
    return is_listed;
}
