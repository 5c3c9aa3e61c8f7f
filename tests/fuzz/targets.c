/* The targets: importers without a child, and what lies below them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "targets.h"

#include <stdlib.h>
#include <string.h>

#include "../memory_source.h"
#include "import/format.h"
#include "import/frame.h"

#include <piyue/charset.h>
#include <piyue/clean.h>
#include <piyue/container.h>
#include <piyue/outline.h>
#include <piyue/seek.h>
#include <piyue/text.h>

/* ---- importers --------------------------------------------------------- */

/* NULL for a format that is known but not read. */
static FormatReader *find_reader(const char *name)
{
    for (size_t i = 0; format_get(i); i++)
        if (strcmp(format_get(i)->name, name) == 0)
            return format_get(i)->read;
    return NULL;
}

/* As the child does it, without its walls. What a draft may hold is checked. */
static Draft *read_draft(const char *format, Str bytes, const char *encoding)
{
    FormatReader *read = find_reader(format);
    MemorySource memory;
    Error err = {0};
    Draft *draft = draft_new();
    DraftSink sink;
    memory_source_init(&memory, "fuzz", bytes);
    memory.source.encoding = encoding;
    draft_sink_init(&sink, draft);
    bool is_read = read && read(&memory.source, &sink.sink, &err);
    BUG_ON(read && (is_read != sink.has_end || is_read == error_is_set(&err)));
    for (size_t i = 0; i < draft->block_count; i++) {
        Str text = draft->blocks[i].text;
        BUG_ON(!text.len || utf8_find_invalid(text) != text.len ||
               memchr(text.data, '\n', text.len) || memchr(text.data, '\0', text.len));
    }
    error_clear(&err);
    memory_source_clear(&memory);
    return draft;
}

static void read_with(const char *format, Str bytes, const char *encoding)
{
    draft_free(read_draft(format, bytes, encoding));
}

static void read_text_with(const char *format, Str bytes)
{
    CharsetGuess guess = charset_detect(bytes, true);
    if (strcmp(guess.encoding, "binary") != 0)
        read_with(format, bytes, guess.encoding);
}

#define FUZZ_FILE(name)                                                                  \
    void fuzz_##name(Str bytes)                                                          \
    {                                                                                    \
        read_with(#name, bytes, NULL);                                                   \
    }
#define FUZZ_TEXT(name)                                                                  \
    void fuzz_##name(Str bytes)                                                          \
    {                                                                                    \
        read_text_with(#name, bytes);                                                    \
    }

FUZZ_FILE(doc)
FUZZ_FILE(docx)
FUZZ_FILE(epub)
FUZZ_FILE(odt)
FUZZ_FILE(ofd)
#ifdef WITH_POPPLER
FUZZ_FILE(pdf)
#endif
FUZZ_FILE(rtf)
FUZZ_TEXT(fb2)
FUZZ_TEXT(html)
FUZZ_TEXT(markdown)
FUZZ_TEXT(mht)
FUZZ_TEXT(text)

/* ---- links ------------------------------------------------------------- */

static bool is_on_boundary(Str text, uint32_t off)
{
    return off <= text.len && cluster_snap(text, off) == off;
}

/* Each has words of its own, whole characters in the order of the text; what leads to a
 * place leads into the text. */
static void check_links(const Draft *draft)
{
    for (size_t i = 0; i < draft->link_count; i++) {
        const Link *link = &draft->links[i], *before = i ? link - 1 : NULL;
        BUG_ON(link->block >= draft->block_count || link->start >= link->end);
        Str text = draft->blocks[link->block].text;
        BUG_ON(!is_on_boundary(text, link->start) || !is_on_boundary(text, link->end));
        if (before && before->block == link->block)
            BUG_ON(before->end > link->start);
        else
            BUG_ON(before && before->block > link->block);
        BUG_ON(link->kind != LINK_ADDRESS && link->kind != LINK_PLACE);
        BUG_ON(link->kind == LINK_PLACE &&
               (link->to_block >= draft->block_count ||
                link->to_off > draft->blocks[link->to_block].text.len));
    }
}

/* The words of a link as they stood before the pass that made all edits; false where one
 * of them reaches an end of the words. */
static bool restore_words(const Draft *draft, const Link *link, StrBuf *out)
{
    Str text = draft->blocks[link->block].text;
    size_t at = link->start;
    strbuf_reset(out);
    for (size_t i = 0; i < draft->edit_count; i++) {
        const DraftEdit *edit = &draft->edits[i];
        size_t end = edit->off + edit->new_text.len;
        if (edit->block != link->block || end < link->start || edit->off > link->end)
            continue;
        if (edit->off <= link->start || end >= link->end)
            return false;
        strbuf_append_str(out, str_slice(text, at, edit->off));
        strbuf_append_str(out, edit->old_text);
        at = end;
    }
    strbuf_append_str(out, str_slice(text, at, link->end));
    return true;
}

#define WORDS_MAX 200

/* One pass alone changes the text: links stay at their words, unless it parts blocks. */
static void clean_under_links(Draft *draft, unsigned pass)
{
    size_t places[CLEAN_RULE_COUNT], count = draft->link_count;
    Str words[WORDS_MAX]; /* texts live as long as the draft */
    StrBuf before = {0};
    for (size_t i = 0; i < count && i < WORDS_MAX; i++)
        words[i] = str_slice(draft->blocks[draft->links[i].block].text,
                             draft->links[i].start, draft->links[i].end);
    CleanOptions alone = {.passes = 1U << pass % CLEAN_RULE_COUNT};
    clean_run(draft, &alone, places);
    for (size_t i = 0; i < count && draft->link_count == count && i < WORDS_MAX; i++)
        if (restore_words(draft, &draft->links[i], &before))
            BUG_ON(!str_is_equal(strbuf_get(&before), words[i]));
    strbuf_clear(&before);
}

/* The first byte says which pass changes the text under its links, and whether it is a
 * page or Markdown. */
void fuzz_links(Str bytes)
{
    unsigned dice = bytes.len ? (unsigned char)bytes.data[0] : 0;
    size_t places[CLEAN_RULE_COUNT];
    CleanOptions all = {.passes = CLEAN_ALL};
    Outline outline = {0};
    Draft *draft = read_draft(dice & 1 ? "markdown" : "html",
                              str_slice(bytes, 1, bytes.len), "UTF-8");
    clean_under_links(draft, dice >> 1);
    clean_run(draft, &all, places);
    outline_infer(draft, &outline);
    clean_finish(draft, &outline, &all, places);
    draft_settle_links(draft);
    check_links(draft);
    outline_clear(&outline);
    draft_free(draft);
}

/* ---- below them -------------------------------------------------------- */

void fuzz_charset(Str bytes)
{
    CharsetGuess guess = charset_detect(bytes, true);
    BUG_ON(!(guess.confidence >= 0 && guess.confidence <= 1) ||
           guess.bom_bytes > bytes.len);
    for (const char *const *name = charset_list(); *name; name++) {
        Error err = {0};
        Decoder *decoder = decoder_new(*name, &err);
        BUG_ON(!decoder);
        StrBuf whole = {0}, parts = {0};
        decoder_feed(decoder, bytes, true, &whole);
        decoder_free(decoder);
        decoder = decoder_new(*name, &err);
        /* However it is cut, it decodes to the same. */
        size_t cut = bytes.len ? (unsigned char)bytes.data[0] % bytes.len : 0;
        decoder_feed(decoder, str_slice(bytes, 0, cut), false, &parts);
        decoder_feed(decoder, str_slice(bytes, cut, bytes.len), true, &parts);
        decoder_free(decoder);
        BUG_ON(!str_is_equal(strbuf_get(&whole), strbuf_get(&parts)));
        BUG_ON(utf8_find_invalid(strbuf_get(&whole)) != whole.len);
        strbuf_clear(&whole);
        strbuf_clear(&parts);
    }
}

static bool take_entry(void *context, const char *name, int fd, const Error *why)
{
    (void)context;
    BUG_ON(!name || (fd < 0) == !error_is_set(why));
    return true;
}

/* The first byte says what is expected: a document, or an archive's files. */
void fuzz_frame(Str bytes)
{
    ImportLimits limits = import_limits_default();
    Draft *draft = draft_new();
    FrameReader reader;
    Error err = {0};
    frame_reader_init(&reader, "fuzz", &limits, draft);
    if (bytes.len && bytes.data[0] & 1)
        reader.visitor = take_entry;
    bool is_fine = frame_reader_feed(&reader, str_slice(bytes, 1, bytes.len), &err);
    BUG_ON(is_fine == error_is_set(&err));
    error_clear(&err);
    frame_reader_clear(&reader);
    draft_free(draft);
}

void fuzz_mime(Str bytes)
{
    MimeMessage message = {0};
    Error err = {0};
    StrBuf body = {0};
    if (mime_parse(&message, bytes, "fuzz", &err))
        for (size_t i = 0; i < message.count; i++) {
            strbuf_reset(&body);
            mime_decode_body(&message.parts[i], &body);
        }
    strbuf_clear(&body);
    mime_clear(&message);
    error_clear(&err);
}

void fuzz_ole(Str bytes)
{
    static const char *const names[] = {"WordDocument", "0Table", "1Table", "Data"};
    MemorySource memory;
    Error err = {0};
    Ole *ole = ole_open_source(memory_source_init(&memory, "fuzz", bytes), &err);
    for (size_t i = 0; ole && i < ARRAY_SIZE(names); i++) {
        StrBuf out = {0};
        Error failure = {0};
        (void)!ole_read_stream(ole, str_from(names[i]), 1 << 20, &out, &failure);
        strbuf_clear(&out);
        error_clear(&failure);
    }
    ole_free(ole);
    error_clear(&err);
    memory_source_clear(&memory);
}

void fuzz_sniff(Str bytes)
{
    MemorySource memory;
    Error err = {0};
    ZipLimits limits = zip_limits_default();
    memory_source_init(&memory, "fuzz", bytes);
    Sniff sniff = {.head = bytes, .is_zip = str_has_prefix(bytes, STR("PK"))};
    if (sniff.is_zip)
        sniff.zip = zip_open_source(&memory.source, &limits, &err);
    BUG_ON(!format_find(&sniff));
    sniff.text = str_slice(bytes, 0, utf8_find_invalid(bytes));
    BUG_ON(!format_find(&sniff));
    zip_free(sniff.zip);
    error_clear(&err);
    memory_source_clear(&memory);
}

void fuzz_xml(Str bytes)
{
    Error err = {0};
    StrBuf text = {0};
    xmlDoc *strict = xml_parse(bytes, "fuzz", &err);
    if (strict)
        xml_append_text((const xmlNode *)strict, &text);
    xmlFreeDoc(strict);
    error_clear(&err);
    xmlDoc *lenient = xml_parse_leniently(bytes, "fuzz", &err);
    if (lenient)
        xml_append_text((const xmlNode *)lenient, &text);
    xmlFreeDoc(lenient);
    error_clear(&err);
    strbuf_clear(&text);
}

void fuzz_zip(Str bytes)
{
    MemorySource memory;
    Error err = {0};
    ZipLimits limits = zip_limits_default();
    limits.max_total_bytes = limits.max_entry_bytes = 1 << 20;
    Zip *zip = zip_open_source(memory_source_init(&memory, "fuzz", bytes), &limits, &err);
    for (size_t i = 0; zip && i < zip_count_entries(zip); i++) {
        StrBuf out = {0};
        Error failure = {0};
        if (zip_read_entry(zip, i, &out, &failure))
            BUG_ON(out.len > limits.max_entry_bytes);
        strbuf_reset(&out);
        (void)!zip_resolve(str_from(zip_get_entry_name(zip, i)), bytes, &out);
        strbuf_clear(&out);
        error_clear(&failure);
    }
    zip_free(zip);
    error_clear(&err);
    memory_source_clear(&memory);
}

/* ---- queries ----------------------------------------------------------- */

/* The first row is typed, the rest is a text it is asked of. */
void fuzz_seek(Str bytes)
{
    Error err = {0};
    StrBuf clean = {0};
    sanitize(&clean, bytes, SANITIZE_LINES);
    Str text = strbuf_get(&clean), typed = str_split(&text, '\n');
    size_t mistake = 0;
    Seek *seek = seek_parse(typed, &mistake, &err);
    BUG_ON(!seek && (err.code != ERR_USAGE || mistake > typed.len));
    if (seek) {
        SeekDocument document = {.doc = 1, .title = typed, .day = 20240503};
        SeekSpans spans = {0};
        if (seek_match(seek, &document, text, &spans))
            BUG_ON(!seek_allows(seek, &document));
        for (size_t i = 0; i < spans.count; i++)
            BUG_ON(spans.items[i].start >= spans.items[i].end ||
                   spans.items[i].end > text.len ||
                   (i && spans.items[i].start < spans.items[i - 1].start));
        Span mark;
        for (size_t from = 0; seek_find_mark(seek, text, from, &mark); from = mark.end)
            BUG_ON(mark.start < from || mark.end <= mark.start);
        free(spans.items);
    }
    seek_free(seek);
    error_clear(&err);
    strbuf_clear(&clean);
}
