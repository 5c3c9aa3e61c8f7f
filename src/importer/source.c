/* Reads the file an importer was given.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/importer.h>

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <piyue/charset.h>

#define CHUNK_BYTES ((size_t)256 << 10)

ImportLimits import_limits_default(void)
{
    return (ImportLimits){
        .max_file_bytes = (uint64_t)2 << 30,
        .max_text_bytes = (uint64_t)2 << 30,
        .max_cpu_seconds = 120,
        .max_memory_bytes = (uint64_t)1 << 30,
    };
}

static bool set_too_large(const Source *source, uint64_t max_bytes, Error *err)
{
    return error_set(err, ERR_LIMIT, _("%s is larger than %llu MB"), source->name,
                     (unsigned long long)(max_bytes >> 20));
}

bool source_read(const Source *source, uint64_t off, char *data, size_t room,
                 size_t *got_bytes, Error *err)
{
    *got_bytes = 0;
    while (*got_bytes < room) {
        ssize_t got = pread(source->fd, data + *got_bytes, room - *got_bytes,
                            (off_t)(off + *got_bytes));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"),
                                    source->name);
        if (got == 0)
            break;
        *got_bytes += (size_t)got;
    }
    uint64_t max_bytes = source->limits->max_file_bytes;
    return off + *got_bytes <= max_bytes || set_too_large(source, max_bytes, err);
}

bool source_read_all(const Source *source, uint64_t max_bytes, StrBuf *out, Error *err)
{
    uint64_t off = 0;
    for (;;) {
        strbuf_reserve(out, CHUNK_BYTES);
        size_t got;
        if (!source_read(source, off, out->data + out->len, CHUNK_BYTES, &got, err))
            return false;
        if (!got)
            return true;
        out->len += got;
        off += got;
        if (off > max_bytes)
            return set_too_large(source, max_bytes, err);
    }
}

bool source_decode_bytes(Str bytes, const char *encoding, StrBuf *out, uint64_t *replaced,
                         Error *err)
{
    Decoder *decoder = decoder_new(encoding, err);
    if (!decoder)
        return false;
    size_t start = out->len;
    decoder_feed(decoder, bytes, true, out);
    *replaced += decoder_get_replaced(decoder);
    decoder_free(decoder);
    if (str_has_prefix(str_slice(strbuf_get(out), start, out->len), STR("\uFEFF")))
        strbuf_splice(out, start, start + 3, STR(""));
    return true;
}

bool source_decode(const Source *source, uint64_t max_bytes, StrBuf *out,
                   uint64_t *replaced, Error *err)
{
    StrBuf bytes = {0};
    *replaced = 0;
    bool is_read =
        source_read_all(source, max_bytes, &bytes, err) &&
        (source_decode_bytes(strbuf_get(&bytes), source->encoding, out, replaced, err) ||
         error_context(err, "%s", source->name));
    strbuf_clear(&bytes);
    return is_read;
}
