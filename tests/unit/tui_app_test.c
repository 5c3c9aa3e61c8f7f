/* The application around a small view: editor, drafts, sizes, messages, the `:` row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui_stage.h"

/* ---- the editor and its draft ------------------------------------------ */

static bool on_saved(void *context, Str text, Error *err)
{
    Stage *stage = context;
    if (str_has_prefix(text, STR("bad")))
        return error_set(err, ERR_USAGE, "disk is full");
    strbuf_appendf(&stage->log, "saved %.*s", STR_ARG(text));
    return true;
}

static void open_editor(Stage *stage)
{
    EditorRequest request = {.title = "Note",
                             .initial = STR(""),
                             .draft_key = STR("note:1"),
                             .saved = on_saved,
                             .cancelled = on_cancel,
                             .context = stage};
    app_open_editor(stage->app, &request);
}

static void draft_is(const Stage *stage, const char *expected)
{
    StrBuf draft = {0};
    Error err = {0};
    bool is_found = store_get_note_draft(library_get_store(stage->library), STR("note:1"),
                                         &draft, &err);
    assert_int_equal(is_found, expected != NULL);
    if (expected)
        assert_string_equal(draft.data, expected);
    strbuf_clear(&draft);
    error_clear(&err);
}

static void a_saved_note_leaves_no_draft(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, true);
    open_editor(&stage);
    play(&stage, "ab<Enter>c<C-s>");
    assert_string_equal(stage.log.data, "saved ab\nc");
    draft_is(&stage, NULL);
    stage_close(&stage);
}

static void leaving_keeps_the_draft_and_it_comes_back(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, true);
    open_editor(&stage);
    play(&stage, "abc<Esc>");
    draft_is(&stage, NULL);
    play(&stage, "<Esc>");
    assert_string_equal(stage.log.data, "!");
    draft_is(&stage, "abc");
    open_editor(&stage);
    play(&stage, "d<C-s>");
    assert_string_equal(stage.log.data, "!saved abcd");
    draft_is(&stage, NULL);
    stage_close(&stage);
}

static void fifty_keys_put_the_draft_on_disk(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, true);
    open_editor(&stage);
    for (int i = 0; i < 49; i++)
        play(&stage, "a");
    draft_is(&stage, NULL);
    play(&stage, "a");
    draft_is(&stage, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    stage_close(&stage);
}

static void a_hang_up_keeps_the_draft(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, true);
    open_editor(&stage);
    term_headless_add_keys(stage.term, STR("ab"));
    app_run(stage.app); /* the end of the script hangs up */
    draft_is(&stage, "ab");
    stage_close(&stage);
}

static void a_note_that_cannot_be_saved_stays_open(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, true);
    open_editor(&stage);
    play(&stage, "bad<C-s>");
    row_shows(&stage, 6, " disk is full");
    draft_is(&stage, "bad");
    play(&stage, "<C-u>good<C-s>");
    assert_string_equal(stage.log.data, "saved good");
    stage_close(&stage);
}

static void another_editor_gets_the_words_of_its_command(void **state)
{
    (void)state;
    Stage stage;
    Error err = {0};
    StrBuf text = {0};
    stage_open(&stage, false);
    strbuf_append_text(&text, "one");
    assert_true(external_edit("sed -i 's/one/two words/'", stage.home, &text, &err));
    assert_string_equal(text.data, "two words");
    assert_false(external_edit("false", stage.home, &text, &err));
    const char *path = strstr(err.message, stage.home); /* the file is kept, and named */
    assert_non_null(path);
    error_clear(&err);
    assert_false(external_edit("/nonexistent/editor", stage.home, &text, &err));
    error_clear(&err);
    assert_string_equal(text.data, "two words");
    strbuf_clear(&text);
    stage_close(&stage);
}

/* ---- sizes, needs, messages -------------------------------------------- */

static void nothing_breaks_at_any_size(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    for (int rows = 1; rows <= 12; rows++) {
        for (int columns = 1; columns <= 30; columns++) {
            ScriptStep size = {.verb = SCRIPT_SIZE, .rows = rows, .columns = columns};
            script_play(&size, stage.app, stage.term);
            assert_int_equal(stage.probe->rows, rows);
            assert_int_equal(stage.probe->columns, columns);
            app_message(stage.app, "%s", "一条很长的消息，一条很长的消息。");
            app_open_prompt(stage.app, "标签", STR("c"), &prompt_ops, &stage);
            play(&stage, "<Down>c");
            play(&stage, "<Esc>");
            app_confirm(stage.app, "真的要删除吗？", on_yes, &stage);
            play(&stage, "n12z");
            play(&stage, "<Esc>");
            open_editor(&stage);
            play(&stage, "协商会议<Enter>ab<Up><Up>");
            play(&stage, "<C-c>");
        }
    }
    stage_close(&stage);
}

static void missing_needs_are_explained(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    app_act(stage.app, ACTION_UNDO, 0, (Str){0});
    app_paint(stage.app);
    row_shows(&stage, 5, " open for reading only; name a library"); /* it grows upwards */
    app_act(stage.app, ACTION_ROW_DOWN, 0, (Str){0}); /* of another screen */
    app_paint(stage.app);
    row_shows(&stage, 5, " row-down works elsewhere: In a");
    stage_close(&stage);
}

static void escape_does_not_end_the_program(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    play(&stage, "<Esc>");
    assert_non_null(app_get_view(stage.app));
    row_shows(&stage, 6, " q leaves the program");
    play(&stage, "q");
    assert_null(app_get_view(stage.app));
    stage_close(&stage);
}

static void options_are_set_on_the_command_row(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    play(&stage, ":set<Space>measure<Space>60<Enter>");
    assert_int_equal(stage.settings.measure, 60);
    play(&stage, ":set<Space>measure<Enter>");
    row_shows(&stage, 6, " measure = 60");
    play(&stage, ":theme<Space>ye<Tab><Enter>");
    assert_string_equal(stage.settings.theme, "yese");
    play(&stage, ":set<Space>theme<Space>nosuch<Enter><Esc>");
    assert_string_equal(stage.settings.theme, "yese");
    play(&stage, ":theme<Enter>"); /* by seeing them */
    assert_non_null(stage.app->prompt);
    play(&stage, "<Esc>");
    assert_string_equal(stage.settings.theme, "yese");
    play(&stage, ":set<Space>measure<Space>abc<Enter>");
    assert_int_equal(stage.settings.measure, 60);
    play(&stage, "<Esc>:nosuch<Enter>");
    row_shows(&stage, 6, " : nosuch");
    play(&stage, "<Esc>:wq<Enter>");
    assert_true(stage.app->is_over);
    stage_close(&stage);
}

/* Types, and presses Tab until the row says `expected`. */
static bool is_completed(Stage *stage, Str typed, Str expected)
{
    ScriptStep step = {.verb = SCRIPT_TYPE, .argument = typed};
    bool is_there = false;
    play(stage, ":");
    script_play(&step, stage->app, stage->term);
    for (size_t i = 0; !is_there && i < ACTION_COUNT; i++) {
        play(stage, "<Tab>");
        is_there = str_is_equal(prompt_get_text(stage->app->prompt), expected);
    }
    play(stage, "<C-c>");
    return is_there;
}

static void the_command_row_completes_every_action_and_option(void **state)
{
    (void)state;
    Stage stage;
    size_t count = 0;
    const OptionInfo *options = settings_list_options(&count);
    stage_open(&stage, false);
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        Str name = str_from(action_get((ActionId)i)->name);
        if (!is_completed(&stage, str_slice(name, 0, (name.len + 1) / 2), name))
            fail_msg("%s is not offered", name.data);
    }
    for (size_t i = 0; i < count; i++) {
        StrBuf whole = {0};
        strbuf_appendf(&whole, "set %s ", options[i].name);
        Str row = strbuf_get(&whole);
        if (!is_completed(&stage, str_slice(row, 0, row.len - 3), row))
            fail_msg("%s is not offered", options[i].name);
        Str words = str_from(options[i].allowed);
        size_t before = row.len;
        while (str_is_equal(str_from(options[i].kind), STR("word")) && words.data) {
            strbuf_splice(&whole, before, whole.len, (Str){0});
            strbuf_append_str(&whole, str_split(&words, '|'));
            row = strbuf_get(&whole);
            if (!is_completed(&stage, str_slice(row, 0, before), row))
                fail_msg("%s is not offered", whole.data);
        }
        strbuf_clear(&whole);
    }
    stage_close(&stage);
}

static void views_below_are_refreshed_when_shown_again(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    play(&stage, "");
    int before = stage.probe->refreshed;
    Probe *upper = mem_alloc(sizeof(*upper));
    upper->view.ops = &probe_ops;
    app_push(stage.app, &upper->view);
    play(&stage, "");
    assert_int_equal(upper->columns, 40);
    play(&stage, "q");
    assert_int_equal(stage.probe->refreshed, before + 1);
    app_touch(stage.app);
    play(&stage, "");
    assert_int_equal(stage.probe->refreshed, before + 2);
    stage_close(&stage);
}

/* Half an answer of the terminal looks like a key, once. */
static int half_answers;

static bool half_answer_is_pending(Term *term)
{
    (void)term;
    return half_answers-- > 0;
}

static bool work_if_nobody_types(View *view)
{
    Probe *probe = (Probe *)view;
    if (!app_is_typing(view->app))
        strbuf_append_text(&probe->events, "done");
    return false;
}

static void work_that_is_put_off_for_a_key_that_is_none_comes_back(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    const TermOps *plain = stage.term->ops;
    TermOps halves = *plain;
    ViewOps busy = probe_ops;
    halves.has_pending = half_answer_is_pending;
    busy.idle = work_if_nobody_types;
    stage.probe->view.ops = &busy;
    stage.term->ops = &halves;
    half_answers = 3;
    for (int i = 0; i < 6; i++)
        app_turn(stage.app, false);
    assert_string_equal(stage.probe->events.data, "done");
    assert_false(app_is_idle_wanted(stage.app));
    stage.term->ops = plain;
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_saved_note_leaves_no_draft),
        cmocka_unit_test(leaving_keeps_the_draft_and_it_comes_back),
        cmocka_unit_test(fifty_keys_put_the_draft_on_disk),
        cmocka_unit_test(a_hang_up_keeps_the_draft),
        cmocka_unit_test(a_note_that_cannot_be_saved_stays_open),
        cmocka_unit_test(another_editor_gets_the_words_of_its_command),
        cmocka_unit_test(nothing_breaks_at_any_size),
        cmocka_unit_test(missing_needs_are_explained),
        cmocka_unit_test(escape_does_not_end_the_program),
        cmocka_unit_test(options_are_set_on_the_command_row),
        cmocka_unit_test(the_command_row_completes_every_action_and_option),
        cmocka_unit_test(views_below_are_refreshed_when_shown_again),
        cmocka_unit_test(work_that_is_put_off_for_a_key_that_is_none_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
