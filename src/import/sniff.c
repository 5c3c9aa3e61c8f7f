/* What a file is, by what is in it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/format.h"

#include <string.h>

/* ---- by signature ------------------------------------------------------ */

static bool has_bytes_at(Str head, size_t off, Str signature)
{
    return head.len >= off && str_has_prefix(str_slice(head, off, head.len), signature);
}

bool is_pdf(const Sniff *sniff)
{
    /* Rubbish in front of the header is allowed by every viewer. */
    return str_find(str_slice(sniff->head, 0, 1024), STR("%PDF-"), 0) != STR_NONE;
}

bool is_ole(const Sniff *sniff)
{
    return str_has_prefix(sniff->head, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

bool is_rtf(const Sniff *sniff)
{
    return str_has_prefix(sniff->head, STR("{\\rtf"));
}

bool is_caj(const Sniff *sniff)
{
    return str_has_prefix(sniff->head, STR("CAJ\0")) ||
           str_has_prefix(sniff->head, STR("HN\0")) ||
           str_has_prefix(sniff->head, STR("KDH "));
}

bool is_ebook(const Sniff *sniff)
{
    return has_bytes_at(sniff->head, 60, STR("BOOKMOBI")) ||
           has_bytes_at(sniff->head, 0, STR("AT&TFORM"));
}

bool is_image(const Sniff *sniff)
{
    return str_has_prefix(sniff->head, STR("\x89PNG\r\n")) ||
           str_has_prefix(sniff->head, STR("\xFF\xD8\xFF")) ||
           str_has_prefix(sniff->head, STR("GIF8")) ||
           str_has_prefix(sniff->head, STR("II*\0")) ||
           str_has_prefix(sniff->head, STR("MM\0*")) ||
           (str_has_prefix(sniff->head, STR("RIFF")) &&
            has_bytes_at(sniff->head, 8, STR("WEBP")));
}

bool is_archive(const Sniff *sniff)
{
    return str_has_prefix(sniff->head, STR("\x1F\x8B")) ||
           str_has_prefix(sniff->head, STR("\xFD"
                                           "7zXZ\0")) ||
           str_has_prefix(sniff->head, STR("7z\xBC\xAF\x27\x1C")) ||
           str_has_prefix(sniff->head, STR("Rar!\x1A\x07")) ||
           str_has_prefix(sniff->head, STR("\x28\xB5\x2F\xFD")) ||
           (str_has_prefix(sniff->head, STR("BZh")) &&
            has_bytes_at(sniff->head, 4, STR("1AY&SY"))) ||
           has_bytes_at(sniff->head, 257, STR("ustar"));
}

bool is_program(const Sniff *sniff)
{
    return str_has_prefix(sniff->head, STR("\x7F"
                                           "ELF")) ||
           str_has_prefix(sniff->head, STR("SQLite format 3\0")) ||
           (str_has_prefix(sniff->head, STR("MZ")) &&
            memchr(sniff->head.data, '\0', sniff->head.len));
}

/* ---- by what an archive holds ------------------------------------------ */

/* Names come from the directory at the archive's end; of one that is cut off, from its
 * beginning. */
static bool has_entry(const Sniff *sniff, const char *name)
{
    return sniff->zip
               ? zip_find(sniff->zip, str_from(name)) != SIZE_MAX
               : sniff->is_zip && str_find(sniff->head, str_from(name), 0) != STR_NONE;
}

static bool has_mimetype(const Sniff *sniff, const char *prefix)
{
    return str_has_prefix(sniff->mimetype, str_from(prefix));
}

bool is_epub(const Sniff *sniff)
{
    return has_mimetype(sniff, "application/epub+zip") ||
           has_entry(sniff, "META-INF/container.xml");
}

bool is_ofd(const Sniff *sniff)
{
    return has_entry(sniff, "OFD.xml");
}

/* Any entry below a folder: which one of them is the text, only relationships say. */
static bool has_folder(const Sniff *sniff, const char *folder)
{
    if (!sniff->zip)
        return has_entry(sniff, folder);
    for (size_t i = 0; i < zip_count_entries(sniff->zip); i++) {
        const char *name = zip_get_entry_name(sniff->zip, i);
        if (name && str_has_prefix(str_from(name), str_from(folder)))
            return true;
    }
    return false;
}

bool is_docx(const Sniff *sniff)
{
    return has_folder(sniff, "word/") ||
           (has_entry(sniff, "[Content_Types].xml") && !has_folder(sniff, "xl/") &&
            !has_folder(sniff, "ppt/") && !has_folder(sniff, "visio/"));
}

bool is_odt(const Sniff *sniff)
{
    /* WPS leaves the type out at times; one XML file for all begins with its name. */
    return has_mimetype(sniff, "application/vnd.oasis.opendocument.text") ||
           (!sniff->mimetype.len && sniff->zip && has_entry(sniff, "content.xml") &&
            has_entry(sniff, "META-INF/manifest.xml")) ||
           str_find(str_slice(sniff->text, 0, 1024), STR("<office:document"), 0) !=
               STR_NONE;
}

bool is_other_office(const Sniff *sniff)
{
    return has_mimetype(sniff, "application/vnd.oasis.opendocument") ||
           has_entry(sniff, "[Content_Types].xml");
}

bool is_zip(const Sniff *sniff)
{
    return sniff->is_zip;
}

/* ---- by what the text says --------------------------------------------- */

/* The next row, without its end. */
bool sniff_take_row(Str *rest, Str *row)
{
    if (!rest->len)
        return false;
    const char *end = memchr(rest->data, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->data) : rest->len;
    *row = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, MIN(len + 1, rest->len), rest->len);
    if (row->len && row->data[row->len - 1] == '\r')
        row->len--;
    return true;
}

static bool has_prefix_nocase(Str text, Str prefix)
{
    return text.len >= prefix.len &&
           str_is_equal_nocase(str_slice(text, 0, prefix.len), prefix);
}

/* `text` behind what may stand in front of a document element. */
static Str skip_prolog(Str text)
{
    for (;;) {
        text = str_trim(text);
        Str end;
        if (str_has_prefix(text, STR("<?")))
            end = STR("?>");
        else if (str_has_prefix(text, STR("<!--")))
            end = STR("-->");
        else
            return text;
        size_t off = str_find(text, end, 0);
        if (off == STR_NONE)
            return text;
        text = str_slice(text, off + end.len, text.len);
    }
}

/* The first element's name in `start`, without its prefix. */
static Str get_root(Str start)
{
    if (!str_has_prefix(start, STR("<")))
        return (Str){0};
    size_t from = 1, end = 1;
    for (; end < start.len; end++) {
        if (start.data[end] == ':')
            from = end + 1;
        else if (strchr(" \t\r\n/>", start.data[end]))
            break;
    }
    return str_slice(start, from, end);
}

bool is_fb2(const Sniff *sniff)
{
    /* Its markup is ASCII, whatever the charset of its text turns out to be. */
    return str_is_equal(get_root(skip_prolog(sniff->text)), STR("FictionBook")) ||
           str_is_equal(get_root(skip_prolog(sniff->head)), STR("FictionBook"));
}

/* A part of a page: it begins with an element of pages, and more of them are closed. */
static bool is_html_part(Str start)
{
    static const char *const names[] = {
        "div",  "p",  "table",  "article", "section",    "main",   "h1",  "h2", "h3",
        "h4",   "ul", "ol",     "dl",      "span",       "figure", "pre", "a",  "center",
        "font", "br", "header", "nav",     "blockquote", "img",    "b",
    };
    bool is_named = false;
    for (size_t i = 0; start.len && start.data[0] == '<' && i < ARRAY_SIZE(names); i++) {
        Str name = str_from(names[i]);
        char behind = start.len > name.len + 1 ? start.data[name.len + 1] : 'x';
        is_named |= has_prefix_nocase(str_slice(start, 1, start.len), name) &&
                    (behind == '>' || behind == ' ' || behind == '/');
    }
    size_t closed = 0;
    for (size_t off = 0; is_named && (off = str_find(start, STR("</"), off)) != STR_NONE;)
        off += 2, closed++;
    return closed >= 2;
}

bool is_html(const Sniff *sniff)
{
    static const char *const starts[] = {"<!doctype html", "<html",  "<head",  "<body",
                                         "<meta ",         "<title", "<script"};
    Str start = skip_prolog(sniff->text);
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (has_prefix_nocase(start, str_from(starts[i])))
            return true;
    return str_is_equal_nocase(get_root(start), STR("html")) || is_html_part(start);
}

/* A message head: "Name: value" rows up to an empty one, among them what makes it MIME.
 */
bool is_mht(const Sniff *sniff)
{
    Str rest = str_trim(sniff->text), row;
    bool has_version = false, has_type = false, is_first = true;
    while (sniff_take_row(&rest, &row) && row.len) {
        if (is_first && str_find(row, STR(":"), 0) == STR_NONE)
            return false;
        is_first = false;
        has_version = has_version || has_prefix_nocase(row, STR("MIME-Version:"));
        has_type = has_type || has_prefix_nocase(row, STR("Content-Type: multipart/")) ||
                   has_prefix_nocase(row, STR("Content-Type: text/html"));
    }
    return has_version && has_type;
}

bool is_text(const Sniff *sniff)
{
    return sniff->text.len > 0;
}

bool is_anything(const Sniff *sniff)
{
    (void)sniff;
    return true;
}
