/* A shelf of more documents than one slice of reading takes: its orders, its filter.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/library.h>

#include "tui_stage.h"

#include "views/shelf.h"

#define DOCUMENTS 700 /* three slices, three windows of rows */
#define ROWS 24

/* Titles of three kinds, in an order that is none of the shelf's. */
static const char *const kinds[] = {"协商纪要", "调研报告", "会议通知"};

static int number_of(int i)
{
    return i * 389 % DOCUMENTS; /* 389 is prime: each number once */
}

static void append_title(int i, StrBuf *out)
{
    strbuf_appendf(out, "%s%03d", kinds[number_of(i) % 3], number_of(i));
}

static void put_document(Store *store, int i)
{
    Error err = {0};
    StrBuf title = {0};
    Outline outline = {0};
    Draft *draft = draft_new();
    append_title(i, &title);
    draft->format = "txt";
    draft->encoding = "UTF-8";
    draft_add_block(draft, BLOCK_PARAGRAPH, strbuf_get(&title), 0, 1, 0);
    EditionInput input = {.draft = draft,
                          .outline = &outline,
                          .title = strbuf_get(&title),
                          .path = strbuf_get(&title),
                          .hash = hash_bytes(strbuf_get(&title)),
                          .original = strbuf_get(&title),
                          .added_ms = 1000 + i,
                          .uid = uid_new()};
    int64_t doc;
    assert_true(store_put_document(store, &input, &doc, &err));
    draft_free(draft);
    strbuf_clear(&title);
}

/* A shelf on a screen of ROWS rows, at rest. */
static Shelf *open_shelf(Stage *stage)
{
    Error err = {0};
    stage_open(stage, true);
    Store *store = library_get_store(stage->library);
    assert_true(store_begin(store, &err));
    for (int i = 0; i < DOCUMENTS; i++)
        put_document(store, i);
    assert_true(store_commit(store, &err));
    View *view = shelf_new(stage->app, &err);
    assert_non_null(view);
    app_push(stage->app, view);
    ScriptStep step = {.verb = SCRIPT_SIZE, .rows = ROWS, .columns = 60};
    script_play(&step, stage->app, stage->term);
    return (Shelf *)view;
}

/* The whole list is gone through a page at a time and read off. */
static void assert_list(Stage *stage, Shelf *shelf, const DocumentList *wanted)
{
    play(stage, "gg");
    assert_int_equal(shelf->screen.list.count, wanted->count);
    for (size_t i = 0; i < wanted->count;) {
        const List *list = &shelf->screen.list;
        for (; i < MIN(list->top + (size_t)list->height, list->count); i++) {
            const DocumentRow *row = shelf_get_row(shelf, i);
            assert_non_null(row);
            assert_int_equal(row->id, wanted->rows[i].id);
        }
        play(stage, "<PageDown>");
    }
    play(stage, "gg");
}

static DocumentList list_all(Shelf *shelf, Arena *arena)
{
    DocumentFilter filter = {.sort = shelf->sort};
    DocumentList list = {0};
    Error err = {0};
    assert_true(store_list_documents(shelf->store, &filter, arena, &list, &err));
    return list;
}

/* Keeps the documents whose title holds `part`. */
static void keep(DocumentList *list, const char *part)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (str_find(list->rows[i].title, str_from(part), 0) != STR_NONE)
            list->rows[count++] = list->rows[i];
    list->count = count;
}

static void every_order_is_paged_through_as_the_store_lists_it(void **state)
{
    Stage stage;
    Shelf *shelf = open_shelf(&stage);
    (void)state;
    for (int i = 0; i <= SORT_PROGRESS; i++) {
        Arena *arena = arena_new();
        DocumentList all = list_all(shelf, arena);
        assert_list(&stage, shelf, &all);
        arena_free(arena);
        play(&stage, "s");
    }
    assert_int_equal(shelf->sort, SORT_RECENT);
    stage_close(&stage);
}

static void a_filter_keeps_what_it_fits_in_the_order_of_the_shelf(void **state)
{
    Stage stage;
    Shelf *shelf = open_shelf(&stage);
    (void)state;
    play(&stage, "ss"); /* by title */
    assert_int_equal(shelf->sort, SORT_TITLE);
    play(&stage, "/dybg<Enter>");
    for (int i = 0; i < 2; i++) { /* in another order, too */
        Arena *arena = arena_new();
        DocumentList wanted = list_all(shelf, arena);
        keep(&wanted, "调研报告");
        assert_true(wanted.count > DOCUMENTS / 4);
        assert_list(&stage, shelf, &wanted);
        arena_free(arena);
        play(&stage, "s");
    }
    play(&stage, "<Esc>");
    assert_int_equal(shelf->screen.list.count, DOCUMENTS);
    stage_close(&stage);
}

static void a_letter_waits_for_names_and_the_list_stays_meanwhile(void **state)
{
    Stage stage;
    Shelf *shelf = open_shelf(&stage);
    (void)state;
    term_headless_add_keys(stage.term, STR("/x"));
    app_turn(stage.app, false);
    app_turn(stage.app, false);
    assert_true(str_is_equal(strbuf_get(&shelf->filter), STR("x")));
    for (int turns = 0; !shelf->is_matched; turns++) {
        assert_int_equal(shelf->screen.list.count, DOCUMENTS);
        assert_non_null(shelf_get_current(shelf));
        assert_true(turns < DOCUMENTS);
        app_turn(stage.app, false);
    }
    assert_int_equal(shelf->screen.list.count, (DOCUMENTS + 2) / 3);
    play(&stage, "q");
    assert_int_equal(shelf->screen.list.count, 0); /* nothing fits xq */
    play(&stage, "<BS><Esc>");
    assert_int_equal(shelf->screen.list.count, DOCUMENTS);
    stage_close(&stage);
}

static void what_is_typed_ahead_opens_the_only_one_that_fits(void **state)
{
    Stage stage;
    Shelf *shelf = open_shelf(&stage);
    (void)state;
    play(&stage, "/通知 299<Enter>"); /* 299 % 3 is that of 会议通知 */
    assert_int_equal(shelf->fitting.count, 1);
    assert_ptr_not_equal(app_get_view(stage.app), &shelf->screen.view);
    play(&stage, "q");
    assert_int_equal(shelf->screen.list.count, 1);
    stage_close(&stage);
}

static void a_change_is_seen_in_what_is_filtered(void **state)
{
    Stage stage;
    Shelf *shelf = open_shelf(&stage);
    Error err = {0};
    (void)state;
    play(&stage, "/协商<Enter>");
    size_t count = shelf->screen.list.count;
    int64_t first = shelf_get_current(shelf)->id;
    assert_true(library_set_title(shelf->library, first, STR("别的"), &err));
    app_touch(stage.app);
    play(&stage, "");
    assert_int_equal(shelf->screen.list.count, count - 1);
    int64_t other = shelf_get_row(shelf, 1)->id;
    play(&stage, "j");
    app_touch(stage.app); /* nothing else has changed */
    play(&stage, "");
    assert_int_equal(shelf_get_current(shelf)->id, other);
    stage_close(&stage);
}

static void the_current_document_stays_so_however_far_it_moves(void **state)
{
    Stage stage;
    Shelf *shelf = open_shelf(&stage);
    Error err = {0};
    (void)state;
    play(&stage, "ssG"); /* by title: the last of 协商纪要 */
    int64_t last = shelf_get_current(shelf)->id;
    assert_true(library_set_title(shelf->library, last, STR("阿城"), &err));
    app_touch(stage.app);
    play(&stage, "");
    assert_int_equal(shelf->screen.list.current, 0);
    assert_int_equal(shelf_get_current(shelf)->id, last);
    stage_close(&stage);
}

static void what_was_current_in_a_filter_stays_so_without_it(void **state)
{
    Stage stage;
    Shelf *shelf = open_shelf(&stage);
    (void)state;
    play(&stage, "/dybg<Enter>jjjj");
    int64_t chosen = shelf_get_current(shelf)->id;
    play(&stage, "<Esc>");
    assert_int_equal(shelf->screen.list.count, DOCUMENTS);
    assert_int_equal(shelf_get_current(shelf)->id, chosen);
    play(&stage, "/hytz<Esc>"); /* given up: back to where one was */
    assert_int_equal(shelf->screen.list.count, DOCUMENTS);
    assert_int_equal(shelf_get_current(shelf)->id, chosen);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order_is_paged_through_as_the_store_lists_it),
        cmocka_unit_test(a_filter_keeps_what_it_fits_in_the_order_of_the_shelf),
        cmocka_unit_test(a_letter_waits_for_names_and_the_list_stays_meanwhile),
        cmocka_unit_test(what_is_typed_ahead_opens_the_only_one_that_fits),
        cmocka_unit_test(a_change_is_seen_in_what_is_filtered),
        cmocka_unit_test(the_current_document_stays_so_however_far_it_moves),
        cmocka_unit_test(what_was_current_in_a_filter_stays_so_without_it),
    };
    return cmocka_run_group_tests_name("views_shelf", tests, NULL, NULL);
}
