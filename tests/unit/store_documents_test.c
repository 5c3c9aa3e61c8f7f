/* Documents go in and come out again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_fixture.h"

#include "store/internal.h"

#include <piyue/store_shelf.h>

static const char PAPER[] = "# 一、总体要求\n"
                            "!首页 > 新闻 > 正文\n"
                            "各地要高标准开展协商，认真听取意见。\n"
                            "## （一）主要目标\n"
                            "到二〇三〇年，初步建成。\n"
                            "# 二、保障措施\n"
                            "加强领导，落实责任。\n";

static void blocks_come_back_as_they_were_put(void **state)
{
    Fixture *fixture = *state;
    Outline outline = {0};
    Draft *draft = fixture_draft(PAPER, &outline);
    int64_t doc = fixture_put_draft(fixture, draft, &outline, "要求", str_from(PAPER));
    fixture_reopen(fixture, STORE_READ_WRITE);
    Document *document = store_open_document(fixture->store, doc, &fixture->err);
    assert_ok(document);
    assert_string_equal(document->title, "要求");
    assert_string_equal(document->encoding, "UTF-8");
    assert_int_equal(document->block_count, 7);
    uint64_t before = 0, codepoints = 0;
    for (uint32_t i = 0; i < 7; i++) {
        BlockInfo info = document_get_block(document, i);
        Str text = draft->blocks[i].text;
        assert_true(str_is_equal(document_get_text(document, i), text));
        assert_int_equal(info.bytes, text.len);
        assert_int_equal(info.source_line, i + 1);
        assert_int_equal(info.kind, draft->blocks[i].kind);
        assert_int_equal(info.flags, draft->blocks[i].flags);
        assert_int_equal(document_get_bytes_before(document, i), before);
        assert_int_equal(document_find_block_at(document, before), i);
        assert_int_equal(document_find_block_at(document, before + text.len - 1), i);
        before += text.len;
        codepoints += utf8_count_codepoints(text);
    }
    assert_int_equal(document_get_block(document, 6).columns, 20); /* ten wide ones */
    assert_int_equal(document->text_bytes, before);
    assert_int_equal(document->codepoints, codepoints);
    assert_int_equal(document->section_count, 3);
    assert_true(str_is_equal(document_get_title(document, 1), STR("（一）主要目标")));
    assert_int_equal(document->sections[1].parent, 0);
    assert_int_equal(document->sections[1].end_block, 5);
    assert_memory_equal(&document->sections[2].heading, &outline.headings[2],
                        offsetof(Heading, score) + 1); /* without the padding */
    document_free(document);
    outline_clear(&outline);
    draft_free(draft);
}

/* Enough blocks for several pages and chunks, of every length up to the longest. */
static void pages_and_chunks_join_without_a_seam(void **state)
{
    Fixture *fixture = *state;
    Draft *draft = draft_new();
    Outline outline = {0};
    draft->format = "txt";
    StrBuf text = {0};
    for (uint32_t i = 0; i < 5000; i++) {
        strbuf_reset(&text);
        strbuf_appendf(&text, "第%u段", (unsigned)i);
        for (uint32_t j = 0; j < i * 7 % 300; j++)
            strbuf_append_text(&text, "文");
        if (i % 10 == 0)
            outline_add(&outline, (Heading){.block = i, .title_end = 6, .level = 1});
        draft_add_block(draft, BLOCK_PARAGRAPH, strbuf_get(&text), i, 3 * i + 1, 0);
    }
    assert_int_equal(draft->block_count, 5000);
    int64_t doc = fixture_put_draft(fixture, draft, &outline, "长", STR("长"));
    Document *document = store_open_document(fixture->store, doc, &fixture->err);
    assert_ok(document);
    /* Backwards, so that no page is there when it is wanted; trimmed now and then. */
    for (uint32_t i = 5000; i-- > 0;) {
        assert_true(str_is_equal(document_get_text(document, i), draft->blocks[i].text));
        assert_int_equal(document_get_block(document, i).source_line, 3 * i + 1);
        assert_int_equal(
            document_find_block_at(document, document_get_bytes_before(document, i)), i);
        if (i % 100 == 0)
            document_trim(document);
    }
    assert_int_equal(document->section_count, 500);
    for (uint32_t i = 0; i < 500; i++) {
        Str block = draft->blocks[10 * i].text;
        assert_true(
            str_is_equal(document_get_title(document, i), str_slice(block, 0, 6)));
    }
    document_free(document);
    strbuf_clear(&text);
    outline_clear(&outline);
    draft_free(draft);
}

static void add_link(Draft *draft, LinkKind kind, uint32_t block, uint32_t start,
                     const char *target)
{
    draft_add_link(draft, &(Link){.kind = kind,
                                  .block = block,
                                  .start = start,
                                  .end = kind == LINK_ANCHOR ? start : start + 3,
                                  .target = str_from(target)});
}

/* In three pages of the directory, with one between them that has none. */
static Draft *draft_with_links(void)
{
    Draft *draft = draft_new();
    draft->format = "txt";
    for (uint32_t i = 0; i < 5000; i++)
        draft_add_block(draft, BLOCK_PARAGRAPH, STR("山上有一座桥"), i, i + 1, 0);
    add_link(draft, LINK_NAME, 0, 3, "桥");
    add_link(draft, LINK_ADDRESS, 0, 9, "http://a.cn/一");
    add_link(draft, LINK_ADDRESS, 1023, 0, "http://a.cn/二");
    add_link(draft, LINK_ADDRESS, 4999, 15, "http://a.cn/三");
    add_link(draft, LINK_ANCHOR, 3000, 15, "桥");
    draft_settle_links(draft);
    return draft;
}

static void links_come_back_as_they_were_put(void **state)
{
    Fixture *fixture = *state;
    Outline none = {0};
    Draft *draft = draft_with_links();
    int64_t doc = fixture_put_draft(fixture, draft, &none, "桥", STR("桥"));
    fixture_reopen(fixture, STORE_READ_WRITE);
    Document *document = store_open_document(fixture->store, doc, &fixture->err);
    assert_ok(document);
    size_t count = 0, at = 0;
    for (uint32_t block = 0; block < document->block_count; block++) {
        block = document_find_linked(document, block, 1);
        if (block >= document->block_count)
            break;
        const Link *links = document_get_links(document, block, &count);
        for (size_t i = 0; i < count; i++, at++) {
            const Link *put = &draft->links[at];
            assert_int_equal(links[i].kind, put->kind);
            assert_int_equal(links[i].block, put->block);
            assert_int_equal(links[i].start, put->start);
            assert_int_equal(links[i].end, put->end);
            assert_int_equal(links[i].to_block, put->to_block);
            assert_int_equal(links[i].to_off, put->to_off);
            if (put->kind == LINK_ADDRESS)
                assert_true(str_is_equal(links[i].target, put->target));
        }
        document_trim(document);
    }
    assert_int_equal(at, 4);
    assert_int_equal(document_find_linked(document, 1, 1), 1023);
    assert_int_equal(document_find_linked(document, 1024, 1), 4999);
    assert_int_equal(document_find_linked(document, 4998, -1), 1023);
    assert_int_equal(document_find_linked(document, 1022, -1), 0);
    document_get_links(document, 3000, &count);
    assert_int_equal(count, 0);
    document_free(document);
    draft_free(draft);
}

static void damaged_links_are_passed_over(void **state)
{
    Fixture *fixture = *state;
    Outline none = {0};
    Draft *draft = draft_with_links();
    int64_t doc = fixture_put_draft(fixture, draft, &none, "桥", STR("桥"));
    draft_free(draft);
    assert_ok(store_execute(fixture->store,
                            "UPDATE link_page SET data = x'00' WHERE id = (SELECT min(id)"
                            " FROM link_page)",
                            &fixture->err));
    Document *document = store_open_document(fixture->store, doc, &fixture->err);
    assert_ok(document);
    size_t count = 9;
    document_get_links(document, 0, &count);
    assert_int_equal(count, 0);
    assert_int_equal(document_find_linked(document, 0, 1), 4999);
    assert_int_equal(document_find_linked(document, 4998, -1), document->block_count);
    document_free(document);
}

static void links_go_with_their_document(void **state)
{
    Fixture *fixture = *state;
    Outline none = {0};
    Draft *draft = draft_with_links();
    int64_t doc = fixture_put_draft(fixture, draft, &none, "桥", STR("桥"));
    draft_free(draft);
    int64_t left = 0;
    assert_ok(store_read_pragma(fixture->store, "SELECT count(*) FROM link_page", &left,
                                &fixture->err));
    assert_int_equal(left, 2);
    assert_ok(store_purge_document(fixture->store, doc, &fixture->err));
    assert_ok(store_read_pragma(fixture->store, "SELECT count(*) FROM link_page", &left,
                                &fixture->err));
    assert_int_equal(left, 0);
}

static void text_borrowed_lives_until_trim(void **state)
{
    Fixture *fixture = *state;
    Draft *draft = draft_new();
    Outline outline = {0};
    draft->format = "txt";
    StrBuf text = {0};
    for (int i = 0; i < 4000; i++) /* 8 MB, twice the budget of the cache */
        strbuf_append_text(&text, "字");
    for (uint32_t i = 0; i < 700; i++)
        draft_add_block(draft, BLOCK_PARAGRAPH, strbuf_get(&text), 0, i, 0);
    int64_t doc = fixture_put_draft(fixture, draft, &outline, "大", STR("大"));
    Document *document = store_open_document(fixture->store, doc, &fixture->err);
    assert_ok(document);
    Str first = document_get_text(document, 0);
    for (uint32_t i = 1; i < document->block_count; i++)
        document_get_text(document, i);
    assert_true(str_is_equal(first, draft->blocks[0].text)); /* ASan watches */
    document_trim(document);
    assert_true(str_is_equal(document_get_text(document, 0), draft->blocks[0].text));
    document_free(document);
    strbuf_clear(&text);
    draft_free(draft);
}

static void a_document_without_blocks_opens(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_put(fixture, "空", "");
    Document *document = store_open_document(fixture->store, doc, &fixture->err);
    assert_ok(document);
    assert_int_equal(document->block_count, 0);
    assert_int_equal(document->text_bytes, 0);
    document_free(document);
}

static void original_is_kept_byte_for_byte(void **state)
{
    Fixture *fixture = *state;
    StrBuf original = {0}, back = {0};
    for (unsigned i = 0; i < 3u << 20; i++) /* 12 MB: two pieces */
        strbuf_append(&original, &(uint32_t){i * 2654435761u}, 4);
    Outline outline = {0};
    Draft *draft = fixture_draft("文", &outline);
    int64_t doc =
        fixture_put_draft(fixture, draft, &outline, "原", strbuf_get(&original));
    Document *document = store_open_document(fixture->store, doc, &fixture->err);
    assert_ok(document);
    strbuf_append_text(&back, "前");
    assert_ok(
        store_read_original(fixture->store, document->edition, &back, &fixture->err));
    assert_true(
        str_is_equal(str_slice(strbuf_get(&back), 3, back.len), strbuf_get(&original)));
    int64_t found = 0;
    Hash hash = hash_bytes(strbuf_get(&original));
    assert_ok(store_find_hash(fixture->store, &hash, &found, &fixture->err));
    assert_int_equal(found, doc);
    hash.bytes[0] ^= 1;
    assert_ok(store_find_hash(fixture->store, &hash, &found, &fixture->err));
    assert_int_equal(found, 0);
    document_free(document);
    draft_free(draft);
    strbuf_clear(&original);
    strbuf_clear(&back);
}

static void the_same_bytes_are_refused_and_nothing_stays(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", PAPER);
    Outline outline = {0};
    Draft *draft = fixture_draft(PAPER, &outline);
    EditionInput input = {.draft = draft,
                          .outline = &outline,
                          .title = STR("乙"),
                          .hash = hash_bytes(str_from(PAPER)),
                          .uid = uid_new()};
    int64_t doc = 0;
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_false(store_put_document(fixture->store, &input, &doc, &fixture->err));
    assert_true(error_is_set(&fixture->err));
    error_clear(&fixture->err);
    store_rollback(fixture->store);
    int64_t count = 0;
    DocumentFilter filter = {0};
    assert_ok(store_count_documents(fixture->store, &filter, &count, &fixture->err));
    assert_int_equal(count, 1);
    assert_int_equal(doc, 0);
    outline_clear(&outline);
    draft_free(draft);
}

/* ---- the shelf --------------------------------------------------------- */

static void assert_titles(Fixture *fixture, DocumentFilter filter, const char *wanted)
{
    DocumentList list;
    assert_ok(store_list_documents(fixture->store, &filter, fixture->arena, &list,
                                   &fixture->err));
    StrBuf titles = {0};
    for (size_t i = 0; i < list.count; i++)
        strbuf_appendf(&titles, "%s%.*s", i ? " " : "", STR_ARG(list.rows[i].title));
    assert_string_equal(titles.data ? titles.data : "", wanted);
    int64_t count = 0;
    assert_ok(store_count_documents(fixture->store, &filter, &count, &fixture->err));
    if (!filter.limit)
        assert_int_equal(count, list.count);
    IdList order = {0};
    DocumentList rows;
    assert_ok(store_order_documents(fixture->store, &filter, &order, &fixture->err));
    assert_int_equal(order.count, count);
    assert_ok(store_get_documents(fixture->store, order.ids, order.count, fixture->arena,
                                  &rows, &fixture->err));
    for (size_t i = 0; i < list.count; i++)
        assert_true(
            str_is_equal(rows.rows[(size_t)filter.offset + i].title, list.rows[i].title));
    free(order.ids);
    strbuf_clear(&titles);
}

static void reading_times_add_up_by_day_and_go_with_their_document(void **state)
{
    Fixture *fixture = *state;
    Store *store = fixture->store;
    Error *err = &fixture->err;
    int64_t one = fixture_put(fixture, "甲", "短"),
            two = fixture_put(fixture, "乙", "不短");
    const ReadingTime times[] = {{one, 20240523, 60000, 100},
                                 {one, 20240524, 30000, 50},
                                 {two, 20240524, 5000, 7},
                                 {one, 20240524, 1000, 2}};
    for (size_t i = 0; i < ARRAY_SIZE(times); i++)
        assert_ok(store_add_reading_time(store, &times[i], err));
    ReadingTimeList list;
    assert_ok(store_list_reading_times(store, one, 0, fixture->arena, &list, err));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.rows[0].day, 20240524);
    assert_int_equal(list.rows[0].spent_ms, 31000);
    assert_int_equal(list.rows[0].words, 52);
    assert_int_equal(list.rows[1].words, 100);
    assert_ok(store_list_reading_times(store, 0, 20240524, fixture->arena, &list, err));
    assert_int_equal(list.count, 2);
    assert_ok(store_purge_document(store, one, err));
    assert_ok(store_list_reading_times(store, 0, 0, fixture->arena, &list, err));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.rows[0].doc, two);
}

static void what_was_read_is_listed_the_last_first(void **state)
{
    Fixture *fixture = *state;
    int64_t one = fixture_put(fixture, "甲", "短"),
            two = fixture_put(fixture, "乙", "不短");
    fixture_put(fixture, "丙", "从未打开");
    ReadingState reading = {.progress = 0.5, .read_ms = time_now_ms() + 5000};
    assert_ok(store_put_reading(fixture->store, one, &reading, &fixture->err));
    reading.read_ms += 1;
    assert_ok(store_put_reading(fixture->store, two, &reading, &fixture->err));
    DocumentFilter filter = {.only_read = true};
    DocumentList list;
    assert_ok(store_list_documents(fixture->store, &filter, fixture->arena, &list,
                                   &fixture->err));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.rows[0].id, two);
    assert_int_equal(list.rows[1].id, one);
    assert_ok(store_set_trashed(fixture->store, two, 1, &fixture->err));
    filter.limit = 1;
    assert_ok(store_list_documents(fixture->store, &filter, fixture->arena, &list,
                                   &fixture->err));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.rows[0].id, one);
}

static void shelf_sorts_and_filters(void **state)
{
    Fixture *fixture = *state;
    int64_t zhong = fixture_put(fixture, "重庆", "长短文字");
    int64_t an = fixture_put(fixture, "安徽", "短");
    int64_t bei = fixture_put(fixture, "北京", "不短文");
    assert_titles(fixture, (DocumentFilter){.sort = SORT_ADDED}, "北京 安徽 重庆");
    assert_titles(fixture, (DocumentFilter){.sort = SORT_TITLE}, "安徽 北京 重庆");
    assert_titles(fixture, (DocumentFilter){.sort = SORT_SIZE}, "重庆 北京 安徽");
    assert_titles(fixture, (DocumentFilter){.sort = SORT_SIZE, .limit = 1, .offset = 1},
                  "北京");
    ReadingState reading = {.pos = {2, 3},
                            .progress = 0.5,
                            .folds = STR("\x01\x00x"),
                            .read_ms = time_now_ms() + 5000};
    assert_ok(store_put_reading(fixture->store, an, &reading, &fixture->err));
    assert_titles(fixture, (DocumentFilter){.sort = SORT_PROGRESS, .limit = 1}, "安徽");
    assert_titles(fixture, (DocumentFilter){.sort = SORT_RECENT, .limit = 1}, "安徽");
    ReadingState back = {0};
    assert_ok(
        store_get_reading(fixture->store, an, fixture->arena, &back, &fixture->err));
    assert_int_equal(back.pos.block, 2);
    assert_int_equal(back.pos.off, 3);
    assert_true(str_is_equal(back.folds, reading.folds));
    assert_false(
        store_get_reading(fixture->store, bei, fixture->arena, &back, &fixture->err));
    assert_false(error_is_set(&fixture->err));

    assert_ok(
        store_set_document_tag(fixture->store, bei, STR("城"), true, &fixture->err));
    assert_ok(
        store_set_document_tag(fixture->store, bei, STR("北"), true, &fixture->err));
    assert_titles(fixture, (DocumentFilter){.tag = STR("城")}, "北京");
    DocumentList list;
    DocumentFilter one = {.id = bei};
    assert_ok(
        store_list_documents(fixture->store, &one, fixture->arena, &list, &fixture->err));
    assert_int_equal(list.count, 1);
    assert_true(str_is_equal(list.rows[0].tags, STR("北, 城")));
    assert_true(str_is_equal(list.rows[0].format, STR("txt")));
    assert_int_equal(list.rows[0].codepoints, 3);
    assert_true(list.rows[0].progress < 0);

    assert_ok(store_set_trashed(fixture->store, zhong, 99, &fixture->err));
    assert_titles(fixture, (DocumentFilter){.sort = SORT_TITLE}, "安徽 北京");
    assert_titles(fixture, (DocumentFilter){.sort = SORT_TITLE, .trash = true}, "重庆");
    assert_ok(store_set_trashed(fixture->store, zhong, 0, &fixture->err));
    assert_ok(store_set_title(fixture->store, zhong, STR("阿城"), &fixture->err));
    assert_titles(fixture, (DocumentFilter){.sort = SORT_TITLE}, "阿城 安徽 北京");
}

static void one_that_is_not_there_has_no_number_among_rows(void **state)
{
    Fixture *fixture = *state;
    int64_t first = fixture_put(fixture, "甲", "一"),
            second = fixture_put(fixture, "乙", "二");
    int64_t ids[] = {second, second + 7, first};
    DocumentList rows;
    assert_ok(store_get_documents(fixture->store, ids, 3, fixture->arena, &rows,
                                  &fixture->err));
    assert_int_equal(rows.count, 3);
    assert_int_equal(rows.rows[0].id, second);
    assert_int_equal(rows.rows[1].id, 0);
    assert_true(str_is_equal(rows.rows[2].title, STR("甲")));
}

static void assert_found(Fixture *fixture, const char *spec, int64_t wanted)
{
    int64_t id = 0;
    assert_ok(store_find_document(fixture->store, str_from(spec), &id, &fixture->err));
    assert_int_equal(id, wanted);
}

static void assert_not_found(Fixture *fixture, const char *spec, ErrorCode code)
{
    int64_t id = 77;
    assert_false(store_find_document(fixture->store, str_from(spec), &id, &fixture->err));
    assert_int_equal(fixture->err.code, code);
    assert_int_equal(id, 77);
}

static void documents_are_found_by_id_path_and_title(void **state)
{
    Fixture *fixture = *state;
    int64_t law = fixture_put(fixture, "中华人民共和国教育法", "甲");
    int64_t law2 = fixture_put(fixture, "中华人民共和国教育法释义", "乙");
    int64_t speech = fixture_put(fixture, "在２０２４年会议上的讲话", "丙");
    assert_found(fixture, "2", law2);
    assert_found(fixture, "/papers/中华人民共和国教育法.txt", law);
    assert_found(fixture, "中华人民共和国教育法", law); /* the whole title wins */
    assert_found(fixture, "中華人民共和國教育法释", law2);
    assert_found(fixture, "2024年", speech);
    assert_found(fixture, "讲话", speech);
    assert_not_found(fixture, "教育法", ERR_AMBIGUOUS);
    assert_non_null(strstr(error_get_message(&fixture->err), "2 《"));
    assert_not_found(fixture, "99", ERR_NOT_FOUND);
    assert_not_found(fixture, "", ERR_NOT_FOUND);
    assert_ok(store_set_trashed(fixture->store, speech, 1, &fixture->err));
    assert_found(fixture, "讲话", speech); /* so that it can be restored */
    Uid uid;
    int64_t back = 0;
    assert_ok(store_get_document_uid(fixture->store, law, &uid, &fixture->err));
    assert_ok(store_find_document_uid(fixture->store, uid, &back, &fixture->err));
    assert_int_equal(back, law);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(blocks_come_back_as_they_were_put),
        TEST(pages_and_chunks_join_without_a_seam),
        TEST(links_come_back_as_they_were_put),
        TEST(damaged_links_are_passed_over),
        TEST(links_go_with_their_document),
        TEST(text_borrowed_lives_until_trim),
        TEST(a_document_without_blocks_opens),
        TEST(original_is_kept_byte_for_byte),
        TEST(the_same_bytes_are_refused_and_nothing_stays),
        TEST(shelf_sorts_and_filters),
        TEST(one_that_is_not_there_has_no_number_among_rows),
        TEST(reading_times_add_up_by_day_and_go_with_their_document),
        TEST(what_was_read_is_listed_the_last_first),
        TEST(documents_are_found_by_id_path_and_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
