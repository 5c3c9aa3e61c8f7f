/* Foreign text made harmless for each format.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/template.h"

#include <piyue/text.h>

#include <string.h>

/* ---- rows --------------------------------------------------------------------- */

/* Characters at the start of a row that would make it something else than a paragraph
 * in Markdown: a heading, a quotation, a list, a rule. Returns how many bytes stand
 * before the one that a backslash takes the meaning from, or STR_NONE. */
static size_t find_markdown_mark(Str row)
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

/* Blanks at its start say nothing in Markdown, or that it is program text. */
static void append_markdown(Str row, StrBuf *out)
{
    while (row.len && (row.data[0] == ' ' || row.data[0] == '\t'))
        row = str_slice(row, 1, row.len);
    size_t mark = find_markdown_mark(row);
    for (size_t i = 0; i < row.len; i++) {
        if (i == mark || (strchr("\\`*_[]<&~|$", row.data[i]) && row.data[i]))
            strbuf_append_byte(out, '\\');
        strbuf_append_byte(out, row.data[i]);
    }
}

/* Org has no escape but a zero-width space, which its manual advises. */
#define ORG_BREAK "\xe2\x80\x8b"

static bool is_org_marker(Str row, size_t at)
{
    char byte = row.data[at];
    char next = at + 1 < row.len ? row.data[at + 1] : ' ';
    if (strchr("*/_=~+", byte) && byte)
        return next != ' ' && (at == 0 || strchr(" -({'\"", row.data[at - 1]));
    if (byte == '\\')
        return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    return (byte == '[' && (next == '[' || next == 'f')) ||
           (byte == '{' && next == '{') || (byte == '<' && next == '<');
}

static void append_org(Str row, StrBuf *out)
{
    for (size_t i = 0; i < row.len; i++) {
        bool is_first = i == 0 && strchr("*#|-+:", row.data[0]);
        if (is_first || (row.data[i] != '\\' && is_org_marker(row, i)))
            strbuf_append_text(out, ORG_BREAK);
        strbuf_append_byte(out, row.data[i]);
        if (strchr("[{<\\", row.data[i]) && is_org_marker(row, i))
            strbuf_append_text(out, ORG_BREAK);
    }
}

static const char *html_entity(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void append_html(Str row, StrBuf *out)
{
    for (size_t i = 0; i < row.len; i++) {
        const char *entity = html_entity(row.data[i]);
        if (entity)
            strbuf_append_text(out, entity);
        else
            strbuf_append_byte(out, row.data[i]);
    }
}

static const char *latex_command(char byte)
{
    switch (byte) {
    case '\\':
        return "\\textbackslash{}";
    case '~':
        return "\\textasciitilde{}";
    case '^':
        return "\\textasciicircum{}";
    default:
        return NULL;
    }
}

static void append_latex(Str row, StrBuf *out)
{
    for (size_t i = 0; i < row.len; i++) {
        const char *command = latex_command(row.data[i]);
        if (command) {
            strbuf_append_text(out, command);
            continue;
        }
        if (strchr("{}$&#%_", row.data[i]) && row.data[i])
            strbuf_append_byte(out, '\\');
        strbuf_append_byte(out, row.data[i]);
    }
}

static void append_row(Str row, StrBuf *out)
{
    strbuf_append_str(out, row);
}

/* ---- whole values --------------------------------------------------------------- */

/* A cell that begins like a formula is one for spreadsheets, even in quotes; half or
 * full width (OWASP, CSV injection). */
static bool is_formula(Str cell)
{
    static const char *const starts[] = {"=",  "+",  "-",  "@",  "\t",
                                         "\r", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (str_has_prefix(cell, str_from(starts[i])))
            return true;
    return false;
}

static void append_csv(Str cell, StrBuf *out)
{
    strbuf_append_byte(out, '"');
    if (is_formula(text_trim(cell)))
        strbuf_append_byte(out, '\'');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.data[i] == '"')
            strbuf_append_byte(out, '"');
        strbuf_append_byte(out, cell.data[i]);
    }
    strbuf_append_byte(out, '"');
}

/* ---- the table -------------------------------------------------------------------- */

typedef void AppendText(Str text, StrBuf *out);
typedef struct EscapeRow {
    const char *name;
    AppendText *append;
    const char *row_end; /* between rows; NULL: they become one */
    bool is_whole;       /* the text is not taken row by row */
} EscapeRow;

static const EscapeRow escapes[ESCAPE_COUNT] = {
    [ESCAPE_NONE] = {"none", append_row, NULL, true},
    [ESCAPE_LINES] = {"lines", append_row, "\n", false},
    [ESCAPE_MARKDOWN] = {"md", append_markdown, "\n", false},
    [ESCAPE_ORG] = {"org", append_org, "\n", false},
    [ESCAPE_HTML] = {"html", append_html, "<br>\n", false},
    [ESCAPE_CSV] = {"csv", append_csv, "\n", true},
    [ESCAPE_JSON] = {"json", NULL, "\n", true},
    [ESCAPE_LATEX] = {"latex", append_latex, "\n", false},
};

bool escape_parse(Str name, Escape *escape)
{
    for (int i = 0; i < ESCAPE_COUNT; i++) {
        if (!str_is_equal(name, str_from(escapes[i].name)))
            continue;
        *escape = (Escape)i;
        return true;
    }
    return false;
}

void escape_append(Escape escape, Str text, StrBuf *out)
{
    const EscapeRow *row = &escapes[escape];
    if (!row->append) { /* it takes the text as it is: nothing of it is lost */
        strbuf_append_json(out, text);
        return;
    }
    StrBuf clean = {0};
    sanitize(&clean, text, row->row_end ? SANITIZE_LINES : SANITIZE_TERMINAL);
    Str rest = strbuf_get(&clean);
    if (row->is_whole) {
        row->append(rest, out);
    } else {
        for (bool is_first = true; rest.data; is_first = false) {
            if (!is_first)
                strbuf_append_text(out, row->row_end);
            row->append(str_split(&rest, '\n'), out);
        }
    }
    strbuf_clear(&clean);
}
