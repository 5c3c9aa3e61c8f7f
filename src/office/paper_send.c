/* Tells what a paper has collected.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/paper_private.h"

#include <unistd.h>

#include <piyue/text.h>

/* ---- worthless titles -------------------------------------------------- */

static bool is_one_of(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is_equal_nocase(text, str_from(words[i])))
            return true;
    return false;
}

static bool has_suffix_nocase(Str text, Str suffix)
{
    return text.len >= suffix.len &&
           str_is_equal_nocase(str_slice(text, text.len - suffix.len, text.len), suffix);
}

/* “文档1”, “Document 12”: `text` without the digits at its end. */
static Str strip_count(Str text)
{
    while (text.len &&
           ((text.data[text.len - 1] >= '0' && text.data[text.len - 1] <= '9') ||
            text.data[text.len - 1] == ' '))
        text.len--;
    return text;
}

bool paper_is_no_title(Str title)
{
    static const char *const words[] = {
        "Word 文档",
        "Word文档",
        "Microsoft Word 文档",
        "Microsoft Word",
        "文档",
        "新建文档",
        "新文档",
        "无标题",
        "未命名",
        "未命名文档",
        "标题",
        "目录",
        "Untitled",
        "Document",
        "Word Document",
        "Title",
        "No title",
        "Normal",
        "模板",
        "默认",
        "演示文稿",
        "无",
        "文件",
        "WPS 文字",
        "PowerPoint 演示文稿",
    };
    static const char *const suffixes[] = {".doc",  ".docx", ".dot", ".dotx", ".dotm",
                                           ".docm", ".wps",  ".wpt", ".odt",  ".txt",
                                           ".tmp",  ".rtf",  ".pdf"};
    title = text_trim(title);
    if (utf8_count_codepoints(title) < 2 ||
        str_has_prefix(title, STR("Microsoft Word -")) ||
        is_one_of(strip_count(title), words, ARRAY_SIZE(words)))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
        if (has_suffix_nocase(title, str_from(suffixes[i])))
            return true;
    for (size_t off = 0; off < title.len;) {
        char32_t c = utf8_next(title, &off);
        if (!text_is_punctuation(c) && !text_is_space(c) && !(c >= '0' && c <= '9'))
            return false;
    }
    return true;
}

bool paper_is_no_author(Str author)
{
    static const char *const words[] = {
        "python-docx",
        "Administrator",
        "admin",
        "User",
        "Users",
        "微软用户",
        "微软中国",
        "Microsoft",
        "Windows 用户",
        "Windows User",
        "MC SYSTEM",
        "Lenovo",
        "Lenovo User",
        "Dell",
        "HP",
        "ASUS",
        "Acer",
        "thinkpad",
        "Apache POI",
        "un-named",
        "Unknown",
        "Unknown Author",
        "pc",
        "Microsoft Office User",
        "Microsoft Office 用户",
        "雨林木风",
        "番茄花园",
        "深度技术",
        "user1",
        "openpyxl",
        "作者",
        "Author",
        "root",
        "系统管理员",
    };
    author = text_trim(author);
    return !author.len || is_one_of(author, words, ARRAY_SIZE(words));
}

/* Appends the letters of `text`, so that blanks and line ends do not matter. */
static void append_letters(StrBuf *out, Str text)
{
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t c = utf8_next(text, &off);
        if (!text_is_space(c) && !text_is_punctuation(c))
            strbuf_append_str(out, str_slice(text, start, off));
    }
}

/* How far a title may stand from the beginning. */
#define TITLE_ITEMS 40
#define TITLE_BYTES 6000

/* A title that stands at the beginning of the text was not left over from another. */
static bool is_shown(const List *body, Str title)
{
    StrBuf letters = {0}, needle = {0};
    for (size_t i = 0; i < MIN(body->count, TITLE_ITEMS) && letters.len < TITLE_BYTES;
         i++)
        append_letters(&letters, body->items[i].text);
    append_letters(&needle, title);
    bool is_found =
        needle.len && str_find(strbuf_get(&letters), strbuf_get(&needle), 0) != STR_NONE;
    strbuf_clear(&letters);
    strbuf_clear(&needle);
    return is_found;
}

/* The paragraph of the style for titles, if it stands in front. */
static Str find_title(const List *body)
{
    for (size_t i = 0; i < MIN(body->count, TITLE_ITEMS); i++)
        if (body->items[i].is_title && utf8_count_codepoints(body->items[i].text) <= 80)
            return body->items[i].text;
    return (Str){0};
}

static void send_meta(const Paper *paper, Sink *sink)
{
    const List *body = &paper->lists[0];
    Str told = strbuf_get(&paper->meta[META_TITLE]), own = find_title(body);
    if (!paper_is_no_title(told) && (is_shown(body, told) || !own.len))
        sink_meta(sink, META_TITLE, told);
    else
        sink_meta(sink, META_TITLE, own);
    Str author = strbuf_get(&paper->meta[META_AUTHOR]);
    if (!paper_is_no_author(author))
        sink_meta(sink, META_AUTHOR, author);
    sink_meta(sink, META_SOURCE, strbuf_get(&paper->meta[META_SOURCE]));
    sink_meta(sink, META_DATE, strbuf_get(&paper->meta[META_DATE]));
}

/* ---- blocks ------------------------------------------------------------ */

/* What the whole says about each of its parts. */
typedef struct Whole {
    unsigned body_half_points; /* the size of most text */
    bool has_title, has_headings;
} Whole;

static Whole look_over(const Paper *paper)
{
    Whole whole = {0};
    for (unsigned i = 1; i <= MAX_HALF_POINTS; i++)
        if (paper->sizes[i] > paper->sizes[whole.body_half_points] ||
            !whole.body_half_points)
            whole.body_half_points = i;
    const List *body = &paper->lists[0];
    for (size_t i = 0; i < body->count; i++) {
        whole.has_title |= body->items[i].is_title;
        whole.has_headings |= body->items[i].level > 0;
    }
    return whole;
}

/* 1., (2), a) and ① count things; 一、, 第三条 and 1.2 part a text. */
static bool counts_things(Str text)
{
    bool has_digit = false;
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t c = utf8_next(text, &off);
        if (text_is_han(c))
            return has_digit;
        bool is_digit = c >= '0' && c <= '9';
        if (has_digit && is_digit && start && text.data[start - 1] == '.')
            return false;
        has_digit |= is_digit;
        if (text_is_space(c) || (c >= 0x2460 && c <= 0x249B))
            return true;
        if (has_digit && !is_digit && c != '.')
            return true;
    }
    return true;
}

static BlockKind choose_kind(const Item *item, const Whole *whole)
{
    if (item->kind != BLOCK_PARAGRAPH)
        return item->kind;
    if (item->is_title || item->level)
        return BLOCK_HEADING;
    if (item->is_bullet)
        return BLOCK_ITEM;
    /* In a document whose headings are marked, other numbers are those of lists. Without
     * any, they are what the outline is made of. */
    bool is_list = (item->evidence & EVIDENCE_NUMBERED) && whole->has_headings &&
                   !(item->evidence & EVIDENCE_BOLD) && counts_things(item->text);
    return is_list ? BLOCK_ITEM : BLOCK_PARAGRAPH;
}

/* A point, and a tenth, is what an eye tells apart. */
static bool is_large(const Item *item, const Whole *whole)
{
    return item->half_points >= whole->body_half_points + 2 &&
           item->half_points * 10u >= whole->body_half_points * 11u;
}

/* [off, end) of a text up to where a link begins or ends; `*in` is the one around it. */
static size_t find_change(const Item *item, size_t off, size_t end, const Link **in)
{
    *in = NULL;
    for (size_t i = 0; i < item->link_count; i++) {
        const Link *link = &item->links[i];
        if (link->start > off) {
            end = MIN(end, link->start);
        } else if (link->end > off) {
            end = MIN(end, link->end);
            *in = link;
        }
    }
    return end;
}

/* [start, end) of an item's text with its links and names. */
static void append_linked(Flow *flow, const Item *item, size_t start, size_t end)
{
    for (size_t off = start, next; off < end; off = next) {
        const Link *in = NULL;
        next = item->link_count ? find_change(item, off, end, &in) : end;
        for (size_t i = 0; i < item->link_count; i++)
            if (item->links[i].kind == LINK_ANCHOR && item->links[i].start == off)
                flow_add_anchor(flow, item->links[i].target);
        if (in)
            flow_begin_link(flow, in->kind, in->target);
        flow_append(flow, str_slice(item->text, off, next));
        if (in)
            flow_end_link(flow);
    }
}

static void send_text(Flow *flow, const Item *item, char separator,
                      void (*end_line)(Flow *flow))
{
    char needle[] = {separator, '\0'};
    for (size_t start = 0;;) {
        size_t end = MIN(str_find(item->text, str_from(needle), start), item->text.len);
        append_linked(flow, item, start, end);
        if (end == item->text.len)
            return;
        end_line(flow);
        start = end + 1;
    }
}

static void send_lines(Flow *flow, Str text, char separator, void (*end_line)(Flow *flow))
{
    while (text.data) {
        flow_append(flow, str_split(&text, separator));
        if (text.data)
            end_line(flow);
    }
}

static void put_blank(Flow *flow)
{
    flow_append(flow, STR(" "));
}

static void send_note(Flow *flow, const Item *note)
{
    if (note->place == NOTE_SECTION) {
        flow_begin_note(flow, note->label);
        send_lines(flow, note->text, '\n', flow_break);
        flow_end_note(flow);
        return;
    }
    flow_begin(flow, BLOCK_NOTE, 0, 0);
    flow_append(flow, note->label);
    if (note->place == NOTE_END)
        put_blank(flow);
    send_lines(flow, note->text, '\n', flow_break);
    flow_end(flow);
}

static void send_item(Flow *flow, const Item *item, const Whole *whole)
{
    BlockKind kind = choose_kind(item, whole);
    unsigned level = 0, evidence = item->evidence;
    bool is_row = kind == BLOCK_TABLE_ROW;
    if (kind == BLOCK_HEADING) {
        flow_send_notes(flow);
        /* The title is the first level of all. */
        level = item->is_title ? 1 : MIN(item->level + (unsigned)whole->has_title, 9u);
        evidence |= EVIDENCE_MARKED;
    }
    if (!is_row && is_large(item, whole))
        evidence |= EVIDENCE_LARGE;
    flow_begin(flow, kind, level, evidence);
    flow_add_flags(flow, item->flags);
    if (is_row)
        send_text(flow, item, '\t', flow_next_cell);
    else
        send_text(flow, item, '\n', kind == BLOCK_HEADING ? put_blank : flow_break);
    flow_end(flow);
}

bool paper_send(Paper *paper, const Source *source, Sink *sink, Error *err)
{
    Whole whole = look_over(paper);
    const List *body = &paper->lists[0];
    Flow *flow = flow_new(sink);
    send_meta(paper, sink);
    for (size_t i = 0; i < body->count; i++) {
        const Item *item = &body->items[i];
        if (item->kind != BLOCK_NOTE)
            send_item(flow, item, &whole);
        else if (item->place != NOTE_END)
            send_note(flow, item);
    }
    flow_send_notes(flow);
    for (size_t i = 0; i < body->count; i++)
        if (body->items[i].kind == BLOCK_NOTE && body->items[i].place == NOTE_END)
            send_note(flow, &body->items[i]);
    flow_end(flow);
    size_t sent = flow_count_blocks(flow);
    flow_free(flow);
    if (!sent)
        return error_set(err, ERR_EMPTY, _("%s holds no text"), source->name);
    off_t bytes = lseek(source->fd, 0, SEEK_END);
    sink_end(sink, 0, bytes > 0 ? (uint64_t)bytes : 0);
    return true;
}
