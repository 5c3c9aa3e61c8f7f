/* Search finds exactly what a scan of the text finds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_fixture.h"

#include <piyue/store_search.h>

#include <dirent.h>

/* ---- what was found, as "doc:block:start-end" ---------------------------- */

typedef struct Hits {
    StrBuf text;
    size_t count, limit;
} Hits;

static bool add_hit(void *context, const SearchHit *hit)
{
    Hits *hits = context;
    strbuf_appendf(&hits->text, "%d:%u:%u-%u ", (int)hit->doc, (unsigned)hit->block,
                   (unsigned)hit->start, (unsigned)hit->end);
    return ++hits->count != hits->limit;
}

static void assert_hits(Fixture *fixture, SearchQuery query, const char *wanted)
{
    Hits hits = {0};
    assert_ok(store_search(fixture->store, &query, add_hit, &hits, &fixture->err));
    assert_string_equal(hits.text.data ? hits.text.data : "", wanted);
    strbuf_clear(&hits.text);
}

static void assert_text(Fixture *fixture, const char *text, const char *wanted)
{
    assert_hits(fixture, (SearchQuery){.text = str_from(text)}, wanted);
}

static void any_substring_is_found_exactly(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "人民政协协商\n行政，协商\n!政协\n政 协");
    assert_text(fixture, "政协", "1:0:6-12 1:3:0-7 "); /* not over ，, not the hidden */
    assert_text(fixture, "协", "1:0:9-12 1:0:12-15 1:1:9-12 1:3:4-7 ");
    assert_text(fixture, "人民政协协商", "1:0:0-18 ");
    assert_text(fixture, "行政，协商", "1:1:0-15 ");
    assert_text(fixture, "行政。协", "1:1:0-12 "); /* one mark is as good as another */
    assert_text(fixture, "“政协”", "1:0:6-12 1:3:0-7 ");
    assert_text(fixture, "民政府", "");
}

static void what_is_hidden_is_not_found_without_the_index_either(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "首行\n!菜单\n末行");
    /* no index can tell these: every text is looked at */
    assert_text(fixture, "~^..$", "1:0:0-6 1:2:0-6 ");
    assert_text(fixture, "菜单|after:3000|首行", "1:0:0-6 ");
    const SearchQuery query = {.text = STR("~^..$"), .doc = 1};
    int64_t blocks = 0, docs = 0;
    assert_ok(store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
    assert_int_equal(blocks, 2);
    uint32_t block = 0;
    assert_ok(store_find_block(fixture->store, &query, 1, false, &block, &fixture->err));
    assert_int_equal(block, 2);
}

static void search_is_blind_to_script_width_and_case(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "關於聯繫群眾\nＧＤＰ增长５％\n二○二四年");
    assert_text(fixture, "联系群众", "1:0:6-18 ");
    assert_text(fixture, "gdp", "1:1:0-9 ");
    assert_text(fixture, "GD", "1:1:0-6 "); /* the last word may go on */
    assert_text(fixture, "DP", "");
    assert_text(fixture, "二〇二四", "1:2:0-12 ");
}

static void terms_parted_by_blanks_must_all_occur(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲",
                "先监督，后协商\n只有监督\n只有协商\nred tape and red ink");
    assert_text(fixture, "协商 监督", "1:0:3-9 1:0:15-21 ");
    assert_text(fixture, "协商　监督", "1:0:3-9 1:0:15-21 ");
    assert_text(fixture, "\"red ink\"", "1:3:13-20 ");
    assert_text(fixture, "red ink", "1:3:0-3 1:3:13-16 1:3:17-20 ");
    assert_text(fixture, "tape\"red ink\"", "1:3:4-8 1:3:13-20 ");
    assert_text(fixture, "\"red ink", "1:3:13-20 ");
}

/* Of a long word the index is asked for a few characters, then for more, then for all:
 * texts that have those, and not the word, come often enough for each step. */
static void a_long_word_is_found_among_texts_that_almost_hold_it(void **state)
{
    Fixture *fixture = *state;
    StrBuf text = {0}, wanted = {0};
    for (unsigned block = 0; block < 120; block++) {
        bool has_word = block % 25 == 24;
        strbuf_append_text(&text, block ? "\n" : "");
        strbuf_append_text(&text, has_word     ? "甲乙丙丁戊己庚"
                                  : block < 40 ? "甲乙丙，丁戊己庚"
                                  : block < 80 ? "甲乙丙丁戊，己庚"
                                               : "甲乙丙丁戊己，庚");
        if (has_word)
            strbuf_appendf(&wanted, "1:%u:0-21 ", block);
    }
    fixture_put(fixture, "甲", text.data);
    assert_text(fixture, "甲乙丙丁戊己庚", wanted.data);
    assert_text(fixture, "甲乙丙丁庚己戊", "");
    strbuf_clear(&text);
    strbuf_clear(&wanted);
}

/* What the index gives and what the tree says of each text agree. */
static void the_whole_language_reaches_the_index(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "协商的机制\n协商民主\n监督机制，协商于民");
    fixture_put(fixture, "乙", "会商办法\n第二条 协商");
    static const struct {
        const char *query, *hits;
    } cases[] = {
        {"协商 -机制", "1:1:0-6 2:1:10-16 "},
        {"会商|民主", "1:1:6-12 2:0:0-6 "},
        {"near:1 协商 机制", "1:0:0-6 1:0:9-15 1:2:6-12 1:2:15-21 "},
        {"~第.条", "2:1:0-9 "},
        {"~协商.*机制", "1:0:0-15 "},
        {"~^.{4}$", "1:1:0-12 2:0:0-12 "},
        {"标题:乙 协商", "2:1:10-16 "},
        {"-标题:乙 协商 机制", "1:0:0-6 1:0:9-15 1:2:6-12 1:2:15-21 "},
        {"doc:2|民主 协商", "1:1:0-6 1:1:6-12 2:1:10-16 "},
        {"num:2", "2:1:3-6 "},
        {"before:1990 协商", ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_text(fixture, cases[i].query, cases[i].hits);
    int64_t blocks, docs;
    SearchQuery query = {.text = STR("协商 -机制")};
    assert_ok(store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
    assert_int_equal(blocks, 2);
    assert_int_equal(docs, 2);
    uint32_t block;
    query.doc = 1;
    assert_true(
        store_find_block(fixture->store, &query, 0, false, &block, &fixture->err));
    assert_int_equal(block, 1);
    assert_false(
        store_find_block(fixture->store, &query, 2, false, &block, &fixture->err));
    assert_true(store_find_block(fixture->store, &query, 2, true, &block, &fixture->err));
    assert_int_equal(block, 1);
}

static void nothing_typed_is_a_syntax_error(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "a AND b OR NOT c NEAR text: ^x * - + ( ) { }");
    static const char *const queries[] = {
        "AND", "a AND b", "NOT",       "OR c",   "NEAR(a b)", "text:a",  "^x",
        "a*",  "(a",      "{a b}",     "a\"b",   "'a",        "a;b",     "a -",
        "+a",  "a\\",     "\"\"a\"\"", "a \" b", "%s%n",      "col : x",
    };
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        Hits hits = {0};
        SearchQuery query = {.text = str_from(queries[i])};
        assert_ok(store_search(fixture->store, &query, add_hit, &hits, &fixture->err));
        strbuf_clear(&hits.text);
    }
    static const char *const empty[] = {"", " ", "\"\"", "。", "， 。", "\"", "　"};
    for (size_t i = 0; i < ARRAY_SIZE(empty); i++) {
        SearchQuery query = {.text = str_from(empty[i])};
        assert_false(store_search(fixture->store, &query, add_hit, NULL, &fixture->err));
        assert_int_equal(fixture->err.code, ERR_USAGE);
    }
}

static void limits_offsets_and_scope_are_obeyed(void **state)
{
    Fixture *fixture = *state;
    int64_t first = fixture_put(fixture, "甲", "协商协商\n协商");
    int64_t second = fixture_put(fixture, "乙", "协商乙");
    int64_t third = fixture_put(fixture, "丙", "协商丙");
    SearchQuery query = {.text = STR("协商")};
    assert_hits(fixture, query, "1:0:0-6 1:0:6-12 1:1:0-6 2:0:0-6 3:0:0-6 ");
    query.limit = 2;
    assert_hits(fixture, query, "1:0:0-6 1:0:6-12 ");
    query.offset = 1;
    assert_hits(fixture, query, "1:0:6-12 1:1:0-6 ");
    query = (SearchQuery){.text = STR("协商"), .doc = second};
    assert_hits(fixture, query, "2:0:0-6 ");
    assert_ok(
        store_set_document_tag(fixture->store, third, STR("要"), true, &fixture->err));
    query = (SearchQuery){.text = STR("协商"), .tag = STR("要")};
    assert_hits(fixture, query, "3:0:0-6 ");
    assert_ok(store_set_trashed(fixture->store, first, 5, &fixture->err));
    query = (SearchQuery){.text = STR("协商")};
    assert_hits(fixture, query, "2:0:0-6 3:0:0-6 ");
    int64_t blocks = 0, docs = 0;
    assert_ok(store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
    assert_int_equal(blocks, 2);
    assert_int_equal(docs, 2);
    query.doc = first; /* named: looked at, in the trash or not */
    assert_ok(store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
    assert_int_equal(blocks, 2);
    assert_int_equal(docs, 1);
    Hits hits = {.limit = 1}; /* the visitor has enough */
    query = (SearchQuery){.text = STR("协商")};
    assert_ok(store_search(fixture->store, &query, add_hit, &hits, &fixture->err));
    assert_int_equal(hits.count, 1);
    strbuf_clear(&hits.text);
    query.doc = 99;
    assert_false(store_search(fixture->store, &query, add_hit, NULL, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_NOT_FOUND);
}

static bool check_place(void *context, const SearchHit *hit)
{
    int *seen = context;
    assert_int_equal(hit->doc, 1);
    assert_int_equal(hit->block, 2);
    assert_int_equal(hit->line, 4);
    assert_true(str_is_equal(hit->title, STR("甲")));
    assert_true(str_is_equal(hit->text, STR("其他事项")));
    assert_true(str_is_equal(hit->headings, STR("一、总则\n（一）范围")));
    assert_int_equal(hit->in, SEARCH_TEXT);
    ++*seen;
    return true;
}

static void a_hit_says_where_it_is(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "# 一、总则\n\n## （一）范围\n其他事项");
    SearchQuery query = {.text = STR("事项")};
    int seen = 0;
    assert_ok(store_search(fixture->store, &query, check_place, &seen, &fixture->err));
    assert_int_equal(seen, 1);
}

static bool add_in(void *context, const SearchHit *hit)
{
    strbuf_appendf(context, "%u:%d:%.*s ", hit->in, (int)hit->annotation,
                   STR_ARG(hit->text));
    return true;
}

static void assert_in(Fixture *fixture, const char *text, unsigned in, const char *wanted)
{
    StrBuf found = {0};
    SearchQuery query = {.text = str_from(text), .in = in};
    assert_ok(store_search(fixture->store, &query, add_in, &found, &fixture->err));
    assert_string_equal(found.data ? found.data : "", wanted);
    strbuf_clear(&found);
}

static void notes_quotations_tags_and_titles_are_found(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_put(fixture, "协商条例", "正文协商");
    Str tag = STR("重点协商");
    Annotation note = {.uid = uid_new(),
                       .doc = doc,
                       .note = STR("此处協商甚好"),
                       .selector.exact = STR("引文"),
                       .tags = &tag,
                       .tag_count = 1};
    int64_t id = 0, other = 0;
    Annotation quote = {.uid = uid_new(),
                        .doc = doc,
                        .note = STR("无"),
                        .selector.exact = STR("正文协商")};
    assert_ok(store_put_annotation(fixture->store, &note, &id, &fixture->err));
    assert_ok(store_put_annotation(fixture->store, &quote, &other, &fixture->err));
    assert_in(fixture, "协商", SEARCH_NOTES, "2:1:此处協商甚好 2:2:正文协商 ");
    assert_in(fixture, "协商", SEARCH_TITLES, "4:0:协商条例 ");
    assert_in(fixture, "协商", SEARCH_TITLES | SEARCH_NOTES | SEARCH_TEXT,
              "4:0:协商条例 2:1:此处協商甚好 2:2:正文协商 1:0:正文协商 ");
    assert_in(fixture, "重点", SEARCH_NOTES, "2:1:重点协商 ");
    assert_ok(store_rename_tag(fixture->store, tag, STR("要点"), &fixture->err));
    assert_in(fixture, "重点", SEARCH_NOTES, "");
    assert_in(fixture, "要点", SEARCH_NOTES, "2:1:要点 ");
    note.note = STR("改过");
    note.tag_count = 0;
    assert_ok(store_put_annotation(fixture->store, &note, &id, &fixture->err));
    assert_in(fixture, "此处", SEARCH_NOTES, "");
    assert_in(fixture, "改过", SEARCH_NOTES, "2:1:改过 ");
    assert_ok(store_set_annotation_trashed(fixture->store, id, 3, &fixture->err));
    assert_in(fixture, "改过", SEARCH_NOTES, "");
    assert_ok(store_set_annotation_trashed(fixture->store, id, 0, &fixture->err));
    assert_in(fixture, "改过", SEARCH_NOTES, "2:1:改过 ");
    assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
}

static void a_tag_stands_for_those_below_it_wherever_it_is_asked(void **state)
{
    Fixture *fixture = *state;
    static const char *const tags[] = {"要", "要/急", "要/", "要点"};
    static const char *const texts[] = {"协商甲", "协商乙", "协商丙", "协商丁"};
    static const char *const queries[] = {"协商", "协商 title:条例"};
    static const unsigned places[] = {SEARCH_TEXT, SEARCH_TITLES, SEARCH_NOTES};
    for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
        int64_t id, doc = fixture_put(fixture, "协商条例", texts[i]);
        Annotation note = {.uid = uid_new(), .doc = doc, .note = STR("协商")};
        assert_ok(store_put_annotation(fixture->store, &note, &id, &fixture->err));
        assert_ok(store_set_document_tag(fixture->store, doc, str_from(tags[i]), true,
                                         &fixture->err));
    }
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++)
        for (size_t j = 0; j < ARRAY_SIZE(places); j++) {
            SearchQuery query = {
                .text = str_from(queries[i]), .tag = STR("要"), .in = places[j]};
            HitDocumentList found = {0};
            assert_ok(store_list_hit_documents(fixture->store, &query, fixture->arena,
                                               &found, &fixture->err));
            assert_int_equal(found.count, 3);
            Hits hits = {0};
            assert_ok(
                store_search(fixture->store, &query, add_hit, &hits, &fixture->err));
            assert_int_equal(hits.count, 3);
            strbuf_clear(&hits.text);
        }
}

static void set_title(Fixture *fixture, int64_t doc, const char *title)
{
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_set_title(fixture->store, doc, str_from(title), &fixture->err));
}

static void titles_are_found_as_they_are_now(void **state)
{
    Fixture *fixture = *state;
    int64_t first = fixture_put(fixture, "甲乙", "文"), second;
    assert_in(fixture, "甲", SEARCH_TITLES, "4:0:甲乙 ");
    second = fixture_put(fixture, "丙甲", "字");
    assert_in(fixture, "甲", SEARCH_TITLES, "4:0:甲乙 4:0:丙甲 ");
    set_title(fixture, first, "丁");
    assert_in(fixture, "甲", SEARCH_TITLES, "4:0:丙甲 ");
    store_rollback(fixture->store);
    assert_in(fixture, "甲", SEARCH_TITLES, "4:0:甲乙 4:0:丙甲 ");
    set_title(fixture, first, "丁ＡＢc");
    assert_ok(store_commit(fixture->store, &fixture->err));
    assert_in(fixture, "甲", SEARCH_TITLES, "4:0:丙甲 ");
    assert_in(fixture, "ab", SEARCH_TITLES, "4:0:丁ＡＢc ");
    assert_in(fixture, "甲|丁", SEARCH_TITLES, "4:0:丁ＡＢc 4:0:丙甲 ");
    assert_in(fixture, "丁 -甲", SEARCH_TITLES, "4:0:丁ＡＢc ");
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_set_trashed(fixture->store, second, 1, &fixture->err));
    assert_ok(store_commit(fixture->store, &fixture->err));
    assert_in(fixture, "甲", SEARCH_TITLES, "");
    Store *other = NULL;
    assert_ok(store_open(&other, fixture->directory, STORE_READ_WRITE, &fixture->report,
                         &fixture->err));
    assert_ok(store_begin(other, &fixture->err));
    assert_ok(store_set_title(other, first, STR("戊"), &fixture->err));
    assert_ok(store_commit(other, &fixture->err));
    store_close(other);
    assert_in(fixture, "丁", SEARCH_TITLES, "");
    assert_in(fixture, "戊", SEARCH_TITLES, "4:0:戊 ");
}

static void blocks_are_found_forwards_and_backwards(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "前", "协商");
    int64_t doc = fixture_put(fixture, "甲", "协商\n空\n协商\n空\n协商 abcd");
    fixture_put(fixture, "后", "协商。");
    SearchQuery query = {.text = STR("协商"), .doc = doc};
    static const struct {
        uint32_t from;
        bool backwards;
        int wanted; /* -1 for none */
    } cases[] = {{0, false, 0}, {1, false, 2}, {3, false, 4}, {5, false, -1},
                 {4, true, 4},  {3, true, 2},  {1, true, 0},  {9, true, 4}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        uint32_t block = 99;
        bool is_found = store_find_block(fixture->store, &query, cases[i].from,
                                         cases[i].backwards, &block, &fixture->err);
        assert_false(error_is_set(&fixture->err));
        assert_int_equal(is_found, cases[i].wanted >= 0);
        if (is_found)
            assert_int_equal(block, cases[i].wanted);
    }
    uint32_t block = 0;
    query.text = STR("abc");
    assert_ok(store_find_block(fixture->store, &query, 0, false, &block, &fixture->err));
    assert_int_equal(block, 4);
    query.text = STR("不在");
    assert_false(
        store_find_block(fixture->store, &query, 0, false, &block, &fixture->err));
    assert_false(error_is_set(&fixture->err));
}

static bool always(void *context)
{
    (void)context;
    return true;
}

static void a_running_search_can_be_stopped(void **state)
{
    Fixture *fixture = *state;
    StrBuf text = {0};
    for (int i = 0; i < 3000; i++)
        strbuf_append_text(&text, "协商\n");
    fixture_put(fixture, "甲", text.data);
    SearchQuery query = {.text = STR("协商")};
    int64_t blocks = 0, docs = 0;
    store_set_interrupt(fixture->store, always, NULL);
    assert_false(store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_CANCELLED);
    error_clear(&fixture->err);
    store_set_interrupt(fixture->store, NULL, NULL);
    assert_ok(store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
    assert_int_equal(blocks, 3000);
    strbuf_clear(&text);
}

/* ---- against a scan of real documents ------------------------------------ */

static void scan(const Draft *draft, int64_t doc, const char *text, StrBuf *out)
{
    Needle *needle = needle_new(str_from(text));
    for (size_t i = 0; i < draft->block_count; i++) {
        Span span;
        for (size_t from = 0; needle_find(needle, draft->blocks[i].text, from, &span);
             from = span.end)
            strbuf_appendf(out, "%d:%u:%u-%u ", (int)doc, (unsigned)i,
                           (unsigned)span.start, (unsigned)span.end);
    }
    needle_free(needle);
}

static const char *const queries[] = {"的",     "政协",     "发展",   "社会主义",
                                      "的是",   "第一，",   "2020",   "gdp",
                                      "，我们", "人民代表", "為人民", "万元）"};

static void the_index_finds_what_a_scan_finds(void **state)
{
    Fixture *fixture = *state;
    char *corpus = fixture_find_corpus();
    if (!corpus) {
        print_message("the corpus is not at hand\n");
        skip();
    }
    char *directory = path_join(corpus, "outline/docs");
    free(corpus);
    struct dirent **names = NULL;
    int count = scandir(directory, &names, NULL, alphasort);
    StrBuf expected[ARRAY_SIZE(queries)] = {{0}};
    for (int i = 0; i < count; i++) {
        char *path = path_join(directory, names[i]->d_name);
        StrBuf text = {0};
        if (i % 3 == 0 && str_has_suffix(str_from(path), STR(".txt")) &&
            file_read(path, (size_t)1 << 26, &text, &fixture->err) &&
            utf8_find_invalid(strbuf_get(&text)) == text.len) {
            Draft *draft = draft_new();
            Outline outline = {0};
            draft->format = "txt";
            for (Str rest = strbuf_get(&text); rest.data;) {
                Str block = text_trim(str_split(&rest, '\n'));
                if (block.len)
                    draft_add_block(draft, BLOCK_PARAGRAPH, block, 0, 1, 0);
            }
            int64_t doc = fixture_put_draft(fixture, draft, &outline, names[i]->d_name,
                                            strbuf_get(&text));
            for (size_t j = 0; j < ARRAY_SIZE(queries); j++)
                scan(draft, doc, queries[j], &expected[j]);
            draft_free(draft);
        }
        strbuf_clear(&text);
        free(names[i]);
        free(path);
    }
    free(names);
    free(directory);
    for (size_t j = 0; j < ARRAY_SIZE(queries); j++) {
        Hits hits = {0};
        SearchQuery query = {.text = str_from(queries[j])};
        assert_ok(store_search(fixture->store, &query, add_hit, &hits, &fixture->err));
        assert_true(str_is_equal(strbuf_get(&hits.text), strbuf_get(&expected[j])));
        print_message("%s: %zu places\n", queries[j], hits.count);
        strbuf_clear(&hits.text);
        strbuf_clear(&expected[j]);
    }
    assert_ok(store_settle(fixture->store, &fixture->err));
    assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(any_substring_is_found_exactly),
        TEST(what_is_hidden_is_not_found_without_the_index_either),
        TEST(search_is_blind_to_script_width_and_case),
        TEST(terms_parted_by_blanks_must_all_occur),
        TEST(a_long_word_is_found_among_texts_that_almost_hold_it),
        TEST(the_whole_language_reaches_the_index),
        TEST(nothing_typed_is_a_syntax_error),
        TEST(limits_offsets_and_scope_are_obeyed),
        TEST(a_hit_says_where_it_is),
        TEST(notes_quotations_tags_and_titles_are_found),
        TEST(a_tag_stands_for_those_below_it_wherever_it_is_asked),
        TEST(titles_are_found_as_they_are_now),
        TEST(blocks_are_found_forwards_and_backwards),
        TEST(a_running_search_can_be_stopped),
        TEST(the_index_finds_what_a_scan_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
