/* What the exporters share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXPORT_EXPORTER_H
#define PIYUE_EXPORT_EXPORTER_H

#include <piyue/export.h>

#include "export/template.h"

/* A document while its passages are written. */
typedef struct ExportDocument {
    int64_t id;
    Document *document; /* owned by the Export */
    DocumentFields fields;
    DocumentRow row;
    Hash hash; /* of the original bytes */
} ExportDocument;

/* What an exporter is given. */
typedef struct Export {
    Store *store;
    const AnnotationList *list;
    Str citation; /* template */
    Str template; /* of a format of the user's own */
    bool with_library, with_originals;
    const Report *report;
    size_t entered; /* calls of export_enter */
    Arena *arena;   /* lives as long as the export */
    ExportDocument current;
    Arena *document_arena; /* of `current` */
} Export;

/* Appends the passages of a list in one format. */
typedef bool Exporter(Export *export, StrBuf *out, Error *err);
#define EXPORT_FORMAT(id, name, extension, function, summary) Exporter function;
#include "../tables/formats.def"
#undef EXPORT_FORMAT
Exporter export_custom;

/* A whole document, its passages (a list of that document alone) marked in it. */
Exporter export_whole_markdown, export_whole_html, export_whole_docx;

/* Makes a document export->current, if it is not yet. Called for each passage: it asks,
 * too, whether to go on. */
bool export_enter(Export *export, int64_t doc, Error *err) MUST_CHECK;
bool export_goes_on(const Export *export, size_t done, size_t total,
                    Error *err) MUST_CHECK;

/* ---- fields --------------------------------------------------------------- */

/* Fills the fields of a place; `annotation` may be NULL. Values live in `arena`. */
void fields_of_place(const ExportDocument *document, Pos pos,
                     const Annotation *annotation, Arena *arena, FieldValues *values);
/* A heading without the marks that would stand before the next one. */
Str heading_strip(Str heading);
/* "open", "done" or empty; and as people are told it. */
Str status_word(AnnotationStatus status);
Str status_label(AnnotationStatus status);
/* The same with the day it is due; nothing where there is no status. */
void status_append(const Annotation *annotation, StrBuf *out);
/* Who replied and when, in one row of foreign text. */
void reply_append_head(const Reply *reply, StrBuf *out);
/* Was anything said of it, beyond that it is marked? */
bool has_remarks(const Annotation *annotation);

/* ---- passages in order ------------------------------------------------------ */

typedef struct ExportPassage {
    const ExportDocument *document;
    const Annotation *annotation;
    Str citation; /* foreign text in one row, not yet escaped */
    size_t index; /* from 0 */
} ExportPassage;

/* What a format does with each. Headings are those that the passage before was not
 * under, from level 2 on; one that repeats the title is left out. */
typedef struct ExportWalker {
    void (*document)(void *context, const ExportDocument *document);
    void (*heading)(void *context, size_t level, Str heading);
    void (*passage)(void *context, const ExportPassage *passage);
} ExportWalker;
bool export_walk(Export *export, const ExportWalker *walker, void *context,
                 Error *err) MUST_CHECK;

/* ---- a whole document -------------------------------------------------------- */

/* A piece of a block under one set of passages, and of one link at most. */
typedef struct MarkedSegment {
    Str text;
    Str address;   /* that it leads to; empty for none */
    bool is_first; /* of its paragraph */
    bool is_marked;
    Str style; /* of the passage that began last */
} MarkedSegment;

typedef struct WholeWriter {
    /* A paragraph begins; `heading_level` 0 for none. */
    void (*begin_block)(void *context, BlockInfo info, size_t heading_level);
    void (*segment)(void *context, const MarkedSegment *segment);
    /* A passage begins or ends here; `number` counts those of the document from 1. */
    void (*mark)(void *context, const Annotation *annotation, size_t number,
                 bool is_start);
    void (*end_block)(void *context, BlockInfo info);
} WholeWriter;
/* Goes through the document of the list, without what is hidden. Orphans are left to
 * the caller. */
/* Is the first paragraph the title? */
bool whole_has_title(const Document *document);
bool whole_walk(Export *export, const WholeWriter *writer, void *context,
                Error *err) MUST_CHECK;

#endif
