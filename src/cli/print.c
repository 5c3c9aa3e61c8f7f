/* Standard output: rows, JSON Lines, columns.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define OUT_BYTES ((size_t)1 << 16)

/* ---- rows -------------------------------------------------------------- */

/* Once rows are lost no later one is written: a hole would look like all there is. */
static void write_out(Cli *cli)
{
    Str left = strbuf_get(&cli->out);
    if (left.len && cli->is_terminal)
        cli_hide_row(cli);
    cli->has_written |= left.len > 0;
    while (left.len && !cli->is_broken && !cli->lost_errno) {
        ssize_t put = write(STDOUT_FILENO, left.data, left.len);
        if (put >= 0)
            left = str_slice(left, (size_t)put, left.len);
        else if (errno == EPIPE)
            cli->is_broken = true;
        else if (errno != EINTR)
            cli->lost_errno = errno;
    }
    strbuf_reset(&cli->out);
}

bool out_flush(Cli *cli, Error *err)
{
    write_out(cli);
    return !cli->lost_errno || error_set_system(err, ERR_OUTPUT, cli->lost_errno,
                                                _("standard output cannot be written"));
}

void out_relieve(Cli *cli, size_t least_bytes)
{
    /* Ctrl-C in the middle of rows: nobody wants the rest. */
    cli->is_broken |= cli_count_interrupts() > 0 && !cli->work.has_own_row;
    if (cli->out.len >= least_bytes)
        write_out(cli);
}

void out_printf(Cli *cli, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_appendv(&cli->out, format, args);
    va_end(args);
    out_relieve(cli, OUT_BYTES);
}

void out_text(Cli *cli, Str text)
{
    sanitize(&cli->out, text, SANITIZE_TERMINAL);
    out_relieve(cli, OUT_BYTES);
}

void out_lines(Cli *cli, Str text)
{
    sanitize(&cli->out, text, SANITIZE_LINES);
    out_relieve(cli, OUT_BYTES);
}

void cli_warn(Cli *cli, const char *format, ...)
{
    StrBuf message = {0}, row = {0};
    va_list args;
    va_start(args, format);
    strbuf_appendv(&message, format, args);
    va_end(args);
    write_out(cli); /* rows that were told before stand before it */
    cli_hide_row(cli);
    sanitize(&row, strbuf_get(&message), SANITIZE_TERMINAL);
    fprintf(stderr, "piyue: %s\n", row.data ? row.data : "");
    strbuf_clear(&row);
    strbuf_clear(&message);
}

void cli_warn_walls(Cli *cli)
{
    const char *missing = cli->is_wall_told ? NULL : import_find_missing_wall();
    cli->is_wall_told = true;
    if (missing)
        cli_warn(cli, "%s", _(missing));
}

/* ---- JSON Lines -------------------------------------------------------- */

void json_open(Cli *cli)
{
    strbuf_append_byte(&cli->out, '{');
}

void json_close(Cli *cli)
{
    strbuf_append_text(&cli->out, "}\n");
    out_relieve(cli, OUT_BYTES);
}

static void json_name(Cli *cli, const char *name)
{
    bool is_first = cli->out.data[cli->out.len - 1] == '{';
    strbuf_appendf(&cli->out, "%s\"%s\":", is_first ? "" : ",", name);
}

void json_text(Cli *cli, const char *name, Str value)
{
    json_name(cli, name);
    strbuf_append_json(&cli->out, value);
}

void json_text_or_null(Cli *cli, const char *name, Str value)
{
    if (value.len) {
        json_text(cli, name, value);
        return;
    }
    json_name(cli, name);
    strbuf_append_text(&cli->out, "null");
}

void json_int(Cli *cli, const char *name, int64_t value)
{
    json_name(cli, name);
    strbuf_appendf(&cli->out, "%lld", (long long)value);
}

void json_share(Cli *cli, const char *name, double value)
{
    /* Whole thousandths: printf would write the decimal sign of the locale. */
    long thousandths = lround(fmin(fmax(value, 0), 1) * 1000);
    json_name(cli, name);
    strbuf_appendf(&cli->out, "%ld.%03ld", thousandths / 1000, thousandths % 1000);
}

void json_bool(Cli *cli, const char *name, bool value)
{
    json_name(cli, name);
    strbuf_append_text(&cli->out, value ? "true" : "false");
}

void json_list(Cli *cli, const char *name, Str list, Str separator)
{
    json_name(cli, name);
    strbuf_append_byte(&cli->out, '[');
    for (size_t at = 0; at < list.len;) {
        size_t end = str_find(list, separator, at);
        if (end == STR_NONE)
            end = list.len;
        if (at)
            strbuf_append_byte(&cli->out, ',');
        strbuf_append_json(&cli->out, str_slice(list, at, end));
        at = end + separator.len;
    }
    strbuf_append_byte(&cli->out, ']');
}

void json_object(Cli *cli, const char *name)
{
    json_name(cli, name);
    strbuf_append_byte(&cli->out, '{');
}

void json_object_end(Cli *cli)
{
    strbuf_append_byte(&cli->out, '}');
}

/* ---- columns ----------------------------------------------------------- */

#define COLUMN_GAP 2
#define FLEXIBLE_LEAST_COLUMNS ((size_t)12)

void table_init(Table *table, size_t columns, unsigned right, size_t flexible)
{
    *table = (Table){
        .columns = columns, .right = right, .flexible = flexible, .arena = arena_new()};
}

void table_add(Table *table, Str cell)
{
    StrBuf safe = {0};
    sanitize(&safe, cell, SANITIZE_TERMINAL);
    table->cells =
        mem_grow(table->cells, &table->capacity, table->count + 1, sizeof(*table->cells));
    table->cells[table->count++] = arena_str(table->arena, strbuf_get(&safe));
    strbuf_clear(&safe);
}

void table_addf(Table *table, const char *format, ...)
{
    StrBuf cell = {0};
    va_list args;
    va_start(args, format);
    strbuf_appendv(&cell, format, args);
    va_end(args);
    table_add(table, strbuf_get(&cell));
    strbuf_clear(&cell);
}

void table_clear(Table *table)
{
    free(table->cells);
    arena_free(table->arena);
    *table = (Table){0};
}

static void pad(Cli *cli, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        strbuf_append_byte(&cli->out, ' ');
}

/* Appends the cell in `room` columns, cut off with `~` where it is wider. */
static void put_cell(Cli *cli, Str cell, size_t room, bool is_right, bool is_last)
{
    size_t columns = text_columns(cell, &cli->width);
    bool is_cut = columns > room;
    if (is_cut) {
        cell = str_slice(cell, 0, text_fit(cell, (int)room - 1, &cli->width));
        columns = text_columns(cell, &cli->width) + 1;
    }
    if (is_right)
        pad(cli, room - columns);
    strbuf_append_str(&cli->out, cell);
    if (is_cut)
        strbuf_append_byte(&cli->out, '~');
    if (!is_right && !is_last)
        pad(cli, room - columns);
}

/* Empty cells leave no blanks at the end of a row. */
static void end_row(Cli *cli)
{
    while (cli->out.len && cli->out.data[cli->out.len - 1] == ' ')
        cli->out.len--;
    out_printf(cli, "\n");
}

void table_print(Cli *cli, Table *table)
{
    size_t *widths = mem_alloc_array(table->columns, sizeof(*widths));
    size_t first = cli->is_terminal ? 0 : table->columns;
    size_t total = (table->columns - 1) * COLUMN_GAP;
    for (size_t i = first; i < table->count; i++) {
        size_t *width = &widths[i % table->columns];
        *width = MAX(*width, text_columns(table->cells[i], &cli->width));
    }
    for (size_t i = 0; i < table->columns; i++)
        total += widths[i];
    if (cli->columns && total > (size_t)cli->columns) {
        size_t *width = &widths[table->flexible];
        size_t surplus = total - (size_t)cli->columns;
        size_t least = MIN(*width, FLEXIBLE_LEAST_COLUMNS);
        *width = MAX(least, *width > surplus ? *width - surplus : 0);
    }
    for (size_t i = first; i < table->count; i++) {
        size_t column = i % table->columns;
        bool is_last = column + 1 == table->columns;
        put_cell(cli, table->cells[i], widths[column], table->right >> column & 1,
                 is_last);
        if (is_last)
            end_row(cli);
        else
            pad(cli, COLUMN_GAP);
    }
    free(widths);
    table_clear(table);
}

void cli_print_names(Cli *cli, const NamedTextList *list, const char *name_heading,
                     const char *text_heading)
{
    Table table;
    table_init(&table, 2, 0, 1);
    table_add(&table, str_from(name_heading));
    table_add(&table, str_from(text_heading));
    for (size_t i = 0; i < list->count; i++) {
        table_add(&table, list->rows[i].name);
        table_add(&table, list->rows[i].text);
    }
    table_print(cli, &table);
}

void cli_print_names_json(Cli *cli, const NamedTextList *list, const char *name_field,
                          const char *text_field)
{
    for (size_t i = 0; i < list->count; i++) {
        json_open(cli);
        json_text(cli, name_field, list->rows[i].name);
        json_text(cli, text_field, list->rows[i].text);
        json_close(cli);
    }
}
