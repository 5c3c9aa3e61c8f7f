/* The importer of web pages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/web.h>

#include "web/html.h"

#include "web/extract.h"
#include "web/meta.h"

/* The text that a page gives to search engines counts where it shows much less. */
#define DATA_TIMES 3
/* So far in the file a browser says where it saved it from. */
#define ORIGIN_BYTES ((size_t)2 << 10)

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

/* Browsers note in the file where they saved it from: <!-- saved from url=(0023)http://…
 */
static Str find_origin(Str utf8)
{
    Str head = str_slice(utf8, 0, ORIGIN_BYTES);
    size_t off = str_find(head, STR("saved from url=("), 0);
    size_t start = off == STR_NONE ? off : str_find(head, STR(")"), off);
    if (start == STR_NONE)
        return STR("");
    Str rest = str_slice(head, start + 1, head.len);
    return str_trim(str_slice(rest, 0, str_find(rest, STR("--"), 0)));
}

static void send_tree(Flow *flow, Sink *sink, xmlNode *root, const Page *page)
{
    Head head;
    Extract extract;
    head_read(&head, root);
    extract_find(&extract, root, &head);
    Str origin = page->address.len ? page->address : find_origin(page->utf8);
    HtmlWalk walk = {.flow = flow,
                     .enter = enter,
                     .context = &extract,
                     .address = origin.len ? origin : head.address,
                     .base = head.base,
                     .tells_lines = page->tells_lines};
    if (text_measure(head.body).units > extract.units * DATA_TIMES)
        send_data(flow, head.body);
    else
        html_walk(extract.root, &walk);
    flow_send_notes(flow);
    meta_send(sink, &head, &extract);
    extract_clear(&extract);
    head_clear(&head);
}

bool html_send(const Page *page, Sink *sink, Error *err)
{
    xmlDoc *doc = html_parse(page->utf8, page->name, err);
    if (!doc)
        return false;
    Flow *flow = flow_new(sink);
    send_tree(flow, sink, xmlDocGetRootElement(doc), page);
    bool has_blocks = flow_count_blocks(flow) > 0;
    flow_free(flow);
    xmlFreeDoc(doc);
    return has_blocks || error_set(err, ERR_EMPTY, _("%s holds no text"), page->name);
}

bool read_html(const Source *source, Sink *sink, Error *err)
{
    StrBuf page = {0};
    uint64_t replaced = 0;
    bool is_read =
        source_decode(source, source->limits->max_file_bytes, &page, &replaced, err) &&
        html_send(
            &(Page){.utf8 = strbuf_get(&page), .name = source->name, .tells_lines = true},
            sink, err);
    if (is_read)
        sink_end(sink, replaced, page.len);
    strbuf_clear(&page);
    return is_read;
}
