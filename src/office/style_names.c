/* What the names of styles tell.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/style_names.h"

#include <piyue/text.h>

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

unsigned style_level_of_name(Str name)
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

bool style_is_title(Str name)
{
    static const char *const words[] = {"Title", "标题",     "標題",     "文档标题",
                                        "題名",  "论文题目", "公文标题", "大标题"};
    return is_among(name, words, ARRAY_SIZE(words));
}

bool style_is_quote(Str name)
{
    static const char *const words[] = {"Quote",    "Intense Quote", "引用", "明显引用",
                                        "鲜明引用", "Block Text",    "引文"};
    return is_among(name, words, ARRAY_SIZE(words));
}

bool style_is_contents(Str name)
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
