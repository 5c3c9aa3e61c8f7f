/* Files read through the child: text, refusals, and a child that misbehaves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "import/worker.h"

#include <piyue/import.h>

static ImportOptions default_options(void)
{
    return (ImportOptions){.limits = import_limits_default()};
}

static int file_of(Str content)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_true(fd >= 0);
    Error err = {0};
    assert_true(file_write_fd(fd, "test", content, &err));
    return fd;
}

static Draft *read_file(Str content, const ImportOptions *options, Error *err)
{
    int fd = file_of(content);
    Draft *draft = import_read(fd, "山.txt", options, err);
    close(fd);
    return draft;
}

static Draft *read_good(Str content)
{
    Error err = {0};
    ImportOptions options = default_options();
    Draft *draft = read_file(content, &options, &err);
    if (!draft)
        fail_msg("%s", error_get_message(&err));
    return draft;
}

static void assert_refused(Str content, ErrorCode code, const char *word)
{
    Error err = {0};
    ImportOptions options = default_options();
    assert_null(read_file(content, &options, &err));
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.message, "山.txt"));
    if (!strstr(err.message, word))
        fail_msg("%s", err.message);
    error_clear(&err);
}

typedef struct Line {
    const char *text;
    uint32_t line, flags;
} Line;

static void assert_lines(Str content, const Line *lines, size_t count)
{
    Draft *draft = read_good(content);
    assert_int_equal(draft->block_count, count);
    for (size_t i = 0; i < count; i++) {
        const DraftBlock *block = &draft->blocks[i];
        assert_true(str_is_equal(block->text, str_from(lines[i].text)));
        assert_int_equal(block->source_line, lines[i].line);
        assert_int_equal(block->flags, lines[i].flags);
    }
    draft_free(draft);
}

/* ---- text -------------------------------------------------------------- */

static void every_kind_of_line_end_parts_blocks(void **state)
{
    (void)state;
    static const Line lines[] = {{"甲", 1, 0}, {"乙", 2, 0}, {"丙", 3, 0}, {"丁", 4, 0}};
    assert_lines(STR("甲\n乙\n丙\n丁\n"), lines, 4);
    assert_lines(STR("甲\r\n乙\r\n丙\r\n丁"), lines, 4);
    assert_lines(STR("甲\r乙\r丙\r丁\r"), lines, 4);
    /* These are no lines of an editor. */
    static const Line others[] = {{"甲", 1, 0}, {"乙", 1, 0}, {"丙", 1, 0}, {"丁", 1, 0}};
    assert_lines(STR("甲\f乙\u2028丙\xC2\x85丁"), others, 4);
}

static void an_empty_line_is_noted_on_the_block_behind_it(void **state)
{
    (void)state;
    static const Line lines[] = {
        {"甲", 2, BLOCK_BLANK_BEFORE}, {"乙", 4, BLOCK_BLANK_BEFORE}, {"丙", 5, 0}};
    assert_lines(STR("\n甲\n \u3000\t\n乙\n丙\n\n"), lines, 3);
}

static void leading_blanks_are_an_indent_and_many_are_centring(void **state)
{
    (void)state;
    static const Line lines[] = {{"甲", 1, BLOCK_INDENTED},
                                 {"乙", 2, BLOCK_INDENTED},
                                 {"丙", 3, BLOCK_CENTERED},
                                 {"丁 戊", 4, 0}};
    assert_lines(STR("\u3000\u3000甲\n \xC2\xA0乙 \n              丙\n丁 戊\t\n"), lines,
                 4);
}

static void an_offset_leads_to_the_text_in_the_decoded_source(void **state)
{
    (void)state;
    /* A mark, which is no part of the decoded text; then 甲, LF, two blanks, 乙. */
    Draft *draft = read_good(STR("\xEF\xBB\xBF甲\n  乙\n"));
    assert_int_equal(draft->blocks[0].source_off, 0);
    assert_int_equal(draft->blocks[1].source_off, 6);
    assert_int_equal(draft->source_bytes, 13);
    assert_string_equal(draft->encoding, "UTF-8");
    assert_string_equal(draft->format, "text");
    draft_free(draft);
}

static void a_chosen_encoding_beats_the_guess(void **state)
{
    (void)state;
    Error err = {0};
    ImportOptions options = default_options();
    options.encoding = "GB18030";
    /* C4 E3 is 你 in GBK and Д? in a guess at two bytes. */
    Draft *draft = read_file(STR("\xC4\xE3"), &options, &err);
    assert_non_null(draft);
    assert_true(str_is_equal(draft->blocks[0].text, STR("你")));
    assert_string_equal(draft->encoding, "GB18030");
    draft_free(draft);
}

static void a_nul_in_a_text_becomes_a_visible_mark(void **state)
{
    (void)state;
    StrBuf text = {0};
    for (int i = 0; i < 20; i++)
        strbuf_append_text(&text, "山脚下有一座小图书馆。\n");
    text.data[33] = '\0'; /* the first line end */
    Draft *draft = read_good(strbuf_get(&text));
    assert_int_equal(draft->block_count, 19);
    assert_int_equal(draft->replaced, 1);
    assert_true(str_find(draft->blocks[0].text, STR("。\uFFFD山"), 0) != STR_NONE);
    draft_free(draft);
    strbuf_clear(&text);
}

static void a_huge_line_comes_in_pieces_and_whole(void **state)
{
    (void)state;
    StrBuf text = {0};
    while (text.len < 700000)
        strbuf_append_text(&text, "山脚下有一座小图书馆，门前两棵槐树。");
    Draft *draft = read_good(strbuf_get(&text));
    StrBuf joined = {0};
    for (size_t i = 0; i < draft->block_count; i++) {
        const DraftBlock *block = &draft->blocks[i];
        assert_int_equal(block->flags, i ? BLOCK_CONTINUED : 0);
        assert_int_equal(block->source_off, joined.len);
        assert_true(block->text.len <= BLOCK_MAX_BYTES);
        assert_true(str_has_suffix(block->text, STR("。")));
        strbuf_append_str(&joined, block->text);
    }
    assert_true(str_is_equal(strbuf_get(&joined), strbuf_get(&text)));
    strbuf_clear(&joined);
    strbuf_clear(&text);
    draft_free(draft);
}

static void ascii_for_long_does_not_hide_the_encoding(void **state)
{
    (void)state;
    StrBuf text = {0};
    while (text.len < 300000)
        strbuf_append_text(&text, "header row\n");
    strbuf_append_text(&text, "\xD5\xE2\xCA\xC7\xD6\xD0\xB9\xFA\n"); /* 这是中国 */
    Draft *draft = read_good(strbuf_get(&text));
    assert_string_equal(draft->encoding, "GB18030");
    assert_true(
        str_is_equal(draft->blocks[draft->block_count - 1].text, STR("这是中国")));
    draft_free(draft);
    strbuf_clear(&text);
}

/* ---- refusals ---------------------------------------------------------- */

static void a_file_without_text_is_empty(void **state)
{
    (void)state;
    assert_refused(STR(""), ERR_EMPTY, "empty");
    assert_refused(STR(" \n\u3000\n\t"), ERR_EMPTY, "no text");
    assert_refused(STR("\xEF\xBB\xBF\n"), ERR_EMPTY, "no text");
}

static void what_is_no_document_is_refused_by_its_name(void **state)
{
    (void)state;
    assert_refused(STR("\x89PNG\r\n\x1A\n"), ERR_FORMAT, "image");
    assert_refused(STR("\x7F"
                       "ELF\2\1\1"),
                   ERR_FORMAT, "program");
    assert_refused(STR("\x1F\x8B\x08\0"), ERR_FORMAT, "archive");
    assert_refused(STR("\1\2\3\4\5\6\7\0\0\0\0\0"), ERR_FORMAT, "not text");
}

static void a_web_page_is_known_in_any_encoding(void **state)
{
    (void)state;
    static const Str pages[] = {{"<!DOCTYPE html>\n<p>山", 22},
                                {"\xEF\xBB\xBF <!-- x --><HTML>A", 21},
                                {"\xFF\xFE<\0h\0t\0m\0l\0>\0A\0", 16}};
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
        Draft *draft = read_good(pages[i]);
        assert_string_equal(draft->format, "html");
        assert_int_equal(draft->block_count, 1);
        draft_free(draft);
    }
    /* Other markup is text. */
    draft_free(read_good(STR("<?xml version='1.0'?><TEI>山</TEI>")));
}

static void detection_reads_no_text(void **state)
{
    (void)state;
    Error err = {0};
    ImportOptions options = default_options();
    ImportDetection detection;
    int fd = file_of(STR("这是中国的小图书馆"));
    assert_true(import_detect(fd, "山.txt", &options, &detection, &err));
    assert_string_equal(detection.format, "text");
    assert_string_equal(detection.encoding, "UTF-8");
    assert_string_equal(detection.reason, "valid UTF-8");
    close(fd);
    fd = file_of(STR("%PDF-1.4\n"));
    assert_true(import_detect(fd, "山.pdf", &options, &detection, &err));
    assert_string_equal(detection.format, "pdf");
    assert_null(detection.encoding);
    close(fd);
}

static void a_file_above_the_limit_is_refused(void **state)
{
    (void)state;
    Error err = {0};
    ImportOptions options = default_options();
    options.limits.max_file_bytes = 10;
    assert_null(read_file(STR("山脚下有一座小图书馆。"), &options, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    error_clear(&err);
}

/* Sizes are limits that may be reached: one byte more is refused. */
static void sizes_at_their_limits_are_read_and_beyond_refused(void **state)
{
    (void)state;
    Str content = STR("山脚下有一座小图书馆。"); /* 33 bytes, all of them text */
    for (int beyond = -1; beyond <= 1; beyond++) {
        for (int is_text = 0; is_text < 2; is_text++) {
            Error err = {0};
            ImportOptions options = default_options();
            uint64_t *limit =
                is_text ? &options.limits.max_text_bytes : &options.limits.max_file_bytes;
            *limit = (uint64_t)((int)content.len - beyond);
            Draft *draft = read_file(content, &options, &err);
            assert_int_equal(draft == NULL, beyond > 0);
            assert_int_equal(err.code, beyond > 0 ? ERR_LIMIT : ERR_NONE);
            assert_true(beyond <= 0 || strstr(err.message, "山.txt") != NULL);
            draft_free(draft);
            error_clear(&err);
        }
    }
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    Error err = {0};
    ImportOptions options = default_options();
    int fd = open("/", O_RDONLY);
    assert_null(import_read(fd, "/", &options, &err));
    assert_int_equal(err.code, ERR_INPUT);
    error_clear(&err);
    close(fd);
    assert_null(import_read(-1, "gone", &options, &err));
    assert_int_equal(err.code, ERR_INPUT);
    error_clear(&err);
}

/* ---- a child that misbehaves ------------------------------------------- */

static bool run_worker(WorkerMain *main_function, ImportOptions options, Error *err)
{
    int fd = file_of(STR("山"));
    WorkerJob job = {
        .fd = fd, .name = "山.txt", .options = &options, .main = main_function};
    FrameReader reader;
    frame_reader_init(&reader, job.name, &options.limits, NULL);
    bool is_fine = worker_run(&job, &reader, err);
    frame_reader_clear(&reader);
    close(fd);
    return is_fine;
}

static void assert_worker_fails(WorkerMain *main_function, ErrorCode code,
                                const char *word)
{
    Error err = {0};
    ImportOptions options = default_options();
    options.limits.max_cpu_seconds = 1;
    options.limits.max_memory_bytes = (uint64_t)64 << 20;
    assert_false(run_worker(main_function, options, &err));
    if (err.code != code || !strstr(err.message, word))
        fail_msg("%d %s", err.code, err.message);
    error_clear(&err);
}

__attribute__((no_sanitize("undefined", "address"))) /* they end a child in their way */
static void
crash(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)sink, (void)request;
    *(volatile char *)NULL = 1;
}

static void leave(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)sink, (void)request;
}

static void talk_nonsense(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)request;
    Error err = {0};
    (void)!file_write_fd(sink->fd, "pipe", STR("<html>nonsense</html>"), &err);
}

static void loop(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)sink, (void)request;
    for (volatile unsigned i = 0;; i++)
        ;
}

static void sleep_long(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)sink, (void)request;
    sleep(60);
}

#ifndef WITH_SANITIZERS
static void take_memory(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)sink, (void)request;
    close(STDERR_FILENO); /* the message of mem_alloc is not for the test's log */
    free(mem_alloc((size_t)512 << 20));
}
#endif

static void a_crash_is_an_error_that_names_the_signal(void **state)
{
    (void)state;
    assert_worker_fails(crash, ERR_FORMAT, "signal 11");
}

static void an_early_end_is_an_error(void **state)
{
    (void)state;
    assert_worker_fails(leave, ERR_FORMAT, "early");
}

static void nonsense_is_an_error(void **state)
{
    (void)state;
    assert_worker_fails(talk_nonsense, ERR_FORMAT, "nonsense");
}

static void an_endless_loop_ends_at_its_limit(void **state)
{
    (void)state;
    assert_worker_fails(loop, ERR_LIMIT, "1 seconds");
}

static void more_memory_than_the_limit_is_an_error(void **state)
{
    (void)state;
#ifdef WITH_SANITIZERS
    print_message("no memory limit under sanitizers\n");
    skip();
#else
    assert_worker_fails(take_memory, ERR_LIMIT, "memory");
#endif
}

static bool refuse_at_once(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    (void)context, (void)done_bytes, (void)total_bytes;
    return false;
}

static void a_wish_to_stop_ends_a_silent_child(void **state)
{
    (void)state;
    Error err = {0};
    ImportOptions options = default_options();
    options.progress = refuse_at_once;
    int64_t start = time_monotonic_us();
    assert_false(run_worker(sleep_long, options, &err));
    assert_int_equal(err.code, ERR_CANCELLED);
    assert_true(time_monotonic_us() - start < 20 * 1000000);
    error_clear(&err);
}

typedef struct Seen {
    uint64_t done, total;
    int calls;
} Seen;

static bool note_progress(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    Seen *seen = context;
    assert_true(done_bytes >= seen->done);
    *seen = (Seen){done_bytes, total_bytes, seen->calls + 1};
    return true;
}

static void progress_ends_at_the_size_of_the_file(void **state)
{
    (void)state;
    StrBuf text = {0};
    while (text.len < 1000000)
        strbuf_append_text(&text, "山脚下有一座小图书馆。\n");
    Seen seen = {0};
    Error err = {0};
    ImportOptions options = default_options();
    options.progress = note_progress;
    options.progress_context = &seen;
    Draft *draft = read_file(strbuf_get(&text), &options, &err);
    assert_non_null(draft);
    assert_true(seen.calls > 0);
    assert_int_equal(seen.done, text.len);
    assert_int_equal(seen.total, text.len);
    draft_free(draft);
    strbuf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_line_end_parts_blocks),
        cmocka_unit_test(an_empty_line_is_noted_on_the_block_behind_it),
        cmocka_unit_test(leading_blanks_are_an_indent_and_many_are_centring),
        cmocka_unit_test(an_offset_leads_to_the_text_in_the_decoded_source),
        cmocka_unit_test(a_chosen_encoding_beats_the_guess),
        cmocka_unit_test(a_nul_in_a_text_becomes_a_visible_mark),
        cmocka_unit_test(a_huge_line_comes_in_pieces_and_whole),
        cmocka_unit_test(ascii_for_long_does_not_hide_the_encoding),
        cmocka_unit_test(a_file_without_text_is_empty),
        cmocka_unit_test(what_is_no_document_is_refused_by_its_name),
        cmocka_unit_test(a_web_page_is_known_in_any_encoding),
        cmocka_unit_test(detection_reads_no_text),
        cmocka_unit_test(a_file_above_the_limit_is_refused),
        cmocka_unit_test(sizes_at_their_limits_are_read_and_beyond_refused),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(a_crash_is_an_error_that_names_the_signal),
        cmocka_unit_test(an_early_end_is_an_error),
        cmocka_unit_test(nonsense_is_an_error),
        cmocka_unit_test(an_endless_loop_ends_at_its_limit),
        cmocka_unit_test(more_memory_than_the_limit_is_an_error),
        cmocka_unit_test(a_wish_to_stop_ends_a_silent_child),
        cmocka_unit_test(progress_ends_at_the_size_of_the_file),
    };
    translate_set_language("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
