/* Regular expressions, blind to what search is blind to.
 *
 * The pattern and the text are folded character by character before they meet, so that
 * 国 finds 國 and ＡＢＣ finds abc; places are mapped back. PCRE2 does the matching, with
 * limits on its steps: a paragraph is short, and a pattern made to be slow gives up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "seek/node.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#define PATTERN_STEPS 200000u
#define PATTERN_DEPTH 2000u
#define PATTERN_HEAP_KB 4096u
#define LITERAL_COUNT 8

struct SeekPattern {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    StrBuf literal_texts;
    Span literals[LITERAL_COUNT];
    size_t literal_count;
    StrBuf folded;     /* the text last looked at */
    uint32_t *origins; /* for each folded byte, and the end: its place in the text */
    size_t origin_capacity;
    StrBuf subject; /* a copy of that text, to know it again */
};

static bool is_ascii_word(char32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_';
}

/* ASCII stands for itself, in patterns because \D is not \d, in texts because PCRE2
 * sees to case; what has no folded form stays. */
static char32_t fold_for_pattern(char32_t c)
{
    char32_t folded = c < 0x80 ? c : fold_codepoint(c);
    return folded ? folded : c;
}

/* ---- literals ---------------------------------------------------------- */

/* A walk over a pattern that notes which runs of characters every match must hold.
 * Whatever it is not sure about ends a run and adds nothing. */
typedef struct LiteralScan {
    Str source;
    size_t off;
    StrBuf run;

    int depth;
} LiteralScan;

static void end_run(SeekPattern *pattern, LiteralScan *scan)
{
    if (scan->run.len && pattern->literal_count < LITERAL_COUNT) {
        size_t start = pattern->literal_texts.len;
        strbuf_append_str(&pattern->literal_texts, strbuf_get(&scan->run));
        pattern->literals[pattern->literal_count++] =
            (Span){start, pattern->literal_texts.len};
    }
    strbuf_reset(&scan->run);
}

/* Does a quantifier at `off` allow none of what stands before it? */
static bool allows_none(Str source, size_t off)
{
    char byte = off < source.len ? source.data[off] : 0;
    if (byte == '?' || byte == '*')
        return true;
    return byte == '{' && !(off + 1 < source.len && source.data[off + 1] >= '1' &&
                            source.data[off + 1] <= '9');
}

static bool is_quantifier(char byte)
{
    return byte == '?' || byte == '*' || byte == '+' || byte == '{';
}

static void skip_class(LiteralScan *scan)
{
    size_t i = scan->off + 1;
    if (i < scan->source.len && scan->source.data[i] == '^')
        i++;
    for (bool is_first = true; i < scan->source.len; i++, is_first = false) {
        if (scan->source.data[i] == '\\')
            i++;
        else if (scan->source.data[i] == ']' && !is_first)
            break;
    }
    scan->off = MIN(i + 1, scan->source.len);
}

/* Only characters at the top, outside groups, of a pattern without alternatives. */
static void find_literals(SeekPattern *pattern, Str source)
{
    LiteralScan scan = {.source = source};
    if (str_find(source, STR("|"), 0) != STR_NONE ||
        str_find(source, STR("(?"), 0) != STR_NONE ||
        str_find(source, STR("\\Q"), 0) != STR_NONE ||
        str_find(source, STR("(*"), 0) != STR_NONE)
        return;
    while (scan.off < source.len) {
        char byte = source.data[scan.off];
        size_t start = scan.off;
        if (byte == '[') {
            end_run(pattern, &scan);
            skip_class(&scan);
        } else if (byte == '(' || byte == ')') {
            end_run(pattern, &scan);
            scan.depth += byte == '(' ? 1 : -1;
            scan.off++;
        } else if (byte == '\\') {
            end_run(pattern, &scan);
            /* \x{…}, \p{…} and their like take what stands in braces. */
            scan.off = MIN(scan.off + 2, source.len);
            if (scan.off < source.len && source.data[scan.off] == '{') {
                size_t end = str_find(source, STR("}"), scan.off);
                scan.off = end == STR_NONE ? source.len : end + 1;
            }
        } else if (byte == '{') {
            end_run(pattern, &scan);
            size_t end = str_find(source, STR("}"), scan.off);
            scan.off = end == STR_NONE ? source.len : end + 1;
        } else if (strchr(".^$*+?", byte)) {
            end_run(pattern, &scan);
            scan.off++;
        } else {
            size_t next = scan.off;
            char32_t c = utf8_next(source, &next);
            scan.off = next;
            if (scan.depth > 0)
                continue;
            /* Part of an ASCII word is no word of the index: only Han is certain. */
            bool is_certain = text_is_cjk(c) && !allows_none(source, next);
            if (!is_certain) {
                end_run(pattern, &scan);
                continue;
            }
            strbuf_append_str(&scan.run, str_slice(source, start, next));
            if (next < source.len && is_quantifier(source.data[next]))
                end_run(pattern, &scan);
        }
    }
    end_run(pattern, &scan);
    strbuf_clear(&scan.run);
}

size_t seek_pattern_literals(const SeekPattern *pattern, Str *literals, size_t capacity)
{
    size_t count = MIN(capacity, pattern->literal_count);
    for (size_t i = 0; i < count; i++)
        literals[i] = str_slice(strbuf_get(&pattern->literal_texts),
                                pattern->literals[i].start, pattern->literals[i].end);
    return count;
}

/* ---- compiling --------------------------------------------------------- */

/* The pattern with its characters folded; one that becomes an ASCII mark is escaped,
 * for it means itself: （ is no bracket of the language. `origins` maps places back. */
static void fold_pattern(Str source, StrBuf *out, uint32_t *origins)
{
    for (size_t off = 0; off < source.len;) {
        size_t start = off, before = out->len;
        char32_t c = utf8_next(source, &off), folded = fold_for_pattern(c);
        if (c >= 0x80 && folded < 0x80 && !is_ascii_word(folded))
            strbuf_append_byte(out, '\\');
        strbuf_append_codepoint(out, folded);
        for (size_t i = before; i < out->len; i++)
            origins[i] = (uint32_t)start;
    }
    origins[out->len] = (uint32_t)source.len;
}

static bool set_mistake(int code, size_t off, size_t *mistake, Error *err)
{
    char message[160];
    if (pcre2_get_error_message(code, (PCRE2_UCHAR *)message, sizeof(message)) < 0)
        message[0] = '\0';
    *mistake = off;
    return error_set(err, ERR_USAGE, _("the regular expression is wrong: %s"), message);
}

SeekPattern *pattern_new(Str source, size_t *mistake, Error *err)
{
    *mistake = 0;
    SeekPattern *pattern = mem_alloc(sizeof(*pattern));
    *pattern = (SeekPattern){0};
    StrBuf folded = {0};
    uint32_t *origins = mem_alloc_array(source.len * 4 + 1, sizeof(*origins));
    fold_pattern(source, &folded, origins);
    int code = 0;
    PCRE2_SIZE at = 0;
    pattern->code = pcre2_compile(
        (PCRE2_SPTR)(folded.data ? folded.data : ""), folded.len,
        PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOTALL,
        &code, &at, NULL);
    if (!pattern->code) {
        set_mistake(code, origins[MIN(at, folded.len)], mistake, err);
        pattern_free(pattern);
        pattern = NULL;
    } else {
        pattern->match = pcre2_match_data_create_from_pattern(pattern->code, NULL);
        pattern->limits = pcre2_match_context_create(NULL);
        BUG_ON(!pattern->match || !pattern->limits);
        pcre2_set_match_limit(pattern->limits, PATTERN_STEPS);
        pcre2_set_depth_limit(pattern->limits, PATTERN_DEPTH);
        pcre2_set_heap_limit(pattern->limits, PATTERN_HEAP_KB);
        find_literals(pattern, source);
    }
    strbuf_clear(&folded);
    free(origins);
    return pattern;
}

void pattern_free(SeekPattern *pattern)
{
    if (!pattern)
        return;
    pcre2_match_data_free(pattern->match);
    pcre2_match_context_free(pattern->limits);
    pcre2_code_free(pattern->code);
    strbuf_clear(&pattern->literal_texts);
    strbuf_clear(&pattern->folded);
    strbuf_clear(&pattern->subject);
    free(pattern->origins);
    free(pattern);
}

/* ---- matching ---------------------------------------------------------- */

/* Folds the text, unless it is the one looked at before: all matches of a text are
 * asked for one after the other. */
static void fold_subject(SeekPattern *pattern, Str text)
{
    if (pattern->origins && str_is_equal(strbuf_get(&pattern->subject), text))
        return;
    strbuf_reset(&pattern->subject);
    strbuf_append_str(&pattern->subject, text);
    strbuf_reset(&pattern->folded);
    /* A folded character takes 4 bytes at most. */
    pattern->origins = mem_grow(pattern->origins, &pattern->origin_capacity,
                                text.len * 4 + 1, sizeof(*pattern->origins));
    for (size_t off = 0; off < text.len;) {
        size_t start = off, before = pattern->folded.len;
        strbuf_append_codepoint(&pattern->folded,
                                fold_for_pattern(utf8_next(text, &off)));
        for (size_t i = before; i < pattern->folded.len; i++)
            pattern->origins[i] = (uint32_t)start;
    }
    pattern->origins[pattern->folded.len] = (uint32_t)text.len;
}

/* The first folded byte whose place is at or behind `from`. */
static size_t find_folded(const SeekPattern *pattern, size_t from)
{
    size_t low = 0, high = pattern->folded.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pattern->origins[middle] < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool pattern_find(SeekPattern *pattern, Str text, size_t from, Span *match)
{
    if (from >= text.len)
        return false;
    fold_subject(pattern, text);
    Str folded = strbuf_get(&pattern->folded);
    int count = pcre2_match(
        pattern->code, (PCRE2_SPTR)folded.data, folded.len, find_folded(pattern, from),
        PCRE2_NOTEMPTY | PCRE2_NO_UTF_CHECK, pattern->match, pattern->limits);
    if (count < 0)
        return false;
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(pattern->match);
    if (places[0] >= places[1]) /* \K behind what follows */
        return false;
    *match = (Span){pattern->origins[places[0]], pattern->origins[places[1]]};
    return match->start >= from;
}
