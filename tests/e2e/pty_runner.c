/* Plays the scripts of tests/golden on the real program in a real terminal.
 *
 *   pty_runner [NAME…]
 *
 * The program runs in a pty of its own; libvterm keeps what a terminal would show. Each
 * dump of the script is waited for, until a deadline; nothing sleeps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vterm.h>

#include "../harness/golden.h"
#include "tui/key.h"

#define DEADLINE_US 8000000
/* A screen that is still not right after this silence is played on: it may be one that
 * later keys depend on, and the dump behind them waits again. */
#define SETTLED_US 150000

typedef struct Player {
    VTerm *vterm;
    VTermScreen *screen;
    int master;
    pid_t pid;
    int rows, columns;
    bool is_cursor_visible;
    StrBuf config;
    char *home;
} Player;

/* ---- the screen -------------------------------------------------------- */

static int on_property(VTermProp property, VTermValue *value, void *context)
{
    Player *player = context;
    if (property == VTERM_PROP_CURSORVISIBLE)
        player->is_cursor_visible = value->boolean;
    return 1;
}

static void on_output(const char *bytes, size_t len, void *context)
{
    const Player *player = context; /* the terminal answers a question */
    ssize_t written = write(player->master, bytes, len);
    (void)written;
}

static void player_open_screen(Player *player)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    player->vterm = vterm_new(player->rows, player->columns);
    vterm_set_utf8(player->vterm, 1);
    vterm_output_set_callback(player->vterm, on_output, player);
    player->screen = vterm_obtain_screen(player->vterm);
    vterm_screen_set_callbacks(player->screen, &callbacks, player);
    vterm_screen_enable_altscreen(player->screen, 1);
    vterm_screen_reset(player->screen, 1);
    player->is_cursor_visible = true;
}

static void append_cell(const VTermScreenCell *cell, StrBuf *out)
{
    if (cell->chars[0] == 0)
        strbuf_append_byte(out, ' ');
    for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
        strbuf_append_codepoint(out, cell->chars[i]);
}

static void player_dump(const Player *player, Str name, StrBuf *out)
{
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(player->vterm), &cursor);
    bool is_visible = player->is_cursor_visible;
    script_append_heading(name, is_visible ? cursor.row : -1, cursor.col, out);
    for (int row = 0; row < player->rows; row++) {
        size_t start = out->len;
        VTermScreenCell cell;
        for (int column = 0; column < player->columns; column += MAX(cell.width, 1)) {
            vterm_screen_get_cell(player->screen, (VTermPos){row, column}, &cell);
            append_cell(&cell, out);
        }
        while (out->len > start && out->data[out->len - 1] == ' ')
            out->len--;
        strbuf_append_byte(out, '\n');
    }
}

/* ---- the program ------------------------------------------------------- */

static void program_exec(const Player *player, const Golden *golden, Str files)
{
    const char *program = getenv("PIYUE");
    char *config = path_join(player->home, "piyuerc");
    char *library = path_join(player->home, "piyue");
    char *argv[40] = {(char *)(program ? program : "piyue"), "--config", config,
                      "--library", library};
    Error err = {0};
    size_t count = 5;
    if (!file_write_atomic(config, strbuf_get(&player->config), &err))
        _exit(126);
    while (files.data && count + 1 < ARRAY_SIZE(argv)) {
        Str name = str_split(&files, ' ');
        StrBuf path = {0};
        strbuf_appendf(&path, "%s/%.*s", golden->directory, STR_ARG(name));
        if (name.len)
            argv[count++] = strbuf_detach(&path);
        strbuf_clear(&path);
    }
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    execvp(argv[0], argv);
    _exit(127);
}

static bool player_start(Player *player, const Golden *golden, Str files)
{
    struct winsize size = {.ws_row = (unsigned short)player->rows,
                           .ws_col = (unsigned short)player->columns};
    player_open_screen(player);
    player->pid = forkpty(&player->master, NULL, NULL, &size);
    if (player->pid == 0)
        program_exec(player, golden, files);
    return player->pid > 0;
}

/* Feeds what the program writes within `wait_us` to the screen; false when it is gone. */
static bool player_pump(Player *player, int64_t wait_us)
{
    struct pollfd fd = {.fd = player->master, .events = POLLIN};
    char bytes[65536];
    if (poll(&fd, 1, (int)(wait_us / 1000)) <= 0)
        return true;
    ssize_t count = read(player->master, bytes, sizeof(bytes));
    if (count > 0)
        vterm_input_write(player->vterm, bytes, (size_t)count);
    return count > 0 || (count < 0 && errno == EINTR);
}

/* Until the screen is the expected one, or the deadline has passed. */
static bool player_await(Player *player, Str name, Str expected)
{
    int64_t deadline = time_monotonic_us() + DEADLINE_US;
    StrBuf found = {0};
    bool is_right = false, is_alive = true;
    while (!is_right && is_alive && time_monotonic_us() < deadline) {
        strbuf_reset(&found);
        player_dump(player, name, &found);
        is_right = str_is_equal(strbuf_get(&found), expected);
        if (!is_right)
            is_alive = player_pump(player, SETTLED_US);
    }
    if (!is_right) {
        printf("# screen %.*s%s\n", STR_ARG(name),
               is_alive ? "" : ": the program has ended");
        golden_print_difference(expected, strbuf_get(&found));
    }
    strbuf_clear(&found);
    return is_right;
}

/* ---- the keyboard ------------------------------------------------------ */

static const struct {
    uint32_t code;
    const char *bytes;
} sequences[] = {
    {KEY_ENTER, "\r"},       {KEY_TAB, "\t"},          {KEY_ESCAPE, "\033"},
    {KEY_BACKSPACE, "\177"}, {KEY_UP, "\033[A"},       {KEY_DOWN, "\033[B"},
    {KEY_RIGHT, "\033[C"},   {KEY_LEFT, "\033[D"},     {KEY_HOME, "\033[H"},
    {KEY_END, "\033[F"},     {KEY_PAGE_UP, "\033[5~"}, {KEY_PAGE_DOWN, "\033[6~"},
    {KEY_DELETE, "\033[3~"}, {KEY_INSERT, "\033[2~"},  {KEY_F1, "\033OP"},
};

/* Until the program has said its say: a lone Esc must not meet the next key. */
static void player_settle(Player *player)
{
    int64_t before = 0;
    do {
        before = time_monotonic_us();
        if (!player_pump(player, SETTLED_US))
            return;
    } while (time_monotonic_us() - before < SETTLED_US);
}

static void append_key_bytes(Key key, StrBuf *out)
{
    if (key.modifiers & KEY_ALT)
        strbuf_append_byte(out, 0x1B);
    if (key.code == KEY_TAB && key.modifiers & KEY_SHIFT) {
        strbuf_append_text(out, "\033[Z");
        return;
    }
    for (size_t i = 0; i < ARRAY_SIZE(sequences); i++) {
        if (sequences[i].code == key.code) {
            strbuf_append_text(out, sequences[i].bytes);
            return;
        }
    }
    if (key.modifiers & KEY_CTRL)
        strbuf_append_byte(out, (char)(key.code & 0x1F));
    else
        strbuf_append_codepoint(out, key.code);
}

static void player_send(Player *player, Str bytes)
{
    Error err = {0};
    bool is_sent = file_write_fd(player->master, "pty", bytes, &err);
    (void)is_sent; /* a program that is gone is found out by the next dump */
    error_clear(&err);
}

static void player_keys(Player *player, Str keys)
{
    StrBuf bytes = {0};
    Key key;
    for (size_t off = 0; off < keys.len;) {
        if (keys.data[off] == ' ') {
            off++;
            continue;
        }
        if (!key_parse(keys, &off, &key))
            break;
        append_key_bytes(key, &bytes);
        if (!key_is(key, KEY_ESCAPE, 0))
            continue;
        player_send(player, strbuf_get(&bytes));
        strbuf_reset(&bytes);
        player_settle(player);
    }
    player_send(player, strbuf_get(&bytes));
    strbuf_clear(&bytes);
}

static void player_resize(Player *player, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)columns};
    player_settle(player);
    player->rows = rows;
    player->columns = columns;
    vterm_set_size(player->vterm, rows, columns);
    ioctl(player->master, TIOCSWINSZ, &size);
}

/* ---- scripts ----------------------------------------------------------- */

static bool player_step(Player *player, const Golden *golden, const ScriptStep *step)
{
    switch (step->verb) {
    case SCRIPT_SET:
        strbuf_appendf(&player->config, "set %.*s\n", STR_ARG(step->argument));
        break;
    case SCRIPT_START:
        return player_start(player, golden, step->argument);
    case SCRIPT_SIZE:
        if (player->pid)
            player_resize(player, step->rows, step->columns);
        player->rows = step->rows;
        player->columns = step->columns;
        break;
    case SCRIPT_KEYS:
        player_keys(player, step->argument);
        break;
    case SCRIPT_TYPE:
        player_send(player, step->argument);
        break;
    case SCRIPT_PASTE:
        player_send(player, STR("\033[200~"));
        player_send(player, step->argument);
        player_send(player, STR("\033[201~"));
        break;
    case SCRIPT_ACTION:
        player_send(player, STR(":"));
        player_send(player, step->argument);
        player_send(player, STR("\r"));
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

static void player_clear(Player *player)
{
    int status = 0;
    if (player->pid > 0) {
        close(player->master); /* hangs up: the program must end by itself */
        int64_t deadline = time_monotonic_us() + DEADLINE_US;
        pid_t ended = 0;
        while (!(ended = waitpid(player->pid, &status, WNOHANG)) &&
               time_monotonic_us() < deadline)
            poll(NULL, 0, 5);
        if (!ended) {
            printf("# it outlived its terminal\n");
            kill(player->pid, SIGKILL);
            waitpid(player->pid, &status, 0);
        }
    }
    if (player->vterm)
        vterm_free(player->vterm);
    strbuf_clear(&player->config);
}

static bool golden_play(const char *directory, const char *name)
{
    Golden golden = {0};
    Error err = {0};
    Player player = {.rows = 24, .columns = 80, .home = golden_make_home()};
    bool is_good = player.home && golden_read(&golden, directory, name, &err);
    for (size_t i = 0; is_good && i < golden.script.count; i++)
        is_good = player_step(&player, &golden, &golden.script.steps[i]);
    if (error_is_set(&err))
        printf("# %s: %s\n", name, error_get_message(&err));
    player_clear(&player);
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
