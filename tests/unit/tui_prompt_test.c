/* Prompts, confirmations, and what was typed into them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui_stage.h"

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

static void an_entry_that_was_changed_is_what_is_typed(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage, false);
    app_open_prompt(stage.app, "Find", (Str){0}, &prompt_ops, &stage);
    play(&stage, "one<Enter>");
    app_open_prompt(stage.app, "Find", (Str){0}, &prompt_ops, &stage);
    strbuf_reset(&stage.log);
    play(&stage, "<Up>s<Down><Enter>"); /* nothing is newer than what is typed */
    assert_string_equal(stage.log.data, "~one~ones=ones");
    app_open_prompt(stage.app, "Find", (Str){0}, &prompt_ops, &stage);
    strbuf_reset(&stage.log);
    play(&stage, "<Up><C-u>x<Up><Down><Enter>");
    assert_string_equal(stage.log.data, "~ones~~x~ones~x=x");
    /* Where candidates stand above it, Down picks one. */
    app_open_prompt(stage.app, "Find", (Str){0}, &prompt_ops, &stage);
    strbuf_reset(&stage.log);
    play(&stage, "<Up><C-u>c<Down><Enter>");
    assert_string_equal(stage.log.data, "~x~~c=cat");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prompts_take_text_or_a_candidate),
        cmocka_unit_test(a_refused_answer_stays_to_be_mended),
        cmocka_unit_test(history_comes_back_behind_the_same_label),
        cmocka_unit_test(an_entry_that_was_changed_is_what_is_typed),
        cmocka_unit_test(what_was_typed_outlives_the_program),
        cmocka_unit_test(nothing_is_kept_that_is_not_to_be),
        cmocka_unit_test(what_is_kept_has_an_end),
        cmocka_unit_test(pasted_text_goes_where_the_caret_is),
        cmocka_unit_test(only_yes_is_yes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
