/* export: passages and documents as other formats, and what is known of a document.
 *
 * A row of the exporter table for each format; citations and formats of the user's own
 * are templates. Foreign text is made harmless for each format. Appends to a buffer:
 * does not open files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXPORT_H
#define PIYUE_EXPORT_H

#include <piyue/imprint.h>
#include <piyue/store.h>

/* ---- what is known of a document ---------------------------------------- */

typedef enum ExportField {
#define DOCUMENT_FIELD(id, name, label) FIELD_##id,
#define PASSAGE_FIELD(id, name, label) FIELD_##id,
#include "../../src/tables/fields.def"
#undef DOCUMENT_FIELD
    FIELD_COUNT,
    FIELD_DOCUMENT_COUNT = FIELD_DAY /* those before are of the document */
} ExportField;

_Static_assert((int)FIELD_DOCUMENT_COUNT == (int)IMPRINT_COUNT, "one table, one order");

typedef struct DocumentFields {
    Str values[FIELD_DOCUMENT_COUNT]; /* empty where nothing is known */
    ImprintOrigin origins[FIELD_DOCUMENT_COUNT];
    uint32_t
        blocks[FIELD_DOCUMENT_COUNT]; /* where it stands, for those read from lines */
} DocumentFields;
const char *export_get_field_name(ExportField field);
const char *export_get_field_label(ExportField field); /* msgid */
/* Title, author, issuing body (发文机关), number (文号), date, addressees (主送机关) and
 * source: what the user said, else what the first and last paragraphs say, else what
 * the file says of itself. Dates are YYYY-MM-DD, or as much of that as is known. `store`
 * may be NULL for a document that is in no library. O(1): far from the ends nothing is
 * read. */
bool export_read_fields(Store *store, Document *document, Arena *arena,
                        DocumentFields *fields, Error *err) MUST_CHECK;

/* ---- citations ----------------------------------------------------------- */

typedef struct ExportCitation {
    const char *name, *template, *summary; /* summary: msgid */
} ExportCitation;
const ExportCitation *export_list_citations(size_t *count);
/* The template of a name of citations.def, or the text itself where it has fields;
 * checked. ERR_USAGE lists the names, or says what is wrong. Borrowed. */
bool export_find_citation(Str name_or_template, Str *template, Error *err) MUST_CHECK;
/* Where a place of a document is from. `annotation` may be NULL. */
bool export_cite(Store *store, Document *document, Pos pos, const Annotation *annotation,
                 Str template, StrBuf *out, Error *err) MUST_CHECK;
/* Text of a passage as it is pasted elsewhere: paragraphs end in one LF each, nothing
 * is wrapped, nothing that a terminal would act on is in it. */
void export_append_plain(Str quotation, StrBuf *out);

/* ---- passages ------------------------------------------------------------ */

typedef enum ExportFormat {
#define EXPORT_FORMAT(id, name, extension, function, summary) EXPORT_##id,
#include "../../src/tables/formats.def"
#undef EXPORT_FORMAT
    EXPORT_FORMAT_COUNT
} ExportFormat;

bool export_parse_format(Str name, ExportFormat *format);
const char *export_get_name(ExportFormat format);
const char *export_get_summary(ExportFormat format); /* msgid */

typedef struct ExportOptions {
    ExportFormat format;
    Str citation; /* a template; empty: the first of citations.def */
    Str template; /* a format of the user's own (doc/formats.md), instead of `format` */
    /* JSON alone: with what the library knows beside its passages (what was said of
     * documents and headings, other names of tags, filters, collections); and with the
     * files, so that it can be read into an empty library. */
    bool with_library, with_originals;
    const Report *report; /* how far it is; NULL for nobody who asks */
} ExportOptions;

/* Appends the passages that the filter selects: in document order under the titles of
 * their documents and headings, each with quotation, note, tags and source. */
bool export_passages(Store *store, const AnnotationFilter *filter,
                     const ExportOptions *options, StrBuf *out, Error *err) MUST_CHECK;
/* The same for a list, in its order. */
bool export_list(Store *store, const AnnotationList *list, const ExportOptions *options,
                 StrBuf *out, Error *err) MUST_CHECK;
/* Appends a whole document with its passages marked and their notes: Markdown, HTML or
 * DOCX; ERR_USAGE for others. */
bool export_whole(Store *store, int64_t doc, const ExportOptions *options, StrBuf *out,
                  Error *err) MUST_CHECK;

/* Appends one passage as a JSON object without line end (fields: doc/formats.md). Its
 * places are told in code points, for which it takes the document the annotation is
 * on; NULL leaves them null. */
void export_append_passage_json(const Annotation *annotation, Str doc_title,
                                const Document *document, StrBuf *out);

#endif
