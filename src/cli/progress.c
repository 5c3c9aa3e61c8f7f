/* How far long work is: one row on standard error, where that is a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SHOW_AFTER_US 500000 /* what is done by then needs no words */
#define REDRAW_US 100000
#define GUESS_FROM 0.02 /* a share from which the time that is left can be told */

/* ---- Ctrl-C -------------------------------------------------------------- */

static volatile sig_atomic_t interrupts;

/* The first one asks to stop; the second one does what it does anywhere. */
static void on_interrupt(int number)
{
    (void)number;
    interrupts++;
}

void cli_catch_interrupt(void)
{
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};
    interrupts = 0;
    sigaction(SIGINT, &action, NULL);
}

int cli_count_interrupts(void)
{
    return (int)interrupts;
}

/* ---- the row ------------------------------------------------------------- */

int cli_get_error_columns(void)
{
    struct winsize size = {0};
    if (!isatty(STDERR_FILENO) || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col ? size.ws_col : 80;
}

void cli_show_row(Cli *cli, Str row)
{
    StrBuf text = {0};
    int room = MAX(cli_get_error_columns() - 1, 0);
    /* The last column stays free: some terminals wrap as soon as it is written. */
    row = str_slice(row, 0, text_fit(row, room, &cli->width));
    int columns = (int)text_columns(row, &cli->width);
    strbuf_append_byte(&text, '\r');
    strbuf_append_str(&text, row);
    /* Nor may blanks wrap, where the terminal has become narrower. */
    for (int i = columns; i < MIN(cli->row_columns, room); i++)
        strbuf_append_byte(&text, ' ');
    strbuf_append_byte(&text, '\r');
    fwrite(text.data, 1, text.len, stderr);
    fflush(stderr);
    cli->row_columns = columns;
    strbuf_clear(&text);
}

void cli_hide_row(Cli *cli)
{
    if (cli->row_columns)
        cli_show_row(cli, (Str){0});
}

void cli_append_left(StrBuf *row, double seconds)
{
    uint64_t whole = (uint64_t)(seconds + 1);
    if (whole < 60)
        strbuf_appendf(row,
                       translate_plural("%llu second left", "%llu seconds left", whole),
                       (unsigned long long)whole);
    else
        strbuf_appendf(
            row, translate_plural("%llu minute left", "%llu minutes left", whole / 60),
            (unsigned long long)(whole / 60));
}

/* ---- work ---------------------------------------------------------------- */

void cli_begin_work(Cli *cli, const char *what)
{
    cli->work = (Work){.what = what, .began_us = time_monotonic_us()};
}

void cli_end_work(Cli *cli)
{
    cli_hide_row(cli);
    cli->work = (Work){.began_us = time_monotonic_us()};
}

/* "checking the library   42%   12 seconds left   Ctrl-C stops" */
static void draw(Cli *cli, int64_t now_us)
{
    const Work *work = &cli->work;
    StrBuf row = {0};
    double spent = (double)(now_us - work->began_us) / 1e6;
    double share = work->total ? (double)work->done / (double)work->total : 0;
    strbuf_append_text(&row, work->what ? work->what : cli->command);
    if (work->total)
        strbuf_appendf(&row, "   %d%%", (int)(100 * MIN(share, 1.0)));
    strbuf_append_text(&row, "   ");
    if (share >= GUESS_FROM)
        cli_append_left(&row, MAX(spent * (1 - share) / share, 0.0));
    else
        strbuf_appendf(&row, _("%d s"), (int)spent);
    strbuf_appendf(&row, "   %s", _("Ctrl-C stops"));
    cli_show_row(cli, strbuf_get(&row));
    strbuf_clear(&row);
}

bool cli_goes_on(void *context, uint64_t done, uint64_t total)
{
    Cli *cli = context;
    Work *work = &cli->work;
    int64_t now_us = time_monotonic_us();
    if (total) {
        work->done = MAX(work->done, done);
        work->total = total;
    }
    /* Rows of results on the same terminal are as good, and are not written over. */
    bool is_quiet = cli->is_terminal && cli->has_written;
    if (!work->has_own_row && now_us - work->began_us > SHOW_AFTER_US &&
        now_us - work->drawn_us > REDRAW_US && !is_quiet && cli_get_error_columns()) {
        work->drawn_us = now_us;
        draw(cli, now_us);
    }
    return cli_count_interrupts() == 0;
}

bool cli_is_interrupted(void *context)
{
    return !cli_goes_on(context, 0, 0);
}
