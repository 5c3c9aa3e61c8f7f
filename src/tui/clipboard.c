/* Ways to the clipboard that are no escape sequence.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/clipboard.h"

#include <piyue/settings.h>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

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

bool clipboard_give_tmux(Str text)
{
    char *argv[] = {"tmux", "load-buffer", "-w", "-", NULL};
    int ends[2];
    pid_t pid = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    bool is_spawned = spawn_reading(argv, ends[0], &pid);
    close(ends[0]);
    Error err = {0};
    bool is_written = is_spawned && file_write_fd(ends[1], "tmux", text, &err);
    error_clear(&err);
    close(ends[1]);
    int status = 1;
    if (is_spawned)
        waitpid(pid, &status, 0);
    return is_written && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool clipboard_give_file(Str text)
{
    Error err = {0};
    char *directory = paths_get_state();
    char *path = path_join(directory, "clipboard");
    bool is_written =
        file_make_directory(directory, &err) && file_write_atomic(path, text, &err);
    error_clear(&err);
    free(path);
    free(directory);
    return is_written;
}

void strbuf_append_base64(StrBuf *out, Str bytes)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t group = 0;
        for (size_t j = i; j < i + 3; j++)
            group = group << 8 | (j < bytes.len ? (unsigned char)bytes.data[j] : 0);
        char quad[4] = {digits[group >> 18], digits[group >> 12 & 63],
                        digits[group >> 6 & 63], digits[group & 63]};
        for (size_t j = bytes.len - i; j < 3; j++)
            quad[j + 1] = '=';
        strbuf_append(out, quad, sizeof(quad));
    }
}
