/* Numbers and bullets of lists.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/list.h"

#include <stdlib.h>

#include <piyue/text.h>

#include "web/element.h"

#define NUMBER_MAX 999999u

typedef struct StyleRow {
    const char *name; /* in a style attribute, or of <ol type> */
    ListStyle style;
} StyleRow;

static const StyleRow styles[] = {
    {"none", LIST_NONE},
    {"disc", LIST_BULLET},
    {"circle", LIST_BULLET},
    {"square", LIST_BULLET},
    {"decimal", LIST_DECIMAL},
    {"decimal-leading-zero", LIST_DECIMAL},
    {"lower-alpha", LIST_LOWER_ALPHA},
    {"lower-latin", LIST_LOWER_ALPHA},
    {"upper-alpha", LIST_UPPER_ALPHA},
    {"upper-latin", LIST_UPPER_ALPHA},
    {"lower-roman", LIST_LOWER_ROMAN},
    {"upper-roman", LIST_UPPER_ROMAN},
    {"cjk-ideographic", LIST_HAN},
    {"cjk-decimal", LIST_HAN},
    {"simp-chinese-informal", LIST_HAN},
    {"trad-chinese-informal", LIST_HAN},
};

static ListStyle find_style(const xmlNode *node, bool is_ordered)
{
    Str type = str_trim(xml_get_attribute(node, "type"));
    if (type.len == 1)
        switch (type.data[0]) {
        case '1':
            return LIST_DECIMAL;
        case 'a':
            return LIST_LOWER_ALPHA;
        case 'A':
            return LIST_UPPER_ALPHA;
        case 'i':
            return LIST_LOWER_ROMAN;
        case 'I':
            return LIST_UPPER_ROMAN;
        default:
            break;
        }
    Str style = xml_get_attribute(node, "style");
    Str value = style.len ? style_get(style, STR("list-style-type")) : style;
    if (!value.len)
        value = style.len ? style_get(style, STR("list-style")) : style;
    for (size_t i = 0; value.len && i < ARRAY_SIZE(styles); i++)
        if (words_contain(value, str_from(styles[i].name)))
            return styles[i].style;
    return is_ordered ? LIST_DECIMAL : LIST_BULLET;
}

/* strtol, for what may have a sign. */
static int get_signed(const xmlNode *node, const char *name, int fallback)
{
    Str value = str_trim(xml_get_attribute(node, name));
    int64_t number;
    bool is_good = str_parse_int(value, &number) && number <= (int)NUMBER_MAX &&
                   number >= -(int)NUMBER_MAX;
    return is_good ? (int)number : fallback;
}

static int count_items(const xmlNode *list)
{
    int count = 0;
    for (const xmlNode *item = xml_find_child(list, "li");
         item && count < (int)NUMBER_MAX; item = xml_next_sibling(item, "li"))
        count++;
    return count;
}

void list_init(List *list, const xmlNode *node, size_t depth)
{
    bool is_ordered = xml_is(node, "ol");
    bool is_reversed = is_ordered && xmlHasProp(node, BAD_CAST "reversed");
    *list = (List){.style = find_style(node, is_ordered),
                   .step = is_reversed ? -1 : 1,
                   .number = is_reversed ? count_items(node) : 1,
                   .depth = depth};
    if (is_ordered)
        list->number = get_signed(node, "start", list->number);
}

static void append_alpha(char first, int number, StrBuf *out)
{
    char digits[8];
    size_t count = 0;
    for (; number > 0 && count < sizeof(digits); number = (number - 1) / 26)
        digits[count++] = (char)(first + (number - 1) % 26);
    while (count)
        strbuf_append_byte(out, digits[--count]);
}

static void append_roman(bool is_upper, int number, StrBuf *out)
{
    static const struct {
        int value;
        const char *lower, *upper;
    } digits[] = {
        {1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"},
        {100, "c", "C"},  {90, "xc", "XC"},  {50, "l", "L"},  {40, "xl", "XL"},
        {10, "x", "X"},   {9, "ix", "IX"},   {5, "v", "V"},   {4, "iv", "IV"},
        {1, "i", "I"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(digits); i++)
        for (; number >= digits[i].value; number -= digits[i].value)
            strbuf_append_text(out, is_upper ? digits[i].upper : digits[i].lower);
}

/* 1–99; what is beyond is written in digits. */
static void append_han(int number, StrBuf *out)
{
    static const char *const digits[] = {"",   "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    if (number >= 20)
        strbuf_append_text(out, digits[number / 10]);
    if (number >= 10)
        strbuf_append_text(out, "十");
    strbuf_append_text(out, digits[number % 10]);
}

void list_append_number(ListStyle style, int number, StrBuf *out)
{
    bool is_small = number >= 1 && number < 4000;
    switch (style) {
    case LIST_NONE:
        return;
    case LIST_BULLET:
        strbuf_append_text(out, "• ");
        return;
    case LIST_LOWER_ALPHA:
    case LIST_UPPER_ALPHA:
        if (number >= 1)
            append_alpha(style == LIST_LOWER_ALPHA ? 'a' : 'A', number, out);
        else
            strbuf_appendf(out, "%d", number);
        break;
    case LIST_LOWER_ROMAN:
    case LIST_UPPER_ROMAN:
        if (is_small)
            append_roman(style == LIST_UPPER_ROMAN, number, out);
        else
            strbuf_appendf(out, "%d", number);
        break;
    case LIST_HAN:
        if (number >= 1 && number <= 99) {
            append_han(number, out);
            strbuf_append_text(out, "、");
            return;
        }
        strbuf_appendf(out, "%d", number);
        break;
    case LIST_DECIMAL:
        strbuf_appendf(out, "%d", number);
        break;
    }
    strbuf_append_text(out, ". ");
}

bool list_next_marker(List *list, const xmlNode *item, StrBuf *out)
{
    int number = get_signed(item, "value", list->number);
    list->number = number + list->step;
    Str style = xml_get_attribute(item, "style");
    bool is_bare =
        style.len &&
        (words_contain(style_get(style, STR("list-style-type")), STR("none")) ||
         words_contain(style_get(style, STR("list-style")), STR("none")));
    if (list->style == LIST_NONE || is_bare)
        return false;
    if (list->style == LIST_BULLET) {
        strbuf_append_text(out, list->depth % 2 ? "◦ " : "• ");
        return false;
    }
    list_append_number(list->style, number, out);
    return true;
}

bool list_marks_itself(Str text)
{
    static const char *const bullets[] = {"•", "·", "●", "○", "■",  "□", "▪",  "◆", "◇",
                                          "★", "☆", "※", "►", "▶",  "–", "—",  "-", "*",
                                          "◦", "➢", "√", "✓", "（", "(", "第", "【"};
    static const char *const ends[] = {"、", "．", ".", "）", ")", "：", ":"};
    text = text_trim(text);
    for (size_t i = 0; i < ARRAY_SIZE(bullets); i++)
        if (str_has_prefix(text, str_from(bullets[i])))
            return true;
    size_t off = 0;
    bool is_number = false;
    while (off < text.len) {
        size_t next = off;
        char32_t c = utf8_next(text, &next);
        if (c >= 0x2460 && c <= 0x24FF)
            return true; /* ① ⑴ ⒈ */
        if (!((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19) ||
              str_find(STR("一二三四五六七八九十"), str_slice(text, off, next), 0) !=
                  STR_NONE))
            break;
        is_number = true;
        off = next;
    }
    Str rest = str_slice(text, off, text.len);
    for (size_t i = 0; is_number && i < ARRAY_SIZE(ends); i++)
        if (str_has_prefix(rest, str_from(ends[i])))
            return !(rest.len > 1 && rest.data[0] == '.' && rest.data[1] >= '0' &&
                     rest.data[1] <= '9'); /* 3.5 is a number */
    return false;
}

/* ---- of Word ------------------------------------------------------------ */

bool list_is_word_number(const xmlNode *node)
{
    return node->properties &&
           str_is_equal_nocase(
               style_get(xml_get_attribute(node, "style"), STR("mso-list")),
               STR("Ignore"));
}

static bool is_in_symbols(const xmlNode *node)
{
    static const char *const fonts[] = {"Wingdings", "Symbol", "Webdings"};
    Str font = style_get(xml_get_attribute(node, "style"), STR("font-family"));
    for (size_t i = 0; i < ARRAY_SIZE(fonts); i++)
        if (str_find(font, str_from(fonts[i]), 0) != STR_NONE)
            return true;
    return false;
}

void list_append_word_number(const xmlNode *node, StrBuf *out)
{
    StrBuf text = {0};
    xml_append_text(node, &text);
    Str number = text_trim(strbuf_get(&text));
    bool is_bullet = is_in_symbols(node) ||
                     (node->parent && is_in_symbols(node->parent)) ||
                     str_is_equal(number, STR("o")) || str_is_equal(number, STR("·"));
    for (const xmlNode *at = node->children; at && !is_bullet;
         at = xml_next(at, node, false))
        is_bullet = at->type == XML_ELEMENT_NODE && is_in_symbols(at);
    size_t off = number.len;
    char32_t last = off ? utf8_previous(number, &off) : 0;
    bool is_wide = last >= 0x3000 && text_is_punctuation(last);
    strbuf_append_str(out, is_bullet ? STR("•") : number);
    if (number.len && (is_bullet || !is_wide))
        strbuf_append_byte(out, ' ');
    strbuf_clear(&text);
}
