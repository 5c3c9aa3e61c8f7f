/* From the runs of all pages to blocks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

/* Of what is drawn; when more than half means nothing, no text is to be had. */
#define REPLACED_SHARE_MAX 2

bool page_text_finish(PageText *pages, const Source *source, Sink *sink, Error *err)
{
    if (pages->characters > 0 && pages->replaced > pages->characters / REPLACED_SHARE_MAX)
        return error_set(err, ERR_EMPTY,
                         _("%s does not say which characters its fonts draw; turn its "
                           "pages into text with OCR (such as ocrmypdf --force-ocr) and "
                           "import that"),
                         source->name);
    text_measure_body(pages);
    text_drop_furniture(pages);
    text_order(pages);
    text_measure_lines(pages);
    text_find_contents(pages);
    text_find_notes(pages);
    text_find_headings(pages);
    text_find_tables(pages);
    text_rank_styles(pages);
    if (text_send(pages, sink) == 0)
        return error_set(err, ERR_EMPTY,
                         pages->page_count > 0
                             ? _("%s holds images of pages and no text; turn them into "
                                 "text with OCR (such as ocrmypdf -l chi_sim) and import "
                                 "that")
                             : _("%s has no pages"),
                         source->name);
    return true;
}
