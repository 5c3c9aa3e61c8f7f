/* Text that was decoded in the wrong encoding and saved so, turned back.
 *
 * The way back is the way forth: the characters are written in the encoding they were
 * taken for, and the bytes are read as what they are. UTF-8 in disguise proves itself
 * by its structure; GBK and Big5 have none and must prove by what they say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "charset/encodings.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

/* Fewer characters mended in a document are chance. */
#define PROOF_MIN 6
/* One run alone is sure from here on. */
#define RUN_MIN 4
/* How Chinese the mended text must be, and how much more so than what stood there. */
#define LIKENESS_MIN 0.55
#define LIKENESS_GAIN 0.25
#define SAMPLE_BYTES ((size_t)16 << 10)
/* For a document in which every character is a wrong one. */
#define CROSS_CHARACTERS_MIN 60
#define CROSS_BEFORE_MAX 0.45
#define CROSS_AFTER_MIN 0.7
#define LATIN_RUN_MIN 4
#define LATIN_LIKENESS_MIN 0.65

/* The characters that UTF-8 taken for GBK begins with: lead byte E2–E9 or EF, and a
 * trail byte of 80–BF. */
#define STARTS_WORDS (0x10000 / 32)

struct Mender {
    iconv_t to_gbk;
    uint32_t starts[STARTS_WORDS];
    size_t proved; /* characters that UTF-8 in disguise came to */
    StrBuf sample; /* the first non-ASCII text */
    StrBuf latin;  /* bytes of the runs of Latin letters */
    StrBuf bytes;  /* scratch */
    /* Decided: what the runs of Latin letters are, and what all the text is. */
    const char *latin_encoding, *taken_for, *really;
};

/* ---- tables ------------------------------------------------------------ */

static void collect_starts(Mender *mender)
{
    Error err = {0};
    Decoder *decoder = decoder_new("GB18030", &err);
    error_clear(&err);
    if (!decoder)
        return;
    StrBuf text = {0};
    for (unsigned lead = 0xE2; lead <= 0xEF; lead++) {
        for (unsigned trail = 0x80; trail <= 0xBF && (lead <= 0xE9 || lead == 0xEF);
             trail++) {
            char pair[2] = {(char)(unsigned char)lead, (char)(unsigned char)trail};
            decoder_feed(decoder, (Str){pair, 2}, false, &text);
        }
    }
    decoder_free(decoder);
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(strbuf_get(&text), &off);
        if (c < 0x10000 && c != 0xFFFD)
            mender->starts[c / 32] |= (uint32_t)1 << c % 32;
    }
    strbuf_clear(&text);
}

Mender *mender_new(void)
{
    Mender *mender = mem_alloc(sizeof(*mender));
    mender->to_gbk = iconv_open("GB18030", "UTF-8");
    if (mender->to_gbk != (iconv_t)-1)
        collect_starts(mender);
    return mender;
}

void mender_free(Mender *mender)
{
    if (!mender)
        return;
    if (mender->to_gbk != (iconv_t)-1)
        iconv_close(mender->to_gbk);
    strbuf_clear(&mender->sample);
    strbuf_clear(&mender->latin);
    strbuf_clear(&mender->bytes);
    free(mender);
}

static bool is_start(const Mender *mender, char32_t c)
{
    return c < 0x10000 && mender->starts[c / 32] >> c % 32 & 1;
}

/* The byte that Windows-1252, or Latin-1 where that has none, reads as `c`; 0 where
 * there is none beyond ASCII. */
static unsigned char latin_byte(char32_t c)
{
    static const char16_t specials[32] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
        0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
    if (c >= 0x80 && c <= 0xFF)
        return (unsigned char)c;
    for (unsigned i = 0; c > 0xFF && c <= 0x2122 && i < ARRAY_SIZE(specials); i++)
        if (specials[i] == c)
            return (unsigned char)(0x80 + i);
    return 0;
}

/* ---- UTF-8 in disguise ------------------------------------------------- */

/* One character in GBK; false where it has no code of two bytes. The sign of the euro is
 * what Windows makes of the byte 80. */
static bool append_gbk(Mender *mender, Str character, StrBuf *bytes)
{
    if (str_is_equal(character, STR("€"))) {
        strbuf_append_byte(bytes, (char)0x80);
        return true;
    }
    char room[8], *to = room, *from = (char *)character.data;
    size_t from_left = character.len, to_left = sizeof(room);
    if (iconv(mender->to_gbk, &from, &from_left, &to, &to_left) != 0 ||
        sizeof(room) - to_left != 2) {
        iconv(mender->to_gbk, NULL, NULL, NULL, NULL);
        return false;
    }
    strbuf_append(bytes, room, 2);
    return true;
}

/* How many bytes the UTF-8 character that begins with `lead` has; 0 for none beyond
 * ASCII. */
static size_t utf8_size(unsigned char lead)
{
    return lead < 0xC2 || lead > 0xF4 ? 0 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
}

/* A run being read: bytes as they come, with the place in the text behind each
 * character of it where bytes and characters end together. */
typedef struct Disguise {
    Mender *mender;
    Str text;
    size_t start, off; /* of the run; what has been read of the text */
    size_t used;       /* bytes that are whole characters of UTF-8 */
    size_t end, kept;  /* the last place where both ended together: text, bytes */
} Disguise;

/* Reads one character more into bytes; false where the run ends. */
static bool read_character(Disguise *run, bool is_latin)
{
    StrBuf *bytes = &run->mender->bytes;
    if (run->off >= run->text.len || (unsigned char)run->text.data[run->off] < 0x80)
        return false;
    size_t next = run->off;
    char32_t c = utf8_next(run->text, &next);
    if (is_latin) {
        unsigned char byte = latin_byte(c);
        if (!byte)
            return false;
        strbuf_append_byte(bytes, (char)byte);
    } else if (!append_gbk(run->mender, str_slice(run->text, run->off, next), bytes)) {
        return false;
    }
    run->off = next;
    return true;
}

/* Takes the whole characters of UTF-8 that are there; false at bytes that are none. In
 * GBK a run does not end with one of two bytes: 图 and 路 look like ͼ and ·. */
static bool take_characters(Disguise *run, bool is_latin)
{
    StrBuf *bytes = &run->mender->bytes;
    bool is_end = false;
    while (run->used < bytes->len) {
        size_t size = utf8_size((unsigned char)bytes->data[run->used]);
        Str rest = str_slice(strbuf_get(bytes), run->used, bytes->len);
        for (size_t i = 1; i < size && i < rest.len; i++)
            if (((unsigned char)rest.data[i] & 0xC0) != 0x80)
                return false;
        if (!size)
            return false;
        if (rest.len < size)
            return true;
        if (utf8_find_invalid(str_slice(rest, 0, size)) != size)
            return false;
        run->used += size;
        is_end = is_latin || size > 2;
    }
    if (is_end) {
        run->end = run->off;
        run->kept = run->used;
    }
    return true;
}

/* A reader that took UTF-8 for GBK lost the last byte before an ASCII character: what
 * it put in its place goes with the character that cannot be had back. */
static bool take_lost_end(Disguise *run)
{
    size_t pending = run->mender->bytes.len - run->used;
    Str rest = str_slice(run->text, run->off, run->text.len);
    Str mark = str_has_prefix(rest, STR("?")) ? STR("?") : STR("\uFFFD");
    if (!pending || run->used < 3 || !str_has_prefix(rest, mark))
        return false;
    run->end = run->off + mark.len;
    run->kept = run->used;
    return true;
}

/* Reads UTF-8 in disguise from `start` on. Gives the run, and its bytes in `mended`;
 * returns how many characters they are, 0 where it is none. */
static size_t read_disguise(Mender *mender, Str text, size_t start, bool is_latin,
                            Str *place, StrBuf *mended)
{
    Disguise run = {.mender = mender, .text = text, .start = start, .off = start};
    strbuf_reset(&mender->bytes);
    bool is_whole = true;
    while (is_whole && read_character(&run, is_latin))
        is_whole = take_characters(&run, is_latin);
    bool has_lost = is_whole && !is_latin && take_lost_end(&run);
    if (!run.kept)
        return 0;
    Str bytes = str_slice(strbuf_get(&mender->bytes), 0, run.kept);
    size_t characters = utf8_count_codepoints(bytes);
    if (!is_latin) {
        *place = str_slice(text, start, run.end);
        Likeness before = likeness_of_text(*place, false);
        Likeness after = likeness_of_text(bytes, false);
        if (characters < 2 || after.score < LIKENESS_MIN ||
            after.score < before.score + LIKENESS_GAIN)
            return 0;
    }
    *place = str_slice(text, start, run.end);
    strbuf_reset(mended);
    strbuf_append_str(mended, bytes);
    if (has_lost)
        strbuf_append_text(mended, "\uFFFD");
    return characters;
}

/* Does a character of three bytes and more, taken for Latin letters, begin at `off`?
 * ä¸­ is one; è alone, or before a letter, is not. */
static bool is_latin_start(Str text, size_t off)
{
    unsigned char lead = latin_byte(utf8_next(text, &off));
    size_t size = utf8_size(lead);
    if (lead < 0xE2 || !size)
        return false;
    for (size_t i = 1; i < size; i++) {
        if (off >= text.len || (unsigned char)text.data[off] < 0x80)
            return false;
        if ((latin_byte(utf8_next(text, &off)) & 0xC0) != 0x80)
            return false;
    }
    return true;
}

/* ---- runs of Latin letters --------------------------------------------- */

/* End of the run of characters that have a byte in Windows-1252; their bytes are
 * appended. */
static size_t read_latin(Str text, size_t off, StrBuf *bytes)
{
    while (off < text.len && (unsigned char)text.data[off] >= 0x80) {
        size_t next = off;
        unsigned char byte = latin_byte(utf8_next(text, &next));
        if (!byte)
            break;
        strbuf_append_byte(bytes, (char)byte);
        off = next;
    }
    return off;
}

/* Decodes without loss; false where it cannot be. */
static bool decode_whole(const char *encoding, Str bytes, StrBuf *out)
{
    Error err = {0};
    strbuf_reset(out);
    Decoder *decoder = decoder_new(encoding, &err);
    error_clear(&err);
    if (!decoder)
        return false;
    decoder_feed(decoder, bytes, true, out);
    bool is_whole = decoder_get_replaced(decoder) == 0;
    decoder_free(decoder);
    return is_whole && out->len;
}

/* ---- all of a document ------------------------------------------------- */

/* Writes `text` in an encoding; false where a character has no code there. */
static bool encode_whole(const char *encoding, Str text, StrBuf *bytes)
{
    iconv_t converter = iconv_open(encoding, "UTF-8");
    if (converter == (iconv_t)-1)
        return false;
    size_t room = 2 * text.len + 16;
    strbuf_reset(bytes);
    strbuf_reserve(bytes, room);
    char *from = (char *)text.data, *to = bytes->data;
    size_t from_left = text.len, to_left = room;
    bool is_written = iconv(converter, &from, &from_left, &to, &to_left) == 0 &&
                      iconv(converter, NULL, NULL, &to, &to_left) != (size_t)-1;
    iconv_close(converter);
    bytes->len = room - to_left;
    bytes->data[bytes->len] = '\0';
    return is_written;
}

/* A few characters of a document may have no code; they are left out of the test. */
static void encode_what_can_be(const char *encoding, Str text, StrBuf *bytes)
{
    iconv_t converter = iconv_open(encoding, "UTF-8");
    strbuf_reset(bytes);
    if (converter == (iconv_t)-1)
        return;
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        utf8_next(text, &off);
        char room[8], *from = (char *)text.data + start, *to = room;
        size_t from_left = off - start, to_left = sizeof(room);
        if (iconv(converter, &from, &from_left, &to, &to_left) == 0)
            strbuf_append(bytes, room, sizeof(room) - to_left);
    }
    iconv_close(converter);
}

static void decide_cross(Mender *mender)
{
    static const struct {
        const char *taken_for, *really;
    } ways[] = {{"GB18030", "Big5-HKSCS"}, {"BIG5-HKSCS", "GB18030"}};
    Str sample = strbuf_get(&mender->sample);
    Likeness before = likeness_of_text(sample, false);
    if (before.characters < CROSS_CHARACTERS_MIN || before.score > CROSS_BEFORE_MAX)
        return;
    double best = CROSS_AFTER_MIN;
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        encode_what_can_be(ways[i].taken_for, sample, &mender->bytes);
        Likeness after =
            likeness_measure(ways[i].really, strbuf_get(&mender->bytes), false);
        if (after.score <= best || after.characters * 10 < before.characters * 9)
            continue;
        best = after.score;
        mender->taken_for = ways[i].taken_for;
        mender->really = ways[i].really;
    }
}

static void decide_latin(Mender *mender)
{
    static const char *const encodings[] = {"GB18030", "Big5-HKSCS"};
    double best = LATIN_LIKENESS_MIN;
    for (size_t i = 0; i < ARRAY_SIZE(encodings); i++) {
        Likeness likeness =
            likeness_measure(encodings[i], strbuf_get(&mender->latin), false);
        if (likeness.characters < PROOF_MIN || likeness.score <= best)
            continue;
        best = likeness.score;
        mender->latin_encoding = encodings[i];
    }
}

/* ---- the walk ---------------------------------------------------------- */

/* Moves to the next character that anything could begin with: beyond ASCII, and neither
 * an everyday ideograph nor a Chinese mark. */
static size_t skip_plain(const Mender *mender, Str text, size_t off)
{
    const unsigned char *data = (const unsigned char *)text.data;
    while (off < text.len) {
        unsigned char lead = data[off];
        if (lead < 0x80) {
            off++;
        } else if (lead >= 0xE3 && lead < 0xF0) {
            char32_t c = (char32_t)(lead & 0x0F) << 12 |
                         (char32_t)(data[off + 1] & 0x3F) << 6 | (data[off + 2] & 0x3F);
            if (is_start(mender, c))
                return off;
            off += 3;
        } else if (lead == 0xC2 || lead == 0xC3) {
            return off;
        } else {
            off += lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        }
    }
    return text.len;
}

void mender_observe(Mender *mender, Str text)
{
    StrBuf mended = {0};
    for (size_t i = 0; i < text.len && mender->sample.len < SAMPLE_BYTES;) {
        size_t start = i;
        bool is_ascii = (unsigned char)text.data[i] < 0x80;
        utf8_next(text, &i);
        if (!is_ascii)
            strbuf_append_str(&mender->sample, str_slice(text, start, i));
    }
    for (size_t off = skip_plain(mender, text, 0); off < text.len;
         off = skip_plain(mender, text, off)) {
        bool is_latin = (unsigned char)text.data[off] < 0xE0;
        Str place;
        size_t characters = 0;
        if (!is_latin || is_latin_start(text, off))
            characters = read_disguise(mender, text, off, is_latin, &place, &mended);
        mender->proved += characters;
        if (characters) {
            off += place.len;
            continue;
        }
        size_t start = off, before = mender->latin.len;
        utf8_next(text, &off);
        if (!is_latin)
            continue;
        off = read_latin(text, start, &mender->latin);
        if (mender->latin.len - before < LATIN_RUN_MIN || before > SAMPLE_BYTES)
            mender->latin.len = before;
        else
            strbuf_append_byte(&mender->latin, ' ');
    }
    strbuf_clear(&mended);
}

bool mender_decide(Mender *mender)
{
    decide_latin(mender);
    if (mender->proved < PROOF_MIN && !mender->latin_encoding)
        decide_cross(mender);
    return mender->proved >= RUN_MIN || mender->latin_encoding || mender->really;
}

/* The next run of other than ASCII, turned back as a whole. */
static bool next_crossed(Mender *mender, Str text, size_t *off, Str *run, StrBuf *mended)
{
    while (*off < text.len) {
        size_t start = *off;
        while (start < text.len && (unsigned char)text.data[start] < 0x80)
            start++;
        size_t end = start;
        while (end < text.len && (unsigned char)text.data[end] >= 0x80)
            end++;
        *off = end;
        *run = str_slice(text, start, end);
        if (run->len && encode_whole(mender->taken_for, *run, &mender->bytes) &&
            decode_whole(mender->really, strbuf_get(&mender->bytes), mended))
            return true;
    }
    return false;
}

bool mender_next(Mender *mender, Str text, size_t *off, Str *run, StrBuf *mended)
{
    if (mender->really)
        return next_crossed(mender, text, off, run, mended);
    while ((*off = skip_plain(mender, text, *off)) < text.len) {
        size_t start = *off;
        bool is_latin = (unsigned char)text.data[start] < 0xE0;
        size_t characters = 0;
        if (!is_latin || is_latin_start(text, start))
            characters = read_disguise(mender, text, start, is_latin, run, mended);
        utf8_next(text, off);
        if (characters) {
            *off = start + run->len;
            if (is_latin || characters >= RUN_MIN || mender->proved >= PROOF_MIN)
                return true;
            continue;
        }
        if (!is_latin)
            continue;
        strbuf_reset(&mender->bytes);
        *off = read_latin(text, start, &mender->bytes);
        *run = str_slice(text, start, *off);
        if (mender->latin_encoding && mender->bytes.len >= 2 &&
            decode_whole(mender->latin_encoding, strbuf_get(&mender->bytes), mended))
            return true;
    }
    return false;
}
