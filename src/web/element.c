/* What the elements of a web page are for.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/element.h"

#include <stdlib.h>
#include <string.h>

typedef struct ElementRow {
    const char *name;
    ElementRole role;
} ElementRow;

/* Sorted by name. */
static const ElementRow elements[] = {
    {"address", ROLE_BLOCK},    {"applet", ROLE_SKIPPED},   {"area", ROLE_SKIPPED},
    {"article", ROLE_BLOCK},    {"aside", ROLE_BLOCK},      {"audio", ROLE_SKIPPED},
    {"b", ROLE_BOLD},           {"base", ROLE_SKIPPED},     {"blockquote", ROLE_QUOTE},
    {"body", ROLE_BLOCK},       {"br", ROLE_BREAK},         {"button", ROLE_SKIPPED},
    {"canvas", ROLE_SKIPPED},   {"caption", ROLE_BLOCK},    {"center", ROLE_CENTER},
    {"datalist", ROLE_SKIPPED}, {"dd", ROLE_DEFINITION},    {"details", ROLE_BLOCK},
    {"dialog", ROLE_SKIPPED},   {"dir", ROLE_LIST},         {"div", ROLE_BLOCK},
    {"dl", ROLE_BLOCK},         {"dt", ROLE_TERM},          {"embed", ROLE_SKIPPED},
    {"fieldset", ROLE_BLOCK},   {"figcaption", ROLE_BLOCK}, {"figure", ROLE_BLOCK},
    {"footer", ROLE_BLOCK},     {"form", ROLE_BLOCK},       {"frame", ROLE_SKIPPED},
    {"frameset", ROLE_BLOCK},   {"h1", ROLE_HEADING},       {"h2", ROLE_HEADING},
    {"h3", ROLE_HEADING},       {"h4", ROLE_HEADING},       {"h5", ROLE_HEADING},
    {"h6", ROLE_HEADING},       {"head", ROLE_SKIPPED},     {"header", ROLE_BLOCK},
    {"hgroup", ROLE_BLOCK},     {"hr", ROLE_RULE},          {"html", ROLE_BLOCK},
    {"iframe", ROLE_SKIPPED},   {"img", ROLE_INLINE},       {"input", ROLE_SKIPPED},
    {"legend", ROLE_BLOCK},     {"li", ROLE_ITEM},          {"link", ROLE_SKIPPED},
    {"listing", ROLE_PRE},      {"main", ROLE_BLOCK},       {"map", ROLE_SKIPPED},
    {"menu", ROLE_LIST},        {"meta", ROLE_SKIPPED},     {"meter", ROLE_SKIPPED},
    {"nav", ROLE_BLOCK},        {"noembed", ROLE_SKIPPED},  {"noframes", ROLE_SKIPPED},
    {"noscript", ROLE_SKIPPED}, {"object", ROLE_SKIPPED},   {"ol", ROLE_LIST},
    {"optgroup", ROLE_SKIPPED}, {"option", ROLE_SKIPPED},   {"p", ROLE_BLOCK},
    {"param", ROLE_SKIPPED},    {"plaintext", ROLE_PRE},    {"pre", ROLE_PRE},
    {"progress", ROLE_SKIPPED}, {"q", ROLE_QUOTATION},      {"rp", ROLE_SKIPPED},
    {"rt", ROLE_READING},       {"script", ROLE_SKIPPED},   {"section", ROLE_BLOCK},
    {"select", ROLE_SKIPPED},   {"strong", ROLE_BOLD},      {"style", ROLE_SKIPPED},
    {"summary", ROLE_BLOCK},    {"svg", ROLE_SKIPPED},      {"table", ROLE_TABLE},
    {"tbody", ROLE_BLOCK},      {"td", ROLE_CELL},          {"template", ROLE_SKIPPED},
    {"textarea", ROLE_SKIPPED}, {"tfoot", ROLE_BLOCK},      {"th", ROLE_CELL},
    {"thead", ROLE_BLOCK},      {"title", ROLE_SKIPPED},    {"tr", ROLE_ROW},
    {"ul", ROLE_LIST},          {"video", ROLE_SKIPPED},    {"wbr", ROLE_INLINE},
    {"xmp", ROLE_PRE},
};

static int compare_name(const void *name, const void *row)
{
    return strcmp(name, ((const ElementRow *)row)->name);
}

ElementRole element_get_role(const xmlNode *node)
{
    const ElementRow *row = bsearch(node->name, elements, ARRAY_SIZE(elements),
                                    sizeof(*elements), compare_name);
    return row ? row->role : ROLE_INLINE;
}

bool role_is_block(ElementRole role)
{
    switch (role) {
    case ROLE_INLINE:
    case ROLE_BOLD:
    case ROLE_BREAK:
    case ROLE_QUOTATION:
    case ROLE_READING:
    case ROLE_SKIPPED:
        return false;
    case ROLE_BLOCK:
    case ROLE_CENTER:
    case ROLE_DEFINITION:
    case ROLE_HEADING:
    case ROLE_ITEM:
    case ROLE_LIST:
    case ROLE_PRE:
    case ROLE_QUOTE:
    case ROLE_RULE:
    case ROLE_TABLE:
    case ROLE_ROW:
    case ROLE_CELL:
    case ROLE_TERM:
        return true;
    }
    return false;
}

/* ---- attributes -------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool words_contain(Str words, Str word)
{
    for (size_t off = 0; off < words.len;) {
        while (off < words.len && is_blank(words.data[off]))
            off++;
        size_t start = off;
        while (off < words.len && !is_blank(words.data[off]))
            off++;
        if (str_is_equal_nocase(str_slice(words, start, off), word))
            return true;
    }
    return false;
}

Str style_get(Str style, Str property)
{
    Str value = {0};
    for (Str rest = style; rest.data && rest.len;) {
        Str declaration = str_split(&rest, ';');
        Str name = str_split(&declaration, ':');
        if (declaration.data && str_is_equal_nocase(str_trim(name), property))
            value = str_trim(declaration);
    }
    return value;
}

static bool has_prefix_nocase(Str text, Str prefix)
{
    return str_is_equal_nocase(str_slice(text, 0, prefix.len), prefix);
}

bool element_is_hidden(const xmlNode *node)
{
    if (!node->properties)
        return false;
    if (xmlHasProp(node, BAD_CAST "hidden"))
        return !str_is_equal_nocase(xml_get_attribute(node, "hidden"), STR("false"));
    Str style = xml_get_attribute(node, "style");
    return (style.len &&
            has_prefix_nocase(style_get(style, STR("display")), STR("none"))) ||
           str_is_equal_nocase(xml_get_attribute(node, "aria-hidden"), STR("true"));
}

bool element_is_bold(const xmlNode *node)
{
    Str style = xml_get_attribute(node, "style");
    Str weight = style.len ? style_get(style, STR("font-weight")) : style;
    return weight.len && (has_prefix_nocase(weight, STR("bold")) ||
                          (weight.len >= 3 && weight.data[0] >= '6' &&
                           weight.data[0] <= '9' && weight.data[1] == '0'));
}

bool element_is_centered(const xmlNode *node)
{
    if (!node->properties)
        return false;
    Str style = xml_get_attribute(node, "style");
    return str_is_equal_nocase(xml_get_attribute(node, "align"), STR("center")) ||
           (style.len &&
            has_prefix_nocase(style_get(style, STR("text-align")), STR("center")));
}

bool link_is_attachment(const xmlNode *link)
{
    static const char *const endings[] = {".doc",  ".docx", ".wps", ".pdf", ".ofd",
                                          ".xls",  ".xlsx", ".et",  ".csv", ".ppt",
                                          ".pptx", ".rtf",  ".zip", ".rar"};
    if (!link->properties)
        return false;
    Str href = str_trim(xml_get_attribute(link, "href"));
    href = str_slice(href, 0, str_find(href, STR("#"), 0));
    Str path = str_slice(href, 0, str_find(href, STR("?"), 0));
    for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
        Str ending = str_from(endings[i]);
        Str last = str_slice(href, href.len - MIN(href.len, ending.len), href.len);
        Str end = str_slice(path, path.len - MIN(path.len, ending.len), path.len);
        if (str_is_equal_nocase(last, ending) || str_is_equal_nocase(end, ending))
            return true;
    }
    return false;
}

unsigned attribute_get_number(const xmlNode *node, const char *name, unsigned fallback,
                              unsigned max)
{
    Str value = str_trim(xml_get_attribute(node, name));
    unsigned number = 0;
    size_t i = 0;
    for (; i < value.len && value.data[i] >= '0' && value.data[i] <= '9'; i++)
        number = MIN(number * 10 + (unsigned)(value.data[i] - '0'), max);
    return i ? number : fallback;
}
