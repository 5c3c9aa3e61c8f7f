/* The real program in a terminal of its own.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tui/key.h"

/* Silence of this length counts as having said everything. */
#define SETTLED_US 120000

/* ---- the screen -------------------------------------------------------- */

static int on_property(VTermProp property, VTermValue *value, void *context)
{
    Pty *pty = context;
    if (property == VTERM_PROP_CURSORVISIBLE)
        pty->is_cursor_visible = value->boolean;
    if (property == VTERM_PROP_ALTSCREEN)
        pty->is_alternate = value->boolean;
    return 1;
}

static void on_output(const char *bytes, size_t len, void *context)
{
    Pty *pty = context; /* the terminal answers a question */
    if (pty->is_dumb)
        return;
    strbuf_append(&pty->answers, bytes, len);
    pty->due_us = time_monotonic_us() + pty->answer_us;
}

/* Gives the answers that are due: whole, or in single bytes. */
static void pty_answer(Pty *pty)
{
    size_t off = 0;
    if (!pty->answers.len || time_monotonic_us() < pty->due_us)
        return;
    while (off < pty->answers.len) {
        size_t count = pty->answer_us ? 1 : pty->answers.len;
        ssize_t written = write(pty->master, pty->answers.data + off, count);
        if (written <= 0)
            break;
        off += (size_t)written;
        if (pty->answer_us)
            poll(NULL, 0, 1);
    }
    strbuf_reset(&pty->answers);
}

static void pty_open_screen(Pty *pty)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    pty->vterm = vterm_new(pty->rows, pty->columns);
    vterm_set_utf8(pty->vterm, 1);
    vterm_output_set_callback(pty->vterm, on_output, pty);
    pty->screen = vterm_obtain_screen(pty->vterm);
    vterm_screen_set_callbacks(pty->screen, &callbacks, pty);
    vterm_screen_enable_altscreen(pty->screen, 1);
    vterm_screen_reset(pty->screen, 1);
    pty->is_cursor_visible = true;
}

/* libvterm draws glyphs of disputed width in one column. Where the terminal is to be
 * wide, it gets other glyphs in their place, of a plane that it draws in two. */
#define STAND_IN 0x30000

static bool is_disputed(char32_t codepoint)
{
    static const WidthPolicy narrow = {AMBIGUOUS_NARROW}, wide = {AMBIGUOUS_WIDE};
    return codepoint < 0x10000 &&
           width_of_codepoint(codepoint, &narrow) != width_of_codepoint(codepoint, &wide);
}

/* Does the text end inside a character? Its bytes so far. */
static size_t count_unfinished(Str text)
{
    for (size_t back = 1; back <= MIN(text.len, 3); back++) {
        unsigned char byte = (unsigned char)text.data[text.len - back];
        size_t len = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        if (byte < 0x80 || byte >= 0xC0)
            return len > back ? back : 0;
    }
    return 0;
}

static void pty_show(Pty *pty, const char *bytes, size_t count)
{
    StrBuf shown = {0};
    strbuf_append(&pty->unfinished, bytes, count);
    Str text = strbuf_get(&pty->unfinished);
    size_t left = pty->is_wide ? count_unfinished(text) : 0;
    text = str_slice(text, 0, text.len - left);
    for (size_t off = 0; pty->is_wide && off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        strbuf_append_codepoint(&shown, is_disputed(codepoint) ? STAND_IN + codepoint
                                                               : codepoint);
    }
    Str written = pty->is_wide ? strbuf_get(&shown) : text;
    vterm_input_write(pty->vterm, written.data, written.len);
    strbuf_clear(&shown);
    memmove(pty->unfinished.data, pty->unfinished.data + text.len, left);
    pty->unfinished.len = left;
}

static void append_cell(const VTermScreenCell *cell, StrBuf *out)
{
    if (cell->chars[0] == 0)
        strbuf_append_byte(out, ' ');
    for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++) {
        bool is_standing_in = cell->chars[i] >= STAND_IN && cell->chars[i] < 0x40000;
        strbuf_append_codepoint(out, cell->chars[i] - (is_standing_in ? STAND_IN : 0));
    }
}

void pty_dump(const Pty *pty, StrBuf *out)
{
    for (int row = 0; row < pty->rows; row++) {
        size_t start = out->len;
        VTermScreenCell cell;
        for (int column = 0; column < pty->columns; column += MAX(cell.width, 1)) {
            vterm_screen_get_cell(pty->screen, (VTermPos){row, column}, &cell);
            append_cell(&cell, out);
        }
        while (out->len > start && out->data[out->len - 1] == ' ')
            out->len--;
        strbuf_append_byte(out, '\n');
    }
}

/* ---- the program ------------------------------------------------------- */

void pty_become_nobody(void)
{
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        _exit(126);
}

static void pty_prepare_child(const Pty *pty)
{
    if (pty->is_homeless) {
        struct sigaction before, ignore = {.sa_handler = SIG_IGN};
        sigaction(SIGHUP, &ignore, &before); /* giving the terminal up sends one */
        ioctl(STDIN_FILENO, TIOCNOTTY);
        sigaction(SIGHUP, &before, NULL);
    }
    if (pty->has_no_keyboard)
        dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    if (pty->is_nobody)
        pty_become_nobody();
}

bool pty_start(Pty *pty, char *const argv[])
{
    struct winsize size = {.ws_row = (unsigned short)pty->rows,
                           .ws_col = (unsigned short)pty->columns};
    pty_open_screen(pty);
    pty->pid = forkpty(&pty->master, NULL, NULL, &size);
    if (pty->pid == 0) {
        pty_prepare_child(pty);
        execvp(argv[0], argv);
        _exit(127);
    }
    return pty->pid > 0;
}

/* libvterm leaves the question for the ground to whoever shows it. */
static void pty_feed(Pty *pty, Str bytes)
{
    Str question = STR("\033]11;?");
    size_t at = pty->ground ? str_find(bytes, question, 0) : STR_NONE;
    size_t first = at == STR_NONE ? bytes.len : at;
    pty_show(pty, bytes.data, first);
    if (at == STR_NONE)
        return;
    strbuf_appendf(&pty->answers, "\033]11;%s\033\\", pty->ground);
    pty->due_us = time_monotonic_us() + pty->answer_us;
    pty_show(pty, bytes.data + at, bytes.len - at);
}

bool pty_pump(Pty *pty, int64_t wait_us)
{
    struct pollfd fd = {.fd = pty->master, .events = POLLIN};
    char bytes[65536];
    int64_t until_due = pty->due_us - time_monotonic_us();
    if (pty->answers.len)
        wait_us = MIN(wait_us, MAX(until_due, 0) + 1000);
    int ready = poll(&fd, 1, (int)(wait_us / 1000));
    pty_answer(pty);
    if (ready <= 0)
        return true;
    ssize_t count = read(pty->master, bytes, sizeof(bytes));
    if (count > 0 && !pty->is_blind)
        pty_feed(pty, (Str){bytes, (size_t)count});
    pty->bytes += (uint64_t)MAX(count, 0);
    pty_answer(pty);
    return count > 0 || (count < 0 && errno == EINTR);
}

void pty_pump_slowly(Pty *pty, int bytes_per_second, int64_t us)
{
    int64_t start = time_monotonic_us(), now = 0, taken = 0;
    while ((now = time_monotonic_us() - start) < us) {
        char bytes[64];
        struct pollfd fd = {.fd = pty->master, .events = POLLIN};
        if (taken * 1000000 / bytes_per_second > now || poll(&fd, 1, 5) <= 0) {
            poll(NULL, 0, 2);
            continue;
        }
        ssize_t count = read(pty->master, bytes, sizeof(bytes));
        if (count <= 0)
            return;
        pty_show(pty, bytes, (size_t)count);
        taken += count;
        pty->bytes += (uint64_t)count;
        pty_answer(pty);
    }
}

/* Has it taken all that was sent, and does it sleep? On a busy machine a program may be
 * silent because it was not let run. */
static bool pty_is_waiting(const Pty *pty)
{
    char path[64], name[64];
    int unread = 0;
    StrBuf stat = {0};
    Error ignored = {0};
    int slave = ptsname_r(pty->master, name, sizeof(name)) == 0
                    ? open(name, O_RDONLY | O_NOCTTY | O_NONBLOCK)
                    : -1;
    if (slave >= 0) {
        ioctl(slave, FIONREAD, &unread);
        close(slave);
    }
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pty->pid);
    bool is_asleep = !file_read(path, 4096, &stat, &ignored) ||
                     str_find(strbuf_get(&stat), STR(") S "), 0) != STR_NONE;
    strbuf_clear(&stat);
    error_clear(&ignored);
    return unread == 0 && is_asleep;
}

void pty_settle(Pty *pty)
{
    int64_t before = 0, deadline = time_monotonic_us() + PTY_DEADLINE_US;
    bool is_settled = false;
    while (!is_settled && before < deadline) {
        bool was_waiting = pty_is_waiting(pty);
        before = time_monotonic_us();
        if (!pty_pump(pty, SETTLED_US))
            return;
        /* Asleep twice, and longer apart than it waits for the rest of a sequence. */
        is_settled = was_waiting && time_monotonic_us() - before >= SETTLED_US &&
                     pty_is_waiting(pty);
    }
}

bool pty_await(Pty *pty, const char *text)
{
    int64_t deadline = time_monotonic_us() + PTY_DEADLINE_US;
    StrBuf screen = {0};
    bool is_there = false, is_alive = true;
    while (!is_there && is_alive && time_monotonic_us() < deadline) {
        is_alive = pty_pump(pty, SETTLED_US);
        strbuf_reset(&screen);
        pty_dump(pty, &screen);
        is_there = str_find(strbuf_get(&screen), str_from(text), 0) != STR_NONE;
    }
    if (!is_there)
        printf("# waited for “%s”%s\n%s", text, is_alive ? "" : "; the program has ended",
               screen.data);
    strbuf_clear(&screen);
    return is_there;
}

static int pty_reap(Pty *pty)
{
    int64_t deadline = time_monotonic_us() + PTY_DEADLINE_US;
    int status = 0;
    pid_t ended = 0;
    while (!(ended = waitpid(pty->pid, &status, WNOHANG)) &&
           time_monotonic_us() < deadline)
        poll(NULL, 0, 2);
    if (!ended) {
        printf("# it does not end\n");
        kill(pty->pid, SIGKILL);
        waitpid(pty->pid, &status, 0);
    }
    pty->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int pty_wait(Pty *pty)
{
    int64_t deadline = time_monotonic_us() + PTY_DEADLINE_US;
    while (pty_pump(pty, SETTLED_US) && time_monotonic_us() < deadline)
        continue;
    int status = pty_reap(pty);
    close(pty->master);
    return status;
}

int pty_hang_up(Pty *pty)
{
    close(pty->master);
    return pty_reap(pty);
}

void pty_clear(Pty *pty)
{
    if (pty->vterm)
        vterm_free(pty->vterm);
    pty->vterm = NULL;
    strbuf_clear(&pty->answers);
    strbuf_clear(&pty->unfinished);
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

static void append_key_bytes(Key key, StrBuf *out)
{
    if (key_is(key, KEY_TAB, KEY_SHIFT)) {
        strbuf_append_text(out, "\033[Z");
        return;
    }
    if (key.modifiers & KEY_ALT)
        strbuf_append_byte(out, 0x1B);
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

void pty_send(Pty *pty, Str bytes)
{
    Error err = {0};
    bool is_sent = file_write_fd(pty->master, "pty", bytes, &err);
    (void)is_sent; /* a program that is gone is found out by what comes next */
    error_clear(&err);
}

void pty_keys(Pty *pty, Str keys)
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
        pty_send(pty, strbuf_get(&bytes)); /* a lone Esc must not meet the next key */
        strbuf_reset(&bytes);
        pty_settle(pty);
    }
    pty_send(pty, strbuf_get(&bytes));
    strbuf_clear(&bytes);
}

void pty_resize(Pty *pty, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)columns};
    pty->rows = rows;
    pty->columns = columns;
    if (rows && columns) /* no terminal is so small, but a host may say so */
        vterm_set_size(pty->vterm, rows, columns);
    ioctl(pty->master, TIOCSWINSZ, &size);
}
