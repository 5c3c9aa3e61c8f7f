/* Word 97 documents: each rule on a file made here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office_fixture.h"

#include "ole_writer.h"

/* ---- a document ---------------------------------------------------------- */

/* A paragraph, its style, and the property modifiers of it and of its one run. */
typedef struct Para {
    const char *text; /* with its mark: "\r", or "\a" of a cell */
    unsigned style;
    const char *sprms, *run_sprms; /* bytes as hexadecimal digits */
    bool is_narrow;                /* a piece of one byte a character */
} Para;

typedef struct Made {
    const Para *paras;    /* the last one has no text */
    size_t footnote_from; /* index of the first paragraph of footnotes; 0 for none */
    unsigned flags, version;
    const char *lists, *list_uses; /* tables as hexadecimal digits */
    size_t lists_bytes;            /* of the table itself, without the levels */
} Made;

static void put_hex(StrBuf *out, const char *digits)
{
    for (; digits && digits[0] && digits[1]; digits += 2) {
        while (*digits == ' ')
            digits++;
        char two[3] = {digits[0], digits[1], '\0'};
        strbuf_append_byte(out, (char)strtoul(two, NULL, 16));
    }
}

static void put_table(StrBuf *main, StrBuf *table, size_t index, const StrBuf *bytes)
{
    set_le(main, 154 + index * 8, table->len, 4);
    set_le(main, 154 + index * 8 + 4, bytes->len, 4);
    strbuf_append_str(table, strbuf_get(bytes));
}

static void put_style(StrBuf *sheet, unsigned sti, unsigned base, const char *name,
                      const char *sprms, const char *run_sprms)
{
    StrBuf style = {0}, properties = {0};
    put_le(&style, sti, 2);
    put_le(&style, 1 | base << 4, 2);
    put_le(&style, 2, 2);
    put_le(&style, 0, 4);
    put_le(&style, utf8_count_codepoints(str_from(name)), 2);
    put_utf16(&style, name);
    put_le(&style, 0, 2);
    put_le(&properties, 0, 2);
    put_hex(&properties, sprms);
    put_le(&style, properties.len, 2);
    strbuf_append_str(&style, strbuf_get(&properties));
    pad(&style, style.len + style.len % 2);
    strbuf_reset(&properties);
    put_hex(&properties, run_sprms);
    put_le(&style, properties.len, 2);
    strbuf_append_str(&style, strbuf_get(&properties));
    pad(&style, style.len + style.len % 2);
    put_le(sheet, style.len, 2);
    strbuf_append_str(sheet, strbuf_get(&style));
    strbuf_clear(&style);
    strbuf_clear(&properties);
}

#define STYLE_BODY 0
#define STYLE_HEADING_2 1
#define STYLE_OWN 2 /* “我的” on heading 2 */
#define STYLE_TITLE 3
#define STYLE_LISTED 4 /* the first list */

static void put_styles(StrBuf *main, StrBuf *table)
{
    StrBuf sheet = {0};
    put_le(&sheet, 18, 2);
    put_le(&sheet, 5, 2);
    put_le(&sheet, 10, 2);
    pad(&sheet, 20);
    put_style(&sheet, 0, 0xFFF, "Normal", "", "434A2000"); /* 16 points */
    put_style(&sheet, 2, 0, "heading 2", "", "350801");
    put_style(&sheet, 0xFFE, STYLE_HEADING_2, "我的", "", "");
    put_style(&sheet, 62, 0, "Title", "612401", "");
    put_style(&sheet, 0xFFE, 0, "条", "0B460100", "");
    put_table(main, table, 1, &sheet);
    strbuf_clear(&sheet);
}

/* A page of property runs: offsets, where each one's properties are, these. */
static void put_page(StrBuf *main, StrBuf *table, size_t index, const uint32_t *offs,
                     const Para *paras, size_t count, bool is_of_paragraphs)
{
    pad(main, (main->len + 511) / 512 * 512);
    size_t start = main->len, end = 510, entry_bytes = is_of_paragraphs ? 13 : 1;
    pad(main, start + 512);
    for (size_t i = 0; i <= count; i++)
        set_le(main, start + i * 4, offs[i], 4);
    for (size_t i = 0; i < count; i++) {
        StrBuf sprms = {0};
        put_hex(&sprms, is_of_paragraphs ? paras[i].sprms : paras[i].run_sprms);
        StrBuf entry = {0};
        if (is_of_paragraphs) {
            size_t bytes = 2 + sprms.len;
            if (bytes % 2) { /* an odd count is told in words and one */
                put_le(&entry, (bytes + 1) / 2, 1);
            } else {
                put_le(&entry, 0, 1);
                put_le(&entry, bytes / 2, 1);
            }
            put_le(&entry, paras[i].style, 2);
        } else {
            put_le(&entry, sprms.len, 1);
        }
        strbuf_append_str(&entry, strbuf_get(&sprms));
        end = (end - entry.len) / 2 * 2;
        memcpy(main->data + start + end, entry.data, entry.len);
        set_le(main, start + (count + 1) * 4 + i * entry_bytes, end / 2, 1);
        strbuf_clear(&entry);
        strbuf_clear(&sprms);
    }
    set_le(main, start + 511, count, 1);
    StrBuf plc = {0};
    put_le(&plc, offs[0], 4);
    put_le(&plc, offs[count], 4);
    put_le(&plc, start / 512, 4);
    put_table(main, table, index, &plc);
    strbuf_clear(&plc);
}

static size_t count_chars(const char *text)
{
    StrBuf wide = {0};
    put_utf16(&wide, text);
    size_t count = wide.len / 2;
    strbuf_clear(&wide);
    return count;
}

static void put_clx(StrBuf *main, StrBuf *table, const Para *paras, const uint32_t *offs,
                    size_t count)
{
    StrBuf clx = {0};
    put_hex(&clx, "01 0300 350801"); /* what a quick save leaves */
    put_le(&clx, 2, 1);
    put_le(&clx, (count + 1) * 4 + count * 8, 4);
    uint32_t cp = 0;
    for (size_t i = 0; i < count; i++) {
        put_le(&clx, cp, 4);
        cp += (uint32_t)count_chars(paras[i].text);
    }
    put_le(&clx, cp, 4);
    for (size_t i = 0; i < count; i++) {
        put_le(&clx, 0, 2);
        put_le(&clx, paras[i].is_narrow ? 0x40000000u | offs[i] * 2 : offs[i], 4);
        put_le(&clx, 0, 2);
    }
    put_table(main, table, 33, &clx);
    strbuf_clear(&clx);
}

/* References to notes are the characters \x02 of the text, in order. */
static void put_notes(StrBuf *main, StrBuf *table, const Made *made, size_t count)
{
    StrBuf references = {0}, texts = {0};
    uint32_t cp = 0, notes = 0;
    for (size_t i = 0; i < made->footnote_from; i++)
        for (const char *c = made->paras[i].text; *c; c++) {
            if (*c == 2) {
                put_le(&references, cp, 4);
                notes++;
            }
            cp += ((unsigned char)*c & 0xC0) != 0x80;
        }
    put_le(&references, cp, 4);
    for (uint32_t i = 0; i < notes; i++)
        put_le(&references, 1, 2);
    cp = 0;
    for (size_t i = made->footnote_from; i < count; i++) {
        put_le(&texts, cp, 4);
        cp += (uint32_t)count_chars(made->paras[i].text);
    }
    put_le(&texts, cp, 4);
    put_le(&texts, cp + 1, 4);
    put_table(main, table, 2, &references);
    put_table(main, table, 3, &texts);
    strbuf_clear(&references);
    strbuf_clear(&texts);
}

/* The title 山林 of 张三 in GBK, saved on 2004-05-24. */
static void put_summary(StrBuf *out)
{
    put_hex(out, "FEFF 0000 00000000");
    pad(out, 24);
    put_le(out, 1, 4);
    pad(out, 44);
    put_le(out, 48, 4);
    const size_t start = 48;
    put_le(out, 0, 4);
    put_le(out, 4, 4);
    const unsigned ids[] = {1, 2, 4, 13}, offs[] = {40, 48, 64, 80};
    for (size_t i = 0; i < 4; i++) {
        put_le(out, ids[i], 4);
        put_le(out, offs[i], 4);
    }
    pad(out, start + 40);
    put_hex(out, "02000000 A8030000 1E000000 05000000 C9BDC1D6 00");
    pad(out, start + 64);
    put_hex(out, "1E000000 05000000 D5C5C8FD 00");
    pad(out, start + 80);
    put_le(out, 64, 4);
    put_le(out, (1085356800ull + 11644473600ull) * 10000000ull, 8);
}

static void make_doc(const Made *made, StrBuf *out)
{
    StrBuf main = {0}, table = {0}, summary = {0};
    size_t count = 0, main_chars = 0, note_chars = 0;
    for (; made->paras[count].text; count++)
        *(made->footnote_from && count >= made->footnote_from ? &note_chars
                                                              : &main_chars) +=
            count_chars(made->paras[count].text);
    put_le(&main, 0xA5EC, 2);
    put_le(&main, made->version ? made->version : 193, 2);
    pad(&main, 2048);
    set_le(&main, 0x0A, made->flags | 0x200, 2);
    set_le(&main, 0x4C, main_chars, 4);
    set_le(&main, 0x50, note_chars, 4);
    uint32_t offs[64];
    for (size_t i = 0; i < count; i++) {
        offs[i] = (uint32_t)main.len;
        if (made->paras[i].is_narrow)
            strbuf_append_text(&main, made->paras[i].text);
        else
            put_utf16(&main, made->paras[i].text);
        pad(&main, main.len + main.len % 2);
    }
    offs[count] = (uint32_t)main.len;
    put_styles(&main, &table);
    put_clx(&main, &table, made->paras, offs, count);
    put_page(&main, &table, 12, offs, made->paras, count, false);
    put_page(&main, &table, 13, offs, made->paras, count, true);
    if (made->footnote_from)
        put_notes(&main, &table, made, count);
    StrBuf bytes = {0};
    put_hex(&bytes, made->list_uses);
    if (bytes.len)
        put_table(&main, &table, 74, &bytes);
    strbuf_reset(&bytes);
    put_hex(&bytes, made->lists);
    if (bytes.len) { /* the levels lie behind the table that is told */
        put_table(&main, &table, 73, &bytes);
        set_le(&main, 154 + 73 * 8 + 4, made->lists_bytes, 4);
    }
    strbuf_clear(&bytes);
    put_summary(&summary);
    ole_write((OleStream[]){{"1Table", strbuf_get(&table)},
                            {"\005SummaryInformation", strbuf_get(&summary)},
                            {"WordDocument", strbuf_get(&main)}},
              3, out);
    strbuf_clear(&main);
    strbuf_clear(&table);
    strbuf_clear(&summary);
}

static Draft *read_made(const Made *made)
{
    StrBuf bytes = {0};
    make_doc(made, &bytes);
    Draft *draft = read_well(read_doc, "山.doc", strbuf_get(&bytes));
    strbuf_clear(&bytes);
    return draft;
}

static void check(const Made *made, const char *wanted)
{
    Draft *draft = read_made(made);
    assert_rows(draft, wanted);
    draft_free(draft);
}

/* ---- rules --------------------------------------------------------------- */

static void paragraphs_of_both_widths_are_read(void **state)
{
    (void)state;
    check(&(Made){.paras =
                      (Para[]){{.text = "山上有𠮷木。\r"},
                               {.text = "plain \x93quoted\x94 text\r", .is_narrow = true},
                               {.text = "甲\x0B乙\x0C"},
                               {.text = "a\x1E\x62\x1F\x63\t丁\r"},
                               {0}}},
          "P|山上有𠮷木。\nP|plain “quoted” text\nP|甲\nP|乙\nP|a-bc 丁\n");
}

static void levels_come_from_styles_and_modifiers(void **state)
{
    (void)state;
    check(
        &(Made){.paras = (Para[]){{.text = "总题\r", .style = STYLE_TITLE},
                                  {.text = "甲\r", .style = STYLE_HEADING_2},
                                  {.text = "乙\r", .style = STYLE_OWN},
                                  {.text = "丙\r", .sprms = "402600"},
                                  {.text = "丁\r", .style = STYLE_OWN, .sprms = "402609"},
                                  {.text = "正文正文正文正文\r"},
                                  {0}}},
        "H1M=|总题\nH3MB|甲\nH3MB|乙\nH2M|丙\nPB|丁\nP|正文正文正文正文\n");
}

static void looks_and_tracked_changes(void **state)
{
    (void)state;
    check(
        &(Made){.paras =
                    (Para[]){{.text = "大\r", .sprms = "032401", .run_sprms = "434A2C00"},
                             {.text = "正文正文\r", .sprms = "6084A401"},
                             {.text = "删\r", .run_sprms = "000801"},
                             {.text = "藏\r", .run_sprms = "3C0801"},
                             {.text = "粗\r", .run_sprms = "350801"},
                             {0}}},
        "PL=|大\nP<|正文正文\nPB^|粗\n");
}

static void rows_of_tables(void **state)
{
    (void)state;
    check(&(Made){.paras = (Para[]){{.text = "前\r"},
                                    {.text = "姓名\r", .sprms = "162401"},
                                    {.text = "拼音\a", .sprms = "162401"},
                                    {.text = "\a", .sprms = "162401"},
                                    {.text = "职务\a", .sprms = "162401"},
                                    {.text = "\a", .sprms = "162401 172401"},
                                    {.text = "一格\a", .sprms = "162401"},
                                    {.text = "\a", .sprms = "162401 172401"},
                                    {.text = "后\r"},
                                    {0}}},
          "P|前\nT|姓名 拼音¦¦职务\nP|一格\nP|后\n");
}

static void fields_and_notes(void **state)
{
    (void)state;
    check(&(Made){.paras = (Para[]){{.text = "见\x13 PAGEREF a \x14第3页\x15。\r"},
                                    {.text = "\x13 TOC \\o \x14总则 1\r"},
                                    {.text = "附则 2\x15\r"},
                                    {.text = "文\x02字\x02\r"},
                                    {.text = "\x02 注一\r"},
                                    {.text = "\x02 注二\r"},
                                    {0}},
                  .footnote_from = 4},
          "P|见第3页。\nPC|总则 1\nPC|附则 2\nP|文[1]字[2]\nN|[1] 注一\nN|[2] 注二\n");
}

/* One list of two levels: 一、 by style and modifier, （1） below it. */
static void automatic_numbers_are_written(void **state)
{
    (void)state;
    static const char lists[] =
        "0100" /* one list, of nine levels */
        "01000000 00000000 0000 0000 0000 0000 0000 0000 0000 0000 0000 00 00"
        "01000000 27 00 010000000000000000 02 00000000 00000000 00 00 00 00 0200 0000 "
        "0130"
        "01000000 00 00 020000000000000000 00 00000000 00000000 00 00 00 00 0300 08FF "
        "0100 09FF";
    static const char uses[] = "01000000 01000000 00000000 00000000 00000000 FFFFFFFF";
    check(
        &(Made){.paras =
                    (Para[]){{.text = "甲\r", .style = STYLE_LISTED},
                             {.text = "乙\r", .style = STYLE_LISTED, .sprms = "0A2601"},
                             {.text = "丙\r", .style = STYLE_LISTED, .sprms = "0A2601"},
                             {.text = "丁\r", .sprms = "0B460100"},
                             {.text = "戊\r", .style = STYLE_LISTED, .sprms = "0B460000"},
                             {0}},
                .lists = lists,
                .lists_bytes = 30,
                .list_uses = uses},
        "PN|一、甲\nPN|（1）乙\nPN|（2）丙\nPN|二、丁\nP|戊\n");
}

static void the_card_is_read(void **state)
{
    (void)state;
    Draft *draft = read_made(&(Made){.paras = (Para[]){{.text = "山林\r"}, {0}}});
    assert_true(str_is_equal(draft->title, STR("山林")));
    assert_true(str_is_equal(draft->author, STR("张三")));
    assert_true(str_is_equal(draft->date, STR("2004-05-24")));
    draft_free(draft);
}

/* ---- what is not read ------------------------------------------------------ */

static void what_is_not_read_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *stream, *word;
    } rows[] = {{"Workbook", "spreadsheet"},      {"PowerPoint Document", "presentation"},
                {"EncryptedPackage", "password"}, {"CONTENTS", "Works"},
                {"Anything", "no text of Word"},  {"WordDocument", "damaged"}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        StrBuf bytes = {0};
        ole_write((OleStream[]){{rows[i].stream, STR("x")}}, 1, &bytes);
        assert_fails(read_doc, "山.doc", strbuf_get(&bytes), ERR_FORMAT, rows[i].word);
        strbuf_clear(&bytes);
    }
    StrBuf bytes = {0};
    make_doc(&(Made){.paras = (Para[]){{.text = "x\r"}, {0}}, .flags = 0x100}, &bytes);
    assert_fails(read_doc, "山.doc", strbuf_get(&bytes), ERR_FORMAT, "password");
    strbuf_reset(&bytes);
    make_doc(&(Made){.paras = (Para[]){{.text = "\r"}, {0}}}, &bytes);
    assert_fails(read_doc, "山.doc", strbuf_get(&bytes), ERR_EMPTY, "no text");
    strbuf_clear(&bytes);
}

static void word_95_is_read_as_plain_paragraphs(void **state)
{
    (void)state;
    StrBuf main = {0}, bytes = {0};
    put_hex(&main, "DCA5 6800 0000 0408 0000 0000");
    pad(&main, 768);
    set_le(&main, 6, 0x0804, 2);
    set_le(&main, 0x18, 768, 4);
    set_le(&main, 0x34, 12, 4);
    put_hex(&main, "C9BDC1D6 0D 13 58 14 C4BE 15 0D");
    ole_write((OleStream[]){{"WordDocument", strbuf_get(&main)}}, 1, &bytes);
    Draft *draft = read_well(read_doc, "山.doc", strbuf_get(&bytes));
    assert_rows(draft, "P|山林\nP|木\n");
    draft_free(draft);
    strbuf_reset(&bytes);
    set_le(&main, 0x0A, 4, 2);
    ole_write((OleStream[]){{"WordDocument", strbuf_get(&main)}}, 1, &bytes);
    assert_fails(read_doc, "山.doc", strbuf_get(&bytes), ERR_FORMAT, "Word 6 or 95");
    strbuf_clear(&main);
    strbuf_clear(&bytes);
}

/* Any one byte that is another: text or a sentence, whichever. */
static void no_byte_does_harm(void **state)
{
    (void)state;
    StrBuf bytes = {0};
    make_doc(&(Made){.paras = (Para[]){{.text = "甲\x02\r", .style = STYLE_LISTED},
                                       {.text = "\x13 X \x14y\x15\r", .sprms = "402600"},
                                       {.text = "注\r", .run_sprms = "350801"},
                                       {0}},
                     .footnote_from = 2},
             &bytes);
    for (size_t i = 0; i < bytes.len; i++) {
        char kept = bytes.data[i];
        bytes.data[i] = (char)(i % 2 ? kept ^ 0xFF : kept + 1);
        Error err = {0};
        Draft *draft = read_bytes(read_doc, "山.doc", strbuf_get(&bytes), &err);
        assert_true((draft != NULL) == !error_is_set(&err));
        draft_free(draft);
        error_clear(&err);
        bytes.data[i] = kept;
    }
    strbuf_clear(&bytes);
}

int main(void)
{
    translate_set_language("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_of_both_widths_are_read),
        cmocka_unit_test(levels_come_from_styles_and_modifiers),
        cmocka_unit_test(looks_and_tracked_changes),
        cmocka_unit_test(rows_of_tables),
        cmocka_unit_test(fields_and_notes),
        cmocka_unit_test(automatic_numbers_are_written),
        cmocka_unit_test(the_card_is_read),
        cmocka_unit_test(what_is_not_read_is_told),
        cmocka_unit_test(word_95_is_read_as_plain_paragraphs),
        cmocka_unit_test(no_byte_does_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
