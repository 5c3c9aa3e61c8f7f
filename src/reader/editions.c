/* The reader and editions: which there are, and passages that lost their place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

bool act_editions(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    View *view = reader ? editions_new(reader->app, reader->doc, err) : NULL;
    if (!view)
        return false;
    reader_save_place(&reader->view);
    app_push(reader->app, view);
    return true;
}

bool act_reader_attach(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Range range = {0};
    if (!reader_get_selection(reader, &range))
        range = (Range){0};
    View *view =
        orphans_new(reader->app, reader->doc, reader->document->edition, range, err);
    if (view)
        app_push(reader->app, view);
    return view != NULL;
}

bool act_reader_join(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (reader)
        join_ask(reader->app, reader->doc, true);
    return reader != NULL;
}
