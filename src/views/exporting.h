/* Exporting, asked for by the screens that show passages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_EXPORTING_H
#define PIYUE_VIEWS_EXPORTING_H

#include "views/screen.h"

typedef enum ExportWhat {
    EXPORT_WHAT_MARKED,
    EXPORT_WHAT_SHOWN,
    EXPORT_WHAT_WHOLE, /* the document of the filter */
    EXPORT_WHAT_COUNT
} ExportWhat;

typedef struct ExportSource {
    AnnotationFilter filter; /* its texts are borrowed while the form is open */
    size_t shown;            /* passages that it gives */
    int64_t *marked;         /* taken; NULL for none */
    size_t marked_count;
    Str name; /* of the document or the list: what the file is called at first */
} ExportSource;

/* One of the three must be possible: marked, shown, a document. */
View *exporting_new(App *app, const ExportSource *source);

#endif
