/* Numbers as Chinese documents write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/decode.h"
#include "text/tables.h"

#define VALUE_END ((uint64_t)1000000000)
#define UNKNOWN (-1)

/* Digits and units after folding, which has made 壹 of none of them: the forms of
 * cheques are listed with the plain ones. */
typedef struct HanNumber {
    char32_t han;
    int32_t value;
    bool is_unit;
} HanNumber;

static const HanNumber han_numbers[] = {
    {U'〇', 0, false},    {U'零', 0, false},        {U'一', 1, false},
    {U'壹', 1, false},    {U'二', 2, false},        {U'贰', 2, false},
    {U'两', 2, false},    {U'三', 3, false},        {U'叁', 3, false},
    {U'四', 4, false},    {U'肆', 4, false},        {U'五', 5, false},
    {U'伍', 5, false},    {U'六', 6, false},        {U'陆', 6, false},
    {U'七', 7, false},    {U'柒', 7, false},        {U'八', 8, false},
    {U'捌', 8, false},    {U'九', 9, false},        {U'玖', 9, false},
    {U'十', 10, true},    {U'拾', 10, true},        {U'廿', 20, true},
    {U'卅', 30, true},    {U'卌', 40, true},        {U'百', 100, true},
    {U'佰', 100, true},   {U'千', 1000, true},      {U'仟', 1000, true},
    {U'万', 10000, true}, {U'亿', 100000000, true},
};

static const HanNumber *han_number(char32_t codepoint)
{
    char32_t folded = fold_lookup(codepoint);
    for (size_t i = 0; i < ARRAY_SIZE(han_numbers); i++)
        if (han_numbers[i].han == folded)
            return &han_numbers[i];
    return NULL;
}

/* A number with units, being read: 一亿二千三百万零四十五. */
typedef struct HanSum {
    uint64_t total;      /* what 万 and 亿 have closed */
    uint64_t section;    /* below the next 万 */
    int64_t digit;       /* read and not yet multiplied; UNKNOWN: none */
    uint64_t small_unit; /* the last of 十百千 in this section, to keep them falling */
    uint64_t large_unit; /* the last of 万 亿 */
    bool after_zero;
} HanSum;

/* Adds one character; false when it cannot continue the number. */
static bool han_sum_add(HanSum *sum, const HanNumber *number, bool is_first)
{
    uint64_t value = (uint64_t)number->value;
    if (!number->is_unit) {
        if (value == 0) {
            if (is_first || sum->digit != UNKNOWN || sum->after_zero)
                return false;
            sum->after_zero = true;
            return true;
        }
        if (sum->digit != UNKNOWN)
            return false;
        sum->digit = number->value;
        return true;
    }
    if (value >= 10000) {
        uint64_t section =
            sum->section + (sum->digit == UNKNOWN ? 0 : (uint64_t)sum->digit);
        if (section == 0 || (sum->large_unit && value >= sum->large_unit))
            return false;
        sum->total += section * value;
        *sum = (HanSum){.total = sum->total, .digit = UNKNOWN, .large_unit = value};
        return true;
    }
    bool is_ten = value == 10;
    bool is_tens = value > 10 && value < 100; /* 廿 卅 卌 carry their digit */
    if (is_tens ? sum->digit != UNKNOWN
                : sum->digit == UNKNOWN && !(is_ten && (is_first || sum->after_zero)))
        return false;
    uint64_t unit = is_tens ? 10 : value;
    if (sum->small_unit && unit >= sum->small_unit)
        return false;
    uint64_t digit = sum->digit == UNKNOWN ? 1 : (uint64_t)sum->digit;
    sum->section += is_tens ? value : digit * value;
    sum->small_unit = unit;
    sum->digit = UNKNOWN;
    sum->after_zero = false;
    return true;
}

/* Value of what was read. A last digit right behind 百, 千 or 万 counts tenths of
 * it, as people say it: 一百五 is 150, 一百零五 is 105. */
static uint64_t han_sum_value(const HanSum *sum)
{
    uint64_t digit = sum->digit == UNKNOWN ? 0 : (uint64_t)sum->digit;
    uint64_t unit = sum->small_unit ? sum->small_unit : sum->large_unit;
    if (digit && unit >= 100 && !sum->after_zero)
        digit *= unit / 10;
    return sum->total + sum->section + digit;
}

static bool parse_han_units(Str text, Numeral *numeral)
{
    HanSum sum = {.digit = UNKNOWN};
    size_t end = 0;
    for (size_t off = 0; off < text.len;) {
        const HanNumber *number = han_number(decode_next(text, &off));
        if (!number || !han_sum_add(&sum, number, end == 0))
            break;
        end = off;
    }
    uint64_t value = han_sum_value(&sum);
    if (end == 0 || value >= VALUE_END)
        return false;
    *numeral = (Numeral){NUMERAL_HAN, (uint32_t)value, end};
    return true;
}

/* 一〇三, 二〇二四: digits only. False with `numeral->len_bytes` set: too many. */
static bool parse_han_digits(Str text, Numeral *numeral)
{
    uint64_t value = 0;
    size_t end = 0;
    for (size_t off = 0; off < text.len && value < VALUE_END; end = off) {
        const HanNumber *number = han_number(decode_next(text, &off));
        if (!number || number->is_unit)
            break;
        value = value * 10 + (uint64_t)number->value;
    }
    *numeral = (Numeral){NUMERAL_HAN, (uint32_t)value, end};
    return end > 0 && value < VALUE_END;
}

static bool parse_han(Str text, Numeral *numeral)
{
    Numeral digits = {0}, units = {0};
    bool has_digits = parse_han_digits(text, &digits);
    bool has_units = parse_han_units(text, &units);
    if (has_units && units.len_bytes >= digits.len_bytes)
        *numeral = units;
    else if (has_digits)
        *numeral = digits;
    else
        return false;
    return true;
}

static int arabic_digit(char32_t codepoint)
{
    if (codepoint >= U'0' && codepoint <= U'9')
        return (int)(codepoint - U'0');
    if (codepoint >= U'０' && codepoint <= U'９')
        return (int)(codepoint - U'０');
    return UNKNOWN;
}

static bool parse_arabic(Str text, Numeral *numeral)
{
    uint64_t value = 0;
    size_t end = 0;
    for (size_t off = 0; off < text.len; end = off) {
        int digit = arabic_digit(decode_next(text, &off));
        if (digit < 0)
            break;
        value = value * 10 + (uint64_t)digit;
        if (value >= VALUE_END)
            return false;
    }
    if (end == 0)
        return false;
    *numeral = (Numeral){NUMERAL_ARABIC, (uint32_t)value, end};
    return true;
}

/* Runs of code points whose values count up. */
typedef struct NumberRun {
    char32_t first, last;
    uint32_t value;
    NumeralSystem system;
} NumberRun;

static const NumberRun number_runs[] = {
    {0x2460, 0x2473, 1, NUMERAL_CIRCLED},  /* ①–⑳ */
    {0x2474, 0x2487, 1, NUMERAL_CIRCLED},  /* ⑴–⒇ */
    {0x2488, 0x249B, 1, NUMERAL_CIRCLED},  /* ⒈–⒛ */
    {0x24EA, 0x24EA, 0, NUMERAL_CIRCLED},  /* ⓪ */
    {0x24EB, 0x24F4, 11, NUMERAL_CIRCLED}, /* ⓫–⓴ */
    {0x24F5, 0x24FE, 1, NUMERAL_CIRCLED},  /* ⓵–⓾ */
    {0x2776, 0x277F, 1, NUMERAL_CIRCLED},  /* ❶–❿ */
    {0x2780, 0x2789, 1, NUMERAL_CIRCLED},  /* ➀–➉ */
    {0x278A, 0x2793, 1, NUMERAL_CIRCLED},  /* ➊–➓ */
    {0x3220, 0x3229, 1, NUMERAL_CIRCLED},  /* ㈠–㈩ */
    {0x3251, 0x325F, 21, NUMERAL_CIRCLED}, /* ㉑–㉟ */
    {0x3280, 0x3289, 1, NUMERAL_CIRCLED},  /* ㊀–㊉ */
    {0x32B1, 0x32BF, 36, NUMERAL_CIRCLED}, /* ㊱–㊿ */
    {0x2160, 0x216B, 1, NUMERAL_ROMAN},    /* Ⅰ–Ⅻ */
    {0x2170, 0x217B, 1, NUMERAL_ROMAN},    /* ⅰ–ⅻ */
};

static bool parse_run(Str text, unsigned systems, Numeral *numeral)
{
    size_t off = 0;
    char32_t codepoint = decode_next(text, &off);
    for (size_t i = 0; i < ARRAY_SIZE(number_runs); i++) {
        const NumberRun *run = &number_runs[i];
        if (codepoint < run->first || codepoint > run->last ||
            !(systems & NUMERAL_BIT(run->system)))
            continue;
        *numeral = (Numeral){run->system, run->value + (codepoint - run->first), off};
        return true;
    }
    return false;
}

/* The ASCII capital at `*off`, full width too, which moves behind it; 0 for others. */
static char capital_next(Str text, size_t *off)
{
    if (*off >= text.len)
        return 0;
    size_t next = *off;
    char32_t codepoint = decode_next(text, &next);
    if (codepoint >= U'Ａ' && codepoint <= U'Ｚ')
        codepoint -= U'Ａ' - U'A';
    if (codepoint < U'A' || codepoint > U'Z')
        return 0;
    *off = next;
    return (char)codepoint;
}

/* Latin letters that go on are a word: "In" is no 1. */
static bool is_word_going_on(Str text, size_t off)
{
    if (off >= text.len)
        return false;
    char32_t folded = fold_lookup(decode_next(text, &off));
    return folded >= U'a' && folded <= U'z';
}

static bool parse_roman(Str text, Numeral *numeral)
{
    static const char *const ones[] = {"",  "I",  "II",  "III",  "IV",
                                       "V", "VI", "VII", "VIII", "IX"};
    StrBuf letters = {0};
    size_t off = 0;
    for (char letter; letters.len < 8 && (letter = capital_next(text, &off));)
        strbuf_append_byte(&letters, letter);
    size_t tens = 0;
    while (tens < 3 && tens < letters.len && letters.data[tens] == 'X')
        tens++;
    /* IX and XIX: the X behind an I belongs to the ones, which the loop leaves. */
    Str rest = str_slice(strbuf_get(&letters), tens, letters.len);
    uint32_t value = 0;
    for (uint32_t one = 0; one < ARRAY_SIZE(ones); one++)
        if (str_is_equal(rest, str_from(ones[one])))
            value = (uint32_t)tens * 10 + one;
    strbuf_clear(&letters);
    if (value == 0 || is_word_going_on(text, off))
        return false;
    *numeral = (Numeral){NUMERAL_ROMAN, value, off};
    return true;
}

static bool parse_letter(Str text, Numeral *numeral)
{
    static const char32_t stems[] = U"甲乙丙丁戊己庚辛壬癸";
    size_t off = 0;
    char letter = capital_next(text, &off);
    if (letter && !is_word_going_on(text, off)) {
        *numeral = (Numeral){NUMERAL_LETTER, (uint32_t)(letter - 'A' + 1), off};
        return true;
    }
    off = 0;
    char32_t codepoint = decode_next(text, &off);
    for (uint32_t i = 0; stems[i]; i++)
        if (stems[i] == codepoint) {
            *numeral = (Numeral){NUMERAL_LETTER, i + 1, off};
            return true;
        }
    return false;
}

bool numeral_parse(Str text, unsigned systems, Numeral *numeral)
{
    if (text.len == 0)
        return false;
    return parse_run(text, systems, numeral) ||
           ((systems & NUMERAL_BIT(NUMERAL_HAN)) && parse_han(text, numeral)) ||
           ((systems & NUMERAL_BIT(NUMERAL_ARABIC)) && parse_arabic(text, numeral)) ||
           ((systems & NUMERAL_BIT(NUMERAL_ROMAN)) && parse_roman(text, numeral)) ||
           ((systems & NUMERAL_BIT(NUMERAL_LETTER)) && parse_letter(text, numeral));
}
