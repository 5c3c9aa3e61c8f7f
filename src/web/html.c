/* The importer of web pages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/web.h>

#include "web/extract.h"
#include "web/meta.h"

static bool enter(void *context, const xmlNode *element)
{
    return extract_takes(context, element);
}

bool read_html(const Source *source, Sink *sink, Error *err)
{
    StrBuf page = {0};
    uint64_t replaced = 0;
    if (!source_decode(source, source->limits->max_file_bytes, &page, &replaced, err)) {
        strbuf_clear(&page);
        return false;
    }
    size_t bytes = page.len;
    xmlDoc *doc = html_parse(strbuf_get(&page), source->name, err);
    strbuf_clear(&page);
    if (!doc)
        return false;
    Flow *flow = flow_new(sink);
    Head head;
    Extract extract;
    head_read(&head, xmlDocGetRootElement(doc));
    extract_find(&extract, xmlDocGetRootElement(doc), &head);
    HtmlWalk walk = {
        .flow = flow, .enter = enter, .context = &extract, .tells_lines = true};
    html_walk(extract.root, &walk);
    meta_send(sink, &head, &extract);
    extract_clear(&extract);
    head_clear(&head);
    flow_send_notes(flow);
    bool has_blocks = flow_count_blocks(flow) > 0;
    flow_free(flow);
    xmlFreeDoc(doc);
    if (!has_blocks)
        return error_set(err, ERR_EMPTY, _("%s holds no text"), source->name);
    sink_end(sink, replaced, bytes);
    return true;
}
