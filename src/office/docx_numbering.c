/* Lists of a Word document.
 * Source: ECMA-376 part 1, 17.9 (numbering).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx.h"

static ListLevel read_level(Arena *arena, const xmlNode *node)
{
    ListLevel level = {.start = 1, .restart = -1};
    level.start = (uint32_t)MAX(0, docx_parse_int(docx_get_value(node, "start"), 0));
    level.restart = docx_parse_int(docx_get_value(node, "lvlRestart"), -1);
    level.text = arena_str(arena, docx_get_value(node, "lvlText"));
    level.style = arena_str(arena, docx_get_value(node, "pStyle"));
    const xmlNode *format = xml_find_child(node, "numFmt");
    if (!format) { /* newer formats stand in an alternative, with an older one */
        const xmlNode *alternative = xml_find_child(node, "AlternateContent");
        const xmlNode *choice =
            alternative ? xml_find_child(alternative, "Choice") : NULL;
        format = choice ? xml_find_child(choice, "numFmt") : NULL;
    }
    if (format) {
        Str name = xml_get_attribute(format, "val");
        if (str_is_equal(name, STR("custom")))
            name = xml_get_attribute(format, "format");
        level.format = number_format_of_word(name);
    }
    Str suffix = docx_get_value(node, "suff");
    level.suffix = str_is_equal(suffix, STR("nothing")) ? SUFFIX_NOTHING
                   : str_is_equal(suffix, STR("space")) ? SUFFIX_SPACE
                                                        : SUFFIX_TAB;
    level.is_legal = docx_get_switch(node, "isLgl") == 1;
    level.is_hidden = docx_get_switch(xml_find_child(node, "rPr"), "vanish") == 1;
    level.is_bullet =
        level.format == NUMBER_BULLET || xml_find_child(node, "lvlPicBulletId") != NULL;
    return level;
}

static int read_index(const xmlNode *level)
{
    int index = docx_parse_int(xml_get_attribute(level, "ilvl"), -1);
    return index >= 0 && index < LIST_LEVELS ? index : -1;
}

static void read_design(Numbering *numbering, const xmlNode *node)
{
    ListDesign *design = numbering_add_design(
        numbering, docx_parse_int(xml_get_attribute(node, "abstractNumId"), -1));
    design->style_link =
        arena_str(numbering->arena, docx_get_value(node, "numStyleLink"));
    for (const xmlNode *level = xml_find_child(node, "lvl"); level;
         level = xml_next_sibling(level, "lvl")) {
        int index = read_index(level);
        if (index >= 0)
            design->levels[index] = read_level(numbering->arena, level);
    }
}

static void read_use(Numbering *numbering, const xmlNode *node)
{
    ListUse *use =
        numbering_add_use(numbering, docx_parse_int(xml_get_attribute(node, "numId"), -1),
                          docx_parse_int(docx_get_value(node, "abstractNumId"), -1));
    for (const xmlNode *over = xml_find_child(node, "lvlOverride"); over;
         over = xml_next_sibling(over, "lvlOverride")) {
        int index = read_index(over);
        if (index < 0)
            continue;
        use->overrides[index].start =
            docx_parse_int(docx_get_value(over, "startOverride"), -1);
        const xmlNode *level = xml_find_child(over, "lvl");
        if (level) {
            ListLevel *own = arena_alloc(numbering->arena, sizeof(*own));
            *own = read_level(numbering->arena, level);
            use->overrides[index].level = own;
        }
    }
}

/* A design may be that of a style of lists, which may be that of another one. */
#define MAX_LINKS 8

static void link_designs(Numbering *numbering, const Styles *styles)
{
    for (size_t i = 0; i < numbering->use_count; i++) {
        ListUse *list = &numbering->uses[i];
        ListDesign *design = numbering_find_design(numbering, list->design_id);
        for (size_t k = 0; design && design->style_link.len && k < MAX_LINKS; k++) {
            const Style *style = styles_find(styles, design->style_link);
            const ListUse *other =
                style ? numbering_find_use(numbering, style->num_id) : NULL;
            ListDesign *linked =
                other ? numbering_find_design(numbering, other->design_id) : NULL;
            if (!linked)
                break;
            design = linked;
        }
        list->design = design;
    }
}

Numbering *numbering_read(const Part *part, const Styles *styles, Error *err)
{
    Numbering *numbering = numbering_new();
    if (!part->name)
        return numbering;
    xmlDoc *doc = xml_parse(strbuf_get(&part->bytes), part->name, err);
    if (!doc) {
        numbering_free(numbering);
        return NULL;
    }
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *node = xml_find_child(root, "abstractNum"); node;
         node = xml_next_sibling(node, "abstractNum"))
        read_design(numbering, node);
    for (const xmlNode *node = xml_find_child(root, "num"); node;
         node = xml_next_sibling(node, "num"))
        read_use(numbering, node);
    xmlFreeDoc(doc);
    numbering_finish(numbering);
    link_designs(numbering, styles);
    return numbering;
}
