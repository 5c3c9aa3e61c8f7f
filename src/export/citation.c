/* Where a quotation is from, and quotations to be pasted.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

static const ExportCitation citations[] = {
#define CITATION(name, template, summary) {name, template, summary},
#include "../tables/citations.def"
#undef CITATION
};

const ExportCitation *export_list_citations(size_t *count)
{
    *count = ARRAY_SIZE(citations);
    return citations;
}

bool export_find_citation(Str name, Str *template, Error *err)
{
    StrBuf known = {0};
    for (size_t i = 0; i < ARRAY_SIZE(citations); i++) {
        if (!name.len || str_is_equal(name, str_from(citations[i].name))) {
            *template = str_from(citations[i].template);
            strbuf_clear(&known);
            return true;
        }
        strbuf_appendf(&known, "%s%s", i ? ", " : "", citations[i].name);
    }
    bool is_template = str_find(name, STR("{"), 0) != STR_NONE;
    if (!is_template)
        error_set(err, ERR_USAGE,
                  _("there is no citation “%.*s”; there are %s, and templates like "
                    "《{title}》, {path}"),
                  STR_ARG(name), known.data);
    strbuf_clear(&known);
    if (!is_template || !template_check(name, err))
        return false;
    *template = name;
    return true;
}

bool export_cite(Store *store, Document *document, Pos pos, const Annotation *annotation,
                 Str template, StrBuf *out, Error *err)
{
    Arena *arena = arena_new();
    ExportDocument shown = {.id = document->id, .document = document};
    DocumentFilter filter = {.id = document->id, .limit = 1};
    DocumentList list = {0};
    bool is_known = export_read_fields(store, document, arena, &shown.fields, err) &&
                    (!store || !document->id ||
                     store_list_documents(store, &filter, arena, &list, err));
    if (is_known) {
        if (list.count)
            shown.row = list.rows[0];
        else
            shown.row.path = str_from(document->path);
        FieldValues fields;
        fields_of_place(&shown, pos, annotation, arena, &fields);
        template_render(template, &fields, ESCAPE_NONE, out);
    }
    arena_free(arena);
    return is_known;
}

void export_append_plain(Str quotation, StrBuf *out)
{
    escape_append(ESCAPE_LINES, quotation, out);
}
