/* Title, source, author and date of a page.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/meta.h"

#include <piyue/text.h>

#include "web/element.h"
#include "web/line.h"

/* A title has so many units at least; what is shorter is the name of a channel. */
#define TITLE_MIN_UNITS 4u
#define TITLE_MAX_UNITS 120u

/* ---- title ------------------------------------------------------------- */

/* Bytes of a sign between a title and its site at the beginning of `text`. Those that
 * titles have, too, count only between blanks. */
static size_t match_separator(Str text)
{
    static const char *const signs[] = {"_",   "|",   "｜",  "»",    " - ",
                                        " – ", " — ", " · ", " :: ", "--"};
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
        if (str_has_prefix(text, str_from(signs[i])))
            return str_from(signs[i]).len;
    /* A bare hyphen parts Chinese, where no word has one. */
    size_t off = 1;
    if (text.len > 1 && text.data[0] == '-' && text_is_cjk(utf8_next(text, &off)))
        return 1;
    return 0;
}

Str title_strip(Str title, Str site)
{
    Str first = {0}, longest = {0};
    for (size_t start = 0; start <= title.len;) {
        size_t end = start, sign = 0;
        while (end < title.len &&
               !(sign = match_separator(str_slice(title, end, title.len))))
            end++;
        Str part = text_trim(str_slice(title, start, end));
        uint32_t units = text_measure(part).units;
        bool is_site = site.len && str_is_equal(part, site);
        if (!first.len && units >= TITLE_MIN_UNITS && !is_site)
            first = part;
        if (part.len > longest.len)
            longest = part;
        start = end + MAX(sign, 1);
    }
    return first.len ? first : longest;
}

/* The text of a heading in one line. */
static Str read_heading(const xmlNode *heading, StrBuf *buf)
{
    StrBuf text = {0};
    xml_append_text(heading, &text);
    strbuf_reset(buf);
    Str rest = text_trim(strbuf_get(&text));
    for (size_t off = 0; off < rest.len;) {
        size_t start = off;
        char32_t c = utf8_next(rest, &off);
        if (!text_is_space(c))
            strbuf_append_str(buf, str_slice(rest, start, off));
        else if (buf->len && buf->data[buf->len - 1] != ' ')
            strbuf_append_byte(buf, ' ');
    }
    strbuf_clear(&text);
    return strbuf_get(buf);
}

/* Does the page's title begin with the heading? Behind the name of the site will do. */
static bool is_in_title(const Head *head, Str heading, uint32_t units)
{
    if (str_has_prefix(head->title, heading) || str_has_prefix(head->headline, heading)) {
        Str rest = str_slice(head->title, heading.len, head->title.len);
        return units >= TITLE_MIN_UNITS || match_separator(rest);
    }
    return units >= TITLE_MIN_UNITS && head->site.len &&
           str_has_prefix(head->title, head->site) &&
           str_find(head->title, heading, 0) != STR_NONE;
}

/* The only first heading of the text itself, above its first paragraph. */
static bool is_top_heading(const Extract *extract, size_t index)
{
    const Measure *items = extract->measures.items;
    size_t root = extract->root_index, count = 0;
    bool has_text = false, is_top = false;
    for (size_t i = root; i < items[root].end; i++) {
        bool is_heading = xml_is(items[i].node, "h1") && items[i].units;
        count += is_heading;
        is_top |= i == index && is_heading && !has_text;
        has_text |= items[i].long_runs == 1 && items[i].runs == 1;
    }
    return is_top && count == 1;
}

/* The longest first heading that the page's title has, too, or the only one. */
static void find_heading(const Head *head, const Extract *extract, StrBuf *best)
{
    StrBuf buf = {0};
    size_t count = 0;
    bool is_named = false;
    for (size_t i = 0; i < extract->measures.count; i++) {
        const Measure *item = &extract->measures.items[i];
        if (!xml_is(item->node, "h1") || !item->units || item->units > TITLE_MAX_UNITS)
            continue;
        Str text = read_heading(item->node, &buf);
        bool is_title =
            is_in_title(head, text, item->units) || is_top_heading(extract, i);
        count++;
        if (is_title ? !is_named || text.len > best->len : count == 1) {
            strbuf_reset(best);
            strbuf_append_str(best, text);
            is_named |= is_title;
        }
    }
    if (!is_named && (count != 1 || head->title.len || head->headline.len))
        strbuf_reset(best);
    strbuf_clear(&buf);
}

static void send_title(Sink *sink, const Head *head, const Extract *extract)
{
    StrBuf heading = {0};
    find_heading(head, extract, &heading);
    if (heading.len)
        sink_meta(sink, META_TITLE, strbuf_get(&heading));
    else if (head->headline.len && !str_is_equal(head->headline, head->title))
        sink_meta(sink, META_TITLE, head->headline);
    else
        sink_meta(sink, META_TITLE, title_strip(head->title, head->site));
    strbuf_clear(&heading);
}

/* ---- imprint ----------------------------------------------------------- */

typedef struct ImprintText {
    StrBuf source, author, date;
    StrBuf day; /* a date that is all an element says, the last above the text */
} ImprintText;

/* A date with its time has no more units. */
#define DAY_MAX_UNITS 16u

static void keep(StrBuf *field, Str text)
{
    if (!field->len)
        strbuf_append_str(field, text);
}

static void read_day(const xmlNode *node, StrBuf *day)
{
    StrBuf text = {0};
    xml_append_text(node, &text);
    if (line_is_date(strbuf_get(&text))) {
        strbuf_reset(day);
        strbuf_append_str(day, text_trim(strbuf_get(&text)));
    }
    strbuf_clear(&text);
}

/* Above the first paragraph of the text any line may say it; below only what has a label
 * and nothing else. */
static void read_imprint(const Extract *extract, ImprintText *imprint)
{
    StrBuf buf = {0};
    bool has_text = false;
    for (size_t i = 0; i < extract->measures.count; i++) {
        const Measure *item = &extract->measures.items[i];
        has_text |= i > extract->root_index && item->long_runs == 1 && item->runs == 1;
        if (!has_text && (!item->is_block || item->units <= DAY_MAX_UNITS))
            read_day(item->node, &imprint->day);
        Str line = measures_get_line(&extract->measures, i, &buf);
        if (!line.len)
            continue;
        Imprint found = line_read_imprint(line);
        if (has_text && !found.is_whole)
            continue;
        keep(&imprint->source, found.source);
        keep(&imprint->author, found.author);
        bool is_imprint = found.is_whole || found.source.len || found.author.len;
        if (!has_text && is_imprint)
            keep(&imprint->date, found.date);
    }
    strbuf_clear(&buf);
}

/* Addresses, numbers and the names of accounts stand where an author should. */
static bool is_person(Str text)
{
    bool has_letter = false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '_' || text.data[i] == '@')
            return false;
        has_letter |= (unsigned char)text.data[i] > '9';
    }
    return has_letter && str_find(text, STR("://"), 0) == STR_NONE;
}

/* 2024-05-22T07:16:06+08:00 as people write it. Of a time that is not local only the day
 * is told. */
static void send_date(Sink *sink, Str date)
{
    bool has_clock = date.len >= 16 && date.data[4] == '-' && date.data[10] == 'T';
    if (!has_clock) {
        sink_meta(sink, META_DATE, date);
        return;
    }
    StrBuf text = {0};
    strbuf_append_str(&text, str_slice(date, 0, 10));
    if (!str_has_suffix(date, STR("Z"))) {
        strbuf_append_byte(&text, ' ');
        strbuf_append_str(&text, str_slice(date, 11, 16));
    }
    sink_meta(sink, META_DATE, strbuf_get(&text));
    strbuf_clear(&text);
}

void meta_send(Sink *sink, const Head *head, const Extract *extract)
{
    ImprintText imprint = {0};
    read_imprint(extract, &imprint);
    send_title(sink, head, extract);
    Str source = strbuf_get(&imprint.source), author = strbuf_get(&imprint.author);
    if (!source.len)
        source = head->source.len ? head->source : head->site;
    if (!author.len)
        author = head->author;
    sink_meta(sink, META_SOURCE, source);
    if (is_person(author) && !str_is_equal(author, source))
        sink_meta(sink, META_AUTHOR, author);
    Str date = head->date.len     ? head->date
               : imprint.date.len ? strbuf_get(&imprint.date)
                                  : strbuf_get(&imprint.day);
    send_date(sink, date);
    strbuf_clear(&imprint.day);
    strbuf_clear(&imprint.source);
    strbuf_clear(&imprint.author);
    strbuf_clear(&imprint.date);
}
