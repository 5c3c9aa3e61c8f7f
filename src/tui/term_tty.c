/* The real terminal: the only file that talks to it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <piyue/base_locale.h>

#include "tui/clipboard.h"
#include "tui/key_reader.h"
#include "tui/painter.h"
#include "tui/probe.h"
#include "tui/signals.h"
#include "tui/tty.h"
#include "tui/widths.h"

#define ESCAPE_WAIT_MS 25
/* What has begun as an answer or as a key with a name is hardly Alt with a bracket, and
 * its bytes may come from far away. */
#define SEQUENCE_WAIT_MS 300
/* After a frame of so many bytes the terminal is asked whether it has taken it in, and
 * until it says so no other is sent: on a slow line old frames must not queue up. */
#define FRAME_ASKED_BYTES 600
#define FRAME_WAIT_US 1500000
/* Answers that are still to come when the terminal is given back are waited for, or a
 * shell would take them for something typed. */
#define LAST_ANSWERS_US 150000

/* What is asked of xterm and its kin; others ignore private modes they do not know. */
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l"
#define ASK_STATUS "\033[5n"

typedef struct Tty {
    Term term;
    Terminfo info;
    Painter painter;
    KeyReader *keys;
    struct termios modes; /* as they were before us */
    int rows, columns;
    int watch;     /* ends waiting, too; -1 for none */
    bool is_woken; /* by that */
    bool wants_mouse, is_suspended, is_hung_up;
    bool wants_probe;
    Probe probe;
    TermTraits traits; /* as learnt, now or in an earlier session */
    bool has_answered; /* it answers questions */
    int64_t asked_us;  /* since when a frame is on its way; 0 for none */
    Event kept;        /* a change of the screen that was noticed together with a key */
    StrBuf out;
} Tty;

static Tty *tty_from(Term *term)
{
    return (Tty *)term;
}

/* ---- painting ---------------------------------------------------------- */

static void tty_term_set_theme(Term *term, const Theme *theme)
{
    Tty *tty = tty_from(term);
    palette_set_theme(&tty->painter.palette, theme);
    painter_forget(&tty->painter);
}

static void tty_flush(Tty *tty)
{
    if (tty->out.len && !tty_write(strbuf_get(&tty->out)))
        tty->is_hung_up = true;
    strbuf_reset(&tty->out);
}

static void tty_term_repaint(Term *term)
{
    Tty *tty = tty_from(term);
    painter_forget(&tty->painter);
    tty->wants_probe = true; /* it may be another one: tmux attach, screen -r */
}

/* The questions go before the frame, which wipes away what they drew. */
static void tty_append_questions(Tty *tty)
{
    tty->wants_probe = false;
    if (!tty->info.is_standard || tty->rows < 2 || tty->columns < 4)
        return;
    painter_forget(&tty->painter);
    probe_ask(&tty->probe, false, probe_may_ask_ground(), &tty->out);
}

static void tty_term_present(Term *term, const Frame *frame)
{
    Tty *tty = tty_from(term);
    if (tty->is_suspended || tty->is_hung_up)
        return;
    if (tty->wants_probe)
        tty_append_questions(tty);
    painter_paint(&tty->painter, frame, &tty->out);
    if (tty->has_answered && tty->out.len >= FRAME_ASKED_BYTES) {
        strbuf_append_text(&tty->out, ASK_STATUS);
        tty->asked_us = time_monotonic_us();
    }
    tty_flush(tty);
}

/* Has the terminal taken in what it was sent? One that does not say is not waited for. */
static bool tty_term_is_ready(Term *term)
{
    Tty *tty = tty_from(term);
    if (tty->asked_us && time_monotonic_us() - tty->asked_us > FRAME_WAIT_US) {
        tty->asked_us = 0;
        tty->has_answered = false; /* not asked again until it says something */
    }
    return tty->asked_us == 0;
}

/* ---- reading ----------------------------------------------------------- */

static void tty_term_get_size(Term *term, int *rows, int *columns)
{
    *rows = tty_from(term)->rows;
    *columns = tty_from(term)->columns;
}

static Event tty_resize(Tty *tty)
{
    tty_get_size(&tty->rows, &tty->columns);
    painter_forget(&tty->painter);
    return (Event){.kind = EVENT_RESIZE, .row = tty->rows, .column = tty->columns};
}

static void tty_switch_modes(Tty *tty, bool is_on)
{
    strbuf_append_text(&tty->out, is_on ? PASTE_ON : PASTE_OFF);
    if (tty->wants_mouse)
        strbuf_append_text(&tty->out, is_on ? MOUSE_ON : MOUSE_OFF);
}

static void tty_term_set_mouse(Term *term, bool is_on)
{
    Tty *tty = tty_from(term);
    if (tty->wants_mouse == is_on)
        return;
    tty->wants_mouse = is_on;
    strbuf_append_text(&tty->out, is_on ? MOUSE_ON : MOUSE_OFF);
    tty_flush(tty);
}

/* Reads what is there; false when the terminal is gone. */
static bool tty_take_input(Tty *tty)
{
    char bytes[4096];
    ssize_t count;
    do
        count = read(STDIN_FILENO, bytes, sizeof(bytes));
    while (count < 0 && errno == EINTR);
    if (count > 0)
        key_reader_feed(tty->keys, (Str){bytes, (size_t)count});
    return count > 0 || (count < 0 && errno == EAGAIN);
}

/* Waits for input or a signal: 1 input, 0 silence or nobody there, -1 a signal. */
static int tty_wait(Tty *tty, int timeout_ms)
{
    /* A lone Esc is a key once there is silence behind it. Changes of the library must not
     * break that: while we write it ourselves they never end. poll() passes over -1. */
    int watch = key_reader_is_pending(tty->keys) ? -1 : tty->watch;
    struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                           {.fd = signals_get_fd(), .events = POLLIN},
                           {.fd = watch, .events = POLLIN}};
    int ready = poll(fds, ARRAY_SIZE(fds), timeout_ms);
    if (ready == 0)
        return 0;
    tty->is_woken = ready > 0 && fds[2].revents;
    if (ready > 0 && fds[1].revents)
        return -1;
    if (ready > 0 && fds[0].revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)) {
        bool is_there = tty_take_input(tty);
        tty->is_hung_up |= !is_there;
        return is_there;
    }
    return -1;
}

static void tty_await_answers(Tty *tty)
{
    int64_t end_us = time_monotonic_us() + LAST_ANSWERS_US, now_us = 0;
    TermReport report;
    while ((tty->probe.is_open || tty->asked_us) && !tty->is_hung_up &&
           (now_us = time_monotonic_us()) < end_us) {
        tty_wait(tty, (int)((end_us - now_us) / 1000) + 1);
        while (key_reader_next(tty->keys, false).kind != EVENT_NONE)
            continue; /* keys of so short a time were meant for nobody else */
        while (key_reader_take_report(tty->keys, &report)) {
            probe_take(&tty->probe, &report);
            if (report.kind == REPORT_STATUS)
                tty->asked_us = 0;
        }
    }
}

static void tty_term_suspend(Term *term)
{
    Tty *tty = tty_from(term);
    if (tty->is_suspended)
        return;
    tty->is_suspended = true;
    tty_await_answers(tty);
    tty_switch_modes(tty, false);
    terminfo_append(&tty->info, CAP_PLAIN, &tty->out);
    terminfo_append(&tty->info, CAP_CURSOR_SHOW, &tty->out);
    if (terminfo_has(&tty->info, CAP_END))
        terminfo_append(&tty->info, CAP_END, &tty->out);
    else /* nothing brings the old screen back: go on below ours */
        terminfo_append_with(&tty->info, CAP_CURSOR_PLACE, tty->rows - 1, 0, &tty->out);
    tty_flush(tty);
    tty_set_back(&tty->modes);
}

static void tty_begin(Tty *tty)
{
    tty_keep_raw();
    terminfo_append(&tty->info, CAP_BEGIN, &tty->out);
    tty_switch_modes(tty, true);
    painter_forget(&tty->painter);
    tty->wants_probe = true; /* it may be another terminal: screen -r, tmux attach */
}

static void tty_term_resume(Term *term)
{
    Tty *tty = tty_from(term);
    if (!tty->is_suspended)
        return;
    tty->is_suspended = false;
    tcgetattr(STDIN_FILENO, &tty->modes);
    tty_begin(tty);
    tty_flush(tty);
    tty_resize(tty);
}

static Event tty_take_signal(Tty *tty, SignalKind kind)
{
    switch (kind) {
    case SIGNAL_NONE:
        break;
    case SIGNAL_RESIZED:
        return tty_resize(tty);
    case SIGNAL_HANGUP:
        tty->is_hung_up = true; /* what was typed before it is still read */
        break;
    case SIGNAL_STOP:
        tty_term_suspend(&tty->term);
        signals_stop_self();
        tty_term_resume(&tty->term);
        return tty_resize(tty);
    case SIGNAL_CONTINUED:
        /* Continued after a SIGSTOP that nobody could announce: the shell has changed
         * the modes, and its prompt is on the screen. */
        tty_begin(tty);
        tty_flush(tty);
        return tty_resize(tty);
    }
    return (Event){0};
}

/* All answers are there: what is other than was thought is kept, and the screen laid out
 * anew. */
static Event tty_finish_probe(Tty *tty)
{
    TermTraits before = tty->traits, *now = &tty->traits;
    AmbiguousWidth width = AMBIGUOUS_NARROW;
    if (probe_decide(&tty->probe, &width)) {
        now->has_width = true;
        now->width = width;
    }
    if (tty->probe.has_ground) {
        now->has_ground = true;
        now->is_light = ground_is_light(tty->probe.ground);
    }
    bool is_new = now->has_width != before.has_width || now->width != before.width ||
                  now->has_ground != before.has_ground ||
                  now->is_light != before.is_light;
    bool is_other = now->width != before.width || now->is_light != before.is_light ||
                    now->has_ground != before.has_ground;
    if (is_new)
        widths_remember(*now);
    return is_other ? tty_resize(tty) : (Event){0};
}

/* Answers among the keys. A frame that has arrived lets the next one be painted: the
 * caller's turn. */
static Event tty_take_reports(Tty *tty, bool *is_ready)
{
    TermReport report;
    Event event = {0};
    while (event.kind == EVENT_NONE && key_reader_take_report(tty->keys, &report)) {
        tty->has_answered = true;
        if (report.kind == REPORT_STATUS) {
            *is_ready = tty->asked_us != 0;
            tty->asked_us = 0;
        }
        if (probe_take(&tty->probe, &report))
            event = tty_finish_probe(tty);
    }
    return event;
}

static bool tty_term_get_ambiguous(const Term *term, AmbiguousWidth *width)
{
    const Tty *tty = (const Tty *)term;
    *width = tty->traits.width;
    return tty->traits.has_width;
}

static bool tty_term_get_ground(const Term *term, bool *is_light)
{
    const Tty *tty = (const Tty *)term;
    *is_light = tty->traits.is_light;
    return tty->traits.has_ground;
}

static void tty_term_set_watch(Term *term, int fd)
{
    tty_from(term)->watch = fd;
}

/* How long to wait: for the rest of a sequence, for a frame to arrive, or as asked. */
static int tty_get_wait_ms(const Tty *tty, int64_t deadline_us, int timeout_ms)
{
    int64_t now_us = time_monotonic_us();
    if (key_reader_is_in_sequence(tty->keys))
        return SEQUENCE_WAIT_MS;
    if (key_reader_is_pending(tty->keys))
        return ESCAPE_WAIT_MS;
    int wait_ms = timeout_ms < 0 ? -1 : (int)MAX((deadline_us - now_us) / 1000, 0);
    if (!tty->asked_us)
        return wait_ms;
    int ready_ms = (int)MAX((tty->asked_us + FRAME_WAIT_US - now_us) / 1000 + 1, 1);
    return wait_ms < 0 ? ready_ms : MIN(wait_ms, ready_ms);
}

static Event tty_term_read_event(Term *term, int timeout_ms)
{
    Tty *tty = tty_from(term);
    int64_t deadline_us = time_monotonic_us() + (int64_t)timeout_ms * 1000;
    bool is_silent = false, is_ready = false;
    for (;;) {
        Event event = tty->kept;
        tty->kept = (Event){0};
        if (event.kind == EVENT_NONE)
            event = tty_take_signal(tty, signals_next());
        if (event.kind == EVENT_NONE)
            event = key_reader_next(tty->keys, is_silent || tty->is_hung_up);
        /* Answers that came before a key must not be taken for those it asks for. */
        Event change = tty_take_reports(tty, &is_ready);
        if (change.kind != EVENT_NONE && event.kind != EVENT_NONE)
            tty->kept = change;
        else if (change.kind != EVENT_NONE)
            event = change;
        if (event.kind != EVENT_NONE || is_ready || tty->is_woken) {
            tty->is_woken = false;
            return event;
        }
        if (tty->is_hung_up && tty_wait(tty, 0) == 0)
            return (Event){.kind = EVENT_HANGUP};
        bool is_pending = key_reader_is_pending(tty->keys);
        int got = tty_wait(tty, tty_get_wait_ms(tty, deadline_us, timeout_ms));
        is_silent = got == 0 && is_pending;
        if (got == 0 && !is_pending)
            return event;
    }
}

/* What the terminal answers is none: nothing waits for it, and no work is given up. */
static bool tty_term_has_pending(Term *term)
{
    Tty *tty = tty_from(term);
    if (tty->kept.kind != EVENT_NONE)
        return true;
    if (key_reader_has_keys(tty->keys))
        return true;
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&fd, 1, 0) <= 0)
        return false;
    tty->is_hung_up |= !tty_take_input(tty);
    return tty->is_hung_up || key_reader_has_keys(tty->keys);
}

/* ---- copying ----------------------------------------------------------- */

static bool tty_term_copy(Term *term, Str text, StrBuf *way)
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
        tty_write(strbuf_get(&sequence));
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

static void tty_term_free(Term *term)
{
    Tty *tty = tty_from(term);
    if (!tty)
        return;
    tty_term_suspend(term);
    signals_release();
    key_reader_free(tty->keys);
    painter_clear(&tty->painter);
    terminfo_clear(&tty->info);
    strbuf_clear(&tty->out);
    free(tty);
}

static const TermOps tty_term_ops = {
    .get_size = tty_term_get_size,
    .read_event = tty_term_read_event,
    .has_pending = tty_term_has_pending,
    .is_ready = tty_term_is_ready,
    .present = tty_term_present,
    .repaint = tty_term_repaint,
    .set_theme = tty_term_set_theme,
    .set_mouse = tty_term_set_mouse,
    .suspend = tty_term_suspend,
    .resume = tty_term_resume,
    .copy = tty_term_copy,
    .get_ambiguous = tty_term_get_ambiguous,
    .get_ground = tty_term_get_ground,
    .set_watch = tty_term_set_watch,
    .free = tty_term_free,
};

static bool term_is_usable(Terminfo *info, Error *err)
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
    if (!terminfo_read(info, name))
        return error_set(err, ERR_ENVIRONMENT,
                         _("the terminal %s is not known here; set, for example, "
                           "TERM=xterm-256color"),
                         name);
    if (!terminfo_has(info, CAP_CURSOR_PLACE)) {
        terminfo_clear(info);
        return error_set(err, ERR_ENVIRONMENT,
                         _("the terminal %s cannot place its cursor; set, for example, "
                           "TERM=xterm-256color"),
                         name);
    }
    return true;
}

Term *term_tty_new(const Settings *settings, const Theme *theme, Error *err)
{
    Terminfo info;
    if (!locale_take_utf8(locale_take, err) || !term_is_usable(&info, err))
        return NULL;
    Tty *tty = mem_alloc(sizeof(*tty));
    tty->term.ops = &tty_term_ops;
    tty->info = info;
    tty->watch = -1;
    tty->rows = 24;
    tty->columns = 80;
    tty->keys = key_reader_new();
    tty->wants_mouse = settings->mouse;
    tty->traits = widths_recall();
    signals_catch();
    tty_make_raw(&tty->modes);
    tty_get_size(&tty->rows, &tty->columns);
    painter_init(&tty->painter, &tty->info);
    palette_set_theme(&tty->painter.palette, theme);
    tty_begin(tty);
    return &tty->term;
}
