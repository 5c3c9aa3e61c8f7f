/* Ten thousand random revisions: an anchor may get lost, but it is never wrong.
 *
 * Every character has an identity that survives the revisions, so that the test knows
 * where a passage really went, whatever look-alikes stand around it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../anchor_edits.h"
#include "../unit/anchor_fixture.h"

#include <stdio.h>

#define TRIALS 10000
/* ---- text ----------------------------------------------------------------- */

static void text_append(Letters *text, Str row, uint32_t *id)
{
    for (size_t off = 0; off < row.len;) {
        Letter letter = {utf8_next(row, &off), (*id)++};
        letters_insert(text, text->count, &letter, 1);
    }
}

static Document *render(const Letters *text)
{
    StrBuf rows = {0};
    for (size_t i = 0; i < text->count; i++)
        strbuf_append_codepoint(&rows, text->items[i].codepoint);
    strbuf_append_str(&rows, STR(""));
    Document *document = make_document(strbuf_get(&rows));
    strbuf_clear(&rows);
    return document;
}

/* Place in the document ↔ index of a letter. */
static Pos find_pos(const Letters *text, size_t index)
{
    Pos pos = {0, 0};
    for (size_t i = 0; i < index; i++) {
        char bytes[4];
        if (text->items[i].codepoint == U'\n')
            pos = (Pos){pos.block + 1, 0};
        else
            pos.off += (uint32_t)utf8_encode(text->items[i].codepoint, bytes);
    }
    return pos;
}

static size_t find_index(const Letters *text, Pos pos)
{
    size_t index = 0;
    for (; pos.block; index++)
        pos.block -= text->items[index].codepoint == U'\n';
    for (char bytes[4]; pos.off; index++)
        pos.off -= (uint32_t)utf8_encode(text->items[index].codepoint, bytes);
    return index;
}

/* ---- papers ---------------------------------------------------------------- */

/* A sentence of its own, as most are. */
static void append_own(Letters *text, uint64_t *seed, uint32_t *id)
{
    for (size_t i = 0, n = 10 + below(seed, 30); i < n; i++) {
        Letter letter = {0x4E00 + (char32_t)below(seed, 3000), (*id)++};
        if (i && i % 9 == 0)
            letter.codepoint = U'，';
        letters_insert(text, text->count, &letter, 1);
    }
    text_append(text, STR("。"), id);
}

/* One of a few stock phrases, told apart by its number alone. */
static void append_stock(Letters *text, uint64_t *seed, uint32_t *id)
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

static void make_paper(Letters *text, uint64_t *seed, size_t stock_percent)
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

static void change_letters(Letters *text, uint64_t *seed)
{
    for (size_t i = 0, n = 1 + below(seed, 40); i < n; i++) {
        Letter *letter = &text->items[below(seed, text->count)];
        if (letter->codepoint != U'\n')
            *letter = (Letter){0x4E00 + (char32_t)below(seed, 3000), 0};
    }
}

static void change_widths(Letters *text)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->items[i].codepoint == U'，')
            text->items[i].codepoint = U',';
}

static void change_breaks(Letters *text, uint64_t *seed)
{
    const Letter line_end = {U'\n', 0};
    for (size_t i = text->count; i-- > 0;) {
        if (text->items[i].codepoint == U'\n' && below(seed, 4) == 0)
            letters_delete(text, i, i + 1);
        else if (text->items[i].codepoint == U'。' && below(seed, 4) == 0)
            letters_insert(text, i + 1, &line_end, 1);
    }
}

static void revise(Letters *text, uint64_t *seed)
{
    if (text->count < 40)
        return;
    switch (below(seed, 9)) {
    case 0:
    case 1:
        insert_new_sentence(text, seed);
        break;
    case 2:
        delete_some(text, seed);
        break;
    case 3:
        move_paragraph(text, seed, false);
        break;
    case 4:
        move_paragraph(text, seed, true);
        break;
    case 5:
        delete_paragraph(text, seed);
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

/* ---- trials ---------------------------------------------------------------- */

/* A word, a clause, a sentence or two. Not over a paragraph's end every other time. */
static void choose_passage(const Letters *text, uint64_t *seed, size_t *start,
                           size_t *end)
{
    static const size_t lengths[] = {3, 6, 12, 25, 60};
    *start = below(seed, text->count - 70);
    while (text->items[*start].codepoint == U'\n')
        ++*start;
    size_t length = lengths[below(seed, ARRAY_SIZE(lengths))];
    length = length / 2 + below(seed, length) + 1;
    *end = MIN(*start + length, text->count);
    for (size_t i = *start; i < *end && below(seed, 2); i++)
        if (text->items[i].codepoint == U'\n')
            *end = i;
    while (text->items[*end - 1].codepoint == U'\n')
        --*end;
}

static Verdict run_trial(uint64_t *seed, size_t stock_percent, int edits)
{
    Letters before = {0}, after = {0};
    make_paper(&before, seed, stock_percent);
    letters_insert(&after, 0, before.items, before.count);
    size_t start, end;
    choose_passage(&before, seed, &start, &end);
    Document *document = render(&before);
    Arena *arena = arena_new();
    Range range = {find_pos(&before, start), find_pos(&before, end)};
    Selector selector = selector_make(document, range, arena);
    for (int i = 0; i < edits; i++)
        revise(&after, seed);
    Document *revised = render(&after);
    double score;
    AnchorHow how = selector_resolve(revised, &selector, &range, &score);
    bool is_found = how != ANCHOR_ORPHAN;
    size_t found_start = is_found ? find_index(&after, range.start) : 0;
    size_t found_end = is_found ? find_index(&after, range.end) : 0;
    Verdict verdict =
        judge_anchor(&before, start, end, &after, how, found_start, found_end);
    if (verdict == VERDICT_WRONG) {
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
    free(before.items);
    free(after.items);
    return verdict;
}

/* Share of intact passages that were lost, in per cent. */
static double run_trials(size_t stock_percent)
{
    uint64_t seed = 88172645463325252;
    size_t counts[VERDICT_COUNT] = {0};
    for (int i = 0; i < TRIALS; i++)
        counts[run_trial(&seed, stock_percent, 1 + i % 6)]++;
    double lost = 100.0 * (double)counts[VERDICT_LOST] /
                  (double)(counts[VERDICT_RIGHT] + counts[VERDICT_LOST]);
    print_message("# %zu%% stock phrases: right %zu, copies %zu, wrong %zu; orphans: "
                  "intact %zu (%.1f%%), changed or gone %zu\n",
                  stock_percent, counts[VERDICT_RIGHT], counts[VERDICT_COPY],
                  counts[VERDICT_WRONG], counts[VERDICT_LOST], lost,
                  counts[VERDICT_GONE]);
    assert_int_equal(counts[VERDICT_WRONG], 0);
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
