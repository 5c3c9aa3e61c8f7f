/* Passages and whole documents as one web page: no scripts, nothing fetched, and a policy
 * in it that forbids both.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

#define MAX_LEVEL 6

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"generator\" content=\"piyue\">\n";

/* Readable on screen, by day and night, and on paper. */
static const char style[] =
    "<style>\n"
    ":root{color-scheme:light dark;--text:#2b2b2b;--page:#fbf8f1;--quiet:#6b6257;"
    "--line:#b5452c;--mark:#f6e3a1}\n"
    "@media(prefers-color-scheme:dark){:root{--text:#d8d2c4;--page:#1f1d1a;"
    "--quiet:#9a9284;--line:#d98a6f;--mark:#5a4a1c}}\n"
    "body{max-width:40em;margin:3em auto;padding:0 "
    "1.2em;line-height:1.8;color:var(--text);"
    "background:var(--page);font-family:\"Noto Serif CJK SC\",\"Source Han Serif SC\","
    "\"Songti SC\",SimSun,serif;overflow-wrap:anywhere}\n"
    "h1,h2,h3,h4,h5,h6{line-height:1.4;font-family:\"Noto Sans CJK SC\","
    "\"Source Han Sans SC\",\"PingFang SC\",SimHei,sans-serif}\n"
    "blockquote{margin:1.2em 0 .4em;padding-left:1em;border-left:3px solid var(--line)}\n"
    "blockquote p{margin:0;text-indent:2em}\n"
    "p.text{margin:0;text-indent:2em}p.item,p.row{margin:0 0 0 2em}\n"
    ".note{margin:.4em 0 .4em 1em;white-space:pre-wrap}\n"
    ".reply{margin:.2em 0 .2em 2.4em;white-space:pre-wrap;font-size:.95em}\n"
    ".reply span{color:var(--quiet);margin-right:.4em}\n"
    ".tags,.source{margin:.2em 0 .2em 1em;color:var(--quiet);font-size:.9em}\n"
    ".source{margin-bottom:1.6em}\n"
    "mark{color:inherit;background:var(--mark)}a{color:inherit}\n"
    "@media "
    "print{:root{--text:#000;--page:#fff;--quiet:#444}body{max-width:none;margin:0}"
    "blockquote,.note{break-inside:avoid}h1,h2,h3,h4,h5,h6{break-after:avoid}}\n"
    "</style>\n";

static void append_text(StrBuf *out, Str text)
{
    StrBuf row = {0};
    sanitize(&row, text, SANITIZE_TERMINAL);
    escape_append(ESCAPE_HTML, strbuf_get(&row), out);
    strbuf_clear(&row);
}

static void append_element(StrBuf *out, const char *open, Str text, const char *close)
{
    strbuf_append_text(out, open);
    append_text(out, text_trim(text));
    strbuf_append_text(out, close);
}

static void begin_page(StrBuf *out, Str title)
{
    strbuf_append_text(out, head);
    append_element(out, "<title>", title, "</title>\n");
    strbuf_append_text(out, style);
    strbuf_append_text(out, "</head>\n<body>\n");
}

static void append_heading(StrBuf *out, size_t level, Str text)
{
    size_t rank = MIN(level, (size_t)MAX_LEVEL);
    strbuf_appendf(out, "<h%zu>", rank);
    append_text(out, text_trim(text));
    strbuf_appendf(out, "</h%zu>\n", rank);
}

/* ---- passages ----------------------------------------------------------------- */

static void write_document(void *context, const ExportDocument *document)
{
    append_heading(context, 1, document->fields.values[FIELD_TITLE]);
}

static void write_heading(void *context, size_t level, Str heading)
{
    append_heading(context, level, heading);
}

static void append_quotation(StrBuf *out, Str exact)
{
    strbuf_append_text(out, "<blockquote>\n");
    while (exact.data)
        append_element(out, "<p>", str_split(&exact, '\n'), "</p>\n");
    strbuf_append_text(out, "</blockquote>\n");
}

/* Row ends are kept by the style sheet. */
static void append_rows(StrBuf *out, Str text)
{
    StrBuf clean = {0};
    Str rest = text_trim(text);
    sanitize(&clean, rest, SANITIZE_LINES);
    rest = strbuf_get(&clean);
    for (bool is_first = true; rest.data; is_first = false) {
        strbuf_append_text(out, is_first ? "" : "\n");
        append_text(out, str_split(&rest, '\n'));
    }
    strbuf_clear(&clean);
}

static void append_note(StrBuf *out, const Annotation *annotation)
{
    if (text_trim(annotation->note).len) {
        strbuf_append_text(out, "<div class=\"note\">");
        append_rows(out, annotation->note);
        strbuf_append_text(out, "</div>\n");
    }
    for (size_t i = 0; i < annotation->reply_count; i++) {
        StrBuf who = {0};
        reply_append_head(&annotation->replies[i], &who);
        append_element(out, "<div class=\"reply\"><span>", strbuf_get(&who), "</span> ");
        append_rows(out, annotation->replies[i].text);
        strbuf_append_text(out, "</div>\n");
        strbuf_clear(&who);
    }
}

static void append_tags(StrBuf *out, const Annotation *annotation)
{
    StrBuf status = {0};
    status_append(annotation, &status);
    if (!status.len && !annotation->tag_count && !annotation->is_orphan)
        return;
    strbuf_append_text(out, "<div class=\"tags\">");
    append_text(out, strbuf_get(&status));
    strbuf_clear(&status);
    if (annotation->is_orphan)
        append_text(out,
                    str_from(_("(The place of this passage in the text was lost.)")));
    for (size_t i = 0; i < annotation->tag_count; i++) {
        strbuf_append_text(out, " #");
        append_text(out, annotation->tags[i]);
    }
    strbuf_append_text(out, "</div>\n");
}

static void write_passage(void *context, const ExportPassage *passage)
{
    StrBuf *out = context;
    append_quotation(out, passage->annotation->selector.exact);
    append_note(out, passage->annotation);
    append_tags(out, passage->annotation);
    append_element(out, "<div class=\"source\">——", passage->citation, "</div>\n");
}

bool export_html(Export *export, StrBuf *out, Error *err)
{
    static const ExportWalker walker = {write_document, write_heading, write_passage};
    begin_page(out, str_from(_("Passages")));
    if (!export_walk(export, &walker, out, err))
        return false;
    strbuf_append_text(out, "</body>\n</html>\n");
    return true;
}

/* ---- a whole document ------------------------------------------------------------ */

typedef struct WholePage {
    StrBuf *out;
    const char *close; /* of the paragraph at hand */
    size_t *ended;     /* passages whose notes stand below it, by their numbers */
    size_t ended_count;
    const AnnotationList *list;
} WholePage;

static const char *const heading_ends[] = {"</h1>\n", "</h2>\n", "</h3>\n",
                                           "</h4>\n", "</h5>\n", "</h6>\n"};

static void begin_block(void *context, BlockInfo info, size_t heading_level)
{
    WholePage *page = context;
    size_t rank = MIN(heading_level, (size_t)MAX_LEVEL);
    page->close = "</p>\n";
    if (rank) {
        strbuf_appendf(page->out, "<h%zu>", rank);
        page->close = heading_ends[rank - 1];
        return;
    }
    switch ((BlockKind)info.kind) {
    case BLOCK_RULE:
        strbuf_append_text(page->out, "<hr>");
        page->close = "\n";
        break;
    case BLOCK_QUOTE:
        strbuf_append_text(page->out, "<blockquote><p>");
        page->close = "</p></blockquote>\n";
        break;
    case BLOCK_ITEM:
        strbuf_append_text(page->out, "<p class=\"item\">");
        break;
    case BLOCK_TABLE_ROW:
    case BLOCK_VERSE:
        strbuf_append_text(page->out, "<p class=\"row\">");
        break;
    case BLOCK_PARAGRAPH:
    case BLOCK_HEADING:
    case BLOCK_NOTE:
    case BLOCK_KIND_COUNT:
        strbuf_append_text(page->out, "<p class=\"text\">");
        break;
    }
}

static void write_segment(void *context, const MarkedSegment *segment)
{
    WholePage *page = context;
    if (segment->is_marked)
        strbuf_append_text(page->out, "<mark>");
    if (segment->address.len) {
        strbuf_append_text(page->out, "<a rel=\"noreferrer\" href=\"");
        append_text(page->out, segment->address);
        strbuf_append_text(page->out, "\">");
    }
    append_text(page->out, segment->text);
    strbuf_append_text(page->out, segment->address.len ? "</a>" : "");
    if (segment->is_marked)
        strbuf_append_text(page->out, "</mark>");
}

static void write_mark(void *context, const Annotation *annotation, size_t number,
                       bool is_start)
{
    WholePage *page = context;
    if (is_start || !has_remarks(annotation))
        return;
    strbuf_appendf(page->out, "<sup>[%zu]</sup>", number);
    page->ended[page->ended_count++] = number;
}

static void end_block(void *context, BlockInfo info)
{
    (void)info;
    WholePage *page = context;
    strbuf_append_text(page->out, page->close);
    for (size_t i = 0; i < page->ended_count; i++) {
        const Annotation *annotation = &page->list->rows[page->ended[i] - 1];
        strbuf_appendf(page->out, "<div class=\"tags\">[%zu]</div>\n", page->ended[i]);
        append_note(page->out, annotation);
        append_tags(page->out, annotation);
    }
    page->ended_count = 0;
}

bool export_whole_html(Export *export, StrBuf *out, Error *err)
{
    static const WholeWriter writer = {begin_block, write_segment, write_mark, end_block};
    const AnnotationList *list = export->list;
    if (!export_enter(export, list->rows[0].doc, err))
        return false;
    WholePage page = {.out = out, .list = list};
    page.ended = arena_alloc(export->arena, (list->count + 1) * sizeof(*page.ended));
    begin_page(out, export->current.fields.values[FIELD_TITLE]);
    if (!whole_has_title(export->current.document))
        append_heading(out, 1, export->current.fields.values[FIELD_TITLE]);
    if (!whole_walk(export, &writer, &page, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->rows[i].is_orphan)
            continue;
        append_quotation(out, list->rows[i].selector.exact);
        append_note(out, &list->rows[i]);
        append_tags(out, &list->rows[i]);
    }
    strbuf_append_text(out, "</body>\n</html>\n");
    return true;
}
