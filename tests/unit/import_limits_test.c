/* What a stranger's file may cost, at each limit, one below and one above.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "import/worker.h"

#include "library_fixture.h"

#define MEGABYTE ((size_t)1 << 20)
#define NAME "山.txt"

/* ---- processor and memory ---------------------------------------------- */

/* The request of the children below: how much they are to take. */
typedef struct Appetite {
    unsigned milliseconds;
    size_t megabytes;
} Appetite;

static Appetite read_appetite(Str request)
{
    Appetite appetite;
    BUG_ON(request.len != sizeof(appetite));
    memcpy(&appetite, request.data, sizeof(appetite));
    return appetite;
}

static void burn(int fd, FrameSink *sink, Str request)
{
    (void)fd;
    Appetite appetite = read_appetite(request);
    struct timespec used = {0};
    while ((uint64_t)used.tv_sec * 1000 + (uint64_t)used.tv_nsec / 1000000 <
           appetite.milliseconds)
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    frame_sink_format(sink, &(ImportDetection){.format = "text", .confidence = 1});
    sink_end(&sink->sink, 0, 0);
}

static bool run_child(WorkerMain *main_function, Appetite appetite,
                      const ImportLimits *limits, Error *err)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_true(fd >= 0);
    ImportOptions options = {.limits = *limits};
    WorkerJob job = {.fd = fd,
                     .name = NAME,
                     .options = &options,
                     .main = main_function,
                     .request = {(const char *)&appetite, sizeof(appetite)}};
    FrameReader reader;
    frame_reader_init(&reader, NAME, &options.limits, NULL);
    bool is_fine = worker_run(&job, &reader, err);
    frame_reader_clear(&reader);
    close(fd);
    return is_fine;
}

static void assert_limit(Error *err, const char *limit)
{
    assert_int_equal(err->code, ERR_LIMIT);
    if (!strstr(err->message, NAME) || !strstr(err->message, limit))
        fail_msg("%s", err->message);
    error_clear(err);
}

/* The kernel looks once a tick, and counts whole seconds. */
static void a_second_less_than_the_limit_passes_and_one_more_does_not(void **state)
{
    (void)state;
    ImportLimits limits = import_limits_default();
    limits.max_cpu_seconds = 2;
    Error err = {0};
    assert_true(run_child(burn, (Appetite){.milliseconds = 1000}, &limits, &err));
    assert_false(run_child(burn, (Appetite){.milliseconds = 3000}, &limits, &err));
    assert_limit(&err, "2 seconds");
}

#ifndef WITH_SANITIZERS
static void finish(FrameSink *sink)
{
    frame_sink_format(sink, &(ImportDetection){.format = "text", .confidence = 1});
    sink_end(&sink->sink, 0, 0);
}

static void take_block(int fd, FrameSink *sink, Str request)
{
    (void)fd;
    free(mem_alloc(read_appetite(request).megabytes * MEGABYTE));
    finish(sink);
}

/* As a library does that does not look whether it got what it asked for. */
static void take_and_follow_null(int fd, FrameSink *sink, Str request)
{
    (void)fd;
    size_t count = read_appetite(request).megabytes * 16;
    char **parts = mem_alloc(count * sizeof(*parts));
    for (size_t i = 0; i < count; i++) {
        parts[i] = malloc(MEGABYTE / 16);
        ((volatile char *)parts[i])[0] = 1;
    }
    finish(sink);
}

static void take_and_abort(int fd, FrameSink *sink, Str request)
{
    (void)fd;
    size_t count = read_appetite(request).megabytes * 16;
    for (size_t i = 0; i < count; i++) {
        char *volatile part = malloc(MEGABYTE / 16); /* freed by the end of the process */
        if (!part)
            abort();
    }
    finish(sink);
}

/* Counted is the address space, to which a few pages belong that are free already: a
 * megabyte is the grain. */
static void memory_ends_at_its_limit_however_it_is_taken(void **state)
{
    (void)state;
    static WorkerMain *const takers[] = {take_block, take_and_follow_null,
                                         take_and_abort};
    ImportLimits limits = import_limits_default();
    limits.max_memory_bytes = 64 * MEGABYTE;
    for (size_t i = 0; i < ARRAY_SIZE(takers); i++) {
        Error err = {0};
        /* What the heap puts around its blocks takes some of it. */
        size_t below = i ? 62 : 63;
        if (!run_child(takers[i], (Appetite){.megabytes = below}, &limits, &err))
            fail_msg("%zu: %s", i, err.message);
        assert_false(run_child(takers[i], (Appetite){.megabytes = 65}, &limits, &err));
        assert_limit(&err, "64 MB of memory");
    }
}

static void crash(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)sink, (void)request;
    *(volatile char *)NULL = 1;
}

static void a_crash_with_memory_left_is_a_crash(void **state)
{
    (void)state;
    ImportLimits limits = import_limits_default();
    Error err = {0};
    assert_false(run_child(crash, (Appetite){0}, &limits, &err));
    assert_int_equal(err.code, ERR_FORMAT);
    assert_non_null(strstr(err.message, "signal 11"));
    error_clear(&err);
}
#endif

/* ---- frames ------------------------------------------------------------ */

static void append_number(StrBuf *buf, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        strbuf_append_byte(buf, (char)(unsigned char)(value >> 8 * i));
}

static void append_header(StrBuf *buf, FrameType type, size_t length)
{
    append_number(buf, FRAME_VERSION, 1);
    append_number(buf, type, 1);
    append_number(buf, 0, 2);
    append_number(buf, length, 4);
}

/* A frame of one block whose payload has so many bytes. */
static void append_block(StrBuf *buf, size_t length)
{
    size_t text = length - 4 - RECORD_BYTES;
    append_header(buf, FRAME_BLOCKS, length);
    append_number(buf, 1, 4);
    append_number(buf, text, 4);
    append_number(buf, 1, 4); /* line */
    append_number(buf, 0, 8); /* offset */
    append_number(buf, BLOCK_PARAGRAPH, 1);
    append_number(buf, 0, 3);
    for (size_t i = 0; i < text; i++)
        strbuf_append_byte(buf, 'a');
}

static bool feed(const StrBuf *bytes, const ImportLimits *limits, Error *err)
{
    FrameSink sink;
    frame_sink_init(&sink, -1);
    frame_sink_format(&sink, &(ImportDetection){.format = "text", .confidence = 1});
    Draft *draft = draft_new();
    FrameReader reader;
    frame_reader_init(&reader, NAME, limits, draft);
    bool is_fine = frame_reader_feed(&reader, strbuf_get(&sink.out), err) &&
                   frame_reader_feed(&reader, strbuf_get(bytes), err);
    frame_reader_clear(&reader);
    draft_free(draft);
    frame_sink_clear(&sink);
    return is_fine;
}

static void a_frame_may_be_as_long_as_its_limit(void **state)
{
    (void)state;
    ImportLimits limits = import_limits_default();
    for (int beyond = -1; beyond <= 1; beyond++) {
        StrBuf bytes = {0};
        Error err = {0};
        append_block(&bytes, (size_t)((int64_t)FRAME_MAX_BYTES + beyond));
        assert_int_equal(feed(&bytes, &limits, &err), beyond <= 0);
        assert_true(beyond <= 0 || strstr(err.message, NAME));
        error_clear(&err);
        strbuf_clear(&bytes);
    }
}

static void text_may_be_as_long_as_its_limit(void **state)
{
    (void)state;
    for (int beyond = -1; beyond <= 1; beyond++) {
        StrBuf bytes = {0};
        Error err = {0};
        ImportLimits limits = import_limits_default();
        limits.max_text_bytes = 3 * MEGABYTE / 2;
        append_block(&bytes, 4 + RECORD_BYTES + MEGABYTE / 2);
        append_block(&bytes, 4 + RECORD_BYTES + MEGABYTE / 2);
        append_block(&bytes,
                     (size_t)((int64_t)(4 + RECORD_BYTES + MEGABYTE / 2) + beyond));
        assert_int_equal(feed(&bytes, &limits, &err), beyond <= 0);
        if (beyond > 0)
            assert_limit(&err, "more than 1 MB of text");
        strbuf_clear(&bytes);
    }
}

#define META_BYTES ((size_t)4 << 10)

static void what_a_file_says_of_itself_may_be_as_long_as_its_limit(void **state)
{
    (void)state;
    ImportLimits limits = import_limits_default();
    for (int beyond = -1; beyond <= 1; beyond++) {
        StrBuf bytes = {0};
        Error err = {0};
        size_t length = (size_t)((int64_t)META_BYTES + beyond);
        append_header(&bytes, FRAME_META, 1 + length);
        append_number(&bytes, META_TITLE, 1);
        for (size_t i = 0; i < length; i++)
            strbuf_append_byte(&bytes, 'a');
        assert_int_equal(feed(&bytes, &limits, &err), beyond <= 0);
        assert_true(beyond <= 0 || strstr(err.message, NAME));
        error_clear(&err);
        strbuf_clear(&bytes);
    }
}

/* ---- sources ----------------------------------------------------------- */

static void a_file_is_read_whole_up_to_its_limit(void **state)
{
    (void)state;
    int fd = memfd_create("test", MFD_CLOEXEC);
    ImportLimits limits = import_limits_default();
    Source source = {.fd = fd, .name = NAME, .limits = &limits};
    for (int beyond = -1; beyond <= 1; beyond++) {
        StrBuf bytes = {0};
        Error err = {0};
        off_t size = (off_t)MEGABYTE + beyond;
        assert_int_equal(ftruncate(fd, size), 0);
        assert_int_equal(source_read_all(&source, MEGABYTE, &bytes, &err), beyond <= 0);
        if (beyond <= 0)
            assert_int_equal(bytes.len, size);
        else
            assert_limit(&err, "larger than 1 MB");
        strbuf_clear(&bytes);
    }
    close(fd);
}

/* ---- the library ------------------------------------------------------- */

static bool import_within(Fixture *fixture, Str content, const ImportLimits *limits)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_ok(file_write_fd(fd, NAME, content, &fixture->err));
    IntakeOptions options = {.import = {.limits = *limits}};
    ImportResult result = {0};
    bool is_in =
        library_import_fd(fixture->library, fd, NAME, &options, &result, &fixture->err);
    assert_int_equal(is_in, result.doc != 0);
    import_result_clear(&result);
    close(fd);
    return is_in;
}

static void a_tripped_limit_leaves_the_library_as_it_was(void **state)
{
    Fixture *fixture = *state;
    ImportLimits usual = import_limits_default();
    assert_true(import_within(fixture, STR("山脚下有一座小图书馆。\n"), &usual));
    char *before = fixture_dump(fixture);

    Str content = STR("河边也有一座，是去年才建的。\n");
    ImportLimits limits = usual;
    limits.max_file_bytes = content.len - 1;
    assert_false(import_within(fixture, content, &limits));
    assert_limit(&fixture->err, "larger than 0 MB");
    limits = usual;
    limits.max_text_bytes = content.len - 2; /* its line end is no text */
    assert_false(import_within(fixture, content, &limits));
    assert_limit(&fixture->err, "of text");
#ifndef WITH_SANITIZERS
    StrBuf large = {0};
    strbuf_append_text(&large, "{\\rtf1 ");
    while (large.len < 32 * MEGABYTE)
        strbuf_append_text(&large, "the library by the river is larger\\par ");
    strbuf_append_text(&large, "}");
    limits = usual;
    limits.max_memory_bytes = 16 * MEGABYTE;
    assert_false(import_within(fixture, strbuf_get(&large), &limits));
    assert_limit(&fixture->err, "16 MB of memory");
    strbuf_clear(&large);
#endif
    char *after = fixture_dump(fixture);
    assert_string_equal(before, after);
    free(after);
    free(before);
    Report report = {0};
    assert_ok(
        store_check(library_get_store(fixture->library), true, &report, &fixture->err));
    report_clear(&report);
    limits = usual;
    limits.max_file_bytes = content.len;
    assert_true(import_within(fixture, content, &limits));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_less_than_the_limit_passes_and_one_more_does_not),
#ifndef WITH_SANITIZERS
        cmocka_unit_test(memory_ends_at_its_limit_however_it_is_taken),
        cmocka_unit_test(a_crash_with_memory_left_is_a_crash),
#endif
        cmocka_unit_test(a_frame_may_be_as_long_as_its_limit),
        cmocka_unit_test(text_may_be_as_long_as_its_limit),
        cmocka_unit_test(what_a_file_says_of_itself_may_be_as_long_as_its_limit),
        cmocka_unit_test(a_file_is_read_whole_up_to_its_limit),
        cmocka_unit_test_setup_teardown(a_tripped_limit_leaves_the_library_as_it_was,
                                        fixture_set_up, fixture_tear_down),
    };
    translate_set_language("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
