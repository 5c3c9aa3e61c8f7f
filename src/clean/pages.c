/* Page numbers, and the running heads beside them: hidden wherever they stand.
 *
 * 第 3 页 says what it is. A number alone, with dashes or a total, is one where it goes
 * on from page to page and breaks into sentences; the numbers of chapters stand between
 * whole ones.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <stdlib.h>

#define NUMBER_MAX_BYTES 48
#define CHAIN_MIN 3
#define DASHED_CHAIN_MIN 2
#define MISSING_MAX 3 /* pages without a number between two with one */
#define CUT_SHARE 5   /* one page end in so many falls into a sentence */
#define CUT_HAN_MIN 8 /* of a line that a page end cut */
#define HEAD_REPEATS 3
#define HEAD_MAX_BYTES 150

typedef enum NumberForm {
    FORM_NONE,
    FORM_SURE,   /* 第 3 页 */
    FORM_DASHED, /* — 3 — */
    FORM_TOTAL,  /* 3/12 */
    FORM_BARE,   /* 3 */
} NumberForm;

typedef struct PageNumber {
    size_t block;
    uint32_t value;
    NumberForm form;
    bool is_cut; /* the line before stops within a sentence */
    bool is_hidden;
} PageNumber;

typedef struct PageNumbers {
    PageNumber *items;
    size_t count, capacity;
} PageNumbers;

/* ---- one line ---------------------------------------------------------- */

static bool parse_number(Str text, size_t *off, unsigned systems, uint32_t *value)
{
    Numeral number;
    size_t at = text_skip_space(text, *off);
    if (!numeral_parse(str_slice(text, at, text.len), systems, &number))
        return false;
    *value = (uint32_t)MIN((uint64_t)number.value, UINT32_MAX);
    *off = text_skip_space(text, at + number.len_bytes);
    return true;
}

/* `mark`, a number and 页 at `*off`, with blanks between them; moves `*off` behind. */
static bool skip_pages(Str text, size_t *off, Str mark, uint32_t *value)
{
    size_t at = text_skip_space(text, *off);
    if (!str_has_prefix(str_slice(text, at, text.len), mark))
        return false;
    at += mark.len;
    if (!parse_number(text, &at, NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC),
                      value))
        return false;
    Str rest = str_slice(text, at, text.len);
    if (!str_has_prefix(rest, STR("页")) && !str_has_prefix(rest, STR("頁")))
        return false;
    *off = at + STR("页").len;
    return true;
}

static bool is_dash(char32_t c)
{
    return c == '-' || c == U'—' || c == U'–' || c == U'－' || c == U'·' || c == U'•' ||
           c == U'~' || c == U'～' || c == U'―' || c == U'─' || c == U'一';
}

static size_t skip_dashes(Str text, size_t off)
{
    while (off < text.len) {
        size_t next = off;
        char32_t c = utf8_next(text, &next);
        if (!is_dash(c) && !text_is_space(c))
            break;
        off = next;
    }
    return off;
}

static NumberForm parse_line(Str text, uint32_t *value)
{
    size_t off = 0;
    uint32_t total;
    if (!text.len || text.len > NUMBER_MAX_BYTES)
        return FORM_NONE;
    if (skip_pages(text, &off, STR("第"), value)) {
        size_t behind = text_skip_space(text, off);
        if (behind < text.len && (text.data[behind] == '/' || text.data[behind] == ','))
            off = behind + 1;
        else if (str_has_prefix(str_slice(text, behind, text.len), STR("，")))
            off = behind + STR("，").len;
        skip_pages(text, &off, STR("共"), &total);
        return off == text.len ? FORM_SURE : FORM_NONE;
    }
    size_t start = skip_dashes(text, 0);
    if (start >= text.len)
        return FORM_NONE;
    unsigned char first = (unsigned char)text.data[start];
    off = start;
    if (first < '0' || first > '9' ||
        !parse_number(text, &off, NUMERAL_BIT(NUMERAL_ARABIC), value))
        return FORM_NONE;
    if (off < text.len && text.data[off] == '/' && !start) {
        off++;
        bool is_total = parse_number(text, &off, NUMERAL_BIT(NUMERAL_ARABIC), &total);
        return is_total && off == text.len && *value <= total ? FORM_TOTAL : FORM_NONE;
    }
    if (off == text.len && !start)
        return FORM_BARE;
    size_t end = skip_dashes(text, off);
    return start && end > off && end == text.len ? FORM_DASHED : FORM_NONE;
}

/* ---- all lines --------------------------------------------------------- */

/* Does the text before the block stop in the middle of a sentence? */
static bool is_cut_before(const Draft *draft, size_t block)
{
    if (!block)
        return false;
    Str text = draft->blocks[block - 1].text;
    LineFacts facts = line_measure(text);
    return facts.han >= CUT_HAN_MIN && !line_ends_sentence(text) &&
           (facts.has_comma || facts.has_sentence_end || line_ends_open(text));
}

static void collect(const Draft *draft, PageNumbers *numbers)
{
    for (size_t i = 0; i < draft->block_count; i++) {
        const DraftBlock *block = &draft->blocks[i];
        uint32_t value = 0;
        if (block->kind != BLOCK_PARAGRAPH || block->text.len > NUMBER_MAX_BYTES)
            continue;
        NumberForm form = parse_line(block->text, &value);
        if (form == FORM_NONE)
            continue;
        numbers->items = mem_grow(numbers->items, &numbers->capacity, numbers->count + 1,
                                  sizeof(*numbers->items));
        numbers->items[numbers->count++] = (PageNumber){.block = i,
                                                        .value = value,
                                                        .form = form,
                                                        .is_cut = is_cut_before(draft, i),
                                                        .is_hidden = form == FORM_SURE};
    }
}

/* Numbers of one form that go on from page to page. A chain of chapters has no cuts. */
static void judge_chains(PageNumbers *numbers, NumberForm form)
{
    for (size_t i = 0; i < numbers->count;) {
        if (numbers->items[i].form != form) {
            i++;
            continue;
        }
        size_t end = i + 1, length = 1, cuts = numbers->items[i].is_cut;
        uint32_t last = numbers->items[i].value;
        for (; end < numbers->count; end++) {
            const PageNumber *number = &numbers->items[end];
            if (number->form != form)
                continue;
            if (number->value <= last || number->value > last + 1 + MISSING_MAX)
                break;
            last = number->value;
            cuts += number->is_cut;
            length++;
        }
        size_t wanted = form == FORM_BARE ? CHAIN_MIN : DASHED_CHAIN_MIN;
        bool is_pages = length >= wanted && cuts && cuts * CUT_SHARE >= length;
        for (size_t k = i; k < end && is_pages; k++)
            numbers->items[k].is_hidden |= numbers->items[k].form == form;
        i = end;
    }
}

/* The only page of a paper: its number is the last line. */
static void judge_last(const Draft *draft, PageNumbers *numbers)
{
    if (!numbers->count)
        return;
    PageNumber *last = &numbers->items[numbers->count - 1];
    if (last->block + 1 == draft->block_count && last->block &&
        (last->form == FORM_DASHED || last->form == FORM_TOTAL))
        last->is_hidden = true;
}

/* ---- running heads ----------------------------------------------------- */

static bool could_be_head(const Draft *draft, size_t block)
{
    const DraftBlock *candidate = &draft->blocks[block];
    return candidate->kind == BLOCK_PARAGRAPH && candidate->text.len >= 6 &&
           candidate->text.len <= HEAD_MAX_BYTES && !line_has_marker(candidate->text) &&
           !line_measure(candidate->text).has_sentence_end &&
           !line_ends_sentence(candidate->text) && !line_ends_open(candidate->text);
}

typedef struct Head {
    uint64_t hash;
    size_t block;
} Head;

static int compare_heads(const void *a, const void *b)
{
    const Head *left = a, *right = b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return (left->block > right->block) - (left->block < right->block);
}

/* Lines beside page numbers that come again on page after page. */
static size_t hide_heads(Draft *draft, const PageNumbers *numbers)
{
    Head *heads = mem_alloc_array(2 * numbers->count + 1, sizeof(*heads));
    size_t count = 0, hidden = 0;
    for (size_t i = 0; i < numbers->count; i++) {
        size_t block = numbers->items[i].block;
        if (!numbers->items[i].is_hidden)
            continue;
        if (block && could_be_head(draft, block - 1))
            heads[count++] = (Head){line_hash(draft->blocks[block - 1].text), block - 1};
        if (block + 1 < draft->block_count && could_be_head(draft, block + 1))
            heads[count++] = (Head){line_hash(draft->blocks[block + 1].text), block + 1};
    }
    qsort(heads, count, sizeof(*heads), compare_heads);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && heads[end].hash == heads[i].hash;)
            end++;
        for (size_t k = i; end - i >= HEAD_REPEATS && k < end; k++)
            hidden += hide_block(draft, heads[k].block, CLEAN_PAGES);
    }
    free(heads);
    return hidden;
}

size_t clean_pages(Draft *draft, PassContext *context)
{
    (void)context;
    static const NumberForm forms[] = {FORM_DASHED, FORM_TOTAL, FORM_BARE};
    PageNumbers numbers = {0};
    collect(draft, &numbers);
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
        judge_chains(&numbers, forms[i]);
    judge_last(draft, &numbers);
    size_t hidden = 0;
    for (size_t i = 0; i < numbers.count; i++)
        if (numbers.items[i].is_hidden)
            hidden += hide_block(draft, numbers.items[i].block, CLEAN_PAGES);
    if (hidden)
        hidden += hide_heads(draft, &numbers);
    free(numbers.items);
    return hidden;
}
