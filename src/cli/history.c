/* piyue undo, redo, log: the changes of the library.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

/* ---- undo and redo ----------------------------------------------------- */

typedef bool Step(Library *library, StrBuf *what, int64_t *doc, Error *err);

static bool read_count(const Args *args, int64_t *count, Error *err)
{
    if (!args_want(args, 0, 1, err))
        return false;
    if (args->count && (!str_parse_int(str_from(args->words[0]), count) || *count < 1))
        return error_set(err, ERR_USAGE, _("'%s' is no number of changes"),
                         args->words[0]);
    return true;
}

static bool step(Cli *cli, const Args *args, Step *take, const char *done, Error *err)
{
    int64_t count = 1;
    if (!read_count(args, &count, err) || !cli_open_library(cli, true, err))
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

bool cmd_undo(Cli *cli, const Args *args, Error *err)
{
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

static void print_rows(Cli *cli, const OpList *list)
{
    Table table;
    table_init(&table, 3, 0, 2);
    table_add(&table, str_from(_("time")));
    table_add(&table, str_from(_("author")));
    table_add(&table, str_from(_("change")));
    /* Passages that followed their document are told with its edition. */
    for (size_t i = 0; i < list->count; i++)
        if (!str_is_equal(list->rows[i].kind, STR("annotation.move")))
            add_row(cli, &table, &list->rows[i]);
    table_print(cli, &table);
}

bool cmd_log(Cli *cli, const Args *args, Error *err)
{
    int64_t count = 0; /* all */
    if (!read_count(args, &count, err) || !cli_open_library(cli, false, err))
        return false;
    Arena *arena = arena_new();
    OpList list = {0};
    bool is_listed =
        store_list_ops(library_get_store(cli->library), count, arena, &list, err);
    if (is_listed && list.count == 0)
        is_listed = error_set(err, ERR_NOT_FOUND, _("nothing was changed yet"));
    for (size_t i = 0; is_listed && args_has(args, "json") && i < list.count; i++)
        print_json(cli, &list.rows[i]);
    if (is_listed && !args_has(args, "json"))
        print_rows(cli, &list);
    arena_free(arena);
    return is_listed;
}
