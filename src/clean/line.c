/* What a line of Chinese looks like: its measure, its end, its marker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <string.h>

/* ---- measure ----------------------------------------------------------- */

/* One walk over lead bytes, without decoding: this runs over every block. */
LineFacts line_measure(Str line)
{
    LineFacts facts = {0};
    const unsigned char *data = (const unsigned char *)line.data;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char byte = data[i];
        if ((byte & 0xC0) == 0x80)
            continue;
        facts.codepoints++;
        if (byte < 0x80) {
            facts.columns++;
            facts.characters += byte > ' ';
            facts.has_comma |= byte == ',' || byte == ';';
            facts.has_sentence_end |= byte == ';' || byte == '!' || byte == '?';
            continue;
        }
        bool is_wide = byte >= 0xE2;
        facts.columns += is_wide ? 2 : 1;
        facts.characters++;
        if (byte == 0xE3 && data[i + 1] == 0x80) {
            facts.characters -= data[i + 2] == 0x80; /* U+3000 */
            facts.has_sentence_end |= data[i + 2] == 0x82;
        } else if (byte == 0xEF && data[i + 1] == 0xBC) {
            unsigned char last = data[i + 2];
            facts.has_comma |= last == 0x8C || last == 0x9B;
            facts.has_sentence_end |= last == 0x81 || last == 0x9B || last == 0x9F;
        } else if (byte >= 0xE3 && byte <= 0xE9) {
            facts.han++;
        } else if (byte >= 0xF0) {
            facts.han++;
        }
    }
    return facts;
}

/* Eight bytes at a time; blanks of one line and the next differ, so only texts of one
 * form are equal. */
uint64_t line_hash(Str line)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ line.len, word = 0;
    size_t off = 0;
    for (; off + 8 <= line.len; off += 8) {
        memcpy(&word, line.data + off, 8);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    for (; off < line.len; off++)
        hash = (hash ^ (unsigned char)line.data[off]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

/* ---- ends -------------------------------------------------------------- */

static bool is_among(char32_t c, const char32_t *set)
{
    while (*set && *set != c)
        set++;
    return *set != 0;
}

/* ⑴ ① behind a sentence lead to a note. */
static bool is_note_mark(char32_t c)
{
    return (c >= 0x2460 && c <= 0x249B) || (c >= 0x2776 && c <= 0x2793);
}

/* The last character that is no closing mark; `*had_closing` when one was skipped. */
static char32_t last_inner(Str line, bool *had_closing)
{
    *had_closing = false;
    for (size_t off = line.len; off;) {
        char32_t c = utf8_previous(line, &off);
        if (is_note_mark(c))
            continue;
        if (!text_is_closing(c) && c != '"' && c != '\'')
            return c;
        *had_closing = true;
    }
    return 0;
}

bool line_ends_sentence(Str line)
{
    bool had_closing;
    char32_t c = last_inner(line, &had_closing);
    return is_among(c, U"。！？；：…．!?;:.") || (had_closing && c != 0);
}

bool line_ends_open(Str line)
{
    size_t off = line.len;
    if (!off)
        return false;
    char32_t c = utf8_previous(line, &off);
    return is_among(c, U"，、,") || text_is_opening(c);
}

/* ---- markers ----------------------------------------------------------- */

/* `line` behind one of the words, or of length STR_NONE. */
static bool skip_one_of(Str *line, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!str_has_prefix(*line, str_from(words[i])))
            continue;
        *line = str_slice(*line, strlen(words[i]), line->len);
        return true;
    }
    return false;
}

static bool skip_numeral(Str *line, Numeral *numeral)
{
    const unsigned systems = NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC) |
                             NUMERAL_BIT(NUMERAL_CIRCLED);
    if (!numeral_parse(*line, systems, numeral))
        return false;
    *line = str_slice(*line, numeral->len_bytes, line->len);
    return true;
}

static char32_t first_codepoint(Str line)
{
    size_t off = 0;
    return line.len ? utf8_next(line, &off) : 0;
}

/* 第三章, 第 3 条, 第一, — but not 第三方. */
static bool has_ordinal(Str line)
{
    static const char *const units[] = {"编", "編", "篇", "部", "卷", "章", "回", "节",
                                        "節", "条", "條", "讲", "講", "集", "幕", "款"};
    if (!str_has_prefix(line, STR("第")))
        return false;
    line = text_trim(str_slice(line, 3, line.len));
    Numeral numeral;
    if (!skip_numeral(&line, &numeral))
        return false;
    line = text_trim(line);
    return skip_one_of(&line, units, ARRAY_SIZE(units)) ||
           is_among(first_codepoint(line), U"，、,：:");
}

/* 一、 1. 1） 一是 1.1 ① — but not 3.5% or 2024. */
static bool has_number(Str line)
{
    static const char *const rhetoric[] = {"是", "要"};
    Numeral numeral;
    Str rest = line;
    if (!skip_numeral(&rest, &numeral))
        return false;
    char32_t sign = first_codepoint(rest);
    if (numeral.system == NUMERAL_CIRCLED || is_among(sign, U"、．）)"))
        return true;
    if (numeral.system == NUMERAL_HAN)
        return is_among(sign, U".　 ") || skip_one_of(&rest, rhetoric, 2) || !rest.len;
    if (sign != '.')
        return sign == ' ' && numeral.value < 100;
    /* 1.1 and 1.1.1 are sections, 3.5% and 2024.5.1 are not. */
    rest = str_slice(rest, 1, rest.len);
    sign = first_codepoint(rest);
    if (sign < '0' || sign > '9')
        return true;
    return numeral.value < 20 && skip_numeral(&rest, &numeral) &&
           !is_among(first_codepoint(rest), U"%％‰");
}

static bool has_bracketed_number(Str line)
{
    static const char *const open[] = {"（", "(", "〔", "［", "["};
    Numeral numeral;
    return skip_one_of(&line, open, ARRAY_SIZE(open)) && skip_numeral(&line, &numeral) &&
           is_among(first_codepoint(line), U"）)〕］]");
}

static bool has_numbered_marker(Str line)
{
    return has_ordinal(line) || has_bracketed_number(line) || has_number(line);
}

/* 图 1, 表二, 附件3 — but not 表示. */
static bool has_numbered_word(Str line)
{
    static const char *const words[] = {"图", "圖", "表", "例"};
    Numeral numeral;
    if (!skip_one_of(&line, words, ARRAY_SIZE(words)))
        return false;
    line = text_trim(line);
    return skip_numeral(&line, &numeral) && numeral.system == NUMERAL_ARABIC;
}

bool line_has_marker(Str line)
{
    static const char *const words[] = {
        "●",    "■",    "◆",    "★",    "▲",    "◎",      "○",     "□",    "•",
        "·",    "※",    "——",   "--",   "- ",   "* ",     "# ",    "##",   "【",
        "附件", "附录", "附錄", "目录", "目錄", "前言",   "引言",  "序言", "首先",
        "其次", "再次", "最后", "最後", "各位", "同志们", "同志們"};
    Str rest = line;
    return has_numbered_marker(line) || has_numbered_word(line) ||
           skip_one_of(&rest, words, ARRAY_SIZE(words));
}

/* Where the text behind the last sentence end and its closing marks begins; STR_NONE
 * when there is no sentence end in the last `window` bytes. */
static size_t find_tail(Str line, size_t window)
{
    static const char *const ends[] = {"。", "；", "！", "？", ";"};
    size_t floor = line.len > window ? line.len - window : 0;
    for (size_t off = line.len; off > floor;) {
        size_t end = off;
        utf8_previous(line, &off);
        for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
            if (!str_is_equal(str_slice(line, off, end), str_from(ends[i])))
                continue;
            while (end < line.len) {
                size_t next = end;
                if (!text_is_closing(utf8_next(line, &next)))
                    break;
                end = next;
            }
            return end;
        }
    }
    return STR_NONE;
}

/* 逆风第一百八十七, as chapters of old books are called. */
static bool ends_with_ordinal(Str tail)
{
    size_t off = str_find(tail, STR("第"), 0);
    if (off == STR_NONE)
        return false;
    Str rest = str_slice(tail, off + 3, tail.len);
    Numeral numeral;
    return skip_numeral(&rest, &numeral) && !rest.len;
}

/* …的建議(一)幫助…: two headings that lost their line breaks, and with the first its
 * full stop. Not 第(一)项, and nothing that goes on as a sentence does. */
static bool ends_with_bracketed_title(Str line)
{
    size_t floor = line.len > 120 ? line.len - 120 : 0;
    for (size_t off = line.len; off > floor;) {
        size_t end = off;
        char32_t codepoint = utf8_previous(line, &off);
        if (is_among(codepoint, U"，、。；：,;"))
            return false;
        Str tail = str_slice(line, end, line.len);
        if (text_is_han(codepoint) && codepoint != U'第' && has_bracketed_number(tail))
            return line_measure(tail).characters >= 8;
    }
    return false;
}

bool line_has_glued_heading(Str line)
{
    if (ends_with_bracketed_title(line))
        return true;
    size_t start = find_tail(line, 160);
    if (start == STR_NONE)
        return false;
    Str tail = text_trim(str_slice(line, start, line.len));
    uint32_t characters = line_measure(tail).characters;
    return characters >= 4 && characters <= 40 &&
           (has_numbered_marker(tail) || ends_with_ordinal(tail));
}
