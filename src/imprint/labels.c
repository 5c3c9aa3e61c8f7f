/* Labels: 发文机关：国务院, in a row of their own, one behind another, or in cells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imprint/reading.h"

#define LABEL_CODEPOINTS 12

typedef struct Label {
    const char *text;
    ImprintField field;
    bool is_of_page; /* when and where a site put it up: the paper's own goes before */
} Label;
/* The better ones first. */
static const Label labels[] = {
    {"发文机关", IMPRINT_ISSUER, false},    {"发文单位", IMPRINT_ISSUER, false},
    {"制定机关", IMPRINT_ISSUER, false},    {"发布机关", IMPRINT_ISSUER, false},
    {"发布机构", IMPRINT_ISSUER, false},    {"发布单位", IMPRINT_ISSUER, false},
    {"公布机关", IMPRINT_ISSUER, false},    {"颁布单位", IMPRINT_ISSUER, false},
    {"发文字号", IMPRINT_NUMBER, false},    {"发文文号", IMPRINT_NUMBER, false},
    {"发文号", IMPRINT_NUMBER, false},      {"文号", IMPRINT_NUMBER, false},
    {"字号", IMPRINT_NUMBER, false},        {"成文日期", IMPRINT_DATE, false},
    {"印发日期", IMPRINT_DATE, false},      {"发文日期", IMPRINT_DATE, false},
    {"公布日期", IMPRINT_DATE, false},      {"颁布日期", IMPRINT_DATE, false},
    {"生成日期", IMPRINT_DATE, false},      {"发布日期", IMPRINT_DATE, true},
    {"发布时间", IMPRINT_DATE, true},       {"日期", IMPRINT_DATE, true},
    {"时间", IMPRINT_DATE, true},           {"主送机关", IMPRINT_RECIPIENT, false},
    {"主送单位", IMPRINT_RECIPIENT, false}, {"主送", IMPRINT_RECIPIENT, false},
    {"作者", IMPRINT_AUTHOR, false},        {"作　者", IMPRINT_AUTHOR, false},
    {"提案人", IMPRINT_AUTHOR, false},      {"报告人", IMPRINT_AUTHOR, false},
    {"演讲人", IMPRINT_AUTHOR, false},      {"撰稿", IMPRINT_AUTHOR, false},
    {"撰文", IMPRINT_AUTHOR, false},        {"文章来源", IMPRINT_SOURCE, true},
    {"信息来源", IMPRINT_SOURCE, true},     {"稿件来源", IMPRINT_SOURCE, true},
    {"稿源", IMPRINT_SOURCE, true},         {"来源", IMPRINT_SOURCE, true},
    {"来　源", IMPRINT_SOURCE, true},
};
/* Labels of pages that tell nothing we keep. */
static const char *const others[] = {
    "索引号", "主题分类", "主题词",   "标题",   "信息分类", "有效性",       "时效性",
    "字体",   "浏览",     "浏览次数", "浏览量", "施行日期", "法律效力位阶", "责任编辑",
};

/* ---- one label --------------------------------------------------------- */

static bool is_boundary(Str text, size_t at)
{
    if (!at)
        return true;
    char32_t before = utf8_previous(text, &at);
    return text_is_space(before) || text_is_opening(before) || before == U'|' ||
           before == U'｜' || before == U'/' || before == U'；';
}

static size_t skip_colon(Str text, size_t at)
{
    static const char *const colons[] = {"：", ":", "】"};
    at = text_skip_space(text, at);
    for (size_t i = 0; i < ARRAY_SIZE(colons); i++)
        if (str_has_prefix(str_slice(text, at, text.len), str_from(colons[i])))
            return at + str_from(colons[i]).len;
    return STR_NONE;
}

/* Does a blank at `at` part a value from the next label? */
static bool is_before_label(Str text, size_t at)
{
    size_t codepoints = 0;
    while (at < text.len && codepoints < LABEL_CODEPOINTS) {
        char32_t next = utf8_next(text, &at);
        codepoints++;
        if (next == U'：' || (next == U':' && codepoints > 3))
            return true;
        if (codepoints > 1 && text_is_space(next))
            return false;
    }
    return false;
}

/* The bytes of a value: up to a wide blank, a bar, a bracket, or the next label. */
static size_t value_end(Str text)
{
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t codepoint = utf8_next(text, &off);
        Str rest = str_slice(text, start, text.len);
        bool is_end = codepoint == U'|' || codepoint == U'｜' || codepoint == U'\t' ||
                      codepoint == U'】' || codepoint == U'；' ||
                      str_has_prefix(rest, STR("  "));
        if (is_end || (text_is_space(codepoint) && is_before_label(text, start)))
            return start;
    }
    return text.len;
}

/* A bracket that was opened before the label closes behind the value. */
static Str without_closing(Str value)
{
    static const char *const pairs[][2] = {{"（", "）"}, {"(", ")"}, {"[", "]"}};
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        size_t close = str_find(value, str_from(pairs[i][1]), 0);
        size_t open = str_find(value, str_from(pairs[i][0]), 0);
        if (close != STR_NONE && (open == STR_NONE || open > close))
            value = str_slice(value, 0, close);
    }
    return text_trim(value);
}

bool label_is_line(Str text)
{
    for (size_t i = 0; i < ARRAY_SIZE(labels) + ARRAY_SIZE(others); i++) {
        Str label = str_from(i < ARRAY_SIZE(labels) ? labels[i].text
                                                    : others[i - ARRAY_SIZE(labels)]);
        Str rest = str_slice(text, label.len, text.len);
        if (str_has_prefix(text, label) && (!rest.len || skip_colon(rest, 0) != STR_NONE))
            return true;
    }
    return str_has_suffix(text, STR("：")) || str_has_suffix(text, STR(":"));
}

/* ---- values ------------------------------------------------------------ */

/* 许青禾，系江川大学教授 → 许青禾 */
static Str without_post(Str author)
{
    static const char *const posts[] = {"，系", "，单位", "，为", "（", "("};
    for (size_t i = 0; i < ARRAY_SIZE(posts); i++) {
        size_t at = str_find(author, str_from(posts[i]), 0);
        if (at != STR_NONE && at > 0)
            author = str_slice(author, 0, at);
    }
    return author;
}

static void take_value(Reading *reading, ImprintField field, Str value, size_t line)
{
    StrBuf found = {0};
    if (field == IMPRINT_DATE) {
        date_parse(text_trim(value), &found);
        value = strbuf_get(&found);
    } else if (field == IMPRINT_NUMBER) {
        if (number_find(imprint_pack(value, reading->arena), &found))
            value = strbuf_get(&found);
        else if (utf8_count_codepoints(value) < 4)
            value = (Str){0};
    } else if (field == IMPRINT_AUTHOR) {
        value = without_post(value);
    }
    reading_set(reading, field, value, IMPRINT_BY_LABEL, line);
    strbuf_clear(&found);
}

/* The value of a cell of its own: the next line, where that is no label again. */
static Str next_cell(const Reading *reading, size_t index)
{
    if (index + 1 >= reading->count)
        return (Str){0};
    const Line *next = &reading->lines[index + 1];
    bool is_value = !label_is_line(next->text) && next->codepoints <= SHORT_CODEPOINTS;
    return is_value ? next->text : (Str){0};
}

static void take_label(Reading *reading, const Label *label, size_t index)
{
    Str text = reading->lines[index].text, name = str_from(label->text);
    size_t at = str_find(text, name, 0);
    if (at == STR_NONE || !is_boundary(text, at))
        return;
    size_t behind = skip_colon(text, at + name.len);
    bool is_cell = text.len == name.len && name.len > STR("作者").len;
    if (behind == STR_NONE && !is_cell)
        return;
    Str value = is_cell ? (Str){0} : text_trim(str_slice(text, behind, text.len));
    value = without_closing(str_slice(value, 0, value_end(value)));
    if (!value.len && (is_cell || behind >= text.len))
        value = next_cell(reading, index);
    bool is_running = utf8_count_codepoints(value) > SHORT_CODEPOINTS &&
                      label->field != IMPRINT_RECIPIENT;
    if (!is_running)
        take_value(reading, label->field, value, index);
}

void read_labels(Reading *reading, bool of_page)
{
    for (size_t i = 0; i < ARRAY_SIZE(labels); i++)
        for (size_t line = 0; line < reading->count; line++)
            if (labels[i].is_of_page == of_page &&
                reading_is_open(reading, labels[i].field))
                take_label(reading, &labels[i], line);
}
