/* Zip archives written into memory, by libzip.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/container.h>

#include <stdlib.h>

#include <zip.h>

#define EPOCH 315532800 /* 1980-01-01, the first day a zip archive can tell */

typedef struct Entry {
    char *bytes;  /* owned: libzip frees what it is given, or does not, when it fails */
    uint64_t end; /* in bytes of all up to it */
} Entry;

struct ZipOutput {
    zip_source_t *source;
    zip_t *archive;
    Entry *entries;
    size_t count, capacity;
    const Report *watch; /* while it is packed */
    double share;        /* of the entries that are */
    bool is_stopped;     /* libzip does not ask what its last question brought */
};

static bool zip_fail(Error *err, zip_error_t *why)
{
    error_set(err, ERR_OUTPUT, _("the archive cannot be made: %s"),
              zip_error_strerror(why));
    zip_error_fini(why);
    return false;
}

ZipOutput *zip_output_new(Error *err)
{
    zip_error_t why;
    zip_error_init(&why);
    ZipOutput *output = mem_alloc(sizeof(*output));
    output->source = zip_source_buffer_create(NULL, 0, 0, &why);
    if (output->source) {
        zip_source_keep(
            output->source); /* its bytes are read after the archive is closed */
        output->archive =
            zip_open_from_source(output->source, ZIP_CREATE | ZIP_TRUNCATE, &why);
    }
    if (!output->archive) {
        zip_fail(err, &why);
        zip_output_free(output);
        return NULL;
    }
    zip_error_fini(&why);
    return output;
}

void zip_output_free(ZipOutput *output)
{
    if (!output)
        return;
    if (output->archive)
        zip_discard(output->archive);
    if (output->source)
        zip_source_free(output->source);
    for (size_t i = 0; i < output->count; i++)
        free(output->entries[i].bytes);
    free(output->entries);
    free(output);
}

/* Of the first entries. */
static uint64_t count_bytes(const ZipOutput *output, size_t entries)
{
    return entries ? output->entries[entries - 1].end : 0;
}

bool zip_output_add(ZipOutput *output, const char *name, Str bytes, Error *err)
{
    uint64_t before = count_bytes(output, output->count);
    output->entries = mem_grow(output->entries, &output->capacity, output->count + 1,
                               sizeof(*output->entries));
    Entry *entry = &output->entries[output->count++];
    *entry = (Entry){mem_dup(bytes.data, bytes.len), before + bytes.len};
    zip_source_t *source = zip_source_buffer(output->archive, entry->bytes, bytes.len, 0);
    zip_int64_t index = -1;
    if (source)
        index = zip_file_add(output->archive, name, source, ZIP_FL_ENC_UTF_8);
    if (source && index < 0)
        zip_source_free(source);
    /* The same parts make the same archive, whenever that is. */
    if (index < 0 ||
        zip_file_set_mtime(output->archive, (zip_uint64_t)index, EPOCH, 0) != 0)
        return error_set(err, ERR_OUTPUT, _("the archive cannot be made: %s"),
                         zip_strerror(output->archive));
    return true;
}

/* ---- packing ------------------------------------------------------------- */

/* To libzip every entry is as long as the next. */
static uint64_t count_packed(const ZipOutput *output)
{
    double entries = output->share * (double)output->count;
    size_t whole = (size_t)entries;
    if (whole >= output->count)
        return count_bytes(output, output->count);
    uint64_t before = count_bytes(output, whole);
    uint64_t entry = count_bytes(output, whole + 1) - before;
    return before + (uint64_t)((entries - (double)whole) * (double)entry);
}

static void note_share(zip_t *archive, double share, void *context)
{
    (void)archive;
    ZipOutput *output = context;
    output->share = share;
}

/* libzip asks for each piece of some kilobytes. */
static int is_cancelled(zip_t *archive, void *context)
{
    (void)archive;
    ZipOutput *output = context;
    output->is_stopped |= !report_progress(output->watch, count_packed(output),
                                           count_bytes(output, output->count));
    return output->is_stopped;
}

static bool pack(ZipOutput *output, const Report *watch, Error *err)
{
    output->watch = watch;
    zip_register_progress_callback_with_state(output->archive, 0.001, note_share, NULL,
                                              output);
    zip_register_cancel_callback_with_state(output->archive, is_cancelled, NULL, output);
    bool is_packed = zip_close(output->archive) == 0;
    if (!is_packed && !output->is_stopped)
        return error_set(err, ERR_OUTPUT, _("the archive cannot be made: %s"),
                         zip_strerror(output->archive));
    if (is_packed)
        output->archive = NULL;
    return !output->is_stopped ||
           error_set(err, ERR_CANCELLED, "%s", _("stopped; nothing was written"));
}

static bool read_back(ZipOutput *output, StrBuf *out)
{
    zip_stat_t info;
    if (zip_source_stat(output->source, &info) != 0 || !(info.valid & ZIP_STAT_SIZE) ||
        zip_source_open(output->source) != 0)
        return false;
    size_t size = (size_t)info.size;
    strbuf_reserve(out, size + 1);
    zip_int64_t got = zip_source_read(output->source, out->data + out->len, size);
    zip_source_close(output->source);
    if (got < 0 || (size_t)got != size)
        return false;
    out->len += size;
    out->data[out->len] = '\0';
    return true;
}

bool zip_output_finish(ZipOutput *output, const Report *watch, StrBuf *out, Error *err)
{
    return pack(output, watch, err) &&
           (read_back(output, out) ||
            error_set(err, ERR_OUTPUT, _("the archive cannot be made: %s"),
                      zip_error_strerror(zip_source_error(output->source))));
}
