/* How word processors write the numbers of lists.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_NUMBERS_H
#define PIYUE_OFFICE_NUMBERS_H

#include <piyue/base.h>

typedef enum NumberFormat {
    NUMBER_DECIMAL,
    NUMBER_DECIMAL_ZERO, /* 01 */
    NUMBER_DECIMAL_WIDE, /* １ */
    NUMBER_DECIMAL_DASH, /* - 1 - */
    NUMBER_UPPER_ROMAN,
    NUMBER_LOWER_ROMAN,
    NUMBER_UPPER_LETTER, /* A … Z, AA, BB */
    NUMBER_LOWER_LETTER,
    NUMBER_ORDINAL, /* 1st */
    NUMBER_HEX,
    NUMBER_CIRCLED,           /* ① … ⑳ */
    NUMBER_CIRCLED_CHINESE,   /* ① … ⑩ */
    NUMBER_FULL_STOP,         /* ⒈ … ⒛ */
    NUMBER_PARENTHESES,       /* ⑴ … ⒇ */
    NUMBER_HAN_CIRCLED,       /* ㊀ … ㊉ */
    NUMBER_HAN_DIGITS,        /* 一〇 for ten */
    NUMBER_HAN_COUNTING,      /* 十, 二十, 一〇〇 */
    NUMBER_HAN_THOUSAND,      /* 一百零一 */
    NUMBER_JAPANESE_COUNTING, /* 百一 */
    NUMBER_LEGAL_SIMPLIFIED,  /* 壹贰叁 */
    NUMBER_LEGAL_TRADITIONAL, /* 壹貳參 */
    NUMBER_STEMS,             /* 甲乙丙 */
    NUMBER_BRANCHES,          /* 子丑寅 */
    NUMBER_STEMS_BRANCHES,    /* 甲子乙丑 */
    NUMBER_KANA,              /* ア イ ウ */
    NUMBER_KANA_IROHA,
    NUMBER_HANGUL_SYLLABLE, /* 가 나 다 */
    NUMBER_HANGUL_LETTER,   /* ㄱ ㄴ ㄷ */
    NUMBER_BULLET,
    NUMBER_NONE,
} NumberFormat;

/* By the names of WordprocessingML ("chineseCounting"), by the codes of the binary
 * format (nfc), and by an example as OpenDocument has it ("一, 二, 三, ..."). What is not
 * known is NUMBER_DECIMAL. */
NumberFormat number_format_of_word(Str name);
NumberFormat number_format_of_code(unsigned nfc);
NumberFormat number_format_of_example(Str example);

/* Appends `value` as the format shows it; nothing for NUMBER_NONE and bullets. */
void number_append(StrBuf *out, NumberFormat format, uint32_t value);

/* The one mark for all bullets: what fonts of symbols make of theirs is not text. */
#define NUMBER_BULLET_MARK STR("•")

/* Is a blank wanted between a number and the text behind it? A tab stop made the gap
 * on paper; 一、 and （一） hold theirs. */
bool number_wants_blank(Str number);

#endif
