/* Changes of inputs by their shape.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mutate.h"

#include <stdlib.h>
#include <string.h>

#include "../memory_source.h"

#include <piyue/container.h>

static unsigned roll(unsigned *dice, size_t sides)
{
    *dice = *dice * 1664525u + 1013904223u;
    return sides ? (unsigned)((*dice >> 8) % sides) : 0;
}

/* Changes a buffer, which may grow to `max_bytes`. */
static void change_buffer(StrBuf *buf, size_t max_bytes, ByteMutator *change)
{
    size_t most = MAX(MIN(2 * buf->len + 64, max_bytes), buf->len), size = buf->len;
    while (buf->len < most)
        strbuf_append_byte(buf, '\0');
    buf->len = change((uint8_t *)buf->data, size, most);
}

/* ---- archives ------------------------------------------------------------ */

#define PARTS_MAX 32
#define PART_MAX_BYTES ((size_t)64 << 10)

typedef struct Parts {
    StrBuf names[PARTS_MAX], bytes[PARTS_MAX];
    size_t count;
} Parts;

static void parts_clear(Parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        strbuf_clear(&parts->names[i]);
        strbuf_clear(&parts->bytes[i]);
    }
    parts->count = 0;
}

/* What cannot be read of it is left out. */
static void parts_read(Parts *parts, Str archive)
{
    MemorySource memory;
    Error err = {0};
    ZipLimits limits = zip_limits_default();
    limits.max_entry_bytes = PART_MAX_BYTES;
    memory_source_init(&memory, "fuzz", archive);
    Zip *zip = zip_open_source(&memory.source, &limits, &err);
    for (size_t i = 0; zip && i < zip_count_entries(zip) && parts->count < PARTS_MAX;
         i++) {
        StrBuf *bytes = &parts->bytes[parts->count];
        error_clear(&err);
        if (zip_read_entry(zip, i, bytes, &err))
            strbuf_append_text(&parts->names[parts->count++], zip_get_entry_name(zip, i));
        else
            strbuf_clear(bytes);
    }
    zip_free(zip);
    error_clear(&err);
    memory_source_clear(&memory);
}

/* Gives 0 where it has no room. */
static size_t parts_write(const Parts *parts, uint8_t *data, size_t max_bytes)
{
    Error err = {0};
    StrBuf archive = {0};
    size_t size = 0;
    ZipOutput *output = zip_output_new(&err);
    bool is_done = output != NULL;
    for (size_t i = 0; is_done && i < parts->count; i++)
        is_done =
            !parts->names[i].len || zip_output_add(output, parts->names[i].data,
                                                   strbuf_get(&parts->bytes[i]), &err);
    if (is_done && zip_output_finish(output, NULL, &archive, &err) &&
        archive.len <= max_bytes) {
        size = archive.len;
        memcpy(data, archive.data, size);
    }
    zip_output_free(output);
    strbuf_clear(&archive);
    error_clear(&err);
    return size;
}

/* A place where a tag begins, or any where there is none. */
static size_t find_tag(Str text, unsigned *dice)
{
    size_t from = roll(dice, text.len + 1);
    const char *tag =
        from < text.len ? memchr(text.data + from, '<', text.len - from) : NULL;
    return tag ? (size_t)(tag - text.data) : from;
}

/* Some elements of one part, as text, into another or itself: nested, repeated, cut. */
static void splice(StrBuf *to, Str from, unsigned *dice)
{
    size_t a = find_tag(from, dice), b = find_tag(from, dice);
    size_t at = find_tag(strbuf_get(to), dice);
    Str taken = str_slice(from, MIN(a, b), MAX(a, b)), whole = strbuf_get(to);
    StrBuf made = {0};
    if (whole.len + taken.len > PART_MAX_BYTES)
        return;
    strbuf_append_str(&made, str_slice(whole, 0, at));
    strbuf_append_str(&made, taken);
    strbuf_append_str(&made, str_slice(whole, at, whole.len));
    strbuf_clear(to);
    *to = made;
}

static void cut_out(StrBuf *from, unsigned *dice)
{
    Str whole = strbuf_get(from);
    size_t a = find_tag(whole, dice), b = find_tag(whole, dice);
    size_t start = MIN(a, b), end = MAX(a, b);
    memmove(from->data + start, from->data + end, whole.len - end);
    from->len = whole.len - (end - start);
}

static void mutate_parts(Parts *parts, unsigned *dice, ByteMutator *change)
{
    size_t i = roll(dice, parts->count);
    StrBuf *bytes = &parts->bytes[i];
    if (!bytes->len) {
        strbuf_append_byte(bytes, '<');
        return;
    }
    switch (roll(dice, 12)) {
    case 0:
    case 1:
        splice(bytes, strbuf_get(&parts->bytes[i]), dice);
        break;
    case 2:
        splice(bytes, strbuf_get(&parts->bytes[roll(dice, parts->count)]), dice);
        break;
    case 3:
        cut_out(bytes, dice);
        break;
    case 4: /* a part is missing */
        if (roll(dice, 4) == 0)
            strbuf_reset(&parts->names[i]);
        break;
    default:
        change_buffer(bytes, PART_MAX_BYTES, change);
        break;
    }
}

static size_t mutate_archive(uint8_t *data, size_t size, size_t max_bytes, unsigned *dice,
                             ByteMutator *change)
{
    Parts parts = {0};
    parts_read(&parts, (Str){(const char *)data, size});
    size_t made = 0;
    if (parts.count) {
        for (unsigned i = 0; i <= roll(dice, 3); i++)
            mutate_parts(&parts, dice, change);
        made = parts_write(&parts, data, max_bytes);
    }
    parts_clear(&parts);
    return made;
}

static size_t cross_archives(Str first, Str second, uint8_t *out, size_t max_bytes,
                             unsigned *dice)
{
    Parts one = {0}, other = {0};
    size_t made = 0;
    parts_read(&one, first);
    parts_read(&other, second);
    size_t i = roll(dice, one.count), from = roll(dice, other.count);
    for (size_t j = 0; i < one.count && j < other.count; j++)
        if (strcmp(one.names[i].data, other.names[j].data) == 0)
            from = j; /* the one of the same name, if there is one */
    if (one.count && other.count) {
        Str taken = strbuf_get(&other.bytes[from]);
        if (roll(dice, 2)) {
            strbuf_reset(&one.bytes[i]);
            strbuf_append_str(&one.bytes[i], taken);
        } else {
            splice(&one.bytes[i], taken, dice);
        }
        made = parts_write(&one, out, max_bytes);
    }
    parts_clear(&one);
    parts_clear(&other);
    return made;
}

/* ---- sectors ------------------------------------------------------------- */

/* Nothing moves beyond a sector: the tables of a compound file name places in it. */
static size_t mutate_sectors(uint8_t *data, size_t size, unsigned *dice,
                             ByteMutator *change)
{
    enum { SECTOR_BYTES = 512 };
    uint8_t sector[2 * SECTOR_BYTES] = {0};
    for (unsigned i = 0; size && i <= roll(dice, 4); i++) {
        size_t bytes = MIN(size, (size_t)SECTOR_BYTES), at = roll(dice, size - bytes + 1);
        if (roll(dice, 4)) {
            memcpy(sector, data + at, bytes);
            change(sector, bytes, sizeof(sector));
            memcpy(data + at, sector, bytes);
        } else { /* what stands elsewhere */
            size_t word = (size_t)4 << roll(dice, 5);
            word = MIN(word, bytes);
            memmove(data + at, data + roll(dice, size - word + 1), word);
        }
    }
    return size;
}

/* ---- frames -------------------------------------------------------------- */

#define FRAME_HEAD_BYTES 8
#define FRAMES_MAX 64

typedef struct FrameList {
    StrBuf items[FRAMES_MAX]; /* heads without their lengths, and payloads */
    size_t count;
} FrameList;

static void frames_read(FrameList *frames, Str rest)
{
    while (rest.len >= FRAME_HEAD_BYTES && frames->count < FRAMES_MAX) {
        uint32_t payload_bytes;
        memcpy(&payload_bytes, rest.data + 4, sizeof(payload_bytes));
        size_t end = FRAME_HEAD_BYTES + MIN(payload_bytes, rest.len - FRAME_HEAD_BYTES);
        strbuf_append_str(&frames->items[frames->count++], str_slice(rest, 0, end));
        rest = str_slice(rest, end, rest.len);
    }
}

static void frames_write(FrameList *frames, StrBuf *out)
{
    for (size_t i = 0; i < frames->count; i++) {
        StrBuf *frame = &frames->items[i];
        if (frame->len >= FRAME_HEAD_BYTES) {
            uint32_t payload_bytes = (uint32_t)(frame->len - FRAME_HEAD_BYTES);
            memcpy(frame->data + 4, &payload_bytes, sizeof(payload_bytes));
            strbuf_append_str(out, strbuf_get(frame));
        }
        strbuf_clear(frame);
    }
}

static void mutate_frame_list(FrameList *frames, unsigned *dice, ByteMutator *change)
{
    size_t i = roll(dice, frames->count), j = roll(dice, frames->count);
    switch (roll(dice, 6)) {
    case 0: {
        StrBuf kept = frames->items[i];
        frames->items[i] = frames->items[j];
        frames->items[j] = kept;
        break;
    }
    case 1:
        if (frames->count < FRAMES_MAX)
            strbuf_append_str(&frames->items[frames->count++],
                              strbuf_get(&frames->items[i]));
        break;
    case 2:
        if (roll(dice, 4) == 0)
            strbuf_reset(&frames->items[i]);
        break;
    default:
        change_buffer(&frames->items[i], PART_MAX_BYTES, change);
        break;
    }
}

/* The first byte is no frame: it says what is expected. */
static size_t mutate_frames(uint8_t *data, size_t size, size_t max_bytes, unsigned *dice,
                            ByteMutator *change)
{
    FrameList frames = {0};
    StrBuf made = {0};
    if (size)
        frames_read(&frames, (Str){(const char *)data + 1, size - 1});
    if (!frames.count)
        return 0;
    strbuf_append_byte(&made, (char)data[0]);
    mutate_frame_list(&frames, dice, change);
    frames_write(&frames, &made);
    size_t made_bytes = made.len <= max_bytes ? made.len : 0;
    memcpy(data, made.data, made_bytes);
    strbuf_clear(&made);
    return made_bytes;
}

/* ---- all of them ----------------------------------------------------------- */

size_t fuzz_mutate(FuzzShape shape, uint8_t *data, size_t size, size_t max_bytes,
                   unsigned seed, ByteMutator *change)
{
    unsigned dice = seed;
    size_t made = 0;
    bool is_bytes = shape == SHAPE_BYTES || roll(&dice, 8) == 0;
    if (!is_bytes && shape == SHAPE_ARCHIVE)
        made = mutate_archive(data, size, max_bytes, &dice, change);
    else if (!is_bytes && shape == SHAPE_SECTORS)
        made = mutate_sectors(data, size, &dice, change);
    else if (!is_bytes && shape == SHAPE_FRAMES)
        made = mutate_frames(data, size, max_bytes, &dice, change);
    return made ? made : change(data, size, max_bytes);
}

size_t fuzz_cross(FuzzShape shape, Str first, Str second, uint8_t *out, size_t max_bytes,
                  unsigned seed)
{
    unsigned dice = seed;
    return shape == SHAPE_ARCHIVE ? cross_archives(first, second, out, max_bytes, &dice)
                                  : 0;
}
