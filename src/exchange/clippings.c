/* Kindle's “My Clippings.txt”, in English and Chinese.
 *
 *     Title (Author)
 *     - Your Highlight on page 5 | Location 66-67 | Added on Monday, January 1, 2024 …
 *
 *     the words
 *     ==========
 *
 * A note is a clipping of its own, at the last place of what it is about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/foreign.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <time.h>

#define END_MARK "=========="

typedef enum ClippingKind {
    CLIPPING_OTHER,
    CLIPPING_HIGHLIGHT,
    CLIPPING_NOTE
} ClippingKind;

typedef struct Clipping {
    Str title, text;
    ClippingKind kind;
    int64_t from, to; /* places; 0 where none are told */
    int64_t time_ms;
} Clipping;

static Str take_row(Str *rest)
{
    Str row = str_split(rest, '\n');
    if (str_has_suffix(row, STR("\r")))
        row.len--;
    if (str_has_prefix(row, STR("\xef\xbb\xbf")))
        row = str_slice(row, 3, row.len);
    return row;
}

static bool holds(Str text, const char *word)
{
    return str_find(text, str_from(word), 0) != STR_NONE;
}

static ClippingKind find_kind(Str head)
{
    if (holds(head, "Highlight") || holds(head, "标注") || holds(head, "標註"))
        return CLIPPING_HIGHLIGHT;
    if (holds(head, "Note") || holds(head, "笔记") || holds(head, "筆記"))
        return CLIPPING_NOTE;
    return CLIPPING_OTHER;
}

/* 1234-36 stands for 1234-1236. */
static int64_t complete_end(int64_t from, int64_t to)
{
    int64_t scale = 10;
    while (scale <= to)
        scale *= 10;
    return to < from && to > 0 && scale <= from ? from - from % scale + to : to;
}

/* The numbers behind “Location”, 位置 or #, else those of the page. */
static void find_place(Str head, Clipping *clipping)
{
    static const char *const words[] = {"Location ", "location ", "位置 #", "位置#",
                                        "位置 ",     "位置",      "Loc. ",  "page ",
                                        "Page ",     "第 ",       "第"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        size_t at = str_find(head, str_from(words[i]), 0);
        if (at == STR_NONE)
            continue;
        at += str_from(words[i]).len;
        int64_t *numbers[] = {&clipping->from, &clipping->to};
        for (int j = 0; j < 2; j++) {
            size_t end = at;
            while (end < head.len && head.data[end] >= '0' && head.data[end] <= '9')
                end++;
            if (!str_parse_int(str_slice(head, at, end), numbers[j]))
                break;
            at = end + 1; /* behind the hyphen */
        }
        clipping->to = MAX(complete_end(clipping->from, clipping->to), clipping->from);
        if (clipping->from)
            return;
    }
}

/* ---- times ------------------------------------------------------------------------- */

static bool take_number(Str text, size_t *at, int *value)
{
    int64_t number = 0;
    while (*at < text.len && (text.data[*at] < '0' || text.data[*at] > '9'))
        ++*at;
    size_t start = *at;
    while (*at < text.len && text.data[*at] >= '0' && text.data[*at] <= '9')
        ++*at;
    if (!str_parse_int(str_slice(text, start, *at), &number) || number > 9999)
        return false;
    *value = (int)number;
    return true;
}

/* 添加于 2024年1月5日星期五 上午10:00:00; Added on Monday, January 5, 2024 10:00:00 AM */
static int64_t find_time(Str head)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    struct tm parts = {.tm_isdst = -1};
    static const char *const added[] = {"添加于", "已添加至", "新增於", "新增于"};
    size_t han = STR_NONE, at = str_find(head, STR("Added on"), 0);
    for (size_t i = 0; i < ARRAY_SIZE(added) && han == STR_NONE; i++)
        han = str_find(head, str_from(added[i]), 0);
    bool is_read = false;
    if (han != STR_NONE) {
        at = han;
        is_read = take_number(head, &at, &parts.tm_year) &&
                  take_number(head, &at, &parts.tm_mon) &&
                  take_number(head, &at, &parts.tm_mday);
    } else if (at != STR_NONE) {
        Str rest = str_slice(head, at, head.len);
        for (size_t i = 0; i < ARRAY_SIZE(months); i++)
            if (holds(rest, months[i]))
                parts.tm_mon = (int)i + 1;
        is_read = parts.tm_mon && take_number(head, &at, &parts.tm_mday) &&
                  take_number(head, &at, &parts.tm_year);
    }
    if (!is_read)
        return 0;
    if (take_number(head, &at, &parts.tm_hour) && take_number(head, &at, &parts.tm_min))
        take_number(head, &at, &parts.tm_sec);
    bool is_late = holds(head, "下午") || holds(head, "晚上") || holds(head, " PM");
    bool is_early = holds(head, "上午") || holds(head, "凌晨") || holds(head, " AM");
    if (is_late && parts.tm_hour < 12)
        parts.tm_hour += 12;
    if (is_early && parts.tm_hour == 12)
        parts.tm_hour = 0;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return (int64_t)mktime(&parts) * 1000;
}

/* ---- clippings ------------------------------------------------------------------------
 */

/* Without the author in brackets at the end. */
static Str strip_author(Str title)
{
    title = text_trim(title);
    Str open = str_has_suffix(title, STR("）")) ? STR("（") : STR("(");
    if (!str_has_suffix(title, STR(")")) && !str_has_suffix(title, STR("）")))
        return title;
    size_t last = STR_NONE;
    for (size_t at = str_find(title, open, 0); at != STR_NONE;
         at = str_find(title, open, at + open.len))
        last = at;
    return last == STR_NONE || !last ? title : text_trim(str_slice(title, 0, last));
}

static bool take_clipping(Str *rest, Clipping *clipping)
{
    *clipping = (Clipping){0};
    clipping->title = strip_author(take_row(rest));
    Str head = take_row(rest);
    if (!str_has_prefix(text_trim(head), STR("-")))
        return false;
    clipping->kind = find_kind(head);
    clipping->time_ms = find_time(head);
    find_place(head, clipping);
    Str body = *rest;
    size_t len = 0;
    while (rest->data) {
        size_t before = (size_t)(rest->data - body.data);
        if (str_has_prefix(take_row(rest), STR(END_MARK)))
            break;
        len = rest->data ? (size_t)(rest->data - body.data) : body.len;
        len = MAX(len, before);
    }
    clipping->text = text_trim(str_slice(body, 0, len));
    return true;
}

/* The highlight that ends where the note is. */
static Foreign *find_noted(ForeignList *list, const int64_t *places, const Clipping *note)
{
    for (size_t i = list->count; i-- > 0;)
        if (str_is_equal(list->rows[i].title, note->title) && places[2 * i] &&
            places[2 * i] <= note->to && note->from <= places[2 * i + 1])
            return &list->rows[i];
    return NULL;
}

/* What the program writes where a publisher allows no more words to be taken out. */
static bool is_refused(Str text)
{
    return str_has_prefix(text, STR("<")) &&
           (holds(text, "clipping limit") || holds(text, "剪贴上限") ||
            holds(text, "剪貼上限"));
}

static void take_highlight(ForeignList *list, const Clipping *clipping)
{
    if (is_refused(clipping->text)) {
        report_add(list->report, ERR_NOT_FOUND, clipping->title,
                   _("the words at location %lld are not in the file: the book allows no "
                     "more of them to be taken out"),
                   (long long)clipping->from);
        list->left_out++;
        return;
    }
    Foreign *foreign = foreign_add(list);
    foreign->title = clipping->title;
    foreign->annotation.selector.exact = clipping->text;
    foreign->annotation.created_ms = clipping->time_ms;
}

/* Of several notes at one place none is dropped. */
static void take_note(ForeignList *list, const int64_t *places, const Clipping *clipping)
{
    Foreign *noted = find_noted(list, places, clipping);
    if (!noted) {
        size_t size = text_fit(clipping->text, 40, &(WidthPolicy){0});
        report_add(list->report, ERR_NOT_FOUND, clipping->title,
                   _("the note “%.*s” is about no highlight, and was left out"),
                   STR_ARG(str_slice(clipping->text, 0, size)));
        list->left_out++;
        return;
    }
    Str *note = &noted->annotation.note;
    StrBuf both = {0};
    strbuf_append_str(&both, *note);
    strbuf_append_text(&both, note->len ? "\n\n" : "");
    strbuf_append_str(&both, clipping->text);
    *note = arena_str(list->arena, strbuf_get(&both));
    strbuf_clear(&both);
}

static bool looks_right(Str text)
{
    return holds(text, END_MARK) &&
           (holds(text, "\n- Your ") || holds(text, "\n- 您在") ||
            holds(text, "\n- 你在") || holds(text, "\n- Highlight") ||
            holds(text, "\n- 我的") || holds(text, "\n- 您的"));
}

bool foreign_read_clippings(ForeignList *list, Str text)
{
    if (!looks_right(text))
        return false;
    int64_t *places = NULL;
    size_t capacity = 0;
    Clipping clipping;
    for (int pass = 0; pass < 2; pass++) { /* a note may stand before its highlight */
        for (Str rest = text; rest.data;) {
            size_t count = list->count;
            if (!take_clipping(&rest, &clipping))
                continue;
            bool is_empty = !clipping.text.len || clipping.kind == CLIPPING_OTHER;
            list->left_out += is_empty && pass == 0;
            if (pass == 0 && !is_empty && clipping.kind == CLIPPING_HIGHLIGHT)
                take_highlight(list, &clipping);
            else if (pass == 1 && !is_empty && clipping.kind == CLIPPING_NOTE)
                take_note(list, places, &clipping);
            if (list->count == count)
                continue;
            places = mem_grow(places, &capacity, 2 * list->count, sizeof(*places));
            places[2 * list->count - 2] = clipping.from;
            places[2 * list->count - 1] = clipping.to;
        }
    }
    free(places);
    return true;
}
