/* Ways to the clipboard: which is taken, and what arrives.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/clipboard.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct Place {
    char directory[64];
    StrBuf path; /* of what was written */
} Place;

static const char *const variables[] = {"TERM",        "TERM_PROGRAM", "STY",
                                        "TMUX",        "WT_SESSION",   "KITTY_WINDOW_ID",
                                        "PIYUE_SECURE"};

static int set_up(void **state)
{
    Place *place = mem_alloc(sizeof(*place));
    snprintf(place->directory, sizeof(place->directory), "/tmp/piyue-clip.XXXXXX");
    if (!mkdtemp(place->directory))
        return 1;
    for (size_t i = 0; i < ARRAY_SIZE(variables); i++)
        unsetenv(variables[i]);
    setenv("TERM", "xterm-256color", 1);
    setenv("XDG_STATE_HOME", place->directory, 1);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const files[] = {"piyue/clipboard", "piyue", "bin/tmux", "bin",
                                        "given",           "asked"};
    Place *place = *state;
    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        char *path = path_join(place->directory, files[i]);
        remove(path);
        free(path);
    }
    rmdir(place->directory);
    strbuf_clear(&place->path);
    free(place);
    return 0;
}

/* A program named tmux, the only one in the search path. */
static void install_tmux(const Place *place, const char *script)
{
    Error err = {0};
    char *bin = path_join(place->directory, "bin");
    char *tmux = path_join(bin, "tmux");
    StrBuf text = {0};
    strbuf_appendf(&text, "#!/bin/sh\nPATH=/usr/bin:/bin\ncd %s\n%s\n", place->directory,
                   script);
    assert_true(file_make_directory(bin, &err));
    assert_true(file_write_atomic(tmux, strbuf_get(&text), &err));
    assert_int_equal(chmod(tmux, 0700), 0);
    setenv("PATH", bin, 1);
    setenv("TMUX", "/tmp/socket,1,0", 1);
    strbuf_clear(&text);
    free(tmux);
    free(bin);
}

static void assert_file(const Place *place, const char *name, Str text)
{
    Error err = {0};
    StrBuf read = {0};
    char *path = path_join(place->directory, name);
    assert_true(file_read(path, 1 << 22, &read, &err));
    assert_int_equal(read.len, text.len);
    assert_memory_equal(read.data, text.data, text.len);
    strbuf_clear(&read);
    free(path);
}

static void terminals_are_trusted_by_what_they_say_they_are(void **state)
{
    static const struct {
        const char *variable, *value;
        ClipboardTrust trust;
    } rows[] = {
        {"TERM", "xterm-256color", CLIPBOARD_UNSURE},
        {"TERM", "screen-256color", CLIPBOARD_UNSURE}, /* tmux behind SSH says so, too */
        {"TERM", "linux", CLIPBOARD_DEAF},
        {"TERM", "vt220", CLIPBOARD_DEAF},
        {"TERM", "", CLIPBOARD_DEAF},
        {"TERM", "foot", CLIPBOARD_TRUSTED},
        {"TERM", "xterm-kitty", CLIPBOARD_TRUSTED},
        {"STY", "1234.pts-0", CLIPBOARD_DEAF},
        {"TERM_PROGRAM", "WezTerm", CLIPBOARD_TRUSTED},
        {"TERM_PROGRAM", "Apple_Terminal", CLIPBOARD_DEAF},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        setenv("TERM", "xterm-256color", 1);
        setenv(rows[i].variable, rows[i].value, 1);
        assert_int_equal(clipboard_get_trust(), rows[i].trust);
        unsetenv(rows[i].variable);
    }
    setenv("TERM", "xterm-kitty", 1);
    setenv("PIYUE_SECURE", "1", 1);
    assert_int_equal(clipboard_get_trust(), CLIPBOARD_DEAF);
    assert_false(clipboard_takes(1));
}

static void what_a_terminal_would_cut_is_not_sent_to_it(void **state)
{
    (void)state;
    assert_true(clipboard_takes(74 * 1000));
    assert_false(clipboard_takes(75 * 1000)); /* 100,000 in base64 */
}

/* Base64 of RFC 4648, section 10, and of 协商 worked out with coreutils' base64. */
static void osc52_carries_base64(void **state)
{
    static const char *const rows[][2] = {
        {"", "\033]52;c;\a"},
        {"f", "\033]52;c;Zg==\a"},
        {"fo", "\033]52;c;Zm8=\a"},
        {"foobar", "\033]52;c;Zm9vYmFy\a"},
        {"协商", "\033]52;c;5Y2P5ZWG\a"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        StrBuf out = {0};
        clipboard_append_osc52(&out, str_from(rows[i][0]));
        assert_string_equal(out.data, rows[i][1]);
        strbuf_clear(&out);
    }
}

static void tmux_is_given_the_text_and_passes_it_on(void **state)
{
    Place *place = *state;
    StrBuf text = {0};
    for (int i = 0; i < 40000; i++) /* more than a pipe holds */
        strbuf_append_text(&text, "协商机制\n");
    install_tmux(place, "echo \"$*\" >asked; cat >given");
    assert_true(clipboard_give_tmux(strbuf_get(&text)));
    assert_file(place, "asked", STR("load-buffer -w -\n"));
    assert_file(place, "given", strbuf_get(&text));
    strbuf_clear(&text);
}

static void an_old_tmux_keeps_the_text_at_least(void **state)
{
    Place *place = *state;
    install_tmux(place, "[ \"$2\" = -w ] && exit 1; cat >given");
    assert_true(clipboard_give_tmux(STR("协商")));
    assert_file(place, "given", STR("协商"));
}

static void a_tmux_that_hangs_is_given_up(void **state)
{
    install_tmux(*state, "exec sleep 60");
    assert_false(clipboard_give_tmux(STR("协商")));
}

static void without_tmux_nothing_is_started(void **state)
{
    install_tmux(*state, "cat >given");
    unsetenv("TMUX");
    assert_false(clipboard_give_tmux(STR("协商")));
}

static void the_file_can_be_found_by_what_is_said(void **state)
{
    Place *place = *state;
    assert_true(clipboard_give_file(STR("协商\n"), &place->path));
    assert_non_null(strstr(place->path.data, "/piyue/clipboard"));
    assert_file(place, "piyue/clipboard", STR("协商\n"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    signal(SIGPIPE, SIG_IGN); /* as the program does */
    const struct CMUnitTest tests[] = {
        TEST(terminals_are_trusted_by_what_they_say_they_are),
        TEST(what_a_terminal_would_cut_is_not_sent_to_it),
        TEST(osc52_carries_base64),
        TEST(tmux_is_given_the_text_and_passes_it_on),
        TEST(an_old_tmux_keeps_the_text_at_least),
        TEST(a_tmux_that_hangs_is_given_up),
        TEST(without_tmux_nothing_is_started),
        TEST(the_file_can_be_found_by_what_is_said),
    };
    return cmocka_run_group_tests_name("clipboard", tests, NULL, NULL);
}
