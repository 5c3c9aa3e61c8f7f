/* The package around the text of a Word file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXPORT_DOCX_H
#define PIYUE_EXPORT_DOCX_H

#include "export/exporter.h"

#include <piyue/container.h>

/* The two parts that are written side by side. */
typedef struct Docx {
    XmlWriter *body, *comments;
} Docx;
void docx_begin(Docx *docx);
void docx_clear(Docx *docx);
/* Appends the whole file; `watch` (may be NULL) is told how far it is, and stops it. */
bool docx_finish(Docx *docx, const Report *watch, StrBuf *out, Error *err) MUST_CHECK;

#endif
