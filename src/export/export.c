/* The table of exporters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

typedef struct FormatRow {
    const char *name;
    Exporter *exporter;
} FormatRow;

static const FormatRow formats[] = {
#define EXPORT_FORMAT(id, name, extension, function, summary) {name, function},
#include "../tables/formats.def"
#undef EXPORT_FORMAT
};

bool export_parse_format(Str name, ExportFormat *format)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
        if (!str_is_equal(name, str_from(formats[i].name)))
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

bool export_passages(Store *store, const AnnotationFilter *filter, ExportFormat format,
                     StrBuf *out, Error *err)
{
    AnnotationFilter ordered = *filter;
    ordered.newest_first = false; /* under the titles of documents and headings */
    Arena *arena = arena_new();
    AnnotationList list = {0};
    bool is_done = store_list_annotations(store, &ordered, arena, &list, err) &&
                   formats[format].exporter(store, &list, out, err);
    arena_free(arena);
    return is_done;
}
