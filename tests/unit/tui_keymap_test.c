/* Keys to actions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/keymap.h"

static const Context reader[] = {CONTEXT_READER, CONTEXT_GLOBAL};

/* Feeds keys; gives "count action" of the last one, "…" while pending, "?" if unknown. */
static void keys_mean(Keymap *keymap, const char *keys, const char *expected)
{
    StrBuf found = {0};
    Key key;
    for (size_t off = 0; key_parse(str_from(keys), &off, &key);) {
        ActionId action = ACTION_COUNT;
        int count = -1;
        strbuf_reset(&found);
        switch (keymap_feed(keymap, reader, ARRAY_SIZE(reader), key, &action, &count)) {
        case KEYMAP_UNKNOWN:
            strbuf_append_text(&found, "?");
            break;
        case KEYMAP_PENDING:
            strbuf_append_text(&found, "...");
            break;
        case KEYMAP_ACTION:
            strbuf_appendf(&found, "%d %s", count, action_get(action)->name);
            break;
        }
    }
    assert_string_equal(found.data, expected);
    keymap_reset(keymap);
    strbuf_clear(&found);
}

static void sequences_counts_and_contexts(void **state)
{
    (void)state;
    Error err = {0};
    Keymap *keymap = keymap_new(NULL, &err);
    keys_mean(keymap, "j", "0 row-down");
    keys_mean(keymap, "z", "...");
    keys_mean(keymap, "zM", "0 fold-close-all");
    keys_mean(keymap, "z1", "0 fold-level-1");
    keys_mean(keymap, "12j", "12 row-down");
    keys_mean(keymap, "10j", "10 row-down");
    keys_mean(keymap, "3z2", "3 fold-level-2");
    keys_mean(keymap, "99999999999j", "1000000 row-down");
    keys_mean(keymap, ":", "0 command"); /* from the outer context */
    keys_mean(keymap, "zZ", "?");
    keys_mean(keymap, "zZj", "0 row-down");        /* what failed is forgotten */
    keys_mean(keymap, "<Esc>", "0 reader-cancel"); /* the inner context wins over close */
    keymap_free(keymap);
}

static void escape_gives_up_the_beginning_alone(void **state)
{
    (void)state;
    Error err = {0};
    Keymap *keymap = keymap_new(NULL, &err);
    keys_mean(keymap, "z<Esc>", "...");
    keys_mean(keymap, "12<Esc>", "...");
    keys_mean(keymap, "12<Esc>j", "0 row-down");
    keymap_free(keymap);
}

static void full_width_keys_are_folded(void **state)
{
    (void)state;
    Error err = {0};
    Keymap *keymap = keymap_new(NULL, &err);
    keys_mean(keymap, "ｊ", "0 row-down");
    keys_mean(keymap, "：", "0 command");
    keys_mean(keymap, "／", "0 find");
    keys_mean(keymap, "？", "0 help");
    keys_mean(keymap, "１２ｊ", "12 row-down");
    keymap_free(keymap);
}

/* Two sequences of one context, of which one begins the other, cannot both be typed. */
static void default_keys_do_not_clash(void **state)
{
    (void)state;
    size_t clashes = 0;
    for (size_t a = 0; a < ACTION_COUNT; a++) {
        for (size_t b = 0; b < ACTION_COUNT; b++) {
            const Action *one = action_get((ActionId)a), *other = action_get((ActionId)b);
            if (one->context != other->context)
                continue;
            Str rest = str_from(one->keys);
            while (rest.data) {
                Str keys = str_split(&rest, ' '), more = str_from(other->keys);
                while (more.data) {
                    Str longer = str_split(&more, ' ');
                    bool is_same = a == b && keys.data == longer.data;
                    if (keys.len && !is_same && str_has_prefix(longer, keys)) {
                        print_error("%s: %.*s begins %s\n", one->name, STR_ARG(keys),
                                    other->name);
                        clashes++;
                    }
                }
            }
        }
    }
    assert_int_equal(clashes, 0);
}

static void every_default_key_can_be_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        Str keys = str_from(action_get((ActionId)i)->keys);
        Key key;
        size_t off = 0;
        while (off < keys.len) {
            if (keys.data[off] == ' ')
                off++;
            else if (!key_parse(keys, &off, &key))
                fail_msg("%s", action_get((ActionId)i)->name);
        }
    }
}

static void actions_are_found_by_name(void **state)
{
    (void)state;
    ActionId action = ACTION_COUNT;
    assert_true(action_find(STR("search-library"), &action));
    assert_int_equal(action, ACTION_SEARCH_LIBRARY);
    assert_true(action_find(STR("QUIT"), &action));
    assert_false(action_find(STR("search_library"), &action));
    assert_false(action_find(STR(""), &action));
}

/* ---- bind rows --------------------------------------------------------- */

/* Makes a keymap with rows of a configuration; NULL when one is refused. */
static Keymap *keymap_with(const char *rows, Settings *settings, Error *err)
{
    Str rest = str_from(rows);
    settings_init(settings);
    while (rest.data)
        assert_true(
            settings_obey(settings, str_split(&rest, '\n'), STR("piyuerc:1"), err));
    return keymap_new(settings, err);
}

static void bound_means(const char *rows, const char *keys, const char *expected)
{
    Settings settings;
    Error err = {0};
    Keymap *keymap = keymap_with(rows, &settings, &err);
    assert_string_equal(error_get_message(&err), "");
    keys_mean(keymap, keys, expected);
    keymap_free(keymap);
    settings_clear(&settings);
}

static void refused(const char *rows, const char *part)
{
    Settings settings;
    Error err = {0};
    assert_null(keymap_with(rows, &settings, &err));
    assert_int_equal(err.code, ERR_SETTINGS);
    assert_true(strstr(err.message, "piyuerc:1"));
    if (!strstr(err.message, part))
        fail_msg("%s", err.message);
    error_clear(&err);
    settings_clear(&settings);
}

static void user_rows_win(void **state)
{
    (void)state;
    bound_means("bind reader <F5> row-down", "<F5>", "0 row-down");
    bound_means("bind reader j row-up", "j", "0 row-up");
    bound_means("bind reader j none", "j", "?");
    bound_means("bind reader <C-x>a row-up", "<C-x>a", "0 row-up");
    bound_means("bind reader z none", "z", "?"); /* and with it all that begins so */
    bound_means("bind reader z none\nbind reader z row-up", "z", "0 row-up");
    bound_means("bind reader <F5>a row-up\nbind reader <F5><Char> row-down", "<F5>a",
                "0 row-up");
    bound_means("bind reader <F5><Char> row-down\nbind reader <F5>a row-up", "<F5>a",
                "0 row-up");
    bound_means("bind reader <F5><Char> row-down", "<F5>b", "0 row-down");
    bound_means("bind reader <F5><Char> row-down", "<F5>", "...");
    bound_means("bind reader <F5><Char> row-down", "<F5><C-b>", "?");
    bound_means("bind reader <F5><Char> row-down", "<F5><Up>", "?");
}

static void a_row_written_in_full_width_binds_that_key(void **state)
{
    (void)state;
    bound_means("bind reader ； counts", ";", "0 counts");
    bound_means("bind reader ； counts", "；", "0 counts");
    bound_means("bind reader 选 counts", "选", "0 counts");
    refused("bind reader ｚ counts", "with ｚ no key behind it could be typed");
}

static void a_bad_user_row_is_named(void **state)
{
    (void)state;
    translate_set_language("en");
    refused("bind nowhere j row-up", "nowhere");
    refused("bind reader <Nokey> row-up", "<Nokey>");
    refused("bind reader <F5> row-upp", "row-up");
    refused("bind reader z row-up", "z");
    refused("bind reader jj row-up",
            "jj cannot be typed, for it begins with j (row-down)");
    refused("bind reader z row-up", "bind reader z none");
    refused("bind reader <F5> row-up\nbind reader <F5> row-down",
            "<F5> are row-up already, by piyuerc:1");
}

/* ---- the keys of less ---------------------------------------------------- */

static void less_keys_mean_what_they_do_in_less(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *meaning;
    } pairs[] = {
        /* less(1), COMMANDS */
        {"f", "0 page-down"},
        {"<Space>", "0 page-down"},
        {"<C-v>", "0 page-down"},
        {"b", "0 page-up"},
        {"<C-b>", "0 page-up"},
        {"<A-v>", "0 page-up"},
        {"d", "0 half-down"},
        {"u", "0 half-up"},
        {"e", "0 scroll-down"},
        {"y", "0 scroll-up"},
        {"5j", "5 row-down"},
        {"g", "0 document-start"},
        {"12g", "12 document-start"},
        {"G", "0 document-end"},
        {"<lt>", "0 document-start"},
        {"50p", "50 percent"},
        {"50%", "50 percent"},
        {"/", "0 find"},
        {"?", "0 find-back"},
        {"n", "0 hit-next"},
        {"N", "0 hit-previous"},
        {"ma", "0 place-set"},
        {"'a", "0 place-go"},
        {"''", "0 jump-other"},
        {"<C-l>", "0 redraw"},
        {"h", "0 help"},
        {"q", "0 close"},
        {"Q", "0 quit"},
        {"ZZ", "0 quit"},
        {":", "0 command"},
        /* what had to make room */
        {"a", "0 mark-note"},
        {",u", "0 undo"},
        {",y", "0 copy"},
        {",j", "0 sibling-next"},
        {"za", "0 fold-toggle"},
        {"s", "0 select-sentence"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
        bound_means("set keys less", pairs[i].keys, pairs[i].meaning);
}

static void action_keeps_a_key(const Keymap *plain, const Keymap *less, ActionId id,
                               const Context *contexts, size_t count)
{
    StrBuf ignored = {0};
    if (keymap_append_first_key(plain, contexts, count, id, &ignored) &&
        !keymap_append_first_key(less, contexts, count, id, &ignored))
        fail_msg("%s has no key", action_get(id)->name);
    strbuf_clear(&ignored);
}

/* Whatever can be typed without the profile can be typed with it. */
static void no_action_loses_its_last_key_to_less(void **state)
{
    (void)state;
    Settings settings;
    Error err = {0};
    Keymap *plain = keymap_new(NULL, &err);
    Keymap *less = keymap_with("set keys less", &settings, &err);
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        Context own = action_get((ActionId)i)->context;
        const Context list[] = {own, CONTEXT_LIST, CONTEXT_GLOBAL};
        bool is_of_text = own == CONTEXT_READER || own == CONTEXT_GLOBAL;
        if (is_of_text)
            action_keeps_a_key(plain, less, (ActionId)i, reader, ARRAY_SIZE(reader));
        if (own != CONTEXT_READER)
            action_keeps_a_key(plain, less, (ActionId)i, list, ARRAY_SIZE(list));
    }
    keymap_free(plain);
    keymap_free(less);
    settings_clear(&settings);
}

static void rows_of_the_user_win_over_less(void **state)
{
    (void)state;
    bound_means("set keys less\nbind reader b clause-previous", "b", "0 clause-previous");
    bound_means("bind reader b clause-previous\nset keys less", "b", "0 clause-previous");
    bound_means("set keys less\nbind reader f none", "f", "?");
    translate_set_language("en");
    refused("set keys less\nbind reader gx row-up",
            "gx cannot be typed, for it begins with g (document-start)");
}

static void the_first_key_is_one_that_can_be_typed_here(void **state)
{
    (void)state;
    Settings settings;
    Error err = {0};
    Keymap *keymap = keymap_with("bind reader ? find", &settings, &err);
    StrBuf key = {0};
    assert_true(keymap_append_first_key(keymap, reader, 2, ACTION_HELP, &key));
    assert_string_equal(key.data, "F1");
    strbuf_reset(&key);
    assert_true(keymap_append_first_key(keymap, reader + 1, 1, ACTION_HELP, &key));
    assert_string_equal(key.data, "?");
    strbuf_clear(&key);
    keymap_free(keymap);
    settings_clear(&settings);
}

static void what_may_follow_is_listed_inner_contexts_first(void **state)
{
    (void)state;
    Error err = {0};
    Keymap *keymap = keymap_new(NULL, &err);
    KeymapNext next[64];
    ActionId action = ACTION_COUNT;
    int count = 0;
    assert_int_equal(keymap_list_next(keymap, reader, 2, next, 64), 0);
    keymap_feed(keymap, reader, 2, (Key){.code = '3'}, &action, &count);
    assert_false(keymap_is_begun(keymap));
    keymap_feed(keymap, reader, 2, (Key){.code = 'g'}, &action, &count);
    assert_true(keymap_is_begun(keymap));
    size_t found = keymap_list_next(keymap, reader, 2, next, 64);
    bool has_start = false, has_trash = false;
    for (size_t i = 0; i < found; i++) {
        has_start |= next[i].key.code == 'g' && next[i].action == ACTION_DOCUMENT_START;
        has_trash |= next[i].key.code == 'D' && next[i].action == ACTION_TRASHED;
        assert_false(next[i].goes_on);
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(next[i].key.code, next[j].key.code);
    }
    assert_true(has_start);
    assert_true(has_trash); /* of the outer context */
    assert_int_equal(keymap_list_next(keymap, reader, 2, next, 3), 3);
    keymap_free(keymap);
}

static void char_tells_which_character_it_was(void **state)
{
    (void)state;
    Settings settings;
    Error err = {0};
    Keymap *keymap = keymap_with("bind reader <F5><Char> row-down", &settings, &err);
    keys_mean(keymap, "<F5>ａ", "0 row-down");
    assert_int_equal(keymap_get_character(keymap).code, 'a');
    keys_mean(keymap, "j", "0 row-down");
    assert_int_equal(keymap_get_character(keymap).code, 0);
    keymap_free(keymap);
    settings_clear(&settings);
}

static void keys_are_shown_as_people_write_them(void **state)
{
    (void)state;
    Error err = {0};
    Keymap *keymap = keymap_new(NULL, &err);
    StrBuf shown = {0};
    keymap_append_keys(keymap, ACTION_PAGE_DOWN, &shown);
    assert_string_equal(shown.data, "Space, ^F, PageDown");
    strbuf_reset(&shown);
    assert_true(
        keymap_append_first_key(keymap, reader, 2, ACTION_FOLD_CLOSE_ALL, &shown));
    assert_string_equal(shown.data, "zM");
    ActionId action = ACTION_COUNT;
    int count = 0;
    strbuf_reset(&shown);
    keymap_feed(keymap, reader, 2, (Key){.code = '3'}, &action, &count);
    keymap_feed(keymap, reader, 2, (Key){.code = 'z'}, &action, &count);
    keymap_append_pending(keymap, &shown);
    assert_string_equal(shown.data, "3z");
    strbuf_clear(&shown);
    keymap_free(keymap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_counts_and_contexts),
        cmocka_unit_test(escape_gives_up_the_beginning_alone),
        cmocka_unit_test(full_width_keys_are_folded),
        cmocka_unit_test(default_keys_do_not_clash),
        cmocka_unit_test(every_default_key_can_be_read),
        cmocka_unit_test(actions_are_found_by_name),
        cmocka_unit_test(user_rows_win),
        cmocka_unit_test(a_row_written_in_full_width_binds_that_key),
        cmocka_unit_test(a_bad_user_row_is_named),
        cmocka_unit_test(less_keys_mean_what_they_do_in_less),
        cmocka_unit_test(no_action_loses_its_last_key_to_less),
        cmocka_unit_test(rows_of_the_user_win_over_less),
        cmocka_unit_test(the_first_key_is_one_that_can_be_typed_here),
        cmocka_unit_test(what_may_follow_is_listed_inner_contexts_first),
        cmocka_unit_test(char_tells_which_character_it_was),
        cmocka_unit_test(keys_are_shown_as_people_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
