/* PDF: text, bookmarks, metadata, what is broken, and the labelled corpus.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page_fixture.h"

#include "../links.h"

#include "../corpus.h"
#include "../pdf_writer.h"

#include <dirent.h>

#include <piyue/page.h>

#define NAME "山.pdf"
#define LINE_LONG "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕"

#ifdef WITH_POPPLER

static void text_is_read_with_its_pages_as_lines(void **state)
{
    (void)state;
    PdfWriter pdf = {0};
    pdf_page(&pdf);
    pdf_put(&pdf, 200, 80, 20, true, "⽂件的题目");
    pdf_put(&pdf, 100, 130, 10, false, LINE_LONG);
    pdf_put(&pdf, 100, 146, 10, false, "调阳云腾致雨。");
    pdf_page(&pdf);
    pdf_put(&pdf, 100, 130, 10, false, "第二页的话。");
    Draft *draft = read_well(read_pdf, NAME, pdf_finish(&pdf));
    assert_rows(draft, "P1BL=|文件的题目\n"
                       "P^|" LINE_LONG "调阳云腾致雨。\n"
                       "P|第二页的话。\n");
    assert_int_equal(draft->blocks[1].source_line, 1);
    assert_int_equal(draft->blocks[2].source_line, 2);
    assert_int_equal(draft->replaced, 0);
    draft_free(draft);
    pdf_clear(&pdf);
}

static void the_file_says_its_title_unless_a_program_did(void **state)
{
    (void)state;
    static const struct {
        const char *info, *title;
    } cases[] = {
        {"/Title<FEFF901A77E5>/Author(Li)/CreationDate(D:20240506070809+08'00')", "通知"},
        {"/Title(Microsoft Word - 1.doc)/Author(Li)/CreationDate(D:20240506070809Z)", ""},
        {"/Title(untitled)/Author(Li)/CreationDate(D:20240506)", ""},
        {"/Title(  )/Author(Li)/CreationDate(D:20240506)", ""},
        {"/Title(report.docx)/Author(Li)/CreationDate(D:20240506)", ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        PdfWriter pdf = {.info = cases[i].info};
        pdf_page(&pdf);
        pdf_put(&pdf, 100, 130, 10, false, "正文。");
        Draft *draft = read_well(read_pdf, NAME, pdf_finish(&pdf));
        assert_true(str_is_equal(draft->title, str_from(cases[i].title)));
        assert_true(str_is_equal(draft->author, STR("Li")));
        assert_true(str_is_equal(draft->date, STR("2024-05-06")));
        draft_free(draft);
        pdf_clear(&pdf);
    }
}

static void bookmarks_are_headings(void **state)
{
    (void)state;
    PdfWriter pdf = {
        .catalog = "/Outlines 40 0 R",
        .objects = {
            "<</Type/Outlines/First 41 0 R/Last 41 0 R/Count 2>>",
            /* 第一章, and 第一节 below it */
            "<</Title<FEFF7B2C4E007AE0>/Parent 40 0 R/First 42 0 R/Last 42 0 R"
            "/Count 1/Dest[12 0 R/XYZ 0 750 0]>>",
            "<</Title<FEFF7B2C4E008282>/Parent 41 0 R/Dest[12 0 R/XYZ 0 700 0]>>"}};
    pdf_page(&pdf);
    pdf_put(&pdf, 100, 100, 10, false, "第 一 章");
    pdf_put(&pdf, 100, 130, 10, false, "甲的正文。");
    pdf_put(&pdf, 100, 160, 10, false, "第一节");
    pdf_put(&pdf, 100, 190, 10, false, "乙的正文。");
    Draft *draft = read_well(read_pdf, NAME, pdf_finish(&pdf));
    assert_rows(draft, "H1MT|第一章\nP^|甲的正文。\nH2MT^|第一节\nP^|乙的正文。\n");
    draft_free(draft);
    pdf_clear(&pdf);
}

/* An area of the first page, from its lower left corner to the upper right one. */
#define AREA(box, action)                                                                \
    "<</Type/Annot/Subtype/Link/Rect[" box "]/Border[0 0 0]" action ">>"
#define URI(address) "/A<</S/URI/URI(" address ")>>"

static void areas_of_a_page_are_links_of_their_words(void **state)
{
    (void)state;
    /* Letters of 10 points: 乙丙 at 110 to 130; the line below goes on the paragraph. */
    PdfWriter pdf = {.page = "/Annots[" AREA("110 740 130 752", URI("https://a.cn/b"))
                         AREA("100 724 120 736", URI("http://c.cn/d"))
                             AREA("130 740 140 752", URI("javascript:x")) AREA(
                                 "100 640 130 652", "/Dest[14 0 R/XYZ 0 705 0]") "]"};
    pdf_page(&pdf);
    pdf_put(&pdf, 100, 100, 10, false,
            "甲乙丙丁，这一行写到了右边，还有许多字要写到下一行去，");
    pdf_put(&pdf, 100, 116, 10, false, "甲乙丙丁。");
    pdf_put(&pdf, 100, 200, 10, false, "第二节 2");
    pdf_page(&pdf);
    pdf_put(&pdf, 100, 100, 10, false, "页首的话。");
    pdf_put(&pdf, 100, 140, 10, true, "第二节");
    pdf_put(&pdf, 100, 170, 10, false, "第二节的正文。");
    Draft *draft = read_well(read_pdf, NAME, pdf_finish(&pdf));
    assert_links(draft, "乙丙>https://a.cn/b|甲乙>http://c.cn/d|第二节>>第二节");
    pdf_clear(&pdf);
}

static void bookmarks_in_a_ring_end(void **state)
{
    (void)state;
    PdfWriter pdf = {
        .catalog = "/Outlines 40 0 R",
        .objects = {"<</Type/Outlines/First 41 0 R/Last 42 0 R/Count 2>>",
                    "<</Title(a)/Parent 40 0 R/Next 42 0 R/First 41 0 R/Last 41 0 R"
                    "/Dest[12 0 R/Fit]>>",
                    "<</Title(b)/Parent 40 0 R/Next 41 0 R/First 41 0 R/Last 42 0 R"
                    "/Dest[12 0 R/Fit]>>"}};
    pdf_page(&pdf);
    pdf_put(&pdf, 100, 100, 10, false, "正文。");
    Draft *draft = read_well(read_pdf, NAME, pdf_finish(&pdf));
    assert_true(draft->block_count >= 1);
    draft_free(draft);
    pdf_clear(&pdf);
}

static void pages_without_text_say_so(void **state)
{
    (void)state;
    PdfWriter pdf = {0};
    pdf_page(&pdf);
    assert_fails(read_pdf, NAME, pdf_finish(&pdf), ERR_EMPTY, "OCR");
    pdf_clear(&pdf);
}

static void what_is_damaged_says_so_or_is_read_in_part(void **state)
{
    (void)state;
    assert_fails(read_pdf, NAME, STR("%PDF-1.4\nnothing that is one"), ERR_FORMAT,
                 "damaged");
    PdfWriter pdf = {0};
    pdf_page(&pdf);
    pdf_put(&pdf, 100, 100, 10, false, "正文。");
    Str whole = pdf_finish(&pdf);
    for (size_t len = 0; len < whole.len; len += 97) {
        Error err = {0};
        Draft *draft = read_bytes(read_pdf, NAME, str_slice(whole, 0, len), &err);
        assert_true(draft || strstr(err.message, NAME));
        error_clear(&err);
        draft_free(draft);
    }
    pdf_clear(&pdf);
}

/* ---- the labelled corpus ------------------------------------------------ */

static void append_letters(StrBuf *out, Str text)
{
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t c = utf8_next(text, &off);
        if (!text_is_space(c) && !text_is_punctuation(c))
            strbuf_append_str(out, str_slice(text, start, off));
    }
}

typedef struct Score {
    size_t probes, found, titles, headings, hits;
} Score;

/* Sentences that must turn up in this order. */
static void score_probes(const char *path, const Draft *draft, Score *score)
{
    StrBuf probes = {0}, text = {0}, probe = {0};
    Error err = {0};
    assert_true(file_read(path, 1 << 20, &probes, &err));
    for (size_t i = 0; i < draft->block_count; i++)
        append_letters(&text, draft->blocks[i].text);
    Str rest = strbuf_get(&probes);
    for (size_t from = 0; rest.data;) {
        strbuf_reset(&probe);
        append_letters(&probe, str_split(&rest, '\n'));
        if (!probe.len)
            continue;
        score->probes++;
        size_t off = str_find(strbuf_get(&text), strbuf_get(&probe), from);
        if (off == STR_NONE)
            continue;
        score->found++;
        from = off;
    }
    strbuf_clear(&probes);
    strbuf_clear(&text);
    strbuf_clear(&probe);
}

/* Titles of bookmarks, in order, among the blocks that are marked as headings. */
static void score_headings(const char *path, const Draft *draft, Score *score)
{
    StrBuf titles = {0}, title = {0}, heading = {0};
    Error err = {0};
    assert_true(file_read(path, 1 << 20, &titles, &err));
    size_t next = 0;
    for (size_t i = 0; i < draft->block_count; i++)
        score->headings += draft->blocks[i].kind == BLOCK_HEADING;
    Str rest = strbuf_get(&titles);
    while (rest.data) {
        Str row = str_split(&rest, '\n');
        str_split(&row, '\t'); /* level */
        strbuf_reset(&title);
        append_letters(&title, str_split(&row, '\t'));
        if (!title.len)
            continue;
        score->titles++;
        for (size_t i = next; i < draft->block_count; i++) {
            if (draft->blocks[i].kind != BLOCK_HEADING)
                continue;
            strbuf_reset(&heading);
            append_letters(&heading, draft->blocks[i].text);
            if (str_is_equal(strbuf_get(&heading), strbuf_get(&title))) {
                score->hits++;
                next = i + 1;
                break;
            }
        }
    }
    strbuf_clear(&titles);
    strbuf_clear(&title);
    strbuf_clear(&heading);
}

static void the_corpus_keeps_its_floors(void **state)
{
    (void)state;
    char *folder = corpus_find("binary/pdf");
    DIR *dir = folder ? opendir(folder) : NULL;
    if (!dir) {
        fprintf(stderr, "# the corpus is absent: skipped\n");
        free(folder);
        return;
    }
    Score score = {0};
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (!str_has_suffix(str_from(entry->d_name), STR(".pdf")))
            continue;
        StrBuf bytes = {0}, name = {0};
        Error err = {0};
        strbuf_appendf(&name, "%s/%s", folder, entry->d_name);
        size_t len = name.len;
        assert_true(file_read(name.data, (size_t)1 << 30, &bytes, &err));
        Draft *draft = read_well(read_pdf, NAME, strbuf_get(&bytes));
        strbuf_append_text(&name, ".probes.txt");
        score_probes(name.data, draft, &score);
        strbuf_splice(&name, len, name.len, STR(".headings.tsv"));
        score_headings(name.data, draft, &score);
        draft_free(draft);
        strbuf_clear(&bytes);
        strbuf_clear(&name);
    }
    closedir(dir);
    free(folder);
    fprintf(stderr, "# probes %zu of %zu, bookmarks %zu of %zu, headings %zu\n",
            score.found, score.probes, score.hits, score.titles, score.headings);
    assert_int_equal(score.found, score.probes);
    assert_true(score.hits * 100 >= score.titles * 98);
    assert_true(score.hits * 100 >= score.headings * 98);
}

#else

static void without_poppler_the_message_says_so(void **state)
{
    (void)state;
    assert_fails(read_pdf, NAME, STR("%PDF-1.4\n"), ERR_FORMAT, "--without-poppler");
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef WITH_POPPLER
        cmocka_unit_test(text_is_read_with_its_pages_as_lines),
        cmocka_unit_test(the_file_says_its_title_unless_a_program_did),
        cmocka_unit_test(bookmarks_are_headings),
        cmocka_unit_test(areas_of_a_page_are_links_of_their_words),
        cmocka_unit_test(bookmarks_in_a_ring_end),
        cmocka_unit_test(pages_without_text_say_so),
        cmocka_unit_test(what_is_damaged_says_so_or_is_read_in_part),
        cmocka_unit_test(the_corpus_keeps_its_floors),
#else
        cmocka_unit_test(without_poppler_the_message_says_so),
#endif
    };
    translate_set_language("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
