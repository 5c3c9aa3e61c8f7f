/* Writes PDF into memory: text at places, in two fonts with a map to Unicode.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_PDF_WRITER_H
#define TESTS_PDF_WRITER_H

#include <piyue/text.h>

#include <stdio.h>

#define PDF_PAGES_MAX 8
#define PDF_OBJECTS_MAX 64
/* Numbers of the objects that are always there. */
enum {
    PDF_CATALOG = 1,
    PDF_TREE,
    PDF_INFO,
    PDF_UNICODE,
    PDF_PLAIN,
    PDF_BOLD,
    PDF_FIRST_FREE = 12
};

typedef struct PdfWriter {
    StrBuf data;
    StrBuf pages[PDF_PAGES_MAX]; /* contents */
    size_t page_count;
    size_t places[PDF_OBJECTS_MAX];
    const char *catalog;    /* more entries of the catalogue, or NULL */
    const char *page;       /* more entries of the first page, or NULL */
    const char *info;       /* entries of the information dictionary, or NULL */
    const char *objects[8]; /* written as they are, from number 40 on */
} PdfWriter;

static inline void pdf_page(PdfWriter *pdf)
{
    pdf->page_count++;
}

/* Characters of the Basic Plane at (x, y), y from the top of a page of 595 x 842. */
static inline void pdf_put(PdfWriter *pdf, int x, int y, int size, bool is_bold,
                           const char *text)
{
    StrBuf *page = &pdf->pages[pdf->page_count - 1];
    strbuf_appendf(page, "BT /%s %d Tf 1 0 0 1 %d %d Tm <", is_bold ? "B" : "R", size, x,
                   842 - y);
    Str rest = str_from(text);
    for (size_t off = 0; off < rest.len;)
        strbuf_appendf(page, "%04X", (unsigned)utf8_next(rest, &off));
    strbuf_append_text(page, "> Tj ET\n");
}

static inline void pdf_begin(PdfWriter *pdf, int number)
{
    pdf->places[number] = pdf->data.len;
    strbuf_appendf(&pdf->data, "%d 0 obj\n", number);
}

static inline void pdf_object(PdfWriter *pdf, int number, const char *text)
{
    pdf_begin(pdf, number);
    strbuf_appendf(&pdf->data, "%s\nendobj\n", text);
}

static inline void pdf_stream(PdfWriter *pdf, int number, Str content)
{
    pdf_begin(pdf, number);
    strbuf_appendf(&pdf->data, "<</Length %zu>>stream\n%.*s\nendstream\nendobj\n",
                   content.len, STR_ARG(content));
}

/* A font whose codes are code points: Han as wide as the size, ASCII half of it. */
static inline void pdf_font(PdfWriter *pdf, int number, const char *name)
{
    pdf_begin(pdf, number);
    strbuf_appendf(&pdf->data,
                   "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H"
                   "/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>\nendobj\n",
                   name, number + 2, PDF_UNICODE);
    pdf_begin(pdf, number + 2);
    strbuf_appendf(&pdf->data,
                   "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo"
                   "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
                   "/FontDescriptor %d 0 R/DW 1000/W[32 126 500]>>\nendobj\n",
                   name, number + 4);
    pdf_begin(pdf, number + 4);
    strbuf_appendf(&pdf->data,
                   "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[0 -120 1000 880]"
                   "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>"
                   "\nendobj\n",
                   name);
}

static inline Str pdf_finish(PdfWriter *pdf)
{
    strbuf_append_text(&pdf->data, "%PDF-1.5\n");
    pdf_begin(pdf, PDF_CATALOG);
    strbuf_appendf(&pdf->data, "<</Type/Catalog/Pages %d 0 R%s>>\nendobj\n", PDF_TREE,
                   pdf->catalog ? pdf->catalog : "");
    pdf_begin(pdf, PDF_TREE);
    strbuf_appendf(&pdf->data, "<</Type/Pages/Count %zu/Kids[", pdf->page_count);
    for (size_t i = 0; i < pdf->page_count; i++)
        strbuf_appendf(&pdf->data, "%zu 0 R ", PDF_FIRST_FREE + 2 * i);
    strbuf_append_text(&pdf->data, "]>>\nendobj\n");
    pdf_begin(pdf, PDF_INFO);
    strbuf_appendf(&pdf->data, "<<%s>>\nendobj\n", pdf->info ? pdf->info : "");
    pdf_stream(pdf, PDF_UNICODE,
               STR("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                   "/CMapName /X def /CMapType 2 def\n"
                   "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
                   "1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
                   "endcmap end end"));
    pdf_font(pdf, PDF_PLAIN, "AAAAAA+SimSun");
    pdf_font(pdf, PDF_BOLD, "AAAAAA+SimSun-Bold");
    for (size_t i = 0; i < pdf->page_count; i++) {
        int number = PDF_FIRST_FREE + 2 * (int)i;
        pdf_begin(pdf, number);
        strbuf_appendf(&pdf->data,
                       "<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
                       "/Resources<</Font<</R %d 0 R/B %d 0 R>>>>%s>>\nendobj\n",
                       PDF_TREE, number + 1, PDF_PLAIN, PDF_BOLD,
                       i == 0 && pdf->page ? pdf->page : "");
        pdf_stream(pdf, number + 1, strbuf_get(&pdf->pages[i]));
    }
    for (int i = 0; i < 8 && pdf->objects[i]; i++)
        pdf_object(pdf, 40 + i, pdf->objects[i]);
    size_t table = pdf->data.len;
    strbuf_appendf(&pdf->data, "xref\n0 %d\n0000000000 65535 f \n", PDF_OBJECTS_MAX);
    for (size_t i = 1; i < PDF_OBJECTS_MAX; i++)
        strbuf_appendf(&pdf->data, "%010zu 00000 %c \n", pdf->places[i],
                       pdf->places[i] ? 'n' : 'f');
    strbuf_appendf(
        &pdf->data,
        "trailer<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
        PDF_OBJECTS_MAX, PDF_CATALOG, PDF_INFO, table);
    return strbuf_get(&pdf->data);
}

static inline void pdf_clear(PdfWriter *pdf)
{
    strbuf_clear(&pdf->data);
    for (size_t i = 0; i < PDF_PAGES_MAX; i++)
        strbuf_clear(&pdf->pages[i]);
}

#endif
