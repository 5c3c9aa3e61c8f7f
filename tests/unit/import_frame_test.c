/* The pipe between the importing child and us: nothing unchecked gets through.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../links.h"

#include "import/frame.h"

#include <piyue/text.h>

static ImportLimits limits;

static void put(FrameSink *sink, BlockKind kind, Str text, uint64_t off, uint32_t line,
                unsigned flags, unsigned level)
{
    sink_block(&sink->sink, &(SinkBlock){.text = text,
                                         .source_off = off,
                                         .source_line = line,
                                         .kind = kind,
                                         .flags = flags,
                                         .markup_level = level,
                                         .evidence = level ? EVIDENCE_MARKED : 0});
}

/* What a good child sends about a text of two lines. */
static void send_all(FrameSink *sink)
{
    frame_sink_init(sink, -1);
    frame_sink_format(sink, &(ImportDetection){.format = "text",
                                               .encoding = "GB18030",
                                               .confidence = 0.875,
                                               .reason = "frequent Chinese characters"});
    put(sink, BLOCK_PARAGRAPH, STR("山脚下"), 6, 1, BLOCK_INDENTED, 0);
    sink_link(&sink->sink,
              &(Link){.kind = LINK_NAME, .start = 3, .end = 9, .target = STR("图\n书")});
    sink_link(
        &sink->sink,
        &(Link){.kind = LINK_ADDRESS, .end = 3, .target = STR("javascript:alert(1)")});
    put(sink, BLOCK_HEADING, STR("小图书馆"), 20, 3, BLOCK_BLANK_BEFORE, 2);
    sink_link(
        &sink->sink,
        &(Link){.kind = LINK_ANCHOR, .start = 3, .end = 3, .target = STR("图\n书")});
    sink_link(&sink->sink,
              &(Link){.kind = LINK_ADDRESS, .end = 3, .target = STR("HTTP://a.cn/ b")});
    sink_meta(&sink->sink, META_TITLE, STR(" 山脚下\n的小图书馆 "));
    sink_progress(&sink->sink, 30);
    sink_end(&sink->sink, 4, 44);
}

typedef struct Reading {
    FrameReader reader;
    Draft *draft;
    Error err;
    bool is_fine;
} Reading;

static void reading_feed(Reading *reading, Str bytes, size_t step)
{
    limits = import_limits_default();
    *reading = (Reading){.draft = draft_new(), .is_fine = true};
    frame_reader_init(&reading->reader, "山.txt", &limits, reading->draft);
    for (size_t off = 0; reading->is_fine && off < bytes.len; off += step)
        reading->is_fine = frame_reader_feed(
            &reading->reader, str_slice(bytes, off, off + step), &reading->err);
}

static void reading_clear(Reading *reading)
{
    frame_reader_clear(&reading->reader);
    draft_free(reading->draft);
    error_clear(&reading->err);
}

static void assert_nonsense(Str bytes)
{
    Reading reading;
    reading_feed(&reading, bytes, bytes.len);
    assert_false(reading.is_fine);
    assert_int_equal(reading.err.code, ERR_FORMAT);
    assert_non_null(strstr(reading.err.message, "山.txt"));
    reading_clear(&reading);
}

static void what_is_sent_arrives_in_any_pieces(void **state)
{
    (void)state;
    FrameSink sink;
    send_all(&sink);
    Str bytes = strbuf_get(&sink.out);
    for (size_t step = 1; step <= bytes.len; step++) {
        Reading reading;
        reading_feed(&reading, bytes, step);
        assert_true(reading.is_fine);
        assert_true(reading.reader.has_end);
        const Draft *draft = reading.draft;
        assert_string_equal(draft->format, "text");
        assert_string_equal(draft->encoding, "GB18030");
        assert_true(draft->confidence > 0.87 && draft->confidence < 0.88);
        assert_string_equal(reading.reader.detection.reason,
                            "frequent Chinese characters");
        assert_int_equal(draft->replaced, 4);
        assert_int_equal(draft->source_bytes, 44);
        assert_int_equal(draft->block_count, 2);
        assert_true(str_is_equal(draft->blocks[0].text, STR("山脚下")));
        assert_int_equal(draft->blocks[0].flags, BLOCK_INDENTED);
        assert_int_equal(draft->blocks[0].source_off, 6);
        assert_true(str_is_equal(draft->blocks[1].text, STR("小图书馆")));
        assert_int_equal(draft->blocks[1].kind, BLOCK_HEADING);
        assert_int_equal(draft->blocks[1].markup_level, 2);
        assert_int_equal(draft->blocks[1].evidence, EVIDENCE_MARKED);
        assert_true(str_is_equal(draft->title, STR("山脚下 的小图书馆")));
        assert_int_equal(draft->blocks[1].source_line, 3);
        StrBuf links = {0};
        describe_links(reading.draft, &links);
        assert_string_equal(links.data, "脚下>>图书馆|小>http://a.cn/%20b");
        strbuf_clear(&links);
        reading_clear(&reading);
    }
    frame_sink_clear(&sink);
}

static void a_stream_without_its_end_is_not_complete(void **state)
{
    (void)state;
    FrameSink sink;
    send_all(&sink);
    Str bytes = strbuf_get(&sink.out);
    for (size_t len = 0; len < bytes.len; len++) {
        Reading reading;
        reading_feed(&reading, str_slice(bytes, 0, len), len + 1);
        assert_true(reading.is_fine);
        assert_false(reading.reader.has_end);
        reading_clear(&reading);
    }
    frame_sink_clear(&sink);
}

static void another_version_and_unknown_frames_are_refused(void **state)
{
    (void)state;
    assert_nonsense(STR("\2\1\0\0\0\0\0\0"));
    assert_nonsense(STR("\1\0\0\0\0\0\0\0"));
    assert_nonsense(STR("\1\6\0\0\0\0\0\0"));
    assert_nonsense(STR("\1\3\1\0\0\0\0\0"));
}

static void a_frame_longer_than_any_is_refused_before_it_comes(void **state)
{
    (void)state;
    assert_nonsense(STR("\1\2\0\0\1\0\x10\0"));
    assert_nonsense(STR("\1\2\0\0\xFF\xFF\xFF\xFF"));
}

static void blocks_before_the_format_are_refused(void **state)
{
    (void)state;
    FrameSink sink;
    frame_sink_init(&sink, -1);
    put(&sink, BLOCK_PARAGRAPH, STR("山"), 0, 1, 0, 0);
    sink_end(&sink.sink, 0, 3);
    assert_nonsense(strbuf_get(&sink.out));
    frame_sink_clear(&sink);
}

static void anything_behind_the_end_is_refused(void **state)
{
    (void)state;
    FrameSink sink;
    send_all(&sink);
    strbuf_append_byte(&sink.out, 1);
    assert_nonsense(strbuf_get(&sink.out));
    frame_sink_clear(&sink);
}

/* A good stream with one block, whose record and text a test damages. */
#define RECORD_TEXT_LEN 0
#define RECORD_LINE 4
#define RECORD_KIND 16
#define RECORD_FLAGS 17
#define RECORD_LEVEL 18
#define RECORD_TEXT RECORD_BYTES

static void assert_damage_is_refused(size_t off, Str damage)
{
    FrameSink sink;
    frame_sink_init(&sink, -1);
    frame_sink_format(&sink, &(ImportDetection){.format = "text", .confidence = 1});
    size_t record = sink.out.len + FRAME_HEADER_BYTES + 4;
    put(&sink, BLOCK_PARAGRAPH, STR("山脚下"), 0, 1, 0, 0);
    sink_end(&sink.sink, 0, 9);
    memcpy(sink.out.data + record + off, damage.data, damage.len);
    assert_nonsense(strbuf_get(&sink.out));
    frame_sink_clear(&sink);
}

static void a_block_that_is_not_clean_text_is_refused(void **state)
{
    (void)state;
    assert_damage_is_refused(RECORD_TEXT, STR("\xFF"));
    assert_damage_is_refused(RECORD_TEXT, STR("\xED\xA0\x80")); /* a surrogate */
    assert_damage_is_refused(RECORD_TEXT, STR("a\nb"));
    assert_damage_is_refused(RECORD_TEXT, STR("a\rb"));
    assert_damage_is_refused(RECORD_TEXT, STR("a\0b"));
}

static void a_record_out_of_range_is_refused(void **state)
{
    (void)state;
    assert_damage_is_refused(RECORD_TEXT_LEN, STR("\0"));   /* nothing */
    assert_damage_is_refused(RECORD_TEXT_LEN, STR("\x08")); /* inside a character */
    assert_damage_is_refused(RECORD_TEXT_LEN, STR("\x06")); /* text left over */
    assert_damage_is_refused(RECORD_TEXT_LEN, STR("\xFF\xFF\xFF\xFF"));
    assert_damage_is_refused(RECORD_LINE, STR("\0"));
    assert_damage_is_refused(RECORD_KIND, STR("\x08"));
    assert_damage_is_refused(RECORD_FLAGS, STR("\x01")); /* hidden is for cleaning */
    assert_damage_is_refused(RECORD_FLAGS, STR("\x80"));
    assert_damage_is_refused(RECORD_LEVEL, STR("\x0A"));
}

/* A good stream with one link of 下, which a test damages. */
#define LINK_BLOCK 0
#define LINK_START 4
#define LINK_END 8
#define LINK_OF_KIND 12
#define LINK_TARGET_LEN 13
#define LINK_TARGET LINK_BYTES

static void assert_link_is_refused(size_t off, Str damage)
{
    FrameSink sink;
    frame_sink_init(&sink, -1);
    frame_sink_format(&sink, &(ImportDetection){.format = "text", .confidence = 1});
    put(&sink, BLOCK_PARAGRAPH, STR("山脚下"), 0, 1, 0, 0);
    sink_link(&sink.sink, &(Link){.kind = LINK_ADDRESS,
                                  .start = 6,
                                  .end = 9,
                                  .target = STR("http://a.cn/b")});
    size_t start = sink.out.len + FRAME_HEADER_BYTES + 4 + RECORD_BYTES + 9;
    sink_end(&sink.sink, 0, 9);
    char *link = sink.out.data + start + FRAME_HEADER_BYTES + 4;
    assert_memory_equal(link + LINK_TARGET, "http://a.cn/b", 13);
    memcpy(link + off, damage.data, damage.len);
    assert_nonsense(strbuf_get(&sink.out));
    frame_sink_clear(&sink);
}

static void a_link_out_of_range_is_refused(void **state)
{
    (void)state;
    assert_link_is_refused(LINK_BLOCK, STR("\x01"));
    assert_link_is_refused(LINK_START, STR("\x07"));   /* inside a character */
    assert_link_is_refused(LINK_START, STR("\x0C"));   /* behind its end */
    assert_link_is_refused(LINK_END, STR("\x0C"));     /* behind the text */
    assert_link_is_refused(LINK_OF_KIND, STR("\x01")); /* places are found by us */
    assert_link_is_refused(LINK_OF_KIND, STR("\x04"));
    assert_link_is_refused(LINK_TARGET_LEN, STR("\xFF\xFF"));
    assert_link_is_refused(LINK_TARGET_LEN, STR("\x0C")); /* text left over */
}

static void an_address_that_would_not_be_let_through_is_refused(void **state)
{
    (void)state;
    assert_link_is_refused(LINK_TARGET, STR("file:///"));
    assert_link_is_refused(LINK_TARGET, STR("HTTP"));
    assert_link_is_refused(LINK_TARGET + 11, STR("\x1b"));
    assert_link_is_refused(LINK_TARGET + 11, STR("\xFF"));
}

static void links_of_more_than_a_frame_arrive(void **state)
{
    (void)state;
    FrameSink sink;
    StrBuf text = {0}, address = {0};
    frame_sink_init(&sink, -1);
    frame_sink_format(&sink, &(ImportDetection){.format = "text", .confidence = 1});
    strbuf_append_text(&address, "http://a.cn/");
    while (address.len < ADDRESS_MAX_BYTES)
        strbuf_append_byte(&address, 'x');
    for (int i = 0; i < 1000; i++)
        strbuf_append_text(&text, "山");
    put(&sink, BLOCK_PARAGRAPH, strbuf_get(&text), 0, 1, 0, 0);
    for (uint32_t i = 0; i < 1000; i++)
        sink_link(&sink.sink, &(Link){.kind = LINK_ADDRESS,
                                      .start = i * 3,
                                      .end = i * 3 + 3,
                                      .target = strbuf_get(&address)});
    put(&sink, BLOCK_PARAGRAPH, STR("水"), 3001, 2, 0, 0);
    sink_link(&sink.sink,
              &(Link){.kind = LINK_ADDRESS, .end = 3, .target = STR("http://b.cn")});
    sink_end(&sink.sink, 0, 3);
    Reading reading;
    reading_feed(&reading, strbuf_get(&sink.out), 4096);
    assert_true(reading.is_fine);
    assert_int_equal(reading.draft->link_count, 1001);
    assert_int_equal(reading.draft->links[1000].block, 1);
    reading_clear(&reading);
    frame_sink_clear(&sink);
    strbuf_clear(&text);
    strbuf_clear(&address);
}

static void lines_that_go_back_are_refused(void **state)
{
    (void)state;
    FrameSink sink;
    frame_sink_init(&sink, -1);
    frame_sink_format(&sink, &(ImportDetection){.format = "text", .confidence = 1});
    put(&sink, BLOCK_PARAGRAPH, STR("山"), 0, 2, 0, 0);
    put(&sink, BLOCK_PARAGRAPH, STR("山"), 4, 1, 0, 0);
    sink_end(&sink.sink, 0, 8);
    assert_nonsense(strbuf_get(&sink.out));
    frame_sink_clear(&sink);
}

static void the_child_cannot_name_what_we_do_not_know(void **state)
{
    (void)state;
    /* format 0, confidence 1.0, "EVIL", "" */
    assert_nonsense(STR("\1\1\0\0\x09\0\0\0\0\xE8\3EVIL\0\0"));
    /* format 200; confidence above 1; no NUL at the end */
    assert_nonsense(STR("\1\1\0\0\5\0\0\0\xC8\xE8\3\0\0"));
    assert_nonsense(STR("\1\1\0\0\5\0\0\0\0\xE9\3\0\0"));
    assert_nonsense(STR("\1\1\0\0\5\0\0\0\0\xE8\3\0x"));
}

static void the_error_of_the_child_is_told(void **state)
{
    (void)state;
    FrameSink sink;
    frame_sink_init(&sink, -1);
    Error err = {0};
    error_set(&err, ERR_EMPTY, "%s holds no text", "山.txt");
    frame_sink_error(&sink, &err);
    Reading reading;
    reading_feed(&reading, strbuf_get(&sink.out), sink.out.len);
    assert_false(reading.is_fine);
    assert_int_equal(reading.err.code, ERR_EMPTY);
    assert_string_equal(reading.err.message, "山.txt holds no text");
    reading_clear(&reading);
    error_clear(&err);
    frame_sink_clear(&sink);
    assert_nonsense(STR("\1\4\0\0\2\0\0\0\0x"));
    assert_nonsense(STR("\1\4\0\0\2\0\0\0\xFFx"));
}

static void more_text_than_the_limit_is_refused(void **state)
{
    (void)state;
    FrameSink sink;
    send_all(&sink);
    limits = import_limits_default();
    limits.max_text_bytes = 20; /* it sends 21 */
    Draft *draft = draft_new();
    FrameReader reader;
    Error err = {0};
    frame_reader_init(&reader, "山.txt", &limits, draft);
    assert_false(frame_reader_feed(&reader, strbuf_get(&sink.out), &err));
    assert_int_equal(err.code, ERR_LIMIT);
    error_clear(&err);
    frame_reader_clear(&reader);
    draft_free(draft);
    frame_sink_clear(&sink);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void no_damage_crashes_the_reader(void **state)
{
    (void)state;
    FrameSink sink;
    send_all(&sink);
    Str good = strbuf_get(&sink.out);
    uint32_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        StrBuf bad = {0};
        strbuf_append_str(&bad, good);
        for (uint32_t flips = 1 + next_random(&seed) % 4; flips; flips--)
            bad.data[next_random(&seed) % bad.len] =
                (char)(unsigned char)next_random(&seed);
        Reading reading;
        reading_feed(&reading, strbuf_get(&bad), 1 + next_random(&seed) % bad.len);
        assert_true(reading.is_fine || error_is_set(&reading.err));
        reading_clear(&reading);
        strbuf_clear(&bad);
    }
    frame_sink_clear(&sink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sent_arrives_in_any_pieces),
        cmocka_unit_test(a_stream_without_its_end_is_not_complete),
        cmocka_unit_test(another_version_and_unknown_frames_are_refused),
        cmocka_unit_test(a_frame_longer_than_any_is_refused_before_it_comes),
        cmocka_unit_test(blocks_before_the_format_are_refused),
        cmocka_unit_test(anything_behind_the_end_is_refused),
        cmocka_unit_test(a_block_that_is_not_clean_text_is_refused),
        cmocka_unit_test(a_record_out_of_range_is_refused),
        cmocka_unit_test(a_link_out_of_range_is_refused),
        cmocka_unit_test(an_address_that_would_not_be_let_through_is_refused),
        cmocka_unit_test(links_of_more_than_a_frame_arrive),
        cmocka_unit_test(lines_that_go_back_are_refused),
        cmocka_unit_test(the_child_cannot_name_what_we_do_not_know),
        cmocka_unit_test(the_error_of_the_child_is_told),
        cmocka_unit_test(more_text_than_the_limit_is_refused),
        cmocka_unit_test(no_damage_crashes_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
