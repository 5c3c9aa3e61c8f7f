/* What the exporters share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXPORT_EXPORTER_H
#define PIYUE_EXPORT_EXPORTER_H

#include <piyue/export.h>

/* Appends the passages of a list in one format. */
typedef bool Exporter(Store *store, const AnnotationList *list, StrBuf *out, Error *err);
#define EXPORT_FORMAT(id, name, extension, function, summary) Exporter function;
#include "../tables/formats.def"
#undef EXPORT_FORMAT

/* 《title》，heading，heading。 from headings joined by LF; titles inside a title get
 * single marks (GB/T 15834-2011 4.15.3), and a heading that only repeats the title is
 * left out. Sanitised. */
void citation_append(Str title, Str headings, StrBuf *out);

#endif
