/* Compound files: streams, rings and lies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../memory_source.h"
#include "ole_writer.h"

#include <piyue/container.h>

/* Opens bytes; the sentence of a failure has to hold `word`. */
static Ole *open_bytes(MemorySource *memory, Str bytes, const char *word)
{
    Error err = {0};
    Ole *ole = ole_open_source(memory_source_init(memory, "山.doc", bytes), &err);
    if (word &&
        (ole || !strstr(error_get_message(&err), word) || !strstr(err.message, "山.doc")))
        fail_msg("%s", error_get_message(&err));
    if (!word && !ole)
        fail_msg("%s", error_get_message(&err));
    error_clear(&err);
    return ole;
}

static void make_two(StrBuf *out, size_t large_bytes)
{
    StrBuf large = {0};
    for (size_t i = 0; i < large_bytes; i++)
        strbuf_append_byte(&large, (char)('a' + i % 23));
    ole_write((OleStream[]){{"Small", STR("klein")}, {"Large", strbuf_get(&large)}}, 2,
              out);
    strbuf_clear(&large);
}

static void streams_of_both_kinds_are_read(void **state)
{
    (void)state;
    StrBuf bytes = {0}, out = {0};
    make_two(&bytes, 100000);
    MemorySource memory;
    Error err = {0};
    Ole *ole = open_bytes(&memory, strbuf_get(&bytes), NULL);
    assert_true(ole_has_stream(ole, STR("small")));
    assert_false(ole_has_stream(ole, STR("Root Entry")));
    assert_true(ole_read_stream(ole, STR("Small"), 100, &out, &err));
    assert_string_equal(out.data, "klein");
    strbuf_reset(&out);
    assert_true(ole_read_stream(ole, STR("Large"), 100000, &out, &err));
    assert_int_equal(out.len, 100000);
    for (size_t i = 0; i < out.len; i++)
        assert_int_equal(out.data[i], 'a' + i % 23);
    assert_false(ole_read_stream(ole, STR("Large"), 99999, &out, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_false(ole_read_stream(ole, STR("None"), 9, &out, &err));
    assert_int_equal(err.code, ERR_FORMAT);
    ole_free(ole);
    error_clear(&err);
    memory_source_clear(&memory);
    strbuf_clear(&bytes);
    strbuf_clear(&out);
}

static size_t find_fat(const StrBuf *bytes)
{
    Str raw = strbuf_get(bytes);
    return OLE_SECTOR * (1 + (size_t)(unsigned char)raw.data[0x4C] +
                         ((size_t)(unsigned char)raw.data[0x4D] << 8));
}

static void rings_of_sectors_are_told(void **state)
{
    (void)state;
    StrBuf bytes = {0};
    make_two(&bytes, 8192);
    /* The directory comes back to itself. */
    uint32_t directory = (unsigned char)bytes.data[0x30];
    set_le(&bytes, find_fat(&bytes) + directory * 4, directory, 4);
    MemorySource memory;
    assert_null(open_bytes(&memory, strbuf_get(&bytes), "do not hang together"));
    memory_source_clear(&memory);
    strbuf_clear(&bytes);

    make_two(&bytes, 8192);
    set_le(&bytes, find_fat(&bytes) + 3 * 4, 0, 4); /* a stream goes round in itself */
    Ole *ole = open_bytes(&memory, strbuf_get(&bytes), NULL);
    StrBuf out = {0};
    Error err = {0};
    /* Its size ends it. */
    assert_true(ole_read_stream(ole, STR("Large"), 100000, &out, &err));
    assert_int_equal(out.len, 8192);
    ole_free(ole);
    memory_source_clear(&memory);
    strbuf_clear(&bytes);
    strbuf_clear(&out);
}

static void what_is_cut_off_is_told(void **state)
{
    (void)state;
    StrBuf bytes = {0};
    make_two(&bytes, 8192);
    MemorySource memory;
    Str all = strbuf_get(&bytes);
    assert_null(open_bytes(&memory, str_slice(all, 0, 511), "cut off"));
    memory_source_clear(&memory);
    assert_null(open_bytes(&memory, str_slice(all, 0, 512), "do not hang together"));
    memory_source_clear(&memory);
    assert_null(open_bytes(&memory, str_slice(all, 0, all.len / 2), "do not hang"));
    memory_source_clear(&memory);
    assert_null(open_bytes(&memory, STR("PK"), "no old office document"));
    memory_source_clear(&memory);
    strbuf_clear(&bytes);
}

/* Any one byte that is another: an answer, whichever. */
static void no_byte_of_the_frame_does_harm(void **state)
{
    (void)state;
    StrBuf bytes = {0};
    make_two(&bytes, 4096);
    for (size_t i = 0; i < bytes.len; i += i < 600 ? 1 : 7) {
        char kept = bytes.data[i];
        bytes.data[i] = (char)(kept ^ 0x55);
        MemorySource memory;
        Error err = {0};
        Ole *ole = ole_open_source(
            memory_source_init(&memory, "山.doc", strbuf_get(&bytes)), &err);
        StrBuf out = {0};
        if (ole && (!ole_read_stream(ole, STR("Large"), 1 << 20, &out, &err) ||
                    !ole_read_stream(ole, STR("Small"), 1 << 20, &out, &err)))
            assert_true(error_is_set(&err));
        ole_free(ole);
        error_clear(&err);
        strbuf_clear(&out);
        memory_source_clear(&memory);
        bytes.data[i] = kept;
    }
    strbuf_clear(&bytes);
}

int main(void)
{
    translate_set_language("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_of_both_kinds_are_read),
        cmocka_unit_test(rings_of_sectors_are_told),
        cmocka_unit_test(what_is_cut_off_is_told),
        cmocka_unit_test(no_byte_of_the_frame_does_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
