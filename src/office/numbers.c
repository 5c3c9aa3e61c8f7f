/* How word processors write the numbers of lists.
 * Sources: ECMA-376 part 1, 17.18.59 (ST_NumberFormat); [MS-OSHARED] 2.2.1.3 (MSONFC);
 * OpenDocument 1.3, 19.500 (style:num-format).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/numbers.h"

#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

/* ---- names ------------------------------------------------------------- */

typedef struct FormatName {
    const char *word; /* NULL where there is none */
    int code;         /* MSONFC */
    NumberFormat format;
} FormatName;

static const FormatName names[] = {
    {"decimal", 0, NUMBER_DECIMAL},
    {"upperRoman", 1, NUMBER_UPPER_ROMAN},
    {"lowerRoman", 2, NUMBER_LOWER_ROMAN},
    {"upperLetter", 3, NUMBER_UPPER_LETTER},
    {"lowerLetter", 4, NUMBER_LOWER_LETTER},
    {"ordinal", 5, NUMBER_ORDINAL},
    {"hex", 8, NUMBER_HEX},
    {"ideographDigital", 10, NUMBER_HAN_DIGITS},
    {"japaneseCounting", 11, NUMBER_JAPANESE_COUNTING},
    {"aiueo", 12, NUMBER_KANA},
    {"iroha", 13, NUMBER_KANA_IROHA},
    {"decimalFullWidth", 14, NUMBER_DECIMAL_WIDE},
    {"decimalHalfWidth", 15, NUMBER_DECIMAL},
    {"japaneseLegal", 16, NUMBER_LEGAL_TRADITIONAL},
    {"japaneseDigitalTenThousand", 17, NUMBER_HAN_DIGITS},
    {"decimalEnclosedCircle", 18, NUMBER_CIRCLED},
    {"decimalFullWidth2", 19, NUMBER_DECIMAL_WIDE},
    {"aiueoFullWidth", 20, NUMBER_KANA},
    {"irohaFullWidth", 21, NUMBER_KANA_IROHA},
    {"decimalZero", 22, NUMBER_DECIMAL_ZERO},
    {"bullet", 23, NUMBER_BULLET},
    {"ganada", 24, NUMBER_HANGUL_SYLLABLE},
    {"chosung", 25, NUMBER_HANGUL_LETTER},
    {"decimalEnclosedFullstop", 26, NUMBER_FULL_STOP},
    {"decimalEnclosedParen", 27, NUMBER_PARENTHESES},
    {"decimalEnclosedCircleChinese", 28, NUMBER_CIRCLED_CHINESE},
    {"ideographEnclosedCircle", 29, NUMBER_HAN_CIRCLED},
    {"ideographTraditional", 30, NUMBER_STEMS},
    {"ideographZodiac", 31, NUMBER_BRANCHES},
    {"ideographZodiacTraditional", 32, NUMBER_STEMS_BRANCHES},
    {"taiwaneseCounting", 33, NUMBER_HAN_COUNTING},
    {"ideographLegalTraditional", 34, NUMBER_LEGAL_TRADITIONAL},
    {"taiwaneseCountingThousand", 35, NUMBER_HAN_THOUSAND},
    {"taiwaneseDigital", 36, NUMBER_HAN_DIGITS},
    {"chineseCounting", 37, NUMBER_HAN_COUNTING},
    {"chineseLegalSimplified", 38, NUMBER_LEGAL_SIMPLIFIED},
    {"chineseCountingThousand", 39, NUMBER_HAN_THOUSAND},
    {"koreanDigital2", 44, NUMBER_HAN_DIGITS},
    {"numberInDash", 57, NUMBER_DECIMAL_DASH},
    {"none", 255, NUMBER_NONE},
};

NumberFormat number_format_of_word(Str name)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (str_is_equal(str_from(names[i].word), name))
            return names[i].format;
    /* A format written out: "001, 002, 003, ...". */
    return str_has_prefix(name, STR("0")) ? NUMBER_DECIMAL_ZERO : NUMBER_DECIMAL;
}

NumberFormat number_format_of_code(unsigned nfc)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (names[i].code == (int)nfc)
            return names[i].format;
    return NUMBER_DECIMAL;
}

NumberFormat number_format_of_example(Str example)
{
    static const struct {
        const char *start;
        NumberFormat format;
    } starts[] = {
        {"1st", NUMBER_ORDINAL},
        {"01", NUMBER_DECIMAL_ZERO},
        {"1", NUMBER_DECIMAL},
        {"I", NUMBER_UPPER_ROMAN},
        {"i", NUMBER_LOWER_ROMAN},
        {"A", NUMBER_UPPER_LETTER},
        {"a", NUMBER_LOWER_LETTER},
        {"①", NUMBER_CIRCLED},
        {"⑴", NUMBER_PARENTHESES},
        {"⒈", NUMBER_FULL_STOP},
        {"㊀", NUMBER_HAN_CIRCLED},
        {"１", NUMBER_DECIMAL_WIDE},
        {"一", NUMBER_HAN_THOUSAND},
        {"壹", NUMBER_LEGAL_SIMPLIFIED},
        {"壱", NUMBER_LEGAL_TRADITIONAL},
        {"甲子", NUMBER_STEMS_BRANCHES},
        {"甲", NUMBER_STEMS},
        {"子", NUMBER_BRANCHES},
        {"ア", NUMBER_KANA},
        {"ｱ", NUMBER_KANA},
        {"あ", NUMBER_KANA},
        {"イ", NUMBER_KANA_IROHA},
        {"ｲ", NUMBER_KANA_IROHA},
        {"い", NUMBER_KANA_IROHA},
        {"가", NUMBER_HANGUL_SYLLABLE},
        {"ㄱ", NUMBER_HANGUL_LETTER},
    };
    if (!example.len)
        return NUMBER_NONE;
    /* 壹, 貳 and 一, 二, … 一〇 tell their kind by the second. */
    if (str_find(example, STR("貳"), 0) != STR_NONE ||
        str_find(example, STR("弐"), 0) != STR_NONE)
        return NUMBER_LEGAL_TRADITIONAL;
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (str_has_prefix(example, str_from(starts[i].start)))
            return starts[i].format;
    return NUMBER_DECIMAL;
}

/* ---- alphabets --------------------------------------------------------- */

static void append_nth(StrBuf *out, Str letters, uint32_t index)
{
    size_t off = utf8_offset_of(letters, index), end = off;
    utf8_next(letters, &end);
    strbuf_append_str(out, str_slice(letters, off, end));
}

/* One of `letters` for 1 … their count, else decimal: what Word does behind the end of
 * a sequence that cannot go on. */
static void append_one_of(StrBuf *out, Str letters, uint32_t value)
{
    if (value >= 1 && value <= utf8_count_codepoints(letters))
        append_nth(out, letters, value - 1);
    else
        strbuf_appendf(out, "%u", value);
}

/* Code points in a row that hold 1 … count. */
static void append_row(StrBuf *out, char32_t first, uint32_t count, uint32_t value)
{
    if (value >= 1 && value <= count)
        strbuf_append_codepoint(out, first + value - 1);
    else
        strbuf_appendf(out, "%u", value);
}

/* Z is followed by AA, BB, …: the letter once more for each round. */
#define MAX_ROUNDS 30
static void append_letter(StrBuf *out, char first, uint32_t value)
{
    if (!value || value > 26 * MAX_ROUNDS) {
        strbuf_appendf(out, "%u", value);
        return;
    }
    for (uint32_t i = 0; i <= (value - 1) / 26; i++)
        strbuf_append_byte(out, (char)(first + (char)((value - 1) % 26)));
}

static void append_roman(StrBuf *out, uint32_t value, bool is_lower)
{
    static const struct {
        uint32_t value;
        const char *upper, *lower;
    } parts[] = {
        {1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"}, {400, "CD", "cd"},
        {100, "C", "c"},  {90, "XC", "xc"},  {50, "L", "l"},  {40, "XL", "xl"},
        {10, "X", "x"},   {9, "IX", "ix"},   {5, "V", "v"},   {4, "IV", "iv"},
        {1, "I", "i"},
    };
    if (!value || value > 32767) {
        strbuf_appendf(out, "%u", value);
        return;
    }
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        for (; value >= parts[i].value; value -= parts[i].value)
            strbuf_append_text(out, is_lower ? parts[i].lower : parts[i].upper);
}

static void append_ordinal(StrBuf *out, uint32_t value)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    uint32_t last = value / 10 % 10 == 1 ? 0 : value % 10;
    strbuf_appendf(out, "%u%s", value, endings[last < 4 ? last : 0]);
}

/* ---- Han --------------------------------------------------------------- */

static void append_digits(StrBuf *out, Str digits, uint32_t value)
{
    uint32_t scale = 1;
    while (value / scale >= 10)
        scale *= 10;
    for (; scale; scale /= 10)
        append_nth(out, digits, value / scale % 10);
}

/* How numbers with units are written. */
typedef struct HanStyle {
    const char *digits; /* 〇 … 九 */
    const char *ten, *hundred, *thousand, *myriad;
    bool has_zero;      /* 一百零一 */
    bool drops_one;     /* 百 for 一百, everywhere */
    bool drops_one_ten; /* 十一 for 一十一, in front only */
    uint32_t max;       /* behind it: digits */
} HanStyle;

static const HanStyle counting = {
    "〇一二三四五六七八九", "十", "百", "千", "万", false, false, true, 99};
static const HanStyle thousand = {
    "零一二三四五六七八九", "十", "百", "千", "万", true, false, true, 99999};
static const HanStyle japanese = {
    "〇一二三四五六七八九", "十", "百", "千", "万", false, true, true, 99999};
static const HanStyle simplified = {
    "零壹贰叁肆伍陆柒捌玖", "拾", "佰", "仟", "万", true, false, false, 99999};
static const HanStyle traditional = {
    "零壹貳參肆伍陸柒捌玖", "拾", "佰", "仟", "萬", true, false, false, 99999};

static void append_han(StrBuf *out, const HanStyle *style, uint32_t value)
{
    Str digits = str_from(style->digits);
    if (value == 0 || value > style->max) {
        append_digits(out, digits, value);
        return;
    }
    const struct {
        uint32_t scale;
        const char *unit;
    } places[] = {{10000, style->myriad},
                  {1000, style->thousand},
                  {100, style->hundred},
                  {10, style->ten},
                  {1, ""}};
    bool has_begun = false, has_gap = false;
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        uint32_t digit = value / places[i].scale % 10;
        if (!digit) {
            has_gap = has_begun;
            continue;
        }
        if (has_gap && style->has_zero)
            append_nth(out, digits, 0);
        bool is_silent = digit == 1 && places[i].scale > 1 &&
                         (style->drops_one ||
                          (style->drops_one_ten && !has_begun && places[i].scale == 10));
        if (!is_silent)
            append_nth(out, digits, digit);
        strbuf_append_text(out, places[i].unit);
        has_begun = true;
        has_gap = false;
    }
}

static void append_stem_branch(StrBuf *out, uint32_t value)
{
    if (!value || value > 60) {
        strbuf_appendf(out, "%u", value);
        return;
    }
    append_nth(out, STR("甲乙丙丁戊己庚辛壬癸"), (value - 1) % 10);
    append_nth(out, STR("子丑寅卯辰巳午未申酉戌亥"), (value - 1) % 12);
}

void number_append(StrBuf *out, NumberFormat format, uint32_t value)
{
    switch (format) {
    case NUMBER_DECIMAL:
        strbuf_appendf(out, "%u", value);
        break;
    case NUMBER_DECIMAL_ZERO:
        strbuf_appendf(out, "%02u", value);
        break;
    case NUMBER_DECIMAL_WIDE:
        append_digits(out, STR("０１２３４５６７８９"), value);
        break;
    case NUMBER_DECIMAL_DASH:
        strbuf_appendf(out, "- %u -", value);
        break;
    case NUMBER_UPPER_ROMAN:
    case NUMBER_LOWER_ROMAN:
        append_roman(out, value, format == NUMBER_LOWER_ROMAN);
        break;
    case NUMBER_UPPER_LETTER:
        append_letter(out, 'A', value);
        break;
    case NUMBER_LOWER_LETTER:
        append_letter(out, 'a', value);
        break;
    case NUMBER_ORDINAL:
        append_ordinal(out, value);
        break;
    case NUMBER_HEX:
        strbuf_appendf(out, "%X", value);
        break;
    case NUMBER_CIRCLED:
        append_row(out, U'①', 20, value);
        break;
    case NUMBER_CIRCLED_CHINESE:
        append_row(out, U'①', 10, value);
        break;
    case NUMBER_FULL_STOP:
        append_row(out, U'⒈', 20, value);
        break;
    case NUMBER_PARENTHESES:
        append_row(out, U'⑴', 20, value);
        break;
    case NUMBER_HAN_CIRCLED:
        append_row(out, U'㊀', 10, value);
        break;
    case NUMBER_HAN_DIGITS:
        append_digits(out, STR("〇一二三四五六七八九"), value);
        break;
    case NUMBER_HAN_COUNTING:
        append_han(out, &counting, value);
        break;
    case NUMBER_HAN_THOUSAND:
        append_han(out, &thousand, value);
        break;
    case NUMBER_JAPANESE_COUNTING:
        append_han(out, &japanese, value);
        break;
    case NUMBER_LEGAL_SIMPLIFIED:
        append_han(out, &simplified, value);
        break;
    case NUMBER_LEGAL_TRADITIONAL:
        append_han(out, &traditional, value);
        break;
    case NUMBER_STEMS:
        append_one_of(out, STR("甲乙丙丁戊己庚辛壬癸"), value);
        break;
    case NUMBER_BRANCHES:
        append_one_of(out, STR("子丑寅卯辰巳午未申酉戌亥"), value);
        break;
    case NUMBER_STEMS_BRANCHES:
        append_stem_branch(out, value);
        break;
    case NUMBER_KANA:
        append_one_of(out,
                      STR("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ"
                          "マミムメモヤユヨラリルレロワヲン"),
                      value);
        break;
    case NUMBER_KANA_IROHA:
        append_one_of(out,
                      STR("イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマ"
                          "ケフコエテアサキユメミシヱヒモセス"),
                      value);
        break;
    case NUMBER_HANGUL_SYLLABLE:
        append_one_of(out, STR("가나다라마바사아자차카타파하"), value);
        break;
    case NUMBER_HANGUL_LETTER:
        append_one_of(out, STR("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"), value);
        break;
    case NUMBER_BULLET:
    case NUMBER_NONE:
        break;
    }
}

bool number_wants_blank(Str number)
{
    if (!number.len)
        return false;
    size_t off = number.len;
    char32_t last = utf8_previous(number, &off);
    bool is_wide_mark = last >= 0x3000 && text_is_punctuation(last);
    /* ①, ⑴ and ⒈ fill a square of their own. */
    bool is_enclosed =
        (last >= 0x2460 && last <= 0x249B) || (last >= 0x3280 && last <= 0x3289);
    return !is_wide_mark && !is_enclosed && !text_is_space(last);
}
