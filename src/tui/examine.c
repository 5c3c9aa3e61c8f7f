/* Asks the terminal everything that could be asked, and gives it back as it was.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "tui/clipboard.h"
#include "tui/palette.h"
#include "tui/probe.h"
#include "tui/tty.h"

/* The alternate screen keeps the user's: the samples are drawn on that. */
#define SAVE_SCREEN "\0337\033[?1049h"
#define BRING_BACK "\r\033[K\033[?1049l\0338"

/* Reads until the last answer or the end of the time; what is typed meanwhile is lost. */
static void await_answers(Probe *probe, int timeout_ms)
{
    int64_t end_us = time_monotonic_us() + (int64_t)timeout_ms * 1000, now_us = 0;
    KeyReader *keys = key_reader_new();
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    while (probe->is_open && (now_us = time_monotonic_us()) < end_us) {
        char bytes[512];
        TermReport report;
        if (poll(&fd, 1, (int)((end_us - now_us) / 1000) + 1) <= 0)
            continue;
        ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));
        if (count <= 0)
            break;
        key_reader_feed(keys, (Str){bytes, (size_t)count});
        while (key_reader_next(keys, false).kind != EVENT_NONE)
            continue;
        while (key_reader_take_report(keys, &report))
            probe_take(probe, &report);
    }
    key_reader_free(keys);
}

static void keep_answers(TermFindings *findings, const Probe *probe)
{
    size_t count = 0;
    const ProbeClass *classes = probe_list_classes(&count);
    for (size_t i = 0; i < probe->answered && i < count; i++)
        findings->answers[findings->answer_count++] =
            (TermAnswer){classes[i].name, classes[i].sample, probe->columns[i]};
    findings->is_answering = probe->is_attributed;
    findings->has_width = probe_decide(probe, &findings->width);
    findings->has_ground = probe->has_ground;
    findings->ground = probe->ground;
    findings->is_light = probe->has_ground && ground_is_light(probe->ground);
}

static void ask(TermFindings *findings, int timeout_ms)
{
    StrBuf questions = {0};
    struct termios before;
    Probe probe = {0};
    strbuf_append(&questions, SAVE_SCREEN, sizeof(SAVE_SCREEN) - 1);
    probe_ask(&probe, true, probe_may_ask_ground(), &questions);
    if (tty_make_raw(&before)) {
        int64_t start_us = time_monotonic_us();
        if (tty_write(strbuf_get(&questions)))
            await_answers(&probe, timeout_ms);
        findings->answer_us = time_monotonic_us() - start_us;
        tty_write(STR(BRING_BACK));
        tty_set_back(&before);
        keep_answers(findings, &probe);
    }
    strbuf_clear(&questions);
}

void term_examine(TermFindings *findings, int timeout_ms)
{
    static const char *const routes[] = {
        N_("to a file"), N_("by OSC 52, which may not be obeyed, and a file"),
        N_("by OSC 52")};
    const char *name = getenv("TERM");
    Terminfo info;
    *findings = (TermFindings){0};
    findings->is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    findings->clipboard = secure_is_on()   ? N_("not at all, in secure mode")
                          : getenv("TMUX") ? N_("through tmux")
                                           : routes[clipboard_get_trust()];
    if (findings->is_terminal)
        tty_get_size(&findings->rows, &findings->columns);
    if (!name || !*name || !terminfo_read(&info, name))
        return;
    findings->is_known = true;
    findings->stand_in = info.stand_in;
    findings->is_usable = terminfo_has(&info, CAP_CURSOR_PLACE);
    findings->tier = palette_get_tier_name(palette_find_tier(&info));
    findings->colours = info.colours;
    if (findings->is_terminal && info.is_standard)
        ask(findings, timeout_ms);
    terminfo_clear(&info);
}
