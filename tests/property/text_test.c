/* What must hold of every text: wrapping, folding, tokens, needles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../corpus.h"

/* A small generator (Marsaglia's xorshift64), so that every run is the same run. */
static uint32_t roll(uint64_t *state, uint32_t sides)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 33) % sides;
}

/* Pieces of official prose and of what breaks programs. */
static const char *const pieces[] = {
    "政",       "协",       "委",
    "员",       "聯",       "發",
    "中",       "国",       "一",
    "〇",       "年",       "第",
    "个",       "，",       "。",
    "、",       "；",       "：",
    "？",       "！",       "“",
    "”",        "‘",        "’",
    "（",       "）",       "《",
    "》",       "【",       "】",
    "——",       "……",       "·",
    "～",       "a",        "b",
    "GDP",      "word",     "http://a.cn/b?c=d",
    "1",        "2024",     "3.5%",
    "10㎡",     "25℃",      " ",
    "  ",       "　",       ",",
    ".",        ";",        "(",
    ")",        "-",        "/",
    "\"",       "'",        "é",
    "e\u0301",  "\u0301",   "👍",
    "👍🏽", "👩\u200D💻", "🇨🇳",
    "\u200B",   "\uFEFF",   "\u202E",
    "\x1B",     "\t",       "𠮷",
    "\uE000",   "①",        "㈠",
    "Ａ",       "１",       "カ",
    "한",       "ｶﾞ",       "⼀",
    "々",       "★",
};

static void mix(StrBuf *text, uint64_t *seed, uint32_t count)
{
    strbuf_reset(text);
    for (uint32_t i = 0; i < count; i++)
        strbuf_append_text(text, pieces[roll(seed, ARRAY_SIZE(pieces))]);
}

/* ---- rows -------------------------------------------------------------- */

static bool is_among(char32_t codepoint, const char32_t *set)
{
    while (*set && *set != codepoint)
        set++;
    return *set != 0;
}

/* CLREQ 3.1.3, basic level, and its ASCII forms; independent of the room's table. */
static bool never_begins(char32_t codepoint)
{
    return is_among(codepoint, U"，。、；：？！”’）》】·～々,.;)%℃");
}

static bool never_ends(char32_t codepoint)
{
    return is_among(codepoint, U"“‘（《【(");
}

/* What may not be parted from its like, or is not looked at by this test. */
static bool is_bound(char32_t codepoint)
{
    return is_among(codepoint, U"—…-/\"'") || text_is_space(codepoint) ||
           width_of_codepoint(codepoint, &(WidthPolicy){AMBIGUOUS_NARROW}) == 0;
}

static char32_t first_of(Str text)
{
    size_t off = 0;
    return text.len ? utf8_next(text, &off) : 0;
}

static char32_t last_of(Str text)
{
    size_t off = text.len;
    return text.len ? utf8_previous(text, &off) : 0;
}

/* Could the row have ended inside [start, end), between two characters that this
 * test knows to be partable? */
static bool has_other_break(Str text, size_t start, size_t end)
{
    for (size_t off = start; off < end;) {
        char32_t before = utf8_next(text, &off);
        if (off >= end || cluster_snap(text, off) != off)
            continue;
        char32_t after = first_of(str_slice(text, off, end));
        if (!never_ends(before) && !never_begins(after) && !is_bound(before) &&
            !is_bound(after))
            return true;
    }
    return false;
}

static void fail_at(const char *what, Str text, WrapRow row, int width)
{
    fail_msg("%s, width %d: %.*s", what, width,
             STR_ARG(str_slice(text, row.start, MIN(row.next + 24, text.len))));
}

static void check_row(Str text, WrapRow row, int width, const WidthPolicy *policy)
{
    if (row.next <= row.start || row.end > row.next || row.end < row.start)
        fail_at("no progress", text, row, width);
    if (cluster_snap(text, row.end) != row.end ||
        cluster_snap(text, row.next) != row.next)
        fail_at("a cluster is cut", text, row, width);
    Str drawn = str_slice(text, row.start, row.end);
    size_t first_end = row.start;
    Cluster first = {0};
    cluster_next(text, &first_end, policy, &first);
    bool is_single = first_end >= row.end;
    if ((int)text_columns(drawn, policy) > width && !is_single)
        fail_at("too wide", text, row, width);
    if (row.columns > width ||
        (!is_single && row.columns != (int)text_columns(drawn, policy)))
        fail_at("wrong columns", text, row, width);
    if (text_trim(str_slice(text, row.end, row.next)).len)
        fail_at("text between two rows", text, row, width);
    if (row.next >= text.len)
        return;
    bool is_bad = never_begins(first_of(str_slice(text, row.next, text.len))) ||
                  never_ends(last_of(drawn));
    if (is_bad && has_other_break(text, row.start, row.end))
        fail_at("forbidden break", text, row, width);
}

static size_t check_rows(Str text, int width, const WidthPolicy *policy)
{
    size_t rows = 0;
    for (size_t off = 0; off < text.len; rows++) {
        WrapRow row = wrap_row(text, off, width, policy);
        assert_int_equal(row.start, off);
        check_row(text, row, width, policy);
        off = row.next;
    }
    return rows;
}

static void rows_hold_all_text_and_obey_the_rules(void **state)
{
    (void)state;
    uint64_t seed = 20240524;
    StrBuf text = {0};
    for (int round = 0; round < 4000; round++) {
        mix(&text, &seed, 1 + roll(&seed, 60));
        int width = 2 + (int)roll(&seed, 40);
        WidthPolicy policy = {(AmbiguousWidth)roll(&seed, 3)};
        check_rows(strbuf_get(&text), width, &policy);
    }
    strbuf_clear(&text);
}

static void real_documents_wrap_at_every_width(void **state)
{
    (void)state;
    size_t rows = 0;
    for (int number = 0; number < 5; number++) {
        StrBuf text = {0}, name = {0};
        strbuf_appendf(&name, "outline/docs/seed-%03d.txt", number);
        bool is_read = corpus_read(name.data, &text);
        strbuf_clear(&name);
        if (!is_read)
            return;
        for (int width = 20; width <= 200; width++) {
            WidthPolicy policy = {width % 2 ? AMBIGUOUS_NARROW : AMBIGUOUS_WIDE};
            for (Str rest = strbuf_get(&text); rest.data;)
                rows += check_rows(str_split(&rest, '\n'), width, &policy);
            policy.ambiguous = width % 2 ? AMBIGUOUS_WIDE : AMBIGUOUS_NARROW;
            for (Str rest = strbuf_get(&text); rest.data;)
                rows += check_rows(str_split(&rest, '\n'), width, &policy);
        }
        strbuf_clear(&text);
    }
    assert_true(rows > 100000);
}

/* ---- clusters and units ------------------------------------------------ */

static void clusters_are_the_same_in_both_directions(void **state)
{
    (void)state;
    uint64_t seed = 7;
    StrBuf text = {0};
    WidthPolicy policy = {AMBIGUOUS_NARROW};
    for (int round = 0; round < 2000; round++) {
        mix(&text, &seed, 1 + roll(&seed, 20));
        Str all = strbuf_get(&text);
        Cluster cluster;
        for (size_t off = 0, start = 0; cluster_next(all, &off, &policy, &cluster);
             start = off) {
            assert_ptr_equal(cluster.text.data, all.data + start);
            assert_int_equal(cluster.text.len, off - start);
            for (size_t inside = start + 1; inside <= off; inside++)
                assert_int_equal(cluster_previous(all, inside), start);
        }
    }
    strbuf_clear(&text);
}

static void sentences_tile_the_text(void **state)
{
    (void)state;
    uint64_t seed = 11;
    StrBuf text = {0};
    for (int round = 0; round < 2000; round++) {
        mix(&text, &seed, 1 + roll(&seed, 40));
        Str all = strbuf_get(&text);
        for (size_t off = 0; off < all.len;) {
            Span sentence = sentence_at(all, off), clause = clause_at(all, off);
            assert_true(sentence.start <= clause.start && clause.end <= sentence.end);
            if (sentence.end <= off) /* the blanks behind the last one */
                break;
            assert_int_equal(text_trim(str_slice(all, off, sentence.start)).len, 0);
            off = sentence.end;
        }
        for (size_t off = 0; off < all.len;) {
            size_t next = unit_next(all, off);
            assert_true(next > off && next <= all.len);
            off = next;
        }
        for (size_t off = all.len; off > 0;) {
            size_t before = unit_previous(all, off);
            assert_true(before < off);
            off = before;
        }
    }
    strbuf_clear(&text);
}

/* ---- search ------------------------------------------------------------ */

typedef struct Tokens {
    StrBuf folded;                            /* every token followed by a blank */
    size_t starts[512], ends[512], offs[512]; /* in the text; in `folded` */
    TokenKind kinds[512];
    size_t count;
} Tokens;

static void tokens_read(Tokens *tokens, Str text)
{
    StrBuf room = {0};
    Token token;
    strbuf_reset(&tokens->folded);
    tokens->count = 0;
    for (size_t off = 0; token_next(text, &off, &room, &token); tokens->count++) {
        assert_true(tokens->count < ARRAY_SIZE(tokens->starts));
        tokens->starts[tokens->count] = token.start;
        tokens->ends[tokens->count] = token.end;
        tokens->offs[tokens->count] = tokens->folded.len;
        tokens->kinds[tokens->count] = token.kind;
        strbuf_append_str(&tokens->folded, token.folded);
        strbuf_append_byte(&tokens->folded, ' ');
    }
    strbuf_clear(&room);
}

static void folded_text_has_the_same_tokens(void **state)
{
    (void)state;
    uint64_t seed = 3;
    StrBuf text = {0}, folded = {0}, again = {0};
    Tokens plain = {0}, after = {0};
    for (int round = 0; round < 3000; round++) {
        mix(&text, &seed, 1 + roll(&seed, 50));
        strbuf_reset(&folded);
        strbuf_reset(&again);
        fold_text(&folded, strbuf_get(&text));
        fold_text(&again, strbuf_get(&folded));
        assert_true(str_is_equal(strbuf_get(&folded), strbuf_get(&again)));
        tokens_read(&plain, strbuf_get(&text));
        tokens_read(&after, strbuf_get(&folded));
        assert_true(str_is_equal(strbuf_get(&plain.folded), strbuf_get(&after.folded)));
    }
    strbuf_clear(&text);
    strbuf_clear(&folded);
    strbuf_clear(&again);
    strbuf_clear(&plain.folded);
    strbuf_clear(&after.folded);
}

static Str token_text(const Tokens *tokens, size_t index)
{
    Str all = strbuf_get(&tokens->folded);
    size_t end = index + 1 < tokens->count ? tokens->offs[index + 1] : all.len;
    return str_slice(all, tokens->offs[index], end - 1);
}

/* The first token at or after `from` where the needle's tokens stand in a row, the
 * last word being a prefix: what the index means by a phrase. */
static size_t scan_naively(const Tokens *text, const Tokens *needle, size_t from)
{
    for (size_t at = 0; at + needle->count <= text->count; at++) {
        size_t fitting = 0;
        while (fitting < needle->count) {
            Str have = token_text(text, at + fitting);
            Str want = token_text(needle, fitting);
            bool is_last_word =
                fitting + 1 == needle->count && needle->kinds[fitting] == TOKEN_WORD;
            if (text->kinds[at + fitting] != needle->kinds[fitting] ||
                !(is_last_word ? str_has_prefix(have, want) : str_is_equal(have, want)))
                break;
            fitting++;
        }
        if (fitting == needle->count && text->starts[at] >= from)
            return at;
    }
    return STR_NONE;
}

static void needles_find_what_a_naive_scan_finds(void **state)
{
    (void)state;
    uint64_t seed = 5;
    StrBuf text = {0}, wanted = {0};
    Tokens tokens = {0}, needle_tokens = {0};
    size_t found = 0;
    for (int round = 0; round < 20000; round++) {
        mix(&text, &seed, 1 + roll(&seed, 40));
        mix(&wanted, &seed, 1 + roll(&seed, 3));
        Str all = strbuf_get(&text);
        if (roll(&seed, 2)) { /* a piece of the text itself */
            size_t start = cluster_snap(all, roll(&seed, (uint32_t)all.len));
            size_t end = cluster_snap(all, MIN(start + 1 + roll(&seed, 20), all.len));
            strbuf_reset(&wanted);
            strbuf_append_str(&wanted, str_slice(all, start, end));
        }
        tokens_read(&tokens, all);
        tokens_read(&needle_tokens, strbuf_get(&wanted));
        Needle *needle = needle_new(strbuf_get(&wanted));
        assert_int_equal(needle != NULL, needle_tokens.count > 0);
        if (!needle)
            continue;
        for (size_t from = 0;;) {
            Span match = {0, 0};
            size_t expected = scan_naively(&tokens, &needle_tokens, from);
            bool is_found = needle_find(needle, all, from, &match);
            assert_int_equal(is_found, expected != STR_NONE);
            if (!is_found)
                break;
            assert_int_equal(match.start, tokens.starts[expected]);
            assert_true(match.end <= tokens.ends[expected + needle_tokens.count - 1]);
            assert_true(match.end > match.start);
            from = match.end;
            found++;
        }
        needle_free(needle);
    }
    assert_true(found > 5000);
    strbuf_clear(&text);
    strbuf_clear(&wanted);
    strbuf_clear(&tokens.folded);
    strbuf_clear(&needle_tokens.folded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_hold_all_text_and_obey_the_rules),
        cmocka_unit_test(real_documents_wrap_at_every_width),
        cmocka_unit_test(clusters_are_the_same_in_both_directions),
        cmocka_unit_test(sentences_tile_the_text),
        cmocka_unit_test(folded_text_has_the_same_tokens),
        cmocka_unit_test(needles_find_what_a_naive_scan_finds),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
