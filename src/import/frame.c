/* Frames: written by the child, checked by us.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "import/format.h"

#include <piyue/charset.h>
#include <piyue/container.h>
#include <piyue/text.h>

/* Blocks are sent when this much text has come together. */
#define BATCH_BYTES ((size_t)128 << 10)
#define FLAGS_FROM_CHILD                                                                 \
    (BLOCK_CONTINUED | BLOCK_BLANK_BEFORE | BLOCK_INDENTED | BLOCK_CENTERED)
#define MARKUP_LEVEL_MAX 9
#define META_MAX_BYTES ((size_t)4 << 10)
#define NAME_MAX_BYTES ((size_t)4 << 10)

/* ---- numbers ----------------------------------------------------------- */

static void append_number(StrBuf *buf, uint64_t value, size_t size)
{
    char bytes[8];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(unsigned char)(value >> 8 * i);
    strbuf_append(buf, bytes, size);
}

static uint64_t take_number(Str *rest, size_t size)
{
    BUG_ON(rest->len < size);
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)(unsigned char)rest->data[i] << 8 * i;
    *rest = str_slice(*rest, size, rest->len);
    return value;
}

/* ---- writing ----------------------------------------------------------- */

static void begin_frame(FrameSink *sink, FrameType type, size_t length)
{
    append_number(&sink->out, FRAME_VERSION, 1);
    append_number(&sink->out, type, 1);
    append_number(&sink->out, 0, 2);
    append_number(&sink->out, length, 4);
}

static void send_frames(FrameSink *sink)
{
    if (sink->fd < 0)
        return;
    Error err = {0};
    if (!file_write_fd(sink->fd, "", strbuf_get(&sink->out), &err))
        _exit(1);
    strbuf_reset(&sink->out);
}

static void send_links(FrameSink *sink)
{
    if (!sink->link_count)
        return;
    begin_frame(sink, FRAME_LINKS, 4 + sink->links.len + sink->targets.len);
    append_number(&sink->out, sink->link_count, 4);
    strbuf_append_str(&sink->out, strbuf_get(&sink->links));
    strbuf_append_str(&sink->out, strbuf_get(&sink->targets));
    sink->link_count = 0;
    strbuf_reset(&sink->links);
    strbuf_reset(&sink->targets);
    send_frames(sink);
}

/* The blocks that wait, and what is known of their links. */
static void send_blocks(FrameSink *sink)
{
    if (sink->count) {
        begin_frame(sink, FRAME_BLOCKS, 4 + sink->records.len + sink->texts.len);
        append_number(&sink->out, sink->count, 4);
        strbuf_append_str(&sink->out, strbuf_get(&sink->records));
        strbuf_append_str(&sink->out, strbuf_get(&sink->texts));
        sink->count = 0;
        strbuf_reset(&sink->records);
        strbuf_reset(&sink->texts);
        send_frames(sink);
    }
    send_links(sink);
}

void frame_sink_format(FrameSink *sink, const ImportDetection *detection)
{
    const char *encoding = detection->encoding ? detection->encoding : "";
    const char *reason = detection->reason ? detection->reason : "";
    size_t index = 0;
    while (format_get(index) && strcmp(format_get(index)->name, detection->format) != 0)
        index++;
    begin_frame(sink, FRAME_FORMAT, 3 + strlen(encoding) + 1 + strlen(reason) + 1);
    append_number(&sink->out, index, 1);
    append_number(&sink->out, (uint64_t)(detection->confidence * 1000), 2);
    strbuf_append(&sink->out, encoding, strlen(encoding) + 1);
    strbuf_append(&sink->out, reason, strlen(reason) + 1);
    send_frames(sink);
}

static void put_block(Sink *base, const SinkBlock *block)
{
    FrameSink *sink = (FrameSink *)base;
    BUG_ON(block->text.len > FRAME_MAX_BYTES / 4);
    if (!sink->count ||
        sink->records.len + sink->texts.len + block->text.len > BATCH_BYTES)
        send_blocks(sink);
    sink->last = sink->count++;
    append_number(&sink->records, block->text.len, 4);
    append_number(&sink->records, block->source_line, 4);
    append_number(&sink->records, block->source_off, 8);
    append_number(&sink->records, block->kind, 1);
    append_number(&sink->records, block->flags, 1);
    append_number(&sink->records, block->markup_level, 1);
    append_number(&sink->records, block->evidence, 1);
    strbuf_append_str(&sink->texts, block->text);
}

static void put_link(Sink *base, const Link *link)
{
    FrameSink *sink = (FrameSink *)base;
    sink->link_count++;
    append_number(&sink->links, sink->last, 4);
    append_number(&sink->links, link->start, 4);
    append_number(&sink->links, link->end, 4);
    append_number(&sink->links, link->kind, 1);
    append_number(&sink->links, link->target.len, 2);
    strbuf_append_str(&sink->targets, link->target);
    if (sink->links.len + sink->targets.len > BATCH_BYTES)
        send_blocks(sink);
}

static void put_meta(Sink *base, MetaField field, Str text)
{
    FrameSink *sink = (FrameSink *)base;
    text = str_slice(text, 0, META_MAX_BYTES);
    text.len = utf8_find_invalid(text);
    begin_frame(sink, FRAME_META, 1 + text.len);
    append_number(&sink->out, field, 1);
    strbuf_append_str(&sink->out, text);
    send_frames(sink);
}

static void put_progress(Sink *base, uint64_t done_bytes)
{
    FrameSink *sink = (FrameSink *)base;
    begin_frame(sink, FRAME_PROGRESS, 8);
    append_number(&sink->out, done_bytes, 8);
    send_frames(sink);
}

void frame_sink_error(FrameSink *sink, const Error *error)
{
    Str message = str_slice(str_from(error_get_message(error)), 0, FRAME_MAX_BYTES / 4);
    begin_frame(sink, FRAME_ERROR, 1 + message.len);
    append_number(&sink->out, error->code, 1);
    strbuf_append_str(&sink->out, message);
    send_frames(sink);
}

void frame_sink_entry(FrameSink *sink, Str name, Str bytes)
{
    name = str_slice(name, 0, NAME_MAX_BYTES);
    begin_frame(sink, FRAME_ENTRY, 8 + name.len);
    append_number(&sink->out, bytes.len, 8);
    strbuf_append_str(&sink->out, name);
    for (size_t off = 0; off < bytes.len; off += FRAME_MAX_BYTES) {
        Str part = str_slice(bytes, off, off + FRAME_MAX_BYTES);
        begin_frame(sink, FRAME_BYTES, part.len);
        strbuf_append_str(&sink->out, part);
        send_frames(sink);
    }
    send_frames(sink);
}

void frame_sink_entry_error(FrameSink *sink, Str name, const Error *error)
{
    name = str_slice(name, 0, NAME_MAX_BYTES);
    Str message = str_slice(str_from(error_get_message(error)), 0, FRAME_MAX_BYTES / 4);
    begin_frame(sink, FRAME_ENTRY_ERROR, 1 + name.len + 1 + message.len);
    append_number(&sink->out, error->code, 1);
    strbuf_append_str(&sink->out, name);
    strbuf_append_byte(&sink->out, '\0');
    strbuf_append_str(&sink->out, message);
    send_frames(sink);
}

void frame_sink_unpacked(FrameSink *sink)
{
    begin_frame(sink, FRAME_END, 16);
    append_number(&sink->out, 0, 8);
    append_number(&sink->out, 0, 8);
    send_frames(sink);
}

static void put_end(Sink *base, uint64_t replaced, uint64_t source_bytes)
{
    FrameSink *sink = (FrameSink *)base;
    send_blocks(sink);
    begin_frame(sink, FRAME_END, 16);
    append_number(&sink->out, replaced, 8);
    append_number(&sink->out, source_bytes, 8);
    send_frames(sink);
}

void frame_sink_init(FrameSink *sink, int fd)
{
    *sink = (FrameSink){.sink = {put_block, put_link, put_meta, put_progress, put_end},
                        .fd = fd};
}

void frame_sink_clear(FrameSink *sink)
{
    strbuf_clear(&sink->records);
    strbuf_clear(&sink->texts);
    strbuf_clear(&sink->links);
    strbuf_clear(&sink->targets);
    strbuf_clear(&sink->out);
}

/* ---- reading ----------------------------------------------------------- */

void frame_reader_init(FrameReader *reader, const char *name, const ImportLimits *limits,
                       Draft *draft)
{
    *reader =
        (FrameReader){.name = name, .limits = limits, .draft = draft, .entry_fd = -1};
}

static void end_entry(FrameReader *reader)
{
    if (reader->entry_fd >= 0)
        close(reader->entry_fd);
    free(reader->entry_name);
    reader->entry_fd = -1;
    reader->entry_name = NULL;
}

void frame_reader_clear(FrameReader *reader)
{
    strbuf_clear(&reader->pending);
    free(reader->batch);
    reader->batch = NULL;
    end_entry(reader);
}

static bool set_nonsense(const FrameReader *reader, Error *err)
{
    return error_set(err, ERR_FORMAT,
                     _("%s could not be read: the importer sent nonsense; the file may "
                       "be damaged or made to do harm"),
                     reader->name);
}

/* The text up to a NUL, which is taken too; false if there is none. */
static bool take_text(Str *rest, Str *text)
{
    const char *end = memchr(rest->data, '\0', rest->len);
    if (!end)
        return false;
    *text = str_slice(*rest, 0, (size_t)(end - rest->data));
    *rest = str_slice(*rest, text->len + 1, rest->len);
    return true;
}

static bool read_format(FrameReader *reader, Str payload)
{
    if (reader->has_format || payload.len < 5)
        return false;
    const Format *format = format_get((size_t)take_number(&payload, 1));
    uint64_t thousandths = take_number(&payload, 2);
    Str encoding, reason;
    if (!format || thousandths > 1000 || !take_text(&payload, &encoding) ||
        !take_text(&payload, &reason) || payload.len)
        return false;
    /* Names are looked up: what is kept is ours, not the child's. */
    ImportDetection *detection = &reader->detection;
    *detection = (ImportDetection){.format = format->name,
                                   .encoding = charset_find(encoding),
                                   .confidence = (double)thousandths / 1000,
                                   .reason = charset_find_reason(reason),
                                   .format_reason = format->why};
    if (encoding.len && !detection->encoding)
        return false;
    if (reader->draft) {
        reader->draft->format = detection->format;
        reader->draft->encoding = detection->encoding;
        reader->draft->confidence = detection->confidence;
        reader->draft->reason = detection->reason;
    }
    reader->has_format = true;
    return true;
}

/* Texts come as one run: it is checked as a whole, then each is only checked to begin
 * and end between characters. */
static bool is_clean_text(Str texts)
{
    static const char forbidden[] = {'\0', '\n', '\r'};
    for (size_t i = 0; i < sizeof(forbidden); i++)
        if (memchr(texts.data, forbidden[i], texts.len))
            return false;
    return utf8_find_invalid(texts) == texts.len;
}

static bool read_block(FrameReader *reader, Str *records, Str *texts)
{
    uint64_t len = take_number(records, 4);
    uint32_t line = (uint32_t)take_number(records, 4);
    uint64_t off = take_number(records, 8);
    uint64_t kind = take_number(records, 1), flags = take_number(records, 1);
    uint64_t level = take_number(records, 1), evidence = take_number(records, 1);
    if (len == 0 || len > texts->len || line == 0 || line < reader->last_line ||
        off < reader->last_off || kind >= BLOCK_KIND_COUNT ||
        flags & ~(uint64_t)FLAGS_FROM_CHILD || level > MARKUP_LEVEL_MAX ||
        evidence >= EVIDENCE_HEAD << 1 || (texts->data[0] & 0xC0) == 0x80)
        return false;
    Str text = str_slice(*texts, 0, (size_t)len);
    *texts = str_slice(*texts, (size_t)len, texts->len);
    SinkBlock block = {.text = text,
                       .source_off = off,
                       .source_line = line,
                       .kind = (BlockKind)kind,
                       .flags = (unsigned)flags,
                       .markup_level = (unsigned)level,
                       .evidence = (unsigned)evidence};
    reader->batch = mem_grow(reader->batch, &reader->batch_capacity,
                             reader->batch_count + 1, sizeof(*reader->batch));
    reader->batch[reader->batch_count++] = sink_block_to_draft(reader->draft, &block);
    reader->last_line = line;
    reader->last_off = off;
    return true;
}

static bool read_blocks(FrameReader *reader, Str payload, Error *err)
{
    if (!reader->draft || !reader->has_format || payload.len < 4)
        return set_nonsense(reader, err);
    uint64_t count = take_number(&payload, 4);
    if (count > payload.len / RECORD_BYTES)
        return set_nonsense(reader, err);
    Str records = str_slice(payload, 0, (size_t)count * RECORD_BYTES);
    Str texts = str_slice(payload, records.len, payload.len);
    reader->text_bytes += texts.len;
    if (reader->text_bytes > reader->limits->max_text_bytes)
        return error_set(err, ERR_LIMIT, _("%s holds more than %llu MB of text"),
                         reader->name,
                         (unsigned long long)(reader->limits->max_text_bytes >> 20));
    if (!is_clean_text(texts))
        return set_nonsense(reader, err);
    reader->batch_count = 0;
    while (records.len)
        if (!read_block(reader, &records, &texts))
            return set_nonsense(reader, err);
    return texts.len == 0 || set_nonsense(reader, err);
}

/* Is `off` of the block that begins at `block` of the draft between two characters? Its
 * text may have been cut into several blocks; cuts are between characters. */
static bool is_between(const Draft *draft, size_t block, size_t end, uint64_t off)
{
    for (; block + 1 < end && off > draft->blocks[block].text.len; block++)
        off -= draft->blocks[block].text.len;
    Str text = draft->blocks[block].text;
    return off == text.len ||
           (off < text.len && ((unsigned char)text.data[off] & 0xC0) != 0x80);
}

/* What the child let through is asked again. */
static bool is_clean_target(LinkKind kind, Str target)
{
    if (kind != LINK_ADDRESS)
        return target.len && (kind == LINK_NAME || kind == LINK_ANCHOR);
    StrBuf clean = {0};
    bool is_same =
        address_clean(target, &clean) && str_is_equal(strbuf_get(&clean), target);
    strbuf_clear(&clean);
    return is_same;
}

static bool read_link(FrameReader *reader, Str *records, Str *targets)
{
    const Draft *draft = reader->draft;
    uint64_t block = take_number(records, 4), start = take_number(records, 4);
    uint64_t end = take_number(records, 4), kind = take_number(records, 1);
    uint64_t len = take_number(records, 2);
    if (block >= reader->batch_count || start > end || kind >= LINK_KIND_COUNT ||
        len > targets->len)
        return false;
    size_t first = reader->batch[block];
    size_t behind =
        block + 1 < reader->batch_count ? reader->batch[block + 1] : draft->block_count;
    Str target = str_slice(*targets, 0, (size_t)len);
    *targets = str_slice(*targets, (size_t)len, targets->len);
    if (!is_between(draft, first, behind, start) ||
        !is_between(draft, first, behind, end) || utf8_find_invalid(target) != len ||
        !is_clean_target((LinkKind)kind, target))
        return false;
    draft_add_link(reader->draft, &(Link){.kind = (LinkKind)kind,
                                          .block = (uint32_t)first,
                                          .start = (uint32_t)start,
                                          .end = (uint32_t)end,
                                          .target = target});
    return true;
}

static bool read_links(FrameReader *reader, Str payload)
{
    if (!reader->draft || payload.len < 4)
        return false;
    uint64_t count = take_number(&payload, 4);
    if (count > payload.len / LINK_BYTES)
        return false;
    Str records = str_slice(payload, 0, (size_t)count * LINK_BYTES);
    Str targets = str_slice(payload, records.len, payload.len);
    if (!is_clean_text(targets))
        return false;
    while (records.len)
        if (!read_link(reader, &records, &targets))
            return false;
    return targets.len == 0;
}

static bool read_meta(FrameReader *reader, Str payload)
{
    if (!reader->draft || !reader->has_format || payload.len < 2)
        return false;
    uint64_t field = take_number(&payload, 1);
    if (field >= META_FIELD_COUNT || payload.len > META_MAX_BYTES ||
        !is_clean_text(payload))
        return false;
    sink_meta_to_draft(reader->draft, (MetaField)field, payload);
    return true;
}

static bool read_error(const FrameReader *reader, Str payload, Error *err)
{
    if (payload.len < 2)
        return set_nonsense(reader, err);
    /* The message is foreign text, as any error may hold: a file's name is in it. */
    uint64_t code = take_number(&payload, 1);
    if (code == ERR_NONE || code >= ERROR_CODE_COUNT)
        return set_nonsense(reader, err);
    return error_set(err, (ErrorCode)code, "%.*s", STR_ARG(payload));
}

/* ---- files of an archive ------------------------------------------------ */

static bool visit(FrameReader *reader, const Error *why, Error *err)
{
    return reader->visitor(reader->visitor_context, reader->entry_name, reader->entry_fd,
                           why) ||
           error_set(err, ERR_CANCELLED, _("the import of %s was stopped"), reader->name);
}

/* The file has come, when nothing is left of it to come. */
static bool finish_entry(FrameReader *reader, Error *err)
{
    if (reader->entry_left)
        return true;
    Error none = {0};
    bool goes_on = visit(reader, &none, err);
    end_entry(reader);
    return goes_on;
}

static bool read_entry(FrameReader *reader, Str payload, Error *err)
{
    if (!reader->visitor || reader->entry_fd >= 0 || payload.len < 9)
        return set_nonsense(reader, err);
    uint64_t bytes = take_number(&payload, 8);
    ZipLimits limits = zip_limits_default();
    if (!is_clean_text(payload) || bytes > limits.max_entry_bytes ||
        bytes > limits.max_total_bytes - reader->unpacked_bytes)
        return set_nonsense(reader, err);
    reader->entry_fd = memfd_create("piyue-entry", MFD_CLOEXEC);
    if (reader->entry_fd < 0)
        return error_set_system(err, ERR_ENVIRONMENT, errno,
                                _("%s cannot be unpacked into memory"), reader->name);
    reader->unpacked_bytes += bytes;
    reader->entry_left = bytes;
    reader->entry_name = str_dup(payload);
    return finish_entry(reader, err);
}

static bool read_bytes(FrameReader *reader, Str payload, Error *err)
{
    if (reader->entry_fd < 0 || !payload.len || payload.len > reader->entry_left)
        return set_nonsense(reader, err);
    if (!file_write_fd(reader->entry_fd, reader->name, payload, err))
        return false;
    reader->entry_left -= payload.len;
    return finish_entry(reader, err);
}

static bool read_entry_error(FrameReader *reader, Str payload, Error *err)
{
    Str name;
    uint64_t code = payload.len ? take_number(&payload, 1) : 0;
    if (!reader->visitor || reader->entry_fd >= 0 || code == ERR_NONE ||
        code >= ERROR_CODE_COUNT || !take_text(&payload, &name) || !is_clean_text(name))
        return set_nonsense(reader, err);
    Error why = {0};
    error_set(&why, (ErrorCode)code, "%.*s", STR_ARG(payload));
    reader->entry_name = str_dup(name);
    bool goes_on = visit(reader, &why, err);
    end_entry(reader);
    error_clear(&why);
    return goes_on;
}

static bool read_end(FrameReader *reader, Str payload)
{
    if ((!reader->has_format && !reader->visitor) || reader->entry_fd >= 0 ||
        payload.len != 16)
        return false;
    uint64_t replaced = take_number(&payload, 8), bytes = take_number(&payload, 8);
    if (reader->draft) {
        reader->draft->replaced = replaced;
        reader->draft->source_bytes = bytes;
    }
    reader->has_end = true;
    return true;
}

static bool read_frame(FrameReader *reader, uint64_t type, Str payload, Error *err)
{
    switch (type) {
    case FRAME_FORMAT:
        return read_format(reader, payload) || set_nonsense(reader, err);
    case FRAME_BLOCKS:
        return read_blocks(reader, payload, err);
    case FRAME_LINKS:
        return read_links(reader, payload) || set_nonsense(reader, err);
    case FRAME_PROGRESS:
        if (payload.len != 8)
            return set_nonsense(reader, err);
        reader->done_bytes = take_number(&payload, 8);
        return true;
    case FRAME_ERROR:
        return read_error(reader, payload, err);
    case FRAME_META:
        return read_meta(reader, payload) || set_nonsense(reader, err);
    case FRAME_ENTRY:
        return read_entry(reader, payload, err);
    case FRAME_BYTES:
        return read_bytes(reader, payload, err);
    case FRAME_ENTRY_ERROR:
        return read_entry_error(reader, payload, err);
    case FRAME_END:
        return read_end(reader, payload) || set_nonsense(reader, err);
    default:
        return set_nonsense(reader, err);
    }
}

bool frame_reader_feed(FrameReader *reader, Str bytes, Error *err)
{
    strbuf_append_str(&reader->pending, bytes);
    Str rest = strbuf_get(&reader->pending);
    while (rest.len >= FRAME_HEADER_BYTES) {
        Str ahead = rest;
        uint64_t version = take_number(&ahead, 1), type = take_number(&ahead, 1);
        uint64_t zero = take_number(&ahead, 2), length = take_number(&ahead, 4);
        if (version != FRAME_VERSION || zero || length > FRAME_MAX_BYTES ||
            reader->has_end)
            return set_nonsense(reader, err);
        if (ahead.len < length)
            break;
        if (!read_frame(reader, type, str_slice(ahead, 0, (size_t)length), err))
            return false;
        rest = str_slice(ahead, (size_t)length, ahead.len);
    }
    if (rest.len && reader->has_end)
        return set_nonsense(reader, err);
    strbuf_splice(&reader->pending, 0, reader->pending.len - rest.len, STR(""));
    return true;
}
