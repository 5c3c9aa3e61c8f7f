/* Passages as Markdown: documents and headings as an outline, with quotations, notes,
 * tags and sources in it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

#include <string.h>

#define MAX_LEVEL 6 /* of a heading in Markdown */

/* ---- text --------------------------------------------------------------- */

/* Characters at the start of a row that would make it something else than a paragraph:
 * a heading, a quotation, a list, a rule. Returns how many bytes stand before the one
 * that a backslash takes the meaning from, or STR_NONE. */
static size_t find_row_mark(Str row)
{
    if (row.len && strchr("#>+-=~|", row.data[0]))
        return 0;
    size_t digits = 0;
    while (digits < row.len && row.data[digits] >= '0' && row.data[digits] <= '9')
        digits++;
    bool is_item = digits && digits < row.len &&
                   (row.data[digits] == '.' || row.data[digits] == ')');
    return is_item ? digits : STR_NONE;
}

/* Appends one row of foreign text such that Markdown shows it as it is. */
static void append_row(StrBuf *out, Str text)
{
    StrBuf clean = {0};
    sanitize(&clean, text, SANITIZE_TERMINAL);
    Str row = text_trim(strbuf_get(&clean));
    size_t mark = find_row_mark(row);
    for (size_t i = 0; i < row.len; i++) {
        if (i == mark || (strchr("\\`*_[]<&", row.data[i]) && row.data[i]))
            strbuf_append_byte(out, '\\');
        strbuf_append_byte(out, row.data[i]);
    }
    strbuf_clear(&clean);
}

static void append_heading(StrBuf *out, size_t level, Str text)
{
    for (size_t i = 0; i < MIN(level, (size_t)MAX_LEVEL); i++)
        strbuf_append_byte(out, '#');
    strbuf_append_byte(out, ' ');
    append_row(out, text);
    strbuf_append_text(out, "\n\n");
}

/* ---- headings ----------------------------------------------------------- */

/* Appends those headings of a path that the passage before was not under. */
static void append_path(StrBuf *out, Str before, Str headings, Str title)
{
    bool is_same = true;
    size_t level = 2;
    while (headings.len) {
        Str heading = str_split(&headings, '\n');
        Str old = str_split(&before, '\n');
        is_same = is_same && str_is_equal(old, heading);
        /* Many a document begins with its own title as a heading. */
        if (str_is_equal(text_trim(heading), text_trim(title)))
            continue;
        if (!is_same)
            append_heading(out, level, heading);
        level++;
    }
}

/* ---- passages ----------------------------------------------------------- */

static void append_quotation(StrBuf *out, Str exact)
{
    for (bool is_first = true; exact.data; is_first = false) {
        Str row = str_split(&exact, '\n');
        strbuf_append_text(out, is_first ? "> " : ">\n> ");
        append_row(out, row);
        strbuf_append_byte(out, '\n');
    }
    strbuf_append_byte(out, '\n');
}

/* The user's own words may be Markdown; only the outline around them is protected. */
static void append_note(StrBuf *out, Str note)
{
    note = text_trim(note);
    if (!note.len)
        return;
    StrBuf clean = {0};
    sanitize(&clean, note, SANITIZE_LINES);
    for (Str rest = strbuf_get(&clean); rest.data;) {
        Str row = str_split(&rest, '\n');
        if (row.len && (row.data[0] == '#' || row.data[0] == '>'))
            strbuf_append_byte(out, '\\');
        strbuf_append_str(out, row);
        strbuf_append_byte(out, '\n');
    }
    strbuf_append_byte(out, '\n');
    strbuf_clear(&clean);
}

static void append_tags(StrBuf *out, const Annotation *annotation)
{
    const char *status = annotation->status == STATUS_OPEN   ? _("still to do")
                         : annotation->status == STATUS_DONE ? _("done")
                                                             : NULL;
    if (status)
        strbuf_appendf(out, _("Status: %s"), status);
    if (status && annotation->tag_count)
        strbuf_append_text(out, "  \n");
    if (annotation->tag_count)
        strbuf_append_text(out, _("Tags: "));
    for (size_t i = 0; i < annotation->tag_count; i++) {
        strbuf_append_text(out, i ? " \\#" : "\\#");
        append_row(out, annotation->tags[i]);
    }
    if (status || annotation->tag_count)
        strbuf_append_text(out, "\n\n");
}

static void append_passage(StrBuf *out, const Annotation *annotation, Str title)
{
    append_quotation(out, annotation->selector.exact);
    append_note(out, annotation->note);
    append_tags(out, annotation);
    if (annotation->is_orphan) {
        strbuf_append_text(out, _("(The place of this passage in the text was lost.)"));
        strbuf_append_text(out, "\n\n");
    }
    StrBuf citation = {0};
    citation_append(title, annotation->selector.headings, &citation);
    strbuf_append_text(out, "——");
    append_row(out, strbuf_get(&citation));
    strbuf_append_text(out, "\n\n");
    strbuf_clear(&citation);
}

bool export_markdown(Store *store, const AnnotationList *list, StrBuf *out, Error *err)
{
    (void)store, (void)err; /* the list has all it takes */
    int64_t doc = 0;
    Str headings = {0};
    for (size_t i = 0; i < list->count; i++) {
        const Annotation *annotation = &list->rows[i];
        if (annotation->doc != doc) {
            append_heading(out, 1, list->doc_titles[i]);
            doc = annotation->doc;
            headings = (Str){0};
        }
        append_path(out, headings, annotation->selector.headings, list->doc_titles[i]);
        headings = annotation->selector.headings;
        append_passage(out, annotation, list->doc_titles[i]);
    }
    /* The empty row between passages is not wanted behind the last one. */
    if (list->count) {
        out->len--;
        out->data[out->len] = '\0';
    }
    return true;
}
