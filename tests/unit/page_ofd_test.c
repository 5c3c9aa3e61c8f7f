/* OFD: text objects by their place, templates, outline, what is missing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page_fixture.h"

#include <stdio.h>

#include <piyue/page.h>

#define NAME "山.ofd"
#define SPACE " xmlns:ofd=\"http://www.ofdspec.org/2016\""

/* A package being written; parts that stay empty are left out. */
typedef struct Package {
    const char *info;        /* in DocInfo */
    const char *common;      /* in CommonData, besides page size and fonts */
    const char *document;    /* in Document, behind the pages */
    const char *pages[3];    /* objects of the layer */
    const char *templates;   /* elements of each page in front of its content */
    const char *parts[4][2]; /* names and contents of other parts */
} Package;

static void add_part(ZipWriter *zip, const char *name, const char *format, ...)
    PRINTF_LIKE(3, 4);
static void add_part(ZipWriter *zip, const char *name, const char *format, ...)
{
    StrBuf part = {0};
    va_list args;
    va_start(args, format);
    strbuf_append_text(&part, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    strbuf_appendv(&part, format, args);
    va_end(args);
    zip_writer_add(zip, name, strbuf_get(&part));
    strbuf_clear(&part);
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static Str write_package(ZipWriter *zip, const Package *package)
{
    add_part(zip, "OFD.xml",
             "<ofd:OFD" SPACE "><ofd:DocBody><ofd:DocInfo>%s</ofd:DocInfo><ofd:DocRoot>"
             "Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
             or_empty(package->info));
    StrBuf pages = {0};
    for (size_t i = 0; i < ARRAY_SIZE(package->pages); i++) {
        if (!package->pages[i])
            continue;
        char name[64];
        snprintf(name, sizeof(name), "Doc_0/Pages/Page_%zu/Content.xml", i);
        strbuf_appendf(&pages, "<ofd:Page ID=\"%zu\" BaseLoc=\"%s\"/>", 10 + i,
                       name + strlen("Doc_0/"));
        add_part(zip, name,
                 "<ofd:Page" SPACE ">%s<ofd:Content><ofd:Layer ID=\"1\">%s</ofd:Layer>"
                 "</ofd:Content></ofd:Page>",
                 or_empty(package->templates), package->pages[i]);
    }
    add_part(
        zip, "Doc_0/Document.xml",
        "<ofd:Document" SPACE "><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 "
        "297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml"
        "</ofd:PublicRes>%s</ofd:CommonData><ofd:Pages>%s</ofd:Pages>%s</ofd:Document>",
        or_empty(package->common), strbuf_get(&pages).data, or_empty(package->document));
    strbuf_clear(&pages);
    add_part(zip, "Doc_0/PublicRes.xml",
             "<ofd:Res" SPACE "><ofd:Fonts><ofd:Font ID=\"1\" FontName=\"仿宋\"/>"
             "<ofd:Font ID=\"2\" FontName=\"黑体\"/></ofd:Fonts></ofd:Res>");
    for (size_t i = 0; i < ARRAY_SIZE(package->parts); i++)
        if (package->parts[i][0])
            add_part(zip, package->parts[i][0], "%s", package->parts[i][1]);
    return zip_writer_finish(zip);
}

/* Text of size 5 mm at a place of the page; Y of the code is its base line. */
#define TEXT(left, top, more, steps, text)                                               \
    "<ofd:TextObject ID=\"5\" Boundary=\"" left " " top                                  \
    " 150 6\" Font=\"1\" Size=\"5\"" more "><ofd:TextCode X=\"0\" Y=\"4.4\"" steps       \
    ">" text "</ofd:TextCode></ofd:TextObject>"
#define STEPS " DeltaX=\"g 40 5\""

static void assert_package(const Package *package, const char *wanted)
{
    ZipWriter zip = {0};
    Draft *draft = read_well(read_ofd, NAME, write_package(&zip, package));
    assert_rows(draft, wanted);
    draft_free(draft);
    zip_writer_clear(&zip);
}

static void objects_are_read_by_their_place(void **state)
{
    (void)state;
    Package package = {
        .pages = {TEXT("30", "60", "", STEPS, "调阳云腾致雨。") TEXT(
            "30", "52", "", STEPS, "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往")
                      TEXT("30", "30", " Weight=\"700\"", STEPS, "题目")}};
    assert_package(&package,
                   "P1B|题目\n"
                   "P^|天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往调阳云腾致雨。\n");
}

static void steps_say_where_blanks_are(void **state)
{
    (void)state;
    /* 5 5 20 5: a wide gap behind the third character. */
    Package package = {
        .pages = {TEXT("30", "30", "", " DeltaX=\"g 2 5 20 5\"", "张三丰李四")
                      TEXT("30", "50", "", " DeltaX=\"g 3 15\"", "通知如下")
                          TEXT("30", "70", "", "", "无步而行")}};
    assert_package(&package, "P|张三丰 李四\nP^|通知如下\nP^|无步而行\n");
}

static void the_matrix_of_an_object_scales_and_moves_it(void **state)
{
    (void)state;
    Package package = {.pages = {TEXT("30", "80", "", STEPS, "正文在此，长短如常。") TEXT(
                           "30", "20", " CTM=\"2 0 0 2 10 20\"", STEPS, "大题")}};
    assert_package(&package, "P1L|大题\nP^|正文在此，长短如常。\n");
}

static void what_is_invisible_or_a_stamp_is_not_read(void **state)
{
    (void)state;
    Package package = {
        .document = "<ofd:Annotations>Annots.xml</ofd:Annotations>",
        .pages = {TEXT("30", "30", "", STEPS, "看得见。")
                      TEXT("30", "50", " Visible=\"false\"", STEPS, "看不见。")},
        .parts = {{"Doc_0/Annots.xml",
                   "<ofd:Annotations" SPACE "><ofd:Page PageID=\"10\">"
                   "<ofd:FileLoc>Notes.xml</ofd:FileLoc></ofd:Page>"
                   "</ofd:Annotations>"},
                  {"Doc_0/Notes.xml",
                   "<ofd:PageAnnot" SPACE "><ofd:Annot Type=\"Stamp\"><ofd:Appearance "
                   "Boundary=\"0 0 9 9\">" TEXT(
                       "30", "70", "", STEPS,
                       "章") "</ofd:Appearance>"
                             "</ofd:Annot><ofd:Annot Type=\"Path\"><ofd:Appearance "
                             "Boundary=\"0 20 9 9\">" TEXT(
                                 "30", "70", "", STEPS,
                                 "批注。") "</ofd:Appearance></ofd:Annot>"
                                           "</ofd:PageAnnot>"}}};
    assert_package(&package, "P|看得见。\nP^|批注。\n");
}

static void a_template_that_repeats_is_furniture(void **state)
{
    (void)state;
    Package package = {
        .common = "<ofd:TemplatePage ID=\"7\" BaseLoc=\"Tpl.xml\"/>",
        .templates = "<ofd:Template TemplateID=\"7\"/>",
        .pages = {TEXT("30", "60", "", STEPS, "前一页。"),
                  TEXT("30", "60", "", STEPS, "后一页。")},
        .parts = {{"Doc_0/Tpl.xml",
                   "<ofd:Page" SPACE "><ofd:Content><ofd:Layer>" TEXT(
                       "90", "12", "", STEPS, "页眉") "</ofd:Layer>"
                                                      "</ofd:Content></ofd:Page>"}}};
    assert_package(&package, "P|前一页。\nP|后一页。\n");
    package.pages[1] = NULL; /* what stands once is text */
    assert_package(&package, "P|页眉\nP^|前一页。\n");
}

static void the_outline_and_the_file_name_what_they_hold(void **state)
{
    (void)state;
    Package package = {
        .info = "<ofd:Title>通知</ofd:Title><ofd:Author>办公室</ofd:Author>"
                "<ofd:CreationDate>2024-05-06</ofd:CreationDate>",
        .document =
            "<ofd:Outlines><ofd:OutlineElem Title=\"第一章\"><ofd:Actions><ofd:Action>"
            "<ofd:Goto><ofd:Dest PageID=\"10\" Top=\"29\"/></ofd:Goto></ofd:Action>"
            "</ofd:Actions><ofd:OutlineElem Title=\"第一节\"><ofd:Actions><ofd:Action>"
            "<ofd:Goto><ofd:Bookmark Name=\"b\"/></ofd:Goto></ofd:Action></ofd:Actions>"
            "</ofd:OutlineElem></ofd:OutlineElem></ofd:Outlines><ofd:Bookmarks>"
            "<ofd:Bookmark Name=\"b\"><ofd:Dest PageID=\"10\" Top=\"49\"/></ofd:Bookmark>"
            "</ofd:Bookmarks>",
        .pages = {TEXT("30", "30", "", STEPS, "第 一 章") TEXT(
            "30", "50", "", STEPS, "第一节") TEXT("30", "70", "", STEPS, "正文。")}};
    ZipWriter zip = {0};
    Draft *draft = read_well(read_ofd, NAME, write_package(&zip, &package));
    assert_rows(draft, "H1MT|第一章\nH2MT^|第一节\nP^|正文。\n");
    assert_true(str_is_equal(draft->title, STR("通知")));
    assert_true(str_is_equal(draft->author, STR("办公室")));
    assert_true(str_is_equal(draft->date, STR("2024-05-06")));
    draft_free(draft);
    zip_writer_clear(&zip);
}

static void missing_and_broken_parts_cost_no_more_than_themselves(void **state)
{
    (void)state;
    Package package = {
        .common = "<ofd:DocumentRes>Gone.xml</ofd:DocumentRes>"
                  "<ofd:TemplatePage ID=\"7\" BaseLoc=\"../../outside.xml\"/>",
        .document = "<ofd:Annotations>Gone.xml</ofd:Annotations>",
        .templates = "<ofd:Template TemplateID=\"7\"/><ofd:Template TemplateID=\"8\"/>",
        .pages = {"<ofd:broken>", TEXT("30", "60", "", STEPS, "完好。")}};
    assert_package(&package, "P|完好。\n");
}

static void numbers_out_of_all_bounds_do_no_harm(void **state)
{
    (void)state;
    Package package = {
        .pages = {TEXT("30", "30", "", " DeltaX=\"g 99999999999 1e9 g -4 2 x\"", "怪步")
                      TEXT("1e300", "-9999999999", " CTM=\"0 0 0 0 0 0\"", STEPS, "无")
                          TEXT("30", "60", "", STEPS, "正文。")}};
    ZipWriter zip = {0};
    Error err = {0};
    Draft *draft = read_bytes(read_ofd, NAME, write_package(&zip, &package), &err);
    assert_non_null(draft);
    draft_free(draft);
    zip_writer_clear(&zip);
}

static void a_file_without_text_says_so(void **state)
{
    (void)state;
    ZipWriter zip = {0};
    Package package = {.pages = {"<ofd:PathObject ID=\"1\"/>"}};
    assert_fails(read_ofd, NAME, write_package(&zip, &package), ERR_EMPTY, "OCR");
    zip_writer_clear(&zip);
}

static void a_file_without_its_root_is_damaged(void **state)
{
    (void)state;
    ZipWriter zip = {0};
    add_part(&zip, "OFD.xml", "<ofd:OFD" SPACE "><ofd:DocBody/></ofd:OFD>");
    assert_fails(read_ofd, NAME, zip_writer_finish(&zip), ERR_FORMAT, "damaged");
    zip_writer_clear(&zip);
}

static void an_encrypted_file_is_told_from_a_damaged_one(void **state)
{
    (void)state;
    ZipWriter zip = {0};
    add_part(&zip, "OFD.xml",
             "<ofd:OFD" SPACE "><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml"
             "</ofd:DocRoot></ofd:DocBody></ofd:OFD>");
    zip_writer_add(&zip, "Doc_0/Document.xml", STR("\x8f\x13\xa0 no XML"));
    add_part(&zip, "Encryptions.xml", "<ofd:Encryptions" SPACE "/>");
    assert_fails(read_ofd, NAME, zip_writer_finish(&zip), ERR_FORMAT, "is encrypted");
    zip_writer_clear(&zip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_read_by_their_place),
        cmocka_unit_test(steps_say_where_blanks_are),
        cmocka_unit_test(the_matrix_of_an_object_scales_and_moves_it),
        cmocka_unit_test(what_is_invisible_or_a_stamp_is_not_read),
        cmocka_unit_test(a_template_that_repeats_is_furniture),
        cmocka_unit_test(the_outline_and_the_file_name_what_they_hold),
        cmocka_unit_test(missing_and_broken_parts_cost_no_more_than_themselves),
        cmocka_unit_test(numbers_out_of_all_bounds_do_no_harm),
        cmocka_unit_test(a_file_without_text_says_so),
        cmocka_unit_test(a_file_without_its_root_is_damaged),
        cmocka_unit_test(an_encrypted_file_is_told_from_a_damaged_one),
    };
    translate_set_language("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
