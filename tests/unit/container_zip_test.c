/* Zip archives: names, limits and lies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "../memory_source.h"
#include "../stopper.h"
#include "../zip_writer.h"

#include <piyue/container.h>

/* An archive of one test, open. */
typedef struct Opened {
    ZipWriter writer;
    MemorySource memory;
    Zip *zip;
    Error err;
} Opened;

static Zip *open_with(Opened *opened, ZipLimits limits)
{
    Str bytes = zip_writer_finish(&opened->writer);
    const Source *source = memory_source_init(&opened->memory, "山.zip", bytes);
    opened->zip = zip_open_source(source, &limits, &opened->err);
    return opened->zip;
}

static void open_good(Opened *opened)
{
    if (!open_with(opened, zip_limits_default()))
        fail_msg("%s", error_get_message(&opened->err));
}

static void close_it(Opened *opened)
{
    zip_free(opened->zip);
    memory_source_clear(&opened->memory);
    zip_writer_clear(&opened->writer);
    error_clear(&opened->err);
}

static void assert_content(Zip *zip, const char *name, Str wanted)
{
    StrBuf out = {0};
    Error err = {0};
    if (!zip_read_name(zip, str_from(name), &out, &err))
        fail_msg("%s", error_get_message(&err));
    assert_true(str_is_equal(strbuf_get(&out), wanted));
    strbuf_clear(&out);
}

/* The entry is refused, nothing is written, and the message names file and part. */
static void assert_refused(Zip *zip, const char *name, ErrorCode code, const char *word)
{
    StrBuf out = {0};
    Error err = {0};
    strbuf_append_text(&out, "before");
    assert_false(zip_read_name(zip, str_from(name), &out, &err));
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.message, "山.zip"));
    if (!strstr(err.message, word))
        fail_msg("%s", err.message);
    assert_string_equal(out.data, "before");
    error_clear(&err);
    strbuf_clear(&out);
}

static void set_english(void)
{
    translate_set_language("en");
}

/* ---- names ------------------------------------------------------------- */

static void entries_are_read_by_name_and_else_whatever_their_case(void **state)
{
    (void)state;
    Opened opened = {0};
    zip_writer_add(&opened.writer, "a/甲.txt", STR("一"));
    zip_writer_add(&opened.writer, "META-INF/Container.xml", STR("二"));
    zip_writer_add(&opened.writer, "A/x", STR("三"));
    zip_writer_add(&opened.writer, "a/x", STR(""));
    open_good(&opened);
    assert_int_equal(zip_count_entries(opened.zip), 4);
    assert_string_equal(zip_get_entry_name(opened.zip, 0), "a/甲.txt");
    assert_null(zip_get_entry_name(opened.zip, 4));
    assert_content(opened.zip, "a/甲.txt", STR("一"));
    assert_content(opened.zip, "meta-inf/container.xml", STR("二"));
    assert_content(opened.zip, "a/x", STR(""));
    assert_content(opened.zip, "A/x", STR("三"));
    assert_int_equal(zip_find(opened.zip, STR("a/")), SIZE_MAX);
    assert_int_equal(zip_find(opened.zip, STR("")), SIZE_MAX);
    assert_refused(opened.zip, "乙", ERR_FORMAT, "乙 is missing");
    close_it(&opened);
}

static void names_without_the_flag_are_utf8_gbk_big5_or_of_dos(void **state)
{
    (void)state;
    /* 会议纪要.txt and 工作报告.txt in GBK; ü of code page 437; 甲 in UTF-8. */
    static const char *const raw[] = {"\xBB\xE1\xD2\xE9\xBC\xCD\xD2\xAA.txt",
                                      "\xB9\xA4\xD7\xF7\xB1\xA8\xB8\xE6.txt"};
    Opened opened = {0};
    for (size_t i = 0; i < ARRAY_SIZE(raw); i++)
        zip_writer_add_entry(&opened.writer, &(ZipEntry){.name = str_from(raw[i]),
                                                         .content = STR("x"),
                                                         .has_no_flags = true});
    zip_writer_add_entry(
        &opened.writer,
        &(ZipEntry){.name = STR("甲"), .content = STR("x"), .has_no_flags = true});
    open_good(&opened);
    assert_string_equal(zip_get_entry_name(opened.zip, 0), "会议纪要.txt");
    assert_string_equal(zip_get_entry_name(opened.zip, 1), "工作报告.txt");
    assert_string_equal(zip_get_entry_name(opened.zip, 2), "甲");
    close_it(&opened);

    Opened dos = {0};
    zip_writer_add_entry(&dos.writer, &(ZipEntry){.name = STR("\x81"
                                                              "ber.txt"),
                                                  .content = STR("x"),
                                                  .has_no_flags = true});
    open_good(&dos);
    assert_string_equal(zip_get_entry_name(dos.zip, 0), "über.txt");
    close_it(&dos);
}

static void strange_names_are_only_names(void **state)
{
    (void)state;
    Opened opened = {0};
    zip_writer_add(&opened.writer, "../../evil.txt", STR("一"));
    zip_writer_add(&opened.writer, "/etc/evil", STR("二"));
    zip_writer_add(&opened.writer, "./a\\b.txt", STR("三"));
    zip_writer_add_entry(&opened.writer, &(ZipEntry){.name = STR("\033]0;x\a"),
                                                     .content = STR("四"),
                                                     .has_no_flags = true});
    open_good(&opened);
    assert_content(opened.zip, "../../evil.txt", STR("一"));
    assert_content(opened.zip, "/etc/evil", STR("二"));
    assert_content(opened.zip, "a/b.txt", STR("三"));
    assert_content(opened.zip, "\033]0;x\a", STR("四"));
    close_it(&opened);
}

static void a_name_that_is_there_twice_with_other_content_is_refused(void **state)
{
    (void)state;
    Opened opened = {0};
    zip_writer_add(&opened.writer, "a", STR("一"));
    zip_writer_add(&opened.writer, "a", STR("二"));
    zip_writer_add(&opened.writer, "b", STR("三"));
    zip_writer_add(&opened.writer, "b", STR("三"));
    open_good(&opened);
    assert_refused(opened.zip, "a", ERR_FORMAT, "twice");
    assert_content(opened.zip, "b", STR("三"));
    close_it(&opened);
}

/* ---- what is broken ---------------------------------------------------- */

static void damaged_locked_and_linked_entries_are_refused(void **state)
{
    (void)state;
    Opened opened = {0};
    zip_writer_add_entry(&opened.writer,
                         &(ZipEntry){.name = STR("crc"), .content = STR("x"), .crc = 1});
    zip_writer_add_entry(&opened.writer, &(ZipEntry){.name = STR("locked"),
                                                     .content = STR("0123456789abcdef"),
                                                     .flags = ZIP_FLAG_ENCRYPTED});
    zip_writer_add_entry(&opened.writer, &(ZipEntry){.name = STR("link"),
                                                     .content = STR("/etc/passwd"),
                                                     .unix_mode = S_IFLNK | 0777});
    zip_writer_add_entry(
        &opened.writer,
        &(ZipEntry){.name = STR("odd"), .content = STR("x"), .method = 1});
    zip_writer_add_entry(&opened.writer, &(ZipEntry){.name = STR("noise"),
                                                     .content = STR("xxxx"),
                                                     .packed = STR("\xFF\xFF\xFF\xFF")});
    zip_writer_add(&opened.writer, "fine", STR("一"));
    open_good(&opened);
    assert_refused(opened.zip, "crc", ERR_FORMAT, "checksum");
    assert_refused(opened.zip, "locked", ERR_FORMAT, "password");
    assert_refused(opened.zip, "link", ERR_FORMAT, "link");
    assert_refused(opened.zip, "odd", ERR_FORMAT, "odd");
    assert_refused(opened.zip, "noise", ERR_FORMAT, "noise");
    assert_content(opened.zip, "fine", STR("一"));
    close_it(&opened);
}

static void an_archive_cut_anywhere_is_refused_and_nothing_else(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    zip_writer_add(&writer, "a", STR("一二三四五六七八九十"));
    zip_writer_add(&writer, "b", STR("甲"));
    Str whole = zip_writer_finish(&writer);
    ZipLimits limits = zip_limits_default();
    for (size_t len = 0; len < whole.len; len++) {
        MemorySource memory;
        Error err = {0};
        const Source *source =
            memory_source_init(&memory, "山.zip", str_slice(whole, 0, len));
        Zip *zip = zip_open_source(source, &limits, &err);
        assert_null(zip);
        assert_int_equal(err.code, ERR_FORMAT);
        assert_non_null(strstr(err.message, "山.zip"));
        error_clear(&err);
        memory_source_clear(&memory);
    }
    zip_writer_clear(&writer);
}

/* ---- limits ------------------------------------------------------------ */

static ZipLimits limits_of(uint64_t total, uint64_t entry, uint32_t entries,
                           uint32_t ratio)
{
    return (ZipLimits){.max_total_bytes = total,
                       .max_entry_bytes = entry,
                       .max_entries = entries,
                       .max_ratio = ratio};
}

static void the_number_of_entries_has_a_limit(void **state)
{
    (void)state;
    for (unsigned count = 2; count <= 4; count++) {
        Opened opened = {0};
        for (unsigned i = 0; i < count; i++) {
            char name[2] = {(char)('a' + i), '\0'};
            zip_writer_add(&opened.writer, name, STR("x"));
        }
        Zip *zip = open_with(&opened, limits_of(100, 100, 3, 100));
        assert_int_equal(zip != NULL, count <= 3);
        if (!zip) {
            assert_int_equal(opened.err.code, ERR_LIMIT);
            assert_non_null(strstr(opened.err.message, "more than 3 files"));
        }
        close_it(&opened);
    }
}

static void the_size_of_an_entry_has_a_limit(void **state)
{
    (void)state;
    Opened opened = {0};
    zip_writer_add(&opened.writer, "below", STR("123456789"));
    zip_writer_add(&opened.writer, "at", STR("1234567890"));
    zip_writer_add(&opened.writer, "above", STR("12345678901"));
    open_with(&opened, limits_of(1000, 10, 10, 100));
    assert_content(opened.zip, "below", STR("123456789"));
    assert_content(opened.zip, "at", STR("1234567890"));
    assert_refused(opened.zip, "above", ERR_LIMIT, "above");
    close_it(&opened);
}

static void what_an_entry_says_of_its_size_is_not_believed(void **state)
{
    (void)state;
    StrBuf packed = {0};
    zip_deflate_run(1, &packed);
    char letters[259];
    memset(letters, 'a', sizeof(letters));
    Str content = {letters, sizeof(letters)};
    ZipEntry entry = {
        .name = STR("a"), .content = content, .packed = strbuf_get(&packed), .size = 1};
    /* It says 1 and has 259: the checksum is right, but the limit holds. */
    for (uint64_t max = 258; max <= 260; max++) {
        Opened opened = {0};
        zip_writer_add_entry(&opened.writer, &entry);
        open_with(&opened, limits_of(10000, max, 10, 100));
        if (max < 259)
            assert_refused(opened.zip, "a", ERR_LIMIT, "larger than");
        else
            assert_content(opened.zip, "a", content);
        close_it(&opened);
    }
    /* One that says too much is not even begun. */
    Opened opened = {0};
    entry.size = 1001;
    zip_writer_add_entry(&opened.writer, &entry);
    open_with(&opened, limits_of(10000, 1000, 10, 100));
    assert_refused(opened.zip, "a", ERR_LIMIT, "larger than");
    close_it(&opened);
    strbuf_clear(&packed);
}

static void all_that_is_read_has_a_limit(void **state)
{
    (void)state;
    for (uint64_t total = 19; total <= 21; total++) {
        Opened opened = {0};
        zip_writer_add(&opened.writer, "a", STR("1234567890"));
        zip_writer_add(&opened.writer, "b", STR("0987654321"));
        open_with(&opened, limits_of(total, 10, 10, 100));
        assert_content(opened.zip, "a", STR("1234567890"));
        if (total < 20)
            assert_refused(opened.zip, "b", ERR_LIMIT, "larger than");
        else
            assert_content(opened.zip, "b", STR("0987654321"));
        close_it(&opened);
    }
}

/* `runs` of 258 letters, packed into exactly `packed_bytes`. */
static void add_run(ZipWriter *writer, const char *name, size_t runs, size_t packed_bytes)
{
    StrBuf packed = {0}, content = {0};
    zip_deflate_run(runs, &packed);
    assert_true(packed.len <= packed_bytes);
    while (packed.len < packed_bytes) /* what lies behind the end is not looked at */
        strbuf_append_byte(&packed, '\0');
    for (size_t i = 0; i < 1 + 258 * runs; i++)
        strbuf_append_byte(&content, 'a');
    zip_writer_add_entry(writer, &(ZipEntry){.name = str_from(name),
                                             .content = strbuf_get(&content),
                                             .packed = strbuf_get(&packed)});
    strbuf_clear(&packed);
    strbuf_clear(&content);
}

static void the_ratio_has_a_limit_from_a_megabyte_on(void **state)
{
    (void)state;
    /* 4,100 runs: 1,057,801 = 47 * 71 * 317 letters, in 7,000 bytes and more of packing:
     * at 47 * 317 = 14,899 bytes exactly 71 times. */
    Opened opened = {0};
    add_run(&opened.writer, "at", 4100, 14899);
    add_run(&opened.writer, "below", 4100, 14900);
    add_run(&opened.writer, "above", 4100, 14898);
    /* 1,048,513 letters: less than a megabyte. */
    add_run(&opened.writer, "small", 4064, 6700);
    open_with(&opened, limits_of(1 << 24, 1 << 24, 10, 71));
    StrBuf out = {0};
    Error err = {0};
    assert_true(zip_read_name(opened.zip, STR("at"), &out, &err));
    assert_int_equal(out.len, 1057801);
    assert_true(zip_read_name(opened.zip, STR("below"), &out, &err));
    assert_true(zip_read_name(opened.zip, STR("small"), &out, &err));
    assert_refused(opened.zip, "above", ERR_LIMIT, "more than 71 times");
    strbuf_clear(&out);
    close_it(&opened);
}

/* ---- references -------------------------------------------------------- */

static void assert_resolved(const char *base, const char *relative, const char *wanted)
{
    StrBuf out = {0};
    strbuf_append_text(&out, ":");
    bool is_inside = zip_resolve(str_from(base), str_from(relative), &out);
    assert_int_equal(is_inside, wanted != NULL);
    assert_string_equal(out.data + 1, wanted ? wanted : "");
    strbuf_clear(&out);
}

static void references_are_resolved_inside_the_archive(void **state)
{
    (void)state;
    assert_resolved("a/b.opf", "c.xhtml", "a/c.xhtml");
    assert_resolved("a/b.opf", "./c/../d.xhtml#x", "a/d.xhtml");
    assert_resolved("a/b.opf", "../d.xhtml", "d.xhtml");
    assert_resolved("b.opf", "d.xhtml", "d.xhtml");
    assert_resolved("a/b.opf", "/d.xhtml", "d.xhtml");
    assert_resolved("a/b.opf", "#x", "a/b.opf");
    assert_resolved("a/b.opf", " %E5%B1%B1%20x.xhtml ", "a/山 x.xhtml");
    assert_resolved("a/b.opf", "100%.xhtml", "a/100%.xhtml");
    assert_resolved("a/b.opf", "5%zz%4", "a/5%zz%4");
    assert_resolved("a/b.opf", "%2e%2E/x", "x");
    assert_resolved("a/b.opf", "a%2Fb", "a/a/b");
    assert_resolved("a/b.opf", "c:d", NULL);
}

static void references_that_lead_outside_are_none(void **state)
{
    (void)state;
    assert_resolved("a/b.opf", "../../etc/passwd", NULL);
    assert_resolved("b.opf", "..", NULL);
    assert_resolved("b.opf", "/../x", NULL);
    assert_resolved("b.opf", "http://x/y", NULL);
    assert_resolved("b.opf", "file:///etc/passwd", NULL);
    assert_resolved("b.opf", "//host/x", NULL);
    assert_resolved("b.opf", "data:text/html,x", NULL);
    assert_resolved("b.opf", "a%00b", NULL);
}

/* ---- archives that are made ------------------------------------------------ */

#define BIG_BYTES ((size_t)4 << 20)

/* A small entry, a large one that hardly packs, a small one. */
static bool make_archive(const Report *watch, StrBuf *out, Error *err)
{
    StrBuf big = {0};
    uint32_t dice = 2463534242;
    for (size_t i = 0; i < BIG_BYTES; i++) {
        dice ^= dice << 13;
        dice ^= dice >> 17;
        dice ^= dice << 5;
        strbuf_append_byte(&big, (char)dice);
    }
    ZipOutput *output = zip_output_new(err);
    bool is_done = output && zip_output_add(output, "a", STR("first"), err) &&
                   zip_output_add(output, "b", strbuf_get(&big), err) &&
                   zip_output_add(output, "c", STR("last"), err) &&
                   zip_output_finish(output, watch, out, err);
    zip_output_free(output);
    strbuf_clear(&big);
    return is_done;
}

static void packing_tells_how_many_bytes_are_done(void **state)
{
    (void)state;
    Stopper stopper;
    Report watch = stopper_report(&stopper, 0);
    StrBuf out = {0};
    Error err = {0};
    assert_true(make_archive(&watch, &out, &err));
    assert_int_equal(stopper.total, BIG_BYTES + 9);
    assert_int_equal(stopper.done, stopper.total);
    assert_false(stopper.has_fallen || stopper.is_over);
    /* Often enough for any size: every 64 kB at least. */
    assert_true(stopper.asked >= BIG_BYTES >> 16);
    strbuf_clear(&out);
}

static void packing_that_is_stopped_gives_nothing(void **state)
{
    (void)state;
    Stopper stopper;
    Report watch = stopper_report(&stopper, 0);
    StrBuf out = {0};
    Error err = {0};
    assert_true(make_archive(&watch, &out, &err));
    size_t questions = stopper.asked;
    strbuf_reset(&out);
    for (size_t i = questions; i > 0; i -= MIN(i, 1 + questions / 16)) {
        watch = stopper_report(&stopper, i);
        assert_false(make_archive(&watch, &out, &err));
        assert_int_equal(err.code, ERR_CANCELLED);
        assert_int_equal(out.len, 0);
        assert_int_equal(stopper.asked, i);
        error_clear(&err);
    }
    strbuf_clear(&out);
}

static int set_up(void **state)
{
    (void)state;
    set_english();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_read_by_name_and_else_whatever_their_case),
        cmocka_unit_test(names_without_the_flag_are_utf8_gbk_big5_or_of_dos),
        cmocka_unit_test(strange_names_are_only_names),
        cmocka_unit_test(a_name_that_is_there_twice_with_other_content_is_refused),
        cmocka_unit_test(damaged_locked_and_linked_entries_are_refused),
        cmocka_unit_test(an_archive_cut_anywhere_is_refused_and_nothing_else),
        cmocka_unit_test(the_number_of_entries_has_a_limit),
        cmocka_unit_test(the_size_of_an_entry_has_a_limit),
        cmocka_unit_test(what_an_entry_says_of_its_size_is_not_believed),
        cmocka_unit_test(all_that_is_read_has_a_limit),
        cmocka_unit_test(the_ratio_has_a_limit_from_a_megabyte_on),
        cmocka_unit_test(references_are_resolved_inside_the_archive),
        cmocka_unit_test(references_that_lead_outside_are_none),
        cmocka_unit_test(packing_tells_how_many_bytes_are_done),
        cmocka_unit_test(packing_that_is_stopped_gives_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
