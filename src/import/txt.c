/* The importer of plain text: a source line is a block.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/format.h"

#include <stdlib.h>
#include <string.h>

#include <piyue/charset.h>
#include <piyue/text.h>

#define CHUNK_BYTES ((size_t)256 << 10)
/* A line longer than this is sent in pieces, so that no line fills the memory. */
#define LINE_MAX_BYTES ((size_t)64 << 10)
/* Leading blanks of this many columns are meant to centre a short line, not to indent
 * it. */
#define CENTERED_COLUMNS 10
#define CENTERED_MAX_BYTES 120

typedef struct TextReader {
    Sink *sink;
    StrBuf text;       /* decoded, not sent yet */
    uint64_t text_off; /* of text in the whole decoded source */
    uint32_t line;
    bool has_blank;    /* an empty line stood before */
    bool is_continued; /* the line has been sent in part */
    bool has_blocks;
    uint64_t nuls;
} TextReader;

/* ---- one line ---------------------------------------------------------- */

/* False for a line of blanks, which is not sent. */
static bool send_line(TextReader *reader, Str line, uint64_t off)
{
    Indent indent = {0};
    unsigned char first = line.len ? (unsigned char)line.data[0] : 0;
    /* Most lines begin with an ideograph: E4 to E9. */
    if (line.len && (first <= ' ' || (first >= 0xC2 && first < 0xE4) || first == 0xEF))
        indent = text_measure_indent(line);
    Str text = text_trim(str_slice(line, indent.bytes, line.len));
    if (!text.len)
        return false;
    unsigned flags = 0;
    if (reader->is_continued)
        flags |= BLOCK_CONTINUED;
    else if (indent.columns >= CENTERED_COLUMNS && text.len <= CENTERED_MAX_BYTES)
        flags |= BLOCK_CENTERED;
    else if (indent.columns)
        flags |= BLOCK_INDENTED;
    if (reader->has_blank)
        flags |= BLOCK_BLANK_BEFORE;
    sink_block(reader->sink, &(SinkBlock){.text = text,
                                          .source_off = off + indent.bytes,
                                          .source_line = reader->line,
                                          .kind = BLOCK_PARAGRAPH,
                                          .flags = flags});
    reader->has_blank = false;
    reader->has_blocks = true;
    return true;
}

/* ---- line ends --------------------------------------------------------- */

/* Where the line that starts at `start` ends, and where the next begins. Only CR, LF
 * and CRLF count as lines, as they do in editors; a form feed, U+0085, U+2028 and
 * U+2029 part blocks. False when the end is not in `text` yet. */
static bool find_line_end(Str text, size_t start, bool is_last, size_t *end, size_t *next,
                          bool *is_counted)
{
    const unsigned char *data = (const unsigned char *)text.data;
    for (size_t i = start; i < text.len; i++) {
        unsigned char byte = data[i];
        if (byte > '\r' && byte != 0xC2 && byte != 0xE2)
            continue;
        size_t size = 0;
        *is_counted = byte == '\n' || byte == '\r';
        if (byte == '\n' || byte == '\f' || byte == '\v')
            size = 1;
        else if (byte == '\r' && i + 1 == text.len && !is_last)
            return false; /* perhaps half of CRLF */
        else if (byte == '\r')
            size = i + 1 < text.len && data[i + 1] == '\n' ? 2 : 1;
        else if (byte == 0xC2 && i + 1 < text.len && data[i + 1] == 0x85)
            size = 2;
        else if (byte == 0xE2 && i + 2 < text.len && data[i + 1] == 0x80 &&
                 (data[i + 2] | 1) == 0xA9)
            size = 3;
        if (!size)
            continue;
        *end = i;
        *next = i + size;
        return true;
    }
    return false;
}

/* Where to part a line that is too long: behind its last sentence, else anywhere
 * between characters. */
static size_t find_cut(Str line)
{
    static const char *const ends[] = {"。", "！", "？", "；", ". "};
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        Str end = str_from(ends[i]);
        for (size_t off = line.len - end.len; off > line.len / 2; off--)
            if (memcmp(line.data + off, end.data, end.len) == 0)
                return off + end.len;
    }
    size_t off = line.len;
    utf8_previous(line, &off);
    return off;
}

/* Sends every line that is complete. */
static void send_lines(TextReader *reader, bool is_last)
{
    Str text = strbuf_get(&reader->text);
    size_t start = 0, end, next;
    bool is_counted;
    while (start < text.len) {
        if (!find_line_end(text, start, is_last, &end, &next, &is_counted))
            end = next = text.len, is_counted = false;
        /* A piece of a line is at most as long as a frame likes it. */
        while (end - start > LINE_MAX_BYTES) {
            Str piece = str_slice(text, start, start + LINE_MAX_BYTES);
            piece.len = find_cut(piece);
            send_line(reader, piece, reader->text_off + start);
            reader->is_continued = true;
            start += piece.len;
        }
        bool is_complete = next > end || is_last;
        if (!is_complete)
            break;
        Str line = str_slice(text, start, end);
        bool is_sent = send_line(reader, line, reader->text_off + start);
        reader->has_blank |= !is_sent && is_counted && !reader->is_continued;
        reader->is_continued = false;
        reader->line += is_counted;
        start = next;
    }
    reader->text_off += start;
    strbuf_splice(&reader->text, 0, start, STR(""));
}

/* ---- the file ---------------------------------------------------------- */

/* No text has NULs, and much that reads text stops at one. */
static void replace_nuls(TextReader *reader, size_t from)
{
    Str text = strbuf_get(&reader->text);
    if (from == text.len || !memchr(text.data + from, '\0', text.len - from))
        return;
    StrBuf replaced = {0};
    strbuf_append(&replaced, text.data, from);
    for (size_t i = from; i < text.len; i++) {
        if (text.data[i]) {
            strbuf_append_byte(&replaced, text.data[i]);
        } else {
            strbuf_append_codepoint(&replaced, 0xFFFD);
            reader->nuls++;
        }
    }
    strbuf_clear(&reader->text);
    reader->text = replaced;
}

static void feed(TextReader *reader, Decoder *decoder, Str bytes, bool is_last)
{
    size_t before = reader->text.len;
    decoder_feed(decoder, bytes, is_last, &reader->text);
    replace_nuls(reader, before);
    if (reader->text_off == 0 && str_has_prefix(strbuf_get(&reader->text), STR("\uFEFF")))
        strbuf_splice(&reader->text, 0, 3, STR(""));
    send_lines(reader, is_last);
}

bool read_text(const Source *source, Sink *sink, Error *err)
{
    Decoder *decoder = decoder_new(source->encoding, err);
    if (!decoder)
        return error_context(err, "%s", source->name);
    TextReader reader = {.sink = sink, .line = 1};
    char *chunk = mem_alloc(CHUNK_BYTES);
    uint64_t done = 0;
    size_t got = 0;
    bool is_read;
    while ((is_read = source_read(source, done, chunk, CHUNK_BYTES, &got, err)) && got) {
        done += got;
        feed(&reader, decoder, (Str){chunk, got}, false);
        sink_progress(sink, done);
    }
    if (is_read) {
        feed(&reader, decoder, STR(""), true);
        if (reader.has_blocks)
            sink_end(sink, decoder_get_replaced(decoder) + reader.nuls, done);
        else
            is_read = error_set(err, ERR_EMPTY, _("%s holds no text"), source->name);
    }
    free(chunk);
    strbuf_clear(&reader.text);
    decoder_free(decoder);
    return is_read;
}
