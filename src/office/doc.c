/* Word 97–2003 documents, those of WPS, and what else old office files are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/doc.h"

#include <stdlib.h>
#include <string.h>

#include <piyue/office.h>
#include <piyue/text.h>

/* ---- what is not read ---------------------------------------------------- */

/* Streams that tell what a compound file is, when it is no document of Word. */
static const struct {
    const char *stream, *message;
} others[] = {
    {"EncryptedPackage",
     N_("%s is locked with a password; open it in its program, save it without the "
        "password and import that")},
    {"Workbook", N_("%s is a spreadsheet, which is not read; save its text as a Word "
                    "document, or as CSV, and import that")},
    {"Book", N_("%s is a spreadsheet, which is not read; save its text as a Word "
                "document, or as CSV, and import that")},
    {"PowerPoint Document",
     N_("%s is a presentation, which is not read; save its outline as a Word document "
        "(RTF) and import that")},
    {"CONTENTS", N_("%s is a document of Microsoft Works, which is not read; save it as "
                    "RTF or plain text and import that")},
    {"__properties_version1.0",
     N_("%s is a saved mail of Outlook, which is not read; save it as text and import "
        "that")},
};

static bool refuse(const Ole *ole, const Source *source, Error *err)
{
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (ole_has_stream(ole, str_from(others[i].stream)))
            return error_set(err, ERR_FORMAT, _(others[i].message), source->name);
    return error_set(err, ERR_FORMAT,
                     _("%s holds no text of Word; save it as a Word document or plain "
                       "text in its program and import that"),
                     source->name);
}

/* ---- Word 6 and 95 ------------------------------------------------------- */

enum {
    FIB_FLAGS = 0x0A,
    FIB_LANGUAGE = 0x06,
    FIB_TEXT_START = 0x18,
    FIB_OLD_CHARS = 0x34,
    FIB_CHARS = 0x4C,
};
enum { FLAG_QUICK_SAVED = 4, FLAG_ENCRYPTED = 0x100, FLAG_TABLE_1 = 0x200 };
#define FIB_97 193

static const char *encoding_of_language(unsigned language)
{
    switch (language) {
    case 0x0804:
    case 0x1004:
        return "GB18030";
    case 0x0404:
    case 0x0C04:
        return "Big5-HKSCS";
    case 0x0411:
        return "Shift_JIS";
    case 0x0412:
        return "EUC-KR";
    default:
        return "Windows-1252";
    }
}

/* One paragraph of Word 95, in which a cell ends like one. */
static void put_old_paragraph(Paper *paper, Str text)
{
    size_t hiding = 0;
    paper_begin(paper);
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t c = utf8_next(text, &off);
        if (c == 0x13)
            hiding++;
        else if ((c == 0x14 || c == 0x15) && hiding)
            hiding--;
        else if (c == 0x0B && !hiding)
            paper_append(paper, STR("\n"), (Look){0});
        else if ((c >= ' ' || c == '\t') && !hiding)
            paper_append(paper, str_slice(text, start, off), (Look){0});
    }
    paper_end(paper, &(Shape){0});
}

/* The text lies in one piece, in the encoding of its language, and is read without its
 * styles. */
static bool read_old(Doc *doc, Paper *paper, Error *err)
{
    Str main = strbuf_get(&doc->main);
    if (doc_u16(main, FIB_FLAGS) & FLAG_QUICK_SAVED)
        return error_set(err, ERR_FORMAT,
                         _("%s was saved in parts by Word 6 or 95, which is not read; "
                           "save it as .docx or RTF and import that"),
                         doc->source->name);
    uint64_t start = doc_u32(main, FIB_TEXT_START);
    Str bytes = str_slice(main, start, start + doc_u32(main, FIB_OLD_CHARS));
    StrBuf text = {0};
    uint64_t replaced = 0;
    const char *encoding = encoding_of_language(doc_u16(main, FIB_LANGUAGE));
    bool is_read = source_decode_bytes(bytes, encoding, &text, &replaced, err);
    for (Str rest = strbuf_get(&text); is_read && rest.len;) {
        size_t end = 0;
        while (end < rest.len && !memchr("\r\x07\x0C", rest.data[end], 3))
            end++;
        put_old_paragraph(paper, str_slice(rest, 0, end));
        rest = str_slice(rest, end + 1, rest.len);
    }
    strbuf_clear(&text);
    return is_read;
}

/* ---- Word 97 and later --------------------------------------------------- */

/* Larger streams are no text: pictures have streams of their own. */
#define MAX_STREAM_BYTES ((uint64_t)256 << 20)

static void read_sizes(Doc *doc)
{
    Str main = strbuf_get(&doc->main);
    uint32_t *const sizes[] = {
        &doc->main_chars,    &doc->footnote_chars, &doc->header_chars, &doc->macro_chars,
        &doc->comment_chars, &doc->endnote_chars,  &doc->box_chars};
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
        *sizes[i] = MIN(doc_u32(main, FIB_CHARS + i * 4), (uint32_t)1 << 28);
}

static bool read_new(Doc *doc, const Ole *ole, Paper *paper, Error *err)
{
    bool is_second = doc_u16(strbuf_get(&doc->main), FIB_FLAGS) & FLAG_TABLE_1;
    if (!ole_read_stream(ole, is_second ? STR("1Table") : STR("0Table"), MAX_STREAM_BYTES,
                         &doc->table, err))
        return false;
    read_sizes(doc);
    if (!doc_read_pieces(doc, err))
        return false;
    doc_read_properties(doc);
    doc_read_styles(doc);
    doc_read_lists(doc);
    doc_walk(doc, 0, doc->main_chars, true, paper);
    /* Text boxes lie behind all other stories; where they are drawn is not text. */
    uint32_t boxes = doc->main_chars + doc->footnote_chars + doc->header_chars +
                     doc->macro_chars + doc->comment_chars + doc->endnote_chars;
    doc_walk(doc, boxes, boxes + doc->box_chars, false, paper);
    return true;
}

static bool read_word(Doc *doc, const Ole *ole, Paper *paper, Error *err)
{
    if (!ole_read_stream(ole, STR("WordDocument"), MAX_STREAM_BYTES, &doc->main, err))
        return false;
    Str main = strbuf_get(&doc->main);
    uint32_t magic = doc_u16(main, 0), version = doc_u16(main, 2);
    if (magic != 0xA5EC && magic != 0xA5DC)
        return error_set(err, ERR_FORMAT, _("%s is damaged: its text cannot be found"),
                         doc->source->name);
    if (doc_u16(main, FIB_FLAGS) & FLAG_ENCRYPTED)
        return error_set(err, ERR_FORMAT,
                         _("%s is locked with a password; open it in its program, save "
                           "it without the password and import that"),
                         doc->source->name);
    return version < FIB_97 ? read_old(doc, paper, err) : read_new(doc, ole, paper, err);
}

static void read_meta(const Ole *ole, Paper *paper)
{
    Str name = STR("\005SummaryInformation");
    StrBuf summary = {0};
    Error err = {0};
    /* Nobody misses a document for its card. */
    if (ole_has_stream(ole, name) &&
        ole_read_stream(ole, name, MAX_STREAM_BYTES, &summary, &err))
        doc_read_summary(strbuf_get(&summary), paper);
    error_clear(&err);
    strbuf_clear(&summary);
}

bool read_doc(const Source *source, Sink *sink, Error *err)
{
    Ole *ole = ole_open_source(source, err);
    if (!ole)
        return false;
    Doc doc = {.source = source, .arena = arena_new()};
    Paper *paper = paper_new();
    bool is_read = ole_has_stream(ole, STR("WordDocument")) || refuse(ole, source, err);
    if (is_read) {
        read_meta(ole, paper);
        is_read =
            read_word(&doc, ole, paper, err) && paper_send(paper, source, sink, err);
    }
    paper_free(paper);
    ole_free(ole);
    numbering_free(doc.numbering);
    strbuf_clear(&doc.main);
    strbuf_clear(&doc.table);
    free(doc.pieces);
    free(doc.runs.items);
    free(doc.paragraphs.items);
    free(doc.styles);
    arena_free(doc.arena);
    return is_read;
}
