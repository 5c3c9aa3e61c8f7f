/* Passages as other formats; every expected text was written by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

#include <piyue/export.h>

#include <stdlib.h>

#include "../stopper.h"

static const char RULES[] = "《河长手册》试行办法\n\n"
                            "第一章　总则\n\n"
                            "第一条　每条河一本账，写明来历、现状和名字。\n\n"
                            "第二条　巡查记录不得补写；补写的，记录无效。\n\n"
                            "第二章　附则\n\n"
                            "第三条　本办法自三月十二日起施行。\n";

static void export_all(Fixture *fixture, ExportFormat format, StrBuf *out)
{
    AnnotationFilter filter = {.status = -1, .newest_first = true};
    ExportOptions options = {.format = format};
    assert_ok(export_passages(library_get_store(fixture->library), &filter, &options, out,
                              &fixture->err));
}

static void markdown_is_an_outline_with_sources(void **state)
{
    Fixture *fixture = *state;
    int64_t rules = fixture_import(fixture, "手册.txt", RULES);
    int64_t paper = fixture_import(fixture, "意见.txt", PAPER);
    assert_ok(library_set_title(fixture->library, paper, STR("*意见*"), &fixture->err));
    fixture_annotate(fixture, rules, "不得补写", "# 与第三稿对照\n第二行", "记录");
    fixture_annotate(fixture, rules, "每条河一本账", "", NULL);
    int64_t last =
        fixture_annotate(fixture, rules, "本办法自三月十二日起施行。", "", NULL);
    int64_t two =
        fixture_annotate(fixture, paper, "发现问题当天报告。山塘虽小", "", "山塘");
    assert_ok(
        library_tag_annotation(fixture->library, two, STR("a_b"), true, &fixture->err));
    assert_ok(library_set_status(fixture->library, last, STATUS_OPEN, &fixture->err));
    StrBuf out = {0};
    export_all(fixture, EXPORT_MARKDOWN, &out);
    assert_str(strbuf_get(&out),
               "# 《河长手册》试行办法\n\n"
               "## 第一章　总则\n\n"
               "### 第一条\n\n"
               "> 每条河一本账\n\n"
               "——《〈河长手册〉试行办法》，第一章　总则，第一条。\n\n"
               "### 第二条\n\n"
               "> 不得补写\n\n"
               "\\# 与第三稿对照\n第二行\n\n"
               "Tags: \\#记录\n\n"
               "——《〈河长手册〉试行办法》，第一章　总则，第二条。\n\n"
               "## 第二章　附则\n\n"
               "### 第三条\n\n"
               "> 本办法自三月十二日起施行。\n\n"
               "Status: still to do\n\n"
               "——《〈河长手册〉试行办法》，第二章　附则，第三条。\n\n"
               "# \\*意见\\*\n\n"
               "## 关于河湖管护的意见\n\n"
               "### 二、保障措施\n\n"
               "> 发现问题当天报告。\n"
               ">\n"
               "> 山塘虽小\n\n"
               "Tags: \\#a\\_b \\#山塘\n\n"
               "——《\\*意见\\*》，关于河湖管护的意见，二、保障措施。\n");
    strbuf_clear(&out);
}

static void json_tells_places_in_code_points(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    fixture_annotate(fixture, doc, "发现问题当天报告。山塘虽小", "一\n二", "家\"底");
    AnnotationList list = fixture_list(fixture);
    Annotation passage = list.rows[0];
    passage.id = 3;
    passage.doc = 7;
    passage.created_ms = 0;
    passage.modified_ms = 1716566400000; /* 2024-05-24, 16:00 UTC */
    passage.status = STATUS_DONE;
    passage.style = STR("red");
    Str title = STR("标题");
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_ok(document);
    StrBuf out = {0};
    export_append_passage_json(&passage, title, document, &out);
    assert_str(strbuf_get(&out),
               "{\"id\":3,\"doc\":7,\"title\":\"标题\","
               "\"quote\":\"发现问题当天报告。\\n山塘虽小\","
               "\"prefix\":\"各村要明确专人负责，每十天巡查一次，雨后加密巡查，\","
               "\"suffix\":\"，连着千家万户的水田，清淤之前要听取群众的意见。\","
               "\"note\":\"一\\n二\",\"tags\":[\"家\\\"底\"],\"style\":\"red\","
               "\"status\":\"done\",\"due\":null,\"author\":\"木子\",\"replies\":[],"
               "\"created\":\"1970-01-01T00:00:00Z\","
               "\"modified\":\"2024-05-24T16:00:00Z\","
               "\"headings\":[\"关于河湖管护的意见\",\"二、保障措施\"],"
               "\"block\":4,\"start\":25,\"end\":4,\"end_block\":5,\"orphan\":false}");
    strbuf_reset(&out);
    passage.selector.exact = STR("a\x1b[2J\xe2\x80\xae");
    passage.selector.headings = STR("");
    passage.tag_count = 0;
    passage.is_orphan = true;
    export_append_passage_json(&passage, title, NULL, &out);
    assert_non_null(strstr(out.data, "\"quote\":\"a\\u001b[2J\\u202e\""));
    assert_non_null(strstr(out.data, "\"tags\":[],"));
    assert_non_null(strstr(out.data, "\"headings\":[],"));
    assert_non_null(strstr(out.data, "\"start\":null,\"end\":null,"));
    assert_non_null(strstr(out.data, "\"orphan\":true}"));
    strbuf_clear(&out);
    document_free(document);
}

static void json_lines_hold_one_passage_each(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    fixture_annotate(fixture, doc, "专人负责", "", NULL);
    fixture_annotate(fixture, doc, "一口塘一张图", "", NULL);
    StrBuf out = {0};
    export_all(fixture, EXPORT_JSONL, &out);
    Str rest = strbuf_get(&out);
    Str first = str_split(&rest, '\n'), second = str_split(&rest, '\n');
    assert_true(str_find(first, STR("\"quote\":\"一口塘一张图\""), 0) != STR_NONE);
    assert_true(str_find(second, STR("\"quote\":\"专人负责\""), 0) != STR_NONE);
    assert_int_equal(rest.len, 0);
    strbuf_clear(&out);
}

static void foreign_text_stays_text(void **state)
{
    Fixture *fixture = *state;
    int64_t doc =
        fixture_import(fixture, "坏.txt",
                       "寻常的一行，没有什么。\n\n"
                       "1. <script>alert(1)</script> 和 `代码` 还有 [链接](x)。\n\n"
                       "# 不是标题，也不是 *强调*，是原文里的一句话。\n");
    fixture_annotate(fixture, doc, "<script>alert(1)</script> 和 `代码` 还有 [链接]", "",
                     NULL);
    fixture_annotate(fixture, doc, "# 不是标题，也不是 *强调*", "\x1b[31m红", NULL);
    StrBuf out = {0};
    export_all(fixture, EXPORT_MARKDOWN, &out);
    assert_non_null(strstr(
        out.data, "> \\<script>alert(1)\\</script> 和 \\`代码\\` 还有 \\[链接\\]\n"));
    assert_non_null(strstr(out.data, "> \\# 不是标题，也不是 \\*强调\\*\n"));
    assert_non_null(strstr(out.data, "\n^[[31m红\n"));
    assert_null(strchr(out.data, '\x1b'));
    strbuf_clear(&out);
}

static void a_citation_names_title_and_headings(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_ok(document);
    StrBuf out = {0};
    /* The heading that repeats the title is left out. */
    Str template;
    assert_ok(export_find_citation(STR("plain"), &template, &fixture->err));
    assert_ok(export_cite(library_get_store(fixture->library), document, (Pos){4, 3},
                          NULL, template, &out, &fixture->err));
    assert_str(strbuf_get(&out), "《关于河湖管护的意见》，二、保障措施。");
    strbuf_clear(&out);
    document_free(document);
}

/* ---- what is hostile, in every format ------------------------------------------- */

static const char HOSTILE[] =
    "=cmd|'/c calc'!A1 <img src=x onerror=alert(1)> *强调* #+end_quote";

/* One passage of hostile words with all that can be said of it. */
static Annotation make_hostile(Fixture *fixture, Reply *reply)
{
    static const Str tags[] = {{"@甲", 4}, {"<b>", 3}};
    StrBuf text = {0};
    strbuf_appendf(&text, "安全手册\n\n%s\n\n这是另一段，没有什么。\n", HOSTILE);
    int64_t doc = fixture_import(fixture, "手册.txt", text.data);
    fixture_annotate(fixture, doc, HOSTILE, "", NULL);
    strbuf_clear(&text);
    Annotation hostile = fixture_list(fixture).rows[0];
    *reply = (Reply){.author = STR("乙\x1b[2J"),
                     .text = STR("@SUM(1)\n* 标题"),
                     .created_ms = 1709856000000}; /* 2024-03-08, 00:00 UTC */
    hostile.replies = reply;
    hostile.reply_count = 1;
    hostile.note = STR("-1+1\n</div><script>x\xe2\x80\xae");
    hostile.tags = (Str *)tags;
    hostile.tag_count = ARRAY_SIZE(tags);
    hostile.status = STATUS_OPEN;
    hostile.due_ms = 1709856000000;
    hostile.author = STR("木子");
    hostile.created_ms = hostile.modified_ms = 0;
    return hostile;
}

static void export_hostile(Fixture *fixture, const ExportOptions *options, StrBuf *out)
{
    Reply reply;
    Annotation hostile = make_hostile(fixture, &reply);
    Str title = STR("安全手册");
    AnnotationList list = {.rows = &hostile, .doc_titles = &title, .count = 1};
    strbuf_reset(out);
    assert_ok(export_list(library_get_store(fixture->library), &list, options, out,
                          &fixture->err));
    assert_null(strchr(out->data, '\x1b'));
    assert_null(strstr(out->data, "\xe2\x80\xae"));
}

static void a_cell_is_never_a_formula(void **state)
{
    StrBuf out = {0};
    export_hostile(*state, &(ExportOptions){.format = EXPORT_CSV}, &out);
    assert_true(str_has_prefix(strbuf_get(&out), STR("\xef\xbb\xbf\"passage\",")));
    assert_true(str_has_suffix(strbuf_get(&out), STR("\"\r\n")));
    assert_non_null(strstr(out.data, ",\"'=cmd|'/c calc'!A1 <img src=x onerror=alert(1)> "
                                     "*强调* #+end_quote\",\"'-1+1\n</div>"));
    assert_non_null(strstr(out.data, ",\"#@甲 #<b>\",\"still to do\",\"2024-03-08\","));
    assert_non_null(strstr(out.data, ",\"乙^[[2J 2024-03-08: @SUM(1)\n* 标题\"\r\n"));
    strbuf_clear(&out);
}

static void a_web_page_has_no_tags_but_its_own(void **state)
{
    StrBuf out = {0};
    export_hostile(*state, &(ExportOptions){.format = EXPORT_HTML}, &out);
    assert_null(strstr(out.data, "<script"));
    assert_null(strstr(out.data, "<img"));
    assert_null(strstr(out.data, "<b>"));
    assert_non_null(strstr(out.data, "default-src 'none'"));
    assert_non_null(strstr(out.data, "<p>=cmd|"));
    assert_non_null(strstr(out.data, "&lt;/div&gt;&lt;script&gt;x"));
    assert_non_null(strstr(out.data,
                           "<div class=\"reply\"><span>乙^[[2J 2024-03-08</span> "
                           "@SUM(1)\n* 标题</div>"));
    assert_non_null(
        strstr(out.data, "<div class=\"tags\">still to do, due 2024-03-08 #@甲 #&lt;b"));
    strbuf_clear(&out);
}

/* A zero-width space before what would mean something: Org has no other way. */
static void an_outline_of_org_cannot_be_broken_out_of(void **state)
{
    StrBuf out = {0};
    export_hostile(*state, &(ExportOptions){.format = EXPORT_ORG}, &out);
    Str rest = strbuf_get(&out);
    size_t headings = 0, ends = 0;
    while (rest.len) {
        Str row = str_split(&rest, '\n');
        headings += str_has_prefix(row, STR("*"));
        ends += str_is_equal(row, STR("#+end_quote"));
    }
    assert_int_equal(headings, 1);
    assert_int_equal(ends, 1);
    assert_non_null(strstr(out.data, "- 乙"));
    assert_non_null(strstr(out.data, "Status: still to do, due 2024-03-08\n"));
    strbuf_clear(&out);
}

static void markdown_has_no_foreign_html(void **state)
{
    StrBuf out = {0};
    export_hostile(*state, &(ExportOptions){.format = EXPORT_MARKDOWN}, &out);
    assert_non_null(strstr(out.data, "\\<img"));
    assert_non_null(strstr(out.data, "\\</div>\\<script>x"));
    assert_non_null(
        strstr(out.data, "\n- 乙^\\[\\[2J 2024-03-08: @SUM(1)\n  * 标题\n\n"));
    assert_non_null(strstr(out.data, "Status: still to do, due 2024-03-08  \n"
                                     "Tags: \\#@甲 \\#\\<b"));
    strbuf_clear(&out);
}

static void plain_text_tells_who_replied(void **state)
{
    StrBuf out = {0};
    export_hostile(*state, &(ExportOptions){.format = EXPORT_TEXT}, &out);
    assert_non_null(strstr(out.data, "\n  > 乙^[[2J 2024-03-08\n  > @SUM(1)\n  > * 标题\n"
                                     "  still to do, due 2024-03-08 #@甲 #<b>\n"));
    strbuf_clear(&out);
}

static void a_template_escapes_as_it_says(void **state)
{
    StrBuf out = {0};
    ExportOptions options = {.template = STR("@begin\nBEGIN\n@escape html\n@passage\n"
                                             "<q>{quote}</q>\n[{page}]\n{nothing/due}\n"
                                             "> {note}\n@end\nEND\n")};
    Fixture *fixture = *state;
    Reply reply;
    Annotation hostile = make_hostile(fixture, &reply);
    AnnotationList list = {.rows = &hostile, .doc_titles = &hostile.note, .count = 1};
    assert_false(export_list(library_get_store(fixture->library), &list, &options, &out,
                             &fixture->err));
    assert_non_null(strstr(error_get_message(&fixture->err), "nothing"));
    error_clear(&fixture->err);
    strbuf_reset(&out);
    options.template =
        STR("@begin\nBEGIN\n@escape html\n@passage\n<q>{quote}</q>\n[{page}]\n"
            "{page/due}\n> {note}\n@end\nEND\n");
    assert_ok(export_list(library_get_store(fixture->library), &list, &options, &out,
                          &fixture->err));
    assert_non_null(strstr(out.data, "BEGIN\n<q>=cmd|"));
    assert_non_null(strstr(out.data, "&lt;img src=x onerror=alert(1)&gt;"));
    assert_non_null(
        strstr(out.data, "2024-03-08\n> -1+1<br>\n> &lt;/div&gt;&lt;script&gt;x"));
    assert_true(str_has_suffix(strbuf_get(&out), STR("\nEND\n")));
    assert_null(strstr(out.data, "<script"));
    strbuf_clear(&out);
}

#define MANY 100000

/* Each passage is there, once; how long it takes is told. */
static void a_hundred_thousand_passages_are_written(void **state)
{
    Fixture *fixture = *state;
    Reply reply;
    Annotation hostile = make_hostile(fixture, &reply);
    Annotation *rows = mem_alloc_array(MANY, sizeof(*rows));
    Str *titles = mem_alloc_array(MANY, sizeof(*titles));
    for (int i = 0; i < MANY; i++) {
        rows[i] = hostile;
        rows[i].id = i + 1;
        rows[i].reply_count = 0;
        titles[i] = STR("安全手册");
    }
    AnnotationList list = {.rows = rows, .doc_titles = titles, .count = MANY};
    StrBuf out = {0};
    for (int format = 0; format < EXPORT_FORMAT_COUNT; format++) {
        ExportOptions options = {.format = (ExportFormat)format};
        int64_t start_us = time_monotonic_us();
        strbuf_reset(&out);
        assert_ok(export_list(library_get_store(fixture->library), &list, &options, &out,
                              &fixture->err));
        print_message("# %s: %zu bytes, %lld ms\n", export_get_name((ExportFormat)format),
                      out.len, (long long)(time_monotonic_us() - start_us) / 1000);
        size_t found = 0;
        for (size_t at = 0;
             format != EXPORT_DOCX &&
             (at = str_find(strbuf_get(&out), STR("alert"), at)) != STR_NONE;
             at++)
            found++;
        assert_true(format == EXPORT_DOCX ? out.len > 0 : found == MANY);
    }
    strbuf_clear(&out);
    free(titles);
    free(rows);
}

/* Both stages: what is written, and the package made of it. */
static void a_word_file_can_be_stopped_until_it_is_packed(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "手册.txt", RULES);
    Store *store = library_get_store(fixture->library);
    Stopper stopper;
    Report watch = stopper_report(&stopper, 0);
    ExportOptions options = {.format = EXPORT_DOCX, .report = &watch};
    StrBuf out = {0};
    assert_ok(export_whole(store, doc, &options, &out, &fixture->err));
    assert_int_equal(stopper.done, stopper.total);
    assert_false(stopper.has_fallen || stopper.is_over);
    strbuf_reset(&out);
    size_t questions = stopper.asked;
    for (size_t i = 1; i <= questions; i++) {
        watch = stopper_report(&stopper, i);
        assert_false(export_whole(store, doc, &options, &out, &fixture->err));
        assert_int_equal(fixture->err.code, ERR_CANCELLED);
        assert_int_equal(out.len, 0);
        error_clear(&fixture->err);
    }
    strbuf_clear(&out);
}

static void formats_have_names(void **state)
{
    (void)state;
    ExportFormat format = EXPORT_MARKDOWN;
    assert_true(export_parse_format(STR("json"), &format));
    assert_int_equal(format, EXPORT_JSON);
    assert_string_equal(export_get_name(EXPORT_MARKDOWN), "md");
    assert_false(export_parse_format(STR("doc"), &format));
    assert_int_equal(format, EXPORT_JSON);
}

int main(void)
{
#define test(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        test(markdown_is_an_outline_with_sources),
        test(json_tells_places_in_code_points),
        test(json_lines_hold_one_passage_each),
        test(foreign_text_stays_text),
        test(a_citation_names_title_and_headings),
        cmocka_unit_test(formats_have_names),
        test(a_cell_is_never_a_formula),
        test(a_web_page_has_no_tags_but_its_own),
        test(an_outline_of_org_cannot_be_broken_out_of),
        test(markdown_has_no_foreign_html),
        test(plain_text_tells_who_replied),
        test(a_template_escapes_as_it_says),
        test(a_hundred_thousand_passages_are_written),
        test(a_word_file_can_be_stopped_until_it_is_packed),
    };
    return cmocka_run_group_tests_name("export", tests, NULL, NULL);
}
