/* Compound files: the sectors of old office documents put together again.
 * Source: [MS-CFB]. Every chain is followed at most as often as the file has sectors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/container.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER_BYTES 512
#define HEADER_FAT_SECTORS 109
#define ENTRY_BYTES 128
#define SECTOR_LAST_REAL 0xFFFFFFFAu /* greater ones are marks */
#define NO_ENTRY 0xFFFFFFFFu
/* Directories are read whole: no document has a hundred thousand streams. */
#define MAX_DIRECTORY_BYTES ((uint64_t)16 << 20)

typedef struct Entry {
    char *name; /* owned; ASCII, other characters as “?” */
    uint32_t first_sector;
    uint64_t bytes;
} Entry;

struct Ole {
    const Source *source;
    uint64_t file_bytes;
    size_t sector_bytes, mini_bytes;
    uint32_t mini_cutoff;
    uint32_t sector_count; /* in the file */
    uint32_t *fat;         /* the sector that follows each one */
    size_t fat_count;
    uint32_t *mini_fat;
    size_t mini_fat_count;
    StrBuf mini; /* the stream that small streams lie in */
    Entry *entries;
    size_t entry_count, entry_capacity;
};

static bool set_damaged(const Ole *ole, Error *err)
{
    return error_set(err, ERR_FORMAT,
                     _("%s is damaged: its sectors do not hang together"),
                     ole->source->name);
}

static uint32_t get_u16(const char *data)
{
    return (uint32_t)(unsigned char)data[0] | (uint32_t)(unsigned char)data[1] << 8;
}

static uint32_t get_u32(const char *data)
{
    return get_u16(data) | get_u16(data + 2) << 16;
}

/* ---- sectors ----------------------------------------------------------- */

/* Appends a sector; one that the end of the file cuts is filled up with zeros. */
static bool append_sector(const Ole *ole, uint32_t sector, StrBuf *out, Error *err)
{
    if (sector >= ole->sector_count)
        return set_damaged(ole, err);
    strbuf_reserve(out, ole->sector_bytes);
    char *data = out->data + out->len;
    size_t got = 0;
    if (!source_read(ole->source, ((uint64_t)sector + 1) * ole->sector_bytes, data,
                     ole->sector_bytes, &got, err))
        return false;
    memset(data + got, 0, ole->sector_bytes - got);
    out->len += ole->sector_bytes;
    return true;
}

/* Appends the chain that begins at `sector`, until it ends or `bytes` are there. */
static bool append_chain(const Ole *ole, uint32_t sector, uint64_t bytes, StrBuf *out,
                         Error *err)
{
    size_t start = out->len;
    for (uint32_t steps = 0; sector <= SECTOR_LAST_REAL && out->len - start < bytes;
         steps++) {
        if (steps > ole->sector_count)
            return set_damaged(ole, err);
        if (!append_sector(ole, sector, out, err))
            return false;
        if (sector >= ole->fat_count)
            return set_damaged(ole, err);
        sector = ole->fat[sector];
    }
    if (out->len - start > bytes)
        out->len = start + (size_t)bytes;
    return true;
}

static uint32_t *decode_table(const StrBuf *bytes, size_t *count)
{
    *count = bytes->len / 4;
    uint32_t *table = mem_alloc_array(*count + 1, sizeof(*table));
    for (size_t i = 0; i < *count; i++)
        table[i] = get_u32(bytes->data + i * 4);
    return table;
}

/* Sectors of the allocation table: 109 stand in the header, the others in a chain. */
static bool read_fat(Ole *ole, const char *header, Error *err)
{
    StrBuf fat = {0}, more = {0};
    uint32_t left = get_u32(header + 0x2C);
    bool is_read = left <= ole->sector_count || set_damaged(ole, err);
    for (size_t i = 0; is_read && i < HEADER_FAT_SECTORS && left; i++, left--)
        is_read = append_sector(ole, get_u32(header + 0x4C + i * 4), &fat, err);
    uint32_t next = get_u32(header + 0x44);
    while (is_read && left) {
        strbuf_reset(&more);
        is_read = append_sector(ole, next, &more, err);
        size_t room = ole->sector_bytes / 4 - 1;
        for (size_t i = 0; is_read && i < room && left; i++, left--)
            is_read = append_sector(ole, get_u32(more.data + i * 4), &fat, err);
        if (is_read)
            next = get_u32(more.data + room * 4);
    }
    if (is_read)
        ole->fat = decode_table(&fat, &ole->fat_count);
    strbuf_clear(&fat);
    strbuf_clear(&more);
    return is_read;
}

/* ---- directory --------------------------------------------------------- */

static void add_entry(Ole *ole, const char *raw)
{
    StrBuf name = {0};
    strbuf_append_text(&name, "");
    size_t bytes = MIN(get_u16(raw + 64), 64u);
    for (size_t i = 0; i + 3 < bytes; i += 2) {
        uint32_t c = get_u16(raw + i);
        strbuf_append_byte(&name, c && c < 0x7F ? (char)c : '?');
    }
    ole->entries = mem_grow(ole->entries, &ole->entry_capacity, ole->entry_count + 1,
                            sizeof(ole->entries[0]));
    ole->entries[ole->entry_count++] = (Entry){.name = strbuf_detach(&name),
                                               .first_sector = get_u32(raw + 116),
                                               .bytes = get_u32(raw + 120)};
}

/* The streams of the root are a tree; documents put into this one have their own. */
static void walk_root(Ole *ole, const StrBuf *directory)
{
    size_t count = directory->len / ENTRY_BYTES, top = 0;
    bool *is_seen = mem_alloc_array(count + 1, sizeof(*is_seen));
    uint32_t *stack = mem_alloc_array(count + 1, sizeof(*stack));
    uint32_t child = get_u32(directory->data + 76);
    if (child < count) {
        is_seen[child] = true;
        stack[top++] = child;
    }
    while (top) {
        const char *raw = directory->data + (size_t)stack[--top] * ENTRY_BYTES;
        if (raw[66] == 2)
            add_entry(ole, raw);
        for (size_t side = 68; side <= 72; side += 4) {
            uint32_t other = get_u32(raw + side);
            if (other < count && !is_seen[other]) {
                is_seen[other] = true;
                stack[top++] = other;
            }
        }
    }
    free(is_seen);
    free(stack);
}

static bool read_directory(Ole *ole, const char *header, Error *err)
{
    StrBuf directory = {0}, mini_fat = {0};
    bool is_read =
        append_chain(ole, get_u32(header + 0x30), MAX_DIRECTORY_BYTES, &directory, err);
    if (is_read && directory.len < ENTRY_BYTES)
        is_read = set_damaged(ole, err);
    if (is_read) {
        walk_root(ole, &directory);
        is_read =
            append_chain(ole, get_u32(directory.data + 116),
                         MIN(get_u32(directory.data + 120), ole->file_bytes), &ole->mini,
                         err) &&
            append_chain(ole, get_u32(header + 0x3C), ole->file_bytes, &mini_fat, err);
    }
    if (is_read)
        ole->mini_fat = decode_table(&mini_fat, &ole->mini_fat_count);
    strbuf_clear(&directory);
    strbuf_clear(&mini_fat);
    return is_read;
}

/* ---- the file ---------------------------------------------------------- */

static bool read_header(Ole *ole, Error *err)
{
    char header[HEADER_BYTES];
    size_t got;
    if (!source_read(ole->source, 0, header, sizeof(header), &got, err))
        return false;
    if (got < sizeof(header) ||
        memcmp(header, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) != 0)
        return error_set(err, ERR_FORMAT, _("%s is no old office document, or cut off"),
                         ole->source->name);
    uint32_t shift = get_u16(header + 0x1E), mini_shift = get_u16(header + 0x20);
    if ((shift != 9 && shift != 12) || mini_shift != 6)
        return set_damaged(ole, err);
    off_t bytes = lseek(ole->source->fd, 0, SEEK_END);
    ole->file_bytes = bytes > 0 ? (uint64_t)bytes : 0;
    ole->sector_bytes = (size_t)1 << shift;
    ole->mini_bytes = (size_t)1 << mini_shift;
    ole->mini_cutoff = get_u32(header + 0x38);
    uint64_t count = (ole->file_bytes + ole->sector_bytes - 1) / ole->sector_bytes;
    ole->sector_count = (uint32_t)MIN(count ? count - 1 : 0, SECTOR_LAST_REAL);
    return read_fat(ole, header, err) && read_directory(ole, header, err);
}

Ole *ole_open_source(const Source *source, Error *err)
{
    Ole *ole = mem_alloc(sizeof(*ole));
    ole->source = source;
    if (read_header(ole, err))
        return ole;
    ole_free(ole);
    return NULL;
}

void ole_free(Ole *ole)
{
    if (!ole)
        return;
    for (size_t i = 0; i < ole->entry_count; i++)
        free(ole->entries[i].name);
    free(ole->entries);
    free(ole->fat);
    free(ole->mini_fat);
    strbuf_clear(&ole->mini);
    free(ole);
}

static const Entry *find_entry(const Ole *ole, Str name)
{
    for (size_t i = 0; i < ole->entry_count; i++)
        if (str_is_equal_nocase(str_from(ole->entries[i].name), name))
            return &ole->entries[i];
    return NULL;
}

bool ole_has_stream(const Ole *ole, Str name)
{
    return find_entry(ole, name) != NULL;
}

static bool append_small(const Ole *ole, const Entry *entry, StrBuf *out, Error *err)
{
    uint32_t sector = entry->first_sector;
    size_t start = out->len;
    for (size_t steps = 0; sector <= SECTOR_LAST_REAL && out->len - start < entry->bytes;
         steps++) {
        size_t off = size_mul(sector, ole->mini_bytes);
        if (sector >= ole->mini_fat_count || steps > ole->mini_fat_count ||
            off >= ole->mini.len)
            return set_damaged(ole, err);
        Str part = str_slice(strbuf_get(&ole->mini), off, off + ole->mini_bytes);
        strbuf_append_str(out, part);
        sector = ole->mini_fat[sector];
    }
    if (out->len - start > entry->bytes)
        out->len = start + (size_t)entry->bytes;
    return true;
}

bool ole_read_stream(const Ole *ole, Str name, uint64_t max_bytes, StrBuf *out,
                     Error *err)
{
    const Entry *entry = find_entry(ole, name);
    if (!entry)
        return error_set(err, ERR_FORMAT, _("%s has no stream %.*s"), ole->source->name,
                         STR_ARG(name));
    if (entry->bytes > max_bytes)
        return error_set(err, ERR_LIMIT, _("%s: %.*s is larger than %llu MB"),
                         ole->source->name, STR_ARG(name),
                         (unsigned long long)(max_bytes >> 20));
    return entry->bytes < ole->mini_cutoff
               ? append_small(ole, entry, out, err)
               : append_chain(ole, entry->first_sector, entry->bytes, out, err);
}
