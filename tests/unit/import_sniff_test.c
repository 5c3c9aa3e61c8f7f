/* What a file is taken for, and why.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../zip_writer.h"

#include <piyue/import.h>

static void assert_format(Str content, const char *format)
{
    Error err = {0};
    ImportOptions options = {.limits = import_limits_default()};
    ImportDetection detection = {0};
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_true(file_write_fd(fd, "test", content, &err));
    if (!import_detect(fd, "山", &options, &detection, &err))
        fail_msg("%s", error_get_message(&err));
    if (strcmp(detection.format, format) != 0)
        fail_msg("%s, not %s: %.60s", detection.format, format, content.data);
    assert_non_null(detection.format_reason);
    assert_string_equal(detection.format_reason, import_explain_format(format));
    close(fd);
}

/* An archive of files whose content does not matter, the last of which is `name`. */
static void assert_archive(const char *mimetype, const char *name, const char *format)
{
    ZipWriter writer = {0};
    if (mimetype)
        zip_writer_add(&writer, "mimetype", str_from(mimetype));
    zip_writer_add(&writer, "docProps/thumbnail.jpeg", STR("x"));
    zip_writer_add(&writer, name, STR("x"));
    assert_format(zip_writer_finish(&writer), format);
    zip_writer_clear(&writer);
}

static void an_archive_is_what_its_directory_says(void **state)
{
    (void)state;
    assert_archive(NULL, "word/document.xml", "docx");
    assert_archive(NULL, "OFD.xml", "ofd");
    assert_archive(NULL, "META-INF/container.xml", "epub");
    assert_archive("application/epub+zip", "content.opf", "epub");
    assert_archive("application/vnd.oasis.opendocument.text", "content.xml", "odt");
    assert_archive("application/vnd.oasis.opendocument.text-template", "content.xml",
                   "odt");
    assert_archive("application/vnd.oasis.opendocument.spreadsheet", "content.xml",
                   "office");
    assert_archive("application/vnd.oasis.opendocument.presentation", "content.xml",
                   "office");
    assert_archive("x", "[Content_Types].xml", "docx");
    assert_archive(NULL, "xl/workbook.xml", "zip"); /* without [Content_Types].xml */
    assert_archive(NULL, "山/甲.txt", "zip");
    /* A document that holds the name of another format's part in its text. */
    assert_archive(NULL, "notes about word/document.xml.txt", "zip");
}

static void an_archive_that_is_cut_off_is_known_by_its_beginning(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    zip_writer_add(&writer, "[Content_Types].xml", STR("x"));
    zip_writer_add(&writer, "word/document.xml", STR("x"));
    Str whole = zip_writer_finish(&writer);
    assert_format(str_slice(whole, 0, whole.len - 30), "docx");
    zip_writer_clear(&writer);
}

static void markup_is_known_by_its_first_element(void **state)
{
    (void)state;
    assert_format(STR("<?xml version=\"1.0\"?>\n<FictionBook xmlns=\"x\"><body/>"),
                  "fb2");
    assert_format(STR("<?xml version=\"1.0\" encoding=\"windows-1251\"?>"
                      "<FictionBook><title>\xCA\xED\xE8\xE3\xE0</title>"),
                  "fb2");
    assert_format(STR("<?xml version='1.0'?><!-- - --><html xmlns='x'>"), "html");
    assert_format(STR("<?xml version='1.0'?><x:html xmlns:x='x'>"), "html");
    assert_format(STR("<?xml version='1.0'?><TEI>山</TEI>"), "text");
    assert_format(STR("<FictionBooks>山"), "text");
}

static void a_message_is_known_by_its_head(void **state)
{
    (void)state;
    assert_format(STR("From: <Saved by Blink>\r\nSubject: =?utf-8?Q?=E5=B1=B1?=\r\n"
                      "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
                      "\ttype=\"text/html\";\r\n\tboundary=\"b\"\r\n\r\n--b\r\n"),
                  "mht");
    assert_format(STR("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n"),
                  "mht");
    /* Words about messages, and a head without what makes it MIME. */
    assert_format(STR("山脚下\nMIME-Version: 1.0\nContent-Type: multipart/related\n"),
                  "text");
    assert_format(STR("From: 甲\nTo: 乙\n\n山脚下\n"), "text");
    assert_format(STR("甲: 乙\n\nMIME-Version: 1.0\nContent-Type: text/html\n"), "text");
}

/* ---- Markdown ---------------------------------------------------------- */

static void markdown_takes_several_sorts_of_marks(void **state)
{
    (void)state;
    assert_format(STR("# 题目\n\n正文。\n\n## 第一节\n\n正文。\n"), "markdown");
    assert_format(STR("# 题目 {#t}\n\n正文。\n\n## 第一节 {#a}\n\n正文。\n"), "markdown");
    assert_format(STR("# 题目\n\n- 甲\n- 乙\n\n见 [说明](https://example.org/)。\n"),
                  "markdown");
    assert_format(STR("---\ntitle: 山\ntags:\n  - 甲\n---\n\n# 题目\n\n正文。\n"),
                  "markdown");
    assert_format(STR("---\ntitle: 山\ndate: 2030-01-01\n---\n\n没有记号的正文。\n"),
                  "markdown");
    assert_format(STR("# 甲\n\n```c\nint a;\n```\n\n# 乙\n"), "markdown");
    assert_format(STR("见 [甲](a.md)、[乙](b.md)、[丙](c.md)。\n\n* 一\n* 二\n"),
                  "markdown");
    assert_format(
        STR("甲\n\n| 一 | 二 |\n|---|---|\n| 1 | 2 |\n\n> 引文\n\n**重点**。\n"),
        "markdown");
}

static void chinese_plain_text_is_not_markdown(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "一、甲\n\n# 乙\nstyle = 1\n\n```\n甲\n```\n\n# 丙\nkey = 2\n",
        "# 第一章 山\n\n　　山脚下。\n\n# 第二章 水\n\n　　水边。\n",
        "- 甲：你来了。\n- 乙：来了。\n- 甲：坐。\n",
        "* * *\n\n　　山脚下有一座小图书馆。\n\n* * *\n",
        "#山#、#水#，都是话题。\n\n#花# 也是。\n",
        "1. 甲\n2. 乙\n3. 丙\n\n（一）丁\n",
        "> 一\n> 二\n\n**注**：无。\n",
        "---\n\n正文：山。\n\n---\n",
        "[1] 见《山志》。\n[2](同上)\n[3](同上)\n[4](同上)\n",
        "一、甲\n========\n\n二、乙\n--------\n",
        "2024-01-01|甲\n-----------|--\n",
        "＃ 甲\n\n＃＃ 乙\n",
    };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        assert_format(str_from(texts[i]), "text");
}

static void programs_and_settings_are_not_markdown(void **state)
{
    (void)state;
    assert_format(STR("#!/bin/sh\n# a\n\n## b\n\n# c\necho `ls`\n"), "text");
    assert_format(STR("# first\n# second\n\n# third\nname = 1\n"), "text");
    assert_format(STR("---\nname: a\nversion: 2\n---\nname: b\nversion: 3\n"), "text");
    assert_format(STR("# a\n\n## b\nif (x) {\n  y();\n}\n"), "text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_archive_is_what_its_directory_says),
        cmocka_unit_test(an_archive_that_is_cut_off_is_known_by_its_beginning),
        cmocka_unit_test(markup_is_known_by_its_first_element),
        cmocka_unit_test(a_message_is_known_by_its_head),
        cmocka_unit_test(markdown_takes_several_sorts_of_marks),
        cmocka_unit_test(chinese_plain_text_is_not_markdown),
        cmocka_unit_test(programs_and_settings_are_not_markdown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
