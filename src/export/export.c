/* The table of exporters, and what is known while one runs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

typedef struct FormatRow {
    const char *name, *summary;
    Exporter *exporter;
} FormatRow;

static const FormatRow formats[] = {
#define EXPORT_FORMAT(id, name, extension, function, summary) {name, summary, function},
#include "../tables/formats.def"
#undef EXPORT_FORMAT
};

bool export_parse_format(Str name, ExportFormat *format)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
        if (!str_is_equal_nocase(name, str_from(formats[i].name)))
            continue;
        *format = (ExportFormat)i;
        return true;
    }
    return false;
}

const char *export_get_name(ExportFormat format)
{
    return formats[format].name;
}

const char *export_get_summary(ExportFormat format)
{
    return formats[format].summary;
}

/* ---- documents -------------------------------------------------------------- */

static void leave(Export *export)
{
    document_free(export->current.document);
    arena_free(export->document_arena);
    export->current = (ExportDocument){0};
    export->document_arena = NULL;
}

static bool read_row(Export *export, int64_t doc, Error *err)
{
    DocumentFilter filter = {.id = doc, .limit = 1};
    DocumentList list = {0};
    if (!store_list_documents(export->store, &filter, export->document_arena, &list, err))
        return false;
    if (!list.count)
        return error_set(err, ERR_NOT_FOUND,
                         _("there is no document %lld; piyue list names them"),
                         (long long)doc);
    export->current.row = list.rows[0];
    EditionRow edition;
    if (!store_get_edition(export->store, list.rows[0].edition, export->document_arena,
                           &edition, err))
        return false;
    export->current.hash = edition.hash;
    return true;
}

bool export_goes_on(const Export *export, size_t done, size_t total, Error *err)
{
    return report_progress(export->report, done, total) ||
           error_set(err, ERR_CANCELLED, "%s", _("stopped; nothing was written"));
}

bool export_enter(Export *export, int64_t doc, Error *err)
{
    if (!export_goes_on(export, export->entered++, export->list->count, err))
        return false;
    if (export->current.document && export->current.id == doc)
        return true;
    leave(export);
    export->document_arena = arena_new();
    export->current.id = doc;
    export->current.document = store_open_document(export->store, doc, err);
    return export->current.document && read_row(export, doc, err) &&
           export_read_fields(export->store, export->current.document,
                              export->document_arena, &export->current.fields, err);
}

/* ---- passages ---------------------------------------------------------------- */

static bool run(Store *store, const AnnotationList *list, const ExportOptions *options,
                Exporter *exporter, StrBuf *out, Error *err)
{
    Export export = {.store = store,
                     .list = list,
                     .template = options->template,
                     .with_library = options->with_library,
                     .with_originals = options->with_originals,
                     .report = options->report};
    if (!export_find_citation(options->citation, &export.citation, err))
        return false;
    export.arena = arena_new();
    bool is_done = exporter(&export, out, err);
    leave(&export);
    arena_free(export.arena);
    return is_done;
}

bool export_list(Store *store, const AnnotationList *list, const ExportOptions *options,
                 StrBuf *out, Error *err)
{
    Exporter *exporter =
        options->template.len ? export_custom : formats[options->format].exporter;
    return run(store, list, options, exporter, out, err);
}

bool export_passages(Store *store, const AnnotationFilter *filter,
                     const ExportOptions *options, StrBuf *out, Error *err)
{
    AnnotationFilter ordered = *filter;
    ordered.newest_first = false; /* under the titles of documents and headings */
    Arena *arena = arena_new();
    AnnotationList list = {0};
    bool is_done = store_list_annotations(store, &ordered, arena, &list, err) &&
                   export_list(store, &list, options, out, err);
    arena_free(arena);
    return is_done;
}

bool export_whole(Store *store, int64_t doc, const ExportOptions *options, StrBuf *out,
                  Error *err)
{
    Exporter *exporter = options->format == EXPORT_MARKDOWN ? export_whole_markdown
                         : options->format == EXPORT_HTML   ? export_whole_html
                         : options->format == EXPORT_DOCX   ? export_whole_docx
                                                            : NULL;
    if (!exporter)
        return error_set(err, ERR_USAGE,
                         _("a whole document is written as %s, not as %s"),
                         "md, html, docx", formats[options->format].name);
    AnnotationFilter filter = {.doc = doc, .status = -1};
    Arena *arena = arena_new();
    AnnotationList list = {0};
    /* Its passages may be none: the document is named by a row of its own. */
    Annotation nothing = {.doc = doc};
    bool is_done = store_list_annotations(store, &filter, arena, &list, err);
    if (is_done && !list.count)
        list.rows = &nothing;
    is_done = is_done && run(store, &list, options, exporter, out, err);
    arena_free(arena);
    return is_done;
}

/* ---- passages in order --------------------------------------------------------- */

/* Tells those headings of a path that the passage before was not under. */
static void walk_path(const ExportWalker *walker, void *context, Str before, Str headings,
                      Str title)
{
    bool is_same = true;
    size_t level = 2;
    while (headings.len) {
        Str heading = str_split(&headings, '\n');
        Str old = str_split(&before, '\n');
        is_same = is_same && str_is_equal(old, heading);
        /* Many a document begins with its own title as a heading. */
        if (str_is_equal(heading_strip(heading), heading_strip(title)))
            continue;
        if (!is_same)
            walker->heading(context, level, heading);
        level++;
    }
}

bool export_walk(Export *export, const ExportWalker *walker, void *context, Error *err)
{
    int64_t doc = 0;
    Str headings = {0};
    Arena *arena = arena_new();
    bool is_done = true;
    for (size_t i = 0; is_done && i < export->list->count; i++) {
        const Annotation *annotation = &export->list->rows[i];
        is_done = export_enter(export, annotation->doc, err);
        if (!is_done)
            break;
        if (annotation->doc != doc) {
            walker->document(context, &export->current);
            doc = annotation->doc;
            headings = (Str){0};
        }
        walk_path(walker, context, headings, annotation->selector.headings,
                  export->current.fields.values[FIELD_TITLE]);
        headings = annotation->selector.headings;
        FieldValues fields;
        StrBuf citation = {0};
        fields_of_place(&export->current, annotation->selector.range.start, annotation,
                        arena, &fields);
        template_render(export->citation, &fields, ESCAPE_NONE, &citation);
        walker->passage(context, &(ExportPassage){&export->current, annotation,
                                                  strbuf_get(&citation), i});
        strbuf_clear(&citation);
        document_trim(export->current.document);
        if (i % 256 == 255) {
            arena_free(arena);
            arena = arena_new();
        }
    }
    arena_free(arena);
    return is_done;
}
