/* Lines of the head that stand by themselves: dates, papers' names, what is no title.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imprint/reading.h"

#define DATE_LINES 12
#define PERIODICAL_LINES 6
#define NUMBER_CODEPOINTS 30

/* ---- dates ------------------------------------------------------------- */

/* 2024-05-24 16:13; （2024年1月5日 国务院令第732号公布）; ——2031年1月15日在…上 */
bool date_is_line(Str text, StrBuf *date)
{
    text = without_brackets(text);
    bool is_dashed = str_has_prefix(text, STR("——"));
    if (is_dashed)
        text = text_trim(str_slice(text, STR("——").len, text.len));
    size_t bytes = date_parse(text, date);
    Str rest = text_trim(str_slice(text, bytes, text.len));
    size_t codepoints = utf8_count_codepoints(rest);
    bool is_occasion =
        is_dashed && str_has_prefix(rest, STR("在")) && str_has_suffix(rest, STR("上"));
    if (bytes &&
        (codepoints == 0 || (codepoints <= 8 && str_is_ascii(rest)) || is_occasion ||
         str_has_suffix(rest, STR("公布")) || str_has_suffix(rest, STR("通过"))))
        return true;
    strbuf_reset(date);
    return false;
}

static bool starts_with_date(Str text, StrBuf *date)
{
    return date_parse(text, date) > 0;
}

/* （2028年11月2日　郑远山）: a date and little else, in brackets. */
static bool is_bracketed_date(Str text, StrBuf *date)
{
    Str inside = without_brackets(text);
    return inside.len < text.len && starts_with_date(inside, date);
}

/* 2024年05月24日 16:13 来源：新华社 */
static bool is_date_of_page(Str text, StrBuf *date)
{
    return !is_sentence(text) &&
           has_any(text, (const char *const[]){"来源", "作者", "浏览"}, 3) &&
           starts_with_date(text, date);
}

typedef bool DateLine(Str text, StrBuf *date);

static void look_for(Reading *reading, DateLine *is_date)
{
    for (size_t i = 0; i < reading->head && i < DATE_LINES; i++) {
        StrBuf date = {0};
        if (reading->lines[i].codepoints <= 2 * SHORT_CODEPOINTS &&
            is_date(reading->lines[i].text, &date))
            reading_set(reading, IMPRINT_DATE, strbuf_get(&date), IMPRINT_BY_LINE, i);
        strbuf_clear(&date);
    }
}

void read_head_date(Reading *reading)
{
    look_for(reading, date_is_line);
    look_for(reading, is_bracketed_date);
    look_for(reading, is_date_of_page);
}

/* ---- newspapers -------------------------------------------------------- */

/* 《江川日报》（2030年02月11日　第05版） */
static void take_periodical(Reading *reading, size_t index)
{
    static const char *const kinds[] = {"报", "刊", "网", "周刊", "杂志", "文摘", "通讯"};
    Str text = without_brackets(reading->lines[index].text);
    if (str_has_prefix(text, STR("原载")))
        text = str_slice(text, STR("原载").len, text.len);
    size_t end = str_find(text, STR("》"), 0);
    if (!str_has_prefix(text, STR("《")) || end == STR_NONE)
        return;
    Str name = str_slice(text, STR("《").len, end);
    Str rest = text_trim(str_slice(text, end + STR("》").len, text.len));
    if (str_has_prefix(rest, STR("（")))
        rest = str_slice(rest, STR("（").len, rest.len);
    StrBuf date = {0};
    if (ends_with_any(name, kinds, ARRAY_SIZE(kinds)) && starts_with_date(rest, &date)) {
        reading_set(reading, IMPRINT_SOURCE, name, IMPRINT_BY_LINE, index);
        reading_set(reading, IMPRINT_DATE, strbuf_get(&date), IMPRINT_BY_LINE, index);
    }
    strbuf_clear(&date);
}

void read_source(Reading *reading)
{
    for (size_t i = 0; i < reading->count; i++)
        if ((i < PERIODICAL_LINES || i >= reading->tail) &&
            reading->lines[i].codepoints <= SHORT_CODEPOINTS)
            take_periodical(reading, i);
}

/* ---- what is no title -------------------------------------------------- */

bool imprint_is_masthead(Str line)
{
    Str mark = STR("文件"), body = text_trim(line);
    StrBuf bodies = {0};
    bool is_one = str_has_suffix(body, mark) &&
                  imprint_take_bodies(str_slice(body, 0, body.len - mark.len), &bodies);
    strbuf_clear(&bodies);
    return is_one;
}

/* What stands on a sheet by itself. */
static bool is_stamp(Str packed)
{
    static const char *const stamps[] = {"便函", "公函", "明传电报", "特急", "加急",
                                         "急件", "平急", "秘密",     "机密", "绝密"};
    for (size_t i = 0; i < ARRAY_SIZE(stamps); i++)
        if (str_is_equal(packed, str_from(stamps[i])))
            return true;
    return str_has_prefix(packed, STR("原创")) &&
           has_any(packed, (const char *const[]){"20"}, 1);
}

bool imprint_is_apart(Str line)
{
    Arena *arena = arena_new();
    StrBuf found = {0};
    Str packed = imprint_pack(line, arena), body;
    bool is_short = utf8_count_codepoints(packed) <= NUMBER_CODEPOINTS &&
                    !is_sentence(packed) && str_find(packed, STR("关于"), 0) == STR_NONE;
    bool is_apart =
        label_is_line(text_trim(line)) || label_is_line(packed) ||
        imprint_is_masthead(line) || is_stamp(packed) || date_is_line(packed, &found) ||
        (is_short && number_find(packed, &found)) ||
        (str_has_suffix(packed, STR("令")) &&
         number_find_order(packed, STR("第1号"), &found, &body)) ||
        number_find_order(packed, (Str){0}, &found, &body) || person_signs(line, arena) ||
        number_find_order(STR("某部令"), packed, &found, &body);
    strbuf_clear(&found);
    arena_free(arena);
    return is_apart;
}
