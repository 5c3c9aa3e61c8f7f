/* Ten thousand random revisions: an anchor may get lost, but it is never wrong.
 *
 * Every character has an identity that survives the revisions, so that the test knows
 * where a passage really went, whatever look-alikes stand around it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/anchor_fixture.h"

#include <stdio.h>

#define TRIALS 10000
#define COPY_BIT 0x80000000u

typedef struct Letter {
    char32_t codepoint; /* U'\n' between blocks */
    uint32_t id;
} Letter;

typedef struct Text {
    Letter *letters;
    size_t count, capacity;
} Text;

/* ---- chance that is the same every time (Marsaglia's xorshift) ----------- */

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static size_t below(uint64_t *seed, size_t limit)
{
    return limit ? (size_t)(next_random(seed) % limit) : 0;
}

/* ---- text ----------------------------------------------------------------- */

static void text_insert(Text *text, size_t at, const Letter *letters, size_t count)
{
    text->letters = mem_grow(text->letters, &text->capacity, text->count + count,
                             sizeof(*text->letters));
    memmove(text->letters + at + count, text->letters + at,
            (text->count - at) * sizeof(*letters));
    memcpy(text->letters + at, letters, count * sizeof(*letters));
    text->count += count;
}

static void text_delete(Text *text, size_t start, size_t end)
{
    memmove(text->letters + start, text->letters + end,
            (text->count - end) * sizeof(*text->letters));
    text->count -= end - start;
}

static void text_append(Text *text, Str row, uint32_t *id)
{
    for (size_t off = 0; off < row.len;) {
        Letter letter = {utf8_next(row, &off), (*id)++};
        text_insert(text, text->count, &letter, 1);
    }
}

/* Bounds of the block around `at`, with the line end behind it. */
static void find_block(const Text *text, size_t at, size_t *start, size_t *end)
{
    *start = at;
    while (*start > 0 && text->letters[*start - 1].codepoint != U'\n')
        --*start;
    *end = at;
    while (*end < text->count && text->letters[*end].codepoint != U'\n')
        ++*end;
    *end += *end < text->count;
}

static Document *render(const Text *text)
{
    StrBuf rows = {0};
    for (size_t i = 0; i < text->count; i++)
        strbuf_append_codepoint(&rows, text->letters[i].codepoint);
    strbuf_append_str(&rows, STR(""));
    Document *document = make_document(strbuf_get(&rows));
    strbuf_clear(&rows);
    return document;
}

/* Place in the document ↔ index of a letter. */
static Pos find_pos(const Text *text, size_t index)
{
    Pos pos = {0, 0};
    for (size_t i = 0; i < index; i++) {
        char bytes[4];
        if (text->letters[i].codepoint == U'\n')
            pos = (Pos){pos.block + 1, 0};
        else
            pos.off += (uint32_t)utf8_encode(text->letters[i].codepoint, bytes);
    }
    return pos;
}

static size_t find_index(const Text *text, Pos pos)
{
    size_t index = 0;
    for (; pos.block; index++)
        pos.block -= text->letters[index].codepoint == U'\n';
    for (char bytes[4]; pos.off; index++)
        pos.off -= (uint32_t)utf8_encode(text->letters[index].codepoint, bytes);
    return index;
}

/* ---- papers ---------------------------------------------------------------- */

/* A sentence of its own, as most are. */
static void append_own(Text *text, uint64_t *seed, uint32_t *id)
{
    for (size_t i = 0, n = 10 + below(seed, 30); i < n; i++) {
        Letter letter = {0x4E00 + (char32_t)below(seed, 3000), (*id)++};
        if (i && i % 9 == 0)
            letter.codepoint = U'，';
        text_insert(text, text->count, &letter, 1);
    }
    text_append(text, STR("。"), id);
}

/* One of a few stock phrases, told apart by its number alone. */
static void append_stock(Text *text, uint64_t *seed, uint32_t *id)
{
    static const char *const phrases[] = {
        "第%zu号河道清淤工程已经完成，经验收合格，移交所在村管理。",
        "要坚持节水优先，把第%zu口山塘的账和图核对清楚。",
        "各村要明确专人负责，每%zu天巡查一次，雨后加密巡查，发现问题当天报告。",
        "一是巡得勤，二是改得快，三是记得实，第%zu组不许补记录。",
        "江水东流，渡船在柳树下系了%zu年，老船工说江是条船。",
        "收割时间由%zu月推迟，每年保留三分之一不割，让水鸟有处安身。",
        "同意第%zu条。",
        "采茶的人天不亮就上山，%zu只竹篓背在身后，一句话也不说。",
        "石匠把桥面的石头编上号，共%zu块，翻过面再铺上去，又可以走一百年。",
        "管理员在登记簿上写下：%zu册，外出教书，已归。",
    };
    StrBuf sentence = {0};
    Str phrase = str_from(phrases[below(seed, ARRAY_SIZE(phrases))]);
    size_t place = str_find(phrase, STR("%zu"), 0);
    strbuf_append_str(&sentence, str_slice(phrase, 0, place));
    strbuf_appendf(&sentence, "%zu", below(seed, 40));
    strbuf_append_str(&sentence, str_slice(phrase, place + 3, phrase.len));
    text_append(text, strbuf_get(&sentence), id);
    strbuf_clear(&sentence);
}

static void make_paper(Text *text, uint64_t *seed, size_t stock_percent)
{
    uint32_t id = 1;
    for (int block = 0; block < 24; block++) {
        for (size_t i = 0, n = 1 + below(seed, 4); i < n; i++) {
            if (below(seed, 100) < stock_percent)
                append_stock(text, seed, &id);
            else
                append_own(text, seed, &id);
        }
        text_append(text, STR("\n"), &id);
    }
    text->count--;
}

/* ---- revisions ------------------------------------------------------------ */

static void insert_sentence(Text *text, uint64_t *seed, uint32_t *id)
{
    Text sentence = {0};
    text_append(&sentence, STR("新增的一句话，"), id);
    for (size_t i = 0, n = 4 + below(seed, 30); i < n; i++) {
        Letter letter = {0x4E00 + (char32_t)below(seed, 3000), (*id)++};
        text_insert(&sentence, sentence.count, &letter, 1);
    }
    text_append(&sentence, STR("。"), id);
    text_insert(text, below(seed, text->count + 1), sentence.letters, sentence.count);
    free(sentence.letters);
}

static void delete_some(Text *text, uint64_t *seed)
{
    size_t start = below(seed, text->count);
    size_t end = start + 1 + below(seed, 50);
    text_delete(text, start, MIN(text->count, end));
}

/* Takes a block out (move) or leaves it (copy) and puts it elsewhere. */
static void move_block(Text *text, uint64_t *seed, bool is_copy)
{
    size_t start, end, at, ignored;
    find_block(text, below(seed, text->count), &start, &end);
    size_t count = end - start;
    if (count == 0 || count == text->count)
        return;
    Letter *block = mem_alloc_array(count + 1, sizeof(*block));
    memcpy(block, text->letters + start, count * sizeof(*block));
    for (size_t i = 0; is_copy && i < count; i++)
        block[i].id |= COPY_BIT;
    if (!is_copy)
        text_delete(text, start, end);
    find_block(text, below(seed, text->count), &at, &ignored);
    if (block[count - 1].codepoint != U'\n')
        block[count++] = (Letter){U'\n', COPY_BIT};
    text_insert(text, at, block, count);
    free(block);
}

static void delete_block(Text *text, uint64_t *seed)
{
    size_t start, end;
    find_block(text, below(seed, text->count), &start, &end);
    if (end - start < text->count)
        text_delete(text, start, end);
}

static void change_letters(Text *text, uint64_t *seed)
{
    for (size_t i = 0, n = 1 + below(seed, 40); i < n; i++) {
        Letter *letter = &text->letters[below(seed, text->count)];
        if (letter->codepoint != U'\n')
            letter->codepoint = 0x4E00 + (char32_t)below(seed, 3000);
    }
}

static void change_widths(Text *text)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->letters[i].codepoint == U'，')
            text->letters[i].codepoint = U',';
}

static void change_breaks(Text *text, uint64_t *seed)
{
    const Letter line_end = {U'\n', COPY_BIT};
    for (size_t i = text->count; i-- > 0;) {
        if (text->letters[i].codepoint == U'\n' && below(seed, 4) == 0)
            text_delete(text, i, i + 1);
        else if (text->letters[i].codepoint == U'。' && below(seed, 4) == 0)
            text_insert(text, i + 1, &line_end, 1);
    }
}

static void revise(Text *text, uint64_t *seed, uint32_t *id)
{
    if (text->count < 40)
        return;
    switch (below(seed, 9)) {
    case 0:
    case 1:
        insert_sentence(text, seed, id);
        break;
    case 2:
        delete_some(text, seed);
        break;
    case 3:
        move_block(text, seed, false);
        break;
    case 4:
        move_block(text, seed, true);
        break;
    case 5:
        delete_block(text, seed);
        break;
    case 6:
        change_letters(text, seed);
        break;
    case 7:
        change_widths(text);
        break;
    default:
        change_breaks(text, seed);
        break;
    }
}

/* ---- judging --------------------------------------------------------------- */

typedef enum Verdict { RIGHT, COPY, WRONG, LOST, GONE, VERDICT_COUNT } Verdict;

/* Do the letters of the passage stand together as they were? */
static bool is_intact(const Text *before, size_t start, size_t end, const Text *after)
{
    size_t next = start;
    for (size_t i = 0; i < after->count && next < end; i++) {
        const Letter *letter = &after->letters[i];
        if (letter->codepoint == U'\n' && letter->id != before->letters[next].id)
            continue; /* new paragraph ends do no harm */
        if (letter->id != before->letters[next].id)
            next = start;
        if (letter->id == before->letters[next].id) {
            if (letter->codepoint != before->letters[next].codepoint)
                return false;
            next++;
        }
        /* Nor does it that old ones are gone. */
        while (next < end && before->letters[next].codepoint == U'\n')
            next++;
    }
    return next == end;
}

static Verdict judge(const Text *before, size_t start, size_t end, const Text *after,
                     AnchorHow how, size_t found_start, size_t found_end)
{
    bool is_whole = is_intact(before, start, end, after);
    if (how == ANCHOR_ORPHAN)
        return is_whole ? LOST : GONE;
    size_t ours = 0, copies = 0, count = 0;
    uint32_t first = before->letters[start].id, last = before->letters[end - 1].id;
    for (size_t i = found_start; i < found_end; i++) {
        uint32_t id = after->letters[i].id;
        count += after->letters[i].codepoint != U'\n';
        ours += id >= first && id <= last;
        copies +=
            (id & COPY_BIT) && (id & ~COPY_BIT) >= first && (id & ~COPY_BIT) <= last;
    }
    /* Of a passage over two paragraphs one may have been replaced by another with the
     * same words: a third of its own letters makes it the place, and so does the very
     * letter that it stood next to. */
    bool is_neighbour =
        (start && found_start &&
         after->letters[found_start - 1].id == before->letters[start - 1].id) ||
        (end < before->count && found_end < after->count &&
         after->letters[found_end].id == before->letters[end].id);
    if (3 * ours > count || is_neighbour)
        return RIGHT;
    /* Where the passage itself was changed, a true copy of it is as good; and nobody can
     * tell a copy from it that stands at its place with the same surroundings. */
    bool is_copy = 2 * (ours + copies) >= count;
    return is_copy && (!is_whole || how == ANCHOR_OFFSETS) ? COPY : WRONG;
}

/* A word, a clause, a sentence or two. Not over a paragraph's end every other time. */
static void choose_passage(const Text *text, uint64_t *seed, size_t *start, size_t *end)
{
    static const size_t lengths[] = {3, 6, 12, 25, 60};
    *start = below(seed, text->count - 70);
    while (text->letters[*start].codepoint == U'\n')
        ++*start;
    size_t length = lengths[below(seed, ARRAY_SIZE(lengths))];
    length = length / 2 + below(seed, length) + 1;
    *end = MIN(*start + length, text->count);
    for (size_t i = *start; i < *end && below(seed, 2); i++)
        if (text->letters[i].codepoint == U'\n')
            *end = i;
    while (text->letters[*end - 1].codepoint == U'\n')
        --*end;
}

static Verdict run_trial(uint64_t *seed, size_t stock_percent, int edits)
{
    Text before = {0}, after = {0};
    make_paper(&before, seed, stock_percent);
    text_insert(&after, 0, before.letters, before.count);
    size_t start, end;
    choose_passage(&before, seed, &start, &end);
    Document *document = render(&before);
    Arena *arena = arena_new();
    Range range = {find_pos(&before, start), find_pos(&before, end)};
    Selector selector = selector_make(document, range, arena);
    uint32_t id = 1000000;
    for (int i = 0; i < edits; i++)
        revise(&after, seed, &id);
    Document *revised = render(&after);
    double score;
    AnchorHow how = selector_resolve(revised, &selector, &range, &score);
    bool is_found = how != ANCHOR_ORPHAN;
    size_t found_start = is_found ? find_index(&after, range.start) : 0;
    size_t found_end = is_found ? find_index(&after, range.end) : 0;
    Verdict verdict = judge(&before, start, end, &after, how, found_start, found_end);
    if (verdict == WRONG) {
        StrBuf found = {0};
        document_append_range(revised, range, STR("/"), &found);
        print_message("# [%.*s]%.*s[%.*s]\n# -> %s (%d, %.2f)\n",
                      STR_ARG(selector.prefix), STR_ARG(selector.exact),
                      STR_ARG(selector.suffix), found.data, (int)how, score);
        strbuf_clear(&found);
    }
    document_free(document);
    document_free(revised);
    arena_free(arena);
    free(before.letters);
    free(after.letters);
    return verdict;
}

/* Share of intact passages that were lost, in per cent. */
static double run_trials(size_t stock_percent)
{
    uint64_t seed = 88172645463325252;
    size_t counts[VERDICT_COUNT] = {0};
    for (int i = 0; i < TRIALS; i++)
        counts[run_trial(&seed, stock_percent, 1 + i % 6)]++;
    double lost = 100.0 * (double)counts[LOST] / (double)(counts[RIGHT] + counts[LOST]);
    print_message("# %zu%% stock phrases: right %zu, copies %zu, wrong %zu; orphans: "
                  "intact %zu (%.1f%%), changed or gone %zu\n",
                  stock_percent, counts[RIGHT], counts[COPY], counts[WRONG], counts[LOST],
                  lost, counts[GONE]);
    assert_int_equal(counts[WRONG], 0);
    return lost;
}

static void an_anchor_is_never_wrong(void **state)
{
    (void)state;
    assert_true(run_trials(15) <= 5.0);
}

/* Nothing but a few phrases with numbers: much is lost, nothing is mixed up. */
static void an_anchor_is_never_wrong_among_look_alikes(void **state)
{
    (void)state;
    assert_true(run_trials(100) <= 20.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_anchor_is_never_wrong),
        cmocka_unit_test(an_anchor_is_never_wrong_among_look_alikes),
    };
    return cmocka_run_group_tests_name("anchor edits", tests, NULL, NULL);
}
