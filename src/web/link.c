/* Links and names in a tree of HTML elements.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/link.h"

#include <piyue/text.h>

/* The part of `reference` behind # where it is in the page at hand; false elsewhere. */
static bool is_inside(const HtmlWalk *walk, Str reference, Str *fragment)
{
    size_t hash = str_find(reference, STR("#"), 0);
    if (hash == STR_NONE || hash + 1 >= reference.len)
        return false;
    Str page = str_slice(walk->address, 0, str_find(walk->address, STR("#"), 0));
    *fragment = str_slice(reference, hash + 1, reference.len);
    return hash == 0 || str_is_equal(str_slice(reference, 0, hash), page);
}

static void begin(const HtmlWalk *walk, Str reference)
{
    StrBuf target = {0};
    Str fragment;
    if (walk->resolve) {
        bool is_name = walk->resolve(walk->context, reference, &target);
        if (is_name && utf8_find_invalid(strbuf_get(&target)) == target.len)
            flow_begin_link(walk->flow, LINK_NAME, strbuf_get(&target));
        else if (!is_name)
            flow_begin_link(walk->flow, LINK_ADDRESS, reference);
    } else if (is_inside(walk, reference, &fragment)) {
        if (uri_decode(fragment, &target) &&
            utf8_find_invalid(strbuf_get(&target)) == target.len)
            flow_begin_link(walk->flow, LINK_NAME, strbuf_get(&target));
    } else if (reference.data[0] != '#' &&
               uri_resolve(walk->base.len ? walk->base : walk->address, reference,
                           &target)) {
        flow_begin_link(walk->flow, LINK_ADDRESS, strbuf_get(&target));
    }
    strbuf_clear(&target);
}

static void add_name(const HtmlWalk *walk, Str name)
{
    StrBuf whole = {0};
    strbuf_append_str(&whole, walk->names);
    strbuf_append_str(&whole, name);
    flow_add_anchor(walk->flow, strbuf_get(&whole));
    strbuf_clear(&whole);
}

void link_enter(const HtmlWalk *walk, const xmlNode *node)
{
    if (!node->properties)
        return;
    Str id = xml_get_attribute(node, "id");
    if (id.len)
        add_name(walk, id);
    if (!xml_is(node, "a"))
        return;
    Str name = xml_get_attribute(node, "name"),
        reference = xml_get_attribute(node, "href");
    reference = text_trim(reference);
    if (name.len && !str_is_equal(name, id))
        add_name(walk, name);
    if (reference.len)
        begin(walk, reference);
}

void link_leave(const HtmlWalk *walk, const xmlNode *node)
{
    if (xml_is(node, "a") && node->properties)
        flow_end_link(walk->flow);
}
