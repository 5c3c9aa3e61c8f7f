/* What the mutators make is still what its target reads: otherwise the fuzzers would test
 * the outermost shell alone.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../memory_source.h"
#include "mutate.h"

#include <piyue/container.h>

#define ROUNDS 300

/* Stands in for libFuzzer's: one byte becomes another, comes or goes, by what was before.
 */
static size_t change_one_byte(uint8_t *data, size_t size, size_t max_bytes)
{
    static unsigned dice = 1;
    dice = dice * 1664525u + 1013904223u;
    size_t at = size ? (dice >> 8) % size : 0;
    if (size && size < max_bytes && dice % 3 == 0) {
        memmove(data + at + 1, data + at, size - at);
        return size + 1;
    }
    if (size > 1 && dice % 3 == 1) {
        memmove(data + at, data + at + 1, size - at - 1);
        return size - 1;
    }
    if (size)
        data[at] ^= (uint8_t)(1 + dice % 255);
    return size;
}

static void read_seed(const char *target, const char *name, StrBuf *seed)
{
    Error err = {0};
    const char *source = getenv("srcdir");
    char *folder = path_join(source ? source : ".", "tests/fuzz/seeds");
    char *seeds = path_join(folder, target), *path = path_join(seeds, name);
    assert_true(file_read(path, FUZZ_MAX_BYTES, seed, &err));
    free(path);
    free(seeds);
    free(folder);
}

/* How many of the parts of an archive can be read. */
static size_t count_parts(Str archive)
{
    MemorySource memory;
    Error err = {0};
    size_t count = 0;
    ZipLimits limits = zip_limits_default();
    memory_source_init(&memory, "archive", archive);
    Zip *zip = zip_open_source(&memory.source, &limits, &err);
    for (size_t i = 0; zip && i < zip_count_entries(zip); i++) {
        StrBuf part = {0};
        error_clear(&err);
        count += zip_read_entry(zip, i, &part, &err);
        strbuf_clear(&part);
    }
    zip_free(zip);
    error_clear(&err);
    memory_source_clear(&memory);
    return count;
}

static size_t mutate_seed(FuzzShape shape, Str seed, unsigned round, uint8_t *data)
{
    memcpy(data, seed.data, seed.len);
    return fuzz_mutate(shape, data, seed.len, FUZZ_MAX_BYTES, round, change_one_byte);
}

static void a_changed_archive_is_an_archive(void **state)
{
    (void)state;
    static const char *const seeds[][2] = {
        {"docx", "paper"}, {"epub", "book"}, {"odt", "paper"}, {"ofd", "paper"}};
    uint8_t *data = mem_alloc(FUZZ_MAX_BYTES);
    for (size_t i = 0; i < ARRAY_SIZE(seeds); i++) {
        StrBuf seed = {0};
        size_t opened = 0, changed = 0;
        read_seed(seeds[i][0], seeds[i][1], &seed);
        size_t parts = count_parts(strbuf_get(&seed));
        for (unsigned round = 0; round < ROUNDS; round++) {
            size_t size = mutate_seed(SHAPE_ARCHIVE, strbuf_get(&seed), round, data);
            Str made = {(const char *)data, size};
            assert_true(size <= FUZZ_MAX_BYTES);
            opened += count_parts(made) + 1 >= parts;
            changed += !str_is_equal(made, strbuf_get(&seed));
        }
        assert_true(opened > ROUNDS * 3 / 4);
        assert_true(changed > ROUNDS * 9 / 10);
        strbuf_clear(&seed);
    }
    free(data);
}

static void two_archives_are_crossed_part_by_part(void **state)
{
    (void)state;
    StrBuf first = {0}, second = {0};
    uint8_t *data = mem_alloc(FUZZ_MAX_BYTES);
    read_seed("docx", "paper", &first);
    read_seed("odt", "paper", &second);
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t size = fuzz_cross(SHAPE_ARCHIVE, strbuf_get(&first), strbuf_get(&second),
                                 data, FUZZ_MAX_BYTES, round);
        assert_int_equal(count_parts((Str){(const char *)data, size}),
                         count_parts(strbuf_get(&first)));
    }
    assert_int_equal(fuzz_cross(SHAPE_BYTES, strbuf_get(&first), strbuf_get(&second),
                                data, FUZZ_MAX_BYTES, 1),
                     0);
    free(data);
    strbuf_clear(&first);
    strbuf_clear(&second);
}

static void nothing_moves_in_a_compound_file(void **state)
{
    (void)state;
    StrBuf seed = {0};
    size_t kept = 0;
    uint8_t *data = mem_alloc(FUZZ_MAX_BYTES);
    read_seed("doc", "paper", &seed);
    for (unsigned round = 0; round < ROUNDS; round++)
        kept += mutate_seed(SHAPE_SECTORS, strbuf_get(&seed), round, data) == seed.len;
    assert_true(kept > ROUNDS * 3 / 4);
    free(data);
    strbuf_clear(&seed);
}

/* Do the lengths of the frames lead to the end? */
static bool is_framed(Str bytes)
{
    size_t off = 1;
    while (off + 8 <= bytes.len) {
        uint32_t payload_bytes;
        memcpy(&payload_bytes, bytes.data + off + 4, sizeof(payload_bytes));
        off += 8 + (size_t)payload_bytes;
    }
    return off == bytes.len;
}

static void frames_keep_their_lengths(void **state)
{
    (void)state;
    StrBuf seed = {0};
    size_t framed = 0;
    uint8_t *data = mem_alloc(FUZZ_MAX_BYTES);
    read_seed("frame", "document", &seed);
    assert_true(is_framed(strbuf_get(&seed)));
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t size = mutate_seed(SHAPE_FRAMES, strbuf_get(&seed), round, data);
        framed += is_framed((Str){(const char *)data, size});
    }
    assert_true(framed > ROUNDS * 3 / 4);
    free(data);
    strbuf_clear(&seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_archive_is_an_archive),
        cmocka_unit_test(two_archives_are_crossed_part_by_part),
        cmocka_unit_test(nothing_moves_in_a_compound_file),
        cmocka_unit_test(frames_keep_their_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
