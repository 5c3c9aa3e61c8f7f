/* Zip archives, entry by entry and within limits, by libzip.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/container.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zip.h>

#include <piyue/charset.h>
#include <piyue/text.h>

#define CHUNK_BYTES ((size_t)64 << 10)
/* Small parts of one repeated letter are nothing to fear. */
#define RATIO_FROM_BYTES ((uint64_t)1 << 20)
#define UNIX_TYPE_SHIFT 16

/* What libzip reads from, in place of a file of its own. */
typedef struct Stream {
    const Source *source;
    uint64_t off, size;
    zip_error_t zip_error;
    Error err; /* the first that source_read told */
} Stream;

typedef struct Entry {
    Str name; /* arena */
    size_t index;
} Entry;

struct Zip {
    Stream stream;
    zip_t *archive;
    ZipLimits limits;
    uint64_t read_bytes; /* of all entries read so far, unpacked */
    size_t count;
    Arena *arena;
    Str *names;     /* arena, by index; NUL-terminated */
    Entry *by_name; /* arena, sorted without regard to case, then by index */
};

ZipLimits zip_limits_default(void)
{
    return (ZipLimits){
        .max_total_bytes = (uint64_t)256 << 20,
        .max_entry_bytes = (uint64_t)64 << 20,
        .max_entries = 20000,
        .max_ratio = 100,
    };
}

/* ---- the source of bytes ----------------------------------------------- */

static zip_int64_t read_stream(Stream *stream, void *data, zip_uint64_t room)
{
    size_t got;
    Error err = {0};
    if (!source_read(stream->source, stream->off, data, room, &got, &err)) {
        if (error_is_set(&stream->err))
            error_clear(&err);
        else
            stream->err = err;
        zip_error_set(&stream->zip_error, ZIP_ER_READ, 0);
        return -1;
    }
    stream->off += got;
    return (zip_int64_t)got;
}

static zip_int64_t seek_stream(Stream *stream, void *data, zip_uint64_t len)
{
    zip_int64_t off = zip_source_seek_compute_offset(stream->off, stream->size, data, len,
                                                     &stream->zip_error);
    if (off < 0)
        return -1;
    stream->off = (uint64_t)off;
    return 0;
}

static zip_int64_t stat_stream(Stream *stream, void *data, zip_uint64_t len)
{
    if (len < sizeof(zip_stat_t)) {
        zip_error_set(&stream->zip_error, ZIP_ER_INVAL, 0);
        return -1;
    }
    zip_stat_t *stat = data;
    zip_stat_init(stat);
    stat->size = stream->size;
    stat->valid = ZIP_STAT_SIZE;
    return sizeof(*stat);
}

static zip_int64_t answer(void *context, void *data, zip_uint64_t len,
                          zip_source_cmd_t command)
{
    Stream *stream = context;
    if (command == ZIP_SOURCE_OPEN) {
        stream->off = 0;
        return 0;
    }
    if (command == ZIP_SOURCE_READ)
        return read_stream(stream, data, len);
    if (command == ZIP_SOURCE_SEEK)
        return seek_stream(stream, data, len);
    if (command == ZIP_SOURCE_TELL)
        return (zip_int64_t)stream->off;
    if (command == ZIP_SOURCE_STAT)
        return stat_stream(stream, data, len);
    if (command == ZIP_SOURCE_ERROR)
        return zip_error_to_data(&stream->zip_error, data, len);
    if (command == ZIP_SOURCE_SUPPORTS)
        return zip_source_make_command_bitmap(
            ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
            ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, -1);
    if (command == ZIP_SOURCE_CLOSE || command == ZIP_SOURCE_FREE)
        return 0;
    zip_error_set(&stream->zip_error, ZIP_ER_OPNOTSUPP, 0);
    return -1;
}

/* ---- names ------------------------------------------------------------- */

static const char *get_raw_name(Zip *zip, size_t index)
{
    const char *name = zip_get_name(zip->archive, index, ZIP_FL_ENC_RAW);
    return name ? name : "";
}

/* Encoding of the names that are not UTF-8, told from all of them together; NULL where
 * they look like what DOS wrote in Europe. */
static const char *detect_encoding(Zip *zip)
{
    StrBuf sample = {0};
    for (size_t i = 0; i < zip->count && sample.len < SOURCE_HEAD_BYTES; i++) {
        Str name = str_from(get_raw_name(zip, i));
        if (utf8_find_invalid(name) == name.len)
            continue;
        strbuf_append_str(&sample, name);
        strbuf_append_byte(&sample, '\n');
    }
    const char *encoding = NULL;
    if (sample.len) {
        CharsetGuess guess = charset_detect(strbuf_get(&sample), true);
        const char *chinese[] = {charset_find(STR("gb18030")), charset_find(STR("big5"))};
        for (size_t i = 0; i < ARRAY_SIZE(chinese); i++)
            if (chinese[i] && strcmp(guess.encoding, chinese[i]) == 0)
                encoding = chinese[i];
    }
    strbuf_clear(&sample);
    return encoding;
}

/* Appends a name that is not UTF-8. */
static void decode_name(Zip *zip, size_t index, const char *encoding, StrBuf *out)
{
    Str raw = str_from(get_raw_name(zip, index));
    uint64_t replaced = 0;
    Error err = {0};
    if (encoding && source_decode_bytes(raw, encoding, out, &replaced, &err))
        return;
    error_clear(&err);
    const char *guessed = zip_get_name(zip->archive, index, ZIP_FL_ENC_GUESS);
    Str name = str_from(guessed);
    strbuf_append_str(out, utf8_find_invalid(name) == name.len ? name : STR("?"));
}

static void load_names(Zip *zip)
{
    const char *encoding = detect_encoding(zip);
    StrBuf name = {0};
    zip->names = arena_alloc(zip->arena, size_mul(zip->count + 1, sizeof(*zip->names)));
    for (size_t i = 0; i < zip->count; i++) {
        Str raw = str_from(get_raw_name(zip, i));
        strbuf_reset(&name);
        if (utf8_find_invalid(raw) == raw.len)
            strbuf_append_str(&name, raw);
        else
            decode_name(zip, i, encoding, &name);
        /* Some archivers of Windows write its separators. */
        for (size_t off = 0; off < name.len; off++)
            if (name.data[off] == '\\')
                name.data[off] = '/';
        Str clean = strbuf_get(&name);
        while (str_has_prefix(clean, STR("./")))
            clean = str_slice(clean, 2, clean.len);
        zip->names[i] = arena_str(zip->arena, clean);
    }
    strbuf_clear(&name);
}

static unsigned char fold_ascii(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int compare_nocase(Str a, Str b)
{
    size_t len = MIN(a.len, b.len);
    for (size_t i = 0; i < len; i++) {
        int difference = fold_ascii(a.data[i]) - fold_ascii(b.data[i]);
        if (difference)
            return difference;
    }
    return (a.len > b.len) - (a.len < b.len);
}

static int compare_entries(const void *left, const void *right)
{
    const Entry *a = left, *b = right;
    int order = compare_nocase(a->name, b->name);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static void sort_names(Zip *zip)
{
    zip->by_name = arena_alloc(zip->arena, size_mul(zip->count + 1, sizeof(Entry)));
    for (size_t i = 0; i < zip->count; i++)
        zip->by_name[i] = (Entry){zip->names[i], i};
    qsort(zip->by_name, zip->count, sizeof(Entry), compare_entries);
}

/* First entry in by_name whose name is not before `name`. */
static size_t find_place(const Zip *zip, Str name)
{
    size_t low = 0, high = zip->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_nocase(zip->by_name[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t zip_find(Zip *zip, Str name)
{
    size_t first = find_place(zip, name);
    size_t found = SIZE_MAX;
    for (size_t i = first; i < zip->count; i++) {
        const Entry *entry = &zip->by_name[i];
        if (compare_nocase(entry->name, name) != 0)
            break;
        if (str_is_equal(entry->name, name))
            return entry->index;
        if (found == SIZE_MAX)
            found = entry->index;
    }
    return found;
}

size_t zip_count_entries(const Zip *zip)
{
    return zip->count;
}

const char *zip_get_entry_name(const Zip *zip, size_t index)
{
    return index < zip->count ? zip->names[index].data : NULL;
}

/* ---- opening ----------------------------------------------------------- */

static bool set_open_error(Zip *zip, zip_error_t *error, Error *err)
{
    const char *name = zip->stream.source->name;
    if (error_is_set(&zip->stream.err)) {
        error_clear(err);
        *err = zip->stream.err;
        zip->stream.err = (Error){0};
        return false;
    }
    if (zip_error_code_zip(error) == ZIP_ER_MEMORY)
        return error_set(err, ERR_LIMIT,
                         _("%s: its table of contents does not fit into "
                           "the memory"),
                         name);
    return error_set(err, ERR_FORMAT,
                     _("%s is not a complete ZIP archive; fetch or save it anew"), name);
}

static zip_t *open_archive(Zip *zip, Error *err)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = NULL;
    /* libzip takes nothing at all for an archive of nothing. */
    if (zip->stream.size)
        source = zip_source_function_create(answer, &zip->stream, &error);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!archive) {
        set_open_error(zip, &error, err);
        zip_source_free(source);
    }
    zip_error_fini(&error);
    return archive;
}

Zip *zip_open_source(const Source *source, const ZipLimits *limits, Error *err)
{
    struct stat stat;
    if (fstat(source->fd, &stat) != 0 || stat.st_size < 0) {
        error_set(err, ERR_INPUT, _("%s cannot be read"), source->name);
        return NULL;
    }
    Zip *zip = mem_alloc(sizeof(*zip));
    *zip = (Zip){.stream = {.source = source, .size = (uint64_t)stat.st_size},
                 .limits = *limits,
                 .arena = arena_new()};
    zip_error_init(&zip->stream.zip_error);
    zip->archive = open_archive(zip, err);
    if (!zip->archive)
        goto fail;
    zip_int64_t count = zip_get_num_entries(zip->archive, 0);
    if (count > (zip_int64_t)limits->max_entries) {
        error_set(err, ERR_LIMIT, _("%s holds more than %lu files"), source->name,
                  (unsigned long)limits->max_entries);
        goto fail;
    }
    zip->count = (size_t)count;
    load_names(zip);
    sort_names(zip);
    return zip;

fail:
    zip_free(zip);
    return NULL;
}

void zip_free(Zip *zip)
{
    if (!zip)
        return;
    if (zip->archive)
        zip_discard(zip->archive);
    zip_error_fini(&zip->stream.zip_error);
    error_clear(&zip->stream.err);
    arena_free(zip->arena);
    free(zip);
}

/* ---- entries ----------------------------------------------------------- */

/* An entry being read, for messages. */
typedef struct Reading {
    Zip *zip;
    size_t index;
    zip_stat_t stat;
} Reading;

static const char *get_file(const Reading *reading)
{
    return reading->zip->stream.source->name;
}

static const char *get_part(const Reading *reading)
{
    return reading->zip->names[reading->index].data;
}

static bool set_broken(const Reading *reading, zip_error_t *error, Error *err)
{
    Stream *stream = &reading->zip->stream;
    if (error_is_set(&stream->err)) {
        error_clear(err);
        *err = stream->err;
        stream->err = (Error){0};
        return false;
    }
    int code = zip_error_code_zip(error);
    if (code == ZIP_ER_MEMORY)
        return error_set(err, ERR_LIMIT, _("%s: %s does not fit into the memory"),
                         get_file(reading), get_part(reading));
    if (code == ZIP_ER_COMPNOTSUPP)
        return error_set(err, ERR_FORMAT,
                         _("%s: %s is packed in a way that is not read; pack it anew"),
                         get_file(reading), get_part(reading));
    if (code == ZIP_ER_CRC)
        return error_set(err, ERR_FORMAT, _("%s: %s is damaged (its checksum is wrong)"),
                         get_file(reading), get_part(reading));
    return error_set(err, ERR_FORMAT, _("%s: %s is damaged"), get_file(reading),
                     get_part(reading));
}

/* Is an entry of `bytes` within the limits? */
static bool check_size(const Reading *reading, uint64_t bytes, Error *err)
{
    const Zip *zip = reading->zip;
    const ZipLimits *limits = &zip->limits;
    if (bytes > limits->max_entry_bytes)
        return error_set(err, ERR_LIMIT, _("%s: %s is larger than %llu MB unpacked"),
                         get_file(reading), get_part(reading),
                         (unsigned long long)(limits->max_entry_bytes >> 20));
    if (bytes > limits->max_total_bytes - MIN(zip->read_bytes, limits->max_total_bytes))
        return error_set(err, ERR_LIMIT, _("%s is larger than %llu MB unpacked"),
                         get_file(reading),
                         (unsigned long long)(limits->max_total_bytes >> 20));
    uint64_t packed = MIN(reading->stat.comp_size, zip->stream.size);
    if (bytes > RATIO_FROM_BYTES && bytes > packed * limits->max_ratio)
        return error_set(err, ERR_LIMIT,
                         _("%s: %s is packed more than %lu times; such archives are made "
                           "to fill the memory"),
                         get_file(reading), get_part(reading),
                         (unsigned long)limits->max_ratio);
    return true;
}

static bool is_link(const Reading *reading)
{
    zip_uint8_t system;
    zip_uint32_t attributes;
    return zip_file_get_external_attributes(reading->zip->archive, reading->index, 0,
                                            &system, &attributes) == 0 &&
           system == ZIP_OPSYS_UNIX && S_ISLNK(attributes >> UNIX_TYPE_SHIFT);
}

static bool check_entry(Reading *reading, Error *err)
{
    zip_t *archive = reading->zip->archive;
    if (zip_stat_index(archive, reading->index, 0, &reading->stat) != 0)
        return set_broken(reading, zip_get_error(archive), err);
    if ((reading->stat.valid & ZIP_STAT_ENCRYPTION_METHOD) &&
        reading->stat.encryption_method != ZIP_EM_NONE)
        return error_set(err, ERR_FORMAT,
                         _("%s is locked by a password; save it without one"),
                         get_file(reading));
    if (is_link(reading))
        return error_set(err, ERR_FORMAT, _("%s: %s is a link, not a file"),
                         get_file(reading), get_part(reading));
    /* What it says of itself; what it is, is seen as it is read. */
    return check_size(reading, reading->stat.size, err);
}

bool zip_read_entry(Zip *zip, size_t index, StrBuf *out, Error *err)
{
    BUG_ON(index >= zip->count);
    Reading reading = {.zip = zip, .index = index};
    if (!check_entry(&reading, err))
        return false;
    zip_file_t *file = zip_fopen_index(zip->archive, index, 0);
    if (!file)
        return set_broken(&reading, zip_get_error(zip->archive), err);
    size_t start = out->len;
    strbuf_reserve(out, (size_t)reading.stat.size + 1);
    bool is_read = true;
    while (is_read) {
        strbuf_reserve(out, CHUNK_BYTES);
        zip_int64_t got = zip_fread(file, out->data + out->len, CHUNK_BYTES);
        if (got == 0)
            break;
        if (got < 0) {
            is_read = set_broken(&reading, zip_file_get_error(file), err);
            break;
        }
        out->len += (size_t)got;
        is_read = check_size(&reading, out->len - start, err);
    }
    zip_fclose(file);
    uint64_t bytes = out->len - start;
    zip->read_bytes += bytes;
    if (!is_read)
        out->len = start;
    if (out->data)
        out->data[out->len] = '\0';
    return is_read;
}

/* Is there another entry of the same name that holds something else? */
static bool is_ambiguous(Zip *zip, size_t index)
{
    zip_stat_t stat, other;
    Str name = zip->names[index];
    if (zip_stat_index(zip->archive, index, 0, &stat) != 0)
        return false;
    for (size_t i = find_place(zip, name);
         i < zip->count && compare_nocase(zip->by_name[i].name, name) == 0; i++)
        if (zip->by_name[i].index != index && str_is_equal(zip->by_name[i].name, name) &&
            zip_stat_index(zip->archive, zip->by_name[i].index, 0, &other) == 0 &&
            (other.crc != stat.crc || other.size != stat.size))
            return true;
    return false;
}

bool zip_read_name(Zip *zip, Str name, StrBuf *out, Error *err)
{
    size_t index = zip_find(zip, name);
    if (index == SIZE_MAX)
        return error_set(err, ERR_FORMAT, _("%s is not complete: %.*s is missing"),
                         zip->stream.source->name, STR_ARG(name));
    if (is_ambiguous(zip, index))
        return error_set(err, ERR_FORMAT,
                         _("%s holds %.*s twice; which one counts cannot be told"),
                         zip->stream.source->name, STR_ARG(name));
    return zip_read_entry(zip, index, out, err);
}
