/* piyue passages: annotated passages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/export.h>
#include <piyue/ledger.h>

#include <string.h>
#include <time.h>

/* ---- the filter -------------------------------------------------------- */

bool cli_parse_since(Str text, int64_t *time_ms, Error *err)
{
    return time_parse_day(text, time_ms) ||
           error_set(err, ERR_USAGE, _("--since is a date like %s, not '%.*s'"),
                     "2024-05-24", STR_ARG(text));
}

/* The text of --filter NAME and of --where FILTER, one behind the other. */
static bool append_filter_text(Cli *cli, const Args *args, StrBuf *text, Error *err)
{
    Str name = args_get(args, "filter");
    if (name.data) {
        Arena *arena = arena_new();
        Str kept;
        bool is_found =
            store_get_filter(library_get_store(cli->library), name, arena, &kept, err) &&
            (kept.len || error_set(err, ERR_NOT_FOUND,
                                   _("there is no filter '%.*s'; `piyue passages "
                                     "--filters` names them all"),
                                   STR_ARG(name)));
        if (is_found)
            strbuf_append_str(text, kept);
        arena_free(arena);
        if (!is_found)
            return false;
    }
    strbuf_append_byte(text, ' ');
    strbuf_append_str(text, args_get(args, "where"));
    return true;
}

/* The single options say more than the text does. */
static bool add_options(Cli *cli, const Args *args, Arena *arena,
                        AnnotationFilter *filter, Error *err)
{
    Str doc = args_get(args, "doc"), status = args_get(args, "status");
    Str since = args_get(args, "since");
    if (args_has(args, "tag") && !cli_get_tag(cli, args, arena, &filter->tag, err))
        return false;
    filter->orphans = filter->orphans || args_has(args, "orphans");
    if (str_is_equal(status, STR("open")))
        filter->status = STATUS_OPEN;
    else if (str_is_equal(status, STR("done")))
        filter->status = STATUS_DONE;
    else if (status.data)
        return error_set(err, ERR_USAGE, _("--status is one of %s, not '%.*s'"),
                         "open|done", STR_ARG(status));
    if (since.data && !cli_parse_since(since, &filter->since_ms, err))
        return false;
    return !doc.data || cli_find_document(cli, doc, &filter->doc, err);
}

bool cli_read_filter(Cli *cli, const Args *args, Arena *arena, AnnotationFilter *filter,
                     Error *err)
{
    StrBuf text = {0};
    bool is_read = append_filter_text(cli, args, &text, err) &&
                   filter_parse(library_get_store(cli->library), strbuf_get(&text), arena,
                                filter, err) &&
                   add_options(cli, args, arena, filter, err);
    strbuf_clear(&text);
    return is_read;
}

bool cli_add_filtered(Cli *cli, const Args *args, int64_t **ids, size_t *count,
                      Error *err)
{
    if (!args_has(args, "where") && !args_has(args, "filter"))
        return true;
    Arena *arena = arena_new();
    StrBuf text = {0};
    AnnotationFilter filter;
    PassageIndex index = {0};
    Store *store = library_get_store(cli->library);
    Ledger *ledger = ledger_new(store);
    bool is_read =
        append_filter_text(cli, args, &text, err) &&
        filter_parse(store, strbuf_get(&text), arena, &filter, err) &&
        ledger_read(ledger, NULL, NULL, err) &&
        ledger_index(ledger, &filter, GROUP_DOCUMENT, 0, &index, err) &&
        (index.count || error_set(err, ERR_NOT_FOUND, _("no passage matches")));
    if (is_read) {
        size_t capacity = *count;
        *ids = mem_grow(*ids, &capacity, *count + index.count, sizeof(**ids));
        for (size_t i = 0; i < index.count; i++)
            (*ids)[(*count)++] = index.ids[i];
    }
    passage_index_clear(&index);
    ledger_free(ledger);
    strbuf_clear(&text);
    arena_free(arena);
    return is_read;
}

static bool refuse_none(Error *err)
{
    return error_set(err, ERR_NOT_FOUND, _("no passage matches"));
}

/* ---- passages ---------------------------------------------------------- */

static void print_path(Cli *cli, Str headings)
{
    out_printf(cli, "  ");
    for (Str rest = headings; rest.data;) {
        out_text(cli, str_split(&rest, '\n'));
        out_printf(cli, rest.data ? " > " : "\n");
    }
}

/* Foreign text of one or more rows, each set in from the left. */
static void print_rows(Cli *cli, Str text, const char *margin)
{
    int columns = (cli->columns ? cli->columns : 80) - (int)strlen(margin);
    for (Str rest = text; rest.data;) {
        Str row = str_split(&rest, '\n');
        for (size_t at = 0; at < row.len;) {
            WrapRow wrapped = wrap_row(row, at, MAX(columns, 20), &cli->width);
            out_printf(cli, "%s", margin);
            out_text(cli, str_slice(row, wrapped.start, wrapped.end));
            out_printf(cli, "\n");
            at = wrapped.next;
        }
    }
}

static void print_replies(Cli *cli, const Annotation *annotation)
{
    for (size_t i = 0; i < annotation->reply_count; i++) {
        const Reply *reply = &annotation->replies[i];
        out_printf(cli, "      > [%lld] ", (long long)reply->id);
        strbuf_append_time(&cli->out, reply->created_ms, false);
        out_printf(cli, " ");
        out_text(cli, reply->author);
        out_printf(cli, "\n");
        print_rows(cli, reply->text, "      > ");
    }
}

void cli_print_passage(Cli *cli, const Annotation *annotation)
{
    const char *status = annotation->status == STATUS_OPEN   ? _("to do")
                         : annotation->status == STATUS_DONE ? _("done")
                                                             : NULL;
    out_printf(cli, "  [%lld]", (long long)annotation->id);
    if (status)
        out_printf(cli, "  %s", status);
    if (annotation->due_ms) {
        out_printf(cli, "  %s ", _("due"));
        strbuf_append_time(&cli->out, annotation->due_ms, false);
    }
    if (annotation->style.len) {
        out_printf(cli, "  ");
        out_text(cli, annotation->style);
    }
    if (annotation->is_orphan)
        out_printf(cli, "  %s", _("passage lost"));
    for (size_t i = 0; i < annotation->tag_count; i++) {
        out_printf(cli, "  #");
        out_text(cli, annotation->tags[i]);
    }
    out_printf(cli, "\n");
    print_rows(cli, annotation->selector.exact, "    ");
    if (annotation->note.len)
        print_rows(cli, annotation->note, "      | ");
    print_replies(cli, annotation);
}

static void print_list(Cli *cli, const AnnotationList *list)
{
    int64_t doc = 0;
    Str headings = {0};
    for (size_t i = 0; i < list->count; i++) {
        const Annotation *annotation = &list->rows[i];
        if (annotation->doc != doc) {
            out_printf(cli, "%s", doc ? "\n" : "");
            out_text(cli, list->doc_titles[i]);
            out_printf(cli, "  (%lld)\n", (long long)annotation->doc);
            doc = annotation->doc;
            headings = (Str){0};
        }
        if (annotation->selector.headings.len &&
            !str_is_equal(headings, annotation->selector.headings))
            print_path(cli, annotation->selector.headings);
        headings = annotation->selector.headings;
        cli_print_passage(cli, annotation);
    }
}

static bool list_filters(Cli *cli, const Args *args, Error *err)
{
    Arena *arena = arena_new();
    NamedTextList list = {0};
    bool is_listed =
        store_list_filters(library_get_store(cli->library), arena, &list, err);
    if (is_listed && !list.count)
        is_listed = error_set(err, ERR_NOT_FOUND, _("no filter has been kept yet"));
    if (is_listed && args_has(args, "json"))
        cli_print_names_json(cli, &list, "filter", "where");
    else if (is_listed)
        cli_print_names(cli, &list, _("filter"), _("asks for"));
    arena_free(arena);
    return is_listed;
}

bool cli_list_passages(Cli *cli, const AnnotationFilter *filter, bool is_json, Error *err)
{
    Arena *arena = arena_new();
    AnnotationList list = {0};
    Store *store = library_get_store(cli->library);
    bool is_listed = store_list_annotations(store, filter, arena, &list, err);
    if (is_listed && list.count == 0)
        is_listed = refuse_none(err);
    if (is_listed && is_json)
        is_listed = export_passages(
            store, filter, &(ExportOptions){.format = EXPORT_JSONL}, &cli->out, err);
    else if (is_listed)
        print_list(cli, &list);
    arena_free(arena);
    return is_listed;
}

bool cmd_passages(Cli *cli, const Args *args, Error *err)
{
    Str kept = args_get(args, "save-filter"), dropped = args_get(args, "drop-filter");
    if (!args_want(args, 0, 0, err) ||
        !cli_open_library(cli, kept.data || dropped.data, err))
        return false;
    if (args_has(args, "filters"))
        return list_filters(cli, args, err);
    if (dropped.data)
        return library_save_filter(cli->library, dropped, NULL, err);
    Arena *arena = arena_new();
    AnnotationFilter filter;
    bool is_done = cli_read_filter(cli, args, arena, &filter, err);
    if (is_done)
        filter.in_trash = args_has(args, "trash");
    is_done = is_done &&
              (kept.data ? library_save_filter(cli->library, kept, &filter, err)
                         : cli_list_passages(cli, &filter, args_has(args, "json"), err));
    arena_free(arena);
    return is_done;
}
