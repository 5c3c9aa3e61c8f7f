/* Search against a naive scan of folded text, for random parts of real documents.
 *
 * The scan knows no tokens and no index: a block is an array of numbers, one for each
 * folded character that counts, and a query one that must occur in it. Its rules are
 * those of doc/search.md: blanks part words and nothing else, a run of marks is one mark,
 * words are found from their start, and the last of a query may go on; 零 is 〇.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/store_fixture.h"

#include <piyue/store_search.h>

#include <dirent.h>
#include <unictype.h>

#include "../corpus.h"

#define QUERIES 2000
#define UNITS_MAX 600000 /* of text: enough for every rule, not for much patience */

enum { IN_WORD = 1 << 30, WORD_START = 1 << 29, MARK = 1 << 28 };

typedef struct Units {
    uint32_t *items;
    size_t count, capacity;
    uint32_t *starts; /* bytes; only of text */
    size_t start_capacity;
} Units;

typedef struct Block {
    int64_t doc;
    uint32_t number;
    size_t first, count; /* in the units */
    Str text;
} Block;

typedef struct Oracle {
    Arena *arena;
    Units units;
    Block *blocks;
    size_t count, capacity;
    uint64_t random;
    uint32_t *alike; /* code point → another one that folds to the same, 0 for none */
} Oracle;

#define CODEPOINTS 0x30000u

/* ---- what counts ------------------------------------------------------- */

static bool stands_alone(char32_t folded)
{
    return (folded >= 0x2E80 && folded < 0x2FE0) || folded == 0x3005 ||
           folded == 0x3006 || folded == 0x3007 ||
           (folded >= 0x3041 && folded < 0x3097) ||
           (folded >= 0x30A1 && folded < 0x30FB) ||
           (folded >= 0x30FC && folded < 0x3100) ||
           (folded >= 0x3105 && folded < 0x3130) ||
           (folded >= 0x3400 && folded < 0x4DC0) ||
           (folded >= 0x4E00 && folded < 0xA000) ||
           (folded >= 0xAC00 && folded < 0xD7A4) ||
           (folded >= 0xF900 && folded < 0xFB00) || folded >= 0x20000;
}

static void add_unit(Units *units, uint32_t unit, size_t start)
{
    units->items =
        mem_grow(units->items, &units->capacity, units->count + 1, sizeof(uint32_t));
    units->starts = mem_grow(units->starts, &units->start_capacity, units->count + 1,
                             sizeof(uint32_t));
    units->starts[units->count] = (uint32_t)start;
    units->items[units->count++] = unit;
}

static void add_text(Units *units, Str text)
{
    size_t begin = units->count;
    bool is_in_word = false, is_marked = false;
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t codepoint = utf8_next(text, &off), folded = fold_codepoint(codepoint);
        if (!folded)
            continue;
        if (folded == U'零')
            folded = U'〇';
        bool is_word = uc_is_general_category_withtable(
            folded, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_M);
        bool is_alone = stands_alone(folded);
        if (!is_alone && !is_word) {
            is_marked = is_marked || !text_is_space(codepoint);
            is_in_word = false;
            continue;
        }
        if (is_marked && units->count > begin)
            add_unit(units, MARK, start);
        is_marked = false;
        uint32_t flags = is_alone ? 0 : is_in_word ? IN_WORD : IN_WORD | WORD_START;
        add_unit(units, folded | flags, start);
        is_in_word = !is_alone;
    }
}

/* ---- reading ----------------------------------------------------------- */

static uint64_t next_random(Oracle *oracle)
{
    oracle->random ^= oracle->random << 13;
    oracle->random ^= oracle->random >> 7;
    oracle->random ^= oracle->random << 17;
    return oracle->random;
}

static void read_document(Oracle *oracle, Fixture *fixture, const char *name, Str text)
{
    Draft *draft = draft_new();
    Outline outline = {0};
    draft->format = "txt";
    for (Str rest = text; rest.data;) {
        Str block = text_trim(str_split(&rest, '\n'));
        if (block.len)
            draft_add_block(draft, BLOCK_PARAGRAPH, block, 0, 1, 0);
    }
    int64_t doc = fixture_put_draft(fixture, draft, &outline, name, text);
    for (size_t i = 0; i < draft->block_count; i++) {
        Block block = {.doc = doc, .number = (uint32_t)i, .first = oracle->units.count};
        block.text = arena_str(oracle->arena, draft->blocks[i].text);
        add_text(&oracle->units, block.text);
        block.count = oracle->units.count - block.first;
        oracle->blocks =
            mem_grow(oracle->blocks, &oracle->capacity, oracle->count + 1, sizeof(Block));
        oracle->blocks[oracle->count++] = block;
    }
    draft_free(draft);
}

static bool read_corpus(Oracle *oracle, Fixture *fixture)
{
    char *directory = corpus_find("outline/docs");
    struct dirent **names = NULL;
    int count = directory ? scandir(directory, &names, NULL, alphasort) : 0;
    for (int i = 0; i < count; i++) {
        char *path = path_join(directory, names[i]->d_name);
        StrBuf text = {0};
        if (oracle->units.count < UNITS_MAX &&
            str_has_suffix(str_from(path), STR(".txt")) &&
            file_read(path, (size_t)1 << 26, &text, &fixture->err) &&
            utf8_find_invalid(strbuf_get(&text)) == text.len)
            read_document(oracle, fixture, names[i]->d_name, strbuf_get(&text));
        strbuf_clear(&text);
        free(names[i]);
        free(path);
    }
    free(names);
    free(directory);
    return oracle->count > 0;
}

/* Another character of the same search form, for each that has one: the next in a ring.
 */
static void find_alike(Oracle *oracle)
{
    uint32_t *last = mem_alloc_array(CODEPOINTS, sizeof(uint32_t));
    oracle->alike = mem_alloc_array(CODEPOINTS, sizeof(uint32_t));
    for (char32_t c = 0x21; c < CODEPOINTS; c++) {
        bool is_surrogate = c >= 0xD800 && c < 0xE000;
        char32_t folded = is_surrogate ? 0 : fold_codepoint(c);
        if (!folded || folded == c || folded >= CODEPOINTS)
            continue;
        oracle->alike[c] = last[folded] ? last[folded] : folded;
        last[folded] = c;
        oracle->alike[folded] = c;
    }
    free(last);
}

/* ---- queries ----------------------------------------------------------- */

/* 1 to 12 characters from anywhere, every second time in other characters. */
static void make_query(Oracle *oracle, bool is_varied, StrBuf *query)
{
    const Block *block = &oracle->blocks[next_random(oracle) % oracle->count];
    size_t off = cluster_snap(block->text, next_random(oracle) % block->text.len);
    size_t length = 1 + next_random(oracle) % 12;
    strbuf_reset(query);
    for (size_t i = 0; i < length && off < block->text.len; i++) {
        char32_t codepoint = utf8_next(block->text, &off);
        bool has_other = codepoint < CODEPOINTS && oracle->alike[codepoint];
        if (is_varied && has_other && next_random(oracle) % 4)
            codepoint = oracle->alike[codepoint];
        strbuf_append_codepoint(query, codepoint);
    }
}

/* Marks that the language reads, which a quotation cannot hold. */
static bool is_askable(Str query)
{
    for (size_t off = 0; off < query.len;) {
        char32_t codepoint = utf8_next(query, &off);
        if (codepoint == '"' || codepoint == 0x201C || codepoint == 0x201D ||
            codepoint == 0xFF02)
            return false;
    }
    return true;
}

static size_t expect(const Oracle *oracle, const Units *wanted, StrBuf *out)
{
    size_t count = 0;
    for (size_t i = 0; i < oracle->count; i++) {
        const Block *block = &oracle->blocks[i];
        const uint32_t *items = oracle->units.items + block->first;
        for (size_t at = 0; at + wanted->count <= block->count;) {
            if (items[at] != wanted->items[0] ||
                memcmp(items + at, wanted->items, wanted->count * sizeof(*items)) != 0) {
                at++;
                continue;
            }
            strbuf_appendf(out, "%d:%u:%u ", (int)block->doc, (unsigned)block->number,
                           (unsigned)oracle->units.starts[block->first + at]);
            at += wanted->count;
            count++;
        }
    }
    return count;
}

static bool add_hit(void *context, const SearchHit *hit)
{
    strbuf_appendf(context, "%d:%u:%u ", (int)hit->doc, (unsigned)hit->block,
                   (unsigned)hit->start);
    return true;
}

static void assert_query(const Oracle *oracle, Fixture *fixture, Str part, size_t *places)
{
    Units wanted = {0};
    StrBuf expected = {0}, found = {0}, text = {0};
    add_text(&wanted, part);
    strbuf_appendf(&text, "\"%.*s\"", STR_ARG(part));
    SearchQuery query = {.text = strbuf_get(&text)};
    *places += expect(oracle, &wanted, &expected);
    assert_ok(store_search(fixture->store, &query, add_hit, &found, &fixture->err));
    if (!str_is_equal(strbuf_get(&found), strbuf_get(&expected))) {
        size_t at = 0;
        while (at < found.len && at < expected.len && found.data[at] == expected.data[at])
            at++;
        fail_msg("\"%.*s\": found …%.40s, expected …%.40s", STR_ARG(part),
                 found.data ? found.data + at : "",
                 expected.data ? expected.data + at : "");
    }
    int64_t blocks = 0, docs = 0;
    assert_ok(store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
    assert_int_equal(blocks > 0, expected.len > 0);
    free(wanted.items);
    free(wanted.starts);
    strbuf_clear(&expected);
    strbuf_clear(&found);
    strbuf_clear(&text);
}

static void assert_queries(Oracle *oracle, Fixture *fixture, size_t wanted)
{
    StrBuf query = {0};
    size_t places = 0;
    for (size_t count = 0; count < wanted;) {
        make_query(oracle, count % 2, &query);
        Needle *needle = needle_new(strbuf_get(&query));
        needle_free(needle);
        if (!needle || !is_askable(strbuf_get(&query)))
            continue;
        assert_query(oracle, fixture, strbuf_get(&query), &places);
        count++;
    }
    print_message("%zu queries, %zu places in %zu characters\n", wanted, places,
                  oracle->units.count);
    strbuf_clear(&query);
}

static void oracle_forget(Oracle *oracle)
{
    arena_free(oracle->arena);
    oracle->arena = arena_new();
    oracle->count = oracle->units.count = 0;
}

static void oracle_clear(Oracle *oracle)
{
    arena_free(oracle->arena);
    free(oracle->units.items);
    free(oracle->units.starts);
    free(oracle->blocks);
    free(oracle->alike);
}

static void purge_all(Oracle *oracle, Fixture *fixture)
{
    int64_t last = 0;
    assert_ok(store_begin(fixture->store, &fixture->err));
    for (size_t i = 0; i < oracle->count; i++) {
        if (oracle->blocks[i].doc != last)
            assert_ok(store_purge_document(fixture->store, oracle->blocks[i].doc,
                                           &fixture->err));
        last = oracle->blocks[i].doc;
    }
    assert_ok(store_commit(fixture->store, &fixture->err));
}

static void search_finds_what_a_scan_finds_also_after_a_second_import(void **state)
{
    Fixture *fixture = *state;
    Oracle oracle = {.arena = arena_new(), .random = 0x9E3779B97F4A7C15};
    if (read_corpus(&oracle, fixture)) {
        find_alike(&oracle);
        assert_queries(&oracle, fixture, QUERIES);
        purge_all(&oracle, fixture);
        oracle_forget(&oracle);
        read_corpus(&oracle, fixture);
        assert_queries(&oracle, fixture, QUERIES / 10);
        assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
    } else {
        print_message("the corpus is absent: skipped\n");
    }
    oracle_clear(&oracle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            search_finds_what_a_scan_finds_also_after_a_second_import, fixture_set_up,
            fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
