/* Measures: what a block looks like, and what is usual in a document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <string.h>

/* Titles are shorter than this, in code points. */
#define TITLE_MAX 45
/* Up to this many bytes a length is counted, beyond it is estimated. */
#define COUNT_MAX_BYTES 600
/* How many hidden blocks are passed over in search of a visible neighbour. */
#define NEIGHBOUR_REACH 64

static Ending ending_of_codepoint(char32_t codepoint)
{
    switch (codepoint) {
    case U'。':
    case U'.':
    case U'．':
    case U'…':
        return ENDING_STOP;
    case U'？':
    case U'?':
    case U'！':
    case U'!':
        return ENDING_QUESTION;
    case U'；':
    case U';':
        return ENDING_SEMICOLON;
    case U'：':
    case U':':
        return ENDING_COLON;
    case U'，':
    case U',':
    case U'、':
        return ENDING_COMMA;
    case U'）':
    case U')':
    case U'］':
    case U']':
    case U'〕':
    case U'】':
        return ENDING_BRACKET;
    case U'”':
    case U'’':
    case U'」':
    case U'』':
    case U'"':
    case U'》':
        return ENDING_QUOTE;
    }
    return ENDING_OPEN;
}

Ending ending_of(Str text)
{
    text = text_trim(text);
    if (!text.len)
        return ENDING_OPEN;
    size_t off = text.len;
    Ending ending = ending_of_codepoint(utf8_previous(text, &off));
    /* a sentence may end inside its quotation marks: 。” */
    if (ending == ENDING_QUOTE && off) {
        Ending inner = ending_of_codepoint(utf8_previous(text, &off));
        if (inner == ENDING_STOP || inner == ENDING_SEMICOLON)
            return ENDING_STOP;
    }
    return ending;
}

bool ending_is_closed(Ending ending)
{
    return ending == ENDING_STOP || ending == ENDING_SEMICOLON ||
           ending == ENDING_COLON || ending == ENDING_QUESTION;
}

static void count_codepoint(Shape *shape, char32_t codepoint, bool is_inner)
{
    if (codepoint < 0x80) {
        if (codepoint >= '0' && codepoint <= '9')
            shape->digits++;
        else if ((codepoint | 0x20) >= 'a' && (codepoint | 0x20) <= 'z')
            shape->latin++;
        else if (codepoint && strchr("{}=<>\\$_|;+*/&^~`#@", (int)codepoint))
            shape->code++;
    } else if (text_is_han(codepoint)) {
        shape->han++;
    }
    switch (codepoint) {
    case U'，':
    case U',':
        shape->commas++;
        break;
    case U'：':
    case U':':
        shape->has_colon |= is_inner;
        break;
    case U'《':
    case U'》':
        shape->has_title_marks = true;
        break;
    case U'\t':
        shape->has_tab = true;
        break;
    case U'…':
    case U'·':
    case U'.':
    case U'—':
        shape->has_dots = true;
        break;
    }
}

static bool is_bullet(char32_t codepoint)
{
    return codepoint == U'•' || codepoint == U'-' || codepoint == U'*' ||
           codepoint == U'●' || codepoint == U'·' || codepoint == U'※' ||
           codepoint == U'◆' || codepoint == U'■' || codepoint == U'—' ||
           codepoint == U'>' || codepoint == U'\'' || codepoint == U'○' ||
           codepoint == U'△' || codepoint == U'▪' || codepoint == U'–';
}

static void look_at_start(Shape *shape, char32_t first)
{
    shape->starts_quote = first == U'“' || first == U'「' || first == U'"' ||
                          first == U'‘' || first == U'『';
    shape->starts_bullet = is_bullet(first);
    shape->starts_digit = first >= '0' && first <= '9';
    shape->starts_latin = (first | 0x20) >= 'a' && (first | 0x20) <= 'z';
    shape->starts_bracket =
        ending_of_codepoint(first) == ENDING_BRACKET || text_is_opening(first);
    if (shape->starts_quote)
        shape->starts_bracket = false;
}

/* 【…】, or the same ornament at both ends: ★…★ */
static bool is_framed(Str text)
{
    static const char32_t ornaments[] = U"★☆◆◇■□●○▲△▼▽※✦❖=*~—-";
    Str close = STR("】");
    if (str_has_prefix(text, STR("【")))
        return str_find(text, close, 0) + close.len == text.len;
    size_t start = 0, end = text.len;
    char32_t first = start < end ? utf8_next(text, &start) : 0;
    for (size_t i = 0; ornaments[i]; i++)
        if (ornaments[i] == first)
            return start < end && utf8_previous(text, &end) == first && end > start;
    return false;
}

/* 《背影》教学设计: the name of a work is a word of the title. */
static bool starts_with_work(Str text)
{
    size_t end = str_find(text, STR("》"), 0);
    return str_has_prefix(text, STR("《")) && end != STR_NONE &&
           end + STR("》").len + STR("设计").len <= text.len;
}

Shape shape_of(Str text)
{
    Shape shape = {.ending = ending_of(text), .is_framed = is_framed(text)};
    unsigned bracket = 0; /* where the last one opened: 1 + Latin letters before it */
    bool was_blank = false;
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (!shape.length)
            look_at_start(&shape, codepoint);
        shape.length++;
        bool is_blank = text_is_space(codepoint);
        shape.blanks += is_blank && !was_blank;
        if (is_blank && !shape.blank_at)
            shape.blank_at = shape.length - 1;
        was_blank = is_blank;
        bool is_inner = off < text.len;
        Ending ending = ending_of_codepoint(codepoint);
        if (!shape.first_stop && is_inner && codepoint != '.' && codepoint != U'．' &&
            codepoint != U'…' && (ending == ENDING_STOP || ending == ENDING_QUESTION))
            shape.first_stop = shape.length;
        count_codepoint(&shape, codepoint, is_inner);
        if (shape.commas == 1 && !shape.comma_at)
            shape.comma_at = shape.length - 1;
        if (shape.has_colon && !shape.colon_at)
            shape.colon_at = shape.length - 1;
        if (codepoint == U'（' || codepoint == '(')
            bracket = shape.latin + 1;
        else if (!is_inner && (codepoint == U'）' || codepoint == ')') && bracket)
            shape.has_gloss = shape.han && shape.latin >= bracket + 2;
    }
    if (starts_with_work(text))
        shape.starts_bracket = false;
    return shape;
}

/* Whether a Han character stands near the start. */
static bool has_han(Str text)
{
    for (size_t off = 0; off < MIN(text.len, 90); off++) {
        unsigned char byte = (unsigned char)text.data[off];
        if (byte >= 0xE3 && byte <= 0xE9)
            return true;
    }
    return false;
}

/* Length in code points; long texts are estimated (Han takes three bytes). */
static uint16_t length_of(Str text)
{
    size_t length =
        text.len > COUNT_MAX_BYTES ? text.len / 3 : utf8_count_codepoints(text);
    return (uint16_t)MIN(length, UINT16_MAX);
}

static Brief brief_of(const BlockView *block)
{
    Brief brief = {0};
    if (block->flags & (BLOCK_HIDDEN | BLOCK_CONTINUED) || !block->text.len) {
        brief.flags = BRIEF_HIDDEN;
        return brief;
    }
    brief.length = length_of(block->text);
    brief.ending = (uint8_t)ending_of(block->text);
    if (block->flags & BLOCK_INDENTED)
        brief.flags |= BRIEF_INDENTED;
    if (block->flags & BLOCK_BLANK_BEFORE)
        brief.flags |= BRIEF_BLANK;
    if (block->flags & BLOCK_CENTERED)
        brief.flags |= BRIEF_CENTERED;
    if (brief.length <= TITLE_MAX &&
        (brief.ending == ENDING_OPEN || brief.ending == ENDING_BRACKET ||
         brief.ending == ENDING_QUOTE || brief.ending == ENDING_QUESTION))
        brief.flags |= BRIEF_SHORT;
    return brief;
}

unsigned brief_margin(const Brief *brief)
{
    return brief->flags & BRIEF_CENTERED ? 2 : brief->flags & BRIEF_INDENTED ? 1 : 0;
}

#define LENGTHS 256

static unsigned percentile(const size_t *histogram, size_t total, unsigned per_cent)
{
    size_t sum = 0;
    for (unsigned length = 0; length < LENGTHS; length++) {
        sum += histogram[length];
        if (sum * 100 >= total * per_cent)
            return length;
    }
    return LENGTHS - 1;
}

static unsigned share(size_t part, size_t whole)
{
    return whole ? (unsigned)(part * 100 / whole) : 0;
}

Brief *briefs_new(const Blocks *blocks, Profile *profile)
{
    size_t count = blocks->count;
    Brief *briefs = mem_alloc_array(count + 1, sizeof(*briefs));
    size_t histogram[LENGTHS] = {0};
    size_t margins[3] = {0}, bodies = 0, blank = 0, foreign = 0, shorts = 0, bold = 0,
           large = 0, visible = 0;
    for (size_t i = 0; i < count; i++) {
        if (!blocks_go_on(blocks, i))
            break;
        BlockView block = blocks_get(blocks, (uint32_t)i);
        Brief brief = briefs[i] = brief_of(&block);
        if (brief.flags & BRIEF_HIDDEN)
            continue;
        visible++;
        histogram[MIN(brief.length, LENGTHS - 1)]++;
        foreign += !has_han(block.text);
        blank += (brief.flags & BRIEF_BLANK) != 0;
        shorts += (brief.flags & BRIEF_SHORT) != 0;
        if (brief.length > TITLE_MAX || ending_is_closed(brief.ending)) {
            bodies++;
            margins[brief_margin(&brief)]++;
        }
        bold += (block.evidence & EVIDENCE_BOLD) != 0;
        large += (block.evidence & EVIDENCE_LARGE) != 0;
    }
    *profile = (Profile){
        .visible = visible,
        .margin = share(margins[2], bodies) >= 60                ? 2
                  : share(margins[1] + margins[2], bodies) >= 60 ? 1
                                                                 : 0,
        .blank_share = share(blank, visible),
        .foreign_share = share(foreign, visible),
        .short_share = share(shorts, visible),
        .median_length = percentile(histogram, visible, 50),
        .long_length = percentile(histogram, visible, 90),
        .bold_share = share(bold, visible),
        .large_share = share(large, visible),
    };
    /* cut lines crowd just below the longest */
    unsigned crowd = profile->long_length > 70 ? 0 : profile->long_length;
    size_t crowded = 0;
    for (unsigned length = crowd > 4 ? crowd - 4 : 0; length <= crowd && crowd; length++)
        crowded += histogram[length];
    profile->is_wrapped = share(crowded, visible) >= 25 && visible > 20;
    return briefs;
}

uint32_t brief_previous(const Brief *briefs, uint32_t block)
{
    for (uint32_t i = block, steps = 0; i > 0 && steps < NEIGHBOUR_REACH; steps++) {
        i--;
        if (!(briefs[i].flags & BRIEF_HIDDEN))
            return i;
    }
    return NO_BLOCK;
}

uint32_t brief_next(const Brief *briefs, size_t count, uint32_t block)
{
    for (uint32_t i = block + 1, steps = 0; i < count && steps < NEIGHBOUR_REACH;
         i++, steps++) {
        if (!(briefs[i].flags & BRIEF_HIDDEN))
            return i;
    }
    return NO_BLOCK;
}

const Brief *brief_at(const Evidence *evidence, uint32_t block)
{
    static const Brief none = {.flags = BRIEF_HIDDEN};
    return block == NO_BLOCK ? &none : &evidence->briefs[block];
}
