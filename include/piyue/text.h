/* text: what Chinese text is made of.
 *
 * UTF-8, grapheme clusters, columns, where a row may break, folding for search,
 * tokens, numerals, sentences, readings, and the one way out for foreign text
 * (sanitize). Pure functions over borrowed slices and generated tables; no state, no
 * I/O, no terminal. All input is valid UTF-8 unless a function says otherwise (charset/
 * makes it so).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TEXT_H
#define PIYUE_TEXT_H

#include <piyue/base.h>

#include <uchar.h>

/* Half-open byte range. */
typedef struct Span {
    size_t start, end;
} Span;

/* ---- UTF-8 ------------------------------------------------------------- */

/* The code point at `*off`, which moves behind it. At a broken sequence gives
 * U+FFFD and moves one byte (or over the maximal subpart, Unicode 15 section
 * 3.9). `*off` must be below text.len. */
char32_t utf8_next(Str text, size_t *off);
/* The code point that ends at `*off` (> 0), which moves to its start. */
char32_t utf8_previous(Str text, size_t *off);
/* Writes 1–4 bytes, returns how many. Surrogates and beyond U+10FFFF: U+FFFD. */
size_t utf8_encode(char32_t codepoint, char out[4]);
void strbuf_append_codepoint(StrBuf *buf, char32_t codepoint);
/* Bytes of the longest prefix that is valid UTF-8; text.len when all is. */
size_t utf8_find_invalid(Str text);
size_t utf8_count_codepoints(Str text);
/* Byte offset of the code point number `codepoints`, text.len if there are fewer. */
size_t utf8_offset_of(Str text, size_t codepoints);

/* ---- foreign text ------------------------------------------------------ */

typedef enum SanitizeMode {
    SANITIZE_TERMINAL, /* one row: line ends and tabs become blanks */
    SANITIZE_LINES,    /* LF and TAB stay */
} SanitizeMode;

/* Appends `text` such that no terminal acts on it: C0, DEL and C1 controls,
 * U+2028/2029, bidi controls, invisible and tag characters become visible marks
 * in plain ASCII (^[, <U+202E>), and so do selectors and joiners with nothing in
 * front that they could give a form to; bytes that are not UTF-8 become U+FFFD. All
 * other text is unchanged. The one way out for foreign text: titles, paths,
 * messages, quotations, exports (reference: Unicode TR36, CVE-2021-42574). Screens
 * show the same marks (cluster_next). */
void sanitize(StrBuf *out, Str text, SanitizeMode mode);
/* True if sanitize() would write a mark for this code point wherever it stands. */
bool sanitize_is_hostile(uint32_t codepoint);

/* Appends `text` as a JSON string with its quotes (RFC 8259). Bytes that are not
 * valid UTF-8 become U+FFFD; what sanitize() would mark is \u-escaped, so that the
 * text is whole and no terminal acts on it. */
void strbuf_append_json(StrBuf *buf, Str text);

/* ---- properties -------------------------------------------------------- */

bool text_is_han(char32_t codepoint);   /* ideographs, 〇, 々, radicals */
bool text_is_cjk(char32_t codepoint);   /* Han, kana, hangul, bopomofo */
bool text_is_space(char32_t codepoint); /* blanks of any width, line ends, ZWSP */
/* Punctuation or symbol: neither a letter, a mark, a digit nor a blank. */
bool text_is_punctuation(char32_t codepoint);
bool text_is_opening(char32_t codepoint); /* （ 《 「 “ ‘ ( [ … */
bool text_is_closing(char32_t codepoint); /* ） 》 」 ” ’ ) ] … */
/* Without blanks (any width) on both sides. */
Str text_trim(Str text);
/* `off` moved behind the blanks that stand there. */
size_t text_skip_space(Str text, size_t off);
/* The blanks that a line begins with, and byte-order marks among them. */
typedef struct Indent {
    size_t bytes;
    unsigned columns; /* how far they push the text; a tab is eight */
    bool has_wide;    /* ideographic ones (U+3000) are there */
} Indent;
Indent text_measure_indent(Str text);
/* 字数 as readers count it: every Han, kana, hangul and CJK punctuation mark is one,
 * a run of Latin letters or digits is one, blanks are none. */
size_t text_count_words(Str text);

/* The full-width mark, three bytes and two columns, that `, : ; ! ? ( )` at `off` stands
 * for between Han, static; NULL where it is none of them, or stands elsewhere. Brackets
 * get one answer for both. */
const char *text_full_mark(Str text, size_t off);

/* The next place at or after `*off` where letters and marks that were written apart make
 * one character (NFC, UAX #15): é from e and an accent, か and its voicing mark, the
 * jamo of a hangul syllable. Gives the bytes and what should stand there (`composed` is
 * overwritten), and moves `*off` behind them; false at the end. Single code points are
 * left as they are. O(text) in all; nearly free for Chinese. */
bool text_compose_next(Str text, size_t *off, Span *place, StrBuf *composed);

/* ---- columns ----------------------------------------------------------- */

typedef enum AmbiguousWidth {
    AMBIGUOUS_NARROW,
    AMBIGUOUS_WIDE,
    AMBIGUOUS_SAFE,
    AMBIGUOUS_SPACED, /* narrow, but “ and ” have a blank at their outer side: Han keep
                         their grid */
} AmbiguousWidth;

/* How the terminal at hand counts. `safe` draws ambiguous glyphs as others that
 * every terminal counts alike (“ → 〝); stored text is never changed. */
typedef struct WidthPolicy {
    AmbiguousWidth ambiguous;
} WidthPolicy;

/* Columns of one code point: 0, 1 or 2; generated from Unicode 15 EastAsianWidth
 * and emoji-data, see src/text/README.md. Controls give 0: they are never drawn. */
int width_of_codepoint(char32_t codepoint, const WidthPolicy *policy);

/* One grapheme cluster as it is drawn. What terminals dispute never reaches
 * them: `shown` is a mark ("<U+202E>"), a substitute or empty in its place. */
typedef struct Cluster {
    Str text;    /* the cluster in the text it was taken from */
    Str shown;   /* what a cell holds: borrowed from text, or static */
    int columns; /* columns of `shown`, 0 for what is not drawn */
} Cluster;

/* The cluster at `*off` (UAX #29, so tailored that nothing legible hides in one),
 * which moves behind it; false at the end. At most 4 combining marks are shown. Tabs show as one blank. O(cluster). */
bool cluster_next(Str text, size_t *off, const WidthPolicy *policy, Cluster *cluster);
/* Start of the cluster that ends at or holds the byte before `off`; 0 for off 0. */
size_t cluster_previous(Str text, size_t off);
/* `off` moved back onto a cluster boundary. */
size_t cluster_snap(Str text, size_t off);
/* Columns of the whole text as drawn. */
size_t text_columns(Str text, const WidthPolicy *policy);
/* Longest prefix of `text` that fits in `max_columns`, cut between clusters.
 * Returns its size in bytes. O(result). */
size_t text_fit(Str text, int max_columns, const WidthPolicy *policy);

/* ---- rows -------------------------------------------------------------- */

/* One row of a wrapped block: the bytes [start, end) are drawn; `next` is where
 * the following row starts (blanks at the break belong to neither). */
typedef struct WrapRow {
    size_t start, end, next;
    int columns; /* of [start, end) as drawn */
} WrapRow;

/* The row that starts at `start`, at most `max_columns` (>= 2) wide, by 避头尾 at
 * CLREQ's basic level: no closing mark, 、，。；：？！ or · begins a row, no opening
 * mark ends one, —— and …… and numbers with their units stay together, “ ‘ count
 * as opening and ” ’ as closing next to Han, Latin words are not cut. What cannot
 * be kept is pushed to the next row (先挤进，后推出); where no break is left the row
 * is cut between clusters. Always moves on: next > start unless start is the end.
 * O(row). Source: W3C CLREQ 3.1.3; UAX #14 for Latin. */
WrapRow wrap_row(Str text, size_t start, int max_columns, const WidthPolicy *policy);

/* ---- sentences and other units ----------------------------------------- */

/* The sentence that holds `off`: ends after 。！？…… and the closing marks behind
 * them, after ；only when `off` asks for a clause. Leading blanks are left out. */
Span sentence_at(Str text, size_t off);
/* The clause that holds `off`: cut at ，、；： as well. */
Span clause_at(Str text, size_t off);
/* The item 一是…/二是…/首先…/第一， that holds `off`, up to the next marker of the
 * same kind or the end; {0, 0} where there is none. */
Span item_at(Str text, size_t off);
/* “…”, 《…》 or （…） around `off`, with its marks; {0, 0} where there is none. */
Span quotation_at(Str text, size_t off);
/* Word-like motion in Chinese: next and previous boundary between clauses, Latin
 * words and punctuation. */
size_t unit_next(Str text, size_t off);
size_t unit_previous(Str text, size_t off);

/* ---- addresses (address.c) ---------------------------------------------- */

#define ADDRESS_MAX_BYTES 2048 /* browsers and servers take no longer ones */
/* Appends an address that stands in a file as it may be shown and copied: http, https,
 * ftp or mailto, on one row, blanks and what is not seen as %20. False for all others
 * (javascript:, data:, file: …) and for longer ones; nothing is appended then. What came
 * out of it stays as it is. */
bool address_clean(Str address, StrBuf *out);
/* The next address that is written out in a text at or after `from`: with its scheme, as
 * www.…, or a letter box. It ends before Han and before the mark that ends a sentence. */
bool text_find_address(Str text, size_t from, Span *address);
/* Appends one of those with the scheme that was left out. */
void address_append_whole(Str address, StrBuf *out);

/* ---- folding and tokens (search) --------------------------------------- */

/* The search form of one code point: simplified for traditional and variant Han,
 * unified for radicals, ASCII for full width, lower case, 〇 for ○, digits for ①.
 * 0 for what search ignores (variation selectors, joiners, combining marks of
 * Latin). Generated; see src/text/README.md. */
char32_t fold_codepoint(char32_t codepoint);
/* Appends the folded text. */
void fold_text(StrBuf *out, Str text);

typedef enum TokenKind {
    TOKEN_CJK,      /* one folded Han, kana or hangul character */
    TOKEN_WORD,     /* a run of Latin, Greek, … letters or digits, folded */
    TOKEN_BOUNDARY, /* a run of punctuation between two tokens */
} TokenKind;

/* A token and the bytes of text it came from. Blanks and line ends give none and
 * part words. `folded` is borrowed from `room`, valid until the next call. */
typedef struct Token {
    TokenKind kind;
    size_t start, end;
    Str folded; /* "\x01" for a boundary */
} Token;
/* How frequent a Han in its search form is: 1 for the most frequent one, up to 200 (of
 * the list text/common.txt); 0 for all others. */
uint8_t text_common_rank(char32_t folded);
/* The next token at or after `*off`; false at the end. `room` is scratch space the
 * caller clears. Words longer than 64 bytes folded are cut into several tokens. */
bool token_next(Str text, size_t *off, StrBuf *room, Token *token);

/* A needle prepared for scanning: its tokens, the last word as a prefix. */
typedef struct Needle Needle;
Needle *needle_new(Str text); /* NULL when text holds no token */
void needle_free(Needle *needle);
/* First match at or after `from`, in bytes of `text`: exactly what the index finds
 * for the same needle, so that marks on the screen agree with the hit list. */
bool needle_find(const Needle *needle, Str text, size_t from, Span *match);

/* ---- the other script -------------------------------------------------- */

typedef enum ScriptForm {
    SCRIPT_AS_IS,
    SCRIPT_SIMPLIFIED,
    SCRIPT_TRADITIONAL
} ScriptForm;
bool script_form_parse(Str word, ScriptForm *form); /* as in the option `script` */
/* Shows text in the other script, phrase by phrase (OpenCC's t2s and s2t). NULL for
 * SCRIPT_AS_IS, and with ERR_ENVIRONMENT where OpenCC is not there. */
typedef struct Script Script;
Script *script_new(ScriptForm form, Error *err);
void script_free(Script *script); /* NULL is fine */
ScriptForm script_get_form(const Script *script);
/* The text as it is to be shown: as many code points, Han for Han. A NULL script shows
 * the text itself. Borrowed until the next call; rows shown lately are kept. */
Str script_show(Script *script, Str text);
/* Where in `shown` the character is that stands at byte `off` of `text`. O(off). */
size_t script_part(Str text, Str shown, size_t off);

/* ---- numerals ---------------------------------------------------------- */

typedef enum NumeralSystem {
    NUMERAL_NONE,
    NUMERAL_HAN, /* 一二三 十 百 千 万, 〇零○, 两, 廿卅, 壹贰叁, ⼀⼆ */
    NUMERAL_ARABIC,  /* 0–9, full width too */
    NUMERAL_CIRCLED, /* ①…㊿ */
    NUMERAL_ROMAN,   /* I–XXXIX, Ⅰ–Ⅻ */
    NUMERAL_LETTER,  /* A–Z, 甲乙丙丁 */
} NumeralSystem;

/* A number at the start of `text`. On success gives its value (< 10^9), its size
 * in bytes and its system. Han numbers may be positional (一〇三) or with units
 * (一百零三). NUMERAL_ROMAN and _LETTER only if `systems` has their bit. */
#define NUMERAL_BIT(system) (1u << (system))
typedef struct Numeral {
    NumeralSystem system;
    uint32_t value;
    size_t len_bytes;
} Numeral;
bool numeral_parse(Str text, unsigned systems, Numeral *numeral);

/* ---- readings ---------------------------------------------------------- */

/* True if `letters` (lower case, with or without tone marks: "fā", "fa") is a
 * reading of `han` in Unihan (kMandarin, kHanyuPinyin, kXHC1983, kTGHZ2013). */
bool pinyin_is_reading(char32_t han, Str letters);
/* The common readings of a Han, without tones and without repeats, the usual one first
 * (lü is "lv"); returns how many there are in `syllables` (static). */
size_t pinyin_get_readings(char32_t han, const char **syllables, size_t capacity);
/* Collation: syllable, tone, strokes, code point. Like memcmp. */
int pinyin_compare(Str a, Str b);

#endif
