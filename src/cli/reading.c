/* piyue reading: what was read, and for how long.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

static void append_day(StrBuf *out, int64_t day)
{
    strbuf_appendf(out, "%04lld-%02lld-%02lld", (long long)(day / 10000),
                   (long long)(day / 100 % 100), (long long)(day % 100));
}

static void sum_times(const ReadingTimeList *times, int64_t doc, ReadingTime *sum)
{
    *sum = (ReadingTime){.doc = doc};
    for (size_t i = 0; i < times->count; i++) {
        if (times->rows[i].doc != doc)
            continue;
        sum->spent_ms += times->rows[i].spent_ms;
        sum->words += times->rows[i].words;
    }
}

static void print_document(Cli *cli, const DocumentRow *row, const ReadingTime *time,
                           bool is_json, Table *table)
{
    StrBuf read = {0};
    strbuf_append_rfc3339(&read, row->read_ms);
    if (is_json) {
        json_open(cli);
        json_int(cli, "doc", row->id);
        json_text(cli, "title", row->title);
        json_text(cli, "read", strbuf_get(&read));
        json_share(cli, "progress", row->progress);
        json_int(cli, "seconds", time->spent_ms / 1000);
        json_int(cli, "words", (int64_t)time->words);
        json_close(cli);
    } else {
        table_addf(table, "%lld", (long long)row->id);
        table_add(table, row->title);
        table_addf(table, "%d%%", (int)(row->progress * 100));
        table_addf(table, "%lld", (long long)(time->spent_ms / 60000));
        table_addf(table, "%llu", (unsigned long long)time->words);
        table_add(table, str_slice(strbuf_get(&read), 0, 10));
    }
    strbuf_clear(&read);
}

static void add_heading(Table *table)
{
    table_add(table, str_from(_("doc")));
    table_add(table, str_from(_("title")));
    table_add(table, str_from(_("progress")));
    table_add(table, str_from(_("minutes")));
    table_add(table, str_from(_("words")));
    table_add(table, str_from(_("last read")));
}

static bool list_documents(Cli *cli, const ReadingTimeList *times, int64_t since_ms,
                           bool is_json, Arena *arena, Error *err)
{
    DocumentFilter filter = {.only_read = true};
    DocumentList documents = {0};
    Table table;
    if (!store_list_documents(library_get_store(cli->library), &filter, arena, &documents,
                              err))
        return false;
    table_init(&table, 6, 1u << 0 | 1u << 2 | 1u << 3 | 1u << 4, 1);
    add_heading(&table);
    size_t count = 0;
    for (size_t i = 0; i < documents.count; i++) {
        ReadingTime time;
        if (documents.rows[i].read_ms < since_ms)
            break;
        sum_times(times, documents.rows[i].id, &time);
        print_document(cli, &documents.rows[i], &time, is_json, &table);
        count++;
    }
    if (!is_json && count)
        table_print(cli, &table);
    else
        table_clear(&table);
    return count || error_set(err, ERR_NOT_FOUND, _("nothing was read"));
}

/* A row a day: documents of a day stand together in `times`. */
static bool list_days(Cli *cli, const ReadingTimeList *times, bool is_json, Error *err)
{
    Table table;
    table_init(&table, 3, 1u << 1 | 1u << 2, 0);
    table_add(&table, str_from(_("day")));
    table_add(&table, str_from(_("minutes")));
    table_add(&table, str_from(_("words")));
    for (size_t i = 0; i < times->count;) {
        ReadingTime sum = {.day = times->rows[i].day};
        for (; i < times->count && times->rows[i].day == sum.day; i++) {
            sum.spent_ms += times->rows[i].spent_ms;
            sum.words += times->rows[i].words;
        }
        StrBuf day = {0};
        append_day(&day, sum.day);
        if (is_json) {
            json_open(cli);
            json_text(cli, "day", strbuf_get(&day));
            json_int(cli, "seconds", sum.spent_ms / 1000);
            json_int(cli, "words", (int64_t)sum.words);
            json_close(cli);
        } else {
            table_addf(&table, "%s", day.data);
            table_addf(&table, "%lld", (long long)(sum.spent_ms / 60000));
            table_addf(&table, "%llu", (unsigned long long)sum.words);
        }
        strbuf_clear(&day);
    }
    if (!is_json && times->count)
        table_print(cli, &table);
    else
        table_clear(&table);
    return times->count || error_set(err, ERR_NOT_FOUND, _("nothing was read"));
}

bool cmd_reading(Cli *cli, const Args *args, Error *err)
{
    Str since = args_get(args, "since");
    int64_t since_ms = 0;
    if (!args_want(args, 0, 0, err) ||
        (since.data && !cli_parse_since(since, &since_ms, err)) ||
        !cli_open_library(cli, false, err))
        return false;
    bool is_json = args_has(args, "json");
    Arena *arena = arena_new();
    ReadingTimeList times = {0};
    bool is_done = store_list_reading_times(library_get_store(cli->library), 0,
                                            since_ms ? reading_day(since_ms) : 0, arena,
                                            &times, err) &&
                   (args_has(args, "days")
                        ? list_days(cli, &times, is_json, err)
                        : list_documents(cli, &times, since_ms, is_json, arena, err));
    arena_free(arena);
    return is_done;
}
