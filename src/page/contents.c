/* Printed tables of contents: titles, leaders, page numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEADER_MIN 3 /* dots */
#define ENTRIES_MAX 3000
#define ENTRIES_MIN 4 /* on a page */
#define NUMBER_MAX_BYTES 8

static bool is_leader(char32_t c)
{
    return c == '.' || c == U'·' || c == U'…' || c == U'．' || c == U'⋯' || c == U'・' ||
           c == U'‥' || c == U'─' || c == U'﹒' || c == '_' || c == U'•';
}

static bool is_digit_of_page(char32_t c)
{
    return (c >= '0' && c <= '9') || c == 'i' || c == 'v' || c == 'x' || c == 'I' ||
           c == 'V' || c == 'X' || c == '-' || c == U'—' || c == '(' || c == ')' ||
           c == U'（' || c == U'）';
}

/* An entry's parts. */
typedef struct Entry {
    Str title, number;
    bool has_leader;
} Entry;

static bool parse_entry(const Line *line, Entry *entry)
{
    Str text = line->text;
    size_t off = text.len;
    bool has_digit = false;
    while (off > 0) {
        size_t start = off;
        char32_t c = utf8_previous(text, &start);
        if (!is_digit_of_page(c) || text.len - start > NUMBER_MAX_BYTES)
            break;
        has_digit |= c != '-' && c < 0x80 && c != '(' && c != ')';
        off = start;
    }
    entry->number = str_slice(text, off, text.len);
    size_t dots = 0;
    while (off > 0) {
        size_t start = off;
        char32_t c = utf8_previous(text, &start);
        if (is_leader(c))
            dots += c == U'…' || c == U'⋯' ? 3 : 1;
        else if (!text_is_space(c) && c != THIN_BLANK)
            break;
        off = start;
    }
    entry->title = text_trim(str_slice(text, 0, off));
    entry->has_leader = dots >= LEADER_MIN;
    if (!has_digit || !entry->title.len || dots == 1 || dots == 2)
        return false;
    /* Without a leader the number stands by itself at the right edge. */
    const Word *last = &line->words[line->word_count - 1];
    return entry->has_leader ||
           (line->word_count > 1 && str_is_equal(last->text, entry->number) &&
            line->right - line->box.x1 < 1.5F * line->size &&
            last->x0 - last[-1].x1 > 2 * line->size);
}

/* 目录, 目 次, Contents: numbers at the right edge are then page numbers. */
static bool is_contents_title(Str text)
{
    static const char *const titles[] = {
        "目录",   "目次",   "contents", "tableofcontents", "插图目录", "表格目录",
        "图目录", "表目录", "插图清单", "附表清单",        "图表目录", "总目录"};
    StrBuf folded = {0};
    title_fold(&folded, text);
    bool is_title = false;
    StrBuf title = {0};
    for (size_t i = 0; i < ARRAY_SIZE(titles) && !is_title; i++) {
        strbuf_reset(&title);
        title_fold(&title, str_from(titles[i]));
        is_title = str_is_equal(strbuf_get(&folded), strbuf_get(&title));
    }
    strbuf_clear(&title);
    strbuf_clear(&folded);
    return is_title;
}

static bool is_leader_only(Str text)
{
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(text, &off);
        if (!is_leader(c) && !text_is_space(c) && c != THIN_BLANK)
            return false;
    }
    return true;
}

static void rewrite(PageText *pages, Line *line, const Entry *entry)
{
    StrBuf text = {0};
    strbuf_append_str(&text, entry->title);
    strbuf_append_text(&text, " …… ");
    strbuf_append_str(&text, entry->number);
    line->text = arena_str(pages->arena, strbuf_get(&text));
    line->flags |= LINE_CONTENTS;
    strbuf_clear(&text);
}

/* ---- an outline from the contents -------------------------------------- */

/* An entry as the outline wants it. */
typedef struct Listed {
    Str title;
    float x0;
    int64_t number; /* printed; pages may count from elsewhere */
    uint64_t hash;
} Listed;

typedef struct ListedEntries {
    Listed *items;
    size_t count, capacity;
} ListedEntries;

static uint64_t hash_title(StrBuf *room, Str title)
{
    strbuf_reset(room);
    title_fold(room, title);
    uint64_t hash = 1469598103934665603ULL;
    for (size_t i = 0; i < room->len; i++)
        hash = (hash ^ (unsigned char)room->data[i]) * 1099511628211ULL;
    return room->len ? hash : 0;
}

static void keep_entry(ListedEntries *entries, const Line *line, const Entry *entry)
{
    int64_t number;
    StrBuf room = {0};
    if (str_parse_int(entry->number, &number) && number >= 0 && number < UINT32_MAX) {
        entries->items = mem_grow(entries->items, &entries->capacity, entries->count + 1,
                                  sizeof(*entries->items));
        entries->items[entries->count++] =
            (Listed){entry->title, line->box.x0, number, hash_title(&room, entry->title)};
    }
    strbuf_clear(&room);
}

/* How far printed numbers are from pages: what most titles that come again say. Votes
 * are counted for -page_count … page_count; false where too few agree. */
static bool find_offset(const PageText *pages, const ListedEntries *entries,
                        int64_t *offset)
{
    int64_t count = (int64_t)pages->page_count, best = 0;
    uint32_t *votes = mem_alloc_array((size_t)count * 2 + 1, sizeof(*votes));
    StrBuf room = {0};
    for (size_t i = 0; i < pages->line_count; i++) {
        const Line *line = &pages->lines[i];
        if (line->flags & LINE_CONTENTS || line->codepoints > 60)
            continue;
        uint64_t hash = hash_title(&room, line->text);
        for (size_t k = 0; hash && k < entries->count; k++) {
            int64_t step = (int64_t)line->page - entries->items[k].number;
            if (entries->items[k].hash == hash && step >= -count && step <= count)
                votes[step + count]++;
        }
    }
    for (int64_t i = 0; i <= 2 * count; i++)
        best = votes[i] > votes[best] ? i : best;
    bool is_agreed = votes[best] >= 2 && votes[best] * 3 >= entries->count;
    *offset = best - count;
    strbuf_clear(&room);
    free(votes);
    return is_agreed;
}

/* Level by indent: how many narrower ones there are among the entries, each counted
 * once. */
static unsigned rank_indent(const PageText *pages, const ListedEntries *entries, float x0)
{
    unsigned level = 1;
    float last = x0;
    for (;;) {
        float next = -1; /* the widest indent clearly narrower than the last */
        for (size_t i = 0; i < entries->count; i++) {
            float other = entries->items[i].x0;
            if (other < last - 0.7F * pages->body_size && other > next)
                next = other;
        }
        if (next < 0)
            return level;
        last = next;
        level++;
    }
}

static void add_outline(PageText *pages, const ListedEntries *entries)
{
    int64_t offset;
    if (entries->count < ENTRIES_MIN || entries->count > ENTRIES_MAX ||
        !find_offset(pages, entries, &offset))
        return;
    for (size_t i = 0; i < entries->count; i++) {
        const Listed *entry = &entries->items[i];
        int64_t page = entry->number + offset;
        if (page < 0 || page >= (int64_t)pages->page_count)
            continue;
        page_text_add_bookmark(pages, entry->title,
                               rank_indent(pages, entries, entry->x0), (uint32_t)page,
                               -1);
        pages->bookmarks[pages->bookmark_count - 1].is_printed = true;
    }
}

/* ---- pages ------------------------------------------------------------- */

/* Lines [start, end) are a page. `*is_going_on`: the page before was one of contents. */
static void judge_page(PageText *pages, size_t start, size_t end, bool *is_going_on,
                       ListedEntries *listed)
{
    size_t entries = 0, leaders = 0, first = end, last = start;
    bool is_titled = false;
    for (size_t i = start; i < end; i++) {
        Entry entry;
        is_titled |= i < start + 3 && is_contents_title(pages->lines[i].text);
        if (!parse_entry(&pages->lines[i], &entry))
            continue;
        entries++;
        leaders += entry.has_leader;
        first = MIN(first, i);
        last = i;
    }
    bool is_expected = is_titled || *is_going_on;
    bool is_contents = (leaders >= ENTRIES_MIN && entries * 2 >= last - first + 1) ||
                       (is_expected && entries > 0 && entries * 3 >= end - start);
    *is_going_on = is_contents;
    if (!is_contents)
        return;
    for (size_t i = first; i <= last; i++) {
        Entry entry;
        Line *line = &pages->lines[i];
        if (parse_entry(line, &entry)) {
            keep_entry(listed, line, &entry);
            rewrite(pages, line, &entry);
        } else { /* the beginning of an entry of two lines, or a part's name */
            line->flags |= LINE_CONTENTS;
        }
        if (is_leader_only(line->text))
            line->text = STR("");
    }
}

void text_find_contents(PageText *pages)
{
    bool is_going_on = false;
    ListedEntries listed = {0};
    for (size_t start = 0; start < pages->line_count;) {
        size_t end = start + 1;
        while (end < pages->line_count &&
               pages->lines[end].page == pages->lines[start].page)
            end++;
        judge_page(pages, start, end, &is_going_on, &listed);
        start = end;
    }
    if (!pages->bookmark_count)
        add_outline(pages, &listed);
    free(listed.items);
}
