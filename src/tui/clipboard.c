/* Ways to the clipboard.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/clipboard.h"

#include <piyue/settings.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define TMUX_WAIT_MS 2000
#define REAP_WAIT_MS 5
/* Base64 of it stays under 100,000 bytes, where terminals begin to cut. */
#define OSC52_MAX_BYTES (74 * 1000)

extern char **environ;

/* ---- terminals --------------------------------------------------------- */

typedef struct ClipboardSign {
    const char *variable, *beginning; /* "": that it is set says enough */
    ClipboardTrust trust;
} ClipboardSign;
/* The first that fits decides. xterm, iTerm2 and VTE obey only where they are told to,
 * and TERM=screen is what tmux, too, says through SSH: those are not known. */
static const ClipboardSign signs[] = {
    {"STY", "", CLIPBOARD_DEAF}, /* GNU screen drops it */
    {"TERM_PROGRAM", "Apple_Terminal", CLIPBOARD_DEAF},
    {"TERM", "linux", CLIPBOARD_DEAF},
    {"TERM", "vt", CLIPBOARD_DEAF},
    {"TERM", "dumb", CLIPBOARD_DEAF},
    {"TERM", "ansi", CLIPBOARD_DEAF},
    {"TERM", "cons", CLIPBOARD_DEAF},
    {"TERM", "xterm-kitty", CLIPBOARD_TRUSTED},
    {"TERM", "xterm-ghostty", CLIPBOARD_TRUSTED},
    {"TERM", "foot", CLIPBOARD_TRUSTED},
    {"TERM", "alacritty", CLIPBOARD_TRUSTED},
    {"TERM", "wezterm", CLIPBOARD_TRUSTED},
    {"TERM", "contour", CLIPBOARD_TRUSTED},
    {"KITTY_WINDOW_ID", "", CLIPBOARD_TRUSTED},
    {"TERM_PROGRAM", "WezTerm", CLIPBOARD_TRUSTED},
    {"TERM_PROGRAM", "ghostty", CLIPBOARD_TRUSTED},
    {"WT_SESSION", "", CLIPBOARD_TRUSTED}, /* Windows Terminal */
};

ClipboardTrust clipboard_get_trust(void)
{
    const char *name = getenv("TERM");
    if (!name || !*name || secure_is_on())
        return CLIPBOARD_DEAF;
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
        Str value = str_from(getenv(signs[i].variable));
        if (value.len && str_has_prefix(value, str_from(signs[i].beginning)))
            return signs[i].trust;
    }
    return CLIPBOARD_UNSURE;
}

bool clipboard_takes(size_t bytes)
{
    return bytes <= OSC52_MAX_BYTES && clipboard_get_trust() != CLIPBOARD_DEAF;
}

/* ---- the terminal ------------------------------------------------------ */

void clipboard_append_osc52(StrBuf *out, Str text)
{
    strbuf_append_text(out, "\033]52;c;");
    strbuf_append_base64(out, text);
    strbuf_append_text(out, "\a");
}

/* ---- tmux -------------------------------------------------------------- */

static bool spawn_reading(char *const *argv, int input, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE); /* ignored by us, and that is inherited */
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int failure = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure == 0;
}

/* Writes as fast as the other end reads, until the deadline. */
static bool write_until(int fd, Str text, int64_t deadline_us)
{
    while (text.len) {
        int64_t left_ms = (deadline_us - time_monotonic_us()) / 1000;
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        if (left_ms <= 0 || poll(&ready, 1, (int)left_ms) <= 0)
            return false;
        ssize_t written = write(fd, text.data, text.len);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        text = str_slice(text, (size_t)MAX(written, 0), text.len);
    }
    return true;
}

/* Did it end well before the deadline? It is gone in any case. */
static bool reap_until(pid_t pid, int64_t deadline_us)
{
    int status = 1;
    pid_t ended;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0 &&
           time_monotonic_us() < deadline_us)
        poll(NULL, 0, REAP_WAIT_MS);
    if (ended == 0) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool run_reading(char *const *argv, Str text, int64_t deadline_us)
{
    int ends[2];
    pid_t pid = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    bool is_spawned = spawn_reading(argv, ends[0], &pid);
    close(ends[0]);
    fcntl(ends[1], F_SETFL, O_NONBLOCK); /* of our end alone */
    bool is_written = is_spawned && write_until(ends[1], text, deadline_us);
    close(ends[1]);
    return is_spawned && reap_until(pid, is_written ? deadline_us : 0) && is_written;
}

bool clipboard_give_tmux(Str text)
{
    char *passing[] = {"tmux", "load-buffer", "-w", "-", NULL};
    char *keeping[] = {"tmux", "load-buffer", "-", NULL};
    int64_t deadline_us = time_monotonic_us() + TMUX_WAIT_MS * 1000;
    return getenv("TMUX") && (run_reading(passing, text, deadline_us) ||
                              run_reading(keeping, text, deadline_us));
}

/* ---- the file ---------------------------------------------------------- */

bool clipboard_give_file(Str text, StrBuf *path)
{
    Error err = {0};
    char *directory = paths_get_state();
    char *file = path_join(directory, "clipboard");
    bool is_written =
        file_make_directory(directory, &err) && file_write_atomic(file, text, &err);
    if (is_written)
        sanitize(path, str_from(file), SANITIZE_TERMINAL);
    error_clear(&err);
    free(file);
    free(directory);
    return is_written;
}
