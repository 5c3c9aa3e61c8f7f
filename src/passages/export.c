/* The passages shown or marked, as a file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "passages/passages.h"

static Str find_name(const Passages *passages)
{
    if (passages->doc)
        return str_from(passages->doc_title);
    return passages->filter.tag.len ? passages->filter.tag : str_from(_("passages"));
}

bool act_passages_export(const ActionCall *call, Error *err)
{
    if (!view_check(call, CONTEXT_PASSAGES, err))
        return false;
    Passages *passages = (Passages *)call->view;
    passages_complete(passages);
    if (!passages->screen.list.count)
        return error_set(err, ERR_NOT_FOUND, _("there is nothing to export"));
    ExportSource source = {.filter = passages_filter_now(passages),
                           .shown = passages->index.passages,
                           .name = find_name(passages)};
    if (passages->marked.count)
        source.marked = passages_chosen(passages, &source.marked_count);
    app_push(passages->app, exporting_new(passages->app, &source));
    return true;
}
