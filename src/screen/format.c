/* Numbers, dates and paths as a reader says them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdlib.h>
#include <time.h>

/* The unit of long texts: a thousand characters in English, ten thousand in Chinese. */
static uint64_t get_large_unit(void)
{
    int64_t unit = 0;
    /* Translators: how many characters one unit of "%.1fk chars" is; 10000 for 万字. */
    const char *text = _("1000");
    return str_parse_int(str_from(text), &unit) && unit > 0 ? (uint64_t)unit : 1000;
}

void format_length(StrBuf *out, uint64_t codepoints)
{
    uint64_t unit = get_large_unit();
    double many = (double)codepoints / (double)unit;
    if (codepoints < unit)
        strbuf_appendf(out, translate_plural("%llu char", "%llu chars", codepoints),
                       (unsigned long long)codepoints);
    else
        strbuf_appendf(out, many < 99.95 ? _("%.1fk chars") : _("%.0fk chars"), many);
}

void format_count(StrBuf *out, uint64_t count)
{
    char digits[32];
    size_t len = 0;
    do {
        if (len % 4 == 3)
            digits[len++] = ',';
        digits[len++] = (char)('0' + count % 10);
        count /= 10;
    } while (count);
    while (len)
        strbuf_append_byte(out, digits[--len]);
}

void format_words(StrBuf *out, uint64_t words)
{
    StrBuf count = {0};
    format_count(&count, words);
    strbuf_appendf(out, translate_plural("%s word", "%s words", words), count.data);
    strbuf_clear(&count);
}

/* Days since 1970 of a local date (proleptic Gregorian; Hinnant, chrono-compatible
 * low-level date algorithms, days_from_civil). */
static int64_t day_number(const struct tm *date)
{
    int64_t month = date->tm_mon + 1, year = date->tm_year + 1900 - (month <= 2);
    int64_t era = (year >= 0 ? year : year - 399) / 400, year_of_era = year - era * 400;
    int64_t day_of_year =
        (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + date->tm_mday - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void format_day(StrBuf *out, int64_t time_ms, int64_t now_ms)
{
    static const char *const weekdays[] = {N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"),
                                           N_("Thu"), N_("Fri"), N_("Sat")};
    static const char *const months[] = {N_("Jan %d"), N_("Feb %d"), N_("Mar %d"),
                                         N_("Apr %d"), N_("May %d"), N_("Jun %d"),
                                         N_("Jul %d"), N_("Aug %d"), N_("Sep %d"),
                                         N_("Oct %d"), N_("Nov %d"), N_("Dec %d")};
    if (time_ms <= 0)
        return;
    time_t then = (time_t)(time_ms / 1000), now = (time_t)(now_ms / 1000);
    struct tm date, today;
    if (!localtime_r(&then, &date) || !localtime_r(&now, &today))
        return;
    int64_t days = day_number(&today) - day_number(&date);
    if (days == 0)
        strbuf_append_text(out, _("today"));
    else if (days == 1)
        strbuf_append_text(out, _("yesterday"));
    else if (days > 1 && days < 7)
        strbuf_append_text(out, _(weekdays[date.tm_wday]));
    else if (date.tm_year == today.tm_year)
        strbuf_appendf(out, _(months[date.tm_mon]), date.tm_mday);
    else
        strbuf_append_time(out, time_ms, false);
}

void format_duration(StrBuf *out, int64_t spent_ms)
{
    int64_t minutes = spent_ms / 60000;
    if (minutes >= 60)
        strbuf_appendf(out, _("%lld h %lld min"), (long long)(minutes / 60),
                       (long long)(minutes % 60));
    else if (minutes)
        strbuf_appendf(out, _("%lld min"), (long long)minutes);
    else
        strbuf_appendf(out, _("%lld s"), (long long)(spent_ms / 1000));
}

void format_progress(StrBuf *out, double progress)
{
    if (progress < 0)
        strbuf_append_text(out, "--");
    else
        /* Whole per cents passed, as the reader counts; 0.29 is a little less in binary.
         */
        strbuf_appendf(out, "%d%%", (int)(progress * 100 + 1e-6));
}

void format_flat(StrBuf *out, Str text)
{
    StrBuf clean = {0};
    sanitize(&clean, text, SANITIZE_TERMINAL);
    Str rest = str_trim(strbuf_get(&clean));
    bool was_blank = false;
    for (size_t i = 0; i < rest.len; i++) {
        bool is_blank = rest.data[i] == ' ';
        if (!is_blank || !was_blank)
            strbuf_append_byte(out, rest.data[i]);
        was_blank = is_blank;
    }
    strbuf_clear(&clean);
}

void format_path(StrBuf *out, Str path)
{
    Str home = str_from(getenv("HOME"));
    if (home.len > 1 && str_has_prefix(path, home) && path.len > home.len &&
        path.data[home.len] == '/') {
        strbuf_append_byte(out, '~');
        path = str_slice(path, home.len, path.len);
    }
    sanitize(out, path, SANITIZE_TERMINAL);
}

static void append_tag(StrBuf *out, Str tag)
{
    tag = text_trim(tag);
    if (!tag.len)
        return;
    strbuf_append_text(out, out->len ? " #" : "#");
    sanitize(out, tag, SANITIZE_TERMINAL);
}

void format_tags(StrBuf *out, Str joined)
{
    Str rest = joined;
    while (rest.data)
        append_tag(out, str_split(&rest, ','));
}

void format_tag_list(StrBuf *out, const Str *tags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        append_tag(out, tags[i]);
}

void format_headings(StrBuf *out, Str headings, Str doc_title)
{
    Str rest = headings;
    bool is_first = true;
    while (rest.data) {
        Str title = str_split(&rest, '\n');
        if (!title.len || (is_first && str_is_equal(title, doc_title)))
            continue; /* many documents begin with their title as a heading */
        if (!is_first)
            strbuf_append_text(out, CRUMB);
        format_flat(out, title);
        is_first = false;
    }
}
