/* The importer of web pages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/web.h>

#include "web/html.h"

#include "web/extract.h"
#include "web/meta.h"

/* The text that a page gives to search engines counts where it shows much less. */
#define DATA_TIMES 3

static bool enter(void *context, const xmlNode *element)
{
    return extract_takes(context, element);
}

/* A page that is made by a program may hold its text as data only. */
static void send_data(Flow *flow, Str text)
{
    for (Str rest = text; rest.data;) {
        flow_begin(flow, BLOCK_PARAGRAPH, 0, 0);
        flow_append(flow, str_split(&rest, '\n'));
    }
    flow_end(flow);
}

static void send_page(Flow *flow, Sink *sink, xmlNode *page, bool tells_lines)
{
    Head head;
    Extract extract;
    head_read(&head, page);
    extract_find(&extract, page, &head);
    HtmlWalk walk = {
        .flow = flow, .enter = enter, .context = &extract, .tells_lines = tells_lines};
    if (text_measure(head.body).units > extract.units * DATA_TIMES)
        send_data(flow, head.body);
    else
        html_walk(extract.root, &walk);
    flow_send_notes(flow);
    meta_send(sink, &head, &extract);
    extract_clear(&extract);
    head_clear(&head);
}

bool html_send(Str utf8, const char *name, bool tells_lines, Sink *sink, Error *err)
{
    xmlDoc *doc = html_parse(utf8, name, err);
    if (!doc)
        return false;
    Flow *flow = flow_new(sink);
    send_page(flow, sink, xmlDocGetRootElement(doc), tells_lines);
    bool has_blocks = flow_count_blocks(flow) > 0;
    flow_free(flow);
    xmlFreeDoc(doc);
    return has_blocks || error_set(err, ERR_EMPTY, _("%s holds no text"), name);
}

bool read_html(const Source *source, Sink *sink, Error *err)
{
    StrBuf page = {0};
    uint64_t replaced = 0;
    bool is_read =
        source_decode(source, source->limits->max_file_bytes, &page, &replaced, err) &&
        html_send(strbuf_get(&page), source->name, true, sink, err);
    if (is_read)
        sink_end(sink, replaced, page.len);
    strbuf_clear(&page);
    return is_read;
}
