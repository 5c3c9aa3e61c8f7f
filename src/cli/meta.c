/* piyue meta: what is known of a document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/export.h>

#include <stdlib.h>

/* NAME=VALUE */
static bool add_set(const char *word, DocumentFieldEdit *edit, Error *err)
{
    Str rest = str_from(word);
    edit->name = str_trim(str_split(&rest, '='));
    edit->value = str_trim(rest);
    return rest.data ||
           error_set(err, ERR_USAGE, _("--set is FIELD=VALUE, not '%s'"), word);
}

static bool change(Cli *cli, const Args *args, int64_t doc, Error *err)
{
    const ArgOption *set = args_find(args, "set"), *reset = args_find(args, "reset");
    size_t count = set->count + reset->count;
    DocumentFieldEdit *edits = mem_alloc_array(count + 1, sizeof(*edits));
    bool is_right = true;
    for (size_t i = 0; is_right && i < set->count; i++)
        is_right = add_set(set->values[i], &edits[i], err);
    for (size_t i = 0; i < reset->count; i++)
        edits[set->count + i] =
            (DocumentFieldEdit){.name = str_from(reset->values[i]), .is_reset = true};
    bool is_done = is_right && library_set_fields(cli->library, doc, edits, count, err);
    free(edits);
    return is_done;
}

static void print_json(Cli *cli, const Document *document, const DocumentFields *fields)
{
    StrBuf corrected = {0};
    json_open(cli);
    if (document->id)
        json_int(cli, "doc", document->id);
    for (int i = 0; i < FIELD_DOCUMENT_COUNT; i++) {
        const char *name = export_get_field_name((ExportField)i);
        json_text_or_null(cli, name, fields->values[i]);
        if (fields->origins[i] == IMPRINT_BY_USER)
            strbuf_appendf(&corrected, "%s%s", corrected.len ? "," : "", name);
    }
    json_list(cli, "corrected", strbuf_get(&corrected), STR(","));
    json_close(cli);
    strbuf_clear(&corrected);
}

static void print_people(Cli *cli, const DocumentFields *fields)
{
    Table table;
    table_init(&table, 4, 0, 2);
    table_add(&table, str_from(_("field")));
    table_add(&table, str_from(_("what it is")));
    table_add(&table, str_from(_("value")));
    table_add(&table, str_from(_("where from")));
    for (int i = 0; i < FIELD_DOCUMENT_COUNT; i++) {
        table_add(&table, str_from(export_get_field_name((ExportField)i)));
        table_add(&table, str_from(_(export_get_field_label((ExportField)i))));
        table_add(&table, fields->values[i]);
        table_add(&table, i == FIELD_TITLE
                              ? (Str){0}
                              : str_from(_(imprint_get_origin_name(fields->origins[i]))));
    }
    table_print(cli, &table);
}

static bool show(Cli *cli, const Args *args, Document *document, Error *err)
{
    Arena *arena = arena_new();
    DocumentFields fields;
    Store *store = cli->library ? library_get_store(cli->library) : NULL;
    bool is_read = export_read_fields(store, document, arena, &fields, err);
    if (is_read && args_has(args, "json"))
        print_json(cli, document, &fields);
    else if (is_read)
        print_people(cli, &fields);
    arena_free(arena);
    return is_read;
}

bool cmd_meta(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 1, 1, err))
        return false;
    if (args_has(args, "set") || args_has(args, "reset")) {
        int64_t doc = 0;
        return cli_open_library(cli, true, err) &&
               cli_find_document(cli, str_from(args->words[0]), &doc, err) &&
               change(cli, args, doc, err);
    }
    Document *document = cli_open_document(cli, args->words[0], err);
    bool is_done = document && show(cli, args, document, err);
    document_free(document);
    return is_done;
}
