/* The real terminal: the only file that knows curses or an escape sequence.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "tui/clipboard.h"
#include "tui/key_reader.h"
#include "tui/palette.h"
#include "tui/signals.h"
#include "tui/wcwidth.h"
#include "tui/widths.h"

#include <term.h>
#undef columns /* a macro of term.h */

#define ESCAPE_WAIT_MS 25

/* What is asked of xterm and its kin; others ignore private modes they do not know. */
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1002h\033[?1006h"
/* Draws “ at the start of row 2 and asks where the cursor is then. */
#define WIDTH_PROBE "\033[2;1H\xe2\x80\x9c\033[6n"
#define CURSOR_PLACE "\033[%d;%dH"
#define MOUSE_OFF "\033[?1006l\033[?1002l"

typedef struct Curses {
    Term term;
    SCREEN *screen;
    KeyReader *keys;
    Palette palette;
    bool wants_mouse, is_suspended, is_hung_up;
    Frame shown;                  /* what ncurses was given last */
    bool is_stale;                /* `shown` is not what it holds */
    bool wants_probe, is_probing; /* for the width of ambiguous glyphs */
    bool is_width_known;
    AmbiguousWidth width; /* as learnt, now or in an earlier session */
    cchar_t *row;
    int row_capacity;
} Curses;

static Curses *curses_from(Term *term)
{
    return (Curses *)term;
}

static void curses_set_theme(Term *term, const Theme *theme)
{
    Curses *curses = curses_from(term);
    palette_set_theme(&curses->palette, theme);
    curses->is_stale = true;
    bkgrndset(&palette_get(&curses->palette, STYLE_TEXT, STYLE_TEXT)->blank);
    clearok(curscr, TRUE);
}

/* Past ncurses, at once. */
static void curses_send(Str bytes)
{
    fwrite(bytes.data, 1, bytes.len, stdout);
    fflush(stdout);
}

/* ---- painting ---------------------------------------------------------- */

static void cell_to_curses(Curses *curses, const Cell *cell, cchar_t *out)
{
    const Paint *paint =
        palette_get(&curses->palette, (StyleId)cell->base, (StyleId)cell->overlay);
    wchar_t text[CCHARW_MAX + 1] = {L' '};
    Str bytes = {cell->text, cell->len};
    size_t off = 0, count = 0;
    while (off < bytes.len && count < CCHARW_MAX)
        text[count++] = (wchar_t)utf8_next(bytes, &off);
    if (count <= 1) {
        *out = paint->blank;
        out->chars[0] = text[0];
        return;
    }
    text[count] = L'\0';
    setcchar(out, text, paint->attributes, (short)0, &paint->pair);
}

static void curses_put_row(Curses *curses, const Frame *frame, int row)
{
    const Cell *cells = &frame->cells[(size_t)row * (size_t)frame->columns];
    int count = 0;
    for (int column = 0; column < frame->columns; column++) {
        if (cells[column].columns)
            cell_to_curses(curses, &cells[column], &curses->row[count++]);
    }
    mvadd_wchnstr(row, 0, curses->row, count);
}

static void curses_fit_buffers(Curses *curses, const Frame *frame)
{
    if (curses->row_capacity < frame->columns) {
        free(curses->row);
        curses->row = mem_alloc_array((size_t)frame->columns, sizeof(cchar_t));
        curses->row_capacity = frame->columns;
    }
    bool is_other = curses->shown.rows != frame->rows ||
                    curses->shown.columns != frame->columns ||
                    curses->shown.width.ambiguous != frame->width.ambiguous;
    if (!is_other)
        return;
    frame_clear_memory(&curses->shown);
    frame_init(&curses->shown, frame->rows, frame->columns, frame->width);
    wcwidth_set_policy(frame->width);
    curses->is_stale = true;
    clearok(curscr, TRUE);
}

/* Asks how wide the terminal draws “, and waits for nothing: the answer comes among the
 * keys. The row that was used is painted again. */
static void curses_probe_width(Curses *curses)
{
    curses->wants_probe = false;
    if (getmaxy(stdscr) < 2 || getmaxx(stdscr) < 4)
        return;
    curses->is_probing = true;
    int row = 0, column = 0;
    getyx(curscr, row, column); /* where ncurses left the cursor, and must find it */
    StrBuf probe = {0};
    strbuf_appendf(&probe, WIDTH_PROBE CURSOR_PLACE, row + 1, column + 1);
    curses_send(strbuf_get(&probe));
    strbuf_clear(&probe);
    wredrawln(stdscr, 1, 1);
    refresh();
}

static void curses_present(Term *term, const Frame *frame)
{
    Curses *curses = curses_from(term);
    if (curses->is_suspended || curses->is_hung_up)
        return;
    curses_fit_buffers(curses, frame);
    size_t row_bytes = (size_t)frame->columns * sizeof(Cell);
    for (int row = 0; row < frame->rows; row++) {
        size_t off = (size_t)row * (size_t)frame->columns;
        if (!curses->is_stale &&
            memcmp(&curses->shown.cells[off], &frame->cells[off], row_bytes) == 0)
            continue;
        curses_put_row(curses, frame, row);
        memcpy(&curses->shown.cells[off], &frame->cells[off], row_bytes);
    }
    curses->is_stale = false;
    bool has_cursor = frame->cursor_row >= 0;
    if (has_cursor)
        move(frame->cursor_row, frame->cursor_column);
    curs_set(has_cursor ? 1 : 0);
    refresh();
    if (curses->wants_probe)
        curses_probe_width(curses);
}

/* ---- reading ----------------------------------------------------------- */

static void curses_get_size(Term *term, int *rows, int *columns)
{
    (void)term;
    getmaxyx(stdscr, *rows, *columns);
}

static Event curses_resize(Curses *curses)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col)
        resizeterm(size.ws_row, size.ws_col);
    curses->is_stale = true;
    clearok(curscr, TRUE);
    Event event = {.kind = EVENT_RESIZE};
    curses_get_size(&curses->term, &event.row, &event.column);
    return event;
}

static void curses_switch_modes(const Curses *curses, bool is_on)
{
    putp(is_on ? PASTE_ON : PASTE_OFF);
    if (curses->wants_mouse)
        putp(is_on ? MOUSE_ON : MOUSE_OFF);
    fflush(stdout);
}

static void curses_set_mouse(Term *term, bool is_on)
{
    Curses *curses = curses_from(term);
    if (curses->wants_mouse == is_on)
        return;
    curses->wants_mouse = is_on;
    putp(is_on ? MOUSE_ON : MOUSE_OFF);
    fflush(stdout);
}

static void curses_suspend(Term *term)
{
    Curses *curses = curses_from(term);
    if (curses->is_suspended)
        return;
    curses->is_suspended = true;
    curses_switch_modes(curses, false);
    curs_set(1);
    endwin();
}

static void curses_resume(Term *term)
{
    Curses *curses = curses_from(term);
    if (!curses->is_suspended)
        return;
    curses->is_suspended = false;
    reset_prog_mode();
    curses_switch_modes(curses, true);
    curses->wants_probe = true; /* it may be another terminal: screen -r, tmux attach */
    curses_resize(curses);
    refresh();
}

static Event curses_take_signal(Curses *curses, SignalKind kind)
{
    switch (kind) {
    case SIGNAL_NONE:
        break;
    case SIGNAL_RESIZED:
        return curses_resize(curses);
    case SIGNAL_HANGUP:
        curses->is_hung_up = true; /* what was typed before it is still read */
        break;
    case SIGNAL_STOP:
        curses_suspend(&curses->term);
        signals_stop_self();
        curses_resume(&curses->term);
        return curses_resize(curses);
    case SIGNAL_CONTINUED:
        /* Continued after a SIGSTOP that nobody could announce: the shell has changed
         * the modes, and its prompt is on the screen. */
        reset_prog_mode();
        curses_switch_modes(curses, true);
        return curses_resize(curses);
    }
    return (Event){0};
}

/* Reads what is there; false when the terminal is gone. */
static bool curses_take_input(Curses *curses)
{
    char bytes[4096];
    ssize_t count;
    do
        count = read(STDIN_FILENO, bytes, sizeof(bytes));
    while (count < 0 && errno == EINTR);
    if (count > 0)
        key_reader_feed(curses->keys, (Str){bytes, (size_t)count});
    return count > 0 || (count < 0 && errno == EAGAIN);
}

/* Waits for input or a signal: 1 input, 0 silence or nobody there, -1 a signal. */
static int curses_wait(Curses *curses, int timeout_ms)
{
    struct pollfd fds[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
                            {.fd = signals_get_fd(), .events = POLLIN}};
    int ready = poll(fds, 2, timeout_ms);
    if (ready == 0)
        return 0;
    if (ready > 0 && fds[1].revents)
        return -1;
    if (ready > 0 && fds[0].revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)) {
        bool is_there = curses_take_input(curses);
        curses->is_hung_up |= !is_there;
        return is_there;
    }
    return -1;
}

/* The answer to the probe, if it is there: when it is another than was thought, the
 * screen is laid out anew. */
static Event curses_take_report(Curses *curses)
{
    int row = 0, column = 0;
    if (!key_reader_take_report(curses->keys, &row, &column) || !curses->is_probing ||
        row != 2 || (column != 2 && column != 3))
        return (Event){0};
    AmbiguousWidth width = column == 3 ? AMBIGUOUS_WIDE : AMBIGUOUS_NARROW;
    bool is_new = !curses->is_width_known || width != curses->width;
    bool is_other = width != (curses->is_width_known ? curses->width : AMBIGUOUS_NARROW);
    curses->is_probing = false;
    curses->is_width_known = true;
    curses->width = width;
    if (is_new)
        widths_remember(width);
    return is_other ? curses_resize(curses) : (Event){0};
}

static bool curses_get_ambiguous(const Term *term, AmbiguousWidth *width)
{
    const Curses *curses = (const Curses *)term;
    *width = curses->width;
    return curses->is_width_known;
}

static Event curses_read_event(Term *term, int timeout_ms)
{
    Curses *curses = curses_from(term);
    int64_t deadline_us = time_monotonic_us() + (int64_t)timeout_ms * 1000;
    bool is_silent = false;
    for (;;) {
        Event event = curses_take_signal(curses, signals_next());
        if (event.kind == EVENT_NONE)
            event = key_reader_next(curses->keys, is_silent || curses->is_hung_up);
        if (event.kind == EVENT_NONE)
            event = curses_take_report(curses);
        if (event.kind != EVENT_NONE)
            return event;
        if (curses->is_hung_up && curses_wait(curses, 0) == 0)
            return (Event){.kind = EVENT_HANGUP};
        int64_t left_ms = (deadline_us - time_monotonic_us()) / 1000;
        bool is_pending = key_reader_is_pending(curses->keys);
        int wait_ms = is_pending       ? ESCAPE_WAIT_MS
                      : timeout_ms < 0 ? -1
                                       : (int)MAX(left_ms, 0);
        int got = curses_wait(curses, wait_ms);
        is_silent = got == 0 && is_pending;
        if (got == 0 && !is_pending)
            return event;
    }
}

static bool curses_has_pending(Term *term)
{
    Curses *curses = curses_from(term);
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    return key_reader_is_pending(curses->keys) || poll(&fd, 1, 0) > 0;
}

/* ---- copying ----------------------------------------------------------- */

static bool curses_copy(Term *term, Str text, StrBuf *way)
{
    StrBuf path = {0}, sequence = {0};
    (void)term;
    if (clipboard_give_tmux(text)) {
        strbuf_append_text(way, _("to tmux"));
        return true;
    }
    bool is_sent = clipboard_takes(text.len);
    bool is_enough = is_sent && clipboard_get_trust() == CLIPBOARD_TRUSTED;
    if (is_sent) {
        clipboard_append_osc52(&sequence, text);
        curses_send(strbuf_get(&sequence));
        strbuf_append_text(way, _("to the terminal by OSC 52"));
    }
    bool is_kept = !is_enough && clipboard_give_file(text, &path);
    if (is_kept)
        strbuf_appendf(way, is_sent ? _(", and to the file %s") : _("to the file %s"),
                       path.data);
    strbuf_clear(&sequence);
    strbuf_clear(&path);
    return is_sent || is_kept;
}

/* ---- beginning and end ------------------------------------------------- */

static void curses_free(Term *term)
{
    Curses *curses = curses_from(term);
    if (!curses)
        return;
    curses_suspend(term);
    delscreen(curses->screen);
    signals_release();
    key_reader_free(curses->keys);
    frame_clear_memory(&curses->shown);
    free(curses->row);
    free(curses);
}

static const TermOps curses_ops = {
    .get_size = curses_get_size,
    .read_event = curses_read_event,
    .has_pending = curses_has_pending,
    .present = curses_present,
    .set_theme = curses_set_theme,
    .set_mouse = curses_set_mouse,
    .suspend = curses_suspend,
    .resume = curses_resume,
    .copy = curses_copy,
    .get_ambiguous = curses_get_ambiguous,
    .free = curses_free,
};

/* A locale that cannot hold Chinese would make ncurses print question marks. */
static bool locale_be_utf8(Error *err)
{
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return true;
    if (setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, "en_US.UTF-8"))
        return true;
    return error_set(err, ERR_ENVIRONMENT,
                     _("no UTF-8 locale to be found; set LC_ALL=C.UTF-8"));
}

static bool term_is_usable(Error *err)
{
    const char *name = getenv("TERM");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return error_set(
            err, ERR_ENVIRONMENT,
            _("reading needs a terminal on both sides; for scripts see piyue "
              "--help (text, search, passages)"));
    if (!name || !*name)
        return error_set(err, ERR_ENVIRONMENT,
                         _("TERM is not set; set it, for example TERM=xterm-256color"));
    int status = 0;
    if (setupterm(NULL, STDOUT_FILENO, &status) == ERR)
        return error_set(err, ERR_ENVIRONMENT,
                         _("the terminal %s is not known here; set, for example, "
                           "TERM=xterm-256color"),
                         name);
    const char *cup = tigetstr("cup");
    bool has_cup = cup && cup != (const char *)-1;
    del_curterm(cur_term); /* newterm reads the description for itself */
    if (!has_cup)
        return error_set(err, ERR_ENVIRONMENT,
                         _("the terminal %s cannot place its cursor; set, for example, "
                           "TERM=xterm-256color"),
                         name);
    return true;
}

static void curses_configure(void)
{
    raw(); /* ^C, ^Z and ^S are keys; poll() and read() do the waiting */
    noecho();
    nonl();
    intrflush(NULL, FALSE);
    typeahead(-1);       /* the app asks has_pending before it paints, once */
    idlok(stdscr, TRUE); /* scrolled rows by a scroll region */
    scrollok(stdscr, FALSE);
    leaveok(stdscr, FALSE); /* the cursor stays on the caret, where an IME needs it */
}

bool term_test_width(Error *err)
{
    unsigned long before = wcwidth_get_calls();
    int row = 0, column = 0;
    WINDOW *pad = newpad(1, 8);
    if (!pad)
        return true; /* no memory for a test is no proof against it */
    waddstr(pad, "“");
    getyx(pad, row, column);
    delwin(pad);
    if (row == 0 && column >= 1 && wcwidth_get_calls() > before)
        return true;
    return error_set(
        err, ERR_ENVIRONMENT,
        _("this build of ncurses counts columns by itself; the screen would be "
          "wrong (build it without LTO of wcwidth, or link dynamically)"));
}

Term *term_curses_new(const Settings *settings, const Theme *theme, Error *err)
{
    if (!locale_be_utf8(err) || !term_is_usable(err))
        return NULL;
    signals_catch();
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (!screen) {
        signals_release();
        error_set(
            err, ERR_ENVIRONMENT,
            _("the terminal cannot be used; set, for example, TERM=xterm-256color"));
        return NULL;
    }
    Curses *curses = mem_alloc(sizeof(*curses));
    curses->term.ops = &curses_ops;
    curses->screen = screen;
    curses->keys = key_reader_new();
    curses->wants_mouse = settings->mouse;
    curses->wants_probe = true;
    curses->is_width_known = widths_recall(&curses->width);
    curses->is_stale = true;
    wcwidth_set_policy(settings_get_width(settings));
    curses_configure();
    palette_init(&curses->palette);
    curses_set_theme(&curses->term, theme);
    curses_switch_modes(curses, true);
    if (!term_test_width(err)) {
        curses_free(&curses->term);
        return NULL;
    }
    return &curses->term;
}
