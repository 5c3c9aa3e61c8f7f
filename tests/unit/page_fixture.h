/* Pages made in tests, glyph by glyph, and what is read of them as rows of text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_PAGE_FIXTURE_H
#define TESTS_PAGE_FIXTURE_H

#include "office_fixture.h"

#include "page/run.h"

#define PAGE_WIDTH 595.0F
#define PAGE_HEIGHT 842.0F

/* A document being drawn. Han are as wide as the size, other characters half of it. */
typedef struct Sheet {
    PageText *pages;
    GlyphList glyphs;
} Sheet;

static inline void sheet_init(Sheet *sheet)
{
    *sheet = (Sheet){.pages = page_text_new()};
}

static inline void sheet_clear(Sheet *sheet)
{
    page_text_free(sheet->pages);
    free(sheet->glyphs.items);
}

static inline void end_page(Sheet *sheet)
{
    page_text_add_page(sheet->pages, PAGE_WIDTH, PAGE_HEIGHT, sheet->glyphs.items,
                       sheet->glyphs.count);
    sheet->glyphs.count = 0;
}

/* Characters with `extra` points between them; gives where the last ends. */
static inline float put_spread(Sheet *sheet, float x, float y, float size, bool is_bold,
                               const char *text, float extra)
{
    Str rest = str_from(text);
    for (size_t off = 0; off < rest.len;) {
        char32_t c = utf8_next(rest, &off);
        float width = glyph_is_wide(c) ? size : size / 2;
        glyph_list_add(&sheet->glyphs, (Glyph){.codepoint = c,
                                               .box = {x, y, x + width, y + size},
                                               .size = size,
                                               .is_bold = is_bold});
        x += width + extra;
    }
    return x - extra;
}

static inline float put(Sheet *sheet, float x, float y, const char *text)
{
    return put_spread(sheet, x, y, 10, false, text, 0);
}

static inline float put_sized(Sheet *sheet, float x, float y, float size,
                              const char *text)
{
    return put_spread(sheet, x, y, size, false, text, 0);
}

/* A line of `count` Han at size 10, never the same twice: `seed` starts it. */
static inline void put_filler(Sheet *sheet, float x, float y, size_t count,
                              unsigned *seed)
{
    StrBuf text = {0};
    for (size_t i = 0; i < count; i++)
        strbuf_append_codepoint(&text, 0x5000 + (*seed)++ % 0x4000);
    put(sheet, x, y, text.data);
    strbuf_clear(&text);
}

/* Finishes the document and compares its blocks (see describe_block). */
static inline void assert_sheet(Sheet *sheet, const char *wanted)
{
    Draft *draft = draft_new();
    DraftSink sink;
    draft_sink_init(&sink, draft);
    Source source = {.name = "山.pdf"};
    Error err = {0};
    if (!page_text_finish(sheet->pages, &source, &sink.sink, &err))
        fail_msg("%s", error_get_message(&err));
    assert_rows(draft, wanted);
    draft_free(draft);
}

#endif
