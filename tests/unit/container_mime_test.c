/* MIME messages, and the pages and mail in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/mman.h>
#include <unistd.h>

#include <piyue/web.h>

static void assert_part(const MimePart *part, const char *type, const char *body)
{
    StrBuf decoded = {0};
    mime_decode_body(part, &decoded);
    assert_true(str_is_equal(part->type, str_from(type)));
    assert_string_equal(decoded.data ? decoded.data : "", body);
    strbuf_clear(&decoded);
}

static void parts_of_parts_come_in_order(void **state)
{
    (void)state;
    Str bytes = STR(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"a b\"\r\n"
        "\r\npreamble\r\n--a b\r\nContent-Type: multipart/alternative; boundary=c\r\n"
        "\r\n--c\r\n\r\n\xE7\x94\xB2\r\n--c\r\nContent-Type: text/html; charset=GBK\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n1tA=\r\n--c--\r\nepilogue\r\n"
        "--a b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; "
        "filename=x.png\r\n\r\nabc\r\n--a b--\r\n");
    MimeMessage message;
    Error err = {0};
    assert_true(mime_parse(&message, bytes, "山.mht", &err));
    assert_int_equal(message.count, 3);
    assert_part(&message.parts[0], "text/plain", "甲");
    assert_part(&message.parts[1], "text/html", "\xD6\xD0");
    assert_true(str_is_equal(message.parts[1].charset, STR("GBK")));
    assert_part(&message.parts[2], "image/png", "abc");
    assert_true(str_is_equal(message.parts[2].name, STR("x.png")));
    mime_clear(&message);
}

static void what_is_cut_off_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    MimeMessage message;
    Error err = {0};
    assert_true(mime_parse(
        &message, STR("Content-Type: multipart/related; boundary=x\n\n--x\n\n甲乙"),
        "山.mht", &err));
    assert_int_equal(message.count, 1);
    assert_part(&message.parts[0], "text/plain", "甲乙");
    mime_clear(&message);
    assert_true(mime_parse(&message, STR("Subject: x\n"), "山.mht", &err));
    mime_clear(&message);
    assert_true(
        mime_parse(&message, STR("Content-Type: multipart/mixed\n\n甲"), "山", &err));
    assert_int_equal(message.count, 0);
    mime_clear(&message);
}

static void quoted_printable_is_decoded_and_repaired(void **state)
{
    (void)state;
    MimePart part = {.encoding = STR("Quoted-Printable"),
                     .body = STR("=E7=94=B2=\r\n=3Da=\t\nb=zz=")};
    StrBuf out = {0};
    mime_decode_body(&part, &out);
    assert_string_equal(out.data, "甲=ab=zz");
    strbuf_clear(&out);
}

static void encoded_words_of_a_field_are_decoded(void **state)
{
    (void)state;
    Str head =
        STR("X: =?utf-8?B?5Li=?=\r\nsubject: =?utf-8?B?5Lit5g==?=\r\n =?UTF-8?b?lofk?="
            " =?utf-8?q?=B9=A6_x?= plain =?gb2312*zh?B?1tDOxA==?= =?bad\r\nA: b\r\n");
    StrBuf out = {0};
    assert_true(mime_append_field(head, STR("Subject"), &out));
    assert_string_equal(out.data, "中文书 x plain 中文 =?bad");
    assert_false(mime_append_field(head, STR("Sub"), &out));
    strbuf_clear(&out);
}

/* A message of multiparts in multiparts, `depth` of them. */
static bool parse_nested(unsigned depth, Error *err)
{
    StrBuf bytes = {0};
    for (unsigned i = 0; i < depth; i++)
        strbuf_appendf(&bytes, "Content-Type: multipart/mixed; boundary=b%u.\n\n--b%u.\n",
                       i, i);
    strbuf_append_text(&bytes, "\nx\n");
    MimeMessage message;
    bool is_parsed = mime_parse(&message, strbuf_get(&bytes), "山.mht", err);
    mime_clear(&message);
    strbuf_clear(&bytes);
    return is_parsed;
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    Error err = {0};
    assert_true(parse_nested(MIME_MAX_DEPTH - 1, &err));
    assert_true(parse_nested(MIME_MAX_DEPTH, &err));
    assert_false(parse_nested(MIME_MAX_DEPTH + 1, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_non_null(strstr(err.message, "山.mht"));
    error_clear(&err);
}

static bool parse_many(unsigned parts, Error *err)
{
    StrBuf bytes = {0};
    strbuf_append_text(&bytes, "Content-Type: multipart/mixed; boundary=b\n\n");
    for (unsigned i = 0; i < parts; i++)
        strbuf_append_text(&bytes, "--b\n\nx\n");
    MimeMessage message;
    bool is_parsed = mime_parse(&message, strbuf_get(&bytes), "山.mht", err);
    mime_clear(&message);
    strbuf_clear(&bytes);
    return is_parsed;
}

static void the_number_of_parts_has_a_limit(void **state)
{
    (void)state;
    Error err = {0};
    assert_true(parse_many(MIME_MAX_PARTS - 1, &err));
    assert_true(parse_many(MIME_MAX_PARTS, &err));
    assert_false(parse_many(MIME_MAX_PARTS + 1, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_non_null(strstr(err.message, "山.mht"));
    error_clear(&err);
}

static Draft *read_message(Str bytes, ErrorCode code)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    Error err = {0};
    assert_true(file_write_fd(fd, "test", bytes, &err));
    ImportLimits limits = import_limits_default();
    Source source = {.fd = fd,
                     .name = "山.mht",
                     .limits = &limits,
                     .head = bytes,
                     .encoding = "UTF-8"};
    Draft *draft = draft_new();
    DraftSink sink;
    draft_sink_init(&sink, draft);
    assert_int_equal(read_mht(&source, &sink.sink, &err), code == ERR_NONE);
    assert_int_equal(err.code, code);
    error_clear(&err);
    close(fd);
    return draft;
}

static void a_page_in_a_message_is_read_in_its_encoding(void **state)
{
    (void)state;
    Draft *draft = read_message(
        STR("From: <Saved by a browser>\nSubject: =?gbk?B?1tA=?=\nMIME-Version: 1.0\n"
            "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: "
            "text/css\n\n"
            "p{}\n--b\nContent-Type: text/html; charset=gb2312\n"
            "Content-Transfer-Encoding: "
            "quoted-printable\n\n<p>=D6=D0=CE=C4=A3=AC=BA=C3</p>\n"
            "--b--\n"),
        ERR_NONE);
    assert_int_equal(draft->block_count, 1);
    assert_true(str_is_equal(draft->blocks[0].text, STR("中文，好")));
    assert_true(str_is_equal(draft->title, STR("中")));
    assert_int_equal(draft->author.len, 0);
    draft_free(draft);
}

static void mail_without_a_page_is_read_line_by_line(void **state)
{
    (void)state;
    Draft *draft =
        read_message(STR("From: =?utf-8?B?55Sy?= <a@b>\nMIME-Version: 1.0\n"
                         "Content-Type: text/plain; charset=utf-8\n\n你好，\n\n"
                         "> 引\n"),
                     ERR_NONE);
    assert_int_equal(draft->block_count, 2);
    assert_int_equal(draft->blocks[1].kind, BLOCK_QUOTE);
    assert_int_equal(draft->blocks[1].flags, BLOCK_BLANK_BEFORE);
    assert_true(str_is_equal(draft->author, STR("甲 <a@b>")));
    draft_free(draft);
    draft_free(read_message(STR("Content-Type: image/png\n\nx"), ERR_EMPTY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_parts_come_in_order),
        cmocka_unit_test(what_is_cut_off_is_read_as_far_as_it_goes),
        cmocka_unit_test(quoted_printable_is_decoded_and_repaired),
        cmocka_unit_test(encoded_words_of_a_field_are_decoded),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(the_number_of_parts_has_a_limit),
        cmocka_unit_test(a_page_in_a_message_is_read_in_its_encoding),
        cmocka_unit_test(mail_without_a_page_is_read_line_by_line),
    };
    return cmocka_run_group_tests_name("container_mime", tests, NULL, NULL);
}
