/* export: passages and documents as other formats.
 *
 * A row of the exporter table for each format; each one appends sanitised text. Does
 * not open files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXPORT_H
#define PIYUE_EXPORT_H

#include <piyue/store.h>

typedef enum ExportFormat {
#define EXPORT_FORMAT(id, name, extension, function, summary) EXPORT_##id,
#include "../../src/tables/formats.def"
#undef EXPORT_FORMAT
    EXPORT_FORMAT_COUNT
} ExportFormat;

bool export_parse_format(Str name, ExportFormat *format);
const char *export_get_name(ExportFormat format);

/* Appends the passages that the filter selects: in document order under the titles of
 * their documents and headings, each with quotation, note, tags and source. */
bool export_passages(Store *store, const AnnotationFilter *filter, ExportFormat format,
                     StrBuf *out, Error *err) MUST_CHECK;

/* Appends one passage as a JSON object without line end (fields: doc/formats.md). Its
 * places are told in code points, for which it takes the document the annotation is
 * on; NULL leaves them null. */
void export_append_passage_json(const Annotation *annotation, Str doc_title,
                                const Document *document, StrBuf *out);

/* 《标题》，章节路径。 for a range: a citation to stand behind a quotation. */
void export_append_citation(const Document *document, Pos pos, StrBuf *out);

#endif
