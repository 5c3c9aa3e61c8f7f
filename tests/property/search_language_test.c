/* Whatever is typed: the library answers, and finds what the tree says of each text.
 *
 * Queries are put together from the pieces of the language and of SQL's and FTS5's own,
 * in any order; texts from the same few characters, so that there is much to find. The
 * index and its plan are between the two answers that are compared.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/store_fixture.h"

#include <piyue/seek.h>
#include <piyue/store_search.h>

#define QUERIES 4000
#define BLOCKS 160
#define PIECES_MAX 7

static const char *const pieces[] = {
    "政",
    "协",
    "商",
    "政协商",
    "甲乙丙丁",
    "丁丙",
    "gdp",
    "GD",
    " ",
    " ",
    "|",
    "-",
    "(",
    ")",
    "\"",
    "~",
    "~政.",
    "~[协商]+",
    "~/甲.*丁/",
    "near:2 ",
    "num:12",
    "十二",
    "〇",
    "零",
    "title:乙",
    "-标题:甲 ",
    "doc:1 ",
    "after:2020 ",
    "before:2020 ",
    "tag:要 ",
    "in:text ",
    "，",
    "AND",
    " OR ",
    " NOT ",
    "NEAR(",
    "*",
    "^",
    "text:",
    ";",
    "'",
    "''",
    "--",
    "%s",
    "\\",
    "{a b}",
    "\"\" *",
    "+",
};
static const char *const letters[] = {"政", "協", "商",   "甲",   "乙", "丙",
                                      "丁", "，", "gdp",  " 12 ", "十", "二",
                                      "〇", "零", "GDPs", "協商"};

static uint64_t next_random(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random;
}

static void make_text(uint64_t *random, unsigned blocks, StrBuf *out)
{
    for (unsigned block = 0; block < blocks; block++) {
        strbuf_append_text(out, block ? "\n政" : "政");
        for (uint64_t left = 1 + next_random(random) % 14; left; left--)
            strbuf_append_text(out, letters[next_random(random) % ARRAY_SIZE(letters)]);
    }
}

static bool add_block(void *context, const SearchHit *hit)
{
    StrBuf *out = context;
    StrBuf one = {0};
    strbuf_appendf(&one, "%d:%u ", (int)hit->doc, (unsigned)hit->block);
    if (!str_has_suffix(strbuf_get(out), strbuf_get(&one)))
        strbuf_append_str(out, strbuf_get(&one));
    strbuf_clear(&one);
    return true;
}

static int64_t expect(const Seek *seek, Document *const *documents, size_t count,
                      StrBuf *out)
{
    int64_t blocks = 0;
    SeekSpans spans = {0};
    for (size_t i = 0; i < count; i++) {
        SeekDocument document = {.doc = documents[i]->id,
                                 .title = str_from(documents[i]->title),
                                 .tags = i ? STR("要") : STR(""),
                                 .day = i ? 20210101 : 20190101};
        for (uint32_t block = 0; block < documents[i]->block_count; block++)
            if (seek_match(seek, &document, document_get_text(documents[i], block),
                           &spans)) {
                /* A text that fits without a word of its own has no place to show. */
                if (spans.count)
                    strbuf_appendf(out, "%d:%u ", (int)document.doc, (unsigned)block);
                blocks++;
            }
    }
    free(spans.items);
    return blocks;
}

static void assert_query(Fixture *fixture, Document *const *documents, size_t count,
                         Str typed, size_t *found_blocks)
{
    Seek *seek = seek_parse(typed, NULL, &fixture->err);
    SearchQuery query = {.text = typed};
    StrBuf wanted = {0}, found = {0};
    int64_t blocks = 0, docs = 0;
    if (!seek) {
        assert_int_equal(fixture->err.code, ERR_USAGE);
        error_clear(&fixture->err);
        assert_false(
            store_search(fixture->store, &query, add_block, &found, &fixture->err));
        assert_int_equal(fixture->err.code, ERR_USAGE);
        error_clear(&fixture->err);
        return;
    }
    if (seek_has_words(seek)) {
        int64_t expected = expect(seek, documents, count, &wanted);
        assert_ok(store_search(fixture->store, &query, add_block, &found, &fixture->err));
        assert_ok(
            store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
        if (!str_is_equal(strbuf_get(&found), strbuf_get(&wanted)) || blocks != expected)
            fail_msg("%.*s: found %d %s, expected %d %s", STR_ARG(typed), (int)blocks,
                     found.data ? found.data : "", (int)expected,
                     wanted.data ? wanted.data : "");
        *found_blocks += (size_t)blocks;
    }
    seek_free(seek);
    strbuf_clear(&wanted);
    strbuf_clear(&found);
}

static void the_index_finds_what_the_tree_says_whatever_is_typed(void **state)
{
    Fixture *fixture = *state;
    uint64_t random = 0x9E3779B97F4A7C15;
    static const char *const titles[] = {"甲篇", "乙篇"}, *const dates[] = {"2019",
                                                                            "2021"};
    Document *documents[2];
    size_t found_blocks = 0, asked = 0;
    for (size_t i = 0; i < ARRAY_SIZE(documents); i++) {
        StrBuf text = {0};
        make_text(&random, BLOCKS / 2, &text);
        Outline outline = {0};
        Draft *draft = fixture_draft(text.data, &outline);
        draft->date = str_from(dates[i]);
        int64_t doc =
            fixture_put_draft(fixture, draft, &outline, titles[i], strbuf_get(&text));
        if (i)
            assert_ok(store_set_document_tag(fixture->store, doc, STR("要"), true,
                                             &fixture->err));
        documents[i] = store_open_document(fixture->store, doc, &fixture->err);
        assert_non_null(documents[i]);
        draft_free(draft);
        outline_clear(&outline);
        strbuf_clear(&text);
    }
    for (; asked < QUERIES; asked++) {
        StrBuf typed = {0};
        for (uint64_t left = 1 + next_random(&random) % PIECES_MAX; left; left--)
            strbuf_append_text(&typed, pieces[next_random(&random) % ARRAY_SIZE(pieces)]);
        assert_query(fixture, documents, ARRAY_SIZE(documents), strbuf_get(&typed),
                     &found_blocks);
        strbuf_clear(&typed);
    }
    print_message("%zu queries, %zu paragraphs found\n", asked, found_blocks);
    assert_true(found_blocks > QUERIES); /* they do not all miss */
    for (size_t i = 0; i < ARRAY_SIZE(documents); i++)
        document_free(documents[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_index_finds_what_the_tree_says_whatever_is_typed, fixture_set_up,
            fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
