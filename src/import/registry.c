/* The table of formats, known by content.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/format.h"

#include <string.h>

#include <piyue/book.h>
#include <piyue/office.h>
#include <piyue/page.h>
#include <piyue/web.h>

/* The first row that takes a file decides. */
static const Format formats[] = {
    {"pdf", is_pdf, read_pdf, N_("begins as a PDF document does"), NULL},
    {"epub", is_epub, read_epub, N_("an archive that holds a book in EPUB"), NULL},
    {"ofd", is_ofd, read_ofd, N_("an archive that holds OFD.xml"), NULL},
    {"docx", is_docx, read_docx, N_("an archive that holds a Word document"), NULL},
    {"odt", is_odt, read_odt, N_("says that it is OpenDocument text"), NULL},
    {"office", is_other_office, NULL, N_("an archive that holds a table or slides"),
     N_("%s is a table, slides or a drawing of an office program, not a text; save what "
        "is to be read as text and import that")},
    {"zip", is_zip, NULL, N_("begins as a ZIP archive does"),
     N_("%s is a ZIP archive; `piyue import` reads the documents in it")},
    {"doc", is_ole, read_doc, N_("begins as old office documents do"), NULL},
    {"rtf", is_rtf, read_rtf, N_("begins as an RTF document does"), NULL},
    {"caj", is_caj, NULL, N_("begins as a CAJ document does"),
     N_("%s is a CAJ document, which is not read; save its text from the CNKI reader "
        "and import that")},
    {"ebook", is_ebook, NULL, N_("begins as MOBI and DjVu books do"),
     N_("%s is a MOBI or DjVu book, which is not read; make a text of it and import "
        "that")},
    {"image", is_image, NULL, N_("begins as an image does"),
     N_("%s is an image; turn it into text (OCR) and import that")},
    {"archive", is_archive, NULL, N_("begins as a compressed archive does"),
     N_("%s is a compressed archive; unpack it and import the documents in it")},
    {"program", is_program, NULL, N_("begins as programs and databases do"),
     N_("%s is a program or a database, not a document")},
    {"fb2", is_fb2, read_fb2, N_("its first element is FictionBook"), NULL},
    {"mht", is_mht, read_mht, N_("begins as a MIME message does"), NULL},
    {"html", is_html, read_html, N_("its first element is one of a web page"), NULL},
    {"markdown", is_markdown, read_markdown, N_("headings and other marks of Markdown"),
     NULL},
    {"text", is_text, read_text, N_("text without markup"), NULL},
    {"binary", is_anything, NULL, N_("no known beginning, and no text in any encoding"),
     N_("%s is not text in any encoding known here; if it is text all the same, name its "
        "encoding (--encoding)")},
};

const Format *format_find(const Sniff *sniff)
{
    size_t i = 0;
    while (!formats[i].sniff || !formats[i].sniff(sniff))
        i++;
    return &formats[i];
}

const Format *format_get(size_t index)
{
    return index < ARRAY_SIZE(formats) ? &formats[index] : NULL;
}

const char *import_explain_format(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return formats[i].why;
    return NULL;
}

const char *const *import_list_formats(void)
{
    static const char *const names[] = {"docx", "odt", "doc", "text", NULL};
    return names;
}
