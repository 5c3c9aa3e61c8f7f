/* What the styles of a Word document say.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx.h"

#include <stdlib.h>
#include <string.h>

#include "office/style_names.h"

/* ---- reading ----------------------------------------------------------- */

static const Style unsaid = {.level = -1,
                             .num_id = -1,
                             .ilvl = -1,
                             .bold = -1,
                             .vanish = -1,
                             .is_centered = -1,
                             .is_indented = -1};

static int read_indent(const xmlNode *ind)
{
    Str chars = xml_get_attribute(ind, "firstLineChars");
    Str twips = xml_get_attribute(ind, "firstLine");
    if (!chars.len && !twips.len)
        return -1;
    return docx_parse_int(chars, 0) > 0 || docx_parse_int(twips, 0) > 0;
}

static void read_properties(Style *style, const xmlNode *paragraph, const xmlNode *run)
{
    style->bold = docx_get_switch(run, "b");
    style->vanish = docx_get_switch(run, "vanish");
    style->half_points = (unsigned)MAX(0, docx_parse_int(docx_get_value(run, "sz"), 0));
    if (!paragraph)
        return;
    int level = docx_parse_int(docx_get_value(paragraph, "outlineLvl"), -1);
    style->level = level < 0 ? -1 : MIN(level, LEVEL_BODY);
    const xmlNode *list = xml_find_child(paragraph, "numPr");
    if (list) {
        style->num_id = docx_parse_int(docx_get_value(list, "numId"), -1);
        style->ilvl = docx_parse_int(docx_get_value(list, "ilvl"), -1);
    }
    Str align = docx_get_value(paragraph, "jc");
    if (align.len)
        style->is_centered = str_is_equal(align, STR("center"));
    const xmlNode *ind = xml_find_child(paragraph, "ind");
    if (ind)
        style->is_indented = read_indent(ind);
}

static void read_style(Styles *styles, const xmlNode *node)
{
    Str id = xml_get_attribute(node, "styleId");
    if (!id.len)
        return;
    Style style = unsaid;
    style.id = arena_str(styles->arena, id);
    style.name = arena_str(styles->arena, docx_get_value(node, "name"));
    style.based_on = arena_str(styles->arena, docx_get_value(node, "basedOn"));
    read_properties(&style, xml_find_child(node, "pPr"), xml_find_child(node, "rPr"));
    Str type = xml_get_attribute(node, "type");
    if (!type.len || str_is_equal(type, STR("paragraph"))) {
        Str is_default = xml_get_attribute(node, "default");
        style.is_default = is_default.len && !docx_is_off(is_default);
        style.is_title = style_is_title(style.name);
        style.is_contents = style_is_contents(style.name);
        style.is_quote = style_is_quote(style.name);
        unsigned level = style_level_of_name(style.name);
        if (style.level < 0 && level)
            style.level = (int)level - 1;
        if (style.level < 0 && (style.is_title || style.is_contents))
            style.level = LEVEL_BODY;
    }
    styles->items = mem_grow(styles->items, &styles->capacity, styles->count + 1,
                             sizeof(styles->items[0]));
    styles->items[styles->count++] = style;
}

static int compare_ids(Str a, Str b)
{
    int order = memcmp(a.data, b.data, MIN(a.len, b.len));
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_styles(const void *a, const void *b)
{
    return compare_ids(((const Style *)a)->id, ((const Style *)b)->id);
}

const Style *styles_find(const Styles *styles, Str id)
{
    size_t low = 0, high = styles->count;
    while (low < high && id.len) {
        size_t middle = low + (high - low) / 2;
        int order = compare_ids(styles->items[middle].id, id);
        if (order == 0)
            return &styles->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void inherit(Style *style, const Style *base)
{
    int *const to[] = {&style->level,      &style->num_id, &style->ilvl,
                       &style->bold,       &style->vanish, &style->is_centered,
                       &style->is_indented};
    const int *const from[] = {&base->level,      &base->num_id, &base->ilvl,
                               &base->bold,       &base->vanish, &base->is_centered,
                               &base->is_indented};
    for (size_t i = 0; i < ARRAY_SIZE(to); i++)
        if (*to[i] < 0)
            *to[i] = *from[i];
    if (!style->half_points)
        style->half_points = base->half_points;
}

/* Longer chains are rings. */
#define MAX_BASES 32

/* A style that says more itself hides what its bases say: inheriting what a base has
 * inherited already gives the same. */
static void resolve(Styles *styles, Style *style)
{
    Str next = style->based_on;
    for (size_t i = 0; i < MAX_BASES && next.len; i++) {
        const Style *base = styles_find(styles, next);
        if (!base || base == style)
            return;
        inherit(style, base);
        next = base->based_on;
    }
}

bool styles_read(Styles *styles, const Part *part, Error *err)
{
    *styles = (Styles){.arena = arena_new(), .defaults = unsaid};
    styles->defaults.half_points = 20; /* ECMA-376: ten points where nobody says */
    styles->paragraph = &styles->defaults;
    if (!part->name)
        return true;
    xmlDoc *doc = xml_parse(strbuf_get(&part->bytes), part->name, err);
    if (!doc)
        return false;
    const xmlNode *root = xmlDocGetRootElement(doc);
    const xmlNode *node = xml_find_child(root, "docDefaults");
    const xmlNode *run = node ? xml_find_child(node, "rPrDefault") : NULL;
    if (run) {
        Style said = unsaid;
        read_properties(&said, NULL, xml_find_child(run, "rPr"));
        inherit(&said, &styles->defaults);
        styles->defaults = said;
    }
    for (node = xml_find_child(root, "style"); node;
         node = xml_next_sibling(node, "style"))
        read_style(styles, node);
    xmlFreeDoc(doc);
    if (styles->count)
        qsort(styles->items, styles->count, sizeof(Style), compare_styles);
    for (size_t i = 0; i < styles->count; i++)
        resolve(styles, &styles->items[i]);
    for (size_t i = 0; i < styles->count; i++)
        if (styles->items[i].is_default)
            styles->paragraph = &styles->items[i];
    return true;
}

void styles_clear(Styles *styles)
{
    free(styles->items);
    arena_free(styles->arena);
    *styles = (Styles){0};
}
