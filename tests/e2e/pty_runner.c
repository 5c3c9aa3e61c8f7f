/* Plays the scripts of tests/golden on the real program in a real terminal.
 *
 *   pty_runner [NAME…]
 *
 * Each dump of the script is waited for, until a deadline; nothing sleeps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../harness/golden.h"
#include "../harness/pty.h"

#define PUMP_US 100000

typedef struct Player {
    Pty pty;
    bool is_started;
    StrBuf config;
    char *home;
} Player;

/* Keys before that are the line discipline's: it takes ^S for itself. */
static bool player_await_screen(Player *player)
{
    int64_t deadline = time_monotonic_us() + PTY_DEADLINE_US;
    while (!player->pty.is_alternate && time_monotonic_us() < deadline &&
           pty_pump(&player->pty, PUMP_US))
        ;
    return player->pty.is_alternate;
}

static bool player_start(Player *player, const Golden *golden, Str files)
{
    const char *program = getenv("PIYUE");
    char *config = path_join(player->home, "piyuerc");
    char *library = path_join(player->home, "piyue");
    char *argv[40] = {(char *)(program ? program : "piyue"), "--config", config,
                      "--library", library};
    char *paths[32];
    size_t count = 5, path_count = 0;
    Error err = {0};
    while (files.data && path_count < ARRAY_SIZE(paths)) {
        Str name = str_split(&files, ' ');
        StrBuf path = {0};
        strbuf_appendf(&path, "%s/%.*s", golden->directory, STR_ARG(name));
        if (name.len)
            argv[count++] = paths[path_count++] = strbuf_detach(&path);
        strbuf_clear(&path);
    }
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    /* Whoever runs the tests: the screens name one author. */
    strbuf_append_text(&player->config, "set author tester\n");
    player->is_started = file_write_atomic(config, strbuf_get(&player->config), &err) &&
                         pty_start(&player->pty, argv) && player_await_screen(player);
    for (size_t i = 0; i < path_count; i++)
        free(paths[i]);
    free(config);
    free(library);
    error_clear(&err);
    return player->is_started;
}

static void player_dump(const Player *player, Str name, StrBuf *out)
{
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(player->pty.vterm), &cursor);
    script_append_heading(name, player->pty.is_cursor_visible ? cursor.row : -1,
                          cursor.col, out);
    pty_dump(&player->pty, out);
}

/* Until the screen is the expected one, or the deadline has passed. */
static bool player_await(Player *player, Str name, Str expected)
{
    int64_t deadline = time_monotonic_us() + PTY_DEADLINE_US;
    StrBuf found = {0};
    bool is_right = false, is_alive = true;
    while (!is_right && is_alive && time_monotonic_us() < deadline) {
        strbuf_reset(&found);
        player_dump(player, name, &found);
        is_right = str_is_equal(strbuf_get(&found), expected);
        if (!is_right)
            is_alive = pty_pump(&player->pty, PUMP_US);
    }
    if (!is_right) {
        printf("# screen %.*s%s\n", STR_ARG(name),
               is_alive ? "" : ": the program has ended");
        golden_print_difference(expected, strbuf_get(&found));
    } else {
        pty_settle(&player->pty); /* what the terminal answers comes before the next key */
    }
    strbuf_clear(&found);
    return is_right;
}

static bool player_step(Player *player, const Golden *golden, const ScriptStep *step)
{
    Pty *pty = &player->pty;
    switch (step->verb) {
    case SCRIPT_SET:
        strbuf_appendf(&player->config, "set %.*s\n", STR_ARG(step->argument));
        break;
    case SCRIPT_START:
        return player_start(player, golden, step->argument);
    case SCRIPT_SIZE:
        if (player->is_started) {
            pty_settle(pty);
            pty_resize(pty, step->rows, step->columns);
        }
        pty->rows = step->rows;
        pty->columns = step->columns;
        break;
    case SCRIPT_KEYS:
        pty_keys(pty, step->argument);
        break;
    case SCRIPT_TYPE:
        pty_send(pty, step->argument);
        break;
    case SCRIPT_PASTE:
        pty_send(pty, STR("\033[200~"));
        pty_send(pty, step->argument);
        pty_send(pty, STR("\033[201~"));
        break;
    case SCRIPT_ACTION:
        pty_send(pty, STR(":"));
        pty_send(pty, step->argument);
        pty_send(pty, STR("\r"));
        break;
    case SCRIPT_DUMP: {
        Str rest = step->argument;
        Str name = str_split(&rest, ' ');
        if (rest.len == 0) /* styles are no text: they are compared headless alone */
            return player_await(player, name, golden_find_dump(golden, name));
        break;
    }
    }
    return true;
}

static bool golden_play(const char *directory, const char *name)
{
    Golden golden = {0};
    Error err = {0};
    Player player = {.pty = {.rows = 24, .columns = 80}, .home = golden_make_home()};
    bool is_good = player.home && golden_read(&golden, directory, name, &err);
    for (size_t i = 0; is_good && i < golden.script.count; i++)
        is_good = player_step(&player, &golden, &golden.script.steps[i]);
    if (error_is_set(&err))
        printf("# %s: %s\n", name, error_get_message(&err));
    if (player.is_started && pty_hang_up(&player.pty) != 0) {
        printf("# it did not end well when its terminal was closed\n");
        is_good = false;
    }
    pty_clear(&player.pty);
    strbuf_clear(&player.config);
    golden_clear(&golden);
    error_clear(&err);
    if (player.home)
        golden_remove_home(player.home);
    return is_good;
}

int main(int argc, char **argv)
{
    const char *srcdir = getenv("srcdir");
    char *directory = path_join(srcdir ? srcdir : ".", "tests/golden");
    char **names = golden_list(directory);
    int count = 0, failed = 0;
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; names[i]; i++) {
        bool is_asked_for = argc < 2;
        for (int j = 1; j < argc; j++)
            is_asked_for |= strcmp(argv[j], names[i]) == 0;
        if (is_asked_for) {
            bool is_good = golden_play(directory, names[i]);
            printf("%sok %d - %s in a terminal\n", is_good ? "" : "not ", ++count,
                   names[i]);
            failed += !is_good;
        }
        free(names[i]);
    }
    printf("1..%d\n", count);
    free(names);
    free(directory);
    return failed ? 1 : 0;
}
