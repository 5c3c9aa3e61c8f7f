/* Authors: 张三, 张　三, 本报记者　张三, 县长　张三, （2030年3月8日　张三）.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imprint/reading.h"

#define AUTHOR_LINES 6

/* The commonest family names, without those that begin common words (关, 成, 路). */
static const char surnames[] =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜"
    "叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙段史陶贺"
    "毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪季鲁傅习温俞章葛柳霍安梅盛童殷骆穆华费"
    "欧卫苗倪闵裴甄樊聂焦祝涂阮麦岳舒屈柴翟凌祁柯詹晏邝冉褚楚巩狄屠符丛";

bool is_person(Str name)
{
    size_t off = 0, codepoints = utf8_count_codepoints(name);
    if (codepoints < 2 || codepoints > 4)
        return false;
    utf8_next(name, &off);
    if (str_find(str_from(surnames), str_slice(name, 0, off), 0) == STR_NONE)
        return false;
    for (size_t at = 0; at < name.len;)
        if (!text_is_han(utf8_next(name, &at)))
            return false;
    return true;
}

static Str without_trade(Str text)
{
    static const char *const trades[] = {
        "本报记者", "新华社记者",   "记者",   "文/",    "文／",      "本报评论员",
        "本刊记者", "本报特约记者", "通讯员", "实习生", "特约撰稿人"};
    for (size_t i = 0; i < ARRAY_SIZE(trades); i++)
        if (str_has_prefix(text, str_from(trades[i])))
            text = text_trim(str_slice(text, str_from(trades[i]).len, text.len));
    return text;
}

/* Papers put a sign before the names: □ 本报记者　张三. */
static Str without_sign(Str text)
{
    size_t off = 0, end = 0;
    while (off < text.len) {
        char32_t codepoint = utf8_next(text, &off);
        if (!(codepoint >= 0x25A0 && codepoint <= 0x25FF) && codepoint != U'★' &&
            codepoint != U'☆' && !text_is_space(codepoint))
            break;
        end = off;
    }
    return str_slice(text, end, text.len);
}

/* 张三; 张　三; 张三　李四; 张三、李四; 张三　通讯员　李四. Gives the names joined by 、.
 */
static bool take_persons(Str text, Arena *arena, StrBuf *names)
{
    Str packed = imprint_pack(text, arena);
    if (is_person(packed) && utf8_count_codepoints(packed) <= 3) {
        strbuf_append_str(names, packed);
        return true;
    }
    size_t start = 0;
    while (start < text.len) {
        size_t end = start, next = start;
        while (next < text.len) {
            char32_t codepoint = utf8_next(text, &next);
            if (text_is_space(codepoint) || codepoint == U'、' || codepoint == U'，')
                break;
            end = next;
        }
        Str name = names->len ? without_trade(str_slice(text, start, end))
                              : str_slice(text, start, end);
        if (name.len && !is_person(name)) {
            strbuf_reset(names);
            return false;
        }
        if (name.len) {
            strbuf_append_text(names, names->len ? "、" : "");
            strbuf_append_str(names, name);
        }
        start = next;
    }
    return names->len > 0;
}

/* 川口县人民政府县长　陆知行; 江川大学　卫听澜: an office or a house before a blank. */
static Str without_office(Str text)
{
    static const char *const offices[] = {"长",   "书记", "主席", "主任", "主委",
                                          "委员", "代表", "院士", "教授", "研究员",
                                          "总理", "经理", "总裁", "律师"};
    for (size_t at = text.len; at > 0;) {
        char32_t codepoint = utf8_previous(text, &at);
        if (!text_is_space(codepoint))
            continue;
        Str office = text_trim(str_slice(text, 0, at));
        if (ends_with_any(office, offices, ARRAY_SIZE(offices)) || is_body(office))
            return text_trim(str_slice(text, at, text.len));
    }
    return text;
}

/* （2028年11月2日　郑远山） */
static Str without_date(Str text)
{
    StrBuf date = {0};
    Str inside = without_brackets(text);
    size_t bytes = inside.len < text.len ? date_parse(inside, &date) : 0;
    strbuf_clear(&date);
    return bytes ? text_trim(str_slice(inside, bytes, inside.len)) : text;
}

bool person_signs(Str text, Arena *arena)
{
    StrBuf names = {0};
    Str name = without_office(text_trim(text));
    bool is_person_named = name.len < text.len && take_persons(name, arena, &names);
    strbuf_clear(&names);
    return is_person_named;
}

/* 原创 苏见微 川口文博 2029-11-02 07:30: author, account, day, as WeChat has them. */
static void take_original(Reading *reading, size_t index)
{
    Str rest = reading->lines[index].text;
    StrBuf date = {0};
    if (!str_is_equal(take_word(&rest), STR("原创")))
        return;
    Str author = take_word(&rest), account = take_word(&rest);
    if (author.len && account.len && date_parse(text_trim(rest), &date)) {
        reading_set(reading, IMPRINT_AUTHOR, author, IMPRINT_BY_LINE, index);
        reading_set(reading, IMPRINT_SOURCE, account, IMPRINT_BY_LINE, index);
        reading_set(reading, IMPRINT_DATE, strbuf_get(&date), IMPRINT_BY_LINE, index);
    }
    strbuf_clear(&date);
}

/* Whoever signs an order is no author. */
void read_author(Reading *reading)
{
    Str number = reading->imprint->values[IMPRINT_NUMBER].text;
    if (str_find(number, STR("令"), 0) != STR_NONE)
        return;
    for (size_t i = 0; i < reading->head && i < AUTHOR_LINES; i++)
        take_original(reading, i);
    for (size_t i = 1; i < reading->head && i < AUTHOR_LINES; i++) {
        Str text = reading->lines[i].text;
        StrBuf names = {0};
        if (!text.len || reading->lines[i].codepoints > SHORT_CODEPOINTS)
            continue;
        text = without_sign(without_date(text));
        text = without_office(without_trade(without_sign(without_brackets(text))));
        /* 习练 is the title of a chapter, and could be a name. */
        bool is_title = reading->lines[i].is_heading &&
                        str_is_equal(text, reading->lines[i].text) &&
                        !str_is_equal(reading->lines[i - 1].text, reading->title);
        if (!is_title && take_persons(text, reading->arena, &names))
            reading_set(reading, IMPRINT_AUTHOR, strbuf_get(&names), IMPRINT_BY_LINE, i);
        strbuf_clear(&names);
    }
}
