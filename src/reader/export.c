/* A document as a file: its passages, or all of it with them marked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

bool act_reader_export(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    ExportSource source = {.filter = {.doc = reader->doc, .status = -1},
                           .shown = reader->marks.total,
                           .name = str_from(reader->document->title)};
    reader_save_place(&reader->view);
    app_push(reader->app, exporting_new(reader->app, &source));
    return true;
}
