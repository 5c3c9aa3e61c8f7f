/* What the styles of a Word document say.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx.h"

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
    Style *style = styles_add(styles, id);
    style->name = arena_str(styles->arena, docx_get_value(node, "name"));
    style->based_on = arena_str(styles->arena, docx_get_value(node, "basedOn"));
    read_properties(style, xml_find_child(node, "pPr"), xml_find_child(node, "rPr"));
    Str type = xml_get_attribute(node, "type");
    if (type.len && !str_is_equal(type, STR("paragraph")))
        return;
    Str is_default = xml_get_attribute(node, "default");
    style->is_default = is_default.len && !docx_is_off(is_default);
    style_apply_name(style);
}

bool styles_read(Styles *styles, const Part *part, Error *err)
{
    styles_init(styles);
    if (!part->name)
        return true;
    xmlDoc *doc = xml_parse(strbuf_get(&part->bytes), part->name, err);
    if (!doc)
        return false;
    const xmlNode *root = xmlDocGetRootElement(doc);
    const xmlNode *node = xml_find_child(root, "docDefaults");
    const xmlNode *run = node ? xml_find_child(node, "rPrDefault") : NULL;
    if (run) {
        Style said = style_unsaid();
        read_properties(&said, NULL, xml_find_child(run, "rPr"));
        style_inherit(&said, &styles->defaults);
        styles->defaults = said;
    }
    for (node = xml_find_child(root, "style"); node;
         node = xml_next_sibling(node, "style"))
        read_style(styles, node);
    xmlFreeDoc(doc);
    styles_finish(styles);
    return true;
}
