/* Rules: families of the user's own, and what is never a heading.
 *
 * A pattern is compiled to a list of pieces and matched by trying; patterns are short,
 * and a run of text (*) ends at the first place where the rest fits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

typedef enum PieceKind {
    PIECE_LITERAL,
    PIECE_NUMBER,
    PIECE_BLANK,
    PIECE_ANY,
    PIECE_END, /* of the block */
} PieceKind;
typedef struct PatternPiece {
    PieceKind kind;
    char32_t codepoint;
} PatternPiece;

typedef struct Pattern {
    PatternPiece *pieces;
    size_t count, capacity;
    uint8_t rule;
} Pattern;

typedef struct Rule {
    uint8_t rank;
    bool is_never;
} Rule;

struct OutlineRules {
    Pattern *patterns; /* in the order in which they were added */
    size_t pattern_count, pattern_capacity;
    Rule rules[OUTLINE_RULES_MAX];
    unsigned rule_count;
};

#define ANY_NUMERAL                                                                      \
    (NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC) |                            \
     NUMERAL_BIT(NUMERAL_CIRCLED) | NUMERAL_BIT(NUMERAL_ROMAN) |                         \
     NUMERAL_BIT(NUMERAL_LETTER))
/* Numbers beyond this are years and amounts. */
#define NUMBER_MAX 99999
/* Bytes in which a run of text must have come to its end. */
#define REACH_BYTES 300

OutlineRules *outline_rules_new(void)
{
    return mem_alloc(sizeof(OutlineRules));
}

void outline_rules_free(OutlineRules *rules)
{
    if (!rules)
        return;
    for (size_t i = 0; i < rules->pattern_count; i++)
        free(rules->patterns[i].pieces);
    free(rules->patterns);
    free(rules);
}

OutlineRules *outline_rules_copy(const OutlineRules *rules)
{
    OutlineRules *copy = outline_rules_new();
    if (!rules)
        return copy;
    *copy = *rules;
    copy->pattern_capacity = rules->pattern_count + 1;
    copy->patterns = mem_alloc_array(copy->pattern_capacity, sizeof(*copy->patterns));
    for (size_t i = 0; i < rules->pattern_count; i++) {
        const Pattern *from = &rules->patterns[i];
        Pattern *to = &copy->patterns[i];
        *to = *from;
        to->capacity = from->count + 1;
        to->pieces = mem_alloc_array(to->capacity, sizeof(*to->pieces));
        for (size_t k = 0; k < from->count; k++)
            to->pieces[k] = from->pieces[k];
    }
    return copy;
}

/* Full-width forms of ASCII are the same as the half-width ones. */
static char32_t narrow(char32_t codepoint)
{
    return codepoint >= 0xFF01 && codepoint <= 0xFF5E ? codepoint - 0xFEE0 : codepoint;
}

static void push_piece(Pattern *pattern, PieceKind kind, char32_t codepoint)
{
    pattern->pieces = mem_grow(pattern->pieces, &pattern->capacity, pattern->count + 1,
                               sizeof(*pattern->pieces));
    pattern->pieces[pattern->count++] = (PatternPiece){kind, codepoint};
}

/* Puts down one alternative; `at` is where it starts in the whole, for messages. */
static bool compile(Str text, size_t at, Str whole, Pattern *pattern, Error *err)
{
    bool has_literal = false;
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t codepoint = utf8_next(text, &off);
        PieceKind previous =
            pattern->count ? pattern->pieces[pattern->count - 1].kind : PIECE_LITERAL;
        if (codepoint == '\\') {
            if (off == text.len)
                return error_set(err, ERR_SETTINGS,
                                 _("nothing stands behind the \\ at the end of the "
                                   "heading pattern '%.*s'"),
                                 STR_ARG(whole));
            push_piece(pattern, PIECE_LITERAL, narrow(utf8_next(text, &off)));
            has_literal = true;
        } else if (codepoint == 'N' || codepoint == '*') {
            PieceKind kind = codepoint == 'N' ? PIECE_NUMBER : PIECE_ANY;
            if (pattern->count && (previous == PIECE_NUMBER || previous == PIECE_ANY))
                return error_set(err, ERR_SETTINGS,
                                 _("in the heading pattern '%.*s' something must part "
                                   "the %c at byte %zu from what stands before it"),
                                 STR_ARG(whole), (int)codepoint, at + start + 1);
            push_piece(pattern, kind, 0);
        } else if (codepoint == '$') {
            if (off != text.len)
                return error_set(err, ERR_SETTINGS,
                                 _("in the heading pattern '%.*s' the $ at byte %zu may "
                                   "only stand at the end; write \\$ for the sign"),
                                 STR_ARG(whole), at + start + 1);
            push_piece(pattern, PIECE_END, 0);
        } else if (text_is_space(codepoint)) {
            if (!pattern->count || previous != PIECE_BLANK)
                push_piece(pattern, PIECE_BLANK, 0);
        } else {
            push_piece(pattern, PIECE_LITERAL, narrow(codepoint));
            has_literal = true;
        }
    }
    if (!has_literal)
        return error_set(err, ERR_SETTINGS,
                         _("the heading pattern '%.*s' fits any text; give a character "
                           "that such headings have, as in 第N场"),
                         STR_ARG(whole));
    return true;
}

static bool find_family(Str name, uint8_t *rank, Error *err)
{
    static const uint8_t ranks[] = {
#define OUTLINE_FAMILY(id, name, rank, form, systems, head, tail, guards, summary) rank,
#include "../tables/families.def"
#undef OUTLINE_FAMILY
    };
    const char *names[FAMILY_COUNT + 1];
    size_t count = 0;
    for (unsigned i = 0; i < FAMILY_COUNT; i++) {
        if (!ranks[i])
            continue;
        names[count] = outline_get_family_name((OutlineFamily)i);
        if (str_is_equal(name, str_from(names[count]))) {
            *rank = ranks[i];
            return true;
        }
        count++;
    }
    names[count++] = "never";
    StrBuf all = {0};
    for (size_t i = 0; i < count; i++)
        strbuf_appendf(&all, "%s%s", i ? ", " : "", names[i]);
    error_set(err, ERR_SETTINGS,
              _("there is no family of headings '%.*s'; these are there: %s"),
              STR_ARG(name), all.data);
    strbuf_clear(&all);
    return false;
}

/* Length of the alternative that `text` starts with: up to a | that is none escaped. */
static size_t find_alternative_end(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\\')
            i++;
        else if (text.data[i] == '|')
            return i;
    }
    return text.len;
}

bool outline_rules_add(OutlineRules *rules, Str pattern, Str like, Error *err)
{
    if (rules->rule_count == OUTLINE_RULES_MAX)
        return error_set(err, ERR_SETTINGS,
                         _("%d heading patterns are the most; join some with |"),
                         OUTLINE_RULES_MAX);
    Rule rule = {.is_never = str_is_equal(like, STR("never"))};
    if (like.len && !rule.is_never && !find_family(like, &rule.rank, err))
        return false;
    size_t before = rules->pattern_count;
    for (size_t at = 0; at <= pattern.len;) {
        size_t len = find_alternative_end(str_slice(pattern, at, pattern.len));
        rules->patterns = mem_grow(rules->patterns, &rules->pattern_capacity,
                                   rules->pattern_count + 1, sizeof(*rules->patterns));
        Pattern *made = &rules->patterns[rules->pattern_count++];
        *made = (Pattern){.rule = (uint8_t)rules->rule_count};
        if (!compile(str_slice(pattern, at, at + len), at, pattern, made, err)) {
            while (rules->pattern_count > before)
                free(rules->patterns[--rules->pattern_count].pieces);
            return false;
        }
        at += len + 1;
    }
    rules->rules[rules->rule_count++] = rule;
    return true;
}

/* Whether the pieces from `piece` on fit `text` at `off`; gives where the match ends and
 * the last number. */
static bool fits(const Pattern *pattern, size_t piece, Str text, size_t off, size_t *end,
                 uint32_t *number)
{
    for (; piece < pattern->count; piece++) {
        const PatternPiece *wanted = &pattern->pieces[piece];
        switch (wanted->kind) {
        case PIECE_LITERAL:
            if (off >= text.len || narrow(utf8_next(text, &off)) != wanted->codepoint)
                return false;
            break;
        case PIECE_BLANK:
            for (size_t next = off; next < text.len; off = next) {
                if (!text_is_space(utf8_next(text, &next)))
                    break;
            }
            break;
        case PIECE_NUMBER: {
            Numeral numeral;
            if (off >= text.len ||
                !numeral_parse(str_slice(text, off, text.len), ANY_NUMERAL, &numeral) ||
                numeral.value > NUMBER_MAX)
                return false;
            *number = numeral.value;
            off += numeral.len_bytes;
            break;
        }
        case PIECE_ANY:
            if (piece + 1 == pattern->count) {
                *end = text.len;
                return true;
            }
            for (size_t limit = MIN(text.len, off + REACH_BYTES); off < limit;) {
                utf8_next(text, &off);
                if (fits(pattern, piece + 1, text, off, end, number))
                    return true;
            }
            return false;
        case PIECE_END:
            if (off != text.len)
                return false;
            break;
        }
    }
    *end = off;
    return true;
}

RuleMatch rules_match(const OutlineRules *rules, Str text, Marker *marker)
{
    if (!rules)
        return RULE_NONE;
    for (size_t i = 0; i < rules->pattern_count; i++) {
        const Pattern *pattern = &rules->patterns[i];
        size_t end = 0;
        uint32_t number = 0;
        if (!fits(pattern, 0, text, 0, &end, &number))
            continue;
        if (rules->rules[pattern->rule].is_never)
            return RULE_NEVER;
        size_t behind = end;
        for (size_t next = end; next < text.len; behind = next) {
            if (!text_is_space(utf8_next(text, &next)))
                break;
        }
        *marker = (Marker){.family = FAMILY_OWN,
                           .rule = pattern->rule,
                           .number = number,
                           .first = number,
                           .is_alone = behind == text.len,
                           .has_separator = behind > end,
                           .len_bytes = behind};
        return RULE_HEADING;
    }
    return RULE_NONE;
}

uint8_t rules_get_rank(const OutlineRules *rules, unsigned rule)
{
    return rules && rule < rules->rule_count ? rules->rules[rule].rank : 0;
}

bool outline_rules_read(const Settings *settings, OutlineRules **rules, Error *err)
{
    OutlineRules *made = settings->heading_count ? outline_rules_new() : NULL;
    for (size_t i = 0; i < settings->heading_count; i++) {
        const struct SettingsHeading *heading = &settings->headings[i];
        if (!outline_rules_add(made, heading->pattern, heading->like, err)) {
            outline_rules_free(made);
            if (heading->place.len)
                error_context(err, "%.*s", STR_ARG(heading->place));
            return false;
        }
    }
    *rules = made;
    return true;
}
