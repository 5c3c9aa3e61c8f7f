/* The application around a small view: prompts, confirmations, editor, drafts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../harness/golden.h"
#include "tui/app.h"
#include "tui/editor.h"
#include "tui/prompt.h"
#include "tui/term_headless.h"

/* A view that fills its rows with x and notes what happens to it. */
typedef struct Probe {
    View view;
    int rows, columns, refreshed;
    unsigned state;
    StrBuf events;
} Probe;

static void probe_draw(View *view, Frame *frame)
{
    (void)view;
    for (int row = 0; row < frame->rows; row++)
        frame_put(frame, row, 0, frame->columns, STR("x"), STYLE_TEXT, STYLE_TEXT);
}

static void probe_layout(View *view, int rows, int columns)
{
    ((Probe *)view)->rows = rows;
    ((Probe *)view)->columns = columns;
}

static void probe_refresh(View *view)
{
    ((Probe *)view)->refreshed++;
}

static unsigned probe_get_state(const View *view)
{
    return ((const Probe *)view)->state;
}

static const Hint *probe_get_hints(const View *view)
{
    static const Hint all[] = {
        {ACTION_CLOSE, "back"}, {ACTION_HELP, "help"}, {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static bool probe_event(View *view, const Event *event)
{
    Probe *probe = (Probe *)view;
    if (event->kind == EVENT_PASTE)
        strbuf_appendf(&probe->events, "{%.*s}", STR_ARG(event->paste));
    return event->kind == EVENT_PASTE;
}

static void probe_free(View *view)
{
    strbuf_clear(&((Probe *)view)->events);
    free(view);
}

static const ViewOps probe_ops = {
    .name = "probe",
    .draw = probe_draw,
    .layout = probe_layout,
    .get_state = probe_get_state,
    .get_hints = probe_get_hints,
    .refresh = probe_refresh,
    .event = probe_event,
    .free = probe_free,
};

typedef struct Stage {
    Settings settings;
    Theme theme;
    Library *library;
    Term *term;
    App *app;
    Probe *probe;
    char *home;
    StrBuf log; /* what the owners of prompts and editors were told */
} Stage;

/* Another run of the program, if there was one before. */
static void stage_begin(Stage *stage)
{
    Error err = {0};
    AppOptions options = {stage->library, &stage->settings, &stage->theme, stage->term};
    app_free(stage->app);
    stage->app = app_new(&options, &err);
    assert_non_null(stage->app);
    stage->probe = mem_alloc(sizeof(*stage->probe));
    stage->probe->view.ops = &probe_ops;
    app_push(stage->app, &stage->probe->view);
}

static void stage_open(Stage *stage, bool with_library)
{
    Error err = {0};
    Report report = {0};
    *stage = (Stage){.home = golden_make_home()};
    translate_set_language("en");
    settings_init(&stage->settings);
    theme_init_default(&stage->theme);
    if (with_library)
        assert_true(
            library_open(&stage->library, stage->home, STORE_READ_WRITE, &report, &err));
    stage->term = term_headless_new(8, 40, (WidthPolicy){AMBIGUOUS_NARROW}, (Str){0});
    stage_begin(stage);
    strbuf_append_text(&stage->log, "");
    report_clear(&report);
}

static void stage_close(Stage *stage)
{
    app_free(stage->app);
    stage->term->ops->free(stage->term);
    library_close(stage->library);
    theme_clear(&stage->theme);
    settings_clear(&stage->settings);
    strbuf_clear(&stage->log);
    golden_remove_home(stage->home);
}

static void play(Stage *stage, const char *keys)
{
    ScriptStep step = {.verb = SCRIPT_KEYS, .argument = str_from(keys)};
    script_play(&step, stage->app, stage->term);
}

static void row_shows(const Stage *stage, int row, const char *expected)
{
    StrBuf dump = {0};
    frame_dump(term_headless_get_frame(stage->term), false, &dump);
    Str rest = strbuf_get(&dump), shown = {0};
    for (int i = 0; i <= row; i++)
        shown = str_split(&rest, '\n');
    char *found = str_dup(shown);
    assert_string_equal(found, expected);
    free(found);
    strbuf_clear(&dump);
}

/* ---- owners ------------------------------------------------------------ */

static void on_changed(void *context, Str text, Prompt *prompt)
{
    Stage *stage = context;
    strbuf_appendf(&stage->log, "~%.*s", STR_ARG(text));
    prompt_clear_candidates(prompt);
    if (str_has_prefix(text, STR("c"))) {
        prompt_add_candidate(prompt, STR("cat"), STR("3"));
        prompt_add_candidate(prompt, STR("cow"), STR("1"));
    }
}

static bool on_accept(void *context, Str text, Error *err)
{
    Stage *stage = context;
    if (str_is_equal(text, STR("bad")))
        return error_set(err, ERR_USAGE, "not this");
    strbuf_appendf(&stage->log, "=%.*s", STR_ARG(text));
    return true;
}

static void on_cancel(void *context)
{
    strbuf_append_text(&((Stage *)context)->log, "!");
}

static const PromptOps prompt_ops = {on_changed, on_accept, on_cancel};

static void prompt_log(const char *keys, bool picks_first, const char *expected)
{
    Stage stage;
    stage_open(&stage, false);
    Prompt *prompt = app_open_prompt(stage.app, "Tag", (Str){0}, &prompt_ops, &stage);
    if (picks_first)
        prompt_pick_first(prompt);
    play(&stage, keys);
    assert_string_equal(stage.log.data, expected);
    stage_close(&stage);
}

static void prompts_take_text_or_a_candidate(void **state)
{
    (void)state;
    prompt_log("ab<Enter>", false, "~~a~ab=ab");
    prompt_log("c<Enter>", false, "~~c=c");
    prompt_log("c<Enter>", true, "~~c=cat");
    prompt_log("c<Down><Enter>", true, "~~c=cow");
    prompt_log("c<Down><Enter>", false, "~~c=cat");
    prompt_log("c<Tab><Enter>", false, "~~c=cat");
    prompt_log("c<Tab><Tab><Enter>", false, "~~c=cow");
    prompt_log("c<Tab><Tab><Tab><Enter>", false, "~~c=cat");
    prompt_log("c<S-Tab><S-Tab><Enter>", false, "~~c=cow");
    prompt_log("c<Tab>h<Enter>", false, "~~c~cath=cath");
    prompt_log("ab<Esc>", false, "~~a~ab!");
    prompt_log("a<BS><BS>", false, "~~a~!");
}

static void a_refused_answer_stays_to_be_mended(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    app_open_prompt(stage.app, "Tag", STR("bad"), &prompt_ops, &stage);
    play(&stage, "<Enter>");
    row_shows(&stage, 6, " Tag bad");
    row_shows(&stage, 7, " not this");
    play(&stage, "<BS><Enter>");
    assert_string_equal(stage.log.data, "~bad~ba=ba");
    row_shows(&stage, 7, " q back  ? help");
    stage_close(&stage);
}

static void history_comes_back_behind_the_same_label(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    const char *answers[] = {"one<Enter>", "two<Enter>", "one<Enter>"};
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
        app_open_prompt(stage.app, "Find", (Str){0}, &prompt_ops, &stage);
        play(&stage, answers[i]);
    }
    app_open_prompt(stage.app, "Find", (Str){0}, &prompt_ops, &stage);
    strbuf_reset(&stage.log);
    play(&stage, "x<Up><Up><Up><Down><Down><Enter>");
    assert_string_equal(stage.log.data, "~x~one~two~one~x=x");
    app_open_prompt(stage.app, "Other", (Str){0}, &prompt_ops, &stage);
    strbuf_reset(&stage.log);
    play(&stage, "<Up><Enter>");
    assert_string_equal(stage.log.data, "=");
    stage_close(&stage);
}

static void ask_kept(Stage *stage, const char *keys)
{
    app_open_prompt(stage->app, "Find", (Str){0}, &prompt_ops, stage);
    app_keep_history(stage->app, "find");
    strbuf_reset(&stage->log);
    play(stage, keys);
}

static void typed(Stage *stage, const char *keys, const char *expected)
{
    ask_kept(stage, keys);
    Str log = strbuf_get(&stage->log);
    assert_true(str_has_suffix(log, str_from(expected)));
}

static void what_was_typed_outlives_the_program(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, true);
    ask_kept(&stage, "one<Enter>");
    ask_kept(&stage, "two<Enter>");
    ask_kept(&stage, "one<Enter>");
    ask_kept(&stage, "bad<Enter><Esc>"); /* refused: not worth keeping */
    stage_begin(&stage);
    /* What this run has seen already is newer than what the last one kept. */
    app_add_history(stage.app, "Find", STR("three"));
    typed(&stage, "<Up><Enter>", "=three");
    typed(&stage, "<Up><Up><Enter>", "=one");
    stage_begin(&stage);
    typed(&stage, "<Up><Up><Up><Up><Enter>", "=two"); /* the oldest of three */
    stage_close(&stage);
}

static void assert_kept_count(Stage *stage, size_t expected)
{
    Arena *arena = arena_new();
    TextList list = {0};
    Error err = {0};
    assert_true(store_list_typed(library_get_store(stage->library), STR("find"), arena,
                                 &list, &err));
    assert_int_equal(list.count, expected);
    arena_free(arena);
}

static void nothing_is_kept_that_is_not_to_be(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, true);
    ask_kept(&stage, "one<Enter>");
    setenv("PIYUE_SECURE", "1", 1);
    ask_kept(&stage, "two<Enter>");
    stage_begin(&stage);
    typed(&stage, "<Up>x<Enter>", "=x"); /* nor is it shown what there is */
    unsetenv("PIYUE_SECURE");
    stage.settings.history = false;
    ask_kept(&stage, "three<Enter>");
    assert_kept_count(&stage, 1);
    stage.settings.history = true;
    app_act(stage.app, ACTION_FORGET_TYPED, 0, (Str){0});
    assert_kept_count(&stage, 0);
    typed(&stage, "<Up>x<Enter>", "=x");
    stage_close(&stage);
}

static void what_is_kept_has_an_end(void **state)
{
    (void)state;
    Stage stage;
    Error err = {0};
    stage_open(&stage, true);
    for (int i = 0; i < 230; i++) {
        char text[16];
        snprintf(text, sizeof(text), "%d", i);
        assert_true(library_put_typed(stage.library, STR("find"), str_from(text), &err));
    }
    assert_kept_count(&stage, 200);
    typed(&stage, "<Up><Enter>", "=229");
    char *endless = mem_alloc_array(5000, 1);
    memset(endless, 'x', 5000);
    assert_true(
        library_put_typed(stage.library, STR("find"), (Str){endless, 5000}, &err));
    assert_kept_count(&stage, 200);
    free(endless);
    stage_close(&stage);
}

static void pasted_text_goes_where_the_caret_is(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    ScriptStep paste = {.verb = SCRIPT_PASTE, .argument = STR(":q")};
    script_play(&paste, stage.app, stage.term);
    assert_string_equal(stage.probe->events.data, "{:q}"); /* no command was run */
    app_open_prompt(stage.app, "Find", (Str){0}, &prompt_ops, &stage);
    script_play(&paste, stage.app, stage.term);
    play(&stage, "<Enter>");
    assert_string_equal(stage.log.data, "~~:q=:q");
    stage_close(&stage);
}

static void on_yes(void *context)
{
    strbuf_append_text(&((Stage *)context)->log, "yes");
}

static void confirm_log(const char *keys, const char *expected)
{
    Stage stage;
    stage_open(&stage, false);
    app_confirm(stage.app, "Throw it away?", on_yes, &stage);
    app_paint(stage.app);
    row_shows(&stage, 6, " Throw it away?");
    play(&stage, keys);
    assert_string_equal(stage.log.data, expected);
    row_shows(&stage, 7, " q back  ? help");
    stage_close(&stage);
}

static void only_yes_is_yes(void **state)
{
    (void)state;
    confirm_log("y", "yes");
    confirm_log("<Enter>", "yes");
    confirm_log("ｙ", "yes");
    confirm_log("n", "");
    confirm_log("<Esc>", "");
    confirm_log("j", "");
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prompts_take_text_or_a_candidate),
        cmocka_unit_test(a_refused_answer_stays_to_be_mended),
        cmocka_unit_test(history_comes_back_behind_the_same_label),
        cmocka_unit_test(what_was_typed_outlives_the_program),
        cmocka_unit_test(nothing_is_kept_that_is_not_to_be),
        cmocka_unit_test(what_is_kept_has_an_end),
        cmocka_unit_test(pasted_text_goes_where_the_caret_is),
        cmocka_unit_test(only_yes_is_yes),
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
