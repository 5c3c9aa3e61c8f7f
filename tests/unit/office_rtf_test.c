/* RTF as Word, WPS and macOS write it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../memory_source.h"

#include <piyue/office.h>

/* The document holds exactly these blocks (describe_draft). */
static void assert_blocks(const char *rtf, const char *wanted)
{
    Error err = {0};
    StrBuf out = {0};
    Draft *draft = read_memory(read_rtf, "山.rtf", str_from(rtf), &err);
    if (!draft)
        fail_msg("%s", error_get_message(&err));
    describe_draft(draft, &out);
    assert_string_equal(out.data, wanted);
    strbuf_clear(&out);
    draft_free(draft);
}

static void assert_refused(Str rtf, ErrorCode code, const char *word)
{
    Error err = {0};
    assert_null(read_memory(read_rtf, "山.rtf", rtf, &err));
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.message, "山.rtf"));
    if (!strstr(err.message, word))
        fail_msg("%s", err.message);
    error_clear(&err);
}

/* ---- text -------------------------------------------------------------- */

static void bytes_are_read_in_the_encoding_of_their_font(void **state)
{
    (void)state;
    /* 山水 in GBK, 山 in Big5, é and curly quotes in Windows-1252. */
    assert_blocks("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Times;}"
                  "{\\f1\\fcharset134 \\'cb\\'ce;}{\\f2\\fcharset136 x;}}"
                  "\\f1\\'c9\\'bd\\'cb\\'ae\\f2\\'a4\\'73\\f0 caf\\'e9 \\'93x\\'94\\par}",
                  "P 山水山café “x”\n");
    /* The code page of the document where the font says nothing, or is one for Latin. */
    assert_blocks("{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset0 Times;}}"
                  "\\f0\\'c9\\'bd{\\b\\'cb\\'ae}, \\'93x\\'94\\par}",
                  "P 山水, “x”\n");
    assert_blocks("{\\rtf1\\ansi\\ansicpg950 \\'a4s\\par}", "P 山\n");
    /* A second byte that is an escaped brace or backslash: 璡 is AD 5C. */
    assert_blocks("{\\rtf1\\ansi\\ansicpg936 \\'ad\\\\\\par}", "P 璡\n");
}

static void a_raised_number_stays_one(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1\\ansi 10{\\super 8}, m\\super 2\\nosupersub 5, "
                  "\\super 3\\plain 4, [{\\super 1}]\\par}",
                  "P 10⁸, m²5, ³4, [1]\n");
}

static void unicode_escapes_skip_what_stands_for_them(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1\\ansi\\u23665?\\u27700 ?x\\par}", "P 山水x\n");
    assert_blocks("{\\rtf1\\ansi\\uc2\\u23665\\'c9\\'bd\\u27700\\'cb\\'ae x\\par}",
                  "P 山水 x\n");
    assert_blocks("{\\rtf1\\ansi\\uc0\\u23665 \\u27700 x\\par}", "P 山水x\n");
    /* \uc belongs to its group; groups are not skipped. */
    assert_blocks("{\\rtf1{\\uc0\\u23665}\\u27700?{x}\\par}", "P 山水x\n");
    /* Negative, as a signed number of 16 bits: U+FF0C. A pair: U+20000. */
    assert_blocks("{\\rtf1\\u-244?\\u-10176?\\u-9216?\\par}", "P ，𠀀\n");
}

static void bytes_as_they_stand_are_utf8_where_all_of_the_file_is(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1\\ansi\\ansicpg936 山{\\b 水}\\'cb\\'ae\\par}", "P 山水水\n");
    assert_blocks("{\\rtf1\\ansi\\ansicpg936 \xC4\xE3{\\b \xBA\xC3}\\par}", "P 你好\n");
}

static void signs_have_words(void **state)
{
    (void)state;
    assert_blocks(
        "{\\rtf1 a\\emdash b\\ldblquote c\\rdblquote\\~d\\_e\\-f\\{g\\}\\tab h\\par}",
        "P a—b“c”\u00A0d\u2011ef{g} h\n");
}

static void lines_of_the_file_are_no_lines_of_the_text(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1 山\r\n水\\par\n\n木\\line 火\\par }", "P 山水\nP 木\nP 火\n");
    /* macOS writes a backslash in front of a line end. */
    assert_blocks("{\\rtf1 a\\\nb\\\r\nc}", "P a\nP b\nP c\n");
}

static void what_is_hidden_or_deleted_or_no_text_is_left_out(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1 a{\\v b}{\\deleted c}{\\revised d}\\v e\\v0 f"
                  "{\\*\\unknown g{h}}{\\pict\\wmetafile8 0102}"
                  "{\\header i\\par}{\\object{\\*\\objdata 01}{\\result j}}"
                  "\\bin3 }}}k{\\xe l}\\par}",
                  "P adfk\n");
}

static void fields_show_their_result(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1 a{\\field{\\*\\fldinst HYPERLINK \"http://x\"}"
                  "{\\fldrslt b}}c\\par}",
                  "P abc\n");
}

static void of_two_forms_the_one_in_unicode_is_taken(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1 a{\\upr{?}{\\*\\ud{\\u23665?}}}b\\par}", "P a山b\n");
}

/* ---- paragraphs -------------------------------------------------------- */

static void headings_are_told_by_level_and_by_style(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1\\ansi\\ansicpg936{\\stylesheet{\\s0 Normal;}{\\s1 heading 1;}"
                  "{\\s2\\sbasedon1 my;}{\\s3\\outlinelevel2 x;}"
                  "{\\s4 \\'b1\\'ea\\'cc\\'e2 2;}{\\*\\cs9 heading 3;}}"
                  "\\pard\\s1 a\\par\\pard\\s2 b\\par\\pard\\s3 c\\par\\pard\\s4 d\\par"
                  "\\pard\\outlinelevel0 e\\par\\pard f\\par\\pard\\s9 g\\par}",
                  "H1 a\nH1 b\nH3 c\nH2 d\nH1 e\nP f\nP g\n");
}

static void numbers_that_were_made_stand_in_front(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1{\\listtext\\pard\\plain\\u19968?\\u12289?\\tab}\\pard\\s1"
                  "\\outlinelevel0 a\\par{\\pntext 1.\\tab}\\pard b\\par"
                  "{\\listtext\\f1\\'b7\\tab}\\pard c\\par\\pard d\\par}",
                  "H1 一、a\nI 1. b\nI • c\nP d\n");
}

static void tables_are_rows_of_cells(void **state)
{
    (void)state;
    assert_blocks(
        "{\\rtf1 x\\par\\trowd\\cellx1\\cellx2\\pard\\intbl a\\cell b\\par c\\cell"
        "\\row\\trowd\\pard\\intbl d\\cell\\cell\\row\\pard y\\par}",
        "P x\nT a\tb c\nT d\t\nP y\n");
    /* Neither end of row nor end of file. */
    assert_blocks("{\\rtf1\\trowd\\pard\\intbl a\\cell b\\cell\\pard y\\par",
                  "T a\tb\nP y\n");
}

static void notes_are_numbered_and_stand_behind(void **state)
{
    (void)state;
    assert_blocks(
        "{\\rtf1 a{\\super\\chftn{\\footnote\\pard{\\super\\chftn} m\\par n}}b\\par"
        "{\\chftn{\\footnote\\ftnalt\\chftn o}}c\\par}",
        "P a[1]b\nP [2]c\nN [1] m\nN n\nN [2] o\n");
}

static void text_boxes_stand_in_front_of_their_paragraph(void **state)
{
    (void)state;
    assert_blocks(
        "{\\rtf1 a{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv y}}{\\shptxt b\\par c\\par}}"
        "{\\shprslt z}}d\\par{\\header{\\shp{\\*\\shpinst{\\shptxt e\\par}}}}}",
        "P b\nP c\nP ad\n");
}

static void the_document_tells_of_itself(void **state)
{
    (void)state;
    Error err = {0};
    Draft *draft = read_memory(
        read_rtf, "山.rtf",
        STR("{\\rtf1\\ansi\\ansicpg936{\\info{\\title \\'c9\\'bd\\'cb\\'ae\\'bc\\'c7}"
            "{\\author x}{\\creatim\\yr2024\\mo5\\dy24}{\\printim\\yr1999\\mo1\\dy1}"
            "{\\operator z}}"
            "\\pard\\qc \\'c9\\'bd\\'cb\\'ae\\'bc\\'c7\\par y\\par}"),
        &err);
    assert_non_null(draft);
    assert_true(str_is_equal(draft->title, STR("山水记")));
    assert_true(str_is_equal(draft->date, STR("2024-05-24")));
    assert_int_equal(draft->block_count, 2);
    assert_true(draft->blocks[0].flags & BLOCK_CENTERED);
    draft_free(draft);
}

/* ---- what is broken ---------------------------------------------------- */

static void broken_documents_give_what_they_have(void **state)
{
    (void)state;
    assert_blocks("{\\rtf1 a\\par b{\\b c", "P a\nP bc\n");
    assert_blocks("{\\rtf1 a}}}}b\\par", "P ab\n");
    assert_blocks("{\\rtf1 a\\'z\\'4\\u\\u99999999999\\f-1\\f99999 b\\bin99",
                  "P az4\uFFFD\n");
    assert_blocks("{\\rtf1\\ansi\\ansicpg936 x\\'c9\\par y\\\\", "P x\nP y\\\n");
    assert_refused(STR("{\\rtf1}"), ERR_EMPTY, "no text");
    assert_refused(STR("{\\rtf1{\\*\\"), ERR_EMPTY, "no text");
}

static void groups_nest_to_a_limit(void **state)
{
    (void)state;
    /* The file itself is one more. */
    for (size_t depth = 998; depth <= 1000; depth++) {
        StrBuf rtf = {0};
        strbuf_append_text(&rtf, "{\\rtf1 ");
        for (size_t i = 1; i < depth; i++)
            strbuf_append_byte(&rtf, '{');
        strbuf_append_text(&rtf, "x");
        if (depth < 1000)
            assert_blocks(rtf.data, "P x\n");
        else
            assert_refused(strbuf_get(&rtf), ERR_LIMIT, "groups");
        strbuf_clear(&rtf);
    }
}

static int set_up(void **state)
{
    (void)state;
    translate_set_language("en");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_read_in_the_encoding_of_their_font),
        cmocka_unit_test(a_raised_number_stays_one),
        cmocka_unit_test(unicode_escapes_skip_what_stands_for_them),
        cmocka_unit_test(bytes_as_they_stand_are_utf8_where_all_of_the_file_is),
        cmocka_unit_test(signs_have_words),
        cmocka_unit_test(lines_of_the_file_are_no_lines_of_the_text),
        cmocka_unit_test(what_is_hidden_or_deleted_or_no_text_is_left_out),
        cmocka_unit_test(fields_show_their_result),
        cmocka_unit_test(of_two_forms_the_one_in_unicode_is_taken),
        cmocka_unit_test(headings_are_told_by_level_and_by_style),
        cmocka_unit_test(numbers_that_were_made_stand_in_front),
        cmocka_unit_test(tables_are_rows_of_cells),
        cmocka_unit_test(notes_are_numbered_and_stand_behind),
        cmocka_unit_test(text_boxes_stand_in_front_of_their_paragraph),
        cmocka_unit_test(the_document_tells_of_itself),
        cmocka_unit_test(broken_documents_give_what_they_have),
        cmocka_unit_test(groups_nest_to_a_limit),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
