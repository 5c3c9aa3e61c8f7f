/* piyue list: the documents of the library.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

static void print_json(Cli *cli, const DocumentRow *row)
{
    json_open(cli);
    json_int(cli, "doc", row->id);
    json_text(cli, "title", row->title);
    json_text(cli, "path", row->path);
    json_int(cli, "blocks", row->blocks);
    json_int(cli, "codepoints", (int64_t)row->codepoints);
    json_share(cli, "progress", row->progress);
    json_int(cli, "notes", row->notes);
    json_list(cli, "tags", row->tags, STR(", "));
    json_int(cli, "headings", row->headings);
    json_text(cli, "format", row->format);
    json_text_or_null(cli, "encoding", row->encoding);
    json_int(cli, "replaced", (int64_t)row->replaced);
    StrBuf time = {0};
    strbuf_append_rfc3339(&time, row->added_ms);
    json_text(cli, "added", strbuf_get(&time));
    strbuf_reset(&time);
    if (row->read_ms)
        strbuf_append_rfc3339(&time, row->read_ms);
    json_text_or_null(cli, "read", strbuf_get(&time));
    json_close(cli);
    strbuf_clear(&time);
}

static void add_heading(Table *table)
{
    table_add(table, str_from(_("doc")));
    table_add(table, str_from(_("title")));
    table_add(table, str_from(_("characters")));
    table_add(table, str_from(_("progress")));
    table_add(table, str_from(_("notes")));
    table_add(table, str_from(_("tags")));
}

static void add_row(Table *table, const DocumentRow *row)
{
    table_addf(table, "%lld", (long long)row->id);
    table_add(table, row->title);
    table_addf(table, "%llu", (unsigned long long)row->codepoints);
    if (row->progress < 0)
        table_add(table, STR("--"));
    else
        table_addf(table, "%d%%", (int)(row->progress * 100));
    table_addf(table, "%u", row->notes);
    table_add(table, row->tags);
}

static bool read_filter(Cli *cli, const Args *args, DocumentFilter *filter, Error *err)
{
    Str sort = args_get(args, "sort");
    *filter = (DocumentFilter){.trash = args_has(args, "trash")};
    if (!sort.data)
        sort = str_from(cli->settings.sort);
    if (!document_sort_parse(sort, &filter->sort))
        return error_set(err, ERR_USAGE, _("--sort is one of %s, not '%.*s'"),
                         "recent|added|title|date|size|progress", STR_ARG(sort));
    return true;
}

bool cmd_list(Cli *cli, const Args *args, Error *err)
{
    DocumentFilter filter;
    if (!args_want(args, 0, 0, err) || !read_filter(cli, args, &filter, err) ||
        !cli_open_library(cli, false, err))
        return false;
    Arena *arena = arena_new();
    DocumentList list = {0};
    bool is_listed =
        cli_get_tag(cli, args, arena, &filter.tag, err) &&
        store_list_documents(library_get_store(cli->library), &filter, arena, &list, err);
    if (is_listed && list.count == 0)
        is_listed =
            error_set(err, ERR_NOT_FOUND,
                      filter.trash     ? _("the trash is empty")
                      : filter.tag.len ? _("no document bears this tag")
                                       : _("the library is empty; "
                                           "`piyue import PATH` brings files in"));
    if (is_listed && args_has(args, "json")) {
        for (size_t i = 0; i < list.count; i++)
            print_json(cli, &list.rows[i]);
    } else if (is_listed) {
        Table table;
        table_init(&table, 6, 1u << 0 | 1u << 2 | 1u << 3 | 1u << 4, 1);
        add_heading(&table);
        for (size_t i = 0; i < list.count; i++)
            add_row(&table, &list.rows[i]);
        table_print(cli, &table);
    }
    arena_free(arena);
    return is_listed;
}
