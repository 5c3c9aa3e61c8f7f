/* The table of encodings and their names.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "charset/encodings.h"

/* Where a wider encoding covers a narrower one, the wider is opened: GB18030 for
 * GB 2312 and GBK, Big5-HKSCS for Big5, CP949 for EUC-KR. */
static const Encoding encodings[] = {
    {"UTF-8", NULL, "utf ascii usascii utf8bom", 1, false, CORRECTED_NONE},
    {"GB18030", "GB18030", "gb gbk gb2312 cp936 euccn windows936 gb180302005", 1, true,
     CORRECTED_GB18030},
    {"Big5-HKSCS", "BIG5-HKSCS", "big5 cp950 hkscs big5eten windows950", 1, true,
     CORRECTED_BIG5},
    {"UTF-16LE", "UTF-16LE", "utf16 ucs2 ucs2le unicode", 2, false, CORRECTED_NONE},
    {"UTF-16BE", "UTF-16BE", "ucs2be", 2, false, CORRECTED_NONE},
    {"UTF-32LE", "UTF-32LE", "utf32 ucs4 ucs4le", 4, false, CORRECTED_NONE},
    {"UTF-32BE", "UTF-32BE", "ucs4be", 4, false, CORRECTED_NONE},
    {"EUC-TW", "EUC-TW", "cns11643", 1, true, CORRECTED_NONE},
    {"EUC-JP", "EUC-JP", "ujis", 1, true, CORRECTED_NONE},
    {"Shift_JIS", "CP932", "sjis cp932 windows31j mskanji", 1, true, CORRECTED_NONE},
    {"ISO-2022-JP", "ISO-2022-JP", "jis", 1, false, CORRECTED_NONE},
    {"EUC-KR", "UHC", "uhc cp949 ksc5601 windows949", 1, true, CORRECTED_KOREAN},
    {"Windows-1251", "CP1251", "cp1251 maccyrillic", 1, false, CORRECTED_NONE},
    {"KOI8-R", "KOI8-R", "koi8", 1, false, CORRECTED_NONE},
    {"Windows-1252", "CP1252", "cp1252 latin1 iso88591 iso885915 l1", 1, false,
     CORRECTED_NONE},
};

static const char *const names[ARRAY_SIZE(encodings) + 1] = {
    "UTF-8",       "GB18030",  "Big5-HKSCS",   "UTF-16LE", "UTF-16BE",
    "UTF-32LE",    "UTF-32BE", "EUC-TW",       "EUC-JP",   "Shift_JIS",
    "ISO-2022-JP", "EUC-KR",   "Windows-1251", "KOI8-R",   "Windows-1252",
};

const char *const *charset_list(void)
{
    return names;
}

/* Lower-case letters and digits of `name`, at most `room` - 1, NUL-terminated. */
static bool name_simplify(Str name, char *out, size_t room)
{
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
            continue;
        if (len + 1 == room)
            return false;
        out[len++] = c;
    }
    out[len] = '\0';
    return len > 0;
}

static bool encoding_has_name(const Encoding *encoding, Str simple)
{
    char own[24];
    if (name_simplify(str_from(encoding->name), own, sizeof(own)) &&
        str_is_equal(str_from(own), simple))
        return true;
    for (Str rest = str_from(encoding->aliases); rest.data;)
        if (str_is_equal(str_split(&rest, ' '), simple))
            return true;
    return false;
}

const Encoding *encoding_find(Str name)
{
    char simple[24];
    if (!name_simplify(name, simple, sizeof(simple)))
        return NULL;
    for (size_t i = 0; i < ARRAY_SIZE(encodings); i++)
        if (encoding_has_name(&encodings[i], str_from(simple)))
            return &encodings[i];
    return NULL;
}

const char *charset_find(Str name)
{
    const Encoding *encoding = encoding_find(name);
    return encoding ? encoding->name : NULL;
}

const char REASON_BOM[] = N_("byte-order mark");
const char REASON_ASCII[] = N_("plain ASCII");
const char REASON_UTF8[] = N_("valid UTF-8");
const char REASON_UTF8_DAMAGED[] = N_("UTF-8 with damaged places");
const char REASON_WIDE[] = N_("characters of two or four bytes");
const char REASON_CHARACTERS[] = N_("frequent Chinese characters");
const char REASON_STATISTICS[] = N_("statistics of bytes");
const char REASON_FALLBACK[] = N_("no better explanation");
const char REASON_ESCAPES[] =
    N_("an encoding that is not read; convert it to UTF-8 first, "
       "for example with iconv -f ISO-2022-CN -t UTF-8");
const char REASON_DECLARED[] = N_("declared by the document");
const char REASON_CONTROLS[] = N_("bytes that no text has");

const char *charset_find_reason(Str text)
{
    static const char *const reasons[] = {
        REASON_BOM,      REASON_ASCII,      REASON_UTF8,       REASON_UTF8_DAMAGED,
        REASON_WIDE,     REASON_CHARACTERS, REASON_STATISTICS, REASON_FALLBACK,
        REASON_CONTROLS, REASON_ESCAPES,    REASON_DECLARED,
    };
    for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
        if (str_is_equal(text, str_from(reasons[i])))
            return reasons[i];
    return NULL;
}
