/* The day by which something is to be done, as people say it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "seek/node.h"

#include <time.h>

#define AHEAD_MAX 3660 /* days, weeks, months or years that can be counted ahead */

/* Words for a day counted from today. */
static const struct {
    const char *word;
    int days;
} days_ahead[] = {
    {"today", 0}, {"今天", 0}, {"今日", 0}, {"tomorrow", 1}, {"明天", 1},
    {"明日", 1},  {"后天", 2}, {"後天", 2}, {"大后天", 3},   {"大後天", 3},
};

/* Words that take a due day off. */
static const char *const none_words[] = {"", "none", "-", "无", "無", "没有", "清除"};

/* Units behind a number, and how many of struct tm they are. */
static const struct {
    const char *word;
    char unit;
} units[] = {
    {"个月", 'm'}, {"個月", 'm'}, {"个星期", 'w'}, {"個星期", 'w'}, {"星期", 'w'},
    {"周", 'w'},   {"週", 'w'},   {"天", 'd'},     {"日", 'd'},     {"月", 'm'},
    {"年", 'y'},   {"d", 'd'},    {"w", 'w'},      {"m", 'm'},      {"y", 'y'},
};

/* Names of the days of the week, Sunday is 0. */
static const struct {
    const char *word;
    int weekday;
} weekdays[] = {
    {"日", 0},      {"天", 0},        {"一", 1},       {"二", 2},     {"三", 3},
    {"四", 4},      {"五", 5},        {"六", 6},       {"sunday", 0}, {"monday", 1},
    {"tuesday", 2}, {"wednesday", 3}, {"thursday", 4}, {"friday", 5}, {"saturday", 6},
    {"sun", 0},     {"mon", 1},       {"tue", 2},      {"wed", 3},    {"thu", 4},
    {"fri", 5},     {"sat", 6},
};

static bool take_prefix(Str *text, const char *prefix)
{
    Str word = str_from(prefix);
    if (!str_has_prefix(*text, word))
        return false;
    *text = str_slice(*text, word.len, text->len);
    return true;
}

static int32_t take_count(Str *text)
{
    int32_t value = 0;
    size_t off = 0;
    if (take_prefix(text, "两") || take_prefix(text, "兩"))
        return 2;
    while (off < text->len && off < 4 && text->data[off] >= '0' && text->data[off] <= '9')
        value = value * 10 + (text->data[off++] - '0');
    if (!off) {
        Numeral numeral;
        if (!numeral_parse(*text, NUMBER_SYSTEMS, &numeral) ||
            numeral.value > AHEAD_MAX || numeral.len_bytes == 0)
            return -1;
        value = (int32_t)numeral.value;
        off = numeral.len_bytes;
    }
    *text = str_slice(*text, off, text->len);
    return value;
}

/* "+3d", "3天后", "两周后", "1 month" is not taken: the unit is one of the table. */
static bool parse_ahead(Str text, struct tm *day)
{
    bool has_plus = take_prefix(&text, "+") || take_prefix(&text, "＋");
    int32_t count = take_count(&text);
    if (count < 0 || count > AHEAD_MAX)
        return false;
    text = text_trim(text);
    char unit = 0;
    if (!text.len && has_plus)
        unit = 'd';
    for (size_t i = 0; i < ARRAY_SIZE(units) && !unit; i++)
        if (take_prefix(&text, units[i].word))
            unit = units[i].unit;
    /* "3天" alone may be a mistyped date: it is meant where + or 后 says so. */
    bool has_after = take_prefix(&text, "后") || take_prefix(&text, "後") ||
                     take_prefix(&text, "之后") || take_prefix(&text, "以后");
    if (!unit || text.len || !(has_plus || has_after))
        return false;
    switch (unit) {
    case 'w':
        day->tm_mday += 7 * count;
        break;
    case 'm':
        day->tm_mon += count;
        break;
    case 'y':
        day->tm_year += count;
        break;
    default:
        day->tm_mday += count;
        break;
    }
    return true;
}

/* "周五" is the next one, today included; "本周五" and "下周五" count weeks from Monday.
 */
static bool parse_weekday(Str text, struct tm *day)
{
    static const char *const week_words[] = {"周", "週", "星期", "礼拜", "禮拜"};
    int weeks = 0;
    bool is_counted = take_prefix(&text, "本") || take_prefix(&text, "这");
    while (!is_counted || weeks > 0 || text.len) {
        if (!take_prefix(&text, "下"))
            break;
        (void)(take_prefix(&text, "个") || take_prefix(&text, "個"));
        weeks++;
        is_counted = true;
    }
    bool is_han = false;
    for (size_t i = 0; i < ARRAY_SIZE(week_words) && !is_han; i++)
        is_han = take_prefix(&text, week_words[i]);
    if (is_counted && !is_han)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(weekdays); i++) {
        bool is_latin = weekdays[i].word[0] >= 'a' && weekdays[i].word[0] <= 'z';
        if (is_latin == is_han || !str_is_equal(text, str_from(weekdays[i].word)))
            continue;
        int wanted = weekdays[i].weekday;
        if (is_counted) /* Monday begins a week */
            day->tm_mday += 7 * weeks + (wanted + 6) % 7 - (day->tm_wday + 6) % 7;
        else
            day->tm_mday += (wanted - day->tm_wday + 7) % 7;
        return true;
    }
    return false;
}

/* "12-01", "12/1", "12月1日", "15日": the next such day. */
static bool parse_next(Str text, struct tm *day)
{
    static const char *const marks[] = {"月", "-", "/", "."};
    int32_t first = take_count(&text), second = -1;
    bool has_mark = false;
    for (size_t i = 0; i < ARRAY_SIZE(marks) && !has_mark; i++)
        has_mark = take_prefix(&text, marks[i]);
    if (has_mark)
        second = take_count(&text);
    bool has_day_mark =
        take_prefix(&text, "日") || take_prefix(&text, "号") || take_prefix(&text, "號");
    if (text.len || first < 1 || (has_mark ? second < 1 : !has_day_mark))
        return false;
    int32_t wanted = has_mark ? second : first;
    if (wanted > 31 || (has_mark && first > 12))
        return false;
    if (has_mark) {
        bool is_past = first - 1 < day->tm_mon ||
                       (first - 1 == day->tm_mon && wanted < day->tm_mday);
        day->tm_year += is_past;
        day->tm_mon = first - 1;
    } else if (wanted < day->tm_mday) {
        day->tm_mon++;
    }
    day->tm_mday = wanted;
    return true;
}

static bool parse_date(Str text, struct tm *day)
{
    size_t size = 0;
    int32_t date = seek_parse_day(text, &size);
    if (date < 19700101 || size != text.len || date % 100 == 0)
        return false;
    day->tm_year = date / 10000 - 1900;
    day->tm_mon = date / 100 % 100 - 1;
    day->tm_mday = date % 100;
    return true;
}

static bool parse_word(Str text, struct tm *day)
{
    for (size_t i = 0; i < ARRAY_SIZE(days_ahead); i++)
        if (str_is_equal(text, str_from(days_ahead[i].word))) {
            day->tm_mday += days_ahead[i].days;
            return true;
        }
    if (str_is_equal(text, STR("月底")) || str_is_equal(text, STR("月末"))) {
        day->tm_mon++;
        day->tm_mday = 0;
        return true;
    }
    if (str_is_equal(text, STR("年底")) || str_is_equal(text, STR("年末"))) {
        day->tm_mon = 11;
        day->tm_mday = 31;
        return true;
    }
    return false;
}

static Str to_lower(Str text, StrBuf *room)
{
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        strbuf_append_byte(room,
                           byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte);
    }
    return strbuf_get(room);
}

/* A day of a month that there is: mktime() would make 30 February the 2nd of March. */
static bool is_real_day(const struct tm *given)
{
    struct tm noon = *given;
    noon.tm_hour = 12;
    noon.tm_isdst = -1;
    return mktime(&noon) != (time_t)-1 && noon.tm_mday == given->tm_mday &&
           noon.tm_mon == given->tm_mon;
}

bool seek_parse_due(Str text, int64_t now_ms, int64_t *due_ms, Error *err)
{
    Str typed = text_trim(text);
    for (size_t i = 0; i < ARRAY_SIZE(none_words); i++)
        if (str_is_equal(typed, str_from(none_words[i]))) {
            *due_ms = 0;
            return true;
        }
    time_t now = (time_t)(now_ms / 1000);
    struct tm today = {0};
    StrBuf room = {0};
    Str word = to_lower(typed, &room);
    bool is_read = localtime_r(&now, &today) != NULL;
    today.tm_hour = today.tm_min = today.tm_sec = 0;
    today.tm_isdst = -1;
    struct tm day = today;
    if (is_read && !parse_word(word, &day)) {
        bool is_date = parse_date(word, &day) || (day = today, parse_next(word, &day));
        if (is_date) /* what was named day by day must exist */
            is_read = is_real_day(&day);
        else
            is_read = (day = today, parse_ahead(word, &day)) ||
                      (day = today, parse_weekday(word, &day));
    }
    strbuf_clear(&room);
    time_t due = is_read ? mktime(&day) : (time_t)-1;
    if (due == (time_t)-1)
        return error_set(err, ERR_USAGE,
                         _("'%.*s' is no day; one is written like %s, or '-' for none"),
                         STR_ARG(typed), "2026-12-01, 12-01, +3d, 明天, 下周五");
    *due_ms = (int64_t)due * 1000;
    return true;
}
