/* The table of formats, known by content.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/format.h"

#include <string.h>

#include <piyue/web.h>

/* ---- by signature ------------------------------------------------------ */

static bool has_bytes_at(Str head, size_t off, Str signature)
{
    return head.len >= off && str_has_prefix(str_slice(head, off, head.len), signature);
}

static bool is_pdf(Str head, Str text)
{
    (void)text;
    /* Rubbish in front of the header is allowed by every viewer. */
    return str_find(str_slice(head, 0, 1024), STR("%PDF-"), 0) != STR_NONE;
}

static bool is_zip(Str head)
{
    return str_has_prefix(head, STR("PK\x03\x04")) ||
           str_has_prefix(head, STR("PK\x05\x06"));
}

static bool is_epub(Str head, Str text)
{
    (void)text;
    return is_zip(head) && has_bytes_at(head, 30, STR("mimetypeapplication/epub+zip"));
}

static bool is_office_zip(Str head, Str text)
{
    (void)text;
    return is_zip(head) && (str_find(head, STR("[Content_Types].xml"), 0) != STR_NONE ||
                            str_find(head, STR("word/"), 0) != STR_NONE ||
                            has_bytes_at(head, 30, STR("mimetypeapplication/vnd.oasis")));
}

static bool is_other_zip(Str head, Str text)
{
    (void)text;
    return is_zip(head);
}

static bool is_ole(Str head, Str text)
{
    (void)text;
    return str_has_prefix(head, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

static bool is_rtf(Str head, Str text)
{
    (void)text;
    return str_has_prefix(head, STR("{\\rtf"));
}

static bool is_caj(Str head, Str text)
{
    (void)text;
    return str_has_prefix(head, STR("CAJ\0")) || str_has_prefix(head, STR("HN\0")) ||
           str_has_prefix(head, STR("KDH "));
}

static bool is_ebook(Str head, Str text)
{
    (void)text;
    return has_bytes_at(head, 60, STR("BOOKMOBI")) ||
           has_bytes_at(head, 0, STR("AT&TFORM"));
}

static bool is_image(Str head, Str text)
{
    (void)text;
    return str_has_prefix(head, STR("\x89PNG\r\n")) ||
           str_has_prefix(head, STR("\xFF\xD8\xFF")) ||
           str_has_prefix(head, STR("GIF8")) || str_has_prefix(head, STR("II*\0")) ||
           str_has_prefix(head, STR("MM\0*")) ||
           (str_has_prefix(head, STR("RIFF")) && has_bytes_at(head, 8, STR("WEBP")));
}

static bool is_archive(Str head, Str text)
{
    (void)text;
    return str_has_prefix(head, STR("\x1F\x8B")) ||
           str_has_prefix(head, STR("\xFD"
                                    "7zXZ\0")) ||
           str_has_prefix(head, STR("7z\xBC\xAF\x27\x1C")) ||
           str_has_prefix(head, STR("Rar!\x1A\x07")) ||
           str_has_prefix(head, STR("\x28\xB5\x2F\xFD")) ||
           (str_has_prefix(head, STR("BZh")) && has_bytes_at(head, 4, STR("1AY&SY"))) ||
           has_bytes_at(head, 257, STR("ustar"));
}

static bool is_program(Str head, Str text)
{
    (void)text;
    return str_has_prefix(head, STR("\x7F"
                                    "ELF")) ||
           str_has_prefix(head, STR("SQLite format 3\0")) ||
           (str_has_prefix(head, STR("MZ")) && memchr(head.data, '\0', head.len));
}

/* ---- by what the text says --------------------------------------------- */

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

static bool is_html(Str head, Str text)
{
    (void)head;
    static const char *const starts[] = {"<!doctype html", "<html",  "<head",  "<body",
                                         "<meta ",         "<title", "<script"};
    Str start = skip_prolog(text);
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (has_prefix_nocase(start, str_from(starts[i])))
            return true;
    return false;
}

static bool is_text(Str head, Str text)
{
    (void)head;
    return text.len > 0;
}

static bool is_anything(Str head, Str text)
{
    (void)head, (void)text;
    return true;
}

/* ---- the table --------------------------------------------------------- */

/* The first row that takes a file decides. */
static const Format formats[] = {
    {"pdf", is_pdf, NULL,
     N_("%s is a PDF document, which is not read yet; make a text of it (pdftotext "
        "-layout) and import that")},
    {"epub", is_epub, NULL,
     N_("%s is an EPUB book, which is not read yet; make a text of it (pandoc -t plain) "
        "and import that")},
    {"docx", is_office_zip, NULL,
     N_("%s is an office document, which is not read yet; save it as plain text and "
        "import that")},
    {"zip", is_other_zip, NULL,
     N_("%s is a ZIP archive; unpack it and import the documents in it")},
    {"doc", is_ole, NULL,
     N_("%s is an old office document (.doc, .xls, .ppt, .wps), which is not read; save "
        "it as plain text and import that")},
    {"rtf", is_rtf, NULL,
     N_("%s is an RTF document, which is not read yet; save it as plain text and import "
        "that")},
    {"caj", is_caj, NULL,
     N_("%s is a CAJ document, which is not read; save its text from the CNKI reader "
        "and import that")},
    {"ebook", is_ebook, NULL,
     N_("%s is a MOBI or DjVu book, which is not read; make a text of it and import "
        "that")},
    {"image", is_image, NULL,
     N_("%s is an image; turn it into text (OCR) and import that")},
    {"archive", is_archive, NULL,
     N_("%s is a compressed archive; unpack it and import the documents in it")},
    {"program", is_program, NULL, N_("%s is a program or a database, not a document")},
    {"html", is_html, read_html, NULL},
    {"text", is_text, read_text, NULL},
    {"binary", is_anything, NULL,
     N_("%s is not text in any encoding known here; if it is text all the same, name its "
        "encoding (--encoding)")},
};

const Format *format_find(Str head, Str text)
{
    size_t i = 0;
    while (!formats[i].sniff(head, text))
        i++;
    return &formats[i];
}

const Format *format_get(size_t index)
{
    return index < ARRAY_SIZE(formats) ? &formats[index] : NULL;
}

const char *const *import_list_formats(void)
{
    static const char *const names[] = {"text", NULL};
    return names;
}
