/* What the styles of a Word document say.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx.h"

#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

/* ---- names ------------------------------------------------------------- */

/* Behind blanks in front; false where `text` does not begin with `word`. */
static bool take_word(Str *text, Str word)
{
    *text = text_trim(*text);
    if (text->len < word.len || !str_is_equal_nocase(str_slice(*text, 0, word.len), word))
        return false;
    *text = text_trim(str_slice(*text, word.len, text->len));
    return true;
}

/* 1–9 in Arabic or Han at the start of `text`, and what is behind it; else 0. */
static unsigned take_digit(Str *text)
{
    Numeral numeral;
    if (!numeral_parse(*text, NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC),
                       &numeral) ||
        numeral.value < 1 || numeral.value > 9)
        return 0;
    *text = str_slice(*text, numeral.len_bytes, text->len);
    return numeral.value;
}

/* Level that a style's name gives to headings: "heading 1", 标题 2, 三级标题; 0 for none.
 * Word writes built-in names in English whatever its language; others do not. */
static unsigned level_of_name(Str name)
{
    static const char *const words[] = {"heading", "标题",        "標題", "見出し",
                                        "제목",    "Überschrift", "Titre"};
    static const char *const grades[] = {"级标题", "級標題", "级题目", "级目录标题"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        Str rest = name;
        if (!take_word(&rest, str_from(words[i])))
            continue;
        unsigned level = take_digit(&rest);
        /* “标题 1 Char” belongs to runs, “标题 1字符” too. */
        if (level && !text_trim(rest).len)
            return level;
    }
    for (size_t i = 0; i < ARRAY_SIZE(grades); i++) {
        size_t off = str_find(name, str_from(grades[i]), 0);
        if (off == STR_NONE || off == 0)
            continue;
        size_t start = off;
        utf8_previous(name, &start);
        Str digit = str_slice(name, start, off);
        unsigned level = take_digit(&digit);
        if (level && !digit.len)
            return level;
    }
    return 0;
}

static bool is_among(Str name, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is_equal_nocase(text_trim(name), str_from(words[i])))
            return true;
    return false;
}

static bool is_title_name(Str name)
{
    static const char *const words[] = {"Title", "标题",     "標題",     "文档标题",
                                        "題名",  "论文题目", "公文标题", "大标题"};
    return is_among(name, words, ARRAY_SIZE(words));
}

static bool is_quote_name(Str name)
{
    static const char *const words[] = {"Quote",    "Intense Quote", "引用", "明显引用",
                                        "鲜明引用", "Block Text",    "引文"};
    return is_among(name, words, ARRAY_SIZE(words));
}

static bool is_contents_name(Str name)
{
    static const char *const words[] = {"toc", "目录", "目錄", "contents",
                                        "WPSOffice手动目录"};
    static const char *const whole[] = {"TOC Heading", "table of figures", "TOC标题",
                                        "TOC 标题", "图表目录"};
    if (is_among(name, whole, ARRAY_SIZE(whole)))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        Str rest = name;
        if (take_word(&rest, str_from(words[i])) && take_digit(&rest) && !rest.len)
            return true;
    }
    return false;
}

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
        style.is_title = is_title_name(style.name);
        style.is_contents = is_contents_name(style.name);
        style.is_quote = is_quote_name(style.name);
        unsigned level = level_of_name(style.name);
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
